import { type RawBuilder, sql } from 'kysely';
import { answerFigure, findFigure } from '#modules/figures/index.ts';
import { assertUnitsInScope } from '#modules/organisation/index.ts';
import { cursorParts } from '#platform/cursor.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Problem, RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import { countUpTo } from '#platform/db/count.ts';
import { noticeDue } from '#platform/notices/outbox.ts';
import { Id, type Page, PlainDate } from '#platform/shapes.ts';
import { fromPgRange } from '#platform/time/ranges.ts';
import type { NewEntry, NewTask, TaskEntry, TaskPage, TaskQuery, TaskRow, Written } from './contract.ts';
import { GIVEN } from './notices.ts';
import {
  assertDeadline,
  assertOwner,
  type Climb,
  climbOn,
  levelsThatSee,
  nextState,
  reached,
  type SettingRow,
  TASK_SETTINGS,
  type TaskState,
} from './rules/index.ts';
import { isBelow, livingUnit, unitName, unitsUp } from './units.ts';

/** The administrators' values for the settings of this room. */
export async function taskSettings(tx: Tx): Promise<SettingRow[]> {
  const rows = await tx.many<{ key: string; valid: string; value: unknown }>(sql`
    select key, valid::text as valid, value from platform.setting where key = any(${Object.keys(TASK_SETTINGS)}::text[])`);
  return rows.flatMap(({ key, valid, value }) => {
    const range = fromPgRange(valid);
    return typeof value === 'number' && range ? [{ key, valid: range, value }] : [];
  });
}

const COLUMNS = (today: PlainDate) => sql`
  t.id, t.version, ${unitName(sql`t.unit_id`, today)} as unit,
  case when d.id is null then null else json_build_object('id', d.id, 'title', d.title, 'number', d.number) end as document,
  ${unitName(sql`t.given_by_id`, today)} as "givenBy", t.title, t.theme,
  case when t.owner_person_id is not null then jsonb_build_object('kind', 'person', 'id', t.owner_person_id, 'name', p.full_name)
    else jsonb_build_object('kind', 'unit') || ${unitName(sql`t.owner_unit_id`, today)}::jsonb end as owner,
  t.measure, t.target, amount.n as amount, t.figure_id as "figureId", t.assigned_on as "assignedOn", t.due_on as "dueOn", t.state,
  t.closed_on as "closedOn", case when t.closed_on is null then greatest(0, ${today}::date - t.due_on) else 0 end as "daysOverdue",
  t.carried_from as "carriedFrom", t.source_meeting_id as "sourceMeetingId",
  (select json_build_object('on', e.on_date, 'note', e.note, 'meetingId', e.meeting_id) from tasks.entry e
    where e.task_id = t.id order by e.on_date desc, e.id desc limit 1) as last`;
const FROM = sql`
  tasks.task t left join tasks.document d on d.id = t.document_id left join membership.shown_person p on p.id = t.owner_person_id
  left join lateral (select sum(e.amount) as n from tasks.entry e where e.task_id = t.id) amount on true`;

/** Units below a unit with the number of steps up to it, as a recursive common table. */
const STANDS = (unit: string, today: PlainDate): RawBuilder<unknown> => sql`
  stands (id, step) as (
    select ${unit}::uuid, 0
    union all
    select v.unit_id, u.step + 1 from stands u join organisation.unit_version v on v.parent_id = u.id and v.valid @> ${today}::date where u.step < 8)`;

/** Overdue tasks below a unit that have climbed up to it: the further away, the longer overdue. */
const HAS_CLIMBED = (climb: Climb, today: PlainDate): RawBuilder<unknown> =>
  sql`${today}::date - t.due_on >= case when s.step = 0 then 1 else ${climb.first}::int + (s.step - 1) * ${climb.next}::int end`;

type ClimbedQuery = {
  unit: string;
  where: RawBuilder<unknown>;
  day: string | undefined;
  id: string | undefined;
  limit: number;
};

async function conditionsOf(
  tx: Tx,
  caller: Pick<Caller, 'userId'>,
  query: TaskQuery & { ids?: readonly string[] },
  today: PlainDate,
): Promise<RawBuilder<unknown>[]> {
  const { unit, state, overdue } = query;
  const where: RawBuilder<unknown>[] = [];
  if (unit !== undefined && overdue !== 'climbed')
    where.push(query.own === 'true' ? sql`t.unit_id = ${unit}` : await isBelow(tx, sql`t.unit_id`, unit, today));
  if (state === 'open') where.push(sql`t.closed_on is null`);
  else if (state === 'closed') where.push(sql`t.closed_on is not null`);
  else if (state !== undefined) where.push(sql`t.state = ${state}`);
  if (overdue !== undefined) where.push(sql`t.closed_on is null and t.due_on < ${today}::date`);
  if (overdue === 'climbed' && unit !== undefined)
    where.push(HAS_CLIMBED(climbOn(today, await taskSettings(tx)), today));
  if (query.mine === 'true')
    where.push(
      sql`t.owner_person_id = (select a.person_id from platform.account a where a.user_id = ${caller.userId})`,
    );
  if (query.document !== undefined) where.push(sql`t.document_id = ${query.document}`);
  if (query.meeting !== undefined) where.push(sql`t.source_meeting_id = ${query.meeting}`);
  if (query.ids !== undefined) where.push(sql`t.id = any(${[...query.ids]}::uuid[])`);
  if (query.theme !== undefined) where.push(sql`t.theme = ${query.theme}`);
  if (query.from !== undefined) where.push(sql`t.due_on >= ${query.from}::date`);
  if (query.to !== undefined) where.push(sql`t.due_on <= ${query.to}::date`);
  return where;
}

/** Tasks in the caller's scope by deadline, the earliest first. */
export async function listTasks(
  tx: Tx,
  caller: Pick<Caller, 'userId'>,
  query: TaskQuery & { ids?: readonly string[] },
  today: PlainDate,
): Promise<Page<TaskRow>> {
  const conditions = await conditionsOf(tx, caller, query, today);
  const where = conditions.length > 0 ? sql.join(conditions, sql` and `) : sql`true`;
  const [day, id] = cursorParts(query.cursor, [PlainDate, Id]) ?? [];
  const after = day && id ? sql`(t.due_on, t.id) > (${day}::date, ${id}::uuid)` : sql`true`;
  const first =
    query.overdue === 'climbed' && query.unit !== undefined
      ? await climbedFirst(tx, { unit: query.unit, where, day, id, limit: query.limit + 1 }, today)
      : undefined;
  const wanted = first
    ? sql`select unnest(${first.ids}::uuid[]) as task_id`
    : sql`select t.id as task_id from tasks.task t where ${where} and ${after} order by t.due_on, t.id limit ${query.limit + 1}`;
  const items = await tx.many<TaskRow>(sql`
    with page as materialized (${wanted})
    select ${COLUMNS(today)} from page join (${FROM}) on t.id = page.task_id order by t.due_on, t.id`);
  const total = first ? first.total : await countUpTo(tx, sql`from tasks.task t where ${where}`);
  const page = items.slice(0, query.limit);
  const last = page.at(-1);
  return {
    items: page,
    nextCursor: items.length > query.limit && last ? `${last.dueOn}~${last.id}` : null,
    ...(total === undefined ? {} : { total }),
  };
}

/** What climbed is found once, for the page and for its number: which units stand how far below is the work of it. */
function climbedFirst(
  tx: Tx,
  { unit, where, day, id, limit }: ClimbedQuery,
  today: PlainDate,
): Promise<{ ids: string[]; total: number }> {
  const after = day && id ? sql`(hit.due_on, hit.id) > (${day}::date, ${id}::uuid)` : sql`true`;
  return tx.one(sql`
    with recursive ${STANDS(unit, today)},
    hit as materialized (select t.id, t.due_on from tasks.task t join stands s on s.id = t.unit_id where ${where})
    select (select count(*) from hit) as total, coalesce((
      select array_agg(p.id) from (select hit.id from hit where ${after} order by hit.due_on, hit.id limit ${limit}) p), '{}') as ids`);
}

/** One task: its evidence, where it went on, the figure it follows, and who above sees it by now. @throws NotFound */
export async function getTask(tx: Tx, caller: Caller, id: string, today: PlainDate): Promise<TaskPage> {
  const row = await tx.one<TaskRow & { compare: 'at_least' | 'at_most' | null; carriedTo: string | null }>(sql`
    select ${COLUMNS(today)}, t.figure_compare as compare, (select n.id from tasks.task n where n.carried_from = t.id) as "carriedTo"
    from ${FROM} where t.id = ${id}`);
  const entries = await tx.many<TaskEntry>(sql`
    select id, on_date as "on", to_state as "to", note, amount, meeting_id as "meetingId" from tasks.entry where task_id = ${id}
    order by on_date desc, id desc`);
  const above = (await unitsUp(tx, row.unit.id, today)).slice(1);
  const seen = levelsThatSee(row.daysOverdue, climbOn(today, await taskSettings(tx)), above.length);
  const { compare, ...task } = row;
  const value =
    task.figureId === null ? null : await valueOf(tx, caller, task.figureId, task.unit.id, task.assignedOn, today);
  return {
    ...task,
    entries,
    figure:
      task.figureId === null || compare === null || task.target === null
        ? null
        : { id: task.figureId, value, compare, target: task.target, reached: reached(value, task.target, compare) },
    seenBy: above.slice(0, seen).map((unit) => ({ id: unit.id, name: unit.name })),
  };
}

/** What the figure says today; null when it has no value or the caller may not ask for it. */
async function valueOf(
  tx: Tx,
  caller: Caller,
  figure: string,
  unit: string,
  from: PlainDate,
  today: PlainDate,
): Promise<number | null> {
  try {
    const answer = await answerFigure(
      tx,
      caller,
      figure,
      { unit, from, boundaries: 'then', count: 'participations' },
      today,
    );
    return typeof answer.value === 'number' ? answer.value : null;
  } catch (problem) {
    if (problem instanceof Problem) return null;
    throw problem;
  }
}

/**
 * Gives a task. Sending the same `id` again changes nothing.
 * @throws NotFound when the unit, the document or the owner is outside the caller's scope
 * @throws RuleBroken `task.owner-missing`, `task.two-owners`, `task.owner-not-here`, `task.due-before-assigned`,
 *   `task.unit-not-alive`, `task.unit-not-party`, `task.figure-unknown`, `task.figure-needs-target`
 */
export async function giveTask(
  tx: Tx,
  caller: Pick<Caller, 'ranges'>,
  input: NewTask,
  source: { meetingId: string | null } = { meetingId: null },
): Promise<Written> {
  const known = await tx.maybeOne<Written>(sql`select id, version from tasks.task where id = ${input.id}`);
  if (known) return known;
  assertOwner(input);
  assertDeadline(input);
  await assertUnitsInScope(tx, caller, [input.unitId, ...(input.ownerUnitId ? [input.ownerUnitId] : [])]);
  const unit = await livingUnit(tx, input.unitId, input.assignedOn, 'task.unit-not-alive');
  if (unit.tree !== 'party') throw new RuleBroken('task.unit-not-party', { unit: unit.name });
  const givenBy =
    input.documentId === null
      ? input.unitId
      : (
          await tx.one<{ unitId: string }>(
            sql`select unit_id as "unitId" from tasks.document where id = ${input.documentId}`,
          )
        ).unitId;
  if (input.ownerPersonId !== null) await assertBelongsTo(tx, input.ownerPersonId, input.unitId, input.assignedOn);
  if (input.figureId !== null) {
    if (!findFigure(input.figureId)) throw new RuleBroken('task.figure-unknown', { figure: input.figureId });
    if (input.target === null || input.figureCompare === null) throw new RuleBroken('task.figure-needs-target');
  }
  await tx.run(sql`
    insert into tasks.task (id, unit_id, document_id, given_by_id, source_meeting_id, title, theme, owner_person_id, owner_unit_id, measure, target, figure_id,
      figure_compare, assigned_on, due_on, label)
    values (${input.id}, ${input.unitId}, ${input.documentId}, ${givenBy}, ${source.meetingId}, ${input.title}, ${input.theme}, ${input.ownerPersonId},
      ${input.ownerUnitId}, ${input.measure}, ${input.target}, ${input.figureId}, ${input.figureCompare}, ${input.assignedOn}, ${input.dueOn}, ${unit.label})`);
  await noticeDue(tx, GIVEN, [input.id]);
  return { id: input.id, version: 1 };
}

/** Somebody of the cell, or who holds a post at the unit. @throws NotFound outside the scope; @throws RuleBroken `task.owner-not-here` */
async function assertBelongsTo(tx: Tx, personId: string, unitId: string, on: PlainDate): Promise<void> {
  await tx.one(sql`select 1 from membership.shown_person where id = ${personId}`);
  const belongs = await tx.maybeOne(sql`
    select 1 from membership.on_roll r where r.member_id = ${personId} and r.cell_id = ${unitId} and r.valid @> ${on}::date
    union all
    select 1 from organisation.post o where o.person_id = ${personId} and o.unit_id = ${unitId} and o.valid @> ${on}::date limit 1`);
  if (!belongs) throw new RuleBroken('task.owner-not-here', { on });
}

/**
 * Enters evidence on a task: progress, finished, dropped with a reason, or carried over into a new task.
 * @throws NotFound outside the scope
 * @throws RuleBroken `task.changed-meanwhile` `{ version }`, and what `nextState` refuses
 */
export async function enterProgress(
  tx: Tx,
  id: string,
  input: NewEntry,
  today: PlainDate,
  source: { meetingId: string | null } = { meetingId: null },
): Promise<Written> {
  const task = await tx.one<{
    version: number;
    state: TaskState;
    assignedOn: string;
    dueOn: string;
    label: number;
  }>(sql`
    select version, state, assigned_on as "assignedOn", due_on as "dueOn", label from tasks.task where id = ${id} for update`);
  const again = await tx.maybeOne(sql`select 1 from tasks.entry where id = ${input.id} and task_id = ${id}`);
  if (again) return { id, version: task.version };
  if (task.version !== input.version) throw new RuleBroken('task.changed-meanwhile', { version: task.version });
  const to = nextState(task, input, today);
  await tx.run(sql`
    insert into tasks.entry (id, task_id, on_date, from_state, to_state, note, amount, meeting_id, label)
    values (${input.id}, ${id}, ${input.on}, ${task.state}, ${to}, ${input.note}, ${input.amount}, ${source.meetingId}, ${task.label})`);
  await tx.run(sql`
    update tasks.task set state = ${to}, version = version + 1, closed_on = ${to === 'in_progress' ? null : input.on}::date where id = ${id}`);
  if (to === 'carried_over') {
    await tx.run(sql`
      insert into tasks.task (id, unit_id, document_id, given_by_id, source_meeting_id, carried_from, title, theme, owner_person_id, owner_unit_id, measure,
        target, figure_id, figure_compare, assigned_on, due_on, label)
      select ${input.nextId}, unit_id, document_id, given_by_id, ${source.meetingId}, id, title, theme, owner_person_id, owner_unit_id, measure,
        target, figure_id, figure_compare, ${input.on}, ${input.dueOn}, label from tasks.task where id = ${id}`);
    if (input.nextId !== null) await noticeDue(tx, GIVEN, [input.nextId]);
  }
  return { id, version: task.version + 1 };
}
