import { createReadStream } from 'node:fs';
import type { FastifyReply } from 'fastify';
import { type RawBuilder, sql } from 'kysely';
import { logAccess } from '#platform/audit/audit.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Forbidden, RuleBroken } from '#platform/errors.ts';
import { keepFile, pathOf, type ReceivedFile } from '#platform/files/files.ts';
import type { BulletinPage, NewsPage } from './contract.ts';
import { assertNewsChange, assertRuns } from './rules.ts';
import { type About, isInScope } from './shared.ts';

/** A few pictures or one paper: what goes to every cell of a province is no archive. */
export const FILE_BYTES = 20 * 1024 * 1024;
export const MOST_FILES = 10;

/** What a file may go with. */
export type Carrier = 'bulletin' | 'news';
type Given = { id: string; file: ReceivedFile };

/** Files of a bulletin or of news, in the order in which they came. */
export const filesOf = (tx: Tx, which: RawBuilder<unknown>): Promise<BulletinPage['attachments']> =>
  tx.many<BulletinPage['attachments'][number]>(
    sql`select f.id, f.name, f.media_type as "mediaType", f.bytes from channel.attachment f where ${which} order by f.recorded_at, f.id`,
  );

/** Puts a file with a bulletin that still runs. @throws NotFound; Forbidden `bulletin.not-sender`; RuleBroken `bulletin.ended`, `bulletin.files` `{ most }` */
export async function attachToBulletin(tx: Tx, about: About, dataDir: string, id: string, given: Given) {
  const bulletin = await tx.one<{ label: number; endedOn: string | null }>(
    sql`select label, ended_on as "endedOn" from channel.bulletin where id = ${id}`,
  );
  if (!isInScope(about.caller, bulletin.label)) throw new Forbidden('bulletin.not-sender');
  return attach(tx, dataDir, { carrier: 'bulletin', id, label: bulletin.label }, given, () => assertRuns(bulletin));
}

/** Puts a file with news that is a draft. @throws NotFound; Forbidden `news.not-writer`; RuleBroken `news.published`, `news.files` `{ most }` */
export async function attachToNews(tx: Tx, about: About, dataDir: string, id: string, given: Given) {
  const news = await tx.one<{ label: number; state: NewsPage['state'] }>(
    sql`select label, state from channel.news where id = ${id}`,
  );
  if (!isInScope(about.caller, news.label)) throw new Forbidden('news.not-writer');
  return attach(tx, dataDir, { carrier: 'news', id, label: news.label }, given, () =>
    assertNewsChange(news.state, ['files']),
  );
}

async function attach(
  tx: Tx,
  dataDir: string,
  to: { carrier: Carrier; id: string; label: number },
  given: Given,
  assertOpen: () => void,
): Promise<{ id: string }> {
  if (await tx.maybeOne(sql`select 1 from channel.attachment where id = ${given.id}`)) return { id: given.id };
  assertOpen();
  const carrier = sql.ref(`${to.carrier}_id`);
  const { files } = await tx.one<{ files: number }>(
    sql`select count(*) as files from channel.attachment where ${carrier} = ${to.id}`,
  );
  if (files >= MOST_FILES)
    throw new RuleBroken(to.carrier === 'bulletin' ? 'bulletin.files' : 'news.files', { most: MOST_FILES });
  const kept = await keepFile(tx, dataDir, given.file, to.label);
  await tx.run(sql`
    insert into channel.attachment (id, ${carrier}, file_id, name, media_type, bytes, sha256, label)
    values (${given.id}, ${to.id}, ${kept.id}, ${kept.name}, ${kept.mediaType}, ${kept.bytes}, ${kept.sha256}, ${to.label})`);
  return { id: given.id };
}

type Opened = { name: string; mediaType: string; bytes: number; sha256: string };

/** A file of something that the caller may read; the look is logged. @throws NotFound */
export async function openFile(tx: Tx, id: string): Promise<Opened> {
  const found = await tx.one<Opened>(
    sql`select name, media_type as "mediaType", bytes, sha256 from channel.attachment where id = ${id}`,
  );
  await logAccess(tx, { kind: 'open', subject: 'channel.attachment', subjectId: id });
  return found;
}

/** A file of news that everybody may read today. Asked as the owner, because readers have no scope. @throws NotFound */
export function openPublicFile(tx: Tx, id: string): Promise<Opened> {
  return tx.one<Opened>(sql`
    select f.name, f.media_type as "mediaType", f.bytes, f.sha256 from channel.attachment f join channel.news n on n.id = f.news_id
    where f.id = ${id} and n.public and n.state = 'published'`);
}

/** Sends a file to be kept, never to be run in our place. */
export function sendFile(reply: FastifyReply, dataDir: string, file: Opened, cache: string) {
  return reply
    .header('content-type', file.mediaType)
    .header('content-length', file.bytes)
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox")
    .header('cache-control', cache)
    .send(createReadStream(pathOf(dataDir, file.sha256)));
}
