import { sql } from 'kysely';
import { z } from 'zod';
import { asOwner } from '../db/database.ts';
import { RuleBroken } from '../errors.ts';
import { Id } from '../shapes.ts';
import { missingBlobs } from './blobs.ts';
import { type Carrier, carryOut } from './carry-out.ts';
import { type Answer, Command, type PushAnswer, type Stop } from './contract.ts';
import { answerOf, contentHash, deliveriesOf, type Delivery, keepDelivery, type Settled } from './deliveries.ts';
import { givenUp, inOrder } from './rules.ts';
import { turns } from './turns.ts';

/** A command of which at least the place in the order can be read. What else is wrong with it is its own refusal. */
export const AnyCommand = z.looseObject({ id: Id, seq: z.int().min(1) });
export type AnyCommand = z.infer<typeof AnyCommand>;

/**
 * Of one device at a time, and of few devices at once: each command takes connections of its own while its device waits, so that
 * many phones coming back at once queue here and not at the database.
 */
const inTurn = turns(4);
const LOCK = 482_103;

/**
 * Takes commands of one device in, strictly in their order: a known one gets its stored answer, the awaited one is carried out and
 * stored, anything else stops the push.
 * @param takenBy who brought them in a file, where the device did not send them itself
 */
export function pushCommands(
  carrier: Carrier,
  commands: readonly AnyCommand[],
  takenBy: string | null = null,
): Promise<PushAnswer> {
  return inTurn(carrier.device, () => locked(carrier, () => inSequence(carrier, commands, takenBy)));
}

/** Another server process on the same database waits too. The lock is of the connection, so a crash frees it. */
async function locked<T>({ app, device }: Carrier, work: () => Promise<T>): Promise<T> {
  const client = await app.platform.db.ownerPool.connect();
  try {
    await client.query('select pg_advisory_lock($1, hashtext($2))', [LOCK, device]);
    return await work();
  } finally {
    // A connection that cannot give the lock back is closed, which gives it back.
    await client.query('select pg_advisory_unlock($1, hashtext($2))', [LOCK, device]).then(
      () => client.release(),
      (error: unknown) => client.release(error instanceof Error ? error : true),
    );
  }
}

async function inSequence(
  carrier: Carrier,
  commands: readonly AnyCommand[],
  takenBy: string | null,
): Promise<PushAnswer> {
  const { app, device, userId } = carrier;
  const { db } = app.platform;
  const { known, state } = await asOwner(db, userId, async (tx) => ({
    known: await deliveriesOf(
      tx,
      device,
      commands.map(({ id }) => id),
    ),
    state: await tx.one<{ nextSeq: number }>(
      sql`select next_seq as "nextSeq" from platform.device_state where device_id = ${device}`,
    ),
  }));
  let { nextSeq } = state;
  const answers: Answer[] = [];
  const fresh = new Map<string, Answer>();
  const stop = (reason: Stop['reason'], id: string, missing?: string[]): PushAnswer => ({
    answers,
    nextSeq,
    stopped: { reason, id, ...(missing ? { missing } : {}) },
  });

  for (const given of commands) {
    const stored = known.get(given.id);
    const answered = stored ? storedAnswer(stored, given) : fresh.get(given.id);
    if (answered) {
      answers.push(answered);
      continue;
    }
    if (!inOrder(given, nextSeq)) return stop('seq', given.id);
    const command = Command.safeParse(given);
    const wrong = !command.success || command.data.device !== device;
    if (!wrong) {
      const missing = await missingBlobs(app.platform.dataDir, device, command.data.blobs);
      if (missing.length > 0) return stop('blob', given.id, missing);
    }
    const settled = wrong ? malformed(command.error) : await carryOut(carrier, command.data);
    const kept = settled ?? (await putAside(carrier, given.id));
    if (!kept) return stop('failed', given.id);
    const answer = await asOwner(db, userId, (tx) =>
      keepDelivery(tx, device, wrong ? bare(given, device) : command.data, kept, takenBy),
    );
    nextSeq += 1;
    fresh.set(given.id, answer);
    answers.push(answer);
  }
  return { answers, nextSeq };
}

/** The answer of before; another content under a known id is refused, and what was stored stays. */
function storedAnswer(stored: Delivery, given: AnyCommand): Answer {
  const command = Command.safeParse(given);
  const same = !command.success || stored.contentHash.equals(contentHash(command.data));
  const answer = answerOf(stored);
  return same ? answer : { ...answer, outcome: 'refused', status: 409, code: 'request.key-reused', result: undefined };
}

function malformed(error: z.ZodError | undefined): Settled {
  const fields = (error?.issues ?? []).map(({ path }) => path.join('.'));
  return { outcome: 'refused', status: 400, code: 'sync.command-malformed', details: { fields }, versionAfter: null };
}

/** What can be stored of a command that is none. */
function bare(given: AnyCommand, device: string): Command {
  const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value.slice(0, 80) : otherwise);
  const entity = Id.safeParse(given['entity']);
  const madeAt = z.iso.datetime({ offset: true }).safeParse(given['madeAt']);
  return {
    id: given.id,
    device,
    seq: given.seq,
    schema: 1,
    type: text(given['type'], '?'),
    entity: entity.success ? entity.data : given.id,
    base: null,
    after: null,
    params: {},
    payload: { given },
    blobs: [],
    madeAt: madeAt.success ? madeAt.data : new Date(0).toISOString(),
  };
}

/** Counts a failure of ours; after many over a long time the command is put aside, so that those behind it are heard. */
async function putAside({ app, device, userId }: Carrier, id: string): Promise<Settled | undefined> {
  const now = app.platform.clock();
  const failing = await asOwner(app.platform.db, userId, (tx) =>
    tx.one<{ times: number; since: string }>(sql`
      update platform.device_state set
        failing_times = case when failing_id = ${id}::uuid then failing_times + 1 else 1 end,
        failing_since = case when failing_id = ${id}::uuid then failing_since else ${now.toISOString()}::timestamptz end,
        failing_id = ${id}::uuid
      where device_id = ${device} returning failing_times as times, failing_since as since`),
  );
  if (!givenUp({ times: failing.times, sinceMs: Date.parse(failing.since) }, now.getTime())) return undefined;
  return {
    outcome: 'refused',
    status: 500,
    code: 'sync.failed',
    details: { times: failing.times },
    versionAfter: null,
  };
}

/** The device as its commands need it. @throws RuleBroken `device.withdrawn` */
export async function carrierOf(
  given: Pick<Carrier, 'app' | 'tree' | 'today'>,
  device: string,
): Promise<Carrier & { name: string }> {
  const row = await asOwner(given.app.platform.db, 'device', (tx) =>
    tx.one<{ userId: string; unitId: string; name: string; gone: boolean }>(sql`
      select d.user_id as "userId", d.unit_id as "unitId", d.name, d.withdrawn_at is not null or a.disabled_at is not null as gone
      from platform.device d join platform.account a on a.user_id = d.user_id where d.id = ${device}`),
  );
  if (row.gone) throw new RuleBroken('device.withdrawn');
  return { ...given, device, userId: row.userId, unitId: row.unitId, name: row.name };
}
