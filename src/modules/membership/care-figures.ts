import { sql } from 'kysely';
import type { FigureDefinition, RecordsList } from '#modules/figures/index.ts';
import type { Shown } from './figure-shapes.ts';
import { ruleValue } from './rules/rule-tables.ts';

/**
 * Letters under way for more than three months on the day, of moves for good: the list that a committee reports with the dossiers.
 * @see DOMAIN.md 3.4: members more than 3 months late [S14f]
 */
const longUnderWay = ({ NAME }: Shown): RecordsList => ({
  anchor: 'party',
  columns: [
    NAME,
    { key: 'letter', label: 'membership.page.transfer.letter', kind: 'text' },
    { key: 'referred_on', label: 'membership.page.records.col.referred', kind: 'date' },
  ],
  query: ({ asOf }) => sql`
    select t.id as record_id, t.member_id as subject_id, t.from_cell_id as unit_id, t.referred_on as on_date, 1 as weight, coalesce(per.full_name, t.full_name) as name,
      coalesce(t.letter, '') as letter, t.referred_on
    from membership.transfer t left join membership.person per on per.id = t.member_id
    where t.kind <> 'temporary' and t.from_cell_id is not null
      and t.referred_on < ${asOf}::date - make_interval(months => ${ruleValue('transfer.long-months', asOf)}::int)
      and (t.state = 'referred' or t.accepted_on > ${asOf}::date)`,
});

/**
 * Stays at another place that ended in the year before the day, without the remark that is brought home.
 * @see DOMAIN.md 3.4: on return a remark of the place of stay [S14d]
 */
const withoutRemark = ({ NAME }: Shown): RecordsList => ({
  anchor: 'party',
  columns: [
    NAME,
    { key: 'stay', label: 'membership.breakdown.state', kind: 'word', wordPrefix: 'membership.state' },
    { key: 'ended_on', label: 'membership.page.stay.ended', kind: 'date' },
  ],
  query: ({ asOf }) => sql`
    select p.id as record_id, p.member_id as subject_id, n.cell_id as unit_id, upper(p.valid) as on_date, 1 as weight, per.full_name as name, p.state as stay,
      upper(p.valid) as ended_on
    from membership.member_period p
    join membership.member_period n on n.member_id = p.member_id and lower(n.valid) = upper(p.valid) and n.state not in ('temporarily_away', 'temp_exempt')
    left join membership.person per on per.id = p.member_id
    where p.state in ('temporarily_away', 'temp_exempt') and p.ended_on <= ${asOf}::date and p.ended_on > (${asOf}::date - interval '12 months')::date
      and not exists (select 1 from membership.stay_remark r where r.member_id = p.member_id and r.ended_on = upper(p.valid) and r.received_on <= ${asOf}::date)`,
});

/** Figures of the care of files and letters (DOMAIN.md 3.4); of the sheets of a year, whose is missing on the day. */
export function careFigures(shown: Shown): FigureDefinition[] {
  const room = 'membership';
  const stock = { room, kind: 'stock', measure: 'people', base: 'D', dimensions: [] } as const;
  return [
    {
      ...shown.percentOfRoll,
      id: 'care.no-supplement',
      records: shown.stockList(
        ({ asOf }) => sql`not exists (select 1 from membership.supplement u where u.member_id = s.subject_id
          and u.year = extract(year from ${asOf}::date) and u.received_on <= ${asOf}::date)`,
      ),
    },
    { ...stock, id: 'care.letters-late', measure: 'people', records: longUnderWay(shown) },
    { ...stock, id: 'care.no-remark', records: withoutRemark(shown) },
  ];
}
