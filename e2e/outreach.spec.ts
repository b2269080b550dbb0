import { randomUUID } from 'node:crypto';
import { callsOf } from './calls.ts';
import { axe, expect, noConsoleErrors, running, signIn, test, words } from './journey.ts';

const TRIP = 'Dâng hương tại Lăng Chủ tịch Hồ Chí Minh';

test('the trip of two organisations with three stops: from the agreement to the roster, one more is ticked off', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  await page.goto('/outreach?unit=02359&year=2024');
  await page.getByRole('link', { name: 'Văn phòng Tỉnh uỷ và xã Linh Phú' }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Linh Phú');
  // The agreement follows the successor: who was it before stands in the line below the title.
  await expect(page.getByText('01/07/2025').first()).toBeVisible();
  await page.getByRole('link', { name: TRIP }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(TRIP);
  await expect(page.locator('.ou-stops li')).toHaveCount(3);
  const roster = page.getByRole('table', { name: words('outreach.roster.title') });
  for (const side of ['agency', 'partner'])
    await expect(roster.getByText(words(`outreach.side.${side}`)).first()).toBeVisible();
  const absent = roster.locator('input[type=checkbox]:not(:checked)');
  const before = await absent.count();
  expect(before).toBeGreaterThan(0);
  await absent.first().locator('xpath=ancestor::label').click();
  await expect(absent).toHaveCount(before - 1);
  await page.reload();
  await expect(absent).toHaveCount(before - 1);
  await axe(page);
  expect(faults()).toEqual([]);
});

test('an activity is entered with the measures of its kind, and stands in the list', async ({ page }) => {
  await signIn(page, 'province');
  await page.goto('/outreach?unit=02359&year=2024');
  await page.getByRole('link', { name: 'Văn phòng Tỉnh uỷ và xã Linh Phú' }).first().click();
  await page.getByRole('button', { name: words('outreach.record.add'), exact: true }).click();
  await page.getByRole('menuitem', { name: words('outreach.twinning.add.activity') }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByRole('button', { name: words('outreach.field.kind') }).click();
  await page.getByRole('option', { name: words('outreach.kind.cleaning') }).click();
  await expect(drawer.getByLabel(new RegExp(words('outreach.measure.metres_drain')))).toBeVisible();
  await drawer.getByRole('button', { name: words('outreach.record.save') }).click();
  // What is missing is named, and nothing was sent.
  await expect(drawer.getByText(words('platform.form.needed')).first()).toBeVisible();
});

test('after the merger the successor has agreement, campaigns and needs, and its year is a page and a paper', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  // Tri Phú took Linh Phú over on 1 July 2025: what runs is found below it.
  await page.goto('/outreach?unit=02359');
  await page.getByRole('link', { name: 'Văn phòng Tỉnh uỷ và xã Linh Phú' }).first().click();
  await expect(page.getByText('Đảng bộ xã Tri Phú').first()).toBeVisible();
  const campaigns = page.locator('.panel').filter({ hasText: words('outreach.campaign.title') });
  for (const title of ['Thùng rác cho thôn', '100 suất quà', 'Bồn nước cho hộ thiếu nước'])
    await expect(campaigns.getByRole('link', { name: title })).toBeVisible();
  await axe(page);
  await page.goto('/welfare/needs?unit=02359');
  await expect(page.getByText('Lung Lù').first()).toBeVisible();
  await page.goto('/welfare?unit=02359');
  await expect(page.getByText('Bồn nước cho hộ thiếu nước').first()).toBeVisible();
  await page.goto('/outreach?unit=02359');
  await page.getByRole('link', { name: 'Văn phòng Tỉnh uỷ và xã Linh Phú' }).first().click();
  await page.getByRole('link', { name: words('outreach.summary.open') }).click();
  await page.getByRole('button', { name: words('outreach.page.year') }).click();
  await page.getByRole('option', { name: '2024' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('2024');
  await expect(page.locator('.ou-sum')).toHaveText('19');
  await expect(page.getByRole('table', { name: words('outreach.summary.gifts') })).toContainText('100 suất');
  await axe(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'PDF' }).click();
  expect((await download).suggestedFilename()).toContain('2024');
  expect(faults()).toEqual([]);
});

test('a merger carried out in the browser takes agreement, need and campaign along, and back again', async ({
  page,
}) => {
  test.slow();
  const faults = noConsoleErrors(page);
  const calls = await callsOf('province');
  const read = async <T>(path: string) => (await (await calls.get(`/api/v1${path}`)).json()) as T;
  const send = async (path: string, data?: object) => {
    const headers = { 'idempotency-key': randomUUID() };
    const answer = await calls.post(`/api/v1${path}`, data ? { data, headers } : { headers });
    expect(answer.ok(), `${path} ${await answer.text()}`).toBe(true);
  };
  // Two villages of a commune that no other journey tells of.
  const commune = await read<{ id: string }>('/units/02350');
  const paper = { title: null, document: null, documentOn: null, decidingBody: null };
  const [ends, stays] = [randomUUID(), randomUUID()];
  for (const [id, name] of [
    [ends, 'Thôn Nà Tan'],
    [stays, 'Thôn Nà Hợp'],
  ] as const) {
    const none = { setting: null, seat: null, symbol: null, slug: null, lon: null, lat: null, codes: [], covers: [] };
    const plan = { kind: 'establish', result: { id, name, kind: 'village', parentId: commune.id, ...none } };
    const event = randomUUID();
    await send('/unit-events', { id: event, effectiveOn: '2026-01-10', ...paper, plan });
    await send(`/unit-events/${event}/carry-out`);
  }
  const { items: offices } = await read<{ items: { id: string; name: string; to: string | null }[] }>(
    '/units?q=Văn phòng Tỉnh ủy Tuyên Quang&limit=5',
  );
  const office = offices.find((one) => one.name === 'Văn phòng Tỉnh ủy Tuyên Quang' && one.to === null)?.id ?? '';
  const [twinning, campaign] = [randomUUID(), randomUUID()];
  const starts = { on: '2026-02-01', precision: 'day' };
  const sides = { agencyId: office, partnerId: ends };
  await send('/twinnings', {
    id: twinning,
    ...sides,
    title: 'Kết nghĩa Nà Tan',
    document: null,
    starts,
    endsOn: '2030-01-01',
  });
  const place = { unitId: office, placeId: ends, startsOn: '2026-02-01' };
  await send('/campaigns', {
    id: campaign,
    ...place,
    kind: 'gift',
    title: 'Quà Nà Tan',
    purpose: 'Quà',
    items: [{ item: 'gift' }],
  });
  const need = { villageId: ends, item: 'rice', quantity: 1.5, title: 'Gạo cho Nà Tan', proposedOn: '2026-03-01' };
  await send('/needs', { id: randomUUID(), ...need });
  const event = randomUUID();
  const effectiveOn = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date());
  await send('/unit-events', {
    id: event,
    effectiveOn,
    ...paper,
    plan: { kind: 'dissolve', unitId: ends, successorId: stays, placements: [] },
  });

  await signIn(page, 'province');
  const act = async (name: 'carry-out' | 'take-back') => {
    await page.goto(`/organisation/events/${event}`);
    if (name === 'carry-out')
      for (const text of ['Kết nghĩa Nà Tan', 'Quà Nà Tan', 'Gạo cho Nà Tan'])
        await expect(page.getByText(text).first()).toBeVisible();
    await axe(page);
    const label = words(`organisation.page.act.${name}`);
    await page.getByRole('button', { name: label }).click();
    await page.getByRole('alertdialog').or(page.getByRole('dialog')).getByRole('button', { name: label }).click();
    await expect(page.getByText(words(`organisation.page.done.${name}`))).toBeVisible();
  };
  const stand = async (at: string, name: string) => {
    await page.goto(`/welfare?unit=${at}`);
    await expect(page.getByRole('link', { name: 'Quà Nà Tan' }).first()).toBeVisible();
    await page.goto(`/welfare/needs?unit=${at}`);
    await expect(page.getByText('Gạo cho Nà Tan').first()).toBeVisible();
    await page.goto(`/outreach/twinnings/${twinning}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Kết nghĩa Nà Tan');
    const { partner } = await read<{ partner: { id: string; name: string } }>(`/twinnings/${twinning}`);
    expect(partner).toMatchObject({ id: at, name });
    await expect(page.getByText(name).first()).toBeVisible();
  };
  await stand(ends, 'Thôn Nà Tan');
  await act('carry-out');
  await stand(stays, 'Thôn Nà Hợp');
  await act('take-back');
  await stand(ends, 'Thôn Nà Tan');
  expect(faults()).toEqual([]);
});

test('the public page says what was done and hides what it must, without sign-in and without script', async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: running().address });
  const page = await context.newPage();
  await page.goto('/public/vi');
  await page.getByRole('listitem').filter({ hasText: 'Linh Phú' }).getByRole('link', { name: '2024' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Linh Phú');
  await expect(page.locator('#deeds').getByText(TRIP)).toBeVisible();
  const text = await page.locator('body').innerText();
  expect(text).not.toMatch(/hộ nghèo|cận nghèo|Thăm hộ/);
  await expect(page.locator('script')).toHaveCount(0);
  // Gifts of the year with who gave; of single households and of sponsors who do not want it no name.
  await expect(page.getByRole('cell', { name: '100 suất' }).first()).toBeVisible();
  expect(text).toContain('BIDV Tuyên Quang');
  expect(text).not.toMatch(/Một người con xa quê|[A-ZĐ]{2,3}-\d{3}\b/);
  await expect(page.locator('.map circle')).not.toHaveCount(0);
  // A villager reads what was promised, how much of it was done, and opens the deeds behind the number.
  await page.getByRole('link', { name: words('outreach.public.jump.promises') }).click();
  const promise = page.locator('#promises li.kept').filter({ hasText: 'Dịch vụ công, mỗi quý một buổi' });
  await expect(promise).toContainText(words('outreach.public.promise.of', { held: '4', wanted: '4' }));
  await promise.getByText(words('outreach.public.promise.deeds', { count: 4 })).click();
  await expect(promise.locator('.deeds li')).toHaveCount(4);
  await expect(promise.locator('.deeds li').first()).toBeVisible();
  // Two photos of the year have no consent or are internal: they are not there.
  await expect(page.locator('.photos figure')).toHaveCount(5);
  await page.getByRole('link', { name: 'ไทย' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'th');
  await page.getByRole('link', { name: 'English' }).click();
  await expect(page.locator('#deeds').getByText('Offering incense at President Ho Chi Minh’s Mausoleum')).toBeVisible();
  await page.getByRole('link', { name: 'Thôn Lung Lù', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Lung Lù');
  const answer = await page.request.get(page.url());
  expect(answer.headers()['cache-control']).toContain('public');
  expect(
    (await page.request.get(page.url(), { headers: { 'if-none-match': answer.headers()['etag'] ?? '' } })).status(),
  ).toBe(304);
  await context.close();
});

test('a photo leaves the public page at once when its consent is taken back, and comes back with a new one', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  const shown = async () => {
    const index = await (await page.request.get('/public/vi')).text();
    const address = /href="(\/public\/vi\/[^"]+\/2024)"/.exec(index)?.[1] ?? '';
    return (await (await page.request.get(address)).text()).includes('Đoàn đến Lăng Chủ tịch Hồ Chí Minh');
  };
  expect(await shown()).toBe(true);
  await signIn(page, 'province');
  await page.goto('/outreach?unit=02359&year=2024');
  await page.getByRole('link', { name: 'Văn phòng Tỉnh uỷ và xã Linh Phú' }).first().click();
  await page.getByRole('link', { name: TRIP }).first().click();
  const photo = page.getByRole('figure').filter({ hasText: 'Đoàn đến Lăng Chủ tịch Hồ Chí Minh' });
  const act = async (name: string) => {
    const entry = page.getByRole('menuitem', { name: words(`outreach.photo.act.${name}`) });
    // A menu closes when the page moves under it, as it does while pictures arrive: opened again, as a hand would.
    await expect(async () => {
      if (!(await entry.isVisible())) await photo.getByRole('button').click();
      await entry.click({ timeout: 2_000 });
    }).toPass();
    return page.getByRole('dialog');
  };
  const drawer = await act('withdraw');
  // Before it is recorded the page says what disappears with it.
  await expect(drawer.getByRole('link', { name: /Linh Phú, 2024/ })).toBeVisible();
  await axe(page);
  await drawer.getByRole('button', { name: words('outreach.consent.withdraw') }).click();
  await expect(photo.getByText(words('outreach.photo.withdrawn')).first()).toBeVisible();
  expect(await shown()).toBe(false);
  const given = await act('consent');
  await given.getByLabel(words('platform.photo.recorded-by')).fill('Hoàng Thị Lựu');
  await given.getByRole('button', { name: words('outreach.record.save') }).click();
  await expect(photo.getByText(words('platform.photo.consent.recorded'))).toBeVisible();
  const allowed = await act('publish');
  await allowed.getByRole('button', { name: words('outreach.record.save') }).click();
  await expect(photo.getByText(words('outreach.photo.public'))).toBeVisible();
  expect(await shown()).toBe(true);
  expect(faults()).toEqual([]);
});
