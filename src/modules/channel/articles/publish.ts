import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { freezeFigures, type FrozenFigure, rerunFigures, withAllRecords } from '#modules/figures/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { type Lang, LANGS } from '#platform/format.ts';
import type { Computed } from './compute.ts';
import type { ArticleDocument, ArticleRerun, PublishArticle, Texts, WithdrawArticle } from './contract.ts';
import { writeArticle } from './document.ts';
import { assertPublish, assertWithdraw, clean } from './rules.ts';
import {
  type About,
  articleForWrite,
  assertPublicPhoto,
  assertPublicQuote,
  findingsOf,
  gather,
  getArticle,
} from './store.ts';

/**
 * Publishes an article, or a correction of it: computes it once more, makes the checks, and freezes words, figures and the records
 * behind them. What was published before stays as it was.
 * @throws RuleBroken `article.blocked` `{ codes }`, `article.correction-needed`, `article.unchanged`, `article.photo-consent`,
 *   `article.quote-consent`, `article.changed-meanwhile`, `report.moving`
 */
export async function publishArticle(
  tx: Tx,
  about: About,
  id: string,
  input: PublishArticle,
): Promise<{ id: string; edition: number }> {
  const article = await articleForWrite(tx, id, input.version);
  assertPublish({ edition: article.edition, correction: input.correction?.vi });
  const told = await gather(tx, about, article);
  const photos = article.blocks.flatMap((block) => (block.kind === 'photo' ? [block.photoId] : []));
  const testimonies = article.blocks.flatMap((block) => (block.kind === 'quote' ? [block.testimonyId] : []));
  for (const photo of photos) assertPublicPhoto(told, photo);
  for (const testimony of testimonies) assertPublicQuote(told, testimony);
  const blocks = findingsOf(article, told, 'vi').filter(({ severity }) => severity === 'block');
  if (blocks.length > 0)
    throw new RuleBroken('article.blocked', { codes: [...new Set(blocks.map(({ code }) => code))].join(', ') });
  const documents = Object.fromEntries(LANGS.map((lang) => [lang, writeArticle(told, lang)]));
  const contentHash = createHash('sha256').update(JSON.stringify(documents)).digest('hex');
  const number = article.edition + 1;
  const last = await tx.maybeOne<{ contentHash: string }>(
    sql`select content_hash as "contentHash" from channel.article_edition where article_id = ${id} and number = ${article.edition}`,
  );
  if (last?.contentHash === contentHash && article.state === 'published') throw new RuleBroken('article.unchanged');
  const correction = input.correction && number > 1 ? cleaned(input.correction) : null;
  const { id: editionId } = await tx.one<{ id: string }>(sql`
    insert into channel.article_edition (article_id, number, published_at, published_by, correction, documents, photos, testimonies, content_hash, label)
    values (${id}, ${number}, ${about.now.toISOString()}, ${about.caller.userId}, ${correction === null ? null : JSON.stringify(correction)}::jsonb,
      ${JSON.stringify(documents)}::jsonb, ${photos}::uuid[], ${testimonies}::uuid[], ${contentHash}, ${article.label}) returning id`);
  await freeze(tx, about, {
    editionId,
    label: article.label,
    figures: [...told.figures.values()],
    shown: documents['vi'],
  });
  await tx.run(
    sql`update channel.article set state = 'published', withdrawn_reason = null, withdrawn_on = null, version = version + 1 where id = ${id}`,
  );
  return { id, edition: number };
}

const cleaned = (text: Texts): Texts => ({
  vi: clean(text.vi),
  th: text.th === null ? null : clean(text.th) || null,
  en: text.en === null ? null : clean(text.en) || null,
});

async function freeze(
  tx: Tx,
  about: About,
  given: { editionId: string; label: number; figures: readonly Computed[]; shown: ArticleDocument | undefined },
): Promise<void> {
  const shown = given.figures.filter(({ key }) => given.shown?.figures[key] !== undefined);
  const byUnit = new Map<string, Computed[]>();
  for (const one of shown) byUnit.set(one.unit.id, [...(byUnit.get(one.unit.id) ?? []), one]);
  const rows = await withAllRecords(tx, async () => {
    const frozen: object[] = [];
    for (const group of byUnit.values()) {
      const unit = group[0]?.unit;
      if (!unit) continue;
      for (const one of await freezeFigures(tx, unit, group, given.label, about.today))
        frozen.push({ ...one, unitId: unit.id });
    }
    return frozen;
  });
  await tx.run(sql`
    insert into channel.article_figure (edition_id, key, figure, filter, unit_id, from_on, to_on, as_of, boundaries_on, value, numerator, denominator, in_doubt,
      query_version, record_hash, denominator_hash, computed_at, label)
    select ${given.editionId}, key, figure, filter, "unitId", "from", "to", "asOf", "boundariesOn", value, numerator, denominator, "inDoubt",
      "queryVersion", "recordHash", "denominatorHash", ${about.now.toISOString()}::timestamptz, ${given.label}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(key text, figure text, filter text, "unitId" uuid, "from" date, "to" date, "asOf" date,
      "boundariesOn" date, value numeric, numerator numeric, denominator numeric, "inDoubt" numeric, "queryVersion" text, "recordHash" text, "denominatorHash" text)`);
}

/** Takes an article off the public pages; what was published stays in the register. @throws NotFound; RuleBroken `article.not-published`, `article.changed-meanwhile` */
export async function withdrawArticle(
  tx: Tx,
  { today }: About,
  id: string,
  input: WithdrawArticle,
): Promise<{ id: string; version: number }> {
  const article = await articleForWrite(tx, id, input.version);
  assertWithdraw(article.state);
  await tx.run(sql`
    update channel.article set state = 'withdrawn', withdrawn_reason = ${clean(input.reason)}, withdrawn_on = ${today}, version = version + 1 where id = ${id}`);
  return { id, version: article.version + 1 };
}

type FrozenRow = FrozenFigure & { unitId: string };

/**
 * Computes the latest published version anew on its own days: `same`, or figure by figure what differs and which records made it so,
 * named as far as the reader may open them. @throws NotFound
 */
export async function rerunArticle(tx: Tx, about: About, id: string, lang: Lang): Promise<ArticleRerun> {
  const article = await getArticle(tx, id);
  const edition = await tx.one<{ id: string; documents: Record<string, ArticleDocument> }>(sql`
    select id, documents from channel.article_edition where article_id = ${id} and number = ${article.edition}`);
  const frozen = await tx.many<FrozenRow>(sql`
    select key, figure, filter, unit_id as "unitId", from_on as "from", to_on as "to", as_of as "asOf", boundaries_on as "boundariesOn", value, numerator,
      denominator, query_version as "queryVersion", record_hash as "recordHash", denominator_hash as "denominatorHash", label, in_doubt as "inDoubt",
      computed_at as "computedAt", 0 as records, 0 as "denominatorRecords"
    from channel.article_figure where edition_id = ${edition.id} order by key`);
  const units = new Map(frozen.map(({ key, unitId }) => [key, unitId]));
  const unitOf = ({ key }: { key: string }) => units.get(key) ?? article.unitId;
  const notes = new Map(Object.values(edition.documents['vi']?.figures ?? {}).map(({ key, note }) => [key, note]));
  const found = await withAllRecords(tx, () => rerunFigures(tx, about, { frozen, unitOf, notes }, lang));
  // One figure may stand there several times, of several years: the number of its footnote tells them apart.
  const differences = found.map((one) => ({ ...one, name: one.note === null ? one.name : `${one.note}. ${one.name}` }));
  return { same: differences.length === 0, edition: article.edition, figures: frozen.length, differences };
}
