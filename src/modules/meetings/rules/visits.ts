/** What is known of a cell when somebody asks where to go. */
export type CellFacts = {
  /** Months due in a row, up to the last complete one, without a regular meeting. */
  monthsMissed: number;
  /** Present and summoned over the last three meetings. */
  present: number;
  summoned: number;
  overdueTasks: number;
  longestOverdueDays: number;
  /** Quarters due in a row without a thematic meeting. */
  quartersMissed: number;
  /** Whole months since somebody from above attended; null when nobody ever did. */
  monthsSinceSuperior: number | null;
  requestsOverdue: number;
  /** Grade of the last meeting that was scored, the superior's before the own. */
  lastGrade: string | null;
};

export const VISIT_REASONS = ['not_met', 'attendance', 'tasks', 'theme', 'requests', 'quality', 'superior'] as const;
export type VisitReason = { code: (typeof VISIT_REASONS)[number]; weight: number; value: number };

/** From this sum of reasons a visit is suggested; one strong reason is enough, several weak ones together too. */
export const VISIT_FROM = 3;

/**
 * Why a cell should be visited, the strongest reason first. An aid to decide, with every reason shown; nothing is scored
 * about persons.
 * @see DOMAIN.md 9: heat board, suggested visits by risk
 */
export function visitReasons(facts: CellFacts, rules: { line: number; superiorMonths: number }): VisitReason[] {
  const reasons: VisitReason[] = [];
  const add = (code: VisitReason['code'], weight: number, value: number) => reasons.push({ code, weight, value });
  if (facts.monthsMissed >= 2) add('not_met', 2 + facts.monthsMissed, facts.monthsMissed);
  else if (facts.monthsMissed === 1) add('not_met', 1, 1);
  if (facts.summoned > 0 && facts.present * 100 <= facts.summoned * rules.line) {
    const rate = Math.round((facts.present * 1000) / facts.summoned) / 10;
    add('attendance', rate <= rules.line - 10 ? 3 : 1, rate);
  }
  if (facts.overdueTasks > 0)
    add('tasks', facts.longestOverdueDays > 30 ? 3 : facts.longestOverdueDays > 7 ? 1 : 0, facts.overdueTasks);
  if (facts.quartersMissed >= 1) add('theme', Math.min(2, facts.quartersMissed), facts.quartersMissed);
  if (facts.requestsOverdue > 0) add('requests', 1, facts.requestsOverdue);
  if (facts.lastGrade === 'weak') add('quality', 2, 0);
  if (facts.monthsSinceSuperior === null || facts.monthsSinceSuperior >= rules.superiorMonths)
    add('superior', 1, facts.monthsSinceSuperior ?? 0);
  return reasons.sort((a, b) => b.weight - a.weight);
}

/** Together heavy enough to go there. */
export function needsVisit(reasons: readonly VisitReason[]): boolean {
  return reasons.reduce((sum, { weight }) => sum + weight, 0) >= VISIT_FROM;
}
