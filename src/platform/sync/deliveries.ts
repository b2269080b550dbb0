import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../db/tx.ts';
import type { Answer, Command, Outcome, Report, Theirs } from './contract.ts';

export type Delivery = {
  id: string;
  seq: number;
  outcome: Outcome;
  status: number;
  code: string | null;
  details: Record<string, unknown> | null;
  result: unknown;
  theirs: Theirs | null;
  waitsFor: string | null;
  versionAfter: number | null;
  contentHash: Buffer;
  decided: boolean;
};

/** What is stored of a command, beside what it is. */
export type Settled = Pick<Delivery, 'outcome' | 'status' | 'versionAfter'> &
  Partial<Pick<Delivery, 'code' | 'details' | 'result' | 'theirs' | 'waitsFor'>>;

const COLUMNS = sql`command_id as id, seq, outcome, status, code, details, result, theirs, waits_for as "waitsFor", version_after as "versionAfter",
  content_hash as "contentHash", decided_at is not null as decided`;

/** Deliveries of a device by their commands. */
export async function deliveriesOf(tx: Tx, device: string, ids: readonly string[]): Promise<Map<string, Delivery>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.many<Delivery>(sql`
    select ${COLUMNS} from platform.delivery where device_id = ${device} and command_id = any(${[...ids]}::uuid[])`);
  return new Map(rows.map((row) => [row.id, row]));
}

/** What makes a command the same command. */
export function contentHash(command: Command): Buffer {
  const { type, entity, base, after, params, payload, blobs } = command;
  return createHash('sha256')
    .update(JSON.stringify([type, entity, base, after, params, payload, blobs]))
    .digest();
}

/** The answer that a device gets, the first time and every other. */
export function answerOf(delivery: Omit<Delivery, 'contentHash' | 'versionAfter'>): Answer {
  return {
    id: delivery.id,
    seq: delivery.seq,
    outcome: delivery.outcome,
    status: delivery.status,
    decided: delivery.decided,
    ...(delivery.code === null ? {} : { code: delivery.code }),
    ...(delivery.details === null ? {} : { details: delivery.details }),
    ...(delivery.outcome === 'applied' ? { result: delivery.result } : {}),
    ...(delivery.theirs === null ? {} : { theirs: delivery.theirs }),
    ...(delivery.waitsFor === null ? {} : { waitsFor: delivery.waitsFor }),
  };
}

/**
 * Stores what became of a command and steps forward, in one. What was typed is kept where it was not applied.
 * @throws RuleBroken `sync.out-of-order` when it is not the awaited one
 */
export async function keepDelivery(
  tx: Tx,
  device: string,
  command: Command,
  settled: Settled,
  takenBy: string | null,
): Promise<Answer> {
  const { outcome, status, versionAfter } = settled;
  const json = (value: unknown) => (value === undefined || value === null ? null : JSON.stringify(value));
  const content =
    outcome === 'applied'
      ? null
      : {
          base: command.base,
          after: command.after,
          params: command.params,
          payload: command.payload,
          blobs: command.blobs,
        };
  await tx.run(sql`
    insert into platform.delivery (device_id, command_id, seq, type, entity, outcome, status, code, details, result, theirs, waits_for, version_after,
      content, content_hash, made_at, taken_by)
    values (${device}, ${command.id}, ${command.seq}, ${command.type}, ${command.entity}, ${outcome}, ${status}, ${settled.code ?? null},
      ${json(settled.details)}::jsonb, ${json(settled.result)}::jsonb, ${json(settled.theirs)}::jsonb, ${settled.waitsFor ?? null}, ${versionAfter},
      ${json(content)}::jsonb, ${contentHash(command)}, ${command.madeAt}, ${takenBy})`);
  return answerOf({
    id: command.id,
    seq: command.seq,
    outcome,
    status,
    code: settled.code ?? null,
    details: settled.details ?? null,
    result: settled.result ?? null,
    theirs: settled.theirs ?? null,
    waitsFor: settled.waitsFor ?? null,
    decided: false,
  });
}

/** Notes what a device said of itself. */
export async function keepReport(tx: Tx, device: string, report: Report | undefined): Promise<void> {
  if (report === undefined) return;
  await tx.run(sql`
    update platform.device_state set unsent = ${report.unsent}, oldest_at = ${report.oldestAt}, app = ${report.app}, reported_at = now()
    where device_id = ${device}`);
}
