/** Writes the articles of the plan with their pictures, and publishes them as an office does: checked, computed and frozen. */
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import type { Block, FigureRefs } from '#modules/channel/articles/contract.ts';
import { publishArticle } from '#modules/channel/articles/publish.ts';
import type { Tx } from '#platform/db/tx.ts';
import { keepFile, receiveFile } from '#platform/files/files.ts';
import { cleanJpeg } from '#platform/photos/jpeg.ts';
import { RIGHTS_OF_ROLE } from '#platform/rights.ts';
import type { PlanArticle, PlanBlock, Words } from './plan/articles.ts';
import type { Key } from './plan/types.ts';

type Ids = { id: (kind: string, key: string) => string; label: (key: Key) => number };
const texts = ([vi, th, en]: Words) => ({ vi, th, en });

/** Articles stand on everything else, so they are loaded last. */
export async function loadArticles(
  tx: Tx,
  articles: readonly PlanArticle[],
  { id, label }: Ids,
  dataDir: string,
): Promise<void> {
  const caller = { userId: 'sample', via: 'office', rights: RIGHTS_OF_ROLE.office, ranges: 'everything' } as const;
  for (const article of articles) {
    await loadPhotos(tx, article, { id, label }, dataDir);
    const row = id('article', article.key);
    const figures: FigureRefs = Object.fromEntries(
      Object.entries(article.figures).map(([key, { unit, answers: _answers, word, ...ref }]) => [
        key,
        { ...ref, word: word ?? 'exactly', ...(unit === undefined ? {} : { unitId: id('unit', unit) }) },
      ]),
    );
    const blocks = article.blocks.map((block) => blockOf(block, id));
    await tx.run(sql`
      insert into channel.article (id, kind, unit_id, from_on, to_on, title, lead, figures, blocks, created_by, label)
      values (${row}, ${article.kind}, ${id('unit', article.unit)}, ${article.from}, ${article.to}, ${JSON.stringify(texts(article.title))}::jsonb,
        ${JSON.stringify(texts(article.lead))}::jsonb, ${JSON.stringify(figures)}::jsonb, ${JSON.stringify(blocks)}::jsonb, 'sample', ${label(article.unit)})`);
    const now = new Date(`${article.publishedOn}T02:00:00Z`);
    await publishArticle(tx, { caller, today: article.publishedOn, now }, row, { version: 1 });
    for (const comment of article.comments)
      await tx.run(sql`
        insert into channel.article_comment (article_id, name, words, received_at, state, decided_by, decided_at, label)
        values (${row}, ${comment.name}, ${comment.words}, ${`${comment.on}T03:00:00Z`}, ${comment.accepted ? 'accepted' : 'pending'},
          ${comment.accepted ? 'sample' : null}, ${comment.accepted ? `${comment.on}T08:00:00Z` : null}::timestamptz, ${label(article.unit)})`);
  }
}

function blockOf(block: PlanBlock, id: Ids['id']): Block {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return { kind: block.kind, text: texts(block.words) };
    case 'photo':
      return { kind: 'photo', photoId: id('photo', block.photo) };
    case 'quote':
      return { kind: 'quote', testimonyId: id('testimony', block.testimony), th: block.th, en: block.en };
    case 'list':
      return { kind: 'list', figure: block.figure, title: texts(block.words) };
    case 'table':
      return {
        kind: 'table',
        title: texts(block.words),
        heads: block.heads.map(texts),
        rows: block.rows.map(({ words, cells }) => ({ label: texts(words), cells })),
      };
  }
}

/** Drawn for the sample: nobody stands on them. */
async function loadPhotos(tx: Tx, { photos }: PlanArticle, { id, label }: Ids, dataDir: string): Promise<void> {
  for (const photo of photos) {
    const path = fileURLToPath(new URL(`./photos/${photo.picture}.jpg`, import.meta.url));
    const { bytes, width, height } = cleanJpeg(await readFile(path));
    const received = await receiveFile(dataDir, { name: `${photo.picture}.jpg`, content: bytes });
    const file = await keepFile(tx, dataDir, received, label(photo.unit));
    const [vi, th, en] = photo.words;
    await tx.run(sql`
      insert into platform.photo (id, file_id, sha256, bytes, width, height, author, taken_on, taken_precision, unit_id, caption_vi, caption_th, caption_en, people,
        consent_on, consent_by, consent_recorded_by, public, label, owner_label)
      values (${id('photo', photo.key)}, ${file.id}, ${file.sha256}, ${file.bytes}, ${width}, ${height}, ${photo.author}, ${photo.on}, ${photo.precision},
        ${id('unit', photo.unit)}, ${vi}, ${th}, ${en}, ${photo.household ? 'household' : 'nobody'},
        ${photo.household?.agreedOn ?? null}, ${photo.household ? 'person' : null}, ${photo.household?.recordedBy ?? null}, true, ${label(photo.unit)}, ${label(photo.unit)})`);
  }
}
