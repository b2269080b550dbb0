import type { EventPlan, Finding, NewResult } from './contract.ts';
import { UNIT_KINDS, type UnitKind } from './kinds.ts';

/** A unit as the rules see it on the day of the event. */
export type UnitFact = {
  id: string;
  name: string;
  kind: UnitKind;
  parentId: string | null;
  from: string;
  to: string | null;
  /** First day of a version that begins after the event's day. */
  changesLaterOn: string | null;
};
export type Facts = {
  on: string;
  units: ReadonlyMap<string, UnitFact>;
  /** Units that hang directly below on that day. */
  children: ReadonlyMap<string, readonly UnitFact[]>;
  /** Records under way at each unit, by room and kind. */
  open: ReadonlyMap<string, readonly { room: string; kind: string; count: number }[]>;
  /** Who uses the codes that the plan gives out, on or after that day. */
  codes: readonly { scheme: string; code: string; unitId: string; from: string }[];
};
export type Change = { unitId: string; name?: string; kind?: UnitKind; parentId?: string | null };
export type Link = { source: string; target: string; share: 'whole' | 'part' | 'rest' };
/** What a plan comes to: everything that is written when it is carried out. */
export type Effects = {
  begins: NewResult[];
  ends: string[];
  changes: Change[];
  links: Link[];
  records: { from: string; to: string }[];
};
export type Verdict = { effects: Effects; refusals: Finding[]; warnings: Finding[] };

const CELLS: readonly UnitKind[] = ['party_cell', 'grassroots_cell'];

/**
 * Whether a kind may hang under another: the same tree and a smaller rank, which makes a circle impossible; other
 * bodies may hang anywhere.
 */
export function mayHangUnder(kind: UnitKind, parent: UnitKind): boolean {
  const [own, above] = [UNIT_KINDS[kind], UNIT_KINDS[parent]];
  return above.rank < own.rank && (above.tree === own.tree || own.tree === 'body');
}

/**
 * Size of a cell against the Charter; approval by the superior allows exceptions, so these warn and do not refuse.
 * @see DOMAIN.md 2.1: three official members; fewer than 30 in a cell, 30 and more in a grassroots organisation
 */
export function sizeWarnings(
  unit: { name: string; kind: UnitKind },
  members: { official: number; all: number },
): Finding[] {
  if (CELLS.includes(unit.kind) && members.official < 3)
    return [{ code: 'cell.fewer-than-three', details: { unit: unit.name, official: members.official } }];
  if (CELLS.includes(unit.kind) && members.all >= 30)
    return [{ code: 'cell.thirty-or-more', details: { unit: unit.name, members: members.all } }];
  if (unit.kind === 'grassroots_body' && members.all > 0 && members.all < 30)
    return [{ code: 'body.fewer-than-thirty', details: { unit: unit.name, members: members.all } }];
  return [];
}

/** Works out what a plan would do, and everything that speaks against it. Pure: the facts were gathered before. */
export function compilePlan(plan: EventPlan, facts: Facts): Verdict {
  const effects: Effects = { begins: [], ends: [], changes: [], links: [], records: [] };
  const refusals: Finding[] = [];
  const refuse = (code: string, details: Record<string, unknown>) => void refusals.push({ code, details });
  const living = (id: string): UnitFact | undefined => {
    const unit = facts.units.get(id);
    if (!unit) return void refuse('not-found', { unit: id });
    if (facts.on < unit.from)
      return void refuse('event.date-before-unit', { unit: unit.name, from: unit.from, on: facts.on });
    if (unit.to !== null && unit.to <= facts.on)
      return void refuse('event.date-after-end', { unit: unit.name, to: unit.to, on: facts.on });
    if (unit.changesLaterOn !== null)
      return void refuse('event.date-before-later-change', {
        unit: unit.name,
        laterOn: unit.changesLaterOn,
        on: facts.on,
      });
    return unit;
  };
  const closing = (id: string): UnitFact | undefined => {
    const unit = living(id);
    if (unit && unit.from === facts.on) return void refuse('event.date-same-day', { unit: unit.name, on: facts.on });
    if (unit) effects.ends.push(id);
    return unit;
  };
  const begin = (result: NewResult): UnitFact => {
    effects.begins.push(result);
    return { ...result, from: facts.on, to: null, changesLaterOn: null };
  };
  /** Children of a closing unit: named ones where the plan says, the rest to `otherwise`, or they are left over. */
  const place = (
    unit: UnitFact,
    placements: readonly { unitId: string; toId: string }[],
    otherwise: string | undefined,
  ) => {
    const left: string[] = [];
    for (const child of facts.children.get(unit.id) ?? []) {
      if (effects.ends.includes(child.id)) continue;
      const to = placements.find((placement) => placement.unitId === child.id)?.toId ?? otherwise;
      if (to === undefined) left.push(child.name);
      else effects.changes.push({ unitId: child.id, parentId: to });
    }
    if (left.length > 0)
      refuse('unit.children-left', { unit: unit.name, count: left.length, units: left.slice(0, 20) });
  };
  const records = (unit: UnitFact, to: string | undefined) => {
    const open = facts.open.get(unit.id) ?? [];
    if (to !== undefined) effects.records.push({ from: unit.id, to });
    else {
      const members = open.find((item) => item.kind === 'member' && item.count > 0);
      if (members) refuse('unit.members-left', { unit: unit.name, count: members.count });
      for (const item of open)
        if (item !== members && item.count > 0)
          refuse('unit.open-items-left', { unit: unit.name, kind: item.kind, count: item.count });
    }
  };

  switch (plan.kind) {
    case 'establish':
      begin(plan.result);
      break;
    case 'rename':
      if (living(plan.unitId)) effects.changes.push({ unitId: plan.unitId, name: plan.name });
      break;
    case 'change_kind':
      if (living(plan.unitId)) effects.changes.push({ unitId: plan.unitId, kind: plan.unitKind });
      break;
    case 'move':
      if (living(plan.unitId)) effects.changes.push({ unitId: plan.unitId, parentId: plan.parentId });
      break;
    case 'merge': {
      const into = plan.result ? begin(plan.result) : living(plan.intoId ?? '');
      const closed = plan.sources.filter((id) => id !== plan.intoId).map(closing);
      if (!plan.result && closed.length === 0) refuse('event.result-missing', {});
      for (const unit of closed) {
        if (!unit || !into) continue;
        place(unit, [], into.id);
        records(unit, into.id);
        effects.links.push({ source: unit.id, target: into.id, share: 'whole' });
      }
      break;
    }
    case 'split': {
      const unit = closing(plan.unitId);
      plan.results.forEach(begin);
      if (!unit) break;
      place(unit, plan.placements, undefined);
      records(unit, plan.recordsTo);
      for (const result of plan.results)
        effects.links.push({ source: unit.id, target: result.id, share: result.share });
      break;
    }
    case 'transfer_villages':
      for (const { unitId, toId } of plan.placements)
        if (living(unitId) && living(toId)) effects.changes.push({ unitId, parentId: toId });
      break;
    case 'dissolve': {
      const unit = closing(plan.unitId);
      if (!unit) break;
      const to = plan.successorId === null ? undefined : living(plan.successorId)?.id;
      place(unit, plan.placements, to);
      records(unit, to);
      if (to !== undefined) effects.links.push({ source: unit.id, target: to, share: 'whole' });
      break;
    }
    default: {
      const never: never = plan;
      return never;
    }
  }
  checkPlaces(effects, facts, refuse);
  checkCodes(effects, facts, refuse);
  return { effects, refusals, warnings: [] };
}

type Refuse = (code: string, details: Record<string, unknown>) => void;

/** Every unit that begins, moves or changes kind must fit under a parent that lives then, and its children under it. */
function checkPlaces(effects: Effects, facts: Facts, refuse: Refuse): void {
  const begins = new Map(effects.begins.map((unit) => [unit.id, unit]));
  const ends = new Set(effects.ends);
  const changed = new Map(effects.changes.map((change) => [change.unitId, change]));
  const kindOf = (id: string): UnitKind | undefined =>
    changed.get(id)?.kind ?? begins.get(id)?.kind ?? facts.units.get(id)?.kind;
  const check = (id: string, name: string, kind: UnitKind, parentId: string | null) => {
    if (parentId === null) {
      if (UNIT_KINDS[kind].level !== 'province') refuse('unit.parent-missing', { unit: name, kind });
      return;
    }
    const parent = begins.get(parentId) ?? facts.units.get(parentId);
    const parentKind = kindOf(parentId);
    if (!parent || parentKind === undefined) return refuse('not-found', { unit: parentId });
    const fact = facts.units.get(parentId);
    if (ends.has(parentId) || (fact && (facts.on < fact.from || (fact.to !== null && fact.to <= facts.on))))
      return refuse('unit.parent-not-alive', { unit: name, parent: parent.name, on: facts.on });
    if (id === parentId || !mayHangUnder(kind, parentKind))
      refuse('unit.parent-rank', { unit: name, kind, parent: parent.name, parentKind });
  };
  for (const unit of effects.begins) check(unit.id, unit.name, unit.kind, unit.parentId);
  for (const change of effects.changes) {
    const unit = facts.units.get(change.unitId);
    if (!unit) continue;
    const kind = change.kind ?? unit.kind;
    check(unit.id, unit.name, kind, change.parentId === undefined ? unit.parentId : change.parentId);
    if (UNIT_KINDS[kind].tree !== UNIT_KINDS[unit.kind].tree)
      refuse('unit.kind-of-other-tree', { unit: unit.name, kind });
    if (change.kind === undefined) continue;
    for (const child of facts.children.get(unit.id) ?? [])
      if (!mayHangUnder(child.kind, kind))
        refuse('unit.parent-rank', { unit: child.name, kind: child.kind, parent: unit.name, parentKind: kind });
  }
}

/** A code means one unit at a time: free, or of a unit that closes with this very event. */
function checkCodes(effects: Effects, facts: Facts, refuse: Refuse): void {
  const given = new Set<string>();
  for (const unit of effects.begins) {
    for (const { scheme, code } of unit.codes) {
      const key = `${scheme}:${code}`;
      const user = facts.codes.find(
        (use) =>
          use.scheme === scheme && use.code === code && (!effects.ends.includes(use.unitId) || use.from >= facts.on),
      );
      if (given.has(key) || user)
        refuse('unit.code-taken', {
          code: key,
          unit: user ? (facts.units.get(user.unitId)?.name ?? user.unitId) : unit.name,
        });
      given.add(key);
    }
  }
}
