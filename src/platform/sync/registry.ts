import type { Tx } from '../db/tx.ts';
import type { Caller } from '../http/context.ts';
import type { Right } from '../rights.ts';

/** A write of the public API that a device may send: the same route as everybody's, no second way in. */
export type FieldCommand = {
  /** For example `meetings.attendance`. */
  type: string;
  method: 'POST' | 'PUT' | 'PATCH';
  /** Below `/api/v1`, for example `/meetings/:id/attendance`. */
  url: string;
  /** Name of the record in the change log, for example `meetings.meeting`: whose last writer a conflict names. */
  entity: string;
  /** Kind of the document of the copy that shows the record, where there is one. */
  kind?: string;
  /** The param that is its identity, where it is not the record's own. */
  docParam?: string;
  /** The body carries `version`, put in by the server. */
  versioned?: boolean;
  /** Params and fields of the body that name a unit: after a merger the command goes to the successor. */
  units?: readonly string[];
  /** The route takes a file: `about` sends the payload as JSON in that field, `fields` each of it as a field of its own. */
  file?: { fields: 'about' | 'fields'; extension: 'jpg' };
};

/** Where a device is at home today. */
export type FieldPlace = {
  /** The unit, or its successor after a merger. */
  unitId: string;
  /** A cell and the villages it serves, or a village and the cells that serve it. */
  cellIds: readonly string[];
  villageIds: readonly string[];
};

export type CopyReader = { place: FieldPlace; caller: Caller; today: string };
export type CopyBody = { id: string; body: Record<string, unknown> };

/** What of a room a device holds. Bodies must not depend on the day, or the copy would change by itself. */
export type CopyProvider = {
  kind: string;
  right?: Right;
  /** Names in the change log after whose changes the documents are read again. */
  entities: readonly string[];
  /** Among them those whose rows carry the label of another unit: by this column they name a village of the place. */
  byVillage?: readonly { entity: string; column: string }[];
  /** All of them, within the scope that the transaction has: a cell's are few. */
  read(tx: Tx, reader: CopyReader): Promise<CopyBody[]>;
};

const commands = new Map<string, FieldCommand>();
const providers = new Map<string, CopyProvider>();

/** A room tells once, when it is loaded, what of it works in the field. */
export function registerField(given: {
  commands?: readonly FieldCommand[];
  providers?: readonly CopyProvider[];
}): void {
  for (const command of given.commands ?? []) commands.set(command.type, command);
  for (const provider of given.providers ?? []) providers.set(provider.kind, provider);
}

export function fieldCommand(type: string): FieldCommand | undefined {
  return commands.get(type);
}
export function copyProviders(): readonly CopyProvider[] {
  return [...providers.values()];
}
export function copyProvider(kind: string): CopyProvider | undefined {
  return providers.get(kind);
}
