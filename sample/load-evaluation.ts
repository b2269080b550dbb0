/** Decided levels of the plan as rows. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { PlanDecision } from './plan/evaluation.ts';
import { COMMUNE } from './plan/meetings-facts.ts';
import type { Key } from './plan/types.ts';

export { loadDues } from './load-dues.ts';

type Ids = { id: (kind: string, key: string) => string; label: (unit: Key) => number };

/** Writes decisions with their ratings; the cap is counted again while they are written. */
export async function loadEvaluation(tx: Tx, decisions: readonly PlanDecision[], { id, label }: Ids): Promise<void> {
  const rows = decisions.map((one) => {
    const count = (level: string) => one.ratings.filter((rating) => rating.level === level).length;
    return {
      ...one,
      ratings: undefined,
      id: id('evaluation', one.key),
      unit: id('unit', one.unit),
      by: id('unit', COMMUNE),
      evaluated: one.ratings.length,
      excellent: count('excellent'),
      good: count('good'),
      label: label(one.unit),
      byLabel: label(COMMUNE),
    };
  });
  await tx.run(sql`
    insert into evaluation.decision (id, year, subject, unit_id, decided_by_id, document, decided_on, evaluated, excellent, good, allowed, cap_percent, cap_base, cap_rounding,
      label, by_label)
    select id, year, subject, unit, "by", document, "decidedOn", evaluated, excellent, good, good / 5, 20, 'good', 'down', label, "byLabel"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(id uuid, year int, subject text, unit uuid, "by" uuid, document text, "decidedOn" date, evaluated int,
      excellent int, good int, label int, "byLabel" int)`);
  const ratings = decisions.flatMap((one) =>
    one.ratings.map(({ subject, level }) => ({
      id: id('rating', `${one.key}/${subject}`),
      decision: id('evaluation', one.key),
      year: one.year,
      subject: one.subject,
      member: one.subject === 'member' ? id('person', subject) : null,
      unit: id('unit', one.subject === 'member' ? one.unit : subject),
      level,
      label: label(one.subject === 'member' ? one.unit : subject),
    })),
  );
  await tx.run(sql`
    insert into evaluation.rating (id, decision_id, year, subject, member_id, unit_id, level, label)
    select id, decision, year, subject, member, unit, level, label
    from jsonb_to_recordset(${JSON.stringify(ratings)}::jsonb) r(id uuid, decision uuid, year int, subject text, member uuid, unit uuid, level text, label int)`);
}
