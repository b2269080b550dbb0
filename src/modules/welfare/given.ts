import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { campaignForWrite } from './campaigns.ts';

/** What a campaign took in and gave of one measure in a period. Pledges are another figure and not in it. */
export type Given = {
  campaignId: string;
  title: string;
  titleTh: string | null;
  titleEn: string | null;
  state: 'open' | 'closed';
  /** Names of those who want to be named; null stands for everybody who does not. */
  sponsors: (string | null)[];
  item: string;
  itemName: string;
  itemUnit: string;
  received: number;
  /** Goods that money was turned into, and money that was turned into goods. */
  bought: number;
  spent: number;
  delivered: number;
  returned: number;
  writtenOff: number;
  /** In stock at the end of the period. */
  left: number;
  villages: number;
  households: number;
};
/** What arrived in a village, and at how many of its households; nothing by household where it was given to the village itself. */
export type GivenThere = { villageId: string; village: string; item: string; delivered: number; households: number };

const sums = (account: string, sign: 1 | -1, more: RawBuilder<unknown> = sql`true`) =>
  sql`coalesce(sum(${sql.lit(sign)} * l.quantity) filter (where l.account = ${sql.lit(account)} and l.effective_on >= p.from_on and ${more}), 0)::float8`;
const money = sql`i.kind = 'money'`;

/**
 * What campaigns took in and gave in a period, a row for each campaign and measure, as far as the caller sees them.
 * @param which condition on the lines `l` and campaigns `c`
 */
export function givenIn(
  tx: Tx,
  which: RawBuilder<unknown>,
  { from, to }: { from: string; to: string },
): Promise<Given[]> {
  return tx.many<Given>(sql`
    select c.id as "campaignId", c.title, c.title_th as "titleTh", c.title_en as "titleEn", c.state,
      coalesce((select json_agg(distinct s.name) from (
        select case when o.in_public = 'named' then o.name end as name from welfare.stock k join welfare.sponsor o on o.id = k.sponsor_id where k.campaign_id = c.id) s), '[]') as sponsors,
      l.item, i.name as "itemName", i.unit as "itemUnit",
      ${sums('source', -1)} as received, ${sums('exchange', -1, sql`not ${money}`)} as bought, ${sums('exchange', 1, money)} as spent,
      ${sums('delivered', 1)} as delivered, ${sums('returned', 1)} as returned, ${sums('written_off', 1)} as "writtenOff",
      coalesce(sum(l.quantity) filter (where l.account = 'stock'), 0)::float8 as "left",
      count(distinct l.village_id) filter (where l.account = 'delivered' and l.effective_on >= p.from_on)::int as villages,
      count(distinct l.household_id) filter (where l.account = 'delivered' and l.effective_on >= p.from_on)::int as households
    from welfare.line l join welfare.campaign c on c.id = l.campaign_id join welfare.item i on i.code = l.item
      cross join (select ${from}::date as from_on, ${to}::date as to_on) p
    where l.effective_on <= p.to_on and ${which}
    group by c.id, l.item, i.code, p.from_on
    having bool_or(l.effective_on >= p.from_on)
    order by c.starts_on, c.id, i.sort, l.item`);
}

/** The place of a campaign on the day of a line: the first one while it lived, then its successor. */
const PLACE_OF_LINE = sql`
  case when exists (select 1 from organisation.unit_version v where v.unit_id = c.first_place_id and v.valid @> l.effective_on) then c.first_place_id else c.place_id end`;
/** Lines of campaigns for a commune or a village of it, as these stood on the day: each line belongs to exactly one commune. */
const ofCommune = (unitId: string) => sql`
  (${PLACE_OF_LINE} = ${unitId}::uuid or exists (
    select 1 from organisation.unit_version v where v.unit_id = ${PLACE_OF_LINE} and v.parent_id = ${unitId}::uuid and v.valid @> l.effective_on))`;

/**
 * What was given in a commune in a year, for a page that is public: by campaign, and by village with the number of households it went to,
 * which the caller has to withhold where it is small. No household is named.
 */
export async function givenInCommune(
  tx: Tx,
  unitId: string,
  year: number,
): Promise<{ campaigns: Given[]; villages: GivenThere[] }> {
  const [from, to] = [`${year}-01-01`, `${year}-12-31`];
  const which = ofCommune(unitId);
  return {
    campaigns: await givenIn(tx, which, { from, to }),
    villages: await givenByVillage(tx, which, { from, to }),
  };
}

/** What arrived in each village in a period, taken-back handovers left out. */
export function givenByVillage(
  tx: Tx,
  which: RawBuilder<unknown>,
  { from, to }: { from: string; to: string },
): Promise<GivenThere[]> {
  return tx.many<GivenThere>(sql`
    select l.village_id as "villageId", l.item,
      (select v.name from organisation.unit_version v where v.unit_id = l.village_id order by v.valid @> max(l.effective_on) desc, v.valid desc limit 1) as village,
      sum(l.quantity)::float8 as delivered, count(distinct l.household_id)::int as households
    from welfare.line l join welfare.campaign c on c.id = l.campaign_id
    where l.account = 'delivered' and l.village_id is not null and l.effective_on between ${from}::date and ${to}::date
      and l.kind <> 'reversal' and not exists (select 1 from welfare.posting r where r.reverses = l.posting_id) and ${which}
    group by l.village_id, l.item having sum(l.quantity) > 0 order by 3, 1, 2`);
}

/** Campaigns that belong to an agreement, or to deeds of it, the latest first. */
export function campaignsOf(tx: Tx, twinningId: string, others: readonly string[]) {
  return tx.many<{
    id: string;
    title: string;
    titleTh: string | null;
    titleEn: string | null;
    state: 'open' | 'closed';
    startsOn: string;
    linked: boolean;
    items: { item: string; received: number; delivered: number; inStock: number }[];
  }>(sql`
    select c.id, c.title, c.title_th as "titleTh", c.title_en as "titleEn", c.state, c.starts_on as "startsOn", c.twinning_id is not distinct from ${twinningId}::uuid as linked,
      coalesce((select json_agg(json_build_object('item', g.item, 'received', g.received, 'delivered', g.delivered, 'inStock', g.in_stock) order by i.sort)
        from (select k.item, sum(k.received + k.bought) as received, sum(k.delivered) as delivered, sum(k.in_stock) as in_stock
          from welfare.stock k where k.campaign_id = c.id group by k.item) g join welfare.item i on i.code = g.item), '[]') as items
    from welfare.campaign c where c.twinning_id = ${twinningId} or c.id = any(${[...others]}::uuid[]) order by c.starts_on desc, c.id`);
}

/**
 * Says that a campaign belongs to an agreement, or no more. The books stay as they are, so a closed campaign may be joined too; the
 * caller has looked the agreement up in its scope.
 * @throws NotFound when the campaign lies outside the caller's scope
 */
export async function joinCampaign(tx: Tx, campaignId: string, twinningId: string | null): Promise<void> {
  await campaignForWrite(tx, campaignId);
  await tx.run(
    sql`update welfare.campaign set twinning_id = ${twinningId}::uuid, version = version + 1 where id = ${campaignId}`,
  );
}
