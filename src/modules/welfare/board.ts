import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { withholdBesideTotals } from '#platform/privacy/withhold.ts';
import { addDays } from '#platform/time/dates.ts';
import type { Board } from './contract.ts';
import { givenByVillage, type GivenThere } from './given.ts';
import type { About } from './reading.ts';
import { settingOn } from './settings.ts';

/**
 * What a campaign took in and gave, to be posted where everybody can read it. Villages stand with their totals; where fewer than five
 * households got something, their number and what they got are withheld, with as much beside it as it takes that neither can be
 * computed. A household is named only with its own consent to that, as of today.
 * @throws NotFound
 * @see DOMAIN.md 6.4 (publicity of beneficiaries), 8.4 (small counts)
 */
export async function readBoard(tx: Tx, { today }: About, id: string): Promise<Board> {
  const name = (unit: ReturnType<typeof sql>) =>
    sql`(select v.name from organisation.unit_version v where v.unit_id = ${unit} order by v.valid @> c.starts_on desc, v.valid desc limit 1)`;
  const row = await tx.one<Board['campaign'] & { unit: string; place: string }>(sql`
    select c.id, c.title, c.title_th as "titleTh", c.title_en as "titleEn", c.purpose_th as "purposeTh", c.purpose_en as "purposeEn", c.purpose, c.kind, c.state, c.starts_on as "startsOn", c.ends_on as "endsOn", c.closed_on as "closedOn", c.document,
      c.closing_document as "closingDocument", ${name(sql`c.unit_id`)} as unit, ${name(sql`c.place_id`)} as place
    from welfare.campaign c where c.id = ${id}`);
  const sponsors = await tx.many<Board['sponsors'][number]>(sql`
    select case when o.in_public = 'named' then o.name end as name, s.item, sum(s.received)::float8 as received
    from welfare.stock s join welfare.sponsor o on o.id = s.sponsor_id join welfare.item i on i.code = s.item
    where s.campaign_id = ${id} and s.received > 0 group by 1, s.item, i.sort order by i.sort, 1 nulls last`);
  const sums = await tx.many<Board['sums'][number]>(sql`
    select s.item, sum(s.received)::float8 as received, sum(s.bought)::float8 as bought, sum(s.spent)::float8 as spent, sum(s.delivered)::float8 as delivered,
      sum(s.returned)::float8 as returned, sum(s.written_off)::float8 as "writtenOff", sum(s.in_stock)::float8 as "inStock"
    from welfare.stock s join welfare.item i on i.code = s.item where s.campaign_id = ${id} group by s.item, i.sort order by i.sort`);
  const there = await givenByVillage(tx, sql`c.id = ${id}::uuid`, { from: row.startsOn, to: today });
  const named = await tx.many<Board['named'][number]>(sql`
    select o.head_name as name, ${name(sql`h.village_id`)} as village, l.item, sum(l.quantity)::float8 as quantity
    from welfare.handover h join welfare.campaign c on c.id = h.campaign_id join welfare.line l on l.posting_id = h.posting_id and l.account = 'delivered'
    join welfare.household o on o.id = h.household_id
    where h.campaign_id = ${id} and not exists (select 1 from welfare.posting r where r.reverses = h.posting_id)
      and exists (select 1 from welfare.consent k where k.household_id = o.id and k.what = 'name_public' and k.given_on <= ${today}::date
        and (k.withdrawn_on is null or k.withdrawn_on > ${today}::date))
    group by o.id, c.id, h.village_id, l.item order by 2, 1, l.item`);
  const purposeChanges = await tx.many<Board['purposeChanges'][number]>(sql`
    select k.new_purpose as "newPurpose", k.consent_number as "consentNumber", k.consent_on as "consentOn"
    from welfare.purpose_change k where k.campaign_id = ${id} order by k.consent_on, k.id`);
  const days = await settingOn(tx, 'welfare.posting-days', today);
  const { unit, place, ...campaign } = row;
  return {
    campaign,
    unit: unit ?? '',
    place: place ?? '',
    asOf: today,
    until: addDays(today, days),
    days,
    sponsors,
    sums,
    villages: withSmallHidden(there),
    named,
    purposeChanges,
  };
}

/** What arrived by village, with small numbers of households and what they got withheld; the totals of a campaign have to be told. */
export function withSmallHidden(there: readonly GivenThere[]): Board['villages'] {
  const villages = [...new Set(there.map((one) => one.villageId))];
  const items = [...new Set(there.map((one) => one.item))];
  const at = (village: string, item: string) => there.find((one) => one.villageId === village && one.item === item);
  const hidden = withholdBesideTotals(
    villages.map((village) => items.map((item) => at(village, item)?.households ?? 0)),
    (row, column) => at(villages[row] ?? '', items[column] ?? '') !== undefined,
  );
  return there.flatMap(({ villageId, village, item, delivered, households }) => {
    const isHidden = hidden[villages.indexOf(villageId)]?.[items.indexOf(item)] ?? false;
    // One village alone got it: its name beside the total would say what is withheld.
    if (isHidden && there.filter((one) => one.item === item).length === 1) return [];
    return [
      {
        village,
        item,
        delivered: isHidden ? ('withheld' as const) : delivered,
        households: households === 0 ? null : isHidden ? ('withheld' as const) : households,
      },
    ];
  });
}
