import type { Row, Snapshot } from './journal-rows.ts';
import { isUnsent, needsPerson } from './outbox.ts';
import type { Command } from './wire.ts';

/** Documents while a command is laid over them. */
export type Desk = {
  get<T>(kind: string, id: string): T | undefined;
  put(kind: string, id: string, body: object): void;
  list<T>(kind: string): T[];
};
/** What a command of one type does to the documents, before the server says the same. */
export type Effect = (desk: Desk, command: Command) => void;
export type Effects = Readonly<Record<string, Effect>>;

/** A part of a command's address, which the field app always knows itself. */
export function paramOf(params: Command['params'], name: string): string {
  const value = params[name];
  return typeof value === 'string' ? value : '';
}

/** Where something the person wrote stands: shown on the record itself. */
export type Mark = 'unsent' | 'asks';
/** The documents as the person left them: the copy with everything laid over it that the server has not shown yet. */
export type View = {
  get<T>(kind: string, id: string): T | undefined;
  list<T>(kind: string): readonly T[];
  /** Of an entity a command names. */
  mark(entity: string): Mark | undefined;
};

const views = new WeakMap<Snapshot, View>();

/** @returns the same view for the same snapshot */
export function viewOf(snapshot: Snapshot, effects: Effects): View {
  const known = views.get(snapshot);
  if (known) return known;
  const made = makeView(snapshot, effects);
  views.set(snapshot, made);
  return made;
}

function makeView(snapshot: Snapshot, effects: Effects): View {
  const kinds = new Map<string, Map<string, unknown>>();
  const ofKind = (kind: string) => {
    let docs = kinds.get(kind);
    if (!docs) kinds.set(kind, (docs = new Map<string, unknown>()));
    return docs;
  };
  for (const doc of snapshot.docs.values()) ofKind(doc.kind).set(doc.id, doc.body);
  const get = <T>(kind: string, id: string) => ofKind(kind).get(id) as T | undefined;
  const list = <T>(kind: string) => [...ofKind(kind).values()] as T[];
  const desk: Desk = { get, list, put: (kind, id, body) => void ofKind(kind).set(id, body) };
  for (const { command } of overlaid(snapshot)) effects[command.type]?.(desk, command);
  const marks = new Map<string, Mark>();
  for (const row of snapshot.rows) {
    if (needsPerson(row.state)) marks.set(row.command.entity, 'asks');
    else if (isUnsent(row.state) && !marks.has(row.command.entity)) marks.set(row.command.entity, 'unsent');
  }
  return { get, list, mark: (entity) => marks.get(entity) };
}

/** In their order: what the server has but the copy does not show, and what it does not have. What it refused is not laid over. */
function overlaid(snapshot: Snapshot): { command: Command; seq: number }[] {
  const done = snapshot.done.flatMap((one) => (one.command ? [{ command: one.command, seq: one.seq }] : []));
  return [...done, ...snapshot.rows.filter((row) => isUnsent(row.state))].sort((a, b) => a.seq - b.seq);
}

/** A command that asks, and what it stands for. */
export function asking(snapshot: Snapshot): readonly Row[] {
  return snapshot.rows.filter((row) => needsPerson(row.state));
}
