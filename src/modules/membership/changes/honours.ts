import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { Changed, CloseHandling, GiveBadge, NewDiscipline, NewHandling } from '../contract.ts';
import { assertBadge, assertBadgeNotPostponed } from '../rules/index.ts';
import { rangesOf } from '../rows.ts';
import { fileForWrite, finish, ruleSettings } from './file.ts';

/**
 * Records that a badge was given.
 * @throws RuleBroken `member.badge-unknown`, `member.badge-too-early`, `member.badge-given-already`, `member.decision-needed`,
 *   `member.badge-after-discipline` `{ months, fromOn }`
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
  const decisions = await tx.many<{ on: PlainDate }>(
    sql`select on_day as "on" from membership.disciplined_on(${id}::uuid) on_day`,
  );
  assertBadgeNotPostponed(
    { occasionOn: input.occasionOn, disciplinedOn: decisions.map(({ on }) => on) },
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

/**
 * Opens a case of inspection, complaint or discipline: its kind, day and document, nothing of the matter. Sending the same `id` again changes nothing.
 * @throws RuleBroken `member.handling-outside` `{ from, today }`
 */
export async function openHandling(tx: Tx, id: string, input: NewHandling, today: PlainDate): Promise<Changed> {
  const known = await tx.maybeOne<Changed>(sql`
    select m.id, m.version from membership.handling h join membership.member m on m.id = h.member_id where h.id = ${input.id} and h.member_id = ${id}`);
  if (known) return known;
  const file = await fileForWrite(tx, id, input.version);
  // It is of a member: not before the admission, and not yet to come.
  const from = file.periods[0]?.from ?? today;
  if (input.from < from || input.from > today) throw new RuleBroken('member.handling-outside', { from, today });
  await tx.run(sql`
    insert into membership.handling (id, member_id, kind, valid, document, label)
    values (${input.id}, ${id}, ${input.kind}, daterange(${input.from}::date, null), ${input.document}, ${file.label})`);
  return finish(tx, id, today);
}

/**
 * Ends every case of a member that is open on a day, with the document that concludes it. A transfer may go on from that day.
 * @throws NotFound when none is open
 * @throws RuleBroken `member.handling-closed-outside` `{ from, today }` when it ends before one began, or in the future
 */
export async function closeHandling(tx: Tx, id: string, input: CloseHandling, today: PlainDate): Promise<Changed> {
  await fileForWrite(tx, id, input.version);
  const { from } = await tx.one<{ from: PlainDate | null }>(sql`
    select min(lower(valid)) as "from" from membership.handling where member_id = ${id} and upper_inf(valid)`);
  if (from === null) throw new NotFound();
  if (input.on <= from || input.on > today) throw new RuleBroken('member.handling-closed-outside', { from, today });
  await tx.run(sql`
    update membership.handling set valid = daterange(lower(valid), ${input.on}::date), closed_by = ${input.document}
    where member_id = ${id} and upper_inf(valid) and lower(valid) < ${input.on}::date`);
  return finish(tx, id, today);
}
