import { sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import { assertLabelsInScope, type ResolvedUnit } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Forbidden, NotFound } from '#platform/errors.ts';
import type {
  BulletinPage,
  BulletinQuery,
  BulletinRow,
  ChangeBulletin,
  Desk,
  NewAnswer,
  NewBulletin,
  Receipt,
} from './contract.ts';
import { filesOf } from './files.ts';
import { assertDays, assertReach, assertRuns, assertSomebody, REMIND_AFTER_HOURS } from './rules.ts';
import { assertOpenWords } from './open-words.ts';
import { sharesOf } from './share.ts';
import {
  type About,
  assertVersion,
  cursorKeys,
  cursorOf,
  INSTANT,
  isInScope,
  namedUnit,
  unitOn,
  unitsOfCaller,
  UUID,
} from './shared.ts';

const rowOf = ({ caller, today }: About) => sql`
  b.id, ${namedUnit(sql`b.unit_id`, sql`b.posted_on`)} as unit, b.reach,
  (select json_build_object('id', w.id, 'name', w.title) from outreach.twinning w where w.id = b.twinning_id) as twinning,
  b.title, b.posted_at as "postedAt", b.posted_on as "postedOn", b.happened_on as "happenedOn", b.answer_by as "answerBy", b.pinned, b.ended_on as "endedOn",
  (select count(*) from channel.bulletin_unit d where d.bulletin_id = b.id) as "sentTo",
  (select count(*) from channel.bulletin_unit d where d.bulletin_id = b.id and d.read_at is not null) as "readBy",
  coalesce((select sum(d.answers) from channel.bulletin_unit d where d.bulletin_id = b.id), 0)::int as answers,
  (select count(*) from channel.attachment f where f.bulletin_id = b.id) as files,
  exists (select 1 from channel.bulletin_unit d where d.bulletin_id = b.id and d.read_at is null and d.unit_id in ${unitsOfCaller(caller, today)}) as unread`;

/** Bulletins that units below one sent or got, pinned ones first, then the latest. @throws NotFound; Invalid `request.cursor` */
export async function listBulletins(tx: Tx, about: About, query: BulletinQuery) {
  const units = await unitsUnder(tx, about.caller, query.unit, about.today);
  const sent = sql`b.unit_id in ${units}`;
  const got = sql`b.id in (select d.bulletin_id from channel.bulletin_unit d where d.unit_id in ${units})`;
  const box = { out: sent, in: got, all: sql`(${sent} or ${got})` }[query.box];
  const conditions = [
    box,
    ...(query.ended === 'all' ? [] : [query.ended === 'yes' ? sql`b.ended_on is not null` : sql`b.ended_on is null`]),
    ...(query.twinning ? [sql`b.twinning_id = ${query.twinning}`] : []),
  ];
  const where = sql.join(conditions, sql` and `);
  const keys = query.cursor === undefined ? null : cursorKeys(query.cursor, [/^[01]$/, INSTANT, UUID]);
  const after = keys
    ? sql`and (b.pinned::int, b.posted_at, b.id) < (${Number(keys[0])}, ${keys[1]}::timestamptz, ${keys[2]}::uuid)`
    : sql``;
  const rows = await tx.many<BulletinRow>(sql`
    select ${rowOf(about)} from channel.bulletin b where ${where} ${after}
    order by b.pinned desc, b.posted_at desc, b.id desc limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  const total = keys
    ? undefined
    : (await tx.one<{ n: number }>(sql`select count(*) as n from channel.bulletin b where ${where}`)).n;
  return {
    items,
    nextCursor: rows.length > query.limit && last ? cursorOf(last.pinned ? '1' : '0', last.postedAt, last.id) : null,
    ...(total === undefined ? {} : { total }),
  };
}

/** A bulletin with its files, what was answered as far as the caller may see it, and where it was handed on. @throws NotFound */
export async function getBulletin(tx: Tx, about: About, id: string): Promise<BulletinPage> {
  const { label, ...row } = await tx.one<
    Omit<BulletinPage, 'mine' | 'myUnits' | 'attachments' | 'thread' | 'shares'> & { label: number }
  >(sql`
    select ${rowOf(about)}, b.body, b.version, b.label from channel.bulletin b where b.id = ${id}`);
  const myUnits = await tx.many<BulletinPage['myUnits'][number]>(sql`
    select d.unit_id as id, (${namedUnit(sql`d.unit_id`, sql`${about.today}::date`)}) ->> 'name' as name, d.read_at as "readAt"
    from channel.bulletin_unit d where d.bulletin_id = ${id} and d.unit_id in ${unitsOfCaller(about.caller, about.today)} order by 2, 1`);
  const attachments = await filesOf(tx, sql`f.bulletin_id = ${id}`);
  const thread = await tx.many<BulletinPage['thread'][number]>(sql`
    select a.id, ${namedUnit(sql`a.unit_id`, sql`${about.today}::date`)} as unit, a.from_sender as "fromSender", a.body, a.answered_at as "answeredAt"
    from channel.answer a where a.bulletin_id = ${id} order by a.answered_at, a.id`);
  const shares = await sharesOf(tx, about, sql`s.bulletin_id = ${id}`);
  return { ...row, mine: isInScope(about.caller, label), myUnits, attachments, thread, shares };
}

/**
 * Sends a bulletin. Sending the same `id` again changes nothing. Who works for a unit that gets it is told that there is something.
 * @throws NotFound when a unit or the agreement lies outside the caller's scope
 * @throws RuleBroken `bulletin.reach`, `bulletin.nobody`, `bulletin.answer-past`, `channel.in-future`, `channel.classified`, `channel.unit-not-alive`
 */
export async function addBulletin(tx: Tx, about: About, input: NewBulletin): Promise<{ id: string }> {
  const { caller, today, now } = about;
  const unit = await unitOn(tx, caller, input.unitId, today);
  assertReach(input);
  assertDays(input, today);
  assertOpenWords(input.title, input.body);
  if (await tx.maybeOne(sql`select 1 from channel.bulletin where id = ${input.id}`)) return { id: input.id };
  if (input.twinningId !== null)
    await tx.one(sql`select 1 as found from outreach.twinning where id = ${input.twinningId}`);
  await tx.run(sql`
    insert into channel.bulletin (id, unit_id, twinning_id, reach, title, body, happened_on, posted_at, posted_on, answer_by, pinned, label)
    values (${input.id}, ${unit.id}, ${input.twinningId}, ${input.reach}, ${input.title}, ${input.body}, ${input.happenedOn}, ${now.toISOString()}::timestamptz,
      ${today}, ${input.answerBy}, ${input.pinned}, ${unit.label})`);
  assertSomebody(await sendTo(tx, about, input, unit));
  await tx.run(
    sql`select channel.tell(${input.id}, null, ${today}::date, ${`bulletin/${input.id}`}, ${now.toISOString()}::timestamptz)`,
  );
  return { id: input.id };
}

async function sendTo(tx: Tx, { caller, today }: About, input: NewBulletin, unit: ResolvedUnit): Promise<number> {
  if (input.reach === 'twinned')
    return (await tx.one<{ n: number }>(sql`select channel.send_to_twin(${input.id}, ${today}::date) as n`)).n;
  // An office writes for the committee that it serves.
  const base = await tx.one<{ id: string; label: number }>(sql`
    select u.id, u.label from organisation.unit u where u.id = coalesce(
      (select v.parent_id from organisation.unit_version v where v.unit_id = ${unit.id} and v.kind = 'office' and v.valid @> ${today}::date), ${unit.id})`);
  assertLabelsInScope(caller, [base.label]);
  if (input.reach === 'chosen') {
    const chosen = await tx.many<{ label: number }>(
      sql`select label from organisation.unit where id = any(${input.unitIds}::uuid[])`,
    );
    if (chosen.length !== new Set(input.unitIds).size) throw new NotFound();
    assertLabelsInScope(
      caller,
      chosen.map(({ label }) => label),
    );
  }
  const wanted = {
    next: sql`v.parent_id = ${base.id} and v.kind <> 'office' and u.tree = 'party'`,
    cells: sql`v.kind in ('party_cell', 'grassroots_cell') and u.id in (select organisation.units_in_reach(array[${base.id}]::uuid[], ${today}::date))`,
    chosen: sql`u.id = any(${input.unitIds}::uuid[])`,
  }[input.reach];
  return tx.run(sql`
    insert into channel.bulletin_unit (bulletin_id, unit_id, label, sender_label)
    select ${input.id}, u.id, u.label, ${unit.label} from organisation.unit u
      join organisation.unit_version v on v.unit_id = u.id and v.valid @> ${today}::date
    where ${wanted} and u.id <> ${unit.id}`);
}

type ForWrite = { id: string; label: number; endedOn: string | null; version: number; pinned: boolean };
/** A bulletin for a change by its sender. @throws NotFound when the caller does not write for the unit that sent it */
async function bulletinForWrite(tx: Tx, about: About, id: string): Promise<ForWrite> {
  const found = await tx.one<ForWrite>(
    sql`select id, label, ended_on as "endedOn", version, pinned from channel.bulletin where id = ${id}`,
  );
  if (!isInScope(about.caller, found.label)) throw new Forbidden('bulletin.not-sender');
  return tx.one<ForWrite>(
    sql`select id, label, ended_on as "endedOn", version, pinned from channel.bulletin where id = ${id} for update`,
  );
}

/** Pins a bulletin, or says that it is over. @throws NotFound; Forbidden `bulletin.not-sender`; RuleBroken `bulletin.ended`, `channel.changed-meanwhile` */
export async function changeBulletin(tx: Tx, about: About, id: string, input: ChangeBulletin): Promise<{ id: string }> {
  const found = await bulletinForWrite(tx, about, id);
  assertVersion(found.version, input.version);
  assertRuns(found);
  await tx.run(sql`
    update channel.bulletin set pinned = ${input.ended === true ? false : (input.pinned ?? found.pinned)},
      ended_on = ${input.ended === true ? about.today : null}::date, version = version + 1 where id = ${id}`);
  return { id };
}

/**
 * Says that it was opened by somebody who works for units to which it went. A superior who looks does not read for those below him.
 * @returns for how many units it counts as read now
 */
export async function readBulletin(tx: Tx, about: About, id: string): Promise<{ units: number }> {
  await tx.one(sql`select 1 as found from channel.bulletin where id = ${id}`);
  const units = await tx.run(sql`
    update channel.bulletin_unit set read_at = ${about.now.toISOString()}::timestamptz
    where bulletin_id = ${id} and read_at is null and unit_id in ${unitsOfCaller(about.caller, about.today)}`);
  return { units };
}

/** Which units have read it and which have not, those that have not first. @throws NotFound; Invalid `request.cursor` */
export async function listReceipts(
  tx: Tx,
  about: About,
  id: string,
  query: { read: 'all' | 'yes' | 'no'; limit: number; cursor?: string | undefined },
) {
  await tx.one(sql`select 1 as found from channel.bulletin where id = ${id}`);
  const read = { all: sql``, yes: sql`and d.read_at is not null`, no: sql`and d.read_at is null` }[query.read];
  const keys = query.cursor === undefined ? null : cursorKeys(query.cursor, [/^[01]$/, /^-?\d+$/, UUID]);
  const order = sql`(d.read_at is not null)::int, d.label, d.id`;
  const rows = await tx.many<Receipt & { key: string; label: number }>(sql`
    select ${namedUnit(sql`d.unit_id`, sql`${about.today}::date`)} as unit, d.read_at as "readAt", d.reminded_at as "remindedAt", d.reminders, d.answers,
      d.id as key, d.label
    from channel.bulletin_unit d where d.bulletin_id = ${id} ${read}
      ${keys ? sql`and (${order}) > (${Number(keys[0])}, ${Number(keys[1])}, ${keys[2]}::uuid)` : sql``}
    order by ${order} limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  const { n: total } = await tx.one<{ n: number }>(
    sql`select count(*) as n from channel.bulletin_unit d where d.bulletin_id = ${id} ${read}`,
  );
  return {
    items: items.map(({ key: _key, label: _label, ...row }) => row),
    nextCursor:
      rows.length > query.limit && last
        ? cursorOf(last.readAt === null ? '0' : '1', String(last.label), last.key)
        : null,
    total,
  };
}

/** Reminds the units that have not read it, each at most once a day. @throws NotFound; Forbidden `bulletin.not-sender`; RuleBroken `bulletin.ended` */
export async function remind(tx: Tx, about: About, id: string): Promise<{ reminded: number }> {
  const found = await bulletinForWrite(tx, about, id);
  assertRuns(found);
  const now = about.now.toISOString();
  const units = await tx.many<{ unitId: string }>(sql`
    update channel.bulletin_unit set reminded_at = ${now}::timestamptz, reminders = reminders + 1
    where bulletin_id = ${id} and read_at is null
      and (reminded_at is null or reminded_at <= ${now}::timestamptz - make_interval(hours => ${REMIND_AFTER_HOURS}))
    returning unit_id as "unitId"`);
  if (units.length > 0)
    await tx.run(sql`
      select channel.tell(${id}, ${units.map(({ unitId }) => unitId)}::uuid[], ${about.today}::date, ${`bulletin/${id}/${about.today}`}, ${now}::timestamptz)`);
  return { reminded: units.length };
}

/**
 * Answers: a unit to the sender, or the sender to one unit; other units that got it do not see it.
 * @throws NotFound; Forbidden `bulletin.not-sender`, `bulletin.not-your-unit`; RuleBroken `bulletin.ended`, `channel.classified`
 */
export async function addAnswer(tx: Tx, about: About, id: string, input: NewAnswer): Promise<{ id: string }> {
  const bulletin = await tx.one<{ label: number; endedOn: string | null }>(
    sql`select label, ended_on as "endedOn" from channel.bulletin where id = ${id}`,
  );
  const thread = await tx.one<{ id: string; label: number }>(
    sql`select id, label from channel.bulletin_unit where bulletin_id = ${id} and unit_id = ${input.unitId}`,
  );
  if (input.fromSender && !isInScope(about.caller, bulletin.label)) throw new Forbidden('bulletin.not-sender');
  if (!input.fromSender && !isInScope(about.caller, thread.label)) throw new Forbidden('bulletin.not-your-unit');
  assertRuns(bulletin);
  assertOpenWords(input.body);
  if (await tx.maybeOne(sql`select 1 from channel.answer where id = ${input.id}`)) return { id: input.id };
  const now = about.now.toISOString();
  await tx.run(sql`
    insert into channel.answer (id, bulletin_id, unit_id, from_sender, body, answered_at, label, sender_label)
    values (${input.id}, ${id}, ${input.unitId}, ${input.fromSender}, ${input.body}, ${now}::timestamptz, ${thread.label}, ${bulletin.label})`);
  // Who answers has read it.
  await tx.run(sql`
    update channel.bulletin_unit set answers = answers + 1, read_at = case when ${input.fromSender} then read_at else coalesce(read_at, ${now}::timestamptz) end
    where id = ${thread.id}`);
  return { id: input.id };
}

/** For whom the caller may write, with which agreements, and how much waits for him. */
export async function getDesk(tx: Tx, { caller, today }: About): Promise<Desk> {
  const mine = unitsOfCaller(caller, today);
  const on = sql`${today}::date`;
  const units = await tx.many<Desk['units'][number]>(sql`
    select u.id, (${namedUnit(sql`u.id`, on)}) ->> 'name' as name,
      (select v.parent_id from organisation.unit_version v where v.unit_id = u.id and v.valid @> ${on}) as "parentId"
    from organisation.unit u where u.id in ${mine} order by u.label`);
  const twinnings = await tx.many<Desk['twinnings'][number]>(sql`
    select w.id, w.title as name, s.unit_id as "unitId", ${namedUnit(sql`s.other`, on)} as other
    from outreach.twinning w cross join lateral (values (w.agency_id, w.partner_id), (w.partner_id, w.agency_id)) s (unit_id, other)
    where s.unit_id in ${mine} and w.starts_on <= ${on} and coalesce(w.ended_on, w.ends_on) > ${on} order by w.title, w.id`);
  const { unread } = await tx.one<{ unread: number }>(sql`
    select count(distinct d.bulletin_id) as unread from channel.bulletin_unit d join channel.bulletin b on b.id = d.bulletin_id
    where d.unit_id in ${mine} and d.read_at is null and b.ended_on is null`);
  return { units, twinnings, unread };
}
