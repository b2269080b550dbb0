import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { Changed, GiveBadge, NewDiscipline } from '../contract.ts';
import { assertBadge } from '../rules/index.ts';
import { rangesOf } from '../rows.ts';
import { fileForWrite, finish, ruleSettings } from './file.ts';

/**
 * Records that a badge was given.
 * @throws RuleBroken `member.badge-unknown`, `member.badge-too-early`, `member.badge-given-already`, `member.decision-needed`
 */
export async function giveBadge(tx: Tx, id: string, input: GiveBadge, today: PlainDate): Promise<Changed> {
  const file = await fileForWrite(tx, id, input.version);
  if (!file.decision) throw new RuleBroken('member.decision-needed');
  const outside = await tx.many<{ valid: string }>(
    sql`select valid::text as valid from membership.period_outside where member_id = ${id}`,
  );
  assertBadge(
    {
      decisionOn: file.decision,
      outside: rangesOf(outside.map(({ valid }) => valid)),
      years: input.years,
      givenOn: input.occasionOn,
      graveIllness: input.graveIllness,
    },
    await ruleSettings(tx),
  );
  await tx.run(sql`
    insert into membership.badge (id, member_id, years, occasion_on, early, label)
    values (${input.id}, ${id}, ${input.years}, ${input.occasionOn}, ${input.graveIllness}, ${file.label})`);
  return finish(tx, id, today);
}

/**
 * Records a discipline decision: form, time and document, no story.
 * @throws RuleBroken `member.discipline-not-for-probationary`; those know reprimand and warning only
 */
export async function recordDiscipline(tx: Tx, id: string, input: NewDiscipline, today: PlainDate): Promise<Changed> {
  const file = await fileForWrite(tx, id, input.version);
  const standing = file.periods.findLast(({ from }) => from <= input.validFrom)?.standing;
  if (standing === 'probationary' && (input.form === 'removal_from_office' || input.form === 'expulsion')) {
    throw new RuleBroken('member.discipline-not-for-probationary', { form: input.form });
  }
  await tx.run(sql`
    insert into membership.discipline (id, member_id, form, valid, document, label)
    values (${input.id}, ${id}, ${input.form}, daterange(${input.validFrom}::date, ${input.validTo}::date), ${input.document}, ${file.label})`);
  return finish(tx, id, today);
}
