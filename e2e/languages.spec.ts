import type { Page } from '@playwright/test';
import { LANGS, type Lang } from '../src/platform/format.ts';
import { callsOf, membersOf } from './calls.ts';
import { axe, expect, noConsoleErrors, signIn, test, words } from './journey.ts';

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
/** A key of a message that nobody translated, as the pages would show it. */
const A_KEY =
  /\b(?:platform|organisation|membership|figures|villages|admission|meetings|tasks|learning|outreach|welfare|evaluation|problem)\.[a-z]+(?:[.-][a-zA-Z0-9]+)*\b/;

// Long walks that do not know of each other.
test.describe.configure({ mode: 'parallel' });

/**
 * Every page is seen in every language, wide and narrow. The first language is examined light and wide, the others dark and
 * narrow: colours do not depend on the words, and the longer words are the ones that break a phone.
 */
for (const lang of LANGS) {
  test(`the pages in ${lang}: no key, nothing wider than a phone, nothing found by axe`, async ({ page, browser }) => {
    test.slow();
    for (const user of ['province', 'admin', 'inspection'] as const) {
      const paths = await PAGES[user]();
      const context = user === 'province' ? page.context() : await browser.newContext();
      const window = user === 'province' ? page : await context.newPage();
      const faults = noConsoleErrors(window);
      await signIn(window, user);
      await window.evaluate((code) => localStorage.setItem('gandan.lang', code), lang);
      for (const path of paths) await looksRight(window, path, lang);
      expect(faults(), user).toEqual([]);
      if (window !== page) await context.close();
    }
  });
}

/** The rooms of village work: every page in every language, each examined in one of them. */
for (const [turn, lang] of LANGS.entries()) {
  test(`the rooms of the villages in ${lang}: no key, nothing wider than a phone, nothing found by axe`, async ({
    page,
    browser,
  }) => {
    test.slow();
    for (const user of ['commune', 'youth'] as const) {
      const paths = await ROOMS[user]();
      const context = user === 'commune' ? page.context() : await browser.newContext();
      const window = user === 'commune' ? page : await context.newPage();
      const faults = noConsoleErrors(window);
      await signIn(window, user);
      await window.evaluate((code) => localStorage.setItem('gandan.lang', code), lang);
      for (const [index, path] of paths.entries())
        await looksRight(window, path, lang, (index + turn) % LANGS.length === 0);
      expect(faults(), user).toEqual([]);
      if (window !== page) await context.close();
    }
  });
}

/** The rooms of twinning and of gifts, and what stands outside for sponsors and the public. */
for (const [turn, lang] of LANGS.entries()) {
  test(`the rooms of twinning and gifts in ${lang}: no key, nothing wider than a phone, nothing found by axe`, async ({
    page,
  }) => {
    test.slow();
    const paths = await GIFTS();
    const faults = noConsoleErrors(page);
    await signIn(page, 'province');
    await page.evaluate((code) => localStorage.setItem('gandan.lang', code), lang);
    for (const [index, path] of paths.entries())
      await looksRight(page, path, lang, (index + turn) % LANGS.length === 0);
    expect(faults()).toEqual([]);
  });
}

/** Pages of both rooms with records of the sample that have everything on them. */
async function GIFTS(): Promise<string[]> {
  const calls = await callsOf('province');
  const read = async <T>(path: string): Promise<T> => (await (await calls.get(`/api/v1${path}`)).json()) as T;
  type Named = { id: string; title?: string; name?: string };
  const all = async (path: string) => (await read<{ items: Named[] }>(path)).items;
  const unit = (await read<{ posts: { unitId: string }[] }>('/me')).posts[0]?.unitId ?? '';
  const campaigns = await all(`/campaigns?unit=${unit}&limit=50`);
  const campaign = campaigns.find((one) => one.title === '100 suất quà')?.id ?? '';
  const one = async (path: string) => (await all(`${path}${path.includes('?') ? '&' : '?'}limit=1`))[0]?.id ?? '';
  const twinning = await one('/twinnings?unit=02359');
  const trip = await one(`/activities?unit=02359&twinning=${twinning}&kind=roots_trip&state=held`);
  const coaching = await one(`/activities?unit=02359&twinning=${twinning}&kind=records_coaching&state=held`);
  const sponsor = (await all(`/sponsors?unit=${unit}&limit=50`)).find((one) => one.name === 'Agribank Tuyên Quang');
  const paths = [
    '/welfare',
    `/welfare/campaigns/${campaign}`,
    `/welfare/campaigns/${campaign}/board`,
    `/welfare/handovers/${await one(`/campaigns/${campaign}/handovers`)}`,
    '/welfare/gifts',
    '/welfare/hand-over',
    '/welfare/needs',
    '/welfare/households',
    `/welfare/households/${await one(`/households?unit=${unit}`)}`,
    '/welfare/houses',
    `/welfare/houses/${await one(`/houses?unit=${unit}`)}`,
    '/welfare/sponsors',
    `/welfare/sponsors/${sponsor?.id ?? ''}`,
    '/welfare/promises',
    '/outreach?unit=02359&year=2024',
    '/outreach/activities?unit=02359&year=2024',
    '/outreach/public?unit=02359',
    `/outreach/twinnings/${twinning}`,
    `/outreach/twinnings/${twinning}/years/2024`,
    `/outreach/activities/${trip}`,
    `/outreach/activities/${coaching}`,
  ];
  await calls.dispose();
  return paths;
}

const ROOMS = {
  commune: async (): Promise<string[]> => {
    const calls = await callsOf('commune');
    const read = async <T>(path: string): Promise<T> => (await (await calls.get(`/api/v1${path}`)).json()) as T;
    const first = async (path: string): Promise<string> =>
      (await read<{ items: { id: string }[] }>(path)).items[0]?.id ?? `nothing at ${path}`;
    const meeting = async (state: string) => `/meetings/${await first(`/meetings?state=${state}&limit=1`)}`;
    const board = await read<{ columns: { items: { id: string }[] }[] }>('/admission/board');
    const body = await first('/units?q=dang+bo+xa+muong+nhe&kind=commune_body&alive=true');
    const cell = await first('/units?q=chi+bo+ban+nam+pac&kind=party_cell&alive=true');
    const village = await first('/units?q=ban+nam+pac&kind=village&alive=true');
    const paths = [
      '/admission?view=board',
      '/admission?view=list',
      '/admission/funnel',
      `/admission/${board.columns[0]?.items[0]?.id}`,
      `/admission/${board.columns.at(-1)?.items[0]?.id}`,
      '/meetings',
      `/meetings?unit=${cell}`,
      '/meetings/board',
      await meeting('planned'),
      await meeting('draft'),
      await meeting('locked'),
      '/tasks',
      `/tasks/${await first('/tasks?limit=1')}`,
      '/task-documents',
      `/task-documents/${await first('/task-documents?limit=1')}`,
      '/requests',
      '/villages',
      `/villages/${village}`,
      '/learning',
      `/learning/courses/${await first(`/courses?unit=${body}&limit=1`)}`,
      '/learning/commendations',
      '/learning/models',
    ];
    await calls.dispose();
    return paths;
  },
  youth: () => Promise.resolve(['/', '/admission', '/admission/new']),
};

const PAGES = {
  province: async (): Promise<string[]> => {
    const calls = await callsOf('province');
    const [someone] = (await membersOf(calls, { limit: '1' })).items;
    const one = async <T>(path: string): Promise<T | undefined> =>
      ((await (await calls.get(path)).json()) as { items: T[] }).items[0];
    const body = await one<{ id: string }>('/api/v1/units?q=dang+bo+xa+muong+nhe&kind=commune_body&alive=true');
    const event = await one<{ id: string }>('/api/v1/unit-events?state=carried_out&limit=1');
    await calls.dispose();
    return [
      '/',
      '/organisation',
      `/organisation/${body?.id}`,
      `/organisation/${body?.id}/life`,
      '/organisation/events',
      `/organisation/events/${event?.id}`,
      `/organisation/events/new?unit=${body?.id}`,
      '/members',
      `/members/${someone?.id}`,
      `/members/${someone?.id}/edit`,
      '/members/new',
      '/members/import',
      '/transfers',
      '/posts',
      '/figures',
      `/figures/I-01?unit=${body?.id}`,
      `/figures/I-01/records?unit=${body?.id}`,
      '/reconciliation',
      '/account',
    ];
  },
  admin: () => Promise.resolve(['/users', '/holidays', '/settings']),
  inspection: () => Promise.resolve(['/audit', '/audit?view=access']),
};

/** One page, wide and then narrow, light and dark; examined once at most, in the look of its language. */
async function looksRight(page: Page, path: string, lang: Lang, isExamined = true): Promise<void> {
  const isFirst = lang === LANGS[0];
  await page.setViewportSize(WIDE);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(path);
  await settled(page, lang);
  await expect(page.locator('html')).toHaveAttribute('lang', lang);
  expect(await page.locator('body').innerText(), path).not.toMatch(A_KEY);
  if (isFirst && isExamined) await axe(page);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.setViewportSize(NARROW);
  await settled(page, lang);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `${path} is wider than a phone`).toBeLessThanOrEqual(NARROW.width);
  if (!isFirst && isExamined) await axe(page);
}

/** The heading stands and nothing is being fetched any more. */
async function settled(page: Page, lang: Lang): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  await expect(page.getByText(words('figures.page.sum.counting', {}, lang), { exact: true })).toHaveCount(0);
}
