import { randomUUID } from 'node:crypto';
import { callsOf } from './calls.ts';
import { axe, expect, noConsoleErrors, running, signIn, test, words } from './journey.ts';

test('the agency writes to its commune, the commune reads and answers, the agency sees the receipt', async ({
  page,
  browser,
}) => {
  const faults = noConsoleErrors(page);
  const title = `Lịch hỗ trợ xã ${randomUUID().slice(0, 6)}`;
  const deskOf = async (user: string) =>
    (await (await (await callsOf(user)).get('/api/v1/channel/desk')).json()) as {
      units: { id: string; name: string; parentId: string | null }[];
      twinnings: { id: string; unitId: string }[];
    };
  const [desk, theirs] = [await deskOf('province'), await deskOf('commune')];
  const shared = desk.twinnings.find(({ id }) => theirs.twinnings.some((one) => one.id === id));
  const agency = desk.units.find(({ id }) => id === shared?.unitId);
  await signIn(page, 'province');
  // From the page of the committee its office writes, to the commune with which that is twinned.
  await page.goto(`/channel?unit=${agency?.parentId ?? ''}`);
  await page.getByRole('button', { name: words('channel.bulletin.new') }).click();
  const form = page.getByRole('dialog');
  await expect(form.getByRole('button', { name: agency?.name ?? '' })).toBeVisible();
  await form.getByLabel(words('channel.field.title'), { exact: true }).fill(title);
  await form
    .getByLabel(words('channel.field.body'), { exact: true })
    .fill('Đoàn công tác đến xã. Đề nghị bố trí phòng máy.');
  await form.getByRole('button', { name: words('channel.bulletin.send'), exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
  await expect(page.getByText(words('channel.read-of', { read: 0, all: 1 })).first()).toBeVisible();
  const address = new URL(page.url()).pathname;
  await axe(page);

  const other = await (await browser.newContext({ baseURL: running().address })).newPage();
  await signIn(other, 'commune');
  await other.goto('/notices');
  await other
    .getByRole('link', { name: words('channel.notice.bulletin') })
    .first()
    .click();
  await expect(other.getByRole('heading', { level: 1 })).toContainText(title);
  await expect(other.getByText(words('channel.read-of', { read: 1, all: 1 })).first()).toBeVisible();
  await other.getByLabel(words('channel.field.answer'), { exact: true }).fill('Xã đã nhận.');
  await other.getByRole('button', { name: words('channel.act.answer') }).click();
  await expect(other.getByText('Xã đã nhận.').first()).toBeVisible();
  await other.close();

  await page.goto(address);
  await expect(page.getByText(words('channel.read-of', { read: 1, all: 1 })).first()).toBeVisible();
  await expect(page.getByText('Xã đã nhận.').first()).toBeVisible();
  expect(faults()).toEqual([]);
});

test('news that everybody may read: the card is saved as a picture, the public page stands without a sign-in', async ({
  page,
  browser,
}) => {
  const calls = await callsOf('province');
  const { twinnings } = (await (await calls.get('/api/v1/channel/desk')).json()) as { twinnings: { unitId: string }[] };
  const unit = twinnings[0]?.unitId ?? '';
  const list = await calls.get('/api/v1/channel/news', { params: { unit, of: 'writer', limit: '50' } });
  const { items } = (await list.json()) as { items: { id: string; public: boolean; state: string; titleVi: string }[] };
  const news = items.find((one) => one.public && one.state === 'published');
  if (!news) throw new Error('the sample has no public news');
  await signIn(page, 'province');
  await page.goto(`/channel/news/${news.id}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(news.titleVi);
  await page.getByRole('button', { name: words('channel.act.share') }).click();
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: words('channel.share.save-card') }).click();
  expect((await saving).suggestedFilename()).toBe('gan-dan.png');
  await axe(page);

  const anybody = await (await browser.newContext({ baseURL: running().address })).newPage();
  await anybody.goto(`/public/vi/news/${news.id}`);
  await expect(anybody.getByRole('heading', { level: 1 })).toContainText(news.titleVi);
  await axe(anybody);
});

test('the first page of a cell shows the latest news that concerns it, and opens it', async ({ page }) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'cell');
  await page.goto('/');
  const panel = page
    .locator('section')
    .filter({ has: page.getByRole('heading', { name: words('channel.home.title') }) });
  const first = panel.getByRole('listitem').first().getByRole('link');
  const title = (await first.innerText()).trim();
  await first.click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
  await page.goBack();
  await panel.getByRole('link', { name: words('channel.home.all') }).click();
  await expect(page).toHaveURL(/\/channel\/news\?unit=/);
  expect(faults()).toEqual([]);
});
