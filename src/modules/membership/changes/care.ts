import { sql } from 'kysely';
import { unitsInReach } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid, NotFound, RuleBroken } from '#platform/errors.ts';
import { Id, type Page, type PlainDate } from '#platform/shapes.ts';
import { addMonths } from '#platform/time/dates.ts';
import type {
  Changed,
  NewSlipCheck,
  NewStayRemark,
  NewSupplements,
  SlipChecks,
  SupplementQuery,
  SupplementRow,
} from '../contract.ts';
import { cursorOf, keysOf } from '../register/cursor.ts';
import { assertStayRemark, assertSupplement, longUnderWayUpTo, ruleValue, staysOver } from '../rules/index.ts';
import { nameOn } from '../units.ts';
import { fileForWrite, finish, type MemberFile, ruleSettings } from './file.ts';

/**
 * Records the remark that a member brings home from a stay that is over. Sending the same `id` again changes nothing.
 * @throws RuleBroken `member.changed-meanwhile`, `member.stay-unknown` `{ endedOn }`, `member.stay-remark-early`
 */
export async function recordStayRemark(tx: Tx, id: string, input: NewStayRemark, today: PlainDate): Promise<Changed> {
  const known = await tx.maybeOne<Changed>(sql`
    select m.id, m.version from membership.stay_remark r join membership.member m on m.id = r.member_id where r.id = ${input.id} and r.member_id = ${id}`);
  if (known) return known;
  const file = await fileForWrite(tx, id, input.version);
  await addStayRemark(tx, file, input, today);
  return finish(tx, id, today);
}

/** @throws RuleBroken `member.stay-unknown`, `member.stay-remark-early`, `member.stay-remark-known` */
export async function addStayRemark(
  tx: Tx,
  file: Pick<MemberFile, 'id' | 'label' | 'periods'>,
  input: Omit<NewStayRemark, 'version'>,
  today: PlainDate,
): Promise<void> {
  assertStayRemark(input, staysOver(file.periods, today));
  await tx.run(sql`
    insert into membership.stay_remark (id, member_id, ended_on, received_on, document, label)
    values (${input.id}, ${file.id}, ${input.endedOn}, ${input.receivedOn}, ${input.document}, ${file.label})`);
}

/** The day on which a sheet of a year asks who was a member: its last, or today in the year that runs. */
const dayOfYear = (year: number, today: PlainDate): PlainDate => (`${year}-12-31` < today ? `${year}-12-31` : today);

/** Whose sheet of a year is missing, or came in, in the order of names. @throws NotFound; Invalid `request.cursor` */
export async function listSupplements(tx: Tx, query: SupplementQuery, today: PlainDate): Promise<Page<SupplementRow>> {
  const on = dayOfYear(query.year, today);
  await unitOf(tx, query.unit, on);
  const units = await unitsInReach(tx, query.unit, on);
  const rows = sql`
    from membership.member_period p join membership.person n on n.id = p.member_id join membership.member m on m.id = p.member_id
    left join membership.supplement s on s.member_id = p.member_id and s.year = ${query.year}
    where p.cell_id in ${units} and p.valid @> ${on}::date and s.id is ${query.state === 'missing' ? sql`null` : sql`not null`}`;
  const [order, id, ...more] = query.cursor === undefined ? [] : (keysOf(query.cursor) ?? []);
  if (query.cursor !== undefined && (order === undefined || !Id.safeParse(id).success || more.length > 0))
    throw new Invalid('request.cursor');
  const behind = query.cursor === undefined ? sql`` : sql`and (n.given_order, n.id) > (${order}, ${id}::uuid)`;
  const found = await tx.many<SupplementRow & { sortKey: string }>(sql`
    select n.id, n.full_name as "fullName", m.card_number as "cardNumber", json_build_object('id', p.cell_id, 'name', ${nameOn(sql`p.cell_id`, on)}) as cell,
      s.received_on as "receivedOn", n.given_order as "sortKey"
    ${rows} ${behind} order by n.given_order, n.id limit ${query.limit + 1}`);
  const items = found.slice(0, query.limit);
  const last = found.length > query.limit ? items.at(-1) : undefined;
  const page = {
    items: items.map(({ sortKey: _key, ...row }) => row),
    nextCursor: last ? cursorOf([last.sortKey, last.id]) : null,
  };
  if (query.cursor !== undefined) return page;
  const { total } = await tx.one<{ total: number }>(sql`select count(*)::int as total ${rows}`);
  return { ...page, total };
}

/**
 * Records sheets of a year that came in; whoever has one already is passed over.
 * @returns how many were recorded
 * @throws NotFound when one is not in the caller's scope
 * @throws RuleBroken `member.supplement-not-yet` `{ year, from }`, `member.supplement-day` `{ year }`, `member.supplement-not-member` `{ name, year }`
 */
export async function recordSupplements(
  tx: Tx,
  input: NewSupplements,
  today: PlainDate,
): Promise<{ recorded: number }> {
  assertSupplement(input, today);
  const on = dayOfYear(input.year, today);
  const ids = [...new Set(input.memberIds)];
  const members = await tx.many<{ id: string; name: string; label: number; belongs: boolean }>(sql`
    select m.id, n.full_name as name, m.label, exists (select 1 from membership.member_period p
      where p.member_id = m.id and p.valid && daterange(${`${input.year}-01-01`}::date, ${on}::date, '[]')) as belongs
    from membership.member m join membership.person n on n.id = m.id where m.id = any(${ids}::uuid[]) order by m.id`);
  if (members.length < ids.length) throw new NotFound();
  const stranger = members.find(({ belongs }) => !belongs);
  if (stranger) throw new RuleBroken('member.supplement-not-member', { name: stranger.name, year: String(input.year) });
  const recorded = await tx.many(sql`
    insert into membership.supplement (member_id, year, received_on, label)
    select m.id, ${input.year}, ${input.receivedOn}::date, m.label from membership.member m where m.id = any(${ids}::uuid[])
    on conflict on constraint supplement_once do nothing returning id`);
  return { recorded: recorded.length };
}

/** Takes back a sheet that was recorded for the wrong member. @throws NotFound */
export async function dropSupplement(tx: Tx, memberId: string, year: number): Promise<void> {
  const gone = await tx.many(
    sql`delete from membership.supplement where member_id = ${memberId} and year = ${year} returning id`,
  );
  if (gone.length === 0) throw new NotFound();
}

type Slips = { underWay: number; late: number };
async function slipsOf(tx: Tx, unitId: string, on: PlainDate): Promise<Slips> {
  const settings = await ruleSettings(tx);
  return tx.one<Slips>(sql`
    select count(*)::int as "underWay", (count(*) filter (where t.referred_on <= ${longUnderWayUpTo(on, settings)}::date))::int as late
    from membership.transfer t where t.kind <> 'temporary' and t.from_cell_id in ${await unitsInReach(tx, unitId, on)}
      and t.referred_on <= ${on}::date and t.state = 'referred'`);
}

/** The checks of slips of a unit, newest first, and how it stands today. @throws NotFound */
export async function readSlipChecks(tx: Tx, unitId: string, today: PlainDate): Promise<SlipChecks> {
  const unit = await unitOf(tx, unitId, today);
  const items = await tx.many<SlipChecks['items'][number]>(sql`
    select id, checked_on as "on", under_way as "underWay", late, document from membership.slip_check where unit_id = ${unitId} order by checked_on desc limit 12`);
  const months = ruleValue('transfer.check-months', today, await ruleSettings(tx));
  const last = items[0];
  return {
    unit: { id: unitId, name: unit.name },
    months,
    ...(await slipsOf(tx, unitId, today)),
    dueOn: last ? addMonths(last.on, months) : null,
    items,
  };
}

async function unitOf(tx: Tx, id: string, on: PlainDate): Promise<{ name: string; label: number }> {
  return tx.one(sql`
    select v.name, u.label from organisation.unit u join organisation.unit_version v on v.unit_id = u.id
    where u.id = ${id} and membership.label_in_scope(u.label) order by v.valid @> ${on}::date desc, v.valid desc limit 1`);
}

/**
 * Records the check of a day: how many letters are under way, how many more than three months. Those late are reported, with a paper.
 * Sending the same `id` again changes nothing.
 * @throws NotFound; RuleBroken `transfer.check-future`, `transfer.check-not-reported` `{ late, months }`, `transfer.check-known`
 */
export async function recordSlipCheck(tx: Tx, input: NewSlipCheck, today: PlainDate): Promise<{ id: string }> {
  const unit = await unitOf(tx, input.unitId, input.on);
  if (await tx.maybeOne(sql`select 1 from membership.slip_check where id = ${input.id}`)) return { id: input.id };
  if (input.on > today) throw new RuleBroken('transfer.check-future', { on: input.on });
  const { underWay, late } = await slipsOf(tx, input.unitId, input.on);
  if (late > 0 && input.document === null)
    throw new RuleBroken('transfer.check-not-reported', {
      late,
      months: ruleValue('transfer.long-months', input.on, await ruleSettings(tx)),
    });
  await tx.run(sql`
    insert into membership.slip_check (id, unit_id, checked_on, under_way, late, document, label)
    values (${input.id}, ${input.unitId}, ${input.on}, ${underWay}, ${late}, ${input.document}, ${unit.label})`);
  return { id: input.id };
}
