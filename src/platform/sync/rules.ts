import type { Answer, Outcome, Reference } from './contract.ts';
import { DEVICE_DAYS } from './contract.ts';

/** What the order of a device says of a command that is not known yet. @see STACK.md, Offline */
export function inOrder(command: { seq: number }, nextSeq: number): boolean {
  return command.seq === nextSeq;
}

/** Codes by which the routes say that the record moved on since the form was opened. */
const MOVED_ON = /\.changed-meanwhile$/;

/** What became of a command, by what its route answered; undefined where it is to be tried again. */
export function outcomeOf(status: number, code: string | undefined): Outcome | undefined {
  if (status >= 200 && status < 300) return 'applied';
  if (status >= 500 || status === 429 || status === 408) return undefined;
  return code !== undefined && MOVED_ON.test(code) ? 'conflict' : 'refused';
}

/** A command that failed so often, for so long, is put aside as refused: an outbox never hangs. */
export const FAILURES = 8;
export const FAILING_MS = 3_600_000;
export function givenUp(failing: { times: number; sinceMs: number }, nowMs: number): boolean {
  return failing.times >= FAILURES && nowMs - failing.sinceMs >= FAILING_MS;
}

/** The version that a command is checked against: that after the earlier command of the device, else the one the form saw. */
export function versionBefore(base: number | null, after: { versionAfter: number | null } | undefined): number | null {
  return after === undefined ? base : after.versionAfter;
}

/**
 * The version of the record after an applied command. A versioned route has checked that nobody wrote in between, so its answer
 * counts. Any other may have written over a change of somebody else: the next command must notice, so one is added to what
 * this device knew.
 */
export function versionAfter(
  command: { entity: string; versioned: boolean },
  before: number | null,
  result: unknown,
): number | null {
  const answered = result as { id?: unknown; version?: unknown } | null;
  const version =
    answered !== null &&
    typeof answered === 'object' &&
    answered.id === command.entity &&
    typeof answered.version === 'number'
      ? answered.version
      : null;
  if (version === null) return before;
  return command.versioned || before === null ? version : before + 1;
}

export function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && '$of' in value && typeof (value as Reference).$of === 'string';
}

/** Commands that params and payload point to. */
export function referencesIn(value: unknown): string[] {
  if (isReference(value)) return [value.$of];
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(referencesIn) : [];
}

/** The same with every reference replaced by what `valueOf` knows of it. */
export function filled(value: unknown, valueOf: (reference: Reference) => unknown): unknown {
  if (isReference(value)) return valueOf(value);
  if (Array.isArray(value)) return value.map((one) => filled(one, valueOf));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, valueOf)]));
}

/** Addresses take nothing but identities and codes; a slash would be another route. */
const PARAM = /^[A-Za-z0-9._-]{1,100}$/;

/** The address of a command; undefined where a param is missing or malformed. */
export function urlOf(template: string, params: Readonly<Record<string, unknown>>): string | undefined {
  let whole = true;
  const url = template.replaceAll(/:([a-zA-Z]+)/g, (_all, name: string) => {
    const value = params[name];
    if (typeof value !== 'string' || !PARAM.test(value) || /^\.+$/.test(value)) whole = false;
    return String(value);
  });
  return whole ? url : undefined;
}

/** A device that was not heard for thirty days has to be registered anew. @see DOMAIN.md 8.4 */
export function isExpired(lastContactAt: string | null, nowMs: number): boolean {
  return lastContactAt !== null && nowMs - Date.parse(lastContactAt) > DEVICE_DAYS * 86_400_000;
}

/** Whether a decision may be recorded, as the code of its refusal. */
export function decisionRefused(
  delivery: { outcome: Outcome; choice: string | null; replacement: string | null } | undefined,
  decision: { choice: string; replacement: string | null },
): string | undefined {
  if (delivery === undefined) return 'sync.command-unknown';
  if (delivery.outcome === 'applied') return 'sync.nothing-to-decide';
  const again = delivery.choice === decision.choice && delivery.replacement === decision.replacement;
  if (delivery.choice !== null && !again) return 'sync.decided-already';
  const needs = decision.choice === 'mine' || decision.choice === 'edited';
  if (needs !== (decision.replacement !== null)) return 'sync.replacement-missing';
  return undefined;
}

/** How many of each outcome, for the answer to a file. */
export function countOutcomes(answers: readonly Pick<Answer, 'outcome'>[]): Record<Outcome, number> {
  const counts: Record<Outcome, number> = { applied: 0, refused: 0, conflict: 0, waiting: 0 };
  for (const { outcome } of answers) counts[outcome] += 1;
  return counts;
}

export type Held = { version: string | null; pull: number };
export type Fresh = { kind: string; id: string; version: string; size: number };

/** Version of a document of which it is not known whether the device has it: no digest is equal to it. */
export const IN_DOUBT = '?';

/**
 * What a pull has to send so that the device holds exactly `now` of the kinds that were read. `held` is what it may hold; only what
 * came with a pull up to `acknowledged` is certain. What is in doubt and does not fit into this answer stays in doubt: the device will
 * show that it heard this answer, not that it heard an earlier one.
 * @param mostBytes what one answer may carry; at least one document goes
 */
export function difference(
  now: readonly Fresh[],
  held: ReadonlyMap<string, Held>,
  kinds: ReadonlySet<string>,
  acknowledged: number,
  mostBytes: number,
): { send: Fresh[]; gone: Key[]; doubtful: Key[]; more: boolean } {
  const present = new Set(now.map(keyOf));
  const send: Fresh[] = [];
  let bytes = 0;
  let more = false;
  for (const doc of now) {
    const known = held.get(keyOf(doc));
    if (known?.version === doc.version && known.pull <= acknowledged) continue;
    more = send.length > 0 && bytes + doc.size > mostBytes;
    if (more) break;
    send.push(doc);
    bytes += doc.size;
  }
  const sent = new Set(send.map(keyOf));
  const gone: Key[] = [];
  const doubtful: Key[] = [];
  for (const [key, { version, pull }] of held) {
    const [kind, id] = splitKey(key);
    const unsure = pull > acknowledged;
    if (kinds.has(kind) && !present.has(key)) {
      if (version !== null || unsure) gone.push({ kind, id });
    } else if (unsure && !sent.has(key)) doubtful.push({ kind, id });
  }
  return { send, gone, doubtful, more };
}

type Key = { kind: string; id: string };
export const keyOf = ({ kind, id }: Key): string => `${kind} ${id}`;
export function splitKey(key: string): [kind: string, id: string] {
  const at = key.indexOf(' ');
  return [key.slice(0, at), key.slice(at + 1)];
}
