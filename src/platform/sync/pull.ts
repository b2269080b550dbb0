import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { logAccess } from '../audit/audit.ts';
import { asOwner, inScope } from '../db/database.ts';
import type { Tx } from '../db/tx.ts';
import type { Caller } from '../http/context.ts';
import type { Carrier } from './carry-out.ts';
import type { Doc, PullAnswer } from './contract.ts';
import { docOf, scopeOfCopy } from './copy.ts';
import { copyProviders, type FieldPlace } from './registry.ts';
import { difference, type Held, IN_DOUBT, keyOf } from './rules.ts';
import { turns } from './turns.ts';

/** What one answer carries at most, before it is compressed. */
export const PAGE_BYTES = 512 * 1024;
/** So many copies are read at once; the others wait, or 150 phones coming back would fill the memory. */
const inTurn = turns(6);

/**
 * Where a device stands: the database's incarnation, the change up to which it was read, the pull that it has, on which day and in which
 * scope; `+` while a copy is not whole.
 */
type Cursor = { incarnation: string; no: number; pull: number; day: string; scope: string; whole: boolean };

export function cursorText({ incarnation, no, pull, day, scope, whole }: Cursor): string {
  return `${incarnation}.${no}.${pull}.${day}.${scope}${whole ? '' : '+'}`;
}
export function readCursor(text: string | null): Cursor | undefined {
  const parts = /^([0-9a-f-]{36})\.(\d{1,15})\.(\d{1,9})\.(\d{4}-\d{2}-\d{2})\.([0-9a-f]{8})(\+?)$/.exec(text ?? '');
  if (!parts) return undefined;
  const [, incarnation = '', no, pull, day = '', scope = '', more] = parts;
  return { incarnation, no: Number(no), pull: Number(pull), day, scope, whole: more === '' };
}

type State = { incarnation: string; head: number; pull: number; fullPull: number };

/**
 * What a device has to change so that it holds exactly what its unit's copy is now. The change log says which kinds to read again (a
 * transaction that commits late gets a number behind every cursor given out), the digests which documents moved; what may not be read
 * any more is gone. A lost answer costs nothing: what was not acknowledged by a later cursor is sent again.
 */
export function pullCopy(carrier: Carrier, cursorGiven: string | null): Promise<PullAnswer> {
  return inTurn(carrier.device, () => pulled(carrier, readCursor(cursorGiven)));
}

async function pulled(carrier: Carrier, cursor: Cursor | undefined): Promise<PullAnswer> {
  const { app, device, userId, today, tree } = carrier;
  const { db } = app.platform;
  const { state, place } = await asOwner(db, userId, async (tx) => ({
    state: await stateOf(tx, device),
    place: await tree.placeOf(tx, carrier.unitId, today),
  }));
  const { scope, caller } = await scopeOfCopy(app.platform, { userId, device }, place);
  // Who may see more or less than before, or stands elsewhere, is read everything anew; so is everybody once a day.
  const mark = markOf({ place, ranges: scope.ranges, rights: scope.rights });
  const full = cursor === undefined || !belongs(cursor, state);
  const same = !full && cursor.whole && cursor.day === today && cursor.scope === mark;
  const { held, touched } = await asOwner(db, userId, async (tx) => ({
    held: full ? new Map<string, Held>() : await heldBy(tx, device),
    touched: same ? await touchedSince(tx, cursor.no, device, place) : ('all' as const),
  }));
  const acknowledged = full ? 0 : cursor.pull;
  const providers = copyProviders();
  const unsure = new Set([...held].filter(([, one]) => one.pull > acknowledged).map(([key]) => key.split(' ')[0]));
  const kinds = new Set(
    providers
      .filter(({ kind, entities }) => touched === 'all' || unsure.has(kind) || entities.some((one) => touched.has(one)))
      .map(({ kind }) => kind),
  );
  const docs =
    kinds.size === 0 ? [] : await inScope(db, scope, (tx) => readDocs(tx, { kinds, place, caller, today, device }));
  const known = new Set(providers.map(({ kind }) => kind));
  // A kind that this program does not know any more goes from the phone too.
  for (const key of held.keys()) {
    const kind = key.slice(0, key.indexOf(' '));
    if (!known.has(kind)) kinds.add(kind);
  }
  const sized = docs.map((doc) => ({ ...doc, size: JSON.stringify(doc.body).length + 100 }));
  const { send, gone, doubtful, more } = difference(sized, held, kinds, acknowledged, PAGE_BYTES);
  const nothing = send.length === 0 && gone.length === 0 && !full;
  const pull = nothing ? acknowledged : state.pull + 1;
  if (!nothing)
    await asOwner(db, userId, (tx) => keepSent(tx, device, { pull, acknowledged, full, send, gone, doubtful }));
  const bodies = new Map(docs.map((doc) => [keyOf(doc), doc]));
  const no = more ? (full ? 0 : cursor.no) : state.head;
  return {
    cursor: cursorText({ incarnation: state.incarnation, no, pull, day: today, scope: mark, whole: !more }),
    docs: send.flatMap((one) => bodies.get(keyOf(one)) ?? []),
    gone,
    full,
    more,
    today,
  };
}

const markOf = (what: object): string => createHash('sha256').update(JSON.stringify(what)).digest('hex').slice(0, 8);

/** A cursor of this database, of this copy, and not of a time to come. */
const belongs = (cursor: Cursor, state: State) =>
  cursor.incarnation === state.incarnation &&
  cursor.no <= state.head &&
  cursor.pull >= state.fullPull &&
  cursor.pull <= state.pull &&
  state.fullPull > 0;

/** Head of the change log first, the rows after it: whatever has a number up to it is seen by what is read now. */
function stateOf(tx: Tx, device: string): Promise<State> {
  return tx.one<State>(sql`
    select (select id from platform.incarnation) as incarnation, platform.change_head() as head, s.pull, s.full_pull as "fullPull"
    from platform.device_state s where s.device_id = ${device}`);
}

async function heldBy(tx: Tx, device: string): Promise<Map<string, Held>> {
  const rows = await tx.many<{ kind: string; id: string } & Held>(
    sql`select kind, doc_id as id, version, pull from platform.device_copy where device_id = ${device}`,
  );
  return new Map(rows.map(({ kind, id, version, pull }) => [keyOf({ kind, id }), { version, pull }]));
}

/**
 * Names of what changed since in the reach of a copy: rows of its scope, rows of no scope (tree, settings), whole imports, and rows
 * that the device may hold wherever they have gone.
 */
async function touchedSince(
  tx: Tx,
  no: number,
  device: string,
  place: { ranges: readonly { lo: number; hi: number }[]; villageIds: readonly string[] },
): Promise<ReadonlySet<string>> {
  const entities = [...new Set(copyProviders().flatMap((provider) => provider.entities))];
  const named = new Map(
    copyProviders().flatMap(({ byVillage }) => (byVillage ?? []).map((one) => [one.entity, one.column])),
  );
  const ofVillages = [...named].map(
    ([entity, column]) => sql`or (c.entity = ${entity} and exists (
      select from ${sql.table(entity)} t where t.id::text = c.entity_id and t.${sql.ref(column)} = any(${[...place.villageIds]}::uuid[])))`,
  );
  const rows = await tx.many<{ entity: string }>(sql`
    select distinct c.entity from platform.change c
    where c.no > ${no} and c.entity = any(${entities}::text[])
      and (c.label is null
        or exists (select from jsonb_to_recordset(${JSON.stringify(place.ranges)}::jsonb) r(lo int, hi int) where c.label >= r.lo and c.label < r.hi)
        or exists (select from platform.device_copy h where h.device_id = ${device} and h.doc_id = c.entity_id)
        ${sql.join(ofVillages, sql` `)})`);
  return new Set(rows.map(({ entity }) => entity));
}

async function readDocs(
  tx: Tx,
  given: { kinds: ReadonlySet<string>; place: FieldPlace; caller: Caller; today: string; device: string },
): Promise<Doc[]> {
  const docs: Doc[] = [];
  for (const provider of copyProviders()) {
    if (!given.kinds.has(provider.kind)) continue;
    if (provider.right && !given.caller.rights.includes(provider.right)) continue;
    for (const body of await provider.read(tx, given)) docs.push(docOf(provider.kind, body));
  }
  await logAccess(tx, { kind: 'list', subject: 'platform.device', subjectId: given.device, rows: docs.length });
  return docs;
}

/** What the device was told, to be certain once it comes with this pull's cursor or a later one. */
async function keepSent(
  tx: Tx,
  device: string,
  sent: {
    pull: number;
    acknowledged: number;
    full: boolean;
    send: readonly { kind: string; id: string; version: string }[];
    gone: readonly { kind: string; id: string }[];
    doubtful: readonly { kind: string; id: string }[];
  },
): Promise<void> {
  // What it was told to be gone, and has shown to have heard, needs no row any more.
  await tx.run(
    sql`delete from platform.device_copy where device_id = ${device} and version is null and pull <= ${sent.acknowledged}`,
  );
  if (sent.full) await tx.run(sql`delete from platform.device_copy where device_id = ${device}`);
  const rows = [
    ...sent.send.map(({ kind, id, version }) => ({ kind, id, version })),
    ...sent.gone.map((key) => ({ ...key, version: null })),
    ...sent.doubtful.map((key) => ({ ...key, version: IN_DOUBT })),
  ];
  await tx.run(sql`
    insert into platform.device_copy (device_id, kind, doc_id, version, pull)
    select ${device}, r.kind, r.id, r.version, ${sent.pull} from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(kind text, id text, version text)
    on conflict (device_id, kind, doc_id) do update set version = excluded.version, pull = excluded.pull`);
  await tx.run(sql`
    update platform.device_state set pull = ${sent.pull}, full_pull = case when ${sent.full} then ${sent.pull} else full_pull end
    where device_id = ${device}`);
}
