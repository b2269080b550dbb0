import { type Page } from '@playwright/test';
import { todayInVietnam } from '../src/platform/format.ts';
import { callsOf } from './calls.ts';
import { axe, expect, noConsoleErrors, test, words } from './journey.ts';
import { press, setUp, unlock } from './phone.ts';

test.use({ viewport: { width: 360, height: 640 }, hasTouch: true });

/** What of the forms lies on the phone, sealed: it differs as soon as something typed was kept. */
function draftsOf(page: Page): Promise<string> {
  return page.evaluate(
    () =>
      new Promise<string>((resolve, reject) => {
        const opening = indexedDB.open('gandan-field');
        opening.onerror = () => reject(new Error('no store'));
        opening.onsuccess = () => {
          const db = opening.result;
          const asked = db.transaction('drafts').objectStore('drafts').getAll() as IDBRequest<
            { form: string; sealed: { iv: Uint8Array } }[]
          >;
          asked.onerror = () => reject(new Error('no drafts'));
          asked.onsuccess = () => {
            db.close();
            resolve(asked.result.map(({ form, sealed }) => `${form} ${sealed.iv.join('.')}`).join('\n'));
          };
        };
      }),
  );
}

test('without a network a cell holds its meeting whole; the phone is closed in between; with the network it stands at the server once', async ({
  page,
  context,
}) => {
  test.setTimeout(240_000);
  const faults = noConsoleErrors(page, [/ERR_INTERNET_DISCONNECTED|Failed to load resource/]);
  const today = todayInVietnam();
  await setUp(page, 'cell');
  await axe(page);

  // No network, and the program is opened anew: it opens from the phone, behind the PIN.
  await context.setOffline(true);
  await page.reload();
  await unlock(page);
  await page.getByRole('link', { name: words('platform.field.tab.meetings'), exact: true }).click();
  await page
    .getByRole('link', { name: words('meetings.field.plan') })
    .last()
    .click();
  await page.getByLabel(words('meetings.page.place'), { exact: true }).fill('Nhà ông trưởng bản');
  await press(page, 'meetings.field.save-here');

  // 1. Everybody is called by name.
  await page.getByRole('link', { name: words('meetings.field.step.roll'), exact: true }).click();
  await page
    .getByRole('radio', { name: words('meetings.presence.excused') })
    .first()
    .click();
  await page
    .getByLabel(/Lý do vắng/)
    .first()
    .selectOption('work_away');
  await press(page, 'meetings.field.all-present');
  await axe(page);
  await press(page, 'meetings.field.next-step');

  // 2. Every task of before is touched.
  await expect(page.getByRole('heading', { level: 1, name: words('meetings.field.step.review') })).toBeVisible();
  // They stay open: the journey of the office finds them after this one.
  const goesOn = page.getByRole('button', { name: words('meetings.page.touch.in_progress'), exact: true });
  const touched = page.getByText(words('tasks.state.in_progress'), { exact: true });
  for (let count = 1; await goesOn.isVisible(); count += 1) {
    await goesOn.click();
    await expect(touched).toHaveCount(count);
  }
  await press(page, 'meetings.field.next-step');

  // 3. A vote, and a task with its owner.
  await press(page, 'meetings.field.add.vote');
  await page.getByLabel(words('meetings.page.item'), { exact: true }).fill('Nghị quyết tháng này');
  await press(page, 'meetings.field.save-here');
  await expect(page.getByText(words('meetings.page.passed'), { exact: true })).toBeVisible();
  await press(page, 'meetings.field.add.task');
  await page.getByLabel(words('meetings.field.task-what'), { exact: true }).fill('Phát quang đường liên bản');
  await page.getByLabel(words('meetings.field.task-who'), { exact: true }).selectOption({ index: 2 });
  await page.getByLabel(words('meetings.field.task-measure'), { exact: true }).fill('800 m');
  await press(page, 'meetings.field.save-here');
  await press(page, 'meetings.field.next-step');

  // 4. The minutes are half written when the battery dies: everything typed is there again.
  const conclusion = page.getByLabel(words('meetings.page.conclusion'), { exact: true });
  await expect(conclusion).not.toHaveValue('');
  const before = await draftsOf(page);
  await conclusion.fill('Chi bộ thống nhất: phát quang đường trước mùa mưa.');
  await expect.poll(() => draftsOf(page)).not.toEqual(before);
  const where = page.url();
  await page.close();
  const again = await context.newPage();
  await again.goto(where);
  await unlock(again);
  await expect(again.getByLabel(words('meetings.page.conclusion'), { exact: true })).toHaveValue(
    'Chi bộ thống nhất: phát quang đường trước mùa mưa.',
  );
  await again.getByLabel(words('meetings.page.chair'), { exact: true }).selectOption({ index: 1 });
  await again.getByLabel(words('meetings.page.secretary'), { exact: true }).selectOption({ index: 2 });
  await axe(again);
  await press(again, 'meetings.field.agree');
  await expect(again.locator('.strip')).toContainText('chưa gửi');

  // The network is back: it goes out by itself, and nothing asks.
  await context.setOffline(false);
  await expect(again.locator('.strip.ok')).toBeVisible({ timeout: 90_000 });
  await again.locator('.strip').click();
  await expect(again.getByText(words('platform.field.all-sent'))).toBeVisible();
  expect(faults()).toEqual([]);

  const calls = await callsOf('cell');
  const list = await calls.get('/api/v1/meetings', { params: { month: `${today.slice(0, 7)}-01`, limit: '100' } });
  const { items } = (await list.json()) as { items: { id: string; place: string | null; state: string }[] };
  const mine = items.filter((one) => one.place === 'Nhà ông trưởng bản');
  expect(mine.map(({ state }) => state)).toEqual(['agreed']);
  const whole = (await (await calls.get(`/api/v1/meetings/${mine[0]?.id ?? ''}`)).json()) as {
    votes: unknown[];
    given: { title: string }[];
    attendance: { presence: string }[];
    minutes: { body: { conclusion: string } }[];
  };
  expect(whole.votes).toHaveLength(1);
  expect(whole.given.map(({ title }) => title)).toEqual(['Phát quang đường liên bản']);
  expect(whole.attendance.filter(({ presence }) => presence === 'excused')).toHaveLength(1);
  expect(whole.minutes[0]?.body.conclusion).toContain('phát quang đường');
});

test('two phones write on one agenda without a network: the later one is shown both and chooses', async ({
  page,
  browser,
}) => {
  test.setTimeout(240_000);
  const other = await browser.newContext({ viewport: { width: 360, height: 640 }, hasTouch: true });
  const second = await other.newPage();
  await setUp(page, 'cell');
  await page.goto('/field/#/meetings/plan');
  await page.getByRole('radio', { name: words('meetings.kind.thematic') }).click();
  const later = new Date(Date.parse(todayInVietnam()) + 25 * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel(words('meetings.page.day'), { exact: true }).fill(later.split('-').toReversed().join('/'));
  await page.getByLabel(words('meetings.page.place'), { exact: true }).fill('Nhà văn hoá bản');
  await press(page, 'meetings.field.save-here');
  await expect(page.getByText('Nhà văn hoá bản')).toBeVisible();
  await expect(page.locator('.strip.ok')).toBeVisible({ timeout: 60_000 });
  const where = page.url().replace(/^.*#/, '#');
  await setUp(second, 'cell');

  const write = async (phone: Page, words_: string) => {
    await phone.goto(`/field/${where}`);
    await phone.getByRole('link', { name: words('meetings.field.agenda-change') }).click();
    await phone.getByLabel(words('meetings.field.agenda-item', { at: 2 }), { exact: true }).fill(words_);
    await press(phone, 'meetings.field.save-here');
    await expect(phone.getByText(words_)).toBeVisible();
  };
  await page.context().setOffline(true);
  await other.setOffline(true);
  await write(page, 'Máy thứ nhất ghi');
  await write(second, 'Máy thứ hai ghi');
  await page.context().setOffline(false);
  await expect(page.locator('.strip.ok')).toBeVisible({ timeout: 60_000 });
  await other.setOffline(false);
  await expect(second.locator('.strip.two')).toBeVisible({ timeout: 60_000 });
  await second.locator('.strip').click();
  await second.getByRole('link', { name: new RegExp(words('platform.field.state.conflict')) }).click();
  await expect(second.getByText('Máy thứ nhất ghi')).toBeVisible();
  await expect(second.getByText('Máy thứ hai ghi')).toBeVisible();
  await axe(second);
  await second.getByRole('radio', { name: new RegExp(words('platform.field.decide.way.mine')) }).click();
  await press(second, 'platform.field.decide.do.mine');
  await expect(second.locator('.strip.ok')).toBeVisible({ timeout: 60_000 });
  const calls = await callsOf('cell');
  const meeting = (await (await calls.get(`/api/v1/meetings/${where.split('/').at(-1) ?? ''}`)).json()) as {
    agenda: { title: string }[];
  };
  expect(meeting.agenda.map(({ title }) => title)).toContain('Máy thứ hai ghi');
  await other.close();
});
