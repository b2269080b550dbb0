import type { FastifyInstance } from 'fastify';
import { sql } from 'kysely';
import { asOwner, inScope } from '../db/database.ts';
import { type Dispatched, dispatchAs } from '../http/dispatch.ts';
import type { Caller } from '../http/context.ts';
import { readBlob } from './blobs.ts';
import type { Command, Doc, Theirs } from './contract.ts';
import { OLDEST_SCHEMA, SCHEMA } from './contract.ts';
import { type Delivery, deliveriesOf, type Settled } from './deliveries.ts';
import { docOf, scopeOfCopy } from './copy.ts';
import { deviceIdentity } from './identify.ts';
import { copyProvider, type FieldCommand, fieldCommand } from './registry.ts';
import { filled, outcomeOf, referencesIn, urlOf, versionAfter, versionBefore } from './rules.ts';
import type { FieldTree } from './tree.ts';

/** Whose device it is whose commands are carried out. */
export type Carrier = {
  app: FastifyInstance;
  tree: FieldTree;
  device: string;
  unitId: string;
  userId: string;
  today: string;
};

type Problem = { code?: string; details?: Record<string, unknown>; errors?: unknown; title?: string };
type Call = { url: string; payload: Record<string, unknown> };

const refused = (code: string, details: Record<string, unknown> = {}): Settled => ({
  outcome: 'refused',
  status: 0,
  code,
  details,
  versionAfter: null,
});

/**
 * Sends a command to its route in the name of the device's person.
 * @returns what became of it; undefined where it could not be carried out now and has to be tried again
 */
export async function carryOut(carrier: Carrier, command: Command): Promise<Settled | undefined> {
  if (command.schema > SCHEMA) return undefined; // a newer app than this server: after its update
  if (command.schema < OLDEST_SCHEMA) return refused('sync.schema-too-old', { oldest: OLDEST_SCHEMA });
  const spec = fieldCommand(command.type);
  if (!spec) return refused('sync.type-unknown', { type: command.type });

  const points = [...new Set([...referencesIn(command.params), ...referencesIn(command.payload)])];
  const before = [...(command.after === null ? [] : [command.after]), ...points];
  const earlier = await asOwner(carrier.app.platform.db, carrier.userId, (tx) =>
    deliveriesOf(tx, carrier.device, before),
  );
  const unknown = before.find((id) => !earlier.has(id));
  if (unknown !== undefined) return refused('sync.earlier-unknown', { command: unknown });
  const stuck = before.find((id) => earlier.get(id)?.outcome !== 'applied');
  if (stuck !== undefined)
    return { outcome: 'waiting', status: 0, code: 'sync.waits', waitsFor: stuck, versionAfter: null };

  const version = versionBefore(command.base, command.after === null ? undefined : earlier.get(command.after));
  if (spec.versioned && version === null) return refused('sync.version-missing');
  const call = callOf(spec, command, earlier, version);
  if (!call) return refused('sync.address-malformed');
  const answer = await dispatchToLiving(carrier, spec, command, call);
  return settledBy(carrier, spec, command, version, answer);
}

function callOf(
  spec: FieldCommand,
  command: Command,
  earlier: ReadonlyMap<string, Delivery>,
  version: number | null,
): Call | undefined {
  const of = <T>(value: T) =>
    filled(value, ({ $of, field }) => (earlier.get($of)?.result as Record<string, unknown> | null)?.[field]) as T;
  const params = of(command.params);
  const payload = { ...of(command.payload), ...(spec.versioned ? { version } : {}) };
  const url = urlOf(spec.url, params);
  return url === undefined ? undefined : { url, payload };
}

/**
 * After a merger the command goes to the unit that its own went into; what the successor's rules refuse (it was not there on the day)
 * is asked of the unit that the form named. A refusal leaves nothing behind, so the second asking is the first that counts.
 */
async function dispatchToLiving(
  carrier: Carrier,
  spec: FieldCommand,
  command: Command,
  call: Call,
): Promise<Dispatched> {
  const named = (spec.units ?? []).flatMap((key) => {
    const value = call.payload[key] ?? command.params[key];
    return typeof value === 'string' ? [value] : [];
  });
  const successors =
    named.length === 0
      ? new Map<string, string>()
      : await asOwner(carrier.app.platform.db, carrier.userId, (tx) =>
          carrier.tree.successorsOf(tx, named, carrier.today),
        );
  if (successors.size === 0) return dispatch(carrier, spec, command, call);
  const moved = {
    url: [...successors].reduce((url, [from, to]) => url.replace(from, to), call.url),
    payload: Object.fromEntries(
      Object.entries(call.payload).map(([key, value]) => [
        key,
        spec.units?.includes(key) && typeof value === 'string' ? (successors.get(value) ?? value) : value,
      ]),
    ),
  };
  const first = await dispatch(carrier, spec, command, moved);
  if (outcomeOf(first.status, codeOf(first)) !== 'refused' || codeOf(first) === 'request.key-reused') return first;
  const second = await dispatch(carrier, spec, command, call);
  return second.status < 300 ? second : first;
}

async function dispatch(
  { app, device, userId }: Carrier,
  spec: FieldCommand,
  command: Command,
  call: Call,
): Promise<Dispatched> {
  const request = { method: spec.method, url: `/api/v1${call.url}`, key: command.id };
  const identity = deviceIdentity(userId, device);
  if (!spec.file) {
    const payload = Buffer.from(JSON.stringify(call.payload));
    return dispatchAs(app, identity, { ...request, payload, contentType: 'application/json' });
  }
  const [sha256] = command.blobs;
  if (sha256 === undefined) return { status: 400, body: { code: 'sync.file-missing' } };
  const fields = spec.file.fields === 'about' ? { about: JSON.stringify(call.payload) } : call.payload;
  const bytes = await readBlob(app.platform.dataDir, device, sha256);
  // The boundary is the command's own, so that the same command is the same request.
  const boundary = `gandan-${command.id}`;
  return dispatchAs(app, identity, {
    ...request,
    payload: multipartOf(boundary, fields, { name: `${sha256}.${spec.file.extension}`, bytes }),
    contentType: `multipart/form-data; boundary=${boundary}`,
  });
}

function multipartOf(
  boundary: string,
  fields: Readonly<Record<string, unknown>>,
  file: { name: string; bytes: Buffer },
): Buffer {
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${boundary}\r\ncontent-disposition: form-data; name="${name.replaceAll(/[^A-Za-z0-9]/g, '')}"\r\n\r\n${String(value)}\r\n`,
  );
  return Buffer.concat([
    Buffer.from(
      `${parts.join('')}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file.name}"\r\ncontent-type: image/jpeg\r\n\r\n`,
    ),
    file.bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
}

const codeOf = ({ body }: Dispatched) => (body as Problem | null)?.code;

async function settledBy(
  carrier: Carrier,
  spec: FieldCommand,
  command: Command,
  version: number | null,
  answer: Dispatched,
): Promise<Settled | undefined> {
  const { status, body } = answer;
  const outcome = outcomeOf(status, codeOf(answer));
  if (outcome === undefined) return undefined;
  if (outcome !== 'applied') {
    const stored = await storedResult(carrier, command.id);
    if (stored && outcomeOf(stored.status, undefined) === 'applied')
      return settledBy(carrier, spec, command, version, stored);
  }
  if (outcome === 'applied') {
    const changed = { entity: command.entity, versioned: spec.versioned === true };
    return { outcome, status, result: body, versionAfter: versionAfter(changed, version, body) };
  }
  const problem = (body ?? {}) as Problem;
  const details = { ...problem.details, ...(problem.errors === undefined ? {} : { errors: problem.errors }) };
  const theirs = outcome === 'conflict' ? await whatStands(carrier, spec, command) : null;
  return { outcome, status, code: problem.code ?? 'request.malformed', details, theirs, versionAfter: null };
}

/**
 * The result of a command that was carried out just before the server died, and that the route would no longer take: its unit went
 * into another meanwhile, or its person lost the right. It stands all the same. The key was this command's and nobody else's.
 */
async function storedResult({ app, userId }: Carrier, key: string): Promise<Dispatched | undefined> {
  return asOwner(app.platform.db, userId, (tx) =>
    tx.maybeOne<Dispatched>(sql`select status, body from platform.command where user_id = ${userId} and key = ${key}`),
  );
}

/** Who wrote last, and the record as it stands now, as far as the device may see it. */
async function whatStands(carrier: Carrier, spec: FieldCommand, command: Command): Promise<Theirs> {
  const { app, tree, userId, unitId, today } = carrier;
  const { db } = app.platform;
  const last = await asOwner(db, userId, (tx) =>
    tx.maybeOne<{ by: string | null; at: string }>(sql`
      select c.display_name as "by", a.recorded_at as at from platform.audit a left join platform.account c on c.user_id = a.actor
      where a.entity = ${spec.entity} and a.entity_id = ${command.entity} order by a.id desc limit 1`),
  );
  return { by: last?.by ?? null, at: last?.at ?? null, doc: await standing() };

  async function standing(): Promise<Doc | null> {
    const provider = spec.kind === undefined ? undefined : copyProvider(spec.kind);
    if (!provider) return null;
    const place = await asOwner(db, userId, (tx) => tree.placeOf(tx, unitId, today));
    const { scope, caller } = await scopeOfCopy(app.platform, { userId, device: carrier.device }, place);
    if (provider.right && !caller.rights.includes(provider.right)) return null;
    const bodies = await inScope(db, scope, (tx) =>
      provider.read(tx, { place, caller: caller satisfies Caller, today }),
    );
    const wanted = spec.docParam === undefined ? command.entity : command.params[spec.docParam];
    const found = bodies.find(({ id }) => id === wanted);
    return found ? docOf(provider.kind, found) : null;
  }
}
