import { CHECKS } from '../server/checks.ts';
import type { OwnVerb } from './verb.ts';

/** Counts and checks again what the program relies on. Exit code 1 when something does not hold. */
export const verify: OwnVerb = {
  name: 'verify',
  summary: 'platform.cli.verify.summary',
  async run(context) {
    const { db } = await context.installation();
    const results = [];
    for (const [index, check] of CHECKS.entries()) {
      context.progress(index, CHECKS.length, context.t(`platform.cli.verify.${check.name}`));
      results.push({ check: check.name, ...(await check.run(db)) });
    }
    const lines = results.flatMap(({ check, ok, checked, findings }) => [
      context.t(ok ? 'platform.cli.verify.holds' : 'platform.cli.verify.broken', {
        what: context.t(`platform.cli.verify.${check}`),
        checked,
        count: findings.length,
      }),
      ...findings.slice(0, 20).map((finding) => `    ${finding}`),
    ]);
    const ok = results.every((result) => result.ok);
    context.print({ ok, checks: results }, lines.join('\n'));
    return ok ? 0 : 1;
  },
};
