import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import { assertUnitsInScope } from '#modules/organisation/index.ts';
import { cursorParts } from '#platform/cursor.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import { countUpTo } from '#platform/db/count.ts';
import { noticeDue } from '#platform/notices/outbox.ts';
import { Id, type Page, PlainDate } from '#platform/shapes.ts';
import type { AnswerRequest, NewRequest, RequestQuery, RequestRow } from './contract.ts';
import { ANSWER_OWED } from './notices.ts';
import { assertOwedAbove, assertRequestDates, levelOf } from './rules/index.ts';
import { livingUnit, unitName, unitsBelow, unitsUp } from './units.ts';

/** Requests that the caller's side made or owes an answer to; open ones by deadline first. */
export async function listRequests(tx: Tx, query: RequestQuery, today: PlainDate): Promise<Page<RequestRow>> {
  const where: RawBuilder<unknown>[] = [sql`true`];
  if (query.unit !== undefined) {
    const below = await unitsBelow(tx, query.unit, today);
    where.push(sql`(r.unit_id in (${below}) or r.owed_by_id = ${query.unit})`);
  }
  if (query.meeting !== undefined) where.push(sql`r.meeting_id = ${query.meeting}`);
  if (query.state === 'answered') where.push(sql`r.answered_on is not null`);
  if (query.state === 'open' || query.state === 'overdue') where.push(sql`r.answered_on is null`);
  if (query.state === 'overdue') where.push(sql`r.due_on < ${today}::date`);
  const conditions = sql.join(where, sql` and `);
  const [open, day, id] = cursorParts(query.cursor, [z.enum(['0', '1']), PlainDate, Id]) ?? [];
  const after =
    open && day && id
      ? sql`(r.answered_on is not null, r.due_on, r.id) > (${open === '1'}, ${day}::date, ${id}::uuid)`
      : sql`true`;
  const items = await tx.many<RequestRow>(sql`
    select r.id, ${unitName(sql`r.unit_id`, today)} as unit, r.meeting_id as "meetingId", r.from_whom as "fromWhom", r.topic, r.content,
      r.received_on as "receivedOn", ${unitName(sql`r.owed_by_id`, today)} as "owedBy", r.owed_level as "owedLevel", r.due_on as "dueOn",
      r.answered_on as "answeredOn", r.answer, r.document,
      case when r.answered_on is null then greatest(0, ${today}::date - r.due_on) else 0 end as "daysOverdue",
      r.answered_on is null and membership.label_in_scope(r.owed_label) and platform.has_right('tasks.write') as "mayAnswer"
    from tasks.request r where ${conditions} and ${after}
    order by r.answered_on is not null, r.due_on, r.id limit ${query.limit + 1}`);
  const total = await countUpTo(tx, sql`from tasks.request r where ${conditions}`);
  const page = items.slice(0, query.limit);
  const last = page.at(-1);
  const cursor = (row: RequestRow) => `${row.answeredOn === null ? '0' : '1'}~${row.dueOn}~${row.id}`;
  return {
    items: page,
    nextCursor: items.length > query.limit && last ? cursor(last) : null,
    ...(total === undefined ? {} : { total }),
  };
}

/**
 * Records a request with the level that owes the answer: the unit itself or one above it. Sending the same `id` again changes nothing.
 * @throws NotFound when the unit is outside the scope
 * @throws RuleBroken `request.owed-by-elsewhere`, `request.unit-not-alive`, `request.due-before-received`, `request.in-future`
 */
export async function recordRequest(
  tx: Tx,
  caller: Pick<Caller, 'ranges'>,
  input: NewRequest,
  today: PlainDate,
  source: { meetingId: string | null } = { meetingId: null },
): Promise<{ id: string }> {
  if (await tx.maybeOne(sql`select 1 from tasks.request where id = ${input.id}`)) return { id: input.id };
  await assertUnitsInScope(tx, caller, [input.unitId]);
  assertRequestDates(input, today);
  const unit = await livingUnit(tx, input.unitId, input.receivedOn, 'request.unit-not-alive');
  if (unit.tree !== 'party') throw new RuleBroken('request.unit-not-party', { unit: unit.name });
  const upwards = await unitsUp(tx, input.unitId, input.receivedOn);
  assertOwedAbove(
    input.owedById,
    upwards.map(({ id }) => id),
  );
  const owes = upwards.find(({ id }) => id === input.owedById) ?? { kind: unit.kind, level: null, label: unit.label };
  await tx.run(sql`
    insert into tasks.request (id, unit_id, meeting_id, from_whom, topic, content, received_on, owed_by_id, owed_level, due_on, label, owed_label)
    values (${input.id}, ${input.unitId}, ${source.meetingId}, ${input.fromWhom}, ${input.topic}, ${input.content}, ${input.receivedOn}, ${input.owedById},
      ${levelOf(owes)}, ${input.dueOn}, ${unit.label}, ${owes.label})`);
  await noticeDue(tx, ANSWER_OWED, [input.id]);
  return { id: input.id };
}

/**
 * The level that owes the answer gives it, once.
 * @throws NotFound when neither side is in scope
 * @throws RuleBroken `request.not-yours-to-answer`, `request.answered-already` `{ on }`, `request.answer-before-received`
 */
export async function answerRequest(tx: Tx, id: string, input: AnswerRequest, today: PlainDate): Promise<void> {
  const request = await tx.one<{ receivedOn: string; answeredOn: string | null }>(sql`
    select received_on as "receivedOn", answered_on as "answeredOn" from tasks.request where id = ${id} for update`);
  if (request.answeredOn !== null) throw new RuleBroken('request.answered-already', { on: request.answeredOn });
  if (input.on < request.receivedOn || input.on > today)
    throw new RuleBroken('request.answer-before-received', { receivedOn: request.receivedOn });
  await tx.run(sql`
    update tasks.request set answered_on = ${input.on}, answer = ${input.answer}, document = ${input.document} where id = ${id}`);
}
