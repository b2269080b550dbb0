import type { Tx } from '#platform/db/tx.ts';

/** Records of one kind that hang on a closing unit. `open` ones need a successor, or the unit cannot close. */
export type Dependant = {
  kind: string;
  count: number;
  sample: { id: string; name: string }[];
  /** Still under way (a member on the roll, an open task): must go to a successor. Otherwise it just stays as history. */
  open: boolean;
};

/** How a room lets its records follow when units close. All run inside the transaction of the event. */
export type Dependants = {
  room: string;
  /** What hangs on each unit on that day, read only. */
  describe(tx: Tx, unitIds: readonly string[], on: string): Promise<(Dependant & { unitId: string })[]>;
  /** Moves what is open from one unit to another as of that day. */
  move(tx: Tx, step: { from: string; to: string; on: string; eventId: string }): Promise<void>;
  /** Undoes every `move` of the event. @throws RuleBroken when something newer stands on it */
  moveBack(tx: Tx, step: { eventId: string }): Promise<void>;
};

const rooms = new Map<string, Dependants>();
let nameSomebody: ((tx: Tx, person: { id: string; fullName: string; label: number }) => Promise<void>) | undefined;
let personNames: ((tx: Tx, ids: readonly string[]) => Promise<Map<string, string>>) | undefined;

/** A room calls this once, when it is loaded. */
export function registerDependants(dependants: Dependants): void {
  rooms.set(dependants.room, dependants);
}

export function allDependants(): readonly Dependants[] {
  return [...rooms.values()];
}

/** The room that keeps persons tells here how they are called, in the caller's scope. */
export function registerPersonNames(names: (tx: Tx, ids: readonly string[]) => Promise<Map<string, string>>): void {
  personNames = names;
}

/** The room that keeps persons tells here how somebody is entered by name alone, for the sake of a post. */
export function registerNaming(
  naming: (tx: Tx, person: { id: string; fullName: string; label: number }) => Promise<void>,
): void {
  nameSomebody = naming;
}

/** Enters somebody by name. An id that the register knows already stays as it is. */
export async function enterByName(tx: Tx, person: { id: string; fullName: string; label: number }): Promise<void> {
  await nameSomebody?.(tx, person);
}

export async function namesOfPersons(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  return personNames && ids.length > 0 ? personNames(tx, ids) : new Map();
}
