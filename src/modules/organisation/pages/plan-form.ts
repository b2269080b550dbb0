import type { NewUnitEvent } from '../contract.ts';
import { UNIT_KINDS, type UnitKind } from '../kinds.ts';

export type Picked = { id: string; label: string };
export const PLAN_KINDS = [
  'merge',
  'split',
  'rename',
  'move',
  'transfer_villages',
  'change_kind',
  'establish',
  'dissolve',
] as const;
export type PlanKind = (typeof PLAN_KINDS)[number];
export type DraftResult = { id: string; name: string; share: 'part' | 'rest' };

/** What the form holds while it is filled in; ids of the command are fixed when it opens. */
export type PlanDraft = {
  id: string;
  kind: PlanKind;
  effectiveOn: string | undefined;
  title: string;
  document: string;
  documentOn: string | undefined;
  decidingBody: string;
  /** Units that merge with the one of the page. */
  others: Picked[];
  into: 'new' | 'existing';
  target: Picked | null;
  name: string;
  unitKind: UnitKind;
  parent: Picked | null;
  results: DraftResult[];
  /** Which result or target each unit below goes to. */
  goes: Record<string, string>;
  recordsTo: string;
};

export type PlanUnit = { id: string; name: string; kind: UnitKind; parentId: string | null };

/** A form just opened on a unit. */
export function emptyPlan(unit: PlanUnit, newId: () => string): PlanDraft {
  return {
    id: newId(),
    kind: 'merge',
    effectiveOn: undefined,
    title: '',
    document: '',
    documentOn: undefined,
    decidingBody: '',
    others: [],
    into: 'new',
    target: null,
    name: '',
    unitKind: unit.kind,
    parent: null,
    goes: {},
    recordsTo: '',
    results: [
      { id: newId(), name: '', share: 'part' },
      { id: newId(), name: '', share: 'rest' },
    ],
  };
}

/** Kinds that a unit may become, or that may hang below it. */
export function kindsLike(kind: UnitKind): UnitKind[] {
  const { tree, rank } = UNIT_KINDS[kind];
  return (Object.keys(UNIT_KINDS) as UnitKind[]).filter(
    (one) => UNIT_KINDS[one].tree === tree && (tree === 'body' || Math.abs(UNIT_KINDS[one].rank - rank) <= 20),
  );
}

/** Kinds that may hang below a kind. */
export function kindsBelow(kind: UnitKind): UnitKind[] {
  const { tree, rank } = UNIT_KINDS[kind];
  return (Object.keys(UNIT_KINDS) as UnitKind[]).filter(
    (one) => UNIT_KINDS[one].rank > rank && (UNIT_KINDS[one].tree === tree || UNIT_KINDS[one].tree === 'body'),
  );
}

export type Missing = 'effectiveOn' | 'others' | 'name' | 'target' | 'parent' | 'results' | 'goes';

/** The command that the form stands for, or what is still missing. */
export function planOf(
  draft: PlanDraft,
  unit: PlanUnit,
  newId: string,
): { event: NewUnitEvent } | { missing: Missing } {
  if (!draft.effectiveOn) return { missing: 'effectiveOn' };
  const plan = kindPlan(draft, unit, newId);
  if ('missing' in plan) return plan;
  const text = (value: string): string | null => value.trim() || null;
  return {
    event: {
      id: draft.id,
      effectiveOn: draft.effectiveOn,
      title: text(draft.title),
      document: text(draft.document),
      documentOn: draft.documentOn ?? null,
      decidingBody: text(draft.decidingBody),
      plan: plan.plan,
    },
  };
}

function kindPlan(
  draft: PlanDraft,
  unit: PlanUnit,
  newId: string,
): { plan: NewUnitEvent['plan'] } | { missing: Missing } {
  const fresh = (id: string, name: string, kind: UnitKind, parentId: string | null) => ({
    id,
    name: name.trim(),
    kind,
    parentId,
    setting: null,
    seat: null,
    symbol: null,
    slug: null,
    lon: null,
    lat: null,
    codes: [],
    covers: [],
  });
  const parentId = draft.parent?.id ?? unit.parentId;
  const placements = (targets: readonly string[]) =>
    Object.entries(draft.goes)
      .filter(([, toId]) => targets.includes(toId))
      .map(([unitId, toId]) => ({ unitId, toId }));
  switch (draft.kind) {
    case 'rename':
      return draft.name.trim()
        ? { plan: { kind: 'rename', unitId: unit.id, name: draft.name.trim() } }
        : { missing: 'name' };
    case 'change_kind':
      return { plan: { kind: 'change_kind', unitId: unit.id, unitKind: draft.unitKind } };
    case 'move':
      return draft.parent
        ? { plan: { kind: 'move', unitId: unit.id, parentId: draft.parent.id } }
        : { missing: 'parent' };
    case 'establish':
      return draft.name.trim()
        ? { plan: { kind: 'establish', result: fresh(newId, draft.name, draft.unitKind, unit.id) } }
        : { missing: 'name' };
    case 'dissolve':
      return { plan: { kind: 'dissolve', unitId: unit.id, successorId: draft.target?.id ?? null, placements: [] } };
    case 'merge': {
      const sources = [unit.id, ...draft.others.map((other) => other.id)];
      if (draft.into === 'existing')
        return draft.target
          ? {
              plan: {
                kind: 'merge',
                sources: sources.filter((id) => id !== draft.target?.id),
                intoId: draft.target.id,
              },
            }
          : { missing: 'target' };
      if (draft.others.length === 0) return { missing: 'others' };
      return draft.name.trim()
        ? { plan: { kind: 'merge', sources, result: fresh(newId, draft.name, draft.unitKind, parentId) } }
        : { missing: 'name' };
    }
    case 'split': {
      const named = draft.results.filter((result) => result.name.trim() !== '');
      if (named.length < 2) return { missing: 'results' };
      const ids = named.map((result) => result.id);
      return {
        plan: {
          kind: 'split',
          unitId: unit.id,
          placements: placements(ids),
          results: named.map((result) => ({
            ...fresh(result.id, result.name, unit.kind, parentId),
            share: result.share,
          })),
          ...(ids.includes(draft.recordsTo) ? { recordsTo: draft.recordsTo } : {}),
        },
      };
    }
    case 'transfer_villages': {
      if (!draft.target) return { missing: 'target' };
      const moving = placements([draft.target.id]);
      return moving.length > 0 ? { plan: { kind: 'transfer_villages', placements: moving } } : { missing: 'goes' };
    }
  }
}
