import { sql } from 'kysely';
import { workingCalendar } from '#platform/calendar/calendar.ts';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import type { ComplaintAnswer, NewComplaint } from './contract.ts';
import { evaluationSettings } from './read.ts';
import { answerUntil, assertAnswer, assertCap, assertComplaint, capOf, endOfYear, type Level } from './rules/index.ts';

type Rated = {
  ratingId: string;
  decisionId: string;
  decidedOn: string;
  withdrawnOn: string | null;
  label: number;
  byLabel: number;
};

/**
 * Records that a member, or an organisation, complains about its decided level. Sending the same `id` again changes nothing.
 * @throws NotFound when the rating lies outside the scope or no longer counts
 * @throws RuleBroken `evaluation.complained-already`, `evaluation.complaint-before-decision`, `evaluation.complaint-too-late`,
 *   `evaluation.in-future`
 */
export async function complain(tx: Tx, input: NewComplaint, today: string): Promise<{ id: string }> {
  if (await tx.maybeOne(sql`select 1 from evaluation.complaint where id = ${input.id}`)) return { id: input.id };
  const rated = await tx.one<Rated>(sql`
    select r.id as "ratingId", d.id as "decisionId", d.decided_on::text as "decidedOn", r.label, d.by_label as "byLabel"
    from evaluation.rating r cross join lateral evaluation.decision_of(r.id) d where r.id = ${input.ratingId}`);
  // A level that an answer has set is not complained about again in the same way.
  const before = await tx.maybeOne(sql`
    select 1 from evaluation.complaint c left join evaluation.rating r on r.complaint_id = c.id where c.rating_id = ${rated.ratingId} or r.id = ${rated.ratingId}`);
  if (before) throw new RuleBroken('evaluation.complained-already');
  if (input.on > today) throw new RuleBroken('evaluation.in-future', { on: input.on, today });
  const [calendar, settings] = [await workingCalendar(tx), await evaluationSettings(tx)];
  assertComplaint({ decidedOn: rated.decidedOn, filedOn: input.on }, calendar, settings);
  await tx.run(sql`
    insert into evaluation.complaint (id, rating_id, filed_on, document, due_on, label, by_label)
    values (${input.id}, ${rated.ratingId}, ${input.on}, ${input.document}, ${answerUntil(input.on, calendar, settings)}, ${rated.label}, ${rated.byLabel})`);
  return { id: input.id };
}

type Asked = Rated & {
  filedOn: string;
  answeredOn: string | null;
  level: Level;
  year: number;
  outstanding: boolean;
  disciplined: boolean;
};

/**
 * Whoever decided answers. A changed level takes the place of the old one within the same decision, and the cap of the list still holds.
 * @throws NotFound when the complaint is not the caller's to answer
 * @throws RuleBroken `evaluation.answered-already`, `evaluation.withdrawn-already`, `evaluation.answer-before-complaint`,
 *   `evaluation.answer-same-level`, `evaluation.disciplined`, `evaluation.over-cap`, `evaluation.in-future`
 */
export async function answerComplaint(
  tx: Tx,
  id: string,
  input: ComplaintAnswer,
  today: string,
): Promise<{ id: string }> {
  const asked = await tx.maybeOne<Asked>(sql`
    select c.rating_id as "ratingId", c.filed_on as "filedOn", c.answered_on as "answeredOn", c.label, c.by_label as "byLabel", r.level, r.year,
      d.id as "decisionId", d.decided_on as "decidedOn", d.withdrawn_on as "withdrawnOn", d.outstanding,
      exists (select 1 from membership.shown_discipline s where s.member_id = r.member_id
        and s.valid && daterange(make_date(r.year, 1, 1), make_date(r.year + 1, 1, 1))) as disciplined
    from evaluation.complaint c join evaluation.rating r on r.id = c.rating_id join evaluation.decision d on d.id = r.decision_id
    where c.id = ${id} and membership.label_in_scope(c.by_label) for update of c, d`);
  if (!asked) throw new NotFound();
  if (asked.answeredOn !== null) throw new RuleBroken('evaluation.answered-already', { on: asked.answeredOn });
  if (asked.withdrawnOn !== null) throw new RuleBroken('evaluation.withdrawn-already', { on: asked.withdrawnOn });
  if (input.on > today) throw new RuleBroken('evaluation.in-future', { on: input.on, today });
  const { level } = input;
  assertAnswer({ filedOn: asked.filedOn, on: input.on, before: asked.level, level, disciplined: asked.disciplined });
  await tx.run(sql`
    update evaluation.complaint set answered_on = ${input.on}, outcome = ${level === null ? 'kept' : 'changed'}, level = ${level},
      answer_document = ${input.document} where id = ${id}`);
  if (level === null) return { id };
  const others = await tx.many<{ level: Level }>(sql`
    select level from evaluation.rating where decision_id = ${asked.decisionId} and not is_void and id <> ${asked.ratingId}`);
  const levels = [...others.map((one) => one.level), level];
  assertCap(capOf(levels, { outstanding: asked.outstanding, on: endOfYear(asked.year) }, await evaluationSettings(tx)));
  await tx.run(sql`update evaluation.rating set is_void = true where id = ${asked.ratingId}`);
  await tx.run(sql`
    insert into evaluation.rating (decision_id, year, subject, member_id, unit_id, level, label, complaint_id)
    select decision_id, year, subject, member_id, unit_id, ${level}, label, ${id} from evaluation.rating where id = ${asked.ratingId}`);
  return { id };
}
