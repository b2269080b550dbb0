import { sql } from 'kysely';
import { logAccess } from '#platform/audit/audit.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { keepFile, type ReceivedFile } from '#platform/files/files.ts';
import type { ROLES_OF_FILES } from './contract.ts';
import type { About } from './reading.ts';
import type { ReadText } from './text.ts';
import { askForText } from './text-task.ts';
import { documentForWrite } from './writing.ts';

/** One scan of a bound volume; what is larger is sent in parts. */
export const ATTACHMENT_BYTES = 50 * 1024 * 1024;

/**
 * Keeps a file with its document. A stub of a classified paper takes none, and a closed file takes nothing more.
 * @throws NotFound; RuleBroken `document.classified`, `document.voided`, `dossier.not-open`
 */
export async function attach(
  tx: Tx,
  about: About,
  dataDir: string,
  id: string,
  given: { id: string; role: (typeof ROLES_OF_FILES)[number]; file: ReceivedFile; text: ReadText },
): Promise<{ id: string; textState: ReadText['state'] }> {
  const { file, text } = given;
  const document = await documentForWrite(tx, about, id);
  if (await tx.maybeOne(sql`select 1 from records.attachment where id = ${given.id}`))
    return { id: given.id, textState: text.state };
  if (document.secrecy !== 'none') throw new RuleBroken('document.classified');
  if (document.state === 'voided') throw new RuleBroken('document.voided');
  if (document.dossierId !== null) {
    const dossier = await tx.one<{ code: string; state: string }>(
      sql`select code, state from records.dossier where id = ${document.dossierId}`,
    );
    if (dossier.state !== 'open') throw new RuleBroken('dossier.not-open', dossier);
  }
  const kept = await keepFile(tx, dataDir, file, document.label);
  await tx.run(sql`
    insert into records.attachment (id, document_id, file_id, role, name, media_type, bytes, sha256, text_state, label)
    values (${given.id}, ${id}, ${kept.id}, ${given.role}, ${file.name}, ${file.mediaType}, ${file.bytes}, ${file.sha256}, ${text.state}, ${document.label})`);
  if (text.key !== null)
    await tx.run(sql`
      insert into records.attachment_text (attachment_id, document_id, search_key, label) values (${given.id}, ${id}, ${text.key}, ${document.label})`);
  if (text.state === 'waiting') await askForText(tx, given.id);
  return { id: given.id, textState: text.state };
}

export type OpenAttachment = { name: string; mediaType: string; bytes: number; sha256: string };

/**
 * The file of a document that the caller may read, its own or one that was sent to it; the look is logged.
 * @throws NotFound; RuleBroken `document.file-gone`, `document.file-classified`, `document.file-waiting` until it was looked through for a mark of secrecy
 */
export async function openAttachment(tx: Tx, id: string): Promise<OpenAttachment> {
  const found = await tx.one<OpenAttachment & { gone: boolean; textState: string; documentId: string }>(sql`
    select name, text_state as "textState", media_type as "mediaType", bytes, sha256, file_id is null as gone, document_id as "documentId" from records.attachment where id = ${id}`);
  if (found.textState === 'classified') throw new RuleBroken('document.file-classified', { name: found.name });
  if (found.gone) throw new RuleBroken('document.file-gone', { name: found.name });
  if (found.textState === 'waiting') throw new RuleBroken('document.file-waiting', { name: found.name });
  await logAccess(tx, { kind: 'open', subject: 'records.document', subjectId: found.documentId });
  return found;
}
