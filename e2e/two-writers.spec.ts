import type { Browser, Locator, Page } from '@playwright/test';
import { axe, expect, running, signIn, signOut, test, words } from './journey.ts';

// Two people write one record in two browsers, in different rooms; and several people share one computer.

/** Differs from run to run, so that a journey that is tried again does not find its own words. */
const some = 100 + Math.floor(Math.random() * 400);

const another = async (browser: Browser): Promise<Page> =>
  (await browser.newContext({ baseURL: running().address, locale: 'vi-VN' })).newPage();

type Room = {
  as: string;
  open: (page: Page) => Promise<void>;
  field: (drawer: Locator) => Locator;
  act: string;
  texts: { mine: string; theirs: string };
};

const toTwinning = async (page: Page): Promise<void> => {
  await page.goto('/outreach?unit=02359&year=2024');
  await page.getByRole('link', { name: 'Văn phòng Tỉnh uỷ và xã Linh Phú' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Linh Phú');
};

const ROOMS: Record<string, Room> = {
  'a shared channel of an agreement': {
    as: 'province',
    open: async (page) => {
      if (!page.url().includes('/outreach/twinnings/')) await toTwinning(page);
      await page
        .getByRole('listitem')
        .or(page.locator('dd'))
        .filter({ hasText: words('outreach.twinning.no-content') })
        .getByRole('button')
        .first()
        .click();
      await page.getByRole('menuitem', { name: words('outreach.channel.change') }).click();
    },
    field: (drawer) => drawer.getByLabel(words('outreach.channel.rules'), { exact: true }),
    act: words('outreach.record.save'),
    texts: { mine: `Chỉ trao đổi nghiệp vụ, lần ${some}.`, theirs: `Không gửi tài liệu mật qua nhóm, lần ${some}.` },
  },
  'who issues papers': {
    as: 'commune',
    open: async (page) => {
      if (!page.url().includes('/documents/numbers')) await page.goto('/documents/numbers');
      await page.getByRole('button', { name: words('records.issuer.set') }).click();
    },
    field: (drawer) => drawer.getByLabel(new RegExp(`^${words('records.issuer.contact')}`)),
    act: words('records.record.save'),
    texts: { mine: `0207 111 ${some}`, theirs: `0207 222 ${some}` },
  },
  'the year’s target of a body': {
    as: 'youth',
    open: async (page) => {
      if (!page.url().includes('/admission')) await page.goto('/admission');
      await page.locator('.adm-targets').getByRole('button').first().click();
    },
    field: (drawer) => drawer.getByLabel(words('admission.column.target-introduced'), { exact: true }),
    act: words('admission.page.target-keep'),
    texts: { mine: String(some), theirs: String(some + 400) },
  },
};

for (const [name, room] of Object.entries(ROOMS))
  test(`two write ${name}: what the other kept is shown beside what was typed, also when the page has the newer version already`, async ({
    page,
    browser,
  }) => {
    const other = await another(browser);
    const { mine, theirs } = room.texts;
    await signIn(page, room.as);
    await signIn(other, room.as);
    const drawer = page.getByRole('dialog');
    const save = async (on: Page) =>
      on.getByRole('dialog').getByRole('button', { name: room.act, exact: true }).click();
    await room.open(page);
    await room.field(drawer).fill(mine);
    await room.open(other);
    await room.field(other.getByRole('dialog')).fill(theirs);
    await save(other);
    await expect(other.getByRole('dialog')).toHaveCount(0);

    // The page is loaded anew: it has the other's version, and the form still stands on the one it was begun on.
    await page.reload();
    await room.open(page);
    await expect(room.field(drawer)).toHaveValue(mine);
    await expect(drawer.getByText(words('platform.conflict.title'), { exact: true })).toBeVisible();
    await expect(drawer.locator('.standing')).toContainText(theirs);
    await axe(page);
    // Sent without a choice it is refused, and what the other wrote stands.
    await save(page);
    await expect(drawer.getByRole('alert')).toBeVisible();
    await other.reload();
    await room.open(other);
    await expect(room.field(other.getByRole('dialog'))).toHaveValue(theirs);
    await other.keyboard.press('Escape');
    // Chosen by a person it goes through.
    await drawer.getByRole('button', { name: words('platform.conflict.keep') }).click();
    await expect(drawer.getByText(words('platform.conflict.kept'))).toBeVisible();
    await save(page);
    await expect(drawer).toHaveCount(0);
    await room.open(page);
    await expect(room.field(drawer)).toHaveValue(mine);

    // The other way round: one line is taken over from what stands.
    await room.field(drawer).fill(/^\d+$/.test(mine) ? String(some + 1) : `${mine} Và ngắn gọn.`);
    await other.reload();
    await room.open(other);
    await room.field(other.getByRole('dialog')).fill(theirs);
    await save(other);
    await expect(other.getByRole('dialog')).toHaveCount(0);
    await save(page);
    await expect(drawer.locator('.standing')).toContainText(theirs);
    await drawer
      .getByRole('button', { name: words('platform.conflict.take'), exact: false })
      .first()
      .click();
    await expect(room.field(drawer)).toHaveValue(theirs);
    await other.context().close();
  });

test('on a shared computer nobody is shown what another typed; the owner is led back to it', async ({ page }) => {
  const typed = 'Tin đang viết dở của văn phòng';
  const write = () => page.getByRole('button', { name: words('channel.news.new') }).click();
  const title = page.getByRole('dialog').getByLabel(words('channel.field.title-vi'), { exact: true });
  await signIn(page, 'province');
  await page.goto('/channel/news');
  await write();
  await title.fill(typed);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await signOut(page);

  await signIn(page, 'commune');
  await expect(page.getByText(words('platform.drafts.title'))).toHaveCount(0);
  await page.goto('/channel/news');
  await write();
  await expect(title).toHaveValue('');
  await page.keyboard.press('Escape');
  await signOut(page);

  await signIn(page, 'province');
  await page.goto('/');
  await expect(page.getByText(words('platform.drafts.title'))).toBeVisible();
  await axe(page);
  await page
    .getByRole('main')
    .getByRole('link', { name: words('channel.news.new') })
    .first()
    .click();
  await write();
  await expect(title).toHaveValue(typed);
  // Dropped, it is gone from the device.
  await page
    .getByRole('dialog')
    .getByRole('button', { name: words('platform.ui.cancel') })
    .click();
  await page.goto('/');
  await expect(page.getByText(words('platform.drafts.title'))).toHaveCount(0);
});

test('a session that ends under a page: somebody else who signs in there gets pages of his own', async ({ page }) => {
  await signIn(page, 'province');
  await page.goto('/channel/news');
  await page.getByRole('button', { name: words('channel.news.new') }).click();
  const title = page.getByRole('dialog').getByLabel(words('channel.field.title-vi'), { exact: true });
  await title.fill('Không để người khác thấy');
  await page
    .getByRole('dialog')
    .getByLabel(words('channel.field.body-vi'), { exact: true })
    .fill('Nội dung đang viết.');
  const over = async () => {
    await page.context().clearCookies();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: words('channel.news.save') })
      .click();
    await expect(page.getByText(words('platform.sign-in.again'))).toBeVisible();
    await expect(page.getByText('Nội dung đang viết.')).toBeHidden();
  };
  await over();
  // The same person finds the drawer as it was left.
  const mine = running().signIns.find((one) => one.userName === 'province');
  await page.getByLabel(words('platform.sign-in.user-name')).fill('province');
  await page.getByLabel(words('platform.sign-in.password'), { exact: true }).fill(mine?.password ?? '');
  await page.getByRole('button', { name: words('platform.sign-in.enter'), exact: true }).click();
  await expect(title).toBeVisible();
  await expect(title).toHaveValue('Không để người khác thấy');
  await over();
  const person = running().signIns.find((one) => one.userName === 'commune');
  await page.getByLabel(words('platform.sign-in.user-name')).fill('commune');
  await page.getByLabel(words('platform.sign-in.password'), { exact: true }).fill(person?.password ?? '');
  await page.getByRole('button', { name: words('platform.sign-in.enter'), exact: true }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
  await expect(page).toHaveURL(`${running().address}/`);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.goto('/channel/news');
  await page.getByRole('button', { name: words('channel.news.new') }).click();
  await expect(title).toHaveValue('');
});
