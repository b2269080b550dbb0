import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { type AgendaKind, type Grade, GRADES, SCORE_LINES, type ScoreLine } from './values.ts';

export const SHEET_KINDS = ['regular', 'thematic'] as const;
export type SheetKind = (typeof SHEET_KINDS)[number];

/** What a meeting of each kind cannot do without. @see DOMAIN.md 4.2 */
export const AGENDA_NEEDS: Readonly<Record<SheetKind, readonly AgendaKind[]>> = {
  regular: ['opening', 'review', 'self_criticism', 'next_tasks', 'vote', 'conclusion', 'minutes'],
  thematic: ['opening', 'theme', 'discussion', 'conclusion', 'minutes'],
};

/** @throws RuleBroken `agenda.item-missing` `{ kind }`, `agenda.opening-first`, `agenda.minutes-last` @see DOMAIN.md 4.2 */
export function assertSkeleton(kind: SheetKind, items: readonly { kind: AgendaKind }[]): void {
  const kinds = items.map((item) => item.kind);
  const missing = AGENDA_NEEDS[kind].find((needed) => !kinds.includes(needed));
  if (missing) throw new RuleBroken('agenda.item-missing', { kind: missing });
  if (kinds[0] !== 'opening') throw new RuleBroken('agenda.opening-first');
  if (kinds.at(-1) !== 'minutes') throw new RuleBroken('agenda.minutes-last');
}

/**
 * A sheet has every block once, 100 points together, and grades from the best to the worst.
 * @throws RuleBroken `rubric.line-missing` `{ line }`, `rubric.sum-not-100` `{ sum }`, `rubric.grades-order`
 * @see DOMAIN.md 4.5: 100 points; provinces vary
 */
export function assertRubric(sheet: {
  lines: readonly { key: ScoreLine; max: number }[];
  grades: readonly { grade: Grade; from: number }[];
}): void {
  const missing = SCORE_LINES.find((key) => sheet.lines.filter((line) => line.key === key).length !== 1);
  if (missing) throw new RuleBroken('rubric.line-missing', { line: missing });
  const sum = sheet.lines.reduce((total, { max }) => total + max, 0);
  if (sum !== 100) throw new RuleBroken('rubric.sum-not-100', { sum });
  const from = GRADES.map((grade) => sheet.grades.find((one) => one.grade === grade)?.from ?? -1);
  const falls = from.every((value, at) => value >= 0 && (at === 0 || value < (from[at - 1] ?? 0)));
  if (!falls || from.at(-1) !== 0 || (from[0] ?? 0) > 100) throw new RuleBroken('rubric.grades-order');
}

/** A new sheet begins after the one before it, and not where meetings were scored by the old. @throws RuleBroken `sheet.begins-too-early` `{ from, after }` */
export function assertBegins(given: { from: PlainDate; before: PlainDate | null; lastUsed: PlainDate | null }): void {
  const after = [given.before, given.lastUsed]
    .filter((day): day is string => day !== null)
    .sort()
    .at(-1);
  if (after !== undefined && given.from <= after)
    throw new RuleBroken('sheet.begins-too-early', { from: given.from, after });
}
