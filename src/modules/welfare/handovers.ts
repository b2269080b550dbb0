import { type RawBuilder, sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import { addMonths } from '#platform/time/dates.ts';
import { handoverLines, holdBooks, measureOf, post, sponsorInSight } from './books.ts';
import type {
  AllocationQuery,
  AllocationRow,
  HandoverPage,
  HandoverQuery,
  HandoverRow,
  NewAllocation,
  NewHandover,
  NewHandoverPaper,
  NewInspection,
} from './contract.ts';
import { type About, after, cut, inScopeOf, sponsorOf, TITLES, unitOn, villageOn } from './reading.ts';
import {
  assertConfirmed,
  assertEffective,
  assertQuantity,
  assertRepetitionKnown,
  type Earlier,
  repetitions,
} from './rules.ts';
import { settingOn } from './settings.ts';

/**
 * What is meant for a village, or for a household of it.
 * @throws NotFound; RuleBroken `campaign.item-not-included`, `ledger.not-whole`, `allocation.exceeded` `{ item, remaining }` beyond what was
 *   received or is still promised, `handover.other-commune`
 */
export async function addAllocation(
  tx: Tx,
  { caller, today }: About,
  campaignId: string,
  input: NewAllocation,
): Promise<{ id: string }> {
  const books = await holdBooks(tx, campaignId, 'write');
  const measure = measureOf(books, input.item);
  assertQuantity(measure, input.quantity);
  const village = await villageOn(tx, caller, input.villageId, input.decidedOn > today ? today : input.decidedOn);
  await assertInPlace(tx, campaignId, village.id, input.decidedOn);
  if (input.householdId !== null) await householdIn(tx, input.householdId, village.id, input.decidedOn);
  if (input.needId !== null) await tx.one(sql`select 1 as seen from welfare.need where id = ${input.needId}`);
  if (await tx.maybeOne(sql`select 1 from welfare.allocation where id = ${input.id}`)) return { id: input.id };
  const { available, allocated } = await tx.one<{ available: number; allocated: number }>(sql`
    select
      coalesce((select sum(received + bought - spent - returned - written_off) from welfare.stock where campaign_id = ${campaignId} and item = ${input.item}), 0)
      + coalesce((
        select sum(greatest(p.quantity - coalesce((
          select sum(-l.quantity) from welfare.posting r join welfare.line l on l.posting_id = r.id and l.account = 'source' where r.pledge_id = p.id), 0), 0))
        from welfare.pledge p where p.campaign_id = ${campaignId} and p.item = ${input.item} and p.withdrawn_on is null), 0) as available,
      coalesce((select sum(quantity) from welfare.allocation where campaign_id = ${campaignId} and item = ${input.item}), 0) as allocated`);
  if (allocated + input.quantity > available)
    throw new RuleBroken('allocation.exceeded', {
      item: input.item,
      remaining: Math.max(0, available - allocated),
      asked: input.quantity,
    });
  await tx.run(sql`
    insert into welfare.allocation (id, campaign_id, item, quantity, village_id, household_id, need_id, decided_on, document, label, place_label, village_label)
    values (${input.id}, ${campaignId}, ${input.item}, ${input.quantity}, ${village.id}, ${input.householdId}, ${input.needId}, ${input.decidedOn}, ${input.document},
      ${books.label}, ${books.placeLabel}, ${village.label})`);
  return { id: input.id };
}

const ALLOCATION = sql`
  a.id, json_build_object('id', a.campaign_id, ${TITLES}, 'kind', c.kind) as campaign, a.item, a.quantity, a.given, a.quantity - a.given as "left",
  ${unitOn(sql`a.village_id`, sql`a.decided_on`)} as village,
  case when a.household_id is not null then json_build_object('id', a.household_id, 'code', h.code, 'headName', h.head_name) end as household,
  a.decided_on as "decidedOn", a.document`;

/** What is meant for the villages below a unit; with `open`, what is still to be handed over. */
export async function listAllocations(tx: Tx, { caller, today }: About, query: AllocationQuery) {
  const units = await unitsUnder(tx, caller, query.unit, today);
  const conditions = [
    sql`a.village_id in ${units}`,
    ...(query.open === 'yes' ? [sql`a.given < a.quantity and c.state = 'open'`] : []),
    ...(query.open === 'no' ? [sql`a.given = a.quantity`] : []),
    ...(query.campaign ? [sql`a.campaign_id = ${query.campaign}`] : []),
  ];
  const where = sql.join(conditions, sql` and `);
  const from = sql`from welfare.allocation a join welfare.campaign c on c.id = a.campaign_id left join welfare.household h on h.id = a.household_id`;
  const rows = await tx.many<AllocationRow>(sql`
    select ${ALLOCATION} ${from} where ${where} ${after(query.cursor, sql`a.decided_on, a.id`, ['date', 'uuid'])}
    order by a.decided_on desc, a.id desc limit ${query.limit + 1}`);
  const page = cut(rows, query.limit, (row) => [row.decidedOn, row.id]);
  return query.cursor === undefined ? { ...page, total: await countOf(tx, sql`${from} where ${where}`) } : page;
}

/** How many rows a query has. */
export async function countOf(tx: Tx, from: RawBuilder<unknown>): Promise<number> {
  return (await tx.one<{ n: number }>(sql`select count(*) as n ${from}`)).n;
}

/**
 * Goods or money given to a village or a household. Sending the same `id` again changes nothing.
 * @throws NotFound when campaign, village or household lie outside the caller's scope
 * @throws RuleBroken `ledger.overdrawn` `{ item, remaining, asked }`, `handover.other-commune`, `handover.other-village`, `handover.other-house`,
 *   `handover.other-allocation`, `allocation.over`, `handover.confirmation-missing`, `handover.helped-before`, `handover.photo-without-consent`,
 *   `handover.receipt-taken`, `household.left`
 */
export async function recordHandover(
  tx: Tx,
  { caller, today }: About,
  campaignId: string,
  input: NewHandover,
): Promise<{ id: string }> {
  const village = await villageOn(tx, caller, input.villageId, input.effectiveOn > today ? today : input.effectiveOn);
  const books = await holdBooks(tx, campaignId, 'see');
  if (await tx.maybeOne(sql`select 1 from welfare.handover where id = ${input.id}`)) return { id: input.id };
  assertEffective(input.effectiveOn, { today, ...books });
  assertConfirmed(input);
  await assertInPlace(tx, campaignId, village.id, input.effectiveOn);
  if (input.householdId !== null) await householdIn(tx, input.householdId, village.id, input.effectiveOn);
  if (input.houseId !== null) await houseOf(tx, input.houseId, input.householdId);
  if (input.allocationId !== null) await assertAllocation(tx, campaignId, input);
  if (input.fileId !== null) await tx.one(sql`select 1 as seen from platform.file where id = ${input.fileId}`);
  if (input.photoId !== null) await assertPhotoAllowed(tx, input.photoId, input.householdId, input.effectiveOn);
  for (const { sponsorId } of input.items) if (sponsorId !== null) await sponsorInSight(tx, sponsorId);
  if (input.householdId !== null && input.houseId === null) {
    const items = input.items.map(({ item }) => item);
    const months = await settingOn(tx, 'welfare.repeat-months', input.effectiveOn);
    const earlier = await helpBefore(tx, input.householdId, input.effectiveOn);
    assertRepetitionKnown(
      repetitions({ on: input.effectiveOn, campaignId, items }, earlier, months),
      input.acknowledgeRepeat,
    );
  }
  const lines = handoverLines(books, input.items, {
    village: village.id,
    household: input.householdId ?? undefined,
    house: input.houseId ?? undefined,
  });
  const { posting } = await tx.one<{ posting: string }>(sql`select uuidv7() as posting`);
  const postingId = await post(tx, campaignId, {
    id: posting,
    key: input.id,
    kind: 'handover',
    effectiveOn: input.effectiveOn,
    voucher: input.voucher,
    document: input.receiptNumber,
    lines,
  });
  await tx.run(sql`
    insert into welfare.handover (id, campaign_id, posting_id, village_id, household_id, house_id, allocation_id, handed_on, receipt_number, confirmation,
      file_id, photo_id, witness_name, witness_post, handed_by, repeat_acknowledged, label, place_label, village_label)
    values (${input.id}, ${campaignId}, ${postingId}, ${village.id}, ${input.householdId}, ${input.houseId}, ${input.allocationId}, ${input.effectiveOn},
      ${input.receiptNumber}, ${input.confirmation}, ${input.fileId}, ${input.photoId}, ${input.witness?.name ?? null}, ${input.witness?.post ?? null},
      ${input.handedBy}, ${input.acknowledgeRepeat}, ${books.label}, ${books.placeLabel}, ${village.label})`);
  return { id: input.id };
}

/** @throws RuleBroken `handover.other-commune`: a gift stays in the place of its campaign, or what came after it */
async function assertInPlace(tx: Tx, campaignId: string, villageId: string, on: string): Promise<void> {
  const inside = await tx.maybeOne(sql`
    select 1 from welfare.campaign c where c.id = ${campaignId}
      and (${villageId}::uuid = c.place_id
        or exists (select 1 from organisation.unit_path p where p.unit_id = ${villageId} and p.valid @> ${on}::date and p.commune_id in (c.place_id, c.first_place_id))
        or ${villageId}::uuid in (select organisation.units_in_reach(array[c.place_id, c.first_place_id], ${on}::date)))`);
  if (!inside) throw new RuleBroken('handover.other-commune', { village: villageId });
}

/** @throws NotFound outside the scope; RuleBroken `handover.other-village`, `household.left` */
async function householdIn(tx: Tx, householdId: string, villageId: string, on: string): Promise<void> {
  const household = await tx.one<{ villageId: string; leftOn: string | null; code: string }>(sql`
    select village_id as "villageId", left_on as "leftOn", code from welfare.household where id = ${householdId}`);
  if (household.villageId !== villageId) throw new RuleBroken('handover.other-village', { code: household.code });
  if (household.leftOn !== null && household.leftOn <= on)
    throw new RuleBroken('household.left', { code: household.code, leftOn: household.leftOn });
}

async function houseOf(tx: Tx, houseId: string, householdId: string | null): Promise<void> {
  const house = await tx.one<{ householdId: string }>(
    sql`select household_id as "householdId" from welfare.house where id = ${houseId}`,
  );
  if (house.householdId !== householdId) throw new RuleBroken('handover.other-house');
}

async function assertAllocation(tx: Tx, campaignId: string, input: NewHandover): Promise<void> {
  const allocation = await tx.maybeOne<{
    item: string;
    left: number;
    villageId: string;
    householdId: string | null;
  }>(sql`
    select item, quantity - given as "left", village_id as "villageId", household_id as "householdId" from welfare.allocation
    where id = ${input.allocationId} and campaign_id = ${campaignId}`);
  if (!allocation) throw new NotFound();
  const given = input.items.find(({ item }) => item === allocation.item);
  const other =
    allocation.villageId !== input.villageId ||
    (allocation.householdId !== null && allocation.householdId !== input.householdId) ||
    given === undefined;
  if (other) throw new RuleBroken('handover.other-allocation');
  if (given.quantity > allocation.left)
    throw new RuleBroken('allocation.over', { item: given.item, remaining: allocation.left, asked: given.quantity });
}

/** What a household was given before, that was not taken back. */
async function helpBefore(tx: Tx, householdId: string, on: string): Promise<Earlier[]> {
  return tx.many<Earlier>(sql`
    select h.handed_on as "on", h.campaign_id as "campaignId", c.title as campaign, array_agg(distinct l.item) as items
    from welfare.handover h join welfare.line l on l.posting_id = h.posting_id and l.account = 'delivered'
    left join welfare.campaign c on c.id = h.campaign_id
    where h.household_id = ${householdId} and h.house_id is null and h.handed_on <= ${on}::date
      and not exists (select 1 from welfare.posting r where r.reverses = h.posting_id)
    group by h.id, c.title order by h.handed_on, h.id`);
}

/**
 * A photo on which somebody can be recognised needs the consent recorded with it and, of a handover to a household, the household's
 * own on the day. A picture of the goods alone needs none.
 * @throws NotFound; RuleBroken `handover.photo-without-consent`
 * @see DOMAIN.md 8.3: no photos of poor households without recorded consent
 */
export async function assertPhotoAllowed(
  tx: Tx,
  photoId: string,
  householdId: string | null,
  on: string,
): Promise<void> {
  const photo = await tx.one<{ people: string; agreed: boolean }>(sql`
    select people, consent_on is not null and withdrawn_on is null as agreed from platform.photo where id = ${photoId}`);
  if (photo.people === 'nobody') return;
  const household =
    householdId === null ||
    (await tx.maybeOne(sql`
      select 1 from welfare.consent where household_id = ${householdId} and what in ('photo_sponsor', 'photo_public')
        and given_on <= ${on}::date and (withdrawn_on is null or withdrawn_on > ${on}::date) limit 1`)) !== undefined;
  if (!photo.agreed || !household) throw new RuleBroken('handover.photo-without-consent');
}

/** A handover `h` can be traced to its end when somebody witnessed it by name or the signed paper is kept, then or later. @see DOMAIN.md 7.2 I-55 */
export const TRACED = sql`(h.witness_name is not null or h.file_id is not null or exists (select 1 from welfare.handover_paper k where k.handover_id = h.id))`;

const HANDOVER = sql`
  h.id, h.posting_id as "postingId", coalesce(p.voucher, '') as voucher, h.handed_on as "on", ${unitOn(sql`h.village_id`, sql`h.handed_on`)} as village,
  case when h.household_id is not null then json_build_object('id', h.household_id, 'code', o.code, 'headName', o.head_name) end as household,
  h.house_id as "houseId",
  coalesce((select json_agg(json_build_object('item', l.item, 'quantity', l.quantity, 'sponsor', ${sponsorOf(sql`l.sponsor_id`)}) order by l.no)
    from welfare.line l where l.posting_id = h.posting_id and l.account = 'delivered'), '[]') as items,
  h.receipt_number as "receiptNumber", h.confirmation,
  case when h.witness_name is not null then json_build_object('name', h.witness_name, 'post', h.witness_post) end as witness,
  h.handed_by as "handedBy", h.file_id as "fileId", h.photo_id as "photoId",
  exists (select 1 from welfare.line r join welfare.posting q on q.id = r.posting_id where q.reverses = h.posting_id) as reversed, ${TRACED} as traced`;
const HANDOVERS = sql`from welfare.handover h left join welfare.posting p on p.id = h.posting_id left join welfare.household o on o.id = h.household_id`;

/** Handovers of a campaign, the latest first. @throws NotFound */
export async function listHandovers(tx: Tx, _about: About, campaignId: string, query: HandoverQuery) {
  await tx.one(sql`select 1 as seen from welfare.campaign where id = ${campaignId}`);
  const traced =
    query.traced === undefined ? sql`` : query.traced === 'yes' ? sql`and ${TRACED}` : sql`and not ${TRACED}`;
  const where = sql`h.campaign_id = ${campaignId} ${query.village ? sql`and h.village_id = ${query.village}` : sql``} ${traced}`;
  const rows = await tx.many<HandoverRow>(sql`
    select ${HANDOVER} ${HANDOVERS} where ${where} ${after(query.cursor, sql`h.handed_on, h.id`, ['date', 'uuid'])}
    order by h.handed_on desc, h.id desc limit ${query.limit + 1}`);
  const page = cut(rows, query.limit, (row) => [row.on, row.id]);
  return query.cursor === undefined
    ? { ...page, total: await countOf(tx, sql`from welfare.handover h where ${where}`) }
    : page;
}

/** A handover with all that its receipt prints. @throws NotFound */
export async function getHandover(tx: Tx, { today }: About, id: string): Promise<HandoverPage> {
  const row = await tx.one<Omit<HandoverPage, 'inspectionDueOn'>>(sql`
    select ${HANDOVER}, json_build_object('id', c.id, ${TITLES}, 'kind', c.kind, 'purpose', c.purpose,
        'purposeTh', c.purpose_th, 'purposeEn', c.purpose_en) as campaign,
      (select json_build_object('id', f.id, 'vi', f.caption_vi, 'th', f.caption_th, 'en', f.caption_en) from platform.photo f where f.id = h.photo_id) as photo,
      ${unitOn(sql`c.place_id`, sql`h.handed_on`)} as place, ${unitOn(sql`c.unit_id`, sql`h.handed_on`)} as unit,
      coalesce((select json_agg(distinct k.what) from welfare.consent k where k.household_id = h.household_id and k.given_on <= h.handed_on
        and (k.withdrawn_on is null or k.withdrawn_on > h.handed_on)), '[]') as consents,
      coalesce((select json_agg(json_build_object('id', i.id, 'on', i.on_date, 'result', i.result, 'document', i.document) order by i.on_date)
        from welfare.inspection i where i.handover_id = h.id), '[]') as inspections,
      coalesce((select json_agg(json_build_object('id', k.id, 'keptOn', k.kept_on) order by k.recorded_at, k.id)
        from welfare.handover_paper k where k.handover_id = h.id), '[]') as papers
    ${HANDOVERS} join welfare.campaign c on c.id = h.campaign_id where h.id = ${id}`);
  const months = await settingOn(tx, 'welfare.inspection-months', today);
  return { ...row, inspectionDueOn: addMonths(row.on, months) };
}

/** What was found when somebody looked at what was given. @throws NotFound; RuleBroken `inspection.early` `{ dueOn }`, `ledger.in-future` */
export async function addInspection(
  tx: Tx,
  { today }: About,
  id: string,
  input: NewInspection,
): Promise<{ id: string }> {
  const handover = await tx.one<{ on: string; label: number; villageLabel: number }>(sql`
    select h.handed_on as "on", h.label, h.village_label as "villageLabel" from welfare.handover h where h.id = ${id}
      and ${inScopeOf(sql`h.label`, sql`h.village_label`)}`);
  const dueOn = addMonths(handover.on, await settingOn(tx, 'welfare.inspection-months', input.on));
  if (input.on > today) throw new RuleBroken('ledger.in-future', { on: input.on, today });
  if (input.on < dueOn) throw new RuleBroken('inspection.early', { on: input.on, dueOn });
  if (await tx.maybeOne(sql`select 1 from welfare.inspection where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into welfare.inspection (id, handover_id, on_date, result, document, label, village_label)
    values (${input.id}, ${id}, ${input.on}, ${input.result}, ${input.document}, ${handover.label}, ${handover.villageLabel})`);
  return { id: input.id };
}

/**
 * Keeps the signed paper of a handover that was recorded before it came.
 * @throws NotFound when the handover or the file lies outside the caller's scope; RuleBroken `handover.paper-kept`, `handover.paper-before`
 */
export async function addPaper(tx: Tx, { today }: About, id: string, input: NewHandoverPaper): Promise<{ id: string }> {
  await tx.one(
    sql`select 1 as seen from welfare.handover h where h.id = ${id} and ${inScopeOf(sql`h.label`, sql`h.place_label`, sql`h.village_label`)}`,
  );
  await tx.one(sql`select 1 as seen from platform.file where id = ${input.fileId}`);
  if (await tx.maybeOne(sql`select 1 from welfare.handover_paper where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into welfare.handover_paper (id, handover_id, file_id, kept_on) values (${input.id}, ${id}, ${input.fileId}, ${today})`);
  return { id: input.id };
}
