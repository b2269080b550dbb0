import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { addDays } from '#platform/time/dates.ts';
import { earliest } from '#platform/time/precision.ts';
import { type DateRange, mergeRanges, rangeContains, subtractRanges } from '#platform/time/ranges.ts';
import type {
  Happening,
  KnownOn,
  NewBenefit,
  ProfileFields,
  Programme,
  Standard,
  Stretch,
  VillageState,
  WorkCounts,
} from './contract.ts';

/** The days on which a village lived, had a member, was covered by a cell, and had a cell of its own. */
export type Days = { life: DateRange[]; member: DateRange[]; covered: DateRange[]; own: DateRange[] };
export type History = Record<VillageState, Stretch[]>;

/**
 * The three states of a village over time, each by its own test:
 * no member (nobody who both lives there and belongs to a cell that covers it), no cell (none covers it), combined (covered, but
 * only by cells that cover other villages too). A village that is combined may be without a member, so the three never sum.
 * @see DOMAIN.md 2.3
 */
export function historyOf(days: Days): History {
  const life = mergeRanges(days.life);
  const without = (removed: readonly DateRange[], within: readonly DateRange[] = life): DateRange[] =>
    mergeRanges(within.flatMap((range) => subtractRanges(range, removed)));
  const uncovered = without(days.covered);
  const begins = life[0]?.from ?? null;
  const stretches = (ranges: readonly DateRange[]): Stretch[] =>
    ranges.map(({ from, to }) => ({ from: from ?? '1800-01-01', to, sinceBefore: from === begins }));
  return {
    blank_members: stretches(without(days.member)),
    blank_cell: stretches(uncovered),
    combined: stretches(without([...days.own, ...uncovered])),
  };
}

/** The states in which a village is on a day. */
export function statesOn(history: History, on: PlainDate): VillageState[] {
  return (['blank_members', 'blank_cell', 'combined'] as const).filter((state) =>
    history[state].some((stretch) => rangeContains(stretch, on)),
  );
}

/**
 * What happened to a state: cleared on the first day on which it is no longer so, relapsed on the first day on which it is so
 * again. A village that ends in the state is not cleared; one that begins in it has not relapsed.
 * @see DOMAIN.md 2.3: “cleared” is an event, and it can relapse
 */
export function happeningsOf(history: History, life: readonly DateRange[]): Happening[] {
  const lives = (on: PlainDate) => life.some((range) => rangeContains(range, on));
  const uncovered = (on: PlainDate) => history.blank_cell.some((stretch) => rangeContains(stretch, on));
  const all = (Object.keys(history) as VillageState[]).flatMap((state) => {
    // To lose the shared cell too is no clearing, and to share one after having none is no step back.
    const isNoClearing = (on: PlainDate) => !lives(on) || (state === 'combined' && uncovered(on));
    return history[state].flatMap((stretch): Happening[] => [
      ...(isNoClearing(addDays(stretch.from, -1)) ? [] : [{ state, event: 'relapsed' as const, on: stretch.from }]),
      ...(stretch.to === null || isNoClearing(stretch.to)
        ? []
        : [{ state, event: 'cleared' as const, on: stretch.to }]),
    ]);
  });
  return all.sort(byDay);
}

/**
 * What a report of a period must say of one village and state: whether it was so at the start, how often it was cleared and fell
 * back, and whether it is still clear at the end. @param period half-open
 * @see DOMAIN.md 2.3: reports say “cleared in the period” and “still clear at period end”
 */
export function inPeriod(
  history: History,
  life: readonly DateRange[],
  state: VillageState,
  period: { from: PlainDate; to: PlainDate },
): { atStart: boolean; cleared: number; relapsed: number; clearAtEnd: boolean } {
  const happened = happeningsOf(history, life).filter(
    (one) => one.state === state && one.on >= period.from && one.on < period.to,
  );
  const lastDay = addDays(period.to, -1);
  return {
    atStart: history[state].some((stretch) => rangeContains(stretch, period.from)),
    cleared: happened.filter(({ event }) => event === 'cleared').length,
    relapsed: happened.filter(({ event }) => event === 'relapsed').length,
    clearAtEnd:
      life.some((range) => rangeContains(range, lastDay)) &&
      !history[state].some((stretch) => rangeContains(stretch, lastDay)),
  };
}

type Recorded = { state: VillageState; event: 'cleared' | 'relapsed'; on: PlainDate };

/**
 * Whether a document may be recorded that says a village was cleared of a state, or fell back into it. The register must say the
 * same of that day, and cleared and relapsed take turns: a relapse that the register shows and nobody recorded is recorded with it.
 * @returns the relapses (or clearings) to be recorded first
 * @throws RuleBroken `village.cleared-already`, `village.relapsed-already` `{ state, since }`, `village.still-so` `{ state, on }`,
 *   `village.not-so` `{ state, on }`, `village.event-without-document`
 * @see DOMAIN.md 2.3
 */
export function missingTurns(
  wanted: Recorded & { document: string | null; precision: 'day' | 'month' | 'year' },
  recorded: readonly Recorded[],
  history: History,
  life: readonly DateRange[],
): Recorded[] {
  const { state, event } = wanted;
  const on = earliest({ on: wanted.on, precision: wanted.precision });
  const isSo = (day: PlainDate) => history[state].some((stretch) => rangeContains(stretch, day));
  if (event === 'cleared' && !wanted.document) throw new RuleBroken('village.event-without-document', { state });
  const before = recorded.filter((one) => one.state === state && one.on <= wanted.on).sort(byDay);
  const last = before.at(-1);
  const turns: Recorded[] = [];
  if (last?.event === event) {
    const other = event === 'cleared' ? 'relapsed' : 'cleared';
    const between = happeningsOf(history, life).findLast(
      (one) => one.state === state && one.event === other && one.on > last.on && one.on <= wanted.on,
    );
    if (!between)
      throw new RuleBroken(event === 'cleared' ? 'village.cleared-already' : 'village.relapsed-already', {
        state,
        on: wanted.on,
        since: last.on,
      });
    turns.push({ state, event: other, on: between.on });
  }
  // A date known by year only is not held against the day: somewhere in the year it was so.
  if (wanted.precision === 'day') {
    if (event === 'cleared' && isSo(on)) throw new RuleBroken('village.still-so', { state, on });
    if (event === 'relapsed' && !isSo(on)) throw new RuleBroken('village.not-so', { state, on });
  }
  const next = recorded
    .filter((one) => one.state === state && one.on > wanted.on)
    .sort(byDay)
    .at(0);
  if (next?.event === event)
    throw new RuleBroken(event === 'cleared' ? 'village.cleared-already' : 'village.relapsed-already', {
      state,
      on: next.on,
      since: wanted.on,
    });
  return turns;
}

const byDay = (a: { on: string }, b: { on: string }) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0);

/** Nothing is recorded before its day has come. @throws RuleBroken `village.in-future` `{ on, today }` */
export function assertPast(date: KnownOn, today: PlainDate): void {
  if (earliest(date) > today) throw new RuleBroken('village.in-future', { on: date.on, today });
}

/**
 * The poverty standard that a review on a day goes by, or the one it names.
 * @throws RuleBroken `village.standard-unknown`, `village.standard-not-yet` `{ standard, from }`, `village.standard-needed` `{ on }`
 * @see DOMAIN.md 6.2: the class of a household is data with its standard's period
 */
export function standardFor(on: PlainDate, named: string | null, standards: readonly Standard[]): Standard {
  const found =
    named === null
      ? standards.find((standard) => rangeContains(standard, on))
      : standards.find((standard) => standard.code === named);
  if (!found) {
    if (named === null) throw new RuleBroken('village.standard-needed', { on });
    throw new RuleBroken('village.standard-unknown', { standard: named });
  }
  if (found.from !== null && on < found.from)
    throw new RuleBroken('village.standard-not-yet', { standard: found.code, from: found.from });
  return found;
}

/**
 * A snapshot says at least one thing, and what it says fits together.
 * @throws RuleBroken `village.profile-empty`, `village.poor-over-households` `{ poor, households }`,
 *   `village.residents-under-households` `{ residents, households }`
 */
export function assertProfile(profile: ProfileFields): void {
  if (Object.values(profile).every((value) => value === null)) throw new RuleBroken('village.profile-empty');
  const { households, residents, poor, nearPoor } = profile;
  const classed = (poor ?? 0) + (nearPoor ?? 0);
  if (households !== null && classed > households)
    throw new RuleBroken('village.poor-over-households', { poor: classed, households });
  if (households !== null && residents !== null && residents < households)
    throw new RuleBroken('village.residents-under-households', { residents, households });
}

/**
 * A benefit falls in the years of its programme; what is delivered lies in the past; households are counted once.
 * @throws RuleBroken `village.benefit-outside-programme` `{ programme, year, first, last }`, `village.benefit-in-future` `{ year }`,
 *   `village.benefit-households` `{ quantity, households }`
 * @see DOMAIN.md 6.5
 */
export function assertBenefit(
  benefit: Pick<NewBenefit, 'year' | 'quantity' | 'unit' | 'households' | 'stage'>,
  programme: Pick<Programme, 'code' | 'firstYear' | 'lastYear'>,
  today: PlainDate,
): void {
  const { year, quantity, unit, households, stage } = benefit;
  if (year < programme.firstYear || year > programme.lastYear)
    throw new RuleBroken('village.benefit-outside-programme', {
      programme: programme.code,
      year,
      first: programme.firstYear,
      last: programme.lastYear,
    });
  if (stage === 'delivered' && year > Number(today.slice(0, 4)))
    throw new RuleBroken('village.benefit-in-future', { year });
  if (unit === 'household' && households !== null && households > quantity)
    throw new RuleBroken('village.benefit-households', { quantity, households });
}

/**
 * Counts of a period: something is counted, no more is settled than was taken up, and nobody left poverty with help who was not helped.
 * @param period last day included
 * @throws RuleBroken `village.work-empty`, `village.settled-over-taken`, `village.out-over-helped`, `village.period-reversed`, `village.in-future`
 * @see scenario B13, B26; DOMAIN.md 8.3: counts, never cases
 */
export function assertWork(counts: WorkCounts, period: { from: PlainDate; to: PlainDate }, today: PlainDate): void {
  if (period.to < period.from) throw new RuleBroken('village.period-reversed', period);
  if (period.from > today) throw new RuleBroken('village.in-future', { on: period.from, today });
  if (Object.values(counts).every((value) => value === null)) throw new RuleBroken('village.work-empty');
  const { mediations, settled, householdsHelped, householdsOut } = counts;
  if (settled !== null && settled > (mediations ?? settled))
    throw new RuleBroken('village.settled-over-taken', { settled, taken: mediations });
  if (householdsOut !== null && householdsOut > (householdsHelped ?? householdsOut))
    throw new RuleBroken('village.out-over-helped', { out: householdsOut, helped: householdsHelped });
}

/** Of the official members a village cell began with, how many lived there; three are asked for, sent ones count too. */
export const FOUNDING_MEMBERS = 3;
