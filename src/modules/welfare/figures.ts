import { type RawBuilder, sql } from 'kysely';
import {
  type Dimension,
  type FigureDefinition,
  type RecordColumn,
  type RecordsList,
  registerFigures,
} from '#modules/figures/index.ts';
import { CAMPAIGN_KINDS, CLASSES, HOUSE_KINDS, STAGES } from './contract.ts';
import { TRACED } from './handovers.ts';

/**
 * Figures I-52 to I-56 of DOMAIN.md 7.2: what was given, money pledged, received and delivered (three figures, never one), sponsors, houses
 * by stage, and how far help can be traced. Each is a list of lines of the journal, so what was taken back stands there with the other sign.
 */
const word = (key: string, prefix: string): RecordColumn => ({
  key,
  label: `welfare.column.${key}`,
  kind: 'word',
  wordPrefix: prefix,
});
const text = (key: string): RecordColumn => ({ key, label: `welfare.column.${key}`, kind: 'text' });
const ITEM = word('item', 'welfare.item');
const CAMPAIGN = word('campaign', 'welfare.campaign-kind');
const BY_ITEM: Dimension = { key: 'item', label: 'welfare.column.item', valuePrefix: 'welfare.item' };
const BY_CAMPAIGN: Dimension = {
  key: 'campaign',
  label: 'welfare.column.campaign',
  valuePrefix: 'welfare.campaign-kind',
  values: CAMPAIGN_KINDS,
};
/** Who gave, by name as far as the reader sees sponsors; growth is the same by year. */
const BY_SPONSOR: Dimension = { key: 'sponsor', label: 'welfare.column.sponsor' };
const BY_YEAR: Dimension = { key: 'year', label: 'welfare.column.year' };
const within = (on: RawBuilder<unknown>, from: string, to: string) =>
  sql`${on} >= ${from}::date and ${on} < ${to}::date`;

/** What was handed over in the period, a row for each line of the journal. */
const delivered = (given: {
  weight: RawBuilder<unknown>;
  subject?: RawBuilder<unknown>;
  where?: RawBuilder<unknown>;
  distinct?: boolean;
}): RecordsList => ({
  anchor: 'place',
  columns: [ITEM, CAMPAIGN, text('title'), text('sponsor'), text('voucher'), text('household')],
  ...(given.distinct ? { aggregate: 'distinct' as const } : {}),
  query: ({ from, to }) => sql`
    select l.id as record_id, ${given.subject ?? sql`l.id`} as subject_id, l.village_id as unit_id, l.effective_on as on_date, ${given.weight} as weight,
      l.item, c.kind as campaign, c.title, p.voucher, (select h.code from welfare.household h where h.id = l.household_id) as household,
      (select s.name from welfare.sponsor s where s.id = l.sponsor_id) as sponsor, to_char(l.effective_on, 'YYYY') as year
    from welfare.line l join welfare.item i on i.code = l.item left join welfare.campaign c on c.id = l.campaign_id left join welfare.posting p on p.id = l.posting_id
    where l.account = 'delivered' and l.village_id is not null and ${within(sql`l.effective_on`, from, to)} and ${given.where ?? sql`true`}`,
});
/** Lines that stand: neither taken back nor the taking back of another. */
const stands = sql`l.kind <> 'reversal' and not exists (select 1 from welfare.posting r where r.reverses = l.posting_id)`;

/** What came in from sponsors in the period, where the campaign began. */
const received = (weight: RawBuilder<unknown>, subject: RawBuilder<unknown>, distinct: boolean): RecordsList => ({
  anchor: 'place',
  columns: [text('sponsor'), ITEM, CAMPAIGN, text('title'), text('voucher')],
  ...(distinct ? { aggregate: 'distinct' as const } : {}),
  query: ({ from, to }) => sql`
    select l.id as record_id, ${subject} as subject_id, c.first_place_id as unit_id, l.effective_on as on_date, ${weight} as weight, l.item, c.kind as campaign, c.title, p.voucher,
      s.name as sponsor, to_char(l.effective_on, 'YYYY') as year
    from welfare.line l join welfare.campaign c on c.id = l.campaign_id join welfare.posting p on p.id = l.posting_id left join welfare.sponsor s on s.id = l.sponsor_id
    where l.account = 'source' and ${within(sql`l.effective_on`, from, to)} ${distinct ? sql`and ${stands}` : sql``}`,
});

const PLEDGED: RecordsList = {
  anchor: 'place',
  columns: [text('sponsor'), ITEM, CAMPAIGN, text('title')],
  query: ({ from, to }) => sql`
    select p.id as record_id, p.sponsor_id as subject_id, c.first_place_id as unit_id, p.pledged_on as on_date,
      coalesce(p.value_vnd, case when p.item = 'VND' then p.quantity else 0 end) as weight, p.item, c.kind as campaign, c.title, s.name as sponsor, to_char(p.pledged_on, 'YYYY') as year
    from welfare.pledge p join welfare.campaign c on c.id = p.campaign_id left join welfare.sponsor s on s.id = p.sponsor_id
    where ${within(sql`p.pledged_on`, from, to)} and (p.withdrawn_on is null or p.withdrawn_on >= ${to}::date)`,
};

/** Houses as they stood on the day: the last stage reached by then. */
const HOUSES: RecordsList = {
  anchor: 'place',
  columns: [word('stage', 'welfare.stage'), word('kind', 'welfare.house-kind'), text('household')],
  query: ({ asOf }) => sql`
    select o.id as record_id, o.household_id as subject_id, o.village_id as unit_id, s.on_date, 1 as weight, s.stage, o.kind,
      (select h.code from welfare.household h where h.id = o.household_id) as household
    from welfare.house o
    join lateral (select x.stage, x.on_date from welfare.house_stage x where x.house_id = o.id and x.on_date <= ${asOf}::date
      order by array_position(${sql.val([...STAGES])}::text[], x.stage) desc limit 1) s on true`,
};

/** What came in without a receipt of its own, by an import for instance, is not traced. */
const PROVEN = sql`(h.receipt_number is not null and ${TRACED})`;
/** Handovers of the period that stand; with `traced` those with a receipt and a named witness or the signed paper kept. @see DOMAIN.md 7.2 I-55 */
const handovers = (traced: boolean): RecordsList => ({
  anchor: 'place',
  columns: [
    word('confirmation', 'welfare.confirmation'),
    word('traced', 'welfare.traced'),
    text('receipt'),
    CAMPAIGN,
    text('title'),
    text('household'),
  ],
  query: ({ from, to }) => sql`
    select l.posting_id as record_id, l.posting_id as subject_id, min(l.village_id::text)::uuid as unit_id, l.effective_on as on_date, 1 as weight,
      h.confirmation, h.receipt_number as receipt, case when ${PROVEN} then 'yes' else 'no' end as traced, c.kind as campaign, c.title, (select o.code from welfare.household o where o.id = h.household_id) as household
    from welfare.line l left join welfare.handover h on h.posting_id = l.posting_id left join welfare.campaign c on c.id = l.campaign_id
    where l.account = 'delivered' and l.kind = 'handover' and ${within(sql`l.effective_on`, from, to)} and ${stands}
      ${traced ? sql`and ${PROVEN}` : sql``}
    group by l.posting_id, l.effective_on, h.id, c.id`,
});

const classOn = (household: RawBuilder<unknown>, on: RawBuilder<unknown>) => sql`
  (select k.class from welfare.household_class k where k.household_id = ${household} and k.valid @> ${on}
   order by array_position(array['poor', 'near_poor', 'merit', 'policy', 'difficulty'], k.class) limit 1)`;
const CLASS = word('class', 'welfare.class');

/** Households that were given something in the period. */
const HELPED: RecordsList = {
  anchor: 'place',
  columns: [text('household'), CLASS, { key: 'gifts', label: 'welfare.column.gifts', kind: 'number' }],
  query: ({ from, to }) => sql`
    select h.id as record_id, h.id as subject_id, (array_agg(l.village_id order by l.effective_on desc))[1] as unit_id, max(l.effective_on) as on_date, 1 as weight,
      h.code as household, ${classOn(sql`h.id`, sql`max(l.effective_on)`)} as class, count(distinct l.posting_id) as gifts
    from welfare.line l join welfare.household h on h.id = l.household_id
    where l.account = 'delivered' and ${within(sql`l.effective_on`, from, to)} and ${stands} group by h.id`,
};
/** Households of the commune's official lists at the end of the period. */
const ON_LISTS: RecordsList = {
  anchor: 'place',
  columns: [text('household'), CLASS],
  query: ({ to }) => sql`
    select h.id as record_id, h.id as subject_id, h.village_id as unit_id, (${to}::date - 1) as on_date, 1 as weight, h.code as household,
      ${classOn(sql`h.id`, sql`(${to}::date - 1)`)} as class
    from welfare.household h
    where (h.left_on is null or h.left_on >= ${to}::date)
      and exists (select 1 from welfare.household_class k where k.household_id = h.id and k.valid @> (${to}::date - 1) and k.class in ('poor', 'near_poor', 'policy', 'merit'))`,
};

const base = { room: 'welfare', base: 'P', right: 'welfare.read' } as const;
const gifts = [BY_ITEM, BY_CAMPAIGN, BY_SPONSOR, BY_YEAR];
const goods = sql`i.kind = 'goods'`;

const FIGURES: readonly FigureDefinition[] = [
  {
    ...base,
    id: 'I-52',
    kind: 'sum',
    measure: 'pieces',
    records: delivered({ weight: sql`l.quantity`, where: goods }),
    dimensions: gifts,
  },
  {
    ...base,
    id: 'I-52.villages',
    kind: 'flow',
    measure: 'villages',
    records: delivered({
      weight: sql`1`,
      subject: sql`l.village_id`,
      where: sql`${goods} and ${stands}`,
      distinct: true,
    }),
    dimensions: gifts,
  },
  { ...base, id: 'I-53.pledged', kind: 'sum', measure: 'VND', records: PLEDGED, dimensions: gifts },
  {
    ...base,
    id: 'I-53.received',
    kind: 'sum',
    measure: 'VND',
    records: received(sql`-l.value_vnd`, sql`l.id`, false),
    dimensions: gifts,
  },
  {
    ...base,
    id: 'I-53.delivered',
    kind: 'sum',
    measure: 'VND',
    records: delivered({ weight: sql`l.value_vnd` }),
    dimensions: gifts,
  },
  {
    ...base,
    id: 'I-53.sponsors',
    kind: 'flow',
    measure: 'sponsors',
    records: received(sql`1`, sql`l.sponsor_id`, true),
    dimensions: gifts,
  },
  {
    ...base,
    id: 'I-54',
    kind: 'stock',
    base: 'D',
    measure: 'houses',
    records: HOUSES,
    dimensions: [
      { key: 'stage', label: 'welfare.column.stage', valuePrefix: 'welfare.stage', values: STAGES },
      { key: 'kind', label: 'welfare.column.kind', valuePrefix: 'welfare.house-kind', values: HOUSE_KINDS },
    ],
  },
  {
    ...base,
    id: 'I-55',
    kind: 'ratio',
    factor: 100,
    measure: 'deliveries',
    records: handovers(true),
    denominator: handovers(false),
    dimensions: [
      BY_CAMPAIGN,
      { key: 'traced', label: 'welfare.column.traced', valuePrefix: 'welfare.traced', values: ['yes', 'no'] },
    ],
  },
  {
    ...base,
    id: 'I-56',
    kind: 'ratio',
    factor: 100,
    right: 'sensitive.read',
    measure: 'households',
    records: HELPED,
    denominator: ON_LISTS,
    dimensions: [
      {
        key: 'class',
        label: 'welfare.column.class',
        valuePrefix: 'welfare.class',
        values: CLASSES,
        right: 'sensitive.read',
      },
    ],
  },
];

/** Called once by every composition that answers figures. */
export function registerWelfareFigures(): void {
  registerFigures(FIGURES);
}
