import { sql } from 'kysely';
import { logAccess } from '#platform/audit/audit.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Forbidden, RuleBroken } from '#platform/errors.ts';
import { keepFile, type ReceivedFile } from '#platform/files/files.ts';
import { type About, isInScope } from './shared.ts';

/** A few pictures or one paper: what goes to every cell of a province is no archive. */
export const FILE_BYTES = 20 * 1024 * 1024;
export const MOST_FILES = 10;

/** Puts a file with a bulletin that still runs. @throws NotFound; Forbidden `bulletin.not-sender`; RuleBroken `bulletin.ended`, `bulletin.files` `{ most }` */
export async function attachTo(
  tx: Tx,
  about: About,
  dataDir: string,
  bulletinId: string,
  given: { id: string; file: ReceivedFile },
): Promise<{ id: string }> {
  const bulletin = await tx.one<{ label: number; endedOn: string | null; files: number }>(sql`
    select label, ended_on as "endedOn", (select count(*) from channel.attachment f where f.bulletin_id = b.id) as files from channel.bulletin b where id = ${bulletinId}`);
  if (!isInScope(about.caller, bulletin.label)) throw new Forbidden('bulletin.not-sender');
  if (await tx.maybeOne(sql`select 1 from channel.attachment where id = ${given.id}`)) return { id: given.id };
  if (bulletin.endedOn !== null) throw new RuleBroken('bulletin.ended', { endedOn: bulletin.endedOn });
  if (bulletin.files >= MOST_FILES) throw new RuleBroken('bulletin.files', { most: MOST_FILES });
  const kept = await keepFile(tx, dataDir, given.file, bulletin.label);
  await tx.run(sql`
    insert into channel.attachment (id, bulletin_id, file_id, name, media_type, bytes, sha256, label)
    values (${given.id}, ${bulletinId}, ${kept.id}, ${kept.name}, ${kept.mediaType}, ${kept.bytes}, ${kept.sha256}, ${bulletin.label})`);
  return { id: given.id };
}

/** A file of something that the caller may read; the look is logged. @throws NotFound */
export async function openFile(
  tx: Tx,
  id: string,
): Promise<{ name: string; mediaType: string; bytes: number; sha256: string }> {
  const found = await tx.one<{ name: string; mediaType: string; bytes: number; sha256: string }>(
    sql`select name, media_type as "mediaType", bytes, sha256 from channel.attachment where id = ${id}`,
  );
  await logAccess(tx, { kind: 'open', subject: 'channel.attachment', subjectId: id });
  return found;
}
