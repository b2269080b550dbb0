import { sql } from 'kysely';
import type { RecordColumn, RecordsList, Tally } from '#modules/figures/index.ts';

/** Village heads in office, narrowed by what else they are on that day. */
export function heads(column: 'heads' | 'members' | 'secretaries', columns: readonly RecordColumn[]): RecordsList {
  const where = { heads: sql`true`, members: sql`s.is_member`, secretaries: sql`s.is_member and s.is_secretary` }[
    column
  ];
  return {
    anchor: 'place',
    columns,
    tally: { of: HEADS, value: column, rows: column },
    query: ({ asOf }) => sql`
      select * from (
        select h.id as record_id, h.person_id as subject_id, h.unit_id, lower(h.valid) as on_date, 1 as weight, per.full_name as name, per.sex,
          ${headIs(asOf).member} as is_member, ${headIs(asOf).secretary} as is_secretary
        from organisation.post h left join membership.person per on per.id = h.person_id
        where h.kind = 'village_head' and h.valid @> ${asOf}::date) s
      where ${where}`,
  };
}

/** What a head is besides. Secretaries are looked up in a set made once: one by one the planner asks the exclusion index of posts, a millisecond each. */
const headIs = (asOf: string) => ({
  member: sql`exists (select 1 from membership.member_period p where p.member_id = h.person_id and p.valid @> ${asOf}::date)`,
  secretary: sql`coalesce(h.person_id in (select s.person_id from organisation.post s where s.kind = 'cell_secretary' and s.valid @> ${asOf}::date), false)`,
});

/** The heads of a place and what they are besides, in one reading; `heads.test.ts` holds it equal to the lists. */
const HEADS: Tally = {
  anchor: 'place',
  columns: ['heads', 'members', 'secretaries'],
  query: ({ asOf, near }) => sql`
    select s.key, s.sure, 1 as heads, s.is_member::int as members, (s.is_member and s.is_secretary)::int as secretaries
    from (
      select n.key, n.sure, ${headIs(asOf).member} as is_member, ${headIs(asOf).secretary} as is_secretary
      from organisation.post h full join ${near} n on n.unit_id = h.unit_id
      where h.kind = 'village_head' and h.valid @> ${asOf}::date and coalesce(h.unit_id = n.unit_id, false) offset 0) s`,
};
