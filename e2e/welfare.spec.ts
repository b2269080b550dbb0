import { randomUUID } from 'node:crypto';
import type { APIRequestContext, Page } from '@playwright/test';
import { callsOf } from './calls.ts';
import { axe, expect, noConsoleErrors, signIn, test, words } from './journey.ts';

type Campaign = { id: string; title: string };
/** A campaign of Linh Phú by its title, and where its page is. */
async function campaignOf(title: string, user = 'province'): Promise<Campaign> {
  const calls = await callsOf(user);
  const me = (await (await calls.get('/api/v1/me')).json()) as { posts: { unitId: string }[] };
  for (const { unitId } of me.posts) {
    const answer = await calls.get('/api/v1/campaigns', { params: { unit: unitId, limit: '100' } });
    const { items } = (await answer.json()) as { items: Campaign[] };
    const found = items.find((one) => one.title === title);
    if (found) return found;
  }
  throw new Error(`the sample has no campaign ${title}`);
}
const ledger = (page: Page) => page.locator('#ledger');
const view = async (page: Page, name: string) =>
  ledger(page)
    .getByRole('radio', { name: words(`welfare.page.ledger.${name}`) })
    .click();

test('the 32 bins went to 8 villages and the books close at zero', async ({ page }) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  const { id } = await campaignOf('Thùng rác cho thôn');
  await page.goto(`/welfare/campaigns/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(words('welfare.page.state.closed'));
  const sums = ledger(page).getByRole('table').locator('tbody tr');
  await expect(sums).toHaveCount(1);
  await expect(sums.getByRole('cell').nth(1)).toHaveText('32');
  await expect(sums.getByRole('cell').nth(2)).toHaveText('32');
  await expect(ledger(page)).toContainText(words('welfare.page.ledger.closes'));
  await axe(page);
  await view(page, 'villages');
  const villages = ledger(page).getByRole('table').locator('tbody tr');
  await expect(villages).toHaveCount(8);
  for (const row of await villages.all()) await expect(row.getByRole('cell').nth(2)).toHaveText('4 thùng');
  // A number opens what it counts: the vouchers of one village.
  await villages.first().getByRole('cell').nth(2).getByRole('link').click();
  await expect(ledger(page).locator('.wf-voucher')).toHaveCount(4);
  expect(faults()).toEqual([]);
});

/** What somebody else has entered before the journey begins. */
async function enter(calls: APIRequestContext, path: string, data: { id: string; [more: string]: unknown }) {
  const answer = await calls.post(`/api/v1${path}`, { data, headers: { 'idempotency-key': randomUUID() } });
  expect(answer.status(), `${path} ${await answer.text()}`).toBe(201);
  return data.id;
}

test('32 bins more: received, handed over in 8 villages, not closed while one is left, closed at zero', async ({
  page,
}) => {
  test.slow();
  const faults = noConsoleErrors(page, [/status of 409/]);
  const calls = await callsOf('province');
  type Row = { unit: { id: string }; place: { id: string }; byVillage: { village: { id: string; name: string } }[] };
  const read = async (title: string) => {
    const { id } = await campaignOf(title);
    return (await (await calls.get(`/api/v1/campaigns/${id}`)).json()) as Row;
  };
  const now = await read('Bồn nước cho hộ thiếu nước');
  const villages = (await read('Thùng rác cho thôn')).byVillage.map((one) => one.village);
  expect(villages).toHaveLength(8);
  const sponsor = {
    id: randomUUID(),
    keeperId: now.unit.id,
    kind: 'organisation',
    name: `Hợp tác xã Đợt Hai ${String(Date.now())}`,
  };
  await enter(calls, '/sponsors', sponsor);
  const campaign = await enter(calls, '/campaigns', {
    id: randomUUID(),
    unitId: now.unit.id,
    placeId: now.place.id,
    kind: 'environment',
    title: 'Thùng rác đợt hai',
    purpose: 'Thùng rác cho các hộ',
    startsOn: '2026-02-01',
    items: [{ item: 'bin', goal: 32 }],
  });

  await signIn(page, 'province');
  await page.goto(`/welfare/campaigns/${campaign}`);
  const act = async (name: string) => {
    await page.getByRole('button', { name: words('welfare.page.record'), exact: true }).click();
    await page.getByRole('menuitem', { name: words(`welfare.page.act.${name}`), exact: true }).click();
    return page.getByRole('dialog');
  };
  const receipt = await act('receipt');
  const from = receipt.getByRole('combobox', { name: words('welfare.page.field.sponsor') });
  await expect(async () => {
    await from.fill('');
    await from.pressSequentially('Đợt Hai', { delay: 20 });
    await page.getByRole('option', { name: sponsor.name }).first().click({ timeout: 5000 });
    await expect(from).toHaveValue(sponsor.name, { timeout: 2000 });
  }).toPass({ timeout: 45_000 });
  const quantity = receipt.getByLabel(words('welfare.page.field.quantity'), { exact: true });
  const send = receipt.getByRole('button', { name: words('welfare.page.act-do.receipt') });
  // Nothing comes in as nothing, or as one and a half.
  for (const typed of ['0', '1,5']) {
    await quantity.fill(typed);
    await send.click();
    await expect(receipt.getByRole('alert').first()).toBeVisible();
  }
  await quantity.fill('32');
  await send.click();
  await expect(receipt).toBeHidden();
  const allocations: string[] = [];
  for (const { id: villageId } of villages)
    allocations.push(
      await enter(calls, `/campaigns/${campaign}/allocations`, {
        id: randomUUID(),
        item: 'bin',
        quantity: 4,
        villageId,
        decidedOn: '2026-03-02',
      }),
    );

  // Seven villages were given theirs before; the eighth gets three of four here.
  for (const [at, { id: villageId }] of villages.slice(0, 7).entries())
    await enter(calls, `/campaigns/${campaign}/handovers`, {
      id: randomUUID(),
      effectiveOn: (await today(calls, campaign)) ?? '',
      villageId,
      allocationId: allocations[at],
      items: [{ item: 'bin', quantity: 4 }],
      receiptNumber: `E2E-${villageId.slice(0, 8)}`,
      confirmation: 'witness',
      witness: { name: 'Bàn Văn Chứng', post: 'village_head' },
      handedBy: 'Hoàng Thị Lựu',
    });
  const giveRest = async (count: string, number: string) => {
    await page.goto(`/welfare/hand-over?campaign=${campaign}`);
    await page
      .locator('.wf-pick')
      .filter({ hasText: villages[7]?.name ?? '' })
      .first()
      .click();
    await page.getByLabel(words('welfare.page.hand-over.receipt-number')).fill(number);
    await page.getByRole('textbox', { name: /Thùng/ }).fill(count);
    await page.getByRole('button', { name: words('welfare.page.hand-over.to-confirm') }).click();
    await page.getByRole('button', { name: words('welfare.page.hand-over.finish') }).click();
  };
  // More than is there is refused, in words that say what remains.
  await giveRest('5', 'E2E-32-A');
  await expect(page.getByRole('alert').first()).toContainText('4');
  await page.getByRole('button', { name: words('welfare.page.hand-over.back') }).click();
  await page.getByRole('textbox', { name: /Thùng/ }).fill('3');
  await page.getByRole('button', { name: words('welfare.page.hand-over.to-confirm') }).click();
  await page.getByRole('button', { name: words('welfare.page.hand-over.finish') }).click();
  await expect(page.getByRole('heading', { name: words('welfare.page.hand-over.done') })).toBeVisible();

  await page.goto(`/welfare/campaigns/${campaign}`);
  const close = async () => {
    const drawer = await act('close');
    await drawer.getByLabel(words('welfare.page.field.closing-document')).fill('BB 32');
    await drawer.getByRole('button', { name: words('welfare.page.act-do.close') }).click();
    return drawer;
  };
  const early = await close();
  await expect(early.getByRole('alert')).toContainText('1');
  await page.keyboard.press('Escape');
  await giveRest('1', 'E2E-32-B');
  await expect(page.getByRole('heading', { name: words('welfare.page.hand-over.done') })).toBeVisible();
  await page.goto(`/welfare/campaigns/${campaign}`);
  await expect(await close()).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(words('welfare.page.state.closed'));
  await expect(ledger(page)).toContainText(words('welfare.page.ledger.closes'));
  await view(page, 'villages');
  const rows = ledger(page).getByRole('table').locator('tbody tr');
  await expect(rows).toHaveCount(8);
  for (const row of await rows.all()) await expect(row.getByRole('cell').nth(2)).toHaveText('4 thùng');
  await axe(page);
  expect(faults()).toEqual([]);
});
/** The day of the receipt just entered: nothing may be given before it came. */
async function today(calls: APIRequestContext, campaign: string): Promise<string | undefined> {
  const answer = await calls.get(`/api/v1/campaigns/${campaign}/postings`);
  return ((await answer.json()) as { items: { effectiveOn: string }[] }).items[0]?.effectiveOn;
}

test('each bank branch sees its own of the 100 gifts by link and code, and no household that did not agree', async ({
  page,
  browser,
}) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  const { id } = await campaignOf('100 suất quà');
  const calls = await callsOf('province');
  const campaign = (await (await calls.get(`/api/v1/campaigns/${id}`)).json()) as {
    sponsors: { id: string; name: string }[];
  };
  const codes: string[] = [];
  for (const [branch, own, other] of [
    ['BIDV Tuyên Quang', '60', '40'],
    ['BIDV Mỹ Đình', '40', '60'],
  ] as const) {
    const sponsor = campaign.sponsors.find((one) => one.name === branch);
    await page.goto(`/welfare/sponsors/${sponsor?.id ?? ''}`);
    await page.getByRole('button', { name: words('welfare.page.sponsor.make-link') }).click();
    await page.getByRole('button', { name: words('welfare.page.sponsor.link-do'), exact: true }).click();
    const made = page.getByRole('dialog', { name: words('welfare.page.sponsor.link-made') });
    const address = (await made.locator('.wf-long').textContent()) ?? '';
    const code = (await made.locator('.wf-code').textContent()) ?? '';
    codes.push(code);
    await made.getByRole('button', { name: words('welfare.page.sponsor.link-noted') }).click();

    const outside = await browser.newContext();
    const guest = await outside.newPage();
    await guest.goto(new URL(address).pathname);
    await guest.getByLabel(words('welfare.page.sponsor.code')).fill('SAI-MÃ');
    await guest.getByRole('button', { name: words('welfare.page.public.open'), exact: true }).click();
    await expect(guest.getByRole('alert')).toContainText(words('welfare.page.public.sponsor-link.refused'));
    await guest.getByLabel(words('welfare.page.sponsor.code')).fill(code);
    await guest.keyboard.press('Enter');
    await expect(guest.getByRole('heading', { level: 1 })).toHaveText(branch);
    const gifts = guest.locator('article').filter({ hasText: '100 suất quà' });
    await expect(gifts.locator('.sp-eq .fig').nth(1)).toHaveText(own);
    await expect(gifts.locator('.sp-eq')).not.toContainText(other);
    await expect(guest.getByText(/\b(?!PN|PX|PM|PT|BT|GG)[A-Z]{1,4}\d?-\d{3}\b/)).toHaveCount(0);
    await axe(guest);
    const download = guest.waitForEvent('download');
    await guest.getByRole('button', { name: words('welfare.page.file.statement-pdf') }).click();
    expect((await download).suggestedFilename()).toContain('.pdf');
    await outside.close();
  }
  expect(codes[0]).not.toBe(codes[1]);
  expect(faults()).toEqual([]);
});

test('the house of Lung Lù: from proposal to handover, 70,000,000 đ of several, the family and its neighbours beside', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  const calls = await callsOf('province');
  const me = (await (await calls.get('/api/v1/me')).json()) as { posts: { unitId: string }[] };
  const houses = await Promise.all(
    me.posts.map(async ({ unitId }) => {
      const answer = await calls.get('/api/v1/houses', { params: { unit: unitId, limit: '100' } });
      return ((await answer.json()) as { items: { id: string; deliveredVnd: number }[] }).items;
    }),
  );
  const house = houses.flat().find((one) => one.deliveredVnd === 70_000_000);
  await page.goto(`/welfare/houses/${house?.id ?? ''}`);
  await expect(page.locator('#payments .wf-total')).toContainText('70.000.000');
  expect(await page.locator('#shares tbody tr').count()).toBeGreaterThan(2);
  const done = page.locator('.wf-stages .done');
  expect(await done.count()).toBeGreaterThanOrEqual(8);
  await expect(done.nth(7)).toContainText(words('welfare.page.stage.handed_over'));
  await axe(page);
  await page
    .locator('#payments')
    .getByRole('link', { name: words('welfare.page.receipt.open') })
    .first()
    .click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Biên nhận');
  await axe(page);
  expect(faults()).toEqual([]);
});

test('a village cell hands a blanket over on a phone; a part of one is refused and nothing typed is lost', async ({
  page,
}) => {
  const faults = noConsoleErrors(page, [/status of 409/]);
  await signIn(page, 'cell');
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto('/welfare/hand-over');
  await page.locator('.wf-pick').filter({ hasText: 'chiếc' }).first().click();
  const receipt = page.getByLabel(words('welfare.page.hand-over.receipt-number'));
  await receipt.fill('BN-E2E-1');
  const quantity = page.getByRole('textbox', { name: /Chăn/ });
  await quantity.fill('1,5');
  const go = page.getByRole('button', { name: words('welfare.page.hand-over.to-confirm') });
  if (await go.isVisible()) await go.click();
  else {
    await page.getByRole('button', { name: words('welfare.page.hand-over.to-ask') }).click();
    await go.click();
  }
  await page.getByRole('button', { name: words('welfare.page.hand-over.finish') }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await axe(page);
  await page.getByRole('button', { name: words('welfare.page.hand-over.back') }).click();
  await expect(receipt).toHaveValue('BN-E2E-1');
  await expect(quantity).toHaveValue('1,5');
  await quantity.fill('1');
  if (await go.isVisible()) await go.click();
  else {
    await page.getByRole('button', { name: words('welfare.page.hand-over.to-ask') }).click();
    await go.click();
  }
  await page.getByRole('button', { name: words('welfare.page.hand-over.finish') }).click();
  await expect(page.getByRole('heading', { name: words('welfare.page.hand-over.done') })).toBeVisible();
  await page.getByRole('link', { name: words('welfare.page.hand-over.see-receipt') }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('BN-E2E-1');
  expect(faults()).toEqual([]);
});

test('the posting of the 100 gifts: totals that close, villages, no household by name; and as a paper', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  const { id } = await campaignOf('100 suất quà');
  await page.goto(`/welfare/campaigns/${id}`);
  await page.getByRole('button', { name: words('welfare.page.files') }).click();
  await page.getByRole('menuitem', { name: words('welfare.page.board.title') }).click();
  const sheet = page.locator('.wf-board');
  await expect(sheet).toContainText('BIDV Mỹ Đình');
  const sums = sheet.getByRole('table', { name: words('welfare.page.board.sums') });
  await expect(sums.getByRole('cell', { name: '100 suất' })).toHaveCount(2);
  await expect(
    sheet.getByRole('table', { name: words('welfare.page.board.villages') }).locator('tbody tr'),
  ).toHaveCount(8);
  await expect(sheet.getByText(/\b[A-ZĐ]{2,3}-\d{3}\b/)).toHaveCount(0);
  await axe(page);
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'PDF' }).click();
  expect((await download).suggestedFilename()).toContain('.pdf');
  expect(faults()).toEqual([]);
});

test('a signed paper that comes later makes a handover traceable', async ({ page }) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  const { id } = await campaignOf('Bồn nước cho hộ thiếu nước');
  await page.goto(`/welfare/campaigns/${id}?traced=no#handovers`);
  const grid = page.getByRole('grid', { name: words('welfare.page.handovers') });
  const open = grid.locator('tbody').getByRole('row');
  await expect(open.first()).toContainText(words('welfare.page.traced.no'));
  const before = await open.count();
  await open.first().getByRole('link').last().click();
  const panel = page.locator('.panel').filter({ hasText: words('welfare.page.receipt.signed') });
  await expect(panel).toContainText(words('welfare.page.traced.no'));
  await panel.locator('input[type=file]').setInputFiles({
    name: 'giay-ky.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF'),
  });
  await expect(panel).toContainText(words('welfare.traced.yes'));
  await axe(page);
  await page.goto(`/welfare/campaigns/${id}?traced=no#handovers`);
  await expect(open).toHaveCount(before - 1);
  expect(faults()).toEqual([]);
});
