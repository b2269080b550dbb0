import { type RawBuilder, sql } from 'kysely';
import type { RecordsQuestion, Tally } from '#modules/figures/index.ts';

/**
 * The sums of meetings that figures I-20 to I-25 share, from `meetings.cell_year` instead of from every meeting. The lists of
 * `figures.ts` stay the definition; `tally.test.ts` holds both equal on any day and for any period.
 */

/** Kinds of units that hold meetings every month. */
export const CELL_KINDS = sql`('party_cell', 'grassroots_cell')`;

/** Only units that can matter, where it is known which. */
export const among = (unit: RawBuilder<unknown>, near: RawBuilder<unknown> | undefined): RawBuilder<unknown> =>
  near ? sql`${unit} in ${near}` : sql`true`;

const DAY = 86_400_000;
const days = (from: string, to: string): number => Math.max(0, (Date.parse(to) - Date.parse(from)) / DAY);
const later = (one: string, other: string): string => (one > other ? one : other);
const earlier = (one: string, other: string): string => (one < other ? one : other);
const monthStart = (year: number, month: number): string =>
  month > 11 ? `${year + 1}-01-01` : `${year}-${String(month + 1).padStart(2, '0')}-01`;

/** Months and quarters of a year that a period takes in whole and that are over on a day, as bits, with the days they span. */
export type YearSpan = { year: number; months: number; quarters: number; first: string; past: string };

/** The years of a period with the months and quarters in which a meeting was due. `to` is exclusive. */
export function spansOf({ from, to, asOf }: Pick<RecordsQuestion, 'from' | 'to' | 'asOf'>): YearSpan[] {
  const spans: YearSpan[] = [];
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year += 1) {
    const isDue = (start: number, past: number) =>
      // A month whose last day is the as-of day is over.
      monthStart(year, start) >= from && monthStart(year, past) <= to && days(asOf, monthStart(year, past)) <= 1;
    const months = Array.from({ length: 12 }, (_, month) => month).filter((month) => isDue(month, month + 1));
    const quarters = [0, 1, 2, 3].filter((quarter) => isDue(quarter * 3, quarter * 3 + 3));
    const [first, last] = [months[0], months.at(-1)];
    if (first === undefined || last === undefined) continue;
    const bits = (set: readonly number[]) => set.reduce((sum, bit) => sum | (1 << bit), 0);
    spans.push({
      year,
      months: bits(months),
      quarters: bits(quarters),
      first: monthStart(year, first),
      past: monthStart(year, last + 1),
    });
  }
  return spans;
}

const bitCount = (value: RawBuilder<unknown>): RawBuilder<unknown> => sql`bit_count((${value})::bit(12))::int`;

/**
 * Months and quarters in which a meeting was due, and those in which one was held. A cell that lived through all of them, as nearly
 * every one did, has them all; only the others are looked at month by month.
 */
export const DUE: Tally = {
  anchor: 'party',
  columns: ['months_due', 'months_met', 'quarters_due', 'quarters_met'],
  query: (asked) => {
    const spans = spansOf(asked);
    if (spans.length === 0)
      return sql`select n.key, n.sure, 0 as months_due, 0 as months_met, 0 as quarters_due, 0 as quarters_met from ${asked.near} n where false`;
    const years = sql.join(
      spans.map(
        (span) =>
          sql`(${span.year}::int, ${span.months}::int, ${span.quarters}::int, ${span.first}::date, ${span.past}::date)`,
      ),
    );
    const step = (length: string, part: string, size: number) => sql`
      select l.unit_id, l.key, l.sure, l.year, ${part === 'month' ? sql`1 << m.bit` : sql`0`} as months, ${part === 'month' ? sql`0` : sql`1 << m.bit`} as quarters
      from parted l
      cross join lateral (select b as bit, make_date(l.year, b * ${size}::int + 1, 1) as first, (make_date(l.year, b * ${size}::int + 1, 1) + ${sql.raw(length)})::date as past
        from generate_series(0, ${12 / size - 1}::int) b) m
      where (${sql.ref(`l.${part}s`)} >> m.bit) & 1 = 1 and l.valid @> m.first
        and (l.valid @> (m.past - 1) or exists (select 1 from organisation.unit_version e where e.unit_id = l.unit_id and e.valid @> (m.past - 1)))`;
    return sql`
      with lived as materialized (
        select n.unit_id, n.key, n.sure, v.valid, y.*, v.valid @> daterange(y.first, y.past) as whole
        from ${asked.near} n join organisation.unit_version v on v.unit_id = n.unit_id
        join (values ${years}) y (year, months, quarters, first, past) on v.valid && daterange(y.first, y.past)
        where v.kind in ${CELL_KINDS}
      ), parted as materialized (select * from lived where not whole), due as (
        select l.unit_id, l.key, l.sure, l.year, l.months, l.quarters from lived l where l.whole
        union all
        select p.unit_id, p.key, p.sure, p.year, bit_or(p.months), bit_or(p.quarters)
        from (${step(`interval '1 month'`, 'month', 1)} union all ${step(`interval '3 months'`, 'quarter', 3)}) p group by p.unit_id, p.key, p.sure, p.year)
      select d.key, d.sure, ${bitCount(sql`d.months`)} as months_due, ${bitCount(sql`d.months & coalesce(k.months, 0)`)} as months_met,
        ${bitCount(sql`d.quarters`)} as quarters_due, ${bitCount(sql`d.quarters & coalesce(k.quarters, 0)`)} as quarters_met
      from due d left join meetings.cell_year k on k.unit_id = d.unit_id and k.year = d.year and k.year = any(${spans.map(({ year }) => year)}::int[])`;
  },
};

/** What a period is made of: whole years, and stretches of single meetings to add or to take away. */
export type Pieces = { years: number[]; stretches: { sign: 1 | -1; from: string; to: string }[] };

/** Takes whole years as they are; of a part of a year the meetings in it, or the year less the meetings outside, whichever is fewer days. */
export function piecesOf({ from, to, asOf }: Pick<RecordsQuestion, 'from' | 'to' | 'asOf'>): Pieces {
  const pieces: Pieces = { years: [], stretches: [] };
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year += 1) {
    const [first, past] = [`${year}-01-01`, `${year + 1}-01-01`];
    const [start, end] = [later(from, first), earlier(to, past)];
    if (start >= end) continue;
    // After the as-of day next to nothing can have been held.
    const outside = days(first, start) + days(end, earlier(past, later(end, asOf)));
    if (outside < days(start, end)) {
      pieces.years.push(year);
      for (const [a, b] of [
        [first, start],
        [end, past],
      ] as const)
        if (a < b) pieces.stretches.push({ sign: -1, from: a, to: b });
    } else pieces.stretches.push({ sign: 1, from: start, to: end });
  }
  return pieces;
}

const SUMS = ['held', 'counted', 'summoned', 'present', 'superior', 'scored', 'rated', 'good', 'weak'] as const;

/** Meetings held in a period, and cells by their attendance over all of it. */
export const HELD: Tally = {
  anchor: 'party',
  columns: [...SUMS, 'cells', 'cells_over'],
  query: (asked) => {
    const { years, stretches } = piecesOf(asked);
    const one = (test: RawBuilder<unknown>, sign: 1 | -1) => sql`case when ${test} then ${sign}::int else 0 end`;
    const parts = [
      sql`select n.unit_id, n.key, n.sure, ${sql.join(SUMS.map((name) => sql.ref(`k.${name}`)))} from meetings.cell_year k
        join ${asked.near} n on n.unit_id = k.unit_id where k.year = any(${years}::int[])`,
      ...stretches.map(
        ({ sign, from, to }) => sql`
        select n.unit_id, n.key, n.sure, ${sign}::int, ${one(sql`m.summoned is not null`, sign)}, ${sign}::int * coalesce(m.summoned, 0), ${sign}::int * coalesce(m.present, 0),
          ${one(sql`exists (select from meetings.delegate d where d.meeting_id = m.id)`, sign)}, ${one(sql`own.grade is not null`, sign)},
          ${one(sql`coalesce(above.grade, own.grade) is not null`, sign)}, ${one(sql`coalesce(above.grade, own.grade) = 'good'`, sign)},
          ${one(sql`coalesce(above.grade, own.grade) = 'weak'`, sign)}
        from meetings.meeting m join ${asked.near} n on n.unit_id = m.unit_id
        left join meetings.score own on own.meeting_id = m.id and own.side = 'own'
        left join meetings.score above on above.meeting_id = m.id and above.side = 'superior'
        where m.held_on >= ${from}::date and m.held_on < ${to}::date and m.kind in ('regular', 'thematic')`,
      ),
    ];
    return sql`
      select s.key, s.sure, ${sql.join(SUMS.map((name) => sql.ref(`s.${name}`)))}, case when s.summoned > 0 then 1 else 0 end as cells,
        case when s.summoned > 0 and s.present * 100 >= s.summoned * ${attendanceLine(asked.to)} then 1 else 0 end as cells_over
      from (select p.key, p.sure, ${sql.join(SUMS.map((name) => sql`sum(${sql.ref(`p.${name}`)}) as ${sql.ref(name)}`))}
        from (${sql.join(parts, sql` union all `)}) p (unit_id, key, sure, ${sql.join(SUMS.map((name) => sql.ref(name)))}) group by p.unit_id, p.key, p.sure) s`;
  },
};

/** Share of the called who must have come for a cell to be over the line, on the last day of a period. */
export const attendanceLine = (to: string): RawBuilder<unknown> =>
  sql`coalesce((select s.value::text::numeric from platform.setting s where s.key = 'meeting.attendance-line' and s.valid @> (${to}::date - 1)), 85)`;
