import { randomUUID } from 'node:crypto';
import type { APIRequestContext, Browser, Page } from '@playwright/test';
import { callsOf } from './calls.ts';
import { axe, expect, noConsoleErrors, running, signIn, test, words } from './journey.ts';

// What people type stays theirs: over a lost line, a session that ended, somebody who was quicker; and what readers see of words taken back.

const write = (calls: APIRequestContext, method: 'post' | 'patch', path: string, data: object) =>
  calls[method](`/api/v1${path}`, { data, headers: { 'Idempotency-Key': randomUUID() } });
type Twinning = { id: string; unitId: string };
/** The agreement of the agency with the commune; other journeys make others. */
async function sharedTwinning(agency: APIRequestContext): Promise<Twinning | undefined> {
  const [mine, theirs] = await Promise.all(
    [agency, await callsOf('commune')].map(async (calls) => {
      const desk = (await (await calls.get('/api/v1/channel/desk')).json()) as { twinnings: Twinning[] };
      return desk.twinnings;
    }),
  );
  return mine?.find(({ id }) => theirs?.some((one) => one.id === id));
}
const anybody = async (browser: Browser) => (await browser.newContext({ baseURL: running().address })).newPage();

/** The office's session is over, as by its hours; it signs in again and lands where it was. */
async function signInAgain(page: Page): Promise<void> {
  await expect(page.getByText(words('platform.sign-in.again'))).toBeVisible();
  const person = running().signIns.find((one) => one.userName === 'province');
  await page.getByLabel(words('platform.sign-in.user-name')).fill('province');
  await page.getByLabel(words('platform.sign-in.password'), { exact: true }).fill(person?.password ?? '');
  await page.getByRole('button', { name: words('platform.sign-in.enter'), exact: true }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
}

test('news written by two: what stands is shown beside what was typed, also when it was published meanwhile; withdrawn, its readers learn why', async ({
  page,
  browser,
}) => {
  const faults = noConsoleErrors(page, [/status of 40[19]/, /status of 410/, /ERR_INTERNET_DISCONNECTED/]);
  const calls = await callsOf('province');
  const desk = (await (await calls.get('/api/v1/channel/desk')).json()) as { twinnings: { unitId: string }[] };
  const id = randomUUID();
  const given = { id, unitId: desk.twinnings[0]?.unitId, topic: 'economy_society', public: true };
  const made = await write(calls, 'post', '/channel/news', {
    ...given,
    titleVi: 'Giá ngô',
    bodyVi: 'Ngô khô bảy nghìn.',
  });
  expect(made.status(), await made.text()).toBe(201);

  await signIn(page, 'province');
  await page.goto(`/channel/news/${id}`);
  const body = page.getByRole('dialog').getByLabel(words('channel.field.body-vi'), { exact: true });
  const edit = () => page.getByRole('button', { name: words('channel.news.change') }).click();
  const save = () =>
    page
      .getByRole('dialog')
      .getByRole('button', { name: words('channel.news.save') })
      .click();
  await edit();
  await body.fill('Ngô khô tám nghìn.');

  // The line is lost, then the session is over: the words stay.
  await page.context().setOffline(true);
  await save();
  await expect(page.getByRole('dialog').getByText(words('problem.network'))).toBeVisible();
  await page.context().setOffline(false);
  await page.context().clearCookies();
  await save();
  // Nothing of the page shows below the sign-in; afterwards the drawer stands there as it was left.
  await expect(page.getByText(words('platform.sign-in.again'))).toBeVisible();
  await expect(page.getByText('Giá ngô').first()).toBeHidden();
  await axe(page);
  await signInAgain(page);
  await expect(page).toHaveURL(new RegExp(`/channel/news/${id}`));
  await expect(body).toHaveValue('Ngô khô tám nghìn.');

  // Somebody else was quicker: nothing is written over by itself.
  expect(
    (
      await write(calls, 'patch', `/channel/news/${id}`, {
        version: 1,
        bodyVi: `Ngô khô bảy rưỡi. https://${'a'.repeat(180)}`,
      })
    ).ok(),
  ).toBe(true);
  await save();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText(words('platform.conflict.title'), { exact: true })).toBeVisible();
  await expect(dialog.locator('.standing')).toContainText('Ngô khô bảy rưỡi.');
  await expect(body).toHaveValue('Ngô khô tám nghìn.');
  // Also after a reload it is known over which version it was typed.
  await page.reload();
  await edit();
  await expect(dialog.locator('.standing')).toContainText('Ngô khô bảy rưỡi.');
  await axe(page);
  // Saved without a choice it is refused once more: what the other wrote stands.
  await save();
  await expect(dialog.getByText(words('problem.channel.changed-meanwhile'))).toBeVisible();
  const now = (await (await calls.get(`/api/v1/channel/news/${id}`)).json()) as { bodyVi: string };
  expect(now.bodyVi).toContain('Ngô khô bảy rưỡi.');
  // And while a person thinks it over, it is published: what was typed cannot go any more, and is not lost.
  expect((await write(calls, 'post', `/channel/news/${id}/publish`, { version: 2 })).ok()).toBe(true);
  const reader = await anybody(browser);
  await reader.setViewportSize({ width: 360, height: 740 });
  await reader.goto(`/public/vi/news/${id}`);
  await expect(reader.locator('main')).toContainText('Ngô khô bảy rưỡi.');
  // A long address breaks; the page is no wider than the phone.
  expect(await reader.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await dialog.getByRole('button', { name: words('platform.conflict.keep') }).click();
  await save();
  await expect(
    dialog.getByText(words('channel.news.too-late', { field: words('channel.field.body-vi') })),
  ).toBeVisible();
  await expect(dialog.locator('blockquote')).toHaveText('Ngô khô tám nghìn.');
  await dialog.getByRole('button', { name: words('platform.ui.cancel') }).click();

  // Withdrawn with a reason that survives a reload; without one it is not asked of the server.
  const withdraw = page.getByRole('button', { name: words('channel.news.withdraw') });
  await withdraw.click();
  await dialog.getByRole('button', { name: words('channel.news.withdraw') }).click();
  await expect(dialog.getByText(words('platform.form.needed'))).toBeVisible();
  await dialog.getByLabel(words('channel.field.why')).fill('Nhầm giá của chợ khác');
  await page.reload();
  await withdraw.click();
  await expect(dialog.getByLabel(words('channel.field.why'))).toHaveValue('Nhầm giá của chợ khác');
  await dialog.getByRole('button', { name: words('channel.news.withdraw') }).click();
  await expect(page.getByText(words('channel.news.state.withdrawn'), { exact: true }).first()).toBeVisible();

  const answer = await reader.goto(`/public/vi/news/${id}`);
  expect(answer?.status()).toBe(410);
  await expect(reader.getByRole('heading', { level: 1 })).toHaveText(words('channel.public.withdrawn'));
  await expect(reader.locator('main')).toContainText('Nhầm giá của chợ khác');
  await expect(reader.locator('main')).not.toContainText('Ngô khô');
  await axe(reader);
  expect(faults()).toEqual([]);
});

test('an answer that was typed stays over a reload and a lost line, and is sent once', async ({ page }) => {
  const faults = noConsoleErrors(page, [/ERR_INTERNET_DISCONNECTED/]);
  const calls = await callsOf('province');
  const twin = await sharedTwinning(calls);
  const id = randomUUID();
  const sent = await write(calls, 'post', '/channel/bulletins', {
    id,
    unitId: twin?.unitId,
    reach: 'twinned',
    twinningId: twin?.id,
    unitIds: [],
    title: 'Lịch giúp xã',
    body: 'Đề nghị xã bố trí phòng máy.',
    happenedOn: null,
    answerBy: null,
    pinned: false,
  });
  expect(sent.status(), await sent.text()).toBe(201);
  await signIn(page, 'commune');
  await page.goto(`/channel/${id}`);
  const answer = page.getByLabel(words('channel.field.answer'), { exact: true });
  const send = () => page.getByRole('button', { name: words('channel.act.answer') }).click();
  await answer.fill('Xã cử đồng chí văn thư.');
  await page.reload();
  await expect(answer).toHaveValue('Xã cử đồng chí văn thư.');

  // The server takes it, and its word is lost on the way: sent again it is the same answer.
  let lost = 0;
  await page.route('**/answers', async (route) => {
    lost += 1;
    if (lost > 3) return route.fallback();
    await route.fetch();
    return route.abort('connectionfailed');
  });
  await send();
  await expect(page.getByText(words('problem.network'))).toBeVisible();
  await expect(answer).toHaveValue('Xã cử đồng chí văn thư.');
  await send();
  await expect(answer).toHaveValue('');
  await answer.fill('Thêm một máy chiếu.');
  await send();
  await expect(page.locator('.ch-thread')).toContainText('Thêm một máy chiếu.');
  const { thread } = (await (await calls.get(`/api/v1/channel/bulletins/${id}`)).json()) as {
    thread: { body: string }[];
  };
  expect(thread.map(({ body }) => body)).toEqual(['Xã cử đồng chí văn thư.', 'Thêm một máy chiếu.']);
  expect(faults().filter((fault) => !fault.includes('ERR_CONNECTION_FAILED'))).toEqual([]);
});

test('a villager’s comment: kept when the line is lost, without telephone numbers, shown when the office accepted it, gone when it refused', async ({
  page,
  browser,
}) => {
  const calls = await callsOf('province');
  const { items } = (await (await calls.get('/api/v1/articles?limit=50')).json()) as {
    items: { id: string; state: string }[];
  };
  const id = items.find(({ state }) => state === 'published')?.id ?? '';
  const name = `Lò Thị ${randomUUID().slice(0, 4)}`;
  const villager = await anybody(browser);
  await villager.setViewportSize({ width: 360, height: 740 });
  const address = `/public/vi/articles/${id}`;
  await villager.goto(address);
  const text = villager.getByRole('textbox', { name: words('channel.article.public.words') });
  const send = () => villager.getByRole('button', { name: words('channel.article.public.send') }).click();
  await villager.getByLabel(words('channel.article.public.name'), { exact: true }).fill(name);
  await text.fill('Bản tôi cũng muốn có đèn. Gọi 0912 345 678.');
  await villager.context().setOffline(true);
  await send();
  await villager.waitForURL(/chrome-error/).catch(() => undefined);
  await villager.context().setOffline(false);
  await villager.goBack();
  await expect(text).toHaveValue('Bản tôi cũng muốn có đèn. Gọi 0912 345 678.');
  await send();
  await expect(villager.getByRole('status')).toHaveText(words('problem.comment.personal-number'));
  await expect(text).toHaveValue('Bản tôi cũng muốn có đèn. Gọi 0912 345 678.');
  await axe(villager);
  await text.fill('Bản tôi cũng muốn có đèn.');
  await send();
  await expect(villager.getByRole('status')).toHaveText(words('channel.article.public.received'));

  await signIn(page, 'province');
  await page.goto(`/articles/${id}?view=comments`);
  const mine = page.locator('section').filter({ has: page.getByRole('heading', { name }) });
  await mine.getByRole('button', { name: words('channel.article.comments.accept'), exact: true }).click();
  await expect(mine).toHaveCount(0);
  await villager.goto(address);
  await expect(villager.getByText(name)).toBeVisible();
  await page.getByText(words('channel.article.comments.accepted'), { exact: true }).click();
  await mine.getByRole('button', { name: words('channel.article.comments.refuse'), exact: true }).click();
  await expect(mine).toHaveCount(0);
  await villager.goto(address);
  await expect(villager.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(villager.getByText(name)).toHaveCount(0);
});
