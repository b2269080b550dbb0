import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { Balance, Balances } from './contract.ts';
import { sponsorOf } from './reading.ts';

/** What a balance is made of, over rows `s` that carry its sums. */
const SUMS = sql`
  'received', coalesce(sum(s.received), 0), 'bought', coalesce(sum(s.bought), 0), 'spent', coalesce(sum(s.spent), 0), 'delivered', coalesce(sum(s.delivered), 0),
  'inStock', coalesce(sum(s.in_stock), 0), 'returned', coalesce(sum(s.returned), 0), 'writtenOff', coalesce(sum(s.written_off), 0),
  'difference', coalesce(sum(s.received + s.bought - s.spent - s.delivered - s.in_stock - s.returned - s.written_off), 0),
  'deliveredVnd', coalesce(sum(s.delivered_vnd), 0), 'inStockVnd', coalesce(sum(s.value_vnd), 0)`;

/** What was pledged of a measure and not withdrawn. */
const pledged = (campaign: RawBuilder<unknown>, item: RawBuilder<unknown>, sponsor: RawBuilder<unknown> = sql``) => sql`
  coalesce((select sum(p.quantity) from welfare.pledge p where p.campaign_id = ${campaign} and p.item = ${item} and p.withdrawn_on is null ${sponsor}), 0)`;

/** The balances of a campaign per measure, as JSON. Every measure of the campaign has one. */
export const balancesOf = (campaign: RawBuilder<unknown>) => sql`
  coalesce((
    select json_agg(b.j order by b.sort) from (
      select min(i.sort) as sort, json_build_object('item', a.item, 'pledged', ${pledged(sql`a.campaign_id`, sql`a.item`)}, ${SUMS}) as j
      from welfare.campaign_item a join welfare.item i on i.code = a.item left join welfare.stock s on s.campaign_id = a.campaign_id and s.item = a.item
      where a.campaign_id = ${campaign} group by a.campaign_id, a.item) b), '[]')`;

/** The same, of each sponsor that gave or promised. */
export const balancesBySponsor = (campaign: RawBuilder<unknown>) => sql`
  coalesce((
    select json_agg(b.j order by b.sort, b.first_on, b.sponsor_id) from (
      select min(i.sort) as sort, min(s.first_on) as first_on, g.sponsor_id,
        json_build_object('item', g.item, 'sponsor', ${sponsorOf(sql`g.sponsor_id`)},
          'pledged', ${pledged(campaign, sql`g.item`, sql`and p.sponsor_id = g.sponsor_id`)}, ${SUMS}) as j
      from (
        select item, sponsor_id from welfare.stock where campaign_id = ${campaign}
        union select item, sponsor_id from welfare.pledge where campaign_id = ${campaign} and withdrawn_on is null) g
      join welfare.item i on i.code = g.item
      left join welfare.stock s on s.campaign_id = ${campaign} and s.item = g.item and s.sponsor_id = g.sponsor_id
      group by g.item, g.sponsor_id) b), '[]')`;

type Row = Omit<Balance, 'sponsor' | 'pledged'> & { sponsor: Balance['sponsor']; pledged: number };

/** Balances as they were at the end of a day: what had taken effect by then, whenever it was written down. */
export async function balancesOn(tx: Tx, campaignId: string, asOf: string | undefined): Promise<Balances> {
  if (asOf === undefined) {
    const row = await tx.one<{ items: Balances['items']; bySponsor: Balance[] }>(sql`
      select ${balancesOf(sql`c.id`)} as items, ${balancesBySponsor(sql`c.id`)} as "bySponsor" from welfare.campaign c where c.id = ${campaignId}`);
    return { asOf: null, ...row };
  }
  await tx.one(sql`select 1 as seen from welfare.campaign where id = ${campaignId}`);
  const amounts = sql`
    coalesce(sum(-x.quantity) filter (where x.account = 'source'), 0) as received,
    coalesce(sum(-x.quantity) filter (where x.account = 'exchange' and i.kind <> 'money'), 0) as bought,
    coalesce(sum(x.quantity) filter (where x.account = 'exchange' and i.kind = 'money'), 0) as spent,
    coalesce(sum(x.quantity) filter (where x.account = 'delivered'), 0) as delivered,
    coalesce(sum(x.quantity) filter (where x.account = 'stock'), 0) as "inStock",
    coalesce(sum(x.quantity) filter (where x.account = 'returned'), 0) as returned,
    coalesce(sum(x.quantity) filter (where x.account = 'written_off'), 0) as "writtenOff",
    coalesce(-sum(x.quantity) filter (where x.account in ('source', 'exchange') and i.kind <> 'money'), 0)
      + coalesce(-sum(x.quantity) filter (where x.account in ('source', 'exchange') and i.kind = 'money'), 0)
      - coalesce(sum(x.quantity) filter (where x.account in ('delivered', 'stock', 'returned', 'written_off')), 0) as difference,
    coalesce(sum(x.value_vnd) filter (where x.account = 'delivered'), 0)::bigint as "deliveredVnd",
    coalesce(sum(x.value_vnd) filter (where x.account = 'stock'), 0)::bigint as "inStockVnd"`;
  const pledgedOn = (sponsor: RawBuilder<unknown>) => sql`
    coalesce((select sum(p.quantity) from welfare.pledge p where p.campaign_id = ${campaignId} and p.item = g.item ${sponsor}
      and p.pledged_on <= ${asOf}::date and (p.withdrawn_on is null or p.withdrawn_on > ${asOf}::date)), 0) as pledged`;
  const items = await tx.many<Row>(sql`
    select g.item, ${pledgedOn(sql``)}, ${amounts}
    from welfare.campaign_item g join welfare.item i on i.code = g.item
    left join welfare.line x on x.campaign_id = g.campaign_id and x.item = g.item and x.effective_on <= ${asOf}::date
    where g.campaign_id = ${campaignId} group by g.item, i.sort order by i.sort`);
  const bySponsor = await tx.many<Row>(sql`
    select g.item, ${sponsorOf(sql`g.sponsor_id`)} as sponsor, ${pledgedOn(sql`and p.sponsor_id = g.sponsor_id`)}, ${amounts}
    from welfare.stock g join welfare.item i on i.code = g.item
    join welfare.line x on x.campaign_id = g.campaign_id and x.item = g.item and x.sponsor_id = g.sponsor_id and x.effective_on <= ${asOf}::date
    where g.campaign_id = ${campaignId} group by g.item, g.sponsor_id, i.sort order by i.sort, g.sponsor_id`);
  return { asOf, items, bySponsor };
}
