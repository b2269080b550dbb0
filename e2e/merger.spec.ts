import type { Locator, Page } from '@playwright/test';
import { formatDate, formatNumber } from '../src/platform/format.ts';
import { axe, expect, noConsoleErrors, signIn, test, words } from './journey.ts';
import { downloadBy, downloadedRows } from './spreadsheets.ts';

const BODY = 'Đảng bộ xã Mường Nhé';
const OLD_BODIES = ['Đảng bộ xã Chung Chải', 'Đảng bộ xã Mường Nhé', 'Đảng bộ xã Nậm Vì'];
const MERGED_ON = '2025-07-01';
const EVE = '2025-06-30';
const PAST = '2022-12-31';

type Figure = { value: number; records: { count: number } };

test('across the merger of July 2025 a past number is read both ways, and is its list and its file', async ({
  page,
}) => {
  test.slow();
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  await openUnit(page);

  // The hand follows the mouse to the left end, before there was such a unit, and the keys bring it back to the event.
  const hand = page.getByRole('slider', { name: words('platform.timeline.slider') });
  await dragToTheLeft(page, hand);
  await expect(page.getByText(words('organisation.page.before-it'))).toBeVisible();
  await page.getByRole('button', { name: words('platform.as-of.today') }).click();
  while ((await dayOf(hand)) !== day(MERGED_ON)) await step(hand, () => page.keyboard.press('Alt+ArrowLeft'));

  // On 1 July three are one.
  const lineage = page.getByRole('group', { name: words('organisation.page.lineage-of', { name: BODY }) });
  const members = memberTile(page, 'then');
  await expect(members).toBeVisible();
  await expect(lineage).toContainText('Chung Chải');
  await expect(lineage).toContainText('Nậm Vì');
  await expect(lineage).toContainText(words('organisation.page.old-name', { name: 'Mường Nhé' }));
  await axe(page);

  // The evening before they are three.
  await step(hand, () => hand.press('ArrowLeft'));
  expect(await dayOf(hand)).toBe(day(EVE));
  await expect(page.getByText(words('organisation.page.not-yet', { name: BODY, on: day(EVE) }))).toBeVisible();
  for (const name of OLD_BODIES) await expect(tileOf(page, name)).toBeVisible();

  // 31 December 2022 as it was: each of the three by itself.
  for (const key of ['PageDown', 'PageDown', 'PageDown', ...Array<string>(6).fill('ArrowUp'), 'ArrowRight'])
    await step(hand, () => hand.press(key));
  expect(await dayOf(hand)).toBe(day(PAST));
  const asItWas: number[] = [];
  for (const name of OLD_BODIES) asItWas.push(await agrees(page, tileOf(page, name)));
  await sameInListAndFile(page, tileOf(page, 'Đảng bộ xã Nậm Vì'));

  // The same day on today's boundaries: one number, that of the three and of whoever belongs there today.
  const reading = page.getByRole('radiogroup', { name: words('organisation.page.read-on') });
  await reading.getByRole('radio', { name: words('organisation.page.reading.now') }).click();
  const now = memberTile(page, 'now');
  expect(await agrees(page, now)).toBeGreaterThanOrEqual(asItWas.reduce((sum, one) => sum + one, 0));
  await sameInListAndFile(page, now);
  expect(faults()).toEqual([]);
});

/** To the organisation by its name without accents. */
async function openUnit(page: Page): Promise<void> {
  await page.goto('/organisation');
  await page.getByRole('searchbox', { name: words('organisation.page.filter') }).fill('dang bo xa muong nhe');
  const found = page.getByRole('list', { name: words('organisation.page.found') });
  await found.getByRole('link', { name: BODY }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: BODY })).toBeVisible();
}

async function dragToTheLeft(page: Page, hand: Locator): Promise<void> {
  const box = await hand.boundingBox();
  if (!box) throw new Error('the hand of the slider is not to be seen');
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width / 2, y);
  await page.mouse.down();
  await page.mouse.move(box.x - 200, y, { steps: 5 });
  await page.mouse.move(0, y, { steps: 5 });
  await page.mouse.up();
}

const day = (on: string): string => formatDate('vi', on);
const dayOf = (hand: Locator): Promise<string | null> => hand.getAttribute('aria-valuetext');

/** Moves the hand and waits until it stands elsewhere. */
async function step(hand: Locator, move: () => Promise<void>): Promise<void> {
  const before = await dayOf(hand);
  await move();
  await expect(hand).not.toHaveAttribute('aria-valuetext', before ?? '');
}

/** The number of a tile is a link whose name is the label and the number. */
const tileOf = (page: Page, label: string): Locator =>
  page.getByRole('link', { name: new RegExp(`^${label}: [\\d.]+$`) });
const memberTile = (page: Page, reading: 'then' | 'now'): Locator =>
  tileOf(page, words(`organisation.page.members-read.${reading}`, { on: day(PAST) }));

/** Holds the number of a tile against the API's answer to the question that its address asks. */
async function agrees(page: Page, tile: Locator): Promise<number> {
  const href = (await tile.getAttribute('href')) ?? '';
  const { value } = await answerOf(page, href);
  await expect(tile).toHaveText(formatNumber('vi', value));
  return value;
}

async function answerOf(page: Page, href: string): Promise<Figure> {
  const answer = await page.request.get(`/api/v1${href}`);
  expect(answer.status()).toBe(200);
  return (await answer.json()) as Figure;
}

/** Opens a number and holds it against its list, the list's foot, and the rows of the exported file; then comes back. */
async function sameInListAndFile(page: Page, tile: Locator): Promise<void> {
  const back = page.url();
  const { value, records } = await answerOf(page, (await tile.getAttribute('href')) ?? '');
  expect(records.count).toBe(value);
  const said = formatNumber('vi', value);
  await tile.click();
  await page.getByRole('link', { name: words('figures.page.explain.open-list') }).click();
  const grid = page.getByRole('grid');
  await expect(page.getByText(words('figures.page.records.foot', { rows: said, value: said }))).toBeVisible();
  await axe(page);
  const rows = grid.locator('tbody').getByRole('row');
  const more = page.getByRole('button', { name: words('platform.ui.more-rows') });
  // Only the rows in sight are drawn; the foot says how many have come.
  const come = page.locator('.grid-foot b').first();
  const loaded = async (): Promise<number> => Number((await come.innerText()).replaceAll('.', ''));
  for (let shown = await loaded(); shown < value; shown = await loaded()) {
    await more.click();
    await expect.poll(loaded).toBeGreaterThan(shown);
  }
  expect(await loaded()).toBe(value);
  // The keys reach both ends of it, drawn or not.
  await rows.first().focus();
  await page.keyboard.press('End');
  await expect(grid.locator('tbody tr:focus')).toHaveAttribute('aria-rowindex', String(value + 1));
  await page.keyboard.press('Home');
  await expect(grid.locator('tbody tr:focus')).toHaveAttribute('aria-rowindex', '2');
  const download = await downloadBy(page, () => page.getByRole('link', { name: 'XLSX' }).click());
  const [heads, ...lines] = await downloadedRows(download);
  expect(heads?.cells).toContain(words('figures.list.unit'));
  expect(lines).toHaveLength(value);
  await page.goto(back);
}
