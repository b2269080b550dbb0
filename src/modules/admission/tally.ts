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
    const at = (unit: RawBuilder<unknown>) => sql`join ${near} n on n.unit_id = ${unit}`;
    return sql`
      select n.key, n.sure, count(*) as listed, 0 as certificates, 0 as youth, 0 as youth_admitted, 0 as timed, 0 as late
      from admission.applicant a ${at(sql`a.cell_id`)}
      where ${standing(asOf)} group by 1, 2
      union all
      select n.key, n.sure, 0, count(*), 0, 0, 0, 0
      from admission.applicant a join admission.certificate c on c.applicant_id = a.id ${at(sql`a.cell_id`)}
      where c.issued_on >= ${from}::date and c.issued_on < ${to}::date group by 1, 2
      union all
      select n.key, n.sure, 0, 0, count(*), count(*) filter (where a.ceremony_on <= ${asOf}::date), 0, 0
      from admission.applicant a ${at(sql`a.nominated_cell_id`)}
      where a.nominator_kind = 'youth_union' and a.noticed_on >= ${from}::date and a.noticed_on < ${to}::date and a.noticed_on <= ${asOf}::date
      group by 1, 2
      union all
      select n.key, n.sure, 0, 0, 0, 0, count(*), count(*) filter (where s.late)
      from admission.applicant a join admission.step s on s.applicant_id = a.id ${at(sql`a.nominated_cell_id`)}
      where s.kind in ('decide', 'ceremony', 'propose', 'recognise') and s.due_on is not null and (s.kind <> 'propose' or s.detail = 'passed')
        and s.on_date >= ${from}::date and s.on_date < ${to}::date
      group by 1, 2`;
  },
};
