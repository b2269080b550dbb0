import type { Lineage, TimelineEntry, UnitPage } from '../contract.ts';
import {
  useBridge,
  useFigures,
  useLineage,
  useTimeline,
  useUnits,
  type FigureAsked,
  type FigureValue,
} from './data.ts';
import { eveOf, figureHref, livesOn, shapeDay, type Reading } from './reading.ts';
import { shortName } from './words.ts';

export type FigureLink = { value: number | null | 'withheld'; href: string };
/** A unit on one side of the event, with what it had. Absent where it is not counted on that kind of unit. */
export type Stage = {
  id: string;
  name: string;
  kind: string;
  tree: string;
  share: Lineage['links'][number]['share'];
  doubtful: boolean;
  villages: number | undefined;
  cells: number | undefined;
  members: FigureLink | undefined;
  admitted: FigureLink | undefined;
};
type EventHead = Pick<TimelineEntry, 'kind' | 'on' | 'document' | 'documentOn'> & { eventId: string };
export type Descent = {
  event: EventHead;
  events: EventHead[];
  eve: string;
  sources: Stage[];
  targets: Stage[];
  flows: { from: string; to: string; value: number; href?: string | undefined }[];
  measure: 'members' | 'villages' | 'units';
  year: string;
  years: string[];
  /** The same figure for an old unit and the new one of the same name. */
  both: { name: string; then: FigureLink; now: FigureLink } | undefined;
  /** Villages in the bridge table. */
  bridge: number;
};

const NOTHING: never[] = [];

/** One event of a unit's descent with the figures on both sides; `none` when nothing went into it or came out of it. */
export function useDescent(
  unit: UnitPage,
  reading: Reading,
  wantedEvent: string | undefined,
  wantedYear: string | undefined,
): { data: Descent | undefined; none: boolean; error: unknown } {
  const successors = [...new Set(unit.successors.map((one) => one.id))];
  // A unit that went whole into one other is seen best from there, beside those that went with it.
  const focus = unit.predecessors.length === 0 && successors.length === 1 ? (successors[0] ?? unit.id) : unit.id;
  const none = unit.predecessors.length === 0 && successors.length === 0;
  const lineage = useLineage(none ? '' : focus);
  const timeline = useTimeline(none ? '' : focus);
  const links = lineage.data?.links ?? NOTHING;
  const events = eventsOf(links, timeline.data ?? NOTHING);
  const own = events.filter((event) =>
    links.some((link) => link.eventId === event.eventId && (link.source === unit.id || link.target === unit.id)),
  );
  const event = events.find((one) => one.eventId === wantedEvent) ?? own.at(-1) ?? events.at(-1);
  const inEvent = links.filter((link) => link.eventId === event?.eventId);
  const sourceIds = [...new Set(inEvent.map((link) => link.source))];
  const targetIds = [...new Set(inEvent.map((link) => link.target))];
  const on = event?.on ?? reading.on;
  const eve = eveOf(on);

  const sourcePages = useUnitPages(sourceIds, eve);
  const targetPages = useUnitPages(targetIds, on);
  const otherSide = (page: UnitPage | undefined) => [...(page?.covers ?? []), ...(page?.coveredBy ?? [])][0]?.id ?? '';
  const sourceOthers = useUnitPages(sourcePages.map(otherSide), eve);
  const targetOthers = useUnitPages(targetPages.map(otherSide), on);
  const focusPlace = unit.tree === 'place' ? focus : otherSide(targetPages[0]);
  const bridge = useBridge(event ? focusPlace : '').data?.filter((row) => row.on === on) ?? [];

  const { year, years } = yearsOf(on, reading, wantedYear);
  const membersOf = (id: string, boundaries: string): FigureAsked => ({ id: 'I-01', unit: id, asOf: eve, boundaries });
  const admittedOf = (id: string, boundaries: string): FigureAsked => ({
    id: 'I-11',
    unit: id,
    asOf: `${year}-12-31`,
    from: `${year}-01-01`,
    to: `${year}-12-31`,
    boundaries,
  });
  const same = sourceIds.find((id, at) =>
    targetPages.some(
      (target) => target && target.id !== id && shortName(target.name) === shortName(sourcePages[at]?.name ?? ''),
    ),
  );
  const sameTarget = targetPages.find(
    (target) =>
      target &&
      target.id !== same &&
      shortName(target.name) === shortName(sourcePages[sourceIds.indexOf(same ?? '')]?.name ?? ''),
  );
  const lives = new Map(lineage.data?.units.map((one) => [one.id, one]) ?? []);
  const wanted = [
    ...sourceIds.map((id) => membersOf(id, 'then')),
    ...targetIds.map((id) => membersOf(id, on)),
    ...sourceIds.map((id) => admittedOf(id, eve)),
    ...targetIds.map((id) => admittedOf(id, on)),
    ...(same && sameTarget ? [admittedOf(same, 'then'), admittedOf(sameTarget.id, 'now')] : []),
  ];
  const asked = wanted.filter((one) => {
    const life = lives.get(one.unit);
    return life !== undefined && livesOn(life, shapeDay(one.asOf, one.boundaries, reading.today));
  });
  const answers = useFigures(asked);
  const figure = (at: number): FigureLink | undefined =>
    linkOf(wanted[at], answers[asked.findIndex((one) => one === wanted[at])]?.data);

  const waiting =
    [lineage, timeline].some((query) => query.isPending) ||
    [...sourcePages, ...targetPages].some((page) => page === undefined);
  if (none || !event || waiting)
    return { data: undefined, none: none || (lineage.isSuccess && !event), error: lineage.error ?? timeline.error };

  const [s, n] = [sourceIds.length, targetIds.length];
  const stage = (
    page: UnitPage | undefined,
    other: UnitPage | undefined,
    id: string,
    members: number,
    admitted: number,
  ): Stage => {
    const link = inEvent.find((one) => one.source === id || one.target === id);
    return {
      id,
      name: page?.name ?? id,
      kind: page?.version.kind ?? '',
      tree: page?.tree ?? unit.tree,
      share: link?.share ?? 'whole',
      doubtful: inEvent.some((one) => one.source === id && one.doubtful),
      villages: countKinds([page, other], ['village', 'residential_group']),
      cells: countKinds([page, other], ['party_cell', 'grassroots_cell']),
      members: figure(members),
      admitted: figure(admitted),
    };
  };
  const sources = sourceIds.map((id, at) => stage(sourcePages[at], sourceOthers[at], id, at, s + n + at));
  const targets = targetIds.map((id, at) => stage(targetPages[at], targetOthers[at], id, s + at, 2 * s + n + at));
  const [bothThen, bothNow] = [figure(2 * (s + n)), figure(2 * (s + n) + 1)];
  return {
    none: false,
    error: undefined,
    data: {
      event,
      events,
      eve,
      sources,
      targets,
      year,
      years,
      ...flowsOf(inEvent, sources, bridge),
      both: sameTarget && bothThen && bothNow ? { name: sameTarget.name, then: bothThen, now: bothNow } : undefined,
      bridge: bridge.reduce((sum, row) => sum + row.villages.length, 0),
    },
  };
}

/** Pages of the units in this order; absent while fetched, and for ''. */
function useUnitPages(ids: readonly string[], on: string): (UnitPage | undefined)[] {
  const wanted = [...new Set(ids)].filter((id) => id !== '');
  const pages = useUnits(wanted, on).map((query) => query.data);
  return ids.map((id) => pages[wanted.indexOf(id)]);
}

function eventsOf(links: readonly Lineage['links'][number][], entries: readonly TimelineEntry[]): EventHead[] {
  const heads = new Map<string, EventHead>();
  for (const link of links) {
    const entry = entries.find((one) => one.eventId === link.eventId);
    heads.set(link.eventId, {
      eventId: link.eventId,
      on: link.on,
      kind: entry?.kind ?? 'merge',
      document: entry?.document ?? null,
      documentOn: entry?.documentOn ?? null,
    });
  }
  return [...heads.values()].sort((a, b) => a.on.localeCompare(b.on));
}

/** Years offered for admissions: those before the event, the reading's own first. */
function yearsOf(on: string, reading: Reading, wanted: string | undefined): { year: string; years: string[] } {
  const last = Number(on.slice(0, 4));
  const years = Array.from({ length: 8 }, (_, at) => String(last - at));
  const own = reading.on < on ? reading.on.slice(0, 4) : String(last - 1);
  const chosen = wanted !== undefined && years.includes(wanted) ? wanted : years.includes(own) ? own : String(last - 1);
  return { year: chosen, years };
}

function countKinds(pages: readonly (UnitPage | undefined)[], kinds: readonly string[]): number | undefined {
  const counted = pages.flatMap((page) => page?.childCounts ?? []).filter((one) => kinds.includes(one.kind));
  return counted.length === 0 ? undefined : counted.reduce((sum, one) => sum + one.count, 0);
}

function linkOf(asked: FigureAsked | undefined, answer: FigureValue | undefined): FigureLink | undefined {
  if (!asked || !answer) return undefined;
  const { id, by: _, ...rest } = asked;
  return { value: answer.value, href: figureHref(id, rest) };
}

/** Members where everything went whole, else villages: half of a commune has no members of its own. */
function flowsOf(
  links: Lineage['links'],
  sources: readonly Stage[],
  bridge: readonly { old: { id: string }; new: { id: string }; villages: readonly unknown[] }[],
): Pick<Descent, 'flows' | 'measure'> {
  const members = (id: string): FigureLink | undefined => sources.find((stage) => stage.id === id)?.members;
  const whole = links.every((link) => link.share === 'whole');
  if (whole && links.some((link) => Number(members(link.source)?.value ?? 0) > 0)) {
    return {
      measure: 'members',
      flows: links.map((link) => ({
        from: link.source,
        to: link.target,
        value: Number(members(link.source)?.value ?? 0) || 0,
        href: members(link.source)?.href,
      })),
    };
  }
  const villages = (link: Lineage['links'][number]): number =>
    bridge
      .filter((row) => row.old.id === link.source && row.new.id === link.target)
      .reduce((sum, row) => sum + row.villages.length, 0) ||
    (whole ? (sources.find((stage) => stage.id === link.source)?.villages ?? 0) : 0);
  if (links.every((link) => villages(link) > 0))
    return {
      measure: 'villages',
      flows: links.map((link) => ({ from: link.source, to: link.target, value: villages(link) })),
    };
  return { measure: 'units', flows: links.map((link) => ({ from: link.source, to: link.target, value: 1 })) };
}
