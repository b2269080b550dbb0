/** Members and what moved the roll, as rows of the register. */
import { letterOf } from './plan/papers.ts';
import type { SamplePlan } from './plan/sample-plan.ts';
import type { Key, PlanState } from './plan/types.ts';

export type Row = Record<string, string | number | boolean | null | undefined>;
type Ids = { person: (key: Key) => string; unit: (key: Key) => string; event: (key: Key) => string };
type Label = (unit: Key) => number;

/** One row a member: both joining dates, and the state and cell of the current or the last period. */
export function memberRows(plan: SamplePlan, id: Ids, label: Label): Row[] {
  const last = new Map(plan.states.map((state) => [state.person, state]));
  const left = new Map(plan.exits.map((exit) => [exit.person, exit]));
  const again = joinedAgain(plan);
  return plan.members.map((planned) => {
    const member = { ...planned, ...again.get(planned.person) };
    const state = last.get(member.person);
    if (!state) throw new Error(`${member.person} was never on the roll`);
    return {
      id: id.person(member.person),
      card_number: member.cardNumber,
      decision_on: member.decision.on,
      decision_precision: member.decision.precision,
      ceremony_on: member.ceremony.on,
      ceremony_precision: member.ceremony.precision,
      recognised_on: member.recognition?.on ?? null,
      recognised_precision: member.recognition?.precision ?? null,
      education: member.education,
      theory_level: member.theory,
      occupation: member.occupation,
      state: state.to === null ? state.state : (left.get(member.person)?.cause ?? state.state),
      cell_id: id.unit(state.cell),
      label: label(state.cell),
    };
  });
}

/** Whoever is taken back has the ceremony of that, and is recognised anew; party age goes on from the first decision. */
function joinedAgain(plan: SamplePlan): Map<Key, Pick<SamplePlan['members'][number], 'ceremony' | 'recognition'>> {
  return new Map(
    plan.readmissions.map(({ person, ceremonyOn }) => {
      const recognised = plan.states.find(
        (state) => state.person === person && state.state === 'official' && state.from.on > ceremonyOn,
      );
      return [
        person,
        { ceremony: { on: ceremonyOn, precision: 'day' as const }, recognition: recognised?.from ?? null },
      ];
    }),
  );
}

/** The time outside of whoever was taken back: from leaving to the new decision. */
export function outsideRows(plan: SamplePlan, id: Pick<Ids, 'person'>, label: (person: Key) => number): Row[] {
  return plan.readmissions.map(({ person, decidedOn }) => {
    const left = plan.exits.find((exit) => exit.person === person);
    return {
      member_id: id.person(person),
      from: left?.on ?? decidedOn,
      to: decidedOn,
      reason: left?.cause ?? 'withdrawn',
      label: label(person),
    };
  });
}

/** Transfers with their two sides, and every event that moved the roll, once per cell concerned. */
export function eventRows(
  plan: SamplePlan,
  papers: readonly (string | null)[],
  id: Ids,
  label: Label,
  transferId: (person: Key, n: number) => string,
): { transfers: Row[]; events: Row[] } {
  const events: Row[] = [];
  const add = (about: { person: Key; kind: string; on: string; cell: Key }, more: Row = {}) =>
    events.push({
      member_id: id.person(about.person),
      kind: about.kind,
      on_date: about.on,
      on_precision: 'day',
      cell_id: id.unit(about.cell),
      counterpart_cell_id: null,
      outside: null,
      late: false,
      reorganisation: null,
      label: label(about.cell),
      basis: null,
      transfer_id: null,
      ...more,
    });
  const late = new Set(
    plan.members.filter((member) => member.recognitionDecidedOn !== null).map((member) => member.person),
  );
  const before = new Map<Key, PlanState>();
  for (const [index, state] of plan.states.entries()) {
    const basis = papers[index] ?? null;
    const previous = before.get(state.person);
    const at = { person: state.person, on: state.from.on, cell: state.cell };
    const precision = { on_precision: state.from.precision };
    if (state.cause === 'admission') add({ ...at, kind: 'admitted' }, { ...precision, basis });
    if (state.cause === 'readmission') add({ ...at, kind: 'readmitted' }, { ...precision, basis });
    if (state.cause === 'state_change' && state.state === 'official' && previous?.state === 'probationary') {
      add({ ...at, kind: 'recognised' }, { ...precision, basis, late: late.has(state.person) });
    }
    before.set(state.person, state);
  }
  for (const exit of plan.exits) {
    if (exit.cause !== 'transfer_out')
      add({ person: exit.person, kind: exit.cause, on: exit.on, cell: exit.cell }, { basis: exit.document });
  }
  const transfers: Row[] = [];
  const acts = new Map(plan.events.map((event) => [event.key, event.document]));
  plan.transfers.forEach((transfer, n) => {
    const { person, fromCell, toCell, completedOn } = transfer;
    const outside = transfer.fromOutside ?? transfer.toOutside;
    const own = transfer.kind === 'reorganisation' ? null : transferId(person, n);
    const home = fromCell ?? toCell;
    if (!home) throw new Error(`a transfer of ${person} has no side in the register`);
    if (own) {
      transfers.push({
        id: own,
        member_id: id.person(person),
        kind: transfer.kind,
        from_cell_id: fromCell ? id.unit(fromCell) : null,
        to_cell_id: toCell ? id.unit(toCell) : null,
        outside,
        letter: letterOf(n),
        state: completedOn ? 'accepted' : 'referred',
        referred_on: transfer.letterOn,
        accepted_on: completedOn,
        from_label: label(fromCell ?? home),
        to_label: label(toCell ?? home),
      });
    }
    if (!completedOn) return;
    const basis = own ? letterOf(n) : (acts.get(transfer.event ?? '') ?? null);
    const more = { basis, transfer_id: own, reorganisation: transfer.event ? id.event(transfer.event) : null, outside };
    if (fromCell)
      add(
        { person, kind: 'transferred_out', on: completedOn, cell: fromCell },
        { ...more, counterpart_cell_id: toCell ? id.unit(toCell) : null },
      );
    if (toCell)
      add(
        { person, kind: 'transferred_in', on: completedOn, cell: toCell },
        { ...more, counterpart_cell_id: fromCell ? id.unit(fromCell) : null },
      );
  });
  return { transfers, events };
}
