import { randomUUID } from 'node:crypto';
import type { BrowserContext, Page } from '@playwright/test';
import { todayInVietnam } from '../src/platform/format.ts';
import { binsFor, officeOf, ownCells } from './cells.ts';
import { axe, expect, test, words } from './journey.ts';
import { press, setUp, unlock } from './phone.ts';

test.use({ viewport: { width: 360, height: 640 }, hasTouch: true });

const UNSENT = /chưa gửi|Chưa gửi/;

/** Commands as they leave the phone, in whatever tab. */
function listenToPushes(context: BrowserContext): string[] {
  const sent: string[] = [];
  context.on('request', (request) => {
    if (!request.url().endsWith('/api/v1/sync/push')) return;
    const { commands } = request.postDataJSON() as { commands: { id: string }[] };
    sent.push(...commands.map(({ id }) => id));
  });
  return sent;
}

async function writeRequest(page: Page, content: string): Promise<void> {
  await page.goto('/field/#/requests/new');
  await page
    .getByRole('radiogroup', { name: words('tasks.field.topic') })
    .getByRole('radio')
    .first()
    .click();
  await page.getByLabel(words('tasks.field.content'), { exact: true }).fill(content);
  await press(page, 'tasks.field.save');
  await expect(page.locator('.strip')).toContainText(UNSENT);
}

test('two tabs of one phone: one sends at a time, the other takes its turn, nothing is sent twice; the storage was asked to stay', async ({
  page,
  context,
}) => {
  test.setTimeout(240_000);
  const { cells, office } = await ownCells([1]);
  const [cell] = cells;
  if (!cell) throw new Error('no cell');
  await context.addInitScript(() => {
    const asked = () => Number(localStorage.getItem('test.asked') ?? 0) + 1;
    Object.defineProperty(navigator.storage, 'persist', {
      value: () => {
        localStorage.setItem('test.asked', String(asked()));
        return Promise.resolve(true);
      },
    });
    const request = navigator.locks.request.bind(navigator.locks) as (...given: unknown[]) => Promise<unknown>;
    const counted = globalThis as unknown as { turns: number };
    counted.turns = 0;
    Object.defineProperty(navigator.locks, 'request', {
      value: (...given: unknown[]) => {
        counted.turns += 1;
        return request(...given);
      },
    });
  });
  const turns = (tab: Page) => tab.evaluate(() => (globalThis as unknown as { turns: number }).turns);
  const sent = listenToPushes(context);
  await setUp(page, cell.secretary);
  // Once, when there is something to keep: not with every opening.
  expect(await page.evaluate(() => localStorage.getItem('test.asked'))).toBe('1');

  await context.setOffline(true);
  const other = await context.newPage();
  await other.goto('/field/');
  await unlock(other);
  const [first, second] = [`Sửa cầu ${randomUUID().slice(0, 6)}`, `Kéo điện ${randomUUID().slice(0, 6)}`];
  await writeRequest(page, first);
  await writeRequest(other, second);
  // What one tab wrote the other shows.
  for (const tab of [page, other]) await expect(tab.locator('.strip')).toContainText('2');

  // Somebody is sending already: neither of the two sends, however often its turn comes.
  await page.evaluate(
    () =>
      new Promise<void>((held) => {
        void navigator.locks.request('gandan-field-sync', () => {
          held();
          return new Promise<void>((release) => Object.assign(globalThis, { release }));
        });
      }),
  );
  // What was tried without a network went nowhere.
  sent.splice(0);
  await context.setOffline(false);
  for (const tab of [page, other]) {
    const before = await turns(tab);
    await expect.poll(() => turns(tab), { timeout: 30_000 }).toBeGreaterThan(before + 1);
    await expect(tab.locator('.strip')).toContainText(UNSENT);
  }
  expect(sent).toEqual([]);
  await page.evaluate(() => (globalThis as unknown as { release(): void }).release());
  for (const tab of [page, other]) await expect(tab.locator('.strip.ok')).toBeVisible({ timeout: 60_000 });
  expect(sent).toHaveLength(2);
  expect(new Set(sent).size).toBe(2);
  const { items } = await office.get<{ items: { content: string }[] }>(`/requests?unit=${cell.id}&limit=50`);
  expect(items.map(({ content }) => content).toSorted()).toEqual([first, second].toSorted());
  expect(await page.evaluate(() => localStorage.getItem('test.asked'))).toBe('1');
});

test('a phone that was withdrawn empties itself at its next contact, with what was not sent, in every tab', async ({
  page,
  context,
}) => {
  test.setTimeout(240_000);
  const { cells, office } = await ownCells([1]);
  const [cell] = cells;
  if (!cell) throw new Error('no cell');
  await setUp(page, cell.secretary);
  const other = await context.newPage();
  await other.goto('/field/');
  await unlock(other);
  await context.setOffline(true);
  await writeRequest(page, 'Sửa đường bản');
  const device = await page.evaluate(() => localStorage.getItem('gandan.field.device'));
  await office.post(`/sync/devices/${device ?? ''}/withdraw`, {});
  // Without a network it knows nothing of it, and everything is there.
  await expect(page.locator('.strip')).toContainText(UNSENT);

  await context.setOffline(false);
  for (const tab of [page, other])
    await expect(tab.getByRole('heading', { level: 1, name: words('platform.field.withdrawn') })).toBeVisible({
      timeout: 60_000,
    });
  await axe(page);
  const left = () =>
    page.evaluate(async () => ({
      stores: (await indexedDB.databases()).map(({ name }) => name),
      device: localStorage.getItem('gandan.field.device'),
    }));
  await expect.poll(left).toEqual({ stores: [], device: null });
  await press(page, 'platform.field.set-up-again');
  await expect(page.getByRole('heading', { level: 1, name: words('platform.field.set-up.title') })).toBeVisible();
  const { items } = await office.get<{ items: unknown[] }>(`/requests?unit=${cell.id}&limit=50`);
  expect(items).toEqual([]);
});

test('a handover that the rule refuses opens again with everything typed, is corrected, and stands once', async ({
  page,
  context,
}) => {
  test.setTimeout(240_000);
  const own = await ownCells([1]);
  const [cell] = own.cells;
  const [village] = cell?.villages ?? [];
  if (!cell || !village) throw new Error('no village');
  const bins = await binsFor(own, [village], 3);
  await setUp(page, cell.secretary);
  await context.setOffline(true);
  await page.getByRole('link', { name: words('platform.field.tab.gifts'), exact: true }).click();
  await page.getByRole('link', { name: new RegExp(village.name) }).click();
  await press(page, 'platform.field.more', { what: words('welfare.item.bin') });
  await press(page, 'welfare.phone.to-sign');
  await page.getByLabel(words('welfare.phone.number'), { exact: true }).fill('BN-17');
  await page.getByRole('radio', { name: words('welfare.phone.confirm.witness') }).click();
  await page.getByLabel(words('welfare.phone.witness'), { exact: true }).fill('Bàn Văn Chứng');
  await page.getByRole('radio', { name: words('welfare.page.witness.elder') }).click();
  await press(page, 'welfare.phone.finish');
  await expect(page.locator('.strip')).toContainText(UNSENT);

  // The office gives two of the three meanwhile: of two here, one too many.
  await own.office.post(`/campaigns/${bins.id}/handovers`, {
    id: randomUUID(),
    effectiveOn: todayInVietnam(),
    villageId: village.id,
    allocationId: bins.allocations[0],
    items: [{ item: 'bin', quantity: 2 }],
    receiptNumber: 'VP-1',
    confirmation: 'witness',
    witness: { name: 'Bàn Văn Chứng', post: 'elder' },
    handedBy: 'Văn phòng',
  });
  await context.setOffline(false);
  await expect(page.locator('.strip.two')).toBeVisible({ timeout: 60_000 });
  await page.locator('.strip').click();
  await page.getByRole('link', { name: new RegExp(words('platform.field.state.refused')) }).click();
  // The rule with its numbers: one is left, two were asked for.
  await expect(page.locator('.note.late')).toContainText('1');
  await axe(page);
  await page.getByRole('radio', { name: new RegExp(words('platform.field.decide.way.edited')) }).click();
  await press(page, 'platform.field.decide.do.edited');

  await expect(page.getByLabel(words('welfare.phone.number'), { exact: true })).toHaveValue('BN-17');
  await expect(page.getByLabel(words('welfare.phone.witness'), { exact: true })).toHaveValue('Bàn Văn Chứng');
  await page
    .locator('.foot')
    .getByRole('button', { name: words('platform.field.back'), exact: true })
    .click();
  await press(page, 'platform.field.less', { what: words('welfare.item.bin') });
  await press(page, 'welfare.phone.to-sign');
  await press(page, 'welfare.phone.finish');
  await expect(page.locator('.strip.ok')).toBeVisible({ timeout: 60_000 });
  await page.locator('.strip').click();
  await expect(page.getByText(words('platform.field.all-sent'))).toBeVisible();
  await expect(page.getByText(/Đã sửa và ghi lại/)).toBeVisible();

  type Row = { receiptNumber: string; items: { quantity: number }[] };
  const { items } = await (await officeOf('province')).get<{ items: Row[] }>(`/campaigns/${bins.id}/handovers`);
  expect(items.map(({ receiptNumber }) => receiptNumber).toSorted()).toEqual(['BN-17', 'VP-1']);
  expect(items.flatMap((row) => row.items).reduce((sum, { quantity }) => sum + quantity, 0)).toBe(3);
});
