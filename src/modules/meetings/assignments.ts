import { sql } from 'kysely';
import { assertUnitsInScope } from '#modules/organisation/index.ts';
import { livingUnit, unitName, unitsBelow, unitsUp } from '#modules/tasks/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { assertNotTooWide } from './board.ts';
import type { FollowedCell, Follower, NewAssignment } from './contract.ts';
import { assertEnd, assertMayFollow, isOnCommittee } from './rules/index.ts';

const FOLLOWER = (on: PlainDate) => sql`
  'assignmentId', a.id, 'personId', a.person_id, 'name', coalesce(meetings.follower_name(a.person_id), ''), 'committee', ${unitName(sql`a.committee_id`, on)},
  'post', a.post, 'from', lower(a.valid), 'document', a.document`;

/** Who of the committees above follows a cell on a day, the longest first. */
export async function followersOf(tx: Tx, cellId: string, on: PlainDate): Promise<Follower[]> {
  const rows = await tx.many<{ follower: Follower }>(sql`
    select json_build_object(${FOLLOWER(on)}) as follower from meetings.assignment a
    where a.cell_id = ${cellId} and a.valid @> ${on}::date order by lower(a.valid), a.id`);
  return rows.map(({ follower }) => follower);
}

/**
 * Cells of a unit that live today, with who follows each and how often he was there in a year. One question whatever the number of
 * cells. @throws NotFound when the unit is outside the scope; RuleBroken `board.too-wide`
 */
export async function listAssignments(
  tx: Tx,
  caller: Pick<Caller, 'ranges'>,
  query: { unit: string; year: number },
  today: PlainDate,
): Promise<FollowedCell[]> {
  await assertUnitsInScope(tx, caller, [query.unit]);
  const below = await unitsBelow(tx, query.unit, today);
  await assertNotTooWide(tx, below, today);
  return tx.many<FollowedCell>(sql`
    select json_build_object('id', v.unit_id, 'name', v.name) as cell, coalesce((
      select json_agg(json_build_object(${FOLLOWER(today)}, 'held', n.held, 'attended', n.attended) order by lower(a.valid), a.id)
      from meetings.assignment a
      join lateral (
        select count(*) as held, count(*) filter (where exists (select 1 from meetings.delegate d where d.meeting_id = m.id and d.person_id = a.person_id)) as attended
        from meetings.meeting m where m.unit_id = a.cell_id and m.held_on is not null and m.kind in ('regular', 'thematic') and a.valid @> m.held_on
          and m.held_on >= make_date(${query.year}, 1, 1) and m.held_on < make_date(${query.year} + 1, 1, 1)) n on true
      where a.cell_id = v.unit_id and a.valid @> ${today}::date), '[]') as followers
    from organisation.unit_version v join organisation.unit u on u.id = v.unit_id
    where v.valid @> ${today}::date and v.kind in ('party_cell', 'grassroots_cell') and v.unit_id in (${below}) and membership.label_in_scope(u.label)
    order by v.name collate "vi-x-icu"`);
}

/**
 * A committee gives one of its members a cell to follow. Sending the same `id` again changes nothing.
 * @throws NotFound when cell, committee or person lies outside the scope
 * @throws RuleBroken `assignment.cell-only`, `assignment.committee-not-above`, `assignment.not-on-committee`, `assignment.taken` `{ name, from }`
 */
export async function assign(tx: Tx, caller: Pick<Caller, 'ranges'>, input: NewAssignment): Promise<{ id: string }> {
  await assertUnitsInScope(tx, caller, [input.committeeId, input.cellId]);
  const cell = await livingUnit(tx, input.cellId, input.from, 'meeting.unit-not-alive');
  const committee = await livingUnit(tx, input.committeeId, input.from, 'meeting.unit-not-alive');
  // A foreign key alone would not ask about scope.
  await tx.one(sql`select 1 from membership.shown_person where id = ${input.personId}`);
  const above = (await unitsUp(tx, input.cellId, input.from)).slice(1).map(({ id }) => id);
  const posts = await tx.many<{ kind: string; role: string }>(sql`
    select o.kind, k.role from organisation.post o join organisation.post_kind k on k.kind = o.kind
    where o.person_id = ${input.personId} and o.unit_id = ${input.committeeId} and o.valid @> ${input.from}::date order by k.rank`);
  assertMayFollow({ unitKind: cell.kind, committeeId: input.committeeId, above, posts, on: input.from });
  if (await tx.maybeOne(sql`select 1 from meetings.assignment where id = ${input.id}`)) return { id: input.id };
  const taken = await tx.maybeOne<{ name: string; from: PlainDate }>(sql`
    select coalesce(meetings.follower_name(a.person_id), '') as name, lower(a.valid) as "from" from meetings.assignment a
    where a.cell_id = ${input.cellId} and a.committee_id = ${input.committeeId} and (upper(a.valid) is null or upper(a.valid) > ${input.from}::date) limit 1`);
  if (taken) throw new RuleBroken('assignment.taken', taken);
  await tx.run(sql`
    insert into meetings.assignment (id, cell_id, committee_id, person_id, post, valid, document, label, committee_label)
    values (${input.id}, ${input.cellId}, ${input.committeeId}, ${input.personId}, ${posts.find(isOnCommittee)?.kind ?? 'committee_member'}, daterange(${input.from}, null), ${input.document}, ${cell.label}, ${committee.label})`);
  return { id: input.id };
}

/** Ends an assignment on the first day on which it no longer holds. @throws NotFound; RuleBroken `assignment.ends-before-start`, `assignment.ended-already` */
export async function endAssignment(
  tx: Tx,
  caller: Pick<Caller, 'ranges'>,
  id: string,
  to: PlainDate,
): Promise<{ id: string }> {
  const row = await tx.one<{ from: PlainDate; until: PlainDate | null; committeeId: string }>(sql`
    select lower(valid) as "from", upper(valid) as until, committee_id as "committeeId" from meetings.assignment where id = ${id} for update`);
  await assertUnitsInScope(tx, caller, [row.committeeId]);
  assertEnd({ ...row, to });
  await tx.run(sql`update meetings.assignment set valid = daterange(lower(valid), ${to}) where id = ${id}`);
  return { id };
}
