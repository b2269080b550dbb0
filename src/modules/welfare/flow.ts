import { sql } from 'kysely';
import { askedUnit, unitsUnder } from '#modules/figures/index.ts';
import { assertLabelsInScope } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { Flow, FlowQuery } from './contract.ts';
import { type About } from './reading.ts';

type Come = {
  campaign: string;
  title: string;
  titleTh: string | null;
  titleEn: string | null;
  kind: Flow['links'][number]['campaignKind'];
  sponsor: string;
  name: string | null;
  sponsorKind: string | null;
  item: string;
  quantity: number;
};
type Gone = Omit<Come, 'sponsor' | 'name' | 'sponsorKind'> & { village: string; villageName: string | null };

/**
 * The way of the gifts from sponsor to village, for the drawing: who gave what to which campaign, and where it went. Money that was
 * turned into goods goes on as these; what is in stock, was returned or written off ends at its item.
 * @throws NotFound; RuleBroken `unit.not-on-date`
 */
export async function readFlow(tx: Tx, about: About, query: FlowQuery): Promise<Flow> {
  const { caller, today } = about;
  const to = query.to ?? today;
  const unit = await askedUnit(tx, query.unit, to);
  assertLabelsInScope(caller, [unit.label]);
  const units = await unitsUnder(tx, caller, query.unit, to);
  const within = sql`
    (c.unit_id in ${units} or c.place_id in ${units}) and l.effective_on <= ${to}::date
    ${query.from ? sql`and l.effective_on >= ${query.from}::date` : sql``} ${query.campaign ? sql`and c.id = ${query.campaign}` : sql``}`;
  const come = await tx.many<Come>(sql`
    select c.id as campaign, c.title, c.title_th as "titleTh", c.title_en as "titleEn", c.kind, l.sponsor_id as sponsor, (array_agg(s.name))[1] as name, (array_agg(s.kind))[1] as "sponsorKind", l.item,
      sum(case when l.account in ('source', 'exchange') then -l.quantity when l.account = 'returned' then -l.quantity else 0 end) as quantity
    from welfare.line l join welfare.campaign c on c.id = l.campaign_id left join welfare.sponsor s on s.id = l.sponsor_id
    where ${within} and l.account in ('source', 'exchange', 'returned')
    group by c.id, l.sponsor_id, l.item having sum(case when l.account = 'stock' then 0 else -l.quantity end) > 0
    order by c.starts_on, c.id, l.item, l.sponsor_id`);
  const gone = await tx.many<Gone>(sql`
    select c.id as campaign, c.title, c.title_th as "titleTh", c.title_en as "titleEn", c.kind, l.item, l.village_id as village,
      (select nv.name from organisation.unit_version nv where nv.unit_id = l.village_id order by nv.valid @> ${to}::date desc, nv.valid desc limit 1) as "villageName", sum(l.quantity) as quantity
    from welfare.line l join welfare.campaign c on c.id = l.campaign_id
    where ${within} and l.account = 'delivered' and l.village_id is not null
    group by c.id, l.item, l.village_id having sum(l.quantity) > 0 order by c.starts_on, c.id, l.item, l.village_id`);
  const helped = await tx.many<{ village: string; households: number }>(sql`
    select l.village_id as village, count(distinct l.household_id) as households
    from welfare.line l join welfare.campaign c on c.id = l.campaign_id where ${within} and l.account = 'delivered' and l.village_id is not null group by l.village_id`);
  const sums = await tx.one<Pick<Flow, 'villages' | 'households' | 'participations' | 'campaigns' | 'balanced'>>(sql`
    select count(distinct l.village_id) filter (where l.account = 'delivered') as villages, count(distinct l.household_id) as households,
      count(distinct (l.posting_id, l.household_id)) filter (where l.account = 'delivered' and l.household_id is not null and l.kind <> 'reversal'
        and not exists (select 1 from welfare.posting r where r.reverses = l.posting_id)) as participations,
      count(distinct c.id) as campaigns,
      coalesce(bool_and(not exists (select 1 from welfare.stock s where s.campaign_id = c.id
        and s.received + s.bought <> s.delivered + s.in_stock + s.spent + s.returned + s.written_off)), true) as balanced
    from welfare.line l join welfare.campaign c on c.id = l.campaign_id where ${within}`);
  return {
    unit: { id: unit.id, name: unit.name },
    from: query.from ?? null,
    to,
    ...sums,
    ...drawn(come, gone, helped),
  };
}

/** Nodes and links of the drawing. */
function drawn(
  come: readonly Come[],
  gone: readonly Gone[],
  helped: readonly { village: string; households: number }[],
): Pick<Flow, 'nodes' | 'links'> {
  const nodes = new Map<string, Flow['nodes'][number]>();
  const links = new Map<string, Flow['links'][number]>();
  const households = new Map(helped.map((row) => [row.village, row.households]));
  const node = (
    key: string,
    column: Flow['nodes'][number]['column'],
    id: string,
    name: string | null,
    kind: string | null,
    other: { titleTh: string | null; titleEn: string | null } = { titleTh: null, titleEn: null },
  ) => {
    const known = nodes.get(key);
    if (known) return known;
    const fresh = {
      key,
      column,
      id,
      name,
      nameTh: other.titleTh,
      nameEn: other.titleEn,
      kind,
      amounts: [],
      households: column === 'village' ? (households.get(id) ?? 0) : null,
    };
    nodes.set(key, fresh);
    return fresh;
  };
  const add = (to: Flow['nodes'][number], item: string, quantity: number) => {
    const own = to.amounts.find((amount) => amount.item === item);
    if (own) own.quantity += quantity;
    else to.amounts.push({ item, quantity });
  };
  const link = (
    from: string,
    to: string,
    row: Omit<Come, 'sponsor' | 'name' | 'sponsorKind' | 'title' | 'titleTh' | 'titleEn'>,
  ) => {
    const key = `${from} ${to} ${row.item}`;
    const known = links.get(key);
    if (known) known.quantity += row.quantity;
    else
      links.set(key, {
        from,
        to,
        item: row.item,
        quantity: row.quantity,
        campaignId: row.campaign,
        campaignKind: row.kind,
      });
  };
  for (const row of come) {
    const [sponsor, campaign, item] = [
      `sponsor:${row.sponsor}`,
      `campaign:${row.campaign}`,
      `item:${row.campaign}/${row.item}`,
    ];
    add(node(sponsor, 'sponsor', row.sponsor, row.name, row.sponsorKind), row.item, row.quantity);
    add(node(campaign, 'campaign', row.campaign, row.title, row.kind, row), row.item, row.quantity);
    add(node(item, 'item', row.item, null, row.item), row.item, row.quantity);
    link(sponsor, campaign, row);
    link(campaign, item, row);
  }
  for (const row of gone) {
    const [item, village] = [`item:${row.campaign}/${row.item}`, `village:${row.village}`];
    node(`campaign:${row.campaign}`, 'campaign', row.campaign, row.title, row.kind, row);
    node(item, 'item', row.item, null, row.item);
    add(node(village, 'village', row.village, row.villageName, null), row.item, row.quantity);
    link(item, village, row);
  }
  return { nodes: [...nodes.values()], links: [...links.values()] };
}
