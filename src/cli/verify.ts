import type { Database } from '../platform/db/database.ts';
import { CHECKS } from '../server/checks.ts';
import type { OwnContext } from './context.ts';
import type { OwnVerb } from './verb.ts';

/** Counts and checks again what the program relies on. Exit code 1 when something does not hold. */
export const verify: OwnVerb = {
  name: 'verify',
  summary: 'platform.cli.verify.summary',
  async run(context) {
    const { db } = await context.installation();
    const { ok, checks, lines } = await runChecks(context, db);
    context.print({ ok, checks }, lines.join('\n'));
    return ok ? 0 : 1;
  },
};

/** Goes through all checks of `gandan verify`. @returns what each said, and the same as lines for a person */
export async function runChecks(context: Pick<OwnContext, 'progress' | 't'>, db: Database) {
  const checks = [];
  for (const [index, check] of CHECKS.entries()) {
    context.progress(index, CHECKS.length, context.t(`platform.cli.verify.${check.name}`));
    checks.push({ check: check.name, ...(await check.run(db)) });
  }
  const lines = checks.flatMap(({ check, ok, checked, findings }) => [
    context.t(ok ? 'platform.cli.verify.holds' : 'platform.cli.verify.broken', {
      what: context.t(`platform.cli.verify.${check}`),
      checked,
      count: findings.length,
    }),
    ...findings.slice(0, 20).map((finding) => `    ${finding}`),
  ]);
  return { ok: checks.every((check) => check.ok), checks, lines };
}
