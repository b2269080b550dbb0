import type { Caller } from '#platform/http/context.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Problem } from '#platform/errors.ts';
import { answerFigures } from '../answer.ts';
import type { FigureAnswer, FigureQuery } from '../contract.ts';
import { findFigure } from '../registry.ts';
import { type Period, periodBefore } from './rules.ts';
import { keyOf, type Slot, type Template } from './templates.ts';

/** A figure of a report, asked: what was asked and what came, or the right that is missing. */
export type Computed = {
  key: string;
  slot: Slot;
  before: boolean;
  query: FigureQuery;
  answer: FigureAnswer | null;
  needs: string | null;
};
export type Computation = {
  figures: Map<string, Computed>;
  /** Answers by a dimension, `<key of the figure>|<dimension>`; none where the caller lacks the right. */
  divided: Map<string, FigureAnswer>;
  hasBefore: boolean;
};
type Rights = Pick<Caller, 'rights' | 'ranges'>;

/** Whether the dictionary of this program has the figure; a room that is not there leaves its lines out. */
export const isKnown = (slot: Slot): boolean => findFigure(slot.figure) !== undefined;

/** What a report asks of the dictionary: every slot once, those of comparing tables for the period before as well. */
export function slotsOf(template: Template): { slot: Slot; before: boolean; byUnit: boolean }[] {
  const found = new Map<string, { slot: Slot; before: boolean; byUnit: boolean }>();
  const add = (slot: Slot, before: boolean, byUnit: boolean) => {
    if (!isKnown(slot)) return;
    const key = keyOf(slot, before);
    found.set(key, { slot, before, byUnit: byUnit || (found.get(key)?.byUnit ?? false) });
  };
  for (const { parts } of template.sections) {
    for (const part of parts) {
      if (part.kind === 'say') for (const slot of Object.values(part.slots)) add(slot, false, false);
      if (part.kind === 'by') for (const slot of part.slots) add(slot, false, false);
      if (part.kind === 'units') for (const slot of part.slots) add(slot, false, true);
      if (part.kind === 'compare')
        for (const slot of part.slots) {
          add(slot, false, false);
          add(slot, true, false);
        }
    }
  }
  return [...found.values()];
}

/**
 * Computes every figure of a report. Figures of one period are asked together; a unit that did not live in the period before has
 * nothing to be compared with.
 * @throws NotFound outside the scope; RuleBroken `unit.not-on-date`
 */
export async function computeReport(
  tx: Tx,
  caller: Rights,
  given: { template: Template; unitId: string; period: Period; today: string },
): Promise<Computation> {
  const { template, unitId, period, today } = given;
  const earlier = periodBefore(template.period, period);
  const figures = new Map<string, Computed>();
  let hasBefore = true;
  for (const before of [false, true]) {
    const { from, to } = before ? earlier : period;
    const base: FigureQuery = {
      unit: unitId,
      from,
      to,
      asOf: to < today ? to : today,
      boundaries: 'then',
      count: 'participations',
    };
    const wanted = slotsOf(template).filter((one) => one.before === before);
    for (const group of groupsOf(wanted)) {
      const first = group[0];
      if (!first) continue;
      const query: FigureQuery = {
        ...base,
        ...(first.slot.filter === undefined ? {} : { filter: first.slot.filter }),
        ...(first.byUnit ? { by: 'unit' } : {}),
      };
      const may = group.filter((one) => missing(one.slot, caller) === null);
      let answers: (FigureAnswer | null)[];
      try {
        answers =
          may.length === 0
            ? []
            : await answerFigures(
                tx,
                caller,
                may.map((one) => one.slot.figure),
                query,
                today,
              );
      } catch (error) {
        if (!before || !(error instanceof Problem) || error.code !== 'unit.not-on-date') throw error;
        hasBefore = false;
        answers = [];
      }
      for (const one of group) {
        const key = keyOf(one.slot, before);
        const { by: _by, ...asked } = query;
        figures.set(key, {
          key,
          slot: one.slot,
          before,
          query: asked,
          answer: answers[may.indexOf(one)] ?? null,
          needs: missing(one.slot, caller),
        });
      }
    }
  }
  return { figures, divided: await computeDivided(tx, caller, given), hasBefore };
}

/** Every dimension that a template asks for, once for the figures that have it; a right that is missing leaves its lines out. */
async function computeDivided(
  tx: Tx,
  caller: Rights,
  { template, unitId, period, today }: { template: Template; unitId: string; period: Period; today: string },
): Promise<Map<string, FigureAnswer>> {
  const divided = new Map<string, FigureAnswer>();
  const asOf = period.to < today ? period.to : today;
  for (const { parts } of template.sections)
    for (const part of parts) {
      if (part.kind !== 'by') continue;
      const slots = part.slots.filter(
        (slot) => isKnown(slot) && missing(slot, caller) === null && mayDivide(slot, part.by, caller),
      );
      if (slots.length === 0) continue;
      const query: FigureQuery = {
        unit: unitId,
        ...period,
        asOf,
        boundaries: 'then',
        count: 'participations',
        by: part.by,
      };
      const answers = await answerFigures(
        tx,
        caller,
        slots.map(({ figure }) => figure),
        query,
        today,
      );
      slots.forEach((slot, at) => {
        const answer = answers[at];
        if (answer) divided.set(`${keyOf(slot)}|${part.by}`, answer);
      });
    }
  return divided;
}

function mayDivide(slot: Slot, by: string, caller: Rights): boolean {
  const dimension = findFigure(slot.figure)?.dimensions.find(({ key }) => key === by);
  return dimension !== undefined && (dimension.right === undefined || caller.rights.includes(dimension.right));
}

type Wanted = ReturnType<typeof slotsOf>[number];
/** Those that can be asked in one question: the same filter, and by unit or not. */
function groupsOf(wanted: readonly Wanted[]): Wanted[][] {
  const groups = new Map<string, Wanted[]>();
  for (const one of wanted) {
    const key = `${one.byUnit} ${one.slot.filter ?? ''}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

const missing = (slot: Slot, caller: Rights): string | null => {
  const right = findFigure(slot.figure)?.right;
  return right !== undefined && !caller.rights.includes(right) ? right : null;
};
