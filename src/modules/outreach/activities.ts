import { type RawBuilder, sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import { assertUnitsInScope } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import type {
  ActivityQuery,
  ActivityRow,
  ChangeActivity,
  ChangeFollowUp,
  CheckIn,
  KnownOn,
  Kind,
  Lists,
  NewActivity,
  NewFollowUp,
  NewParticipant,
} from './contract.ts';
import {
  assertCadre,
  assertCheckIn,
  assertDates,
  assertFollowUp,
  assertGroup,
  assertListsOfKind,
  assertPlace,
  assertQuantity,
  assertState,
  assertStops,
  assertWithinTerm,
  type State,
} from './rules.ts';
import { type About, agencyOn, assertVersion, cadreOn, cursorKeys, cursorOf, namedUnit, unitOn } from './shared.ts';
import { assertEitherInScope, insertOnce, twinningForWrite } from './twinnings.ts';

export const ACTIVITY_ROW = sql`
  a.id, a.kind, a.title, a.title_th as "titleTh", a.title_en as "titleEn", ${namedUnit(sql`a.place_id`, sql`a.starts_on`)} as place, ${namedUnit(sql`a.agency_id`, sql`a.starts_on`)} as agency,
  a.twinning_id as "twinningId", a.programme, a.starts_on as "startsOn", a.ends_on as "endsOn", a.on_precision as precision, a.state,
  (coalesce((select sum(g.people) from outreach.group_count g where g.activity_id = a.id), 0))::int as people,
  coalesce((select json_agg(json_build_object('measure', q.measure, 'amount', q.amount) order by m.sort)
    from (select q.measure, sum(q.amount)::float8 as amount from outreach.quantity q where q.activity_id = a.id group by q.measure) q
    join outreach.measure m on m.measure = q.measure), '[]'::json) as results`;

/** Activities at places below a unit, the latest first. @throws NotFound; Invalid `request.cursor` */
export async function listActivities(tx: Tx, { caller, today }: About, query: ActivityQuery) {
  const units = await unitsUnder(tx, caller, query.unit, today);
  const where = sql.join(
    [
      sql`(a.place_id in ${units} or a.agency_id in ${units})`,
      ...(query.from ? [sql`a.ends_on >= ${query.from}::date`] : []),
      ...(query.to ? [sql`a.starts_on <= ${query.to}::date`] : []),
      ...(query.kind ? [sql`a.kind = ${query.kind}`] : []),
      ...(query.state ? [sql`a.state = ${query.state}`] : []),
      ...(query.twinning ? [sql`a.twinning_id = ${query.twinning}`] : []),
    ],
    sql` and `,
  );
  const after =
    query.cursor === undefined ? sql`` : sql`and (a.starts_on, a.id) < (${sql.join(cursorKeys(query.cursor))})`;
  const rows = await tx.many<ActivityRow>(sql`
    select ${ACTIVITY_ROW} from outreach.activity a where ${where} ${after} order by a.starts_on desc, a.id desc limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  const total =
    query.cursor === undefined
      ? (await tx.one<{ n: number }>(sql`select count(*) as n from outreach.activity a where ${where}`)).n
      : undefined;
  return {
    items,
    nextCursor: rows.length > query.limit && last ? cursorOf(last.startsOn, last.id) : null,
    ...(total === undefined ? {} : { total }),
  };
}

/**
 * Enters an activity with everything that belongs to it. Sending the same `id` again changes nothing.
 * @throws NotFound when a place, village, agreement or plan item lies outside the scope
 * @throws RuleBroken `activity.dates`, `activity.place-kind`, `activity.outside-term`, `activity.plan-of-other`, `activity.only-of-kind`, and those of
 *   `writeLists`
 */
export async function addActivity(tx: Tx, { caller, today }: About, input: NewActivity): Promise<{ id: string }> {
  assertDates(input);
  const place = await unitOn(tx, caller, input.placeId, input.startsOn);
  const agency = await agencyOn(tx, input.agencyId, input.startsOn);
  assertPlace(place);
  if (input.kind !== 'roots_trip' && (input.occasion !== null || input.costVnd !== null))
    throw new RuleBroken('activity.only-of-kind', { kind: input.kind, what: 'occasion' });
  if (input.twinningId !== null) assertWithinTerm(input, await twinningForWrite(tx, caller, input.twinningId));
  await assertPlanItem(tx, input.planItemId, input.twinningId, input.kind);
  await assertCampaign(tx, input.campaignId);
  if (await tx.maybeOne(sql`select 1 from outreach.activity where id = ${input.id}`)) return { id: input.id };
  const state: State = input.startsOn <= today ? 'held' : 'planned';
  await tx.run(sql`
    insert into outreach.activity (id, twinning_id, plan_item_id, kind, programme, title, title_th, title_en, place_id, agency_id, starts_on, ends_on, on_precision, state,
      document, occasion, cost_vnd, audience, campaign_id, checklist_id, label, agency_label)
    values (${input.id}, ${input.twinningId}, ${input.planItemId}, ${input.kind}, ${input.programme}, ${input.title}, ${input.titleTh}, ${input.titleEn}, ${place.id},
      ${agency.id}, ${input.startsOn}, ${input.endsOn}, ${input.precision}, ${state}, ${input.document}, ${input.occasion}, ${input.costVnd}, ${input.audience},
      ${input.campaignId}, ${input.kind === 'records_coaching' ? CHECKLIST_ON(input.startsOn) : null}, ${place.label}, ${agency.label})`);
  await writeLists(tx, { caller }, { ...input, placeId: place.id }, input);
  return { id: input.id };
}

/** @throws NotFound when the campaign lies outside the caller's scope: the foreign key alone would not ask */
async function assertCampaign(tx: Tx, campaignId: string | null): Promise<void> {
  if (campaignId !== null) await tx.one(sql`select 1 as found from welfare.campaign where id = ${campaignId}`);
}

/** The checklist of coaching in records that applied on a day. */
const CHECKLIST_ON = (on: string) =>
  sql`(select id from outreach.checklist where code = 'records' and valid @> ${on}::date)`;

/** @throws NotFound; RuleBroken `activity.plan-of-other`: a plan item counts the activities of its own agreement and kind */
async function assertPlanItem(tx: Tx, planItemId: string | null, twinningId: string | null, kind: Kind): Promise<void> {
  if (planItemId === null) return;
  const item = await tx.one<{ twinningId: string; kind: Kind }>(
    sql`select twinning_id as "twinningId", kind from outreach.plan_item where id = ${planItemId}`,
  );
  if (item.twinningId !== twinningId || item.kind !== kind) throw new RuleBroken('activity.plan-of-other');
}

export type ActivityForWrite = {
  id: string;
  kind: Kind;
  placeId: string;
  twinningId: string | null;
  startsOn: string;
  endsOn: string;
  precision: KnownOn['precision'];
  state: State;
  checklistId: string | null;
  label: number;
  agencyLabel: number;
  version: number;
};
/** An activity for a change, held until the end of the transaction. @throws NotFound */
export async function activityForWrite(tx: Tx, caller: About['caller'], id: string): Promise<ActivityForWrite> {
  const found = await tx.one<ActivityForWrite>(sql`
    select id, kind, place_id as "placeId", twinning_id as "twinningId", starts_on as "startsOn", ends_on as "endsOn", on_precision as precision, state,
      checklist_id as "checklistId", label, agency_label as "agencyLabel", version
    from outreach.activity where id = ${id} for update`);
  assertEitherInScope(caller, [found.label, found.agencyLabel]);
  return found;
}

/**
 * Changes an activity, says that it was held or cancelled, or puts one of its lists anew.
 * @throws NotFound; RuleBroken `outreach.changed-meanwhile`, `activity.closed`, `activity.not-begun`, `activity.dates`, and those of `writeLists`
 */
export async function changeActivity(tx: Tx, { caller, today }: About, id: string, input: ChangeActivity) {
  const found = await activityForWrite(tx, caller, id);
  assertVersion(found.version, input.version);
  const dates = { startsOn: input.startsOn ?? found.startsOn, endsOn: input.endsOn ?? found.endsOn };
  assertDates(dates);
  if (input.state) assertState(found.state, input.state, { startsOn: dates.startsOn, today });
  if (input.planItemId !== undefined) await assertPlanItem(tx, input.planItemId, found.twinningId, found.kind);
  if (input.campaignId !== undefined) await assertCampaign(tx, input.campaignId);
  await tx.run(sql`
    update outreach.activity set title = coalesce(${input.title ?? null}, title), starts_on = ${dates.startsOn}, ends_on = ${dates.endsOn},
      state = ${input.state ?? found.state},
      title_th = case when ${input.titleTh !== undefined} then ${input.titleTh ?? null} else title_th end,
      title_en = case when ${input.titleEn !== undefined} then ${input.titleEn ?? null} else title_en end,
      outcome = case when ${input.outcome !== undefined} then ${input.outcome ?? null} else outcome end,
      plan_item_id = case when ${input.planItemId !== undefined} then ${input.planItemId ?? null}::uuid else plan_item_id end,
      campaign_id = case when ${input.campaignId !== undefined} then ${input.campaignId ?? null}::uuid else campaign_id end, version = version + 1
    where id = ${id}`);
  await writeLists(tx, { caller }, { ...found, ...dates }, input);
  return { id };
}

type Given = { [List in keyof Lists]?: Lists[List] | undefined };
/**
 * Writes the lists that are given, whole, in the place of what stood there.
 * @throws NotFound for a village outside the scope; RuleBroken `activity.measure-not-of-kind`, `activity.not-whole`, `activity.first-time-over`,
 *   `activity.days-over`, `activity.only-of-kind`, `trip.stop-order`, `trip.stop-outside`, `activity.listed-twice`
 */
async function writeLists(
  tx: Tx,
  { caller }: Pick<About, 'caller'>,
  activity: { id: string; kind: Kind; placeId: string; startsOn: string; endsOn: string },
  { villageIds, quantities, groups, visits, skills, services, stops }: Given,
): Promise<void> {
  assertListsOfKind(activity.kind, {
    ...(stops ? { stops } : {}),
    ...(visits ? { visits } : {}),
    ...(skills ? { skills } : {}),
    ...(services ? { services } : {}),
  });
  for (const quantity of quantities ?? []) assertQuantity(activity.kind, quantity);
  for (const group of groups ?? []) assertGroup(group, activity);
  if (stops) assertStops(stops, activity);
  const units = [
    ...(villageIds ?? []),
    ...(visits ?? []).map(({ villageId }) => villageId),
    ...(quantities ?? []).flatMap(({ unitId }) => (unitId === null ? [] : [unitId])),
  ];
  if (units.length > 0) await assertUnitsInScope(tx, caller, units);
  const put = async (table: string, rows: readonly object[] | undefined, columns: string, shape: string) => {
    if (!rows) return;
    await tx.run(sql`delete from ${sql.table(`outreach.${table}`)} where activity_id = ${activity.id}`);
    if (rows.length === 0) return;
    await tx.run(sql`
      insert into ${sql.table(`outreach.${table}`)} (activity_id, ${sql.raw(columns)})
      select ${activity.id}, ${sql.raw(columns)} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(${sql.raw(shape)})`);
  };
  await put(
    'activity_village',
    villageIds?.map((village_id) => ({ village_id })),
    'village_id',
    'village_id uuid',
  );
  await put(
    'quantity',
    quantities?.map(({ measure, amount, unitId }) => ({ measure, amount, unit_id: unitId ?? activity.placeId })),
    'measure, amount, unit_id',
    'measure text, amount numeric, unit_id uuid',
  );
  await put(
    'group_count',
    groups?.map(({ firstTime, ...group }) => ({ ...group, first_time: firstTime })),
    'side, category, people, first_time, days',
    'side text, category text, people int, first_time int, days numeric',
  );
  await put(
    'visit_count',
    visits?.map(({ villageId, ...visit }) => ({ ...visit, village_id: villageId })),
    'class, village_id, households',
    'class text, village_id uuid, households int',
  );
  await put(
    'skill_taught',
    skills?.map((skill) => ({ skill })),
    'skill',
    'skill text',
  );
  await put('service_done', services, 'service, done', 'service text, done int');
  await put(
    'stop',
    stops?.map(({ on, at, ...stop }, index) => ({ ...stop, position: index + 1, on_date: on, at_time: at })),
    'position, name, on_date, at_time, note',
    'position int, name text, on_date date, at_time time, note text',
  );
}

/**
 * Enters a member or holder of a post by name.
 * @throws NotFound when the person is outside the scope; RuleBroken `activity.person-not-cadre`, `activity.participant-exists`, `activity.closed`
 */
export async function addParticipant(
  tx: Tx,
  { caller }: About,
  id: string,
  input: NewParticipant,
): Promise<{ id: string }> {
  const activity = await activityForWrite(tx, caller, id);
  if (activity.state === 'cancelled') throw new RuleBroken('activity.closed', { state: activity.state });
  const person = await cadreOn(tx, input.personId, activity.startsOn);
  assertCadre(person);
  return insertOnce(
    tx,
    'participant',
    input.id,
    sql`
    insert into outreach.participant (id, activity_id, person_id, side, role, unit_id, home_label)
    values (${input.id}, ${id}, ${input.personId}, ${input.side}, ${input.role}, ${person.unitId}, ${person.label})`,
  );
}

/** Ticks somebody of the roster off, or takes the tick away. @throws NotFound; RuleBroken `trip.not-begun`, `activity.closed` */
export async function checkIn(
  tx: Tx,
  { caller, today }: About,
  id: string,
  participantId: string,
  { here }: CheckIn,
): Promise<{ id: string }> {
  assertCheckIn(await activityForWrite(tx, caller, id), today);
  const row = await tx.maybeOne(sql`
    update outreach.participant set checked_in_at = case when ${here} then coalesce(checked_in_at, now()) end, version = version + 1
    where id = ${participantId} and activity_id = ${id} returning id`);
  if (!row) throw new NotFound();
  return { id: participantId };
}

/** What a unit did, or means to do, after a trip. @throws NotFound; RuleBroken `follow-up.before-trip`, `outreach.in-future` */
export async function addFollowUp(
  tx: Tx,
  { caller, today }: About,
  id: string,
  input: NewFollowUp,
): Promise<{ id: string }> {
  const activity = await activityForWrite(tx, caller, id);
  assertFollowUp(input.doneOn, activity, today);
  await unitOn(tx, caller, input.unitId, activity.startsOn);
  return insertOnce(
    tx,
    'follow_up',
    input.id,
    sql`
    insert into outreach.follow_up (id, activity_id, unit_id, what, done_on)
    values (${input.id}, ${id}, ${input.unitId}, ${input.what}, ${input.doneOn})`,
  );
}

/** Says that it was done, or takes that back. @throws NotFound; RuleBroken `outreach.changed-meanwhile`, `follow-up.before-trip`, `outreach.in-future` */
export async function changeFollowUp(
  tx: Tx,
  { caller, today }: About,
  id: string,
  followUpId: string,
  input: ChangeFollowUp,
): Promise<{ id: string }> {
  const activity = await activityForWrite(tx, caller, id);
  const row = await tx.one<{ version: number }>(
    sql`select version from outreach.follow_up where id = ${followUpId} and activity_id = ${id} for update`,
  );
  assertVersion(row.version, input.version);
  assertFollowUp(input.doneOn, activity, today);
  await tx.run(
    sql`update outreach.follow_up set done_on = ${input.doneOn}, version = version + 1 where id = ${followUpId}`,
  );
  return { id: followUpId };
}

/** Puts a photo of the caller's scope to an activity. @throws NotFound; RuleBroken `activity.photo-linked` */
export async function linkPhoto(
  tx: Tx,
  { caller }: About,
  id: string,
  input: { id: string; photoId: string },
): Promise<{ id: string }> {
  await activityForWrite(tx, caller, id);
  await tx.one(sql`select 1 as found from platform.photo where id = ${input.photoId}`);
  return insertOnce(
    tx,
    'activity_photo',
    input.id,
    sql`
    insert into outreach.activity_photo (id, activity_id, photo_id) values (${input.id}, ${id}, ${input.photoId})`,
  );
}

/** Rows of a table that hang on an activity. */
export const ofActivity = <T>(
  tx: Tx,
  table: string,
  id: string,
  columns: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
) =>
  tx.many<T>(
    sql`select ${columns} from ${sql.table(`outreach.${table}`)} t where t.activity_id = ${id} order by ${order}`,
  );
