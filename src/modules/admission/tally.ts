import { type RawBuilder, sql } from 'kysely';
import type { Tally } from '#modules/figures/index.ts';

/**
 * On the list on a day, as `figures.ts` says with a coalesce; in comparisons only, because those may be looked up in an index
 * before the row policy is asked.
 */
const standing = (on: string): RawBuilder<unknown> => sql`a.listed_on <= ${on}::date
  and (a.ceremony_on > ${on}::date or a.ceremony_on is null and (a.ended_on > ${on}::date or a.ended_on is null))`;

/**
 * What figures I-14 to I-17 and I-19 count, by cell and in one reading. The lists of `figures.ts` stay the definition;
 * `numbers.test.ts` holds both equal for any files and any period.
 */
export const FILES: Tally = {
  anchor: 'party',
  columns: ['listed', 'certificates', 'youth', 'youth_admitted', 'timed', 'late'],
  query: ({ from, to, asOf, near }) => {
    const among = (unit: RawBuilder<unknown>) => (near ? sql`${unit} in ${near}` : sql`true`);
    return sql`
      select t.unit_id, sum(t.listed) as listed, sum(t.certificates) as certificates, sum(t.youth) as youth, sum(t.youth_admitted) as youth_admitted,
        sum(t.timed) as timed, sum(t.late) as late
      from (
        select a.cell_id as unit_id, count(*) as listed, 0 as certificates, 0 as youth, 0 as youth_admitted, 0 as timed, 0 as late
        from admission.applicant a
        where ${standing(asOf)} and ${among(sql`a.cell_id`)} group by 1
        union all
        select a.cell_id, 0, count(*), 0, 0, 0, 0
        from admission.applicant a join admission.certificate c on c.applicant_id = a.id
        where c.issued_on >= ${from}::date and c.issued_on < ${to}::date and ${among(sql`a.cell_id`)} group by 1
        union all
        select a.nominated_cell_id, 0, 0, count(*), count(*) filter (where a.ceremony_on <= ${asOf}::date), 0, 0
        from admission.applicant a
        where a.nominator_kind = 'youth_union' and a.noticed_on >= ${from}::date and a.noticed_on < ${to}::date and a.noticed_on <= ${asOf}::date
          and ${among(sql`a.nominated_cell_id`)} group by 1
        union all
        select a.nominated_cell_id, 0, 0, 0, 0, count(*), count(*) filter (where s.late)
        from admission.applicant a join admission.step s on s.applicant_id = a.id
        where s.kind in ('decide', 'ceremony', 'propose', 'recognise') and s.due_on is not null and (s.kind <> 'propose' or s.detail = 'passed')
          and s.on_date >= ${from}::date and s.on_date < ${to}::date and ${among(sql`a.nominated_cell_id`)} group by 1) t
      group by t.unit_id`;
  },
};
