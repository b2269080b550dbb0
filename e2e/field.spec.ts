import { type Page } from '@playwright/test';
import { todayInVietnam } from '../src/platform/format.ts';
import { callsOf } from './calls.ts';
import { axe, expect, noConsoleErrors, running, test, words } from './journey.ts';

const PIN = '270519';
test.use({ viewport: { width: 360, height: 640 }, hasTouch: true });

/** Sets a phone up as the village secretary would, once and with a network. */
async function setUp(page: Page, userName: string): Promise<void> {
  const person = running().signIns.find((one) => one.userName === userName);
  await page.goto('/field/');
  await page.getByLabel(words('platform.field.set-up.user')).fill(person?.userName ?? '');
  await page.getByLabel(words('platform.field.set-up.password')).fill(person?.password ?? '');
  await page.getByRole('button', { name: words('platform.field.set-up.sign-in'), exact: true }).click();
  await page.getByLabel(words('platform.field.set-up.pin')).fill(PIN);
  await page.getByLabel(words('platform.field.set-up.pin-again')).fill(PIN);
  await page.getByRole('button', { name: words('platform.field.set-up.begin') }).click();
  await expect(page.getByRole('heading', { level: 1, name: words('platform.field.tab.today') })).toBeVisible({
    timeout: 60_000,
  });
  // The copy has come, and the worker has everything: from now on no network is needed.
  await expect(page.getByRole('link', { name: words('platform.field.tab.meetings'), exact: true })).toBeVisible();
  await expect(page.locator('.strip.ok')).toBeVisible({ timeout: 60_000 });
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 100));
  });
}

async function unlock(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { name: words('platform.field.lock.title') })).toBeVisible();
  for (const digit of PIN) await page.getByRole('button', { name: digit, exact: true }).click();
  await page.getByRole('button', { name: words('platform.field.lock.open') }).click();
  await expect(page.getByRole('heading', { name: words('platform.field.lock.title') })).toBeHidden();
}

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

const press = (page: Page, key: string, values = {}) =>
  page.getByRole('button', { name: words(key, values), exact: true }).click();

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
