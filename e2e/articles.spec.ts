import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import { PUBLISHED } from '../sample/facts/published.ts';
import { buildArticles } from '../sample/plan/articles.ts';
import type { ArticlePage, ArticleRow } from '../src/modules/channel/articles/contract.ts';
import { typedNumbers } from '../src/modules/channel/articles/rules.ts';
import { holds } from '../src/modules/figures/press/rules.ts';
import { callsOf } from './calls.ts';
import { axe, expect, noConsoleErrors, running, signIn, test, words } from './journey.ts';

const LANGS = ['vi', 'th', 'en'] as const;
const plan = buildArticles({ today: '2026-11-22' });
/** Names that hold a number: of programmes, in brackets in the text, and of the movement, in somebody's own words. */
const NAMES = /(Chương trình|Programme|โครงการ) 13[45]|3 cùng/g;
const digits = (text: string): number => Number(text.replaceAll(/\D/g, ''));

/** Both articles as the office has them, with what each figure answers. */
async function articles(): Promise<{ page: ArticlePage; plan: (typeof plan)[number] }[]> {
  const calls = await callsOf('province');
  const { items } = (await (await calls.get('/api/v1/articles?limit=20&lang=vi')).json()) as { items: ArticleRow[] };
  return Promise.all(
    plan.map(async (one) => {
      const row = items.find(({ title }) => title === one.title[0]);
      if (!row) throw new Error(`the sample has no article ${one.key}`);
      return { page: (await (await calls.get(`/api/v1/articles/${row.id}?lang=vi`)).json()) as ArticlePage, plan: one };
    }),
  );
}

/** An article as it stands this moment. */
async function articleNow(calls: Awaited<ReturnType<typeof callsOf>>, id: string): Promise<ArticlePage> {
  return (await (await calls.get(`/api/v1/articles/${id}?lang=vi`)).json()) as ArticlePage;
}

type Read = {
  /** What stands between the figures. */
  prose: string[];
  figures: { words: string; note: number; lands: boolean }[];
  notes: { number: number; shown: string; says: string; list: string | null }[];
  places: { whole: string; rows: string[] }[];
  pictures: { wide: number; credit: string; alt: string }[];
};

/** The page as a reader has it before the eyes. */
async function read(page: Page): Promise<Read> {
  for (const picture of await page.locator('article img').all()) {
    await picture.scrollIntoViewIfNeeded();
    await picture.evaluate((image) => (image as HTMLImageElement).decode());
  }
  return page.evaluate(() => {
    const text = (node: Element | null) => (node?.textContent ?? '').replaceAll(/\s+/g, ' ').trim();
    const without = (node: Element, away: string) => {
      const copy = node.cloneNode(true) as Element;
      for (const one of copy.querySelectorAll(away)) one.remove();
      return copy;
    };
    const article = document.querySelector('article') ?? document.body;
    const body = without(article, '.notes, .comments, a.fig, figcaption, .places li');
    return {
      prose: [...body.querySelectorAll('h1, h2, h3, p, th, td, blockquote')].map(text),
      figures: [...article.querySelectorAll('a.fig')].map((one) => ({
        words: text(without(one, 'sup')),
        note: Number(text(one.querySelector('sup'))),
        lands: document.querySelector(one.getAttribute('href') ?? '#none') !== null,
      })),
      notes: [...document.querySelectorAll('.notes li')].map((one) => ({
        number: Number(one.getAttribute('value')),
        shown: text(one.querySelector('b')),
        says: text(one),
        list: one.querySelector('a')?.getAttribute('href') ?? null,
      })),
      places: [...article.querySelectorAll('.places')].map((one) => ({
        whole: text(without(one.querySelector('a.fig') ?? one, 'sup')),
        rows: [...one.querySelectorAll('li b')].map(text),
      })),
      pictures: [...article.querySelectorAll('figure img')].map((one) => ({
        wide: (one as HTMLImageElement).naturalWidth,
        credit: text(one.closest('figure')?.querySelector('figcaption') ?? null),
        alt: one.getAttribute('alt') ?? '',
      })),
    };
  });
}

test('a reader without sign-in: every number of both articles is a footnoted figure, in three languages, with photos by builders', async ({
  page,
}) => {
  test.slow();
  const faults = noConsoleErrors(page);
  for (const { page: article, plan: one } of await articles()) {
    const answered: string[] = [];
    for (const lang of LANGS) {
      await page.goto(`${running().address}/public/${lang}/articles/${article.id}`);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(one.title[LANGS.indexOf(lang)] ?? '');
      const seen = await read(page);
      const at = `${one.key} ${lang}`;
      // Nothing is untranslated, and no number is typed: what is left are days and years.
      expect(
        await page.getByText(words('channel.article.public.untranslated', {}, lang), { exact: true }).count(),
        at,
      ).toBe(0);
      expect(seen.prose.map((text) => text.replace(NAMES, '')).flatMap(typedNumbers), at).toEqual([]);
      expect(seen.prose.join(' '), at).not.toMatch(/[{}]|channel\./);
      // Each figure leads to its footnote; each footnote says what was counted and leads to the list.
      expect(seen.figures.length, at).toBeGreaterThan(8);
      expect(
        seen.figures.filter(({ lands }) => !lands),
        at,
      ).toEqual([]);
      expect(
        [...new Set(seen.figures.map(({ note }) => note))].sort((a, b) => a - b),
        at,
      ).toEqual(seen.notes.map(({ number }) => number));
      for (const note of seen.notes) {
        expect(note.list, `${at} ${note.says}`).toMatch(/^\/figures\/[^/]+\/records\?/);
        expect(note.says.length, at).toBeGreaterThan(note.shown.length + 40);
      }
      // What stands by place adds up to the figure above it.
      expect(seen.places.length, at).toBeGreaterThan(0);
      for (const { whole, rows } of seen.places)
        expect(
          rows.map(digits).reduce((a, b) => a + b, 0),
          at,
        ).toBe(digits(whole));
      expect(seen.pictures.length, at).toBeGreaterThan(2);
      for (const { wide, credit, alt } of seen.pictures) {
        expect(wide, `${at} ${credit}`).toBeGreaterThan(200);
        expect(alt, at).not.toBe('');
        expect(credit, at).toMatch(/Văn phòng|Đoàn|Huyện uỷ/);
      }

      // Each line of the printed articles, as the reader finds it here.
      for (const [key, { answers, round }] of Object.entries(one.figures)) {
        const note = article.document.figures[key]?.note ?? 0;
        const exact = digits(seen.notes.find(({ number }) => number === note)?.shown ?? '');
        const said = seen.figures.filter((figure) => figure.note === note).map((figure) => figure.words);
        for (const answer of answers) {
          const line = PUBLISHED.find(({ case_id }) => case_id === answer);
          if (!line) throw new Error(`no printed line ${answer}`);
          expect([answer, holds(exact, line.comparator, line.value)], at).toEqual([answer, true]);
          if (line.comparator === 'exactly') expect([answer, exact], at).toEqual([answer, line.value]);
          else {
            expect(round, answer).toBe(line.value);
            const amount = line.measure === 'VND' ? line.value / 1_000_000 : line.value;
            expect(
              said.some((word) => digits(word) === amount),
              `${at} ${answer}: ${said.join('; ')}`,
            ).toBe(true);
          }
          if (lang === 'vi') answered.push(answer);
        }
      }
      if (lang === 'vi') await axe(page);
    }
    expect(answered.length, one.key).toBeGreaterThan(7);
  }
  expect(faults()).toEqual([]);
});

test('both articles together answer every printed line', () => {
  const answered = plan.flatMap(({ figures }) => Object.values(figures).flatMap(({ answers }) => answers));
  expect([...answered].sort()).toEqual(PUBLISHED.map(({ case_id }) => case_id).sort());
});

test('who is signed in opens the list of each figure, and it holds as many records as the footnote says', async ({
  page,
}) => {
  test.slow();
  const faults = noConsoleErrors(page);
  const calls = await callsOf('province');
  await signIn(page, 'province');
  for (const { page: article } of await articles()) {
    await page.goto(`/articles/${article.id}?view=read`);
    const figures = Object.values(article.document.figures);
    const links = page.locator('.ar-sheet a.fig');
    await expect(links.first()).toBeVisible();
    const hrefs = await links.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    expect([...new Set(hrefs)].sort()).toEqual(figures.map(({ href }) => href).sort());
    await links.first().click();
    await expect(page).toHaveURL(/\/records\?/);
    for (const { key, href } of figures) {
      // Another journey admits somebody meanwhile: what the article says and the list are read anew together.
      await expect(async () => {
        const figure = Object.values((await articleNow(calls, article.id)).document.figures).find(
          (one) => one.key === key,
        );
        await page.goto(href ?? '');
        const foot = page.locator('.grid-foot');
        await expect(foot, `${key} ${href ?? ''}`).toContainText(
          `/ ${figure?.records.toLocaleString('vi-VN') ?? '?'}`,
          { timeout: 5000 },
        );
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        if (figure?.measure === 'VND') await expect(foot).toContainText(Number(figure.value).toLocaleString('vi-VN'));
      }).toPass({ timeout: 30_000 });
    }
  }
  expect(faults()).toEqual([]);
});

test('two windows on one draft: what was typed stays beside what stands now, and a person chooses; a title without letters is refused', async ({
  page,
}) => {
  const faults = noConsoleErrors(page, [/status of 40[09]/]);
  const calls = await callsOf('province');
  const me = (await (await calls.get('/api/v1/me')).json()) as { posts: { unitId: string }[] };
  const id = randomUUID();
  const made = await calls.post('/api/v1/articles', {
    headers: { 'Idempotency-Key': randomUUID() },
    data: {
      id,
      kind: 'unit',
      unitId: me.posts[0]?.unitId,
      from: '2026-01-01',
      to: '2026-10-31',
      title: { vi: 'Bài hai người cùng viết', th: null, en: null },
      start: false,
    },
  });
  expect(made.status(), await made.text()).toBe(201);
  await signIn(page, 'province');
  const lead = (on: Page) => on.locator('.ar-three textarea').nth(3);
  const save = (on: Page) => on.getByRole('button', { name: words('platform.ui.save'), exact: true }).click();
  const other = await page.context().newPage();
  for (const one of [page, other]) await one.goto(`/articles/${id}`);
  await lead(other).fill('Người thứ hai viết.');
  await save(other);
  await expect(other.getByText(words('channel.article.edit.saved'))).toBeVisible();
  await lead(page).fill('Người thứ nhất viết.');
  await save(page);
  await expect(page.getByText(words('channel.article.edit.overtaken'))).toBeVisible();
  await expect(lead(page)).toHaveValue('Người thứ nhất viết.');
  await page.getByRole('tab', { name: words('channel.article.tab.read') }).click();
  await expect(page.locator('.ar-sheet')).toContainText('Người thứ hai viết.');
  await page.getByRole('tab', { name: words('channel.article.tab.write') }).click();
  await expect(lead(page)).toHaveValue('Người thứ nhất viết.');
  await page.getByRole('button', { name: words('channel.article.edit.keep-mine') }).click();
  await save(page);
  await expect(page.getByText(words('channel.article.edit.saved'))).toBeVisible();
  expect((await articleNow(calls, id)).content.lead.vi).toBe('Người thứ nhất viết.');

  // A reload loses nothing; what is not wanted is thrown away by one act.
  const title = page.locator('.ar-three textarea').first();
  await title.fill(' ');
  await save(page);
  await expect(page.getByRole('alert').first()).toBeVisible();
  await page.reload();
  await expect(title).toHaveValue(' ');
  await page.getByRole('button', { name: words('channel.article.edit.discard') }).click();
  await expect(title).toHaveValue('Bài hai người cùng viết');
  await axe(page);
  expect(faults()).toEqual([]);
});
