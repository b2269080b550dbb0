import { beforeAll, expect, test } from 'vitest';
import { articlePages, articleRoutes } from '#modules/channel/index.ts';
import type { ArticlePage, ArticleRerun, ArticleRow } from '#modules/channel/articles/contract.ts';
import { typedNumbers } from '#modules/channel/articles/rules.ts';
import { figuresRoutes, reconcile } from '#modules/figures/index.ts';
import { asOwner } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { registerRooms } from '../src/server/register-rooms.ts';
import { PUBLISHED } from './facts/published.ts';
import { loadSample, sampleId } from './load.ts';
import { buildArticles } from './plan/articles.ts';
import { buildSample } from './plan/build.ts';

const TODAY = '2026-11-22';
const plan = buildSample({ today: TODAY });
const db = await testDatabase();
registerRooms();
const { as, anonymous, platform } = await testApp(db, [articleRoutes, articlePages, figuresRoutes], {
  now: () => new Date(`${TODAY}T05:00:00Z`),
});
const office = as({ rights: [...RIGHTS] });

beforeAll(async () => {
  await loadSample(db, plan, platform.dataDir);
}, 240_000);

const pageOf = async (key: string, lang: string) =>
  (await office.get<ArticlePage>(`/articles/${sampleId('article', key)}?lang=${lang}`)).body;

test('a later day only adds articles', () => {
  expect(buildArticles({ today: '2020-01-01' })).toEqual([]);
  expect(buildArticles({ today: '2025-02-01' }).map(({ key }) => key)).toEqual(['article-linh-phu']);
  expect(buildArticles({ today: TODAY }).map(({ key }) => key)).toEqual(['article-linh-phu', 'article-muong-nhe']);
});

test('both articles stand: published, complete in three languages, with nothing to mend and the same when counted again', async () => {
  const { items } = (await office.get<{ items: ArticleRow[] }>('/articles')).body;
  expect(items.map(({ state, untranslated }) => [state, untranslated])).toEqual([
    ['published', []],
    ['published', []],
  ]);
  for (const { id } of items) {
    const { body } = await office.get<ArticlePage>(`/articles/${id}`);
    expect(body.findings).toEqual([]);
    const again = (await office.get<ArticleRerun>(`/articles/${id}/rerun`)).body;
    expect(again.differences).toEqual([]);
  }
});

test.each(plan.articles.map(({ key }) => key))(
  '%s: every number of its prose is a figure that opens its list',
  async (key) => {
    for (const lang of ['vi', 'th', 'en']) {
      const { document } = await pageOf(key, lang);
      const pieces = [
        document.lead.pieces,
        ...document.blocks.flatMap((block) => ('said' in block ? [block.said.pieces] : [])),
      ].flat();
      // Names that hold a number are marked in the source; what is left besides figures are dates.
      const words = pieces.flatMap((piece) =>
        'text' in piece ? [piece.text.replace(/(Chương trình|Programme|โครงการ) 13[45]/g, '')] : [],
      );
      expect(words.flatMap(typedNumbers), `${key} ${lang}`).toEqual([]);
      const shown = pieces.flatMap((piece) => ('slot' in piece ? [document.figures[piece.slot]] : []));
      expect(shown.length).toBeGreaterThan(8);
      expect(shown).not.toContain(undefined);
    }
    const { document } = await pageOf(key, 'vi');
    for (const figure of Object.values(document.figures)) {
      expect(figure.holds, figure.key).toBe(true);
      const list = await office.get<{ items: { weight: number }[]; nextCursor: string | null }>(
        `${figure.href ?? ''}&limit=200`,
      );
      expect(list.status, `${figure.key} ${list.text.slice(0, 200)}`).toBe(200);
      // Lists of persons are longer than a page; there the number of records is the figure.
      if (list.body.nextCursor === null && ['people', 'cells', 'villages', 'places'].includes(figure.measure))
        expect(list.body.items.length, figure.key).toBe(figure.value);
      if (figure.measure === 'VND' || figure.measure === 'pieces')
        expect(
          list.body.items.reduce((sum, item) => sum + Number(item.weight), 0),
          figure.key,
        ).toBe(figure.value);
    }
  },
);

test('together they answer every line that the published articles say, with its word, as `reconcile` does', async () => {
  const lines = await asOwner(db, 'test', (tx) => reconcile(tx, { rights: [...RIGHTS], ranges: 'everything' }, TODAY));
  expect(lines.every((line) => line.agrees)).toBe(true);
  const answered: string[] = [];
  for (const article of plan.articles) {
    const { document } = await pageOf(article.key, 'vi');
    for (const [key, { answers }] of Object.entries(article.figures))
      for (const answer of answers) {
        const line = lines.find((one) => one.case === answer);
        expect([answer, document.figures[key]?.value], answer).toEqual([answer, line?.computed]);
        expect(document.figures[key]?.word, answer).toBe(line?.comparator);
        answered.push(answer);
      }
  }
  expect(answered.sort()).toEqual(PUBLISHED.map(({ case_id }) => case_id).sort());
});

test('readers without sign-in see both, in three languages, with pictures; a comment that waits is not there', async () => {
  for (const { key } of plan.articles)
    for (const lang of ['vi', 'th', 'en']) {
      const answer = await anonymous.inject({
        method: 'GET',
        url: `/api/v1/public/${lang}/articles/${sampleId('article', key)}`,
      });
      expect(answer.status).toBe(200);
      expect(answer.text).toContain('/public/article-photos/');
      expect(answer.text).not.toContain('thôn Mũ không');
    }
  const photo = await anonymous.inject({
    method: 'GET',
    url: `/api/v1/public/article-photos/${sampleId('photo', 'photo-article-bins')}`,
  });
  expect(photo.status).toBe(200);
});
