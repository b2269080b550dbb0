import { sql } from 'kysely';
import { registerReportCheck } from '#modules/figures/index.ts';
import { capOf, endOfYear, type Level } from './rules/index.ts';
import { evaluationSettings } from './read.ts';

type Decided = { unitId: string; name: string; year: number; outstanding: boolean; levels: Level[] };

/** A report is not signed over a list with more excellent ones than the cap of today's settings allows. @see DOMAIN.md 3.8 */
export function registerEvaluationReportCheck(): void {
  registerReportCheck('evaluation', async (tx, { units, from, to }) => {
    const decided = await tx.many<Decided>(sql`
      select d.unit_id as "unitId", d.year, d.outstanding, array_agg(r.level) as levels,
        (select v.name from organisation.unit_version v where v.unit_id = d.unit_id order by (v.valid @> ${to}::date) desc, lower(v.valid) desc limit 1) as name
      from evaluation.decision d join evaluation.rating r on r.decision_id = d.id and not r.is_void
      where d.withdrawn_on is null and d.unit_id in ${units} and make_date(d.year, 12, 31) between ${from}::date and ${to}::date
      group by d.id`);
    if (decided.length === 0) return [];
    const settings = await evaluationSettings(tx);
    const over = decided
      .map((one) => ({
        ...one,
        cap: capOf(one.levels, { outstanding: one.outstanding, on: endOfYear(one.year) }, settings),
      }))
      .filter(({ cap }) => cap.excellent > cap.allowed);
    const first = over[0];
    if (!first) return [];
    return [
      {
        code: 'cap-broken',
        severity: 'block',
        details: { count: over.length, percent: first.cap.percent, source: first.cap.source },
        units: over.map(({ unitId, name }) => ({ id: unitId, name })),
        href: `/evaluations?unit=${first.unitId}&year=${first.year}`,
      },
    ];
  });
}
