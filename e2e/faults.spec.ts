import { expect, test } from '@playwright/test';
import { Phone } from './faults/phone.ts';
import { runFaults, saidOfDisk } from './faults/run.ts';
import { twoBuilds } from './faults/update.ts';
import { callsOf } from './calls.ts';
import { running, words } from './journey.ts';
import { press, setUp, unlock } from './phone.ts';

test('phones, line, server and database that fail: nothing lost, nothing twice, order kept, every conflict shown', async () => {
  test.setTimeout(600_000);
  const outcome = await runFaults({ deliveries: 400, seed: 20_261_122 });
  console.log(saidOfDisk(outcome));
  expect(outcome.wrong).toEqual([]);
  expect(outcome.deliveries).toBeGreaterThanOrEqual(400);
  // A seed that never met a fault would prove nothing.
  expect(Object.values(outcome.line).every((count) => count > 0)).toBe(true);
  expect(outcome.bins).toEqual({ villages: 8, handovers: 16, quantity: 32, closed: true, wrong: [] });
  const { kills, clockJumps, diskRefused, mergers, betweenPeople, chosen, photos } = outcome;
  const met = { ...kills, clockJumps, diskRefused, mergers, betweenPeople, chosen, photos };
  expect(Object.entries(met).filter(([, count]) => count === 0)).toEqual([]);
});

test('a new build while something is unsent: the form in progress stays, the person takes it over, nothing is lost, and it is sent once', async () => {
  test.setTimeout(240_000);
  const builds = await twoBuilds(running().address);
  const phone = await Phone.make(`${builds.address}/field/`, 'heading');
  try {
    await setUp(phone.page, 'cell', builds.address);
    builds.network(false);
    const place = `Nhà ông trưởng bản ${Date.now() % 1_000_000}`;
    await phone.page.goto(`${builds.address}/field/#/meetings/plan`);
    await phone.page.getByRole('radio', { name: words('meetings.kind.thematic') }).click();
    await phone.page.getByLabel(words('meetings.page.place'), { exact: true }).fill(place);
    await press(phone.page, 'meetings.field.save-here');
    await expect(phone.page.locator('.strip')).toContainText(/chưa gửi|Chưa gửi/);
    await phone.page.goto(`${builds.address}/field/#/requests/new`);
    const content = phone.page.getByLabel(words('tasks.field.content'), { exact: true });
    await content.fill('Sửa cầu treo trước mùa mưa');

    // The next build is there: it asks, and does nothing by itself.
    builds.release();
    await phone.page.evaluate(
      async () => void (await (await navigator.serviceWorker.getRegistration('/field/'))?.update()),
    );
    await expect(phone.page.getByText(words('platform.field.update'), { exact: true })).toBeVisible({
      timeout: 60_000,
    });
    await expect(content).toHaveValue('Sửa cầu treo trước mùa mưa');
    expect(await phone.page.evaluate(() => 'gandanBuild' in globalThis)).toBe(false);

    // The person takes it over: behind the PIN everything is there, in the new program.
    await press(phone.page, 'platform.field.update-now');
    await unlock(phone.page);
    expect(await phone.page.evaluate(() => 'gandanBuild' in globalThis)).toBe(true);
    await expect(content).toHaveValue('Sửa cầu treo trước mùa mưa');
    await expect(phone.page.locator('.strip')).toContainText(/chưa gửi|Chưa gửi/);

    // The battery dies, the network comes back: it goes out once.
    await phone.kill();
    await phone.boot();
    await unlock(phone.page);
    builds.network(true);
    await phone.page.locator('.strip').click();
    await press(phone.page, 'platform.field.send-now');
    await expect(phone.page.getByText(words('platform.field.all-sent'))).toBeVisible({ timeout: 60_000 });
    const calls = await callsOf('cell');
    const { items } = (await (await calls.get('/api/v1/meetings', { params: { limit: '200' } })).json()) as {
      items: { place: string | null }[];
    };
    expect(items.filter((one) => one.place === place)).toHaveLength(1);
  } finally {
    await phone.end();
    await builds.close();
  }
});
