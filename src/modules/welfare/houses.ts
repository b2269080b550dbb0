import { sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { addMonths } from '#platform/time/dates.ts';
import { sponsorInSight } from './books.ts';
import type { HousePage, HouseQuery, HouseRow, NewHouse, NewShare, NewStage } from './contract.ts';
import { countOf } from './handovers.ts';
import { type About, after, cut, inScopeOf, sponsorOf, TITLES, unitOn } from './reading.ts';
import { assertQuantity, assertShare, assertStage, INSPECTION_MONTHS, nextStage, type Stage } from './rules.ts';

const given = (source: ReturnType<typeof sql>, item: string) =>
  sql`coalesce((select sum(f.quantity) from welfare.house_share f where f.house_id = o.id and f.state = 'given' and f.item = ${item} and ${source}), 0)`;
const ROW = sql`
  o.id, ${unitOn(sql`o.village_id`, sql`o.stage_on`)} as village, json_build_object('id', h.id, 'code', h.code, 'headName', h.head_name) as household,
  case when o.campaign_id is not null then json_build_object('id', o.campaign_id, ${TITLES}) end as campaign, o.kind, o.works, o.stage, o.stage_on as "stageOn",
  coalesce((select sum(l.value_vnd) from welfare.line l where l.house_id = o.id and l.account = 'delivered'), 0)::bigint as "deliveredVnd",
  ${given(sql`f.source in ('family', 'community')`, 'VND')}::bigint as "familyVnd", ${given(sql`true`, 'labour_day')} as "labourDays",
  case when o.stage = 'moved_in' then (o.stage_on + make_interval(months => ${INSPECTION_MONTHS}))::date end as "inspectionDueOn"`;
const FROM = sql`from welfare.house o join welfare.household h on h.id = o.household_id left join welfare.campaign c on c.id = o.campaign_id`;

/** Houses below a unit, the latest stage first. @throws NotFound */
export async function listHouses(tx: Tx, { caller, today }: About, query: HouseQuery) {
  const units = await unitsUnder(tx, caller, query.unit, today);
  const conditions = [
    sql`o.village_id in ${units}`,
    ...(query.stage ? [sql`o.stage = ${query.stage}`] : []),
    ...(query.due ? [sql`o.stage = 'moved_in' and o.stage_on <= ${addMonths(today, -INSPECTION_MONTHS)}::date`] : []),
  ];
  const where = sql.join(conditions, sql` and `);
  const rows = await tx.many<HouseRow>(sql`
    select ${ROW} ${FROM} where ${where} ${after(query.cursor, sql`o.stage_on, o.id`, ['date', 'uuid'])} order by o.stage_on desc, o.id desc limit ${query.limit + 1}`);
  const page = cut(rows, query.limit, (row) => [row.stageOn, row.id]);
  return query.cursor === undefined
    ? { ...page, total: await countOf(tx, sql`from welfare.house o where ${where}`) }
    : page;
}

/** A house with its stages, who bears it, and what the ledger gave. @throws NotFound */
export async function getHouse(tx: Tx, id: string): Promise<HousePage> {
  const page = await tx.one<Omit<HousePage, 'nextStage'>>(sql`
    select ${ROW}, o.area_m2 as "areaM2", o.need_id as "needId", o.version,
      coalesce((select json_agg(json_build_object('id', s.id, 'stage', s.stage, 'reached', json_build_object('on', s.on_date, 'precision', s.on_precision), 'document', s.document,
          'voteFor', s.vote_for, 'votePresent', s.vote_present, 'result', s.result, 'fileId', s.file_id, 'photoId', s.photo_id) order by s.on_date, s.recorded_at, s.id)
        from welfare.house_stage s where s.house_id = o.id), '[]') as stages,
      coalesce((select json_agg(json_build_object('id', f.id, 'source', f.source, 'sponsor', case when f.sponsor_id is not null then ${sponsorOf(sql`f.sponsor_id`)} end, 'item', f.item,
          'quantity', f.quantity, 'state', f.state, 'on', f.on_date, 'document', f.document) order by f.on_date, f.id)
        from welfare.house_share f where f.house_id = o.id), '[]') as shares,
      coalesce((select json_agg(json_build_object('postingId', l.posting_id, 'handoverId', g.id, 'voucher', p.voucher, 'on', l.effective_on, 'sponsor', ${sponsorOf(sql`l.sponsor_id`)},
          'item', l.item, 'quantity', l.quantity, 'valueVnd', l.value_vnd) order by l.effective_on, p.no, l.no)
        from welfare.line l join welfare.posting p on p.id = l.posting_id left join welfare.handover g on g.posting_id = l.posting_id
        where l.house_id = o.id and l.account = 'delivered'), '[]') as payments
    ${FROM} where o.id = ${id}`);
  return { ...page, nextStage: nextStage(page.stage) };
}

/** Proposes a house for a household. @throws NotFound; RuleBroken `house.exists` while another of the household is under way, `ledger.in-future` */
export async function addHouse(tx: Tx, { today }: About, input: NewHouse): Promise<{ id: string }> {
  const household = await tx.one<{ villageId: string; label: number }>(sql`
    select h.village_id as "villageId", h.label from welfare.household h where h.id = ${input.householdId} and ${inScopeOf(sql`h.label`)} for no key update`);
  if (input.campaignId !== null)
    await tx.one(sql`select 1 as seen from welfare.campaign where id = ${input.campaignId}`);
  if (input.needId !== null) await tx.one(sql`select 1 as seen from welfare.need where id = ${input.needId}`);
  if (input.proposed.on > today) throw new RuleBroken('ledger.in-future', { on: input.proposed.on, today });
  if (await tx.maybeOne(sql`select 1 from welfare.house where id = ${input.id}`)) return { id: input.id };
  if (
    await tx.maybeOne(
      sql`select 1 from welfare.house where household_id = ${input.householdId} and stage not in ('moved_in', 'inspected')`,
    )
  )
    throw new RuleBroken('house.exists');
  await tx.run(sql`
    insert into welfare.house (id, household_id, village_id, campaign_id, need_id, kind, works, area_m2, stage_on, label)
    values (${input.id}, ${input.householdId}, ${household.villageId}, ${input.campaignId}, ${input.needId}, ${input.kind}, ${input.works}, ${input.areaM2}, ${input.proposed.on}, ${household.label})`);
  await tx.run(sql`
    insert into welfare.house_stage (house_id, stage, on_date, on_precision, document, label)
    values (${input.id}, 'proposed', ${input.proposed.on}, ${input.proposed.precision}, ${input.document}, ${household.label})`);
  return { id: input.id };
}

async function houseForWrite(tx: Tx, id: string) {
  return tx.one<{ id: string; label: number; stage: Stage; stageOn: string }>(sql`
    select o.id, o.label, o.stage, o.stage_on as "stageOn" from welfare.house o where o.id = ${id} and ${inScopeOf(sql`o.label`)} for no key update`);
}

/** The next stage, and with it the campaign that bears the house where none was told before. @throws NotFound; RuleBroken of `assertStage`, `house.not-funded` when nothing was agreed or given */
export async function addStage(tx: Tx, { today }: About, id: string, input: NewStage): Promise<{ id: string }> {
  const house = await houseForWrite(tx, id);
  if (await tx.maybeOne(sql`select 1 from welfare.house_stage where id = ${input.id}`)) return { id: input.id };
  assertStage({ ...input, on: input.reached.on }, { stage: house.stage, on: house.stageOn }, today);
  if (input.stage === 'funded') {
    const { funded } = await tx.one<{ funded: boolean }>(sql`
      select exists (select 1 from welfare.house_share where house_id = ${id}) or exists (select 1 from welfare.line where house_id = ${id}) as funded`);
    if (!funded) throw new RuleBroken('house.not-funded');
  }
  if (input.campaignId !== null) {
    await tx.one(sql`select 1 as seen from welfare.campaign where id = ${input.campaignId}`);
    await tx.run(
      sql`update welfare.house set campaign_id = ${input.campaignId} where id = ${id} and campaign_id is null`,
    );
  }
  await tx.run(sql`
    insert into welfare.house_stage (id, house_id, stage, on_date, on_precision, document, vote_for, vote_present, result, file_id, photo_id, label)
    values (${input.id}, ${id}, ${input.stage}, ${input.reached.on}, ${input.reached.precision}, ${input.document}, ${input.voteFor}, ${input.votePresent}, ${input.result},
      ${input.fileId}, ${input.photoId}, ${house.label})`);
  return { id: input.id };
}

/** Who bears how much, agreed or given beside the ledger. @throws NotFound; RuleBroken `house.share-in-ledger`, `house.share-sponsor`, `house.share-labour`, `ledger.not-whole` */
export async function addShare(tx: Tx, _about: About, id: string, input: NewShare): Promise<{ id: string }> {
  const house = await houseForWrite(tx, id);
  assertShare(input);
  const decimals = input.item === 'VND' ? 0 : 1;
  assertQuantity({ code: input.item, kind: input.item === 'VND' ? 'money' : 'work', decimals }, input.quantity);
  if (input.sponsorId !== null) await sponsorInSight(tx, input.sponsorId);
  if (await tx.maybeOne(sql`select 1 from welfare.house_share where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into welfare.house_share (id, house_id, source, sponsor_id, item, quantity, state, on_date, document, label)
    values (${input.id}, ${id}, ${input.source}, ${input.sponsorId}, ${input.item}, ${input.quantity}, ${input.state}, ${input.on}, ${input.document}, ${house.label})`);
  return { id: input.id };
}
