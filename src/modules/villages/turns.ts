import { type RawBuilder, sql } from 'kysely';
import type { RecordColumn, RecordsList, RecordsQuestion, Tally } from '#modules/figures/index.ts';
import { alive, hasMember, hasNoMember } from './states.ts';

/** Villages that had no member when the period began, and those of them that have one at its end, in one reading. */
const BLANKS: Tally = {
  anchor: 'place',
  columns: ['blank', 'cleared'],
  query: ({ from, to, near }) => {
    const start = sql`${from}::date`;
    const end = sql`(${to}::date - 1)`;
    return sql`
      with here as materialized (
        select n.unit_id, n.key, n.sure from ${near} n where exists (select 1 from ${alive(start)} and v.unit_id = n.unit_id))
      select b.key, b.sure, 1 as blank,
        (exists (select 1 from organisation.unit_version e where e.unit_id = b.unit_id and e.valid @> ${end}) and ${hasMember(sql`b.unit_id`, end)})::int as cleared
      from (
        select h.unit_id, h.key, h.sure from here h where ${hasNoMember(sql`h.unit_id`, start)} offset 0) b`;
  },
};

/** Villages without a member on the eve of the period; with `cleared`, those of them that have one at its end. */
export function blankAtStart(cleared: boolean, kind: RecordColumn): RecordsList {
  const column = cleared ? 'cleared' : 'blank';
  return {
    anchor: 'place',
    columns: [kind],
    tally: { of: BLANKS, value: column, rows: column },
    query: ({ from, to }: RecordsQuestion) => {
      const start = sql`${from}::date`;
      const end = sql`(${to}::date - 1)`;
      const gained = cleared
        ? sql`and exists (select 1 from organisation.unit_version e where e.unit_id = v.unit_id and e.valid @> ${end}) and ${hasMember(sql`v.unit_id`, end)}`
        : sql``;
      return sql`
        select v.unit_id as record_id, v.unit_id as subject_id, v.unit_id, lower(v.valid) as on_date, 1 as weight, v.kind
        from ${alive(start)} and ${hasNoMember(sql`v.unit_id`, start)} ${gained}`;
    },
  };
}

/**
 * Villages and days of the period on which somebody's time as a member there can have ended: the roll of a covering cell, the residence,
 * the link between cell and village, or the setting. Every end is one of them, and few villages have any.
 */
const ends = (from: string, to: string): RawBuilder<unknown> => {
  const inPeriod = (day: RawBuilder<unknown>) => sql`${day} >= ${from}::date and ${day} < ${to}::date`;
  return sql`
    select c.place_id as village_id, m.ended_on as day from membership.left_roll m join organisation.covers c on c.party_id = m.cell_id
      -- Whose state alone changed is still there.
      where ${inPeriod(sql`m.ended_on`)} and not exists (select 1 from membership.on_roll p where p.member_id = m.member_id and p.cell_id = m.cell_id and p.valid @> m.ended_on)
    union select r.village_id, upper(r.valid) from membership.lived_in r where ${inPeriod(sql`upper(r.valid)`)}
    union select c.place_id, upper(c.valid) from organisation.covers c where ${inPeriod(sql`upper(c.valid)`)}
    union select c.place_id, upper(s.valid) from platform.setting s cross join organisation.covers c
      where s.key = 'villages.posted-members-count' and ${inPeriod(sql`upper(s.valid)`)}`;
};

/** Villages and days of the period on which somebody's time as a member there began. */
const beginnings = (from: string, to: string): RawBuilder<unknown> => sql`
  select distinct p.village_id, lower(p.valid) as day from villages.presence p where lower(p.valid) >= ${from}::date and lower(p.valid) < ${to}::date`;

/**
 * Villages whose first member came, or whose last one went, on a day of the period. Cleared says nothing of what came later: whether
 * it is still so at the end stands beside it. @see DOMAIN.md 2.3
 */
export function turned(event: 'cleared' | 'relapsed', kind: RecordColumn): RecordsList {
  const village = sql.ref('v.unit_id');
  const day = sql.ref('turn.day');
  const eve = sql`(turn.day - 1)`;
  return {
    anchor: 'place',
    columns: [kind, { key: 'at_end', label: 'villages.column.at-end', kind: 'word', wordPrefix: 'villages.at-end' }],
    query: ({ from, to }) => {
      const end = sql`(${to}::date - 1)`;
      return sql`
        select distinct on (v.unit_id) v.unit_id as record_id, v.unit_id as subject_id, v.unit_id, turn.day as on_date, 1 as weight, v.kind,
          case when not exists (select 1 from organisation.unit_version e where e.unit_id = v.unit_id and e.valid @> ${end}) then 'ended'
            when ${hasMember(village, end)} then 'clear' else 'blank' end as at_end
        from (${event === 'cleared' ? beginnings(from, to) : ends(from, to)}) turn
        join organisation.unit_version v on v.unit_id = turn.village_id and v.valid @> ${day} and v.kind in ('village', 'residential_group')
        where ${
          event === 'cleared'
            ? sql`exists (select 1 from organisation.unit_version b where b.unit_id = v.unit_id and b.valid @> ${eve}) and ${hasNoMember(village, eve)}`
            : sql`${hasNoMember(village, day)} and ${hasMember(village, eve)}`
        }
        order by v.unit_id, turn.day desc`;
    },
  };
}
