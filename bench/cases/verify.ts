import { CHECKS } from '../../src/server/checks.ts';
import { seconds } from '../measure.ts';
import type { Bench } from './context.ts';

/** `gandan verify` over everything. */
export async function verification(bench: Bench): Promise<void> {
  for (const check of CHECKS) {
    const { took, result } = await seconds(() => check.run(bench.installation.db));
    bench.add({
      group: 'verify',
      what: check.name,
      unit: 's',
      bar: 'minutes, nothing found',
      p50: took,
      kept: result.ok && took < 600,
      note: `${result.checked} checked${result.ok ? '' : `, found ${result.findings.slice(0, 2).join(' ')}`}`,
    });
  }
}
