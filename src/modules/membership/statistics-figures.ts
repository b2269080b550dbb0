import { sql } from 'kysely';
import type { FigureDefinition, RecordsList } from '#modules/figures/index.ts';
import type { Shown } from './figure-shapes.ts';
import { SETTINGS } from './contract/values.ts';

const GRASSROOTS = ['commune_body', 'grassroots_body', 'grassroots_cell'] as const;
const CELLS = ['party_cell', 'grassroots_cell'] as const;
const FORMS = ['reprimand', 'warning', 'removal_from_office', 'expulsion'] as const;

/** Party organisations of these kinds on the day. The tree is known to everybody; a reader is told of those in his scope. */
const organisations = (kinds: readonly string[]): RecordsList => ({
  anchor: 'party',
  columns: [
    { key: 'name', label: 'membership.column.organisation', kind: 'text' },
    { key: 'kind', label: 'membership.breakdown.organisation-kind', kind: 'word', wordPrefix: 'organisation.kind' },
  ],
  query: ({ asOf, near }) => sql`
    select v.unit_id as record_id, v.unit_id as subject_id, v.unit_id, lower(v.valid) as on_date, 1 as weight, v.name, v.kind, v.setting
    from organisation.unit_version v join organisation.unit u on u.id = v.unit_id
    where v.kind = any(${[...kinds]}::text[]) and v.valid @> ${asOf}::date ${near ? sql`and v.unit_id in ${near}` : sql``}`,
});

/** Decisions on discipline dated in the period: form and day, no story. */
const DISCIPLINE = ({ NAME }: Shown): RecordsList => ({
  anchor: 'party',
  columns: [
    NAME,
    { key: 'form', label: 'membership.breakdown.discipline', kind: 'word', wordPrefix: 'membership.page.discipline' },
  ],
  query: ({ from, to }) => sql`
    select d.id as record_id, d.member_id as subject_id, p.cell_id as unit_id, lower(d.valid) as on_date, 1 as weight, per.full_name as name, d.form
    from membership.discipline d
    join membership.member_period p on p.member_id = d.member_id and (p.valid @> lower(d.valid) or upper(p.valid) = lower(d.valid))
      and not exists (select 1 from membership.member_period q where q.member_id = d.member_id and q.valid @> lower(d.valid) and q.id <> p.id)
    left join membership.person per on per.id = d.member_id
    where lower(d.valid) >= ${from}::date and lower(d.valid) < ${to}::date`,
});

/** What basic statistics ask for beside the register: organisations by type, discipline, cards (DOMAIN.md 7.1). */
export function statisticsFigures(shown: Shown): FigureDefinition[] {
  const room = 'membership';
  const card = (has: boolean) =>
    shown.stockList(sql`s.standing = 'official' and ${has ? sql`` : sql`not`} exists (
    select 1 from membership.member c where c.id = s.subject_id and c.card_number is not null)`);
  return [
    {
      room,
      id: 'org.grassroots',
      kind: 'stock',
      measure: 'organisations',
      base: 'D',
      records: organisations(GRASSROOTS),
      dimensions: [
        {
          key: 'kind',
          label: 'membership.breakdown.organisation-kind',
          valuePrefix: 'organisation.kind',
          values: GRASSROOTS,
        },
      ],
    },
    {
      room,
      id: 'org.cells',
      kind: 'stock',
      measure: 'cells',
      base: 'D',
      records: organisations(CELLS),
      dimensions: [
        {
          key: 'setting',
          label: 'membership.breakdown.unit-type',
          valuePrefix: 'organisation.setting',
          values: SETTINGS,
        },
        {
          key: 'kind',
          label: 'membership.breakdown.organisation-kind',
          valuePrefix: 'organisation.kind',
          values: CELLS,
        },
      ],
    },
    {
      room,
      id: 'org.discipline',
      kind: 'flow',
      measure: 'decisions',
      base: 'P',
      records: DISCIPLINE(shown),
      dimensions: [
        {
          key: 'form',
          label: 'membership.breakdown.discipline',
          valuePrefix: 'membership.page.discipline',
          values: FORMS,
        },
      ],
      right: 'sensitive.read',
    },
    { ...shown.percentOfRoll, id: 'org.cards', records: card(true) },
    { ...shown.percentOfRoll, id: 'org.no-card', records: card(false) },
  ];
}
