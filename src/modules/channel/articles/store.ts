import { sql } from 'kysely';
import { proposals, unitsUnder } from '#modules/figures/index.ts';
import { assertLabelsInScope } from '#modules/organisation/index.ts';
import { publicTestimoniesOf, testimoniesById } from '#modules/outreach/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid, NotFound, RuleBroken } from '#platform/errors.ts';
import { assertNotClassified } from '#platform/files/classified.ts';
import type { Lang } from '#platform/format.ts';
import type { Caller } from '#platform/http/context.ts';
import { translate } from '#platform/messages-node.ts';
import type { Photo } from '#platform/photos/contract.ts';
import { listPhotos } from '#platform/photos/photos.ts';
import { computeArticle, exactOf, unitWithin } from './compute.ts';
import type {
  ArticlePage,
  ArticleQuery,
  ArticleRow,
  Block,
  ChangeArticle,
  Edition,
  FigureRefs,
  Finding,
  Kind,
  NewArticle,
  State,
  Texts,
} from './contract.ts';
import { type Quote, type Told, writeArticle } from './document.ts';
import { clean, faultsOf, mayBeListed, untranslatedOf } from './rules.ts';
import { startOf } from './start.ts';

export type About = { caller: Caller; today: string; now: Date };
export type Article = {
  id: string;
  kind: Kind;
  unitId: string;
  from: string;
  to: string;
  title: Texts;
  lead: Texts;
  figures: FigureRefs;
  blocks: Block[];
  state: State;
  withdrawnOn: string | null;
  withdrawnReason: string | null;
  version: number;
  label: number;
  edition: number;
};

const nameOn = (unit: string, on: string) => sql`
  (select v.name from organisation.unit_version v where v.unit_id = ${sql.ref(unit)} order by (v.valid @> ${sql.ref(on)}) desc, lower(v.valid) desc limit 1)`;
const FIELDS = sql`
  a.id, a.kind, a.unit_id as "unitId", a.from_on as "from", a.to_on as "to", a.title, a.lead, a.figures, a.blocks, a.state, a.withdrawn_on as "withdrawnOn", a.withdrawn_reason as "withdrawnReason", a.version,
  a.label, coalesce((select max(e.number) from channel.article_edition e where e.article_id = a.id), 0)::int as edition`;

/** @throws NotFound outside the scope */
export function getArticle(tx: Tx, id: string, lock = false): Promise<Article> {
  return tx.one<Article>(
    sql`select ${FIELDS} from channel.article a where a.id = ${id} ${lock ? sql`for update of a` : sql``}`,
  );
}

/** @throws NotFound; RuleBroken `article.changed-meanwhile` `{ version, yours }` */
export async function articleForWrite(tx: Tx, id: string, version: number): Promise<Article> {
  const article = await getArticle(tx, id, true);
  if (article.version !== version)
    throw new RuleBroken('article.changed-meanwhile', { version: article.version, yours: version });
  return article;
}

/** Articles of units in scope, the latest period first. @throws NotFound; Invalid `cursor.invalid` */
export async function listArticles(
  tx: Tx,
  { caller, today }: About,
  query: ArticleQuery,
  lang: Lang,
): Promise<{ items: ArticleRow[]; nextCursor: string | null; total?: number }> {
  const conditions = [sql`true`];
  if (query.unit !== undefined) {
    conditions.push(sql`a.unit_id in ${await unitsUnder(tx, caller, query.unit, today)}`);
  }
  if (query.state !== undefined) conditions.push(sql`a.state = ${query.state}`);
  const where = sql.join(conditions, sql` and `);
  if (query.cursor !== undefined && !/^\d{4}-\d{2}-\d{2}\/[0-9a-f-]{36}$/.test(query.cursor))
    throw new Invalid('cursor.invalid');
  const [afterOn, afterId] = query.cursor === undefined ? [] : query.cursor.split('/');
  const after = afterId === undefined ? sql`` : sql`and (a.to_on, a.id) < (${afterOn}::date, ${afterId}::uuid)`;
  const rows = await tx.many<Article & { unit: ArticleRow['unit']; publishedAt: string | null; pending: number }>(sql`
    select ${FIELDS}, json_build_object('id', a.unit_id, 'name', ${nameOn('a.unit_id', 'a.to_on')}) as unit,
      (select max(e.published_at) from channel.article_edition e where e.article_id = a.id) as "publishedAt",
      (select count(*)::int from channel.article_comment c where c.article_id = a.id and c.state = 'pending') as pending
    from channel.article a where ${where} ${after} order by a.to_on desc, a.id desc limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit).map((row) => rowOf(row, row, lang));
  const last = items.at(-1);
  const total =
    query.cursor === undefined
      ? Number((await tx.one<{ n: number }>(sql`select count(*) as n from channel.article a where ${where}`)).n)
      : undefined;
  return {
    items,
    nextCursor: rows.length > query.limit && last ? `${last.to}/${last.id}` : null,
    ...(total === undefined ? {} : { total }),
  };
}

type Beside = { unit: { id: string; name: string }; publishedAt: string | null; pending: number };
function rowOf(article: Article, { unit, publishedAt, pending }: Beside, lang: Lang): ArticleRow {
  const { id, kind, from, to, state, edition, version } = article;
  const untranslated = (['th', 'en'] as const).filter((one) => untranslatedOf(article, one) > 0);
  const title = (lang === 'vi' ? null : article.title[lang]) ?? article.title.vi;
  return { id, kind, unit, title, from, to, state, edition, publishedAt, untranslated, pending, version };
}

/**
 * Begins an article. Sending the same `id` again changes nothing.
 * @throws NotFound outside the scope; Invalid `article.period`; RuleBroken `unit.not-on-date`
 */
export async function addArticle(tx: Tx, about: About, input: NewArticle): Promise<{ id: string }> {
  const { caller, today } = about;
  if (input.from > input.to || input.from > today)
    throw new Invalid('article.period', { from: input.from, to: input.to });
  const { unit, asOf } = await unitWithin(tx, input.unitId, input, today);
  assertLabelsInScope(caller, [unit.label]);
  if (await tx.maybeOne(sql`select 1 from channel.article where id = ${input.id}`)) return { id: input.id };
  const title = cleanTexts(input.title);
  assertNotClassified({ name: 'article', text: title.vi });
  const { figures, blocks } = input.start
    ? await startOf(tx, { ...input, unitId: unit.id, on: asOf })
    : { figures: {}, blocks: [] };
  await tx.run(sql`
    insert into channel.article (id, kind, unit_id, from_on, to_on, title, lead, figures, blocks, created_by, label)
    values (${input.id}, ${input.kind}, ${unit.id}, ${input.from}, ${input.to}, ${JSON.stringify(title)}::jsonb, '{"vi": "", "th": null, "en": null}',
      ${JSON.stringify(figures)}::jsonb, ${JSON.stringify(blocks)}::jsonb, ${caller.userId}, ${unit.label})`);
  return { id: input.id };
}

/**
 * Keeps what was written. Every figure is asked, so that none is kept that cannot be; a photo or quotation that is new must have its
 * consent.
 * @throws NotFound; RuleBroken `article.changed-meanwhile`, `article.photo-consent`, `article.quote-consent`, `article.list-of-persons`
 * @throws Invalid `article.period`, `article.figure-unknown`, `file.classified`
 */
export async function changeArticle(
  tx: Tx,
  about: About,
  id: string,
  input: ChangeArticle,
): Promise<{ id: string; version: number }> {
  const article = await articleForWrite(tx, id, input.version);
  const { version: _version, ...given } = input;
  const next: Article = {
    ...article,
    ...(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Article>),
  };
  if (next.from > next.to || next.from > about.today)
    throw new Invalid('article.period', { from: next.from, to: next.to });
  next.title = cleanTexts(next.title);
  next.lead = cleanTexts(next.lead);
  next.blocks = next.blocks.map(cleanBlock);
  assertNotClassified({ name: 'article', text: JSON.stringify([next.title, next.lead, next.blocks]) });
  const told = await gather(tx, about, next);
  const before = new Set(article.blocks.flatMap(shownOf));
  for (const block of next.blocks) {
    if (block.kind === 'photo' && !before.has(block.photoId)) assertPublicPhoto(told, block.photoId);
    if (block.kind === 'quote' && !before.has(block.testimonyId)) assertPublicQuote(told, block.testimonyId);
    const listed = block.kind === 'list' ? told.figures.get(block.figure) : undefined;
    if (listed && !mayBeListed(listed.answer.definition.measure))
      throw new RuleBroken('article.list-of-persons', { figure: listed.ref.figure });
  }
  await tx.run(sql`
    update channel.article set title = ${JSON.stringify(next.title)}::jsonb, lead = ${JSON.stringify(next.lead)}::jsonb, from_on = ${next.from}, to_on = ${next.to},
      figures = ${JSON.stringify(next.figures)}::jsonb, blocks = ${JSON.stringify(next.blocks)}::jsonb, version = version + 1 where id = ${id}`);
  return { id, version: article.version + 1 };
}

const shownOf = (block: Block): string[] =>
  block.kind === 'photo' ? [block.photoId] : block.kind === 'quote' ? [block.testimonyId] : [];
const cleanTexts = (text: Texts): Texts => ({
  vi: clean(text.vi),
  th: text.th === null || clean(text.th) === '' ? null : clean(text.th),
  en: text.en === null || clean(text.en) === '' ? null : clean(text.en),
});
function cleanBlock(block: Block): Block {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return { ...block, text: cleanTexts(block.text) };
    case 'list':
      return { ...block, title: cleanTexts(block.title) };
    case 'table':
      return {
        ...block,
        title: cleanTexts(block.title),
        heads: block.heads.map(cleanTexts),
        rows: block.rows.map((row) => ({ ...row, label: cleanTexts(row.label) })),
      };
    case 'quote':
      return {
        ...block,
        th: block.th === null ? null : clean(block.th) || null,
        en: block.en === null ? null : clean(block.en) || null,
      };
    case 'photo':
      return block;
  }
}

/** What the caller may see of photos and words, with whether they may be public. */
export type Gathered = Told & { allowed: ReadonlySet<string>; label: number; asOf: string };

/** @throws NotFound when it lies outside the scope; RuleBroken `article.photo-consent` */
export function assertPublicPhoto(told: Gathered, id: string): void {
  if (!told.photos.has(id)) throw new NotFound();
  if (!told.allowed.has(id)) throw new RuleBroken('article.photo-consent', { photo: id });
}

/** @throws NotFound when they lie outside the scope; RuleBroken `article.quote-consent` */
export function assertPublicQuote(told: Gathered, id: string): void {
  if (!told.quotes.has(id)) throw new NotFound();
  if (!told.allowed.has(id)) throw new RuleBroken('article.quote-consent', { testimony: id });
}

/** Everything that an article shows, as the records have it now. @throws NotFound; RuleBroken `unit.not-on-date`; Invalid of its figures */
export async function gather(tx: Tx, { caller, today }: About, article: Article): Promise<Gathered> {
  const { unit, asOf } = await unitWithin(tx, article.unitId, article, today);
  assertLabelsInScope(caller, [unit.label]);
  const photoIds = article.blocks.flatMap((block) => (block.kind === 'photo' ? [block.photoId] : []));
  const quoteIds = article.blocks.flatMap((block) => (block.kind === 'quote' ? [block.testimonyId] : []));
  const photos = photoIds.length === 0 ? [] : await photosOf(tx, sql`p.id = any(${photoIds}::uuid[])`);
  const quotes = quoteIds.length === 0 ? [] : await testimoniesById(tx, quoteIds);
  return {
    ...article,
    unit: { id: unit.id, name: unit.name },
    label: unit.label,
    asOf,
    figures: await computeArticle(tx, caller, article, today),
    photos: new Map(photos.map((photo) => [photo.id, photo])),
    quotes: new Map(quotes.map((one) => [one.id, quoteOf(one)])),
    allowed: new Set([...photos, ...quotes].filter((one) => one.public).map((one) => one.id)),
  };
}

const photosOf = (tx: Tx, which: ReturnType<typeof sql>): Promise<Photo[]> =>
  listPhotos(tx, which, nameOn('p.unit_id', 'p.taken_on'));

type TestimonyRow = Awaited<ReturnType<typeof testimoniesById>>[number];
const quoteOf = (one: TestimonyRow): Quote => ({
  id: one.id,
  words: one.words,
  speaker: one.person.name,
  post: one.posts[0] ? { kind: one.posts[0].kind, unit: one.posts[0].unit.name } : null,
  on: one.said.on,
  precision: one.said.precision,
});

/** What blocks publishing and what is worth knowing, in the reader's language. */
export function findingsOf(article: Article, told: Gathered, lang: Lang): Finding[] {
  const say = (
    code: string,
    severity: Finding['severity'],
    block: number | null,
    details: Record<string, string>,
  ): Finding => ({
    code,
    severity,
    block,
    says: translate(lang, `channel.article.finding.${code}`, details),
  });
  const faults = faultsOf(article).map(({ code, block, details }) => say(code, 'block', block, details));
  article.blocks.forEach((block, at) => {
    if (block.kind === 'photo' && !told.allowed.has(block.photoId))
      faults.push(say('article.photo-consent', 'block', at + 1, {}));
    if (block.kind === 'quote' && !told.allowed.has(block.testimonyId))
      faults.push(say('article.quote-consent', 'block', at + 1, {}));
  });
  const document = writeArticle(told, lang);
  for (const figure of Object.values(document.figures))
    if (!figure.holds)
      faults.push(say('article.word-untrue', 'block', null, { name: figure.name, shown: figure.shown }));
  for (const one of ['th', 'en'] as const) {
    const count = untranslatedOf(article, one);
    if (count > 0)
      faults.push(
        say('article.untranslated', 'warning', null, {
          lang: translate(lang, `channel.article.lang.${one}`),
          count: String(count),
        }),
      );
  }
  const unused = Object.keys(article.figures).filter((key) => !(key in document.figures));
  if (unused.length > 0) faults.push(say('article.figure-unused', 'warning', null, { keys: unused.join(', ') }));
  return faults;
}

/** An article to write or read, with its figures as they are now. @throws NotFound */
export async function readArticle(tx: Tx, about: About, id: string, lang: Lang): Promise<ArticlePage> {
  const article = await getArticle(tx, id);
  const told = await gather(tx, about, article);
  const editions = await tx.many<Edition>(sql`
    select number, published_at as "publishedAt", published_by as "publishedBy", correction, content_hash as "contentHash"
    from channel.article_edition where article_id = ${id} order by number desc`);
  const { pending } = await tx.one<{ pending: number }>(
    sql`select count(*)::int as pending from channel.article_comment where article_id = ${id} and state = 'pending'`,
  );
  const { from, to, title, lead, figures, blocks } = article;
  const photos = await photosOf(
    tx,
    sql`p.public and p.taken_on between ${from}::date and ${to}::date and (
      p.unit_id in (select organisation.units_in_reach(array[${article.unitId}]::uuid[], ${told.asOf}::date)) or p.owner_label = ${article.label})`,
  );
  const quotes = await publicTestimoniesOf(tx, { unitId: article.unitId, from, to });
  return {
    ...rowOf(article, { unit: told.unit, publishedAt: editions[0]?.publishedAt ?? null, pending }, lang),
    content: { title, lead, from, to, figures, blocks },
    document: writeArticle(told, lang),
    findings: findingsOf(article, told, lang),
    editions,
    withdrawnOn: article.withdrawnOn,
    withdrawnReason: article.withdrawnReason,
    proposals: Object.fromEntries(
      [...told.figures].map(([key, one]) => {
        const exact = exactOf(one.answer);
        return [key, exact === null ? [] : proposals(exact)];
      }),
    ),
    photos: photos.map((photo) => ({
      id: photo.id,
      caption: photo.captionVi,
      author: photo.author,
      on: photo.taken.on,
    })),
    quotes: quotes.map((one) => ({ id: one.id, speaker: one.person.name ?? '–', words: one.words, on: one.said.on })),
  };
}
