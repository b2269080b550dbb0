import { sql } from 'kysely';
import { asOwner } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { isMarkedClassified } from '#platform/files/classified.ts';
import { forgetFile, pathOf } from '#platform/files/files.ts';
import type { Platform } from '#platform/http/context.ts';
import { enqueue, type Task } from '#platform/jobs/jobs.ts';
import { readWords, WORD_LIMITS, type WordLimits, type WordsRead } from '#platform/words/words.ts';
import { MOST_LETTERS, searchKey } from './text.ts';

const TASK = 'records.text';
/** Where the stamp of a paper stands. */
const HEAD = 5000;

/** Asks for the words of a kept file to be read. */
export async function askForText(tx: Tx, attachmentId: string): Promise<void> {
  await enqueue(tx, TASK, { attachmentId });
}

/** Asks again for files whose reading was lost, with a job that was stopped or with an installation that was moved. */
export async function askAgainForText(tx: Tx): Promise<void> {
  await tx.run(sql`
    select platform.enqueue_job(${TASK}, jsonb_build_object('attachmentId', a.id)) from records.attachment a
    where a.text_state = 'waiting' and a.file_id is not null and not exists (
      select 1 from platform.job j where j.state in ('waiting', 'running') and j.kind = ${TASK} and j.payload ->> 'attachmentId' = a.id::text)`);
}

type Kept = { name: string; mediaType: string; sha256: string };

/**
 * Reads the words of uploaded files for the search, after the request and in a program of its own. A file that turns out to carry a
 * mark of secrecy is taken away with its bytes (Law on Protection of State Secrets, 2018); its name, size and checksum stay, so that
 * whoever sent it learns what became of it.
 */
export function recordsTasks(
  { db, dataDir }: Pick<Platform, 'db' | 'dataDir'>,
  limits: WordLimits = WORD_LIMITS,
): Record<string, Task> {
  return {
    [TASK]: async (payload, run) => {
      const { attachmentId: id } = payload as { attachmentId: string };
      const kept = await asOwner(db, run.createdBy, (tx) =>
        tx.maybeOne<Kept>(sql`
          select name, media_type as "mediaType", sha256 from records.attachment
          where id = ${id} and file_id is not null and text_state in ('waiting', 'none')`),
      );
      if (!kept) return { state: 'gone' };
      let head = '';
      const keys: string[] = [];
      let room = MOST_LETTERS;
      const read = await readWords(
        { path: pathOf(dataDir, kept.sha256), mediaType: kept.mediaType },
        {
          limits,
          signal: run.signal,
          hear: (text, page, pages) => {
            if (head.length < HEAD) head += `${text}\n`;
            const key = searchKey(text).slice(0, Math.max(0, room));
            room -= key.length;
            if (key !== '') keys.push(key);
            if (page !== null && pages !== null) void run.progress(page, pages).catch(() => undefined);
          },
        },
      );
      const isMarked = isMarkedClassified({ name: kept.name, text: head });
      await asOwner(db, run.createdBy, (tx) =>
        isMarked ? takeAway(tx, dataDir, id) : settle(tx, id, read, keys.join(' ')),
      );
      return { state: isMarked ? 'classified' : read.state, pages: read.pages, pagesRead: read.pagesRead };
    },
  };
}

/** Writes what was read; a file that was destroyed meanwhile keeps nothing. */
async function settle(tx: Tx, id: string, read: WordsRead, key: string): Promise<void> {
  const row = await tx.maybeOne<{ documentId: string; label: number }>(sql`
    update records.attachment set text_state = ${read.state}, pages = ${read.pages}, pages_read = ${read.pagesRead}
    where id = ${id} and file_id is not null returning document_id as "documentId", label`);
  if (!row || key === '') return;
  await tx.run(sql`
    insert into records.attachment_text (attachment_id, document_id, search_key, label)
    values (${id}, ${row.documentId}, ${key}, ${row.label})
    on conflict (attachment_id) do update set search_key = excluded.search_key`);
}

async function takeAway(tx: Tx, dataDir: string, id: string): Promise<void> {
  const row = await tx.maybeOne<{ fileId: string }>(
    sql`select file_id as "fileId" from records.attachment where id = ${id} and file_id is not null for update`,
  );
  if (!row) return;
  await tx.run(sql`delete from records.attachment_text where attachment_id = ${id}`);
  await tx.run(sql`update records.attachment set file_id = null, text_state = 'classified' where id = ${id}`);
  await forgetFile(tx, dataDir, row.fileId);
}
