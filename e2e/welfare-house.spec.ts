import { randomUUID } from 'node:crypto';
import type { Locator, Page } from '@playwright/test';
import { todayInVietnam } from '../src/platform/format.ts';
import { officeOf } from './cells.ts';
import { axe, expect, noConsoleErrors, signIn, test, words } from './journey.ts';

const GIVEN = { 'Quỹ Mái ấm': 30_000_000, 'Ngân hàng Đồng hành': 25_000_000, 'Hội Đồng hương': 15_000_000 };

/** One of a long list: typed until it is offered. */
async function choose(page: Page, within: Locator, label: string, text: string): Promise<void> {
  const field = within.getByRole('combobox', { name: label });
  await expect(async () => {
    await field.fill('');
    await field.pressSequentially(text, { delay: 20 });
    await page.getByRole('option', { name: text }).first().click({ timeout: 5000 });
    await expect(field).toHaveValue(new RegExp(text), { timeout: 2000 });
  }).toPass({ timeout: 45_000 });
}

test('a house through the screens: proposed, voted, approved, funded by three sponsors and the family, built, handed over with 70,000,000 đ', async ({
  page,
}) => {
  test.setTimeout(300_000);
  const faults = noConsoleErrors(page, [/status of 409/]);
  const office = await officeOf('province');
  type Row = { id: string; title: string };
  type Campaign = { unit: { id: string }; place: { id: string }; byVillage: { village: { id: string } }[] };
  const me = await office.get<{ posts: { unitId: string }[] }>('/me');
  const lists = await Promise.all(
    me.posts.map(({ unitId }) => office.get<{ items: Row[] }>(`/campaigns?unit=${unitId}&limit=100`)),
  );
  const bins = lists.flatMap(({ items }) => items).find(({ title }) => title === 'Thùng rác cho thôn');
  const { byVillage } = await office.get<Campaign>(`/campaigns/${bins?.id ?? ''}`);
  const now = lists.flatMap(({ items }) => items).find(({ title }) => title === 'Bồn nước cho hộ thiếu nước');
  const { unit, place } = await office.get<Campaign>(`/campaigns/${now?.id ?? ''}`);
  const villageId = byVillage[0]?.village.id ?? '';
  const mark = randomUUID().slice(0, 5);
  const code = `NM-${String(Date.now() % 90_000).padStart(5, '1')}`;
  await office.post('/households', { id: randomUUID(), villageId, code, headName: 'Ma Thị N.' });
  const names = Object.keys(GIVEN).map((name) => `${name} ${mark}`);
  for (const name of names)
    await office.post('/sponsors', { id: randomUUID(), keeperId: unit.id, kind: 'organisation', name });
  const [campaign, title] = [randomUUID(), `Mái ấm ${mark}`];
  await office.post('/campaigns', {
    id: campaign,
    unitId: unit.id,
    placeId: place.id,
    kind: 'house',
    title,
    titleEn: `A roof ${mark}`,
    purpose: 'Làm nhà cho một hộ nghèo',
    startsOn: todayInVietnam(),
    items: [{ item: 'VND', goal: 70_000_000 }],
  });

  await signIn(page, 'province');
  await page.goto(`/welfare/houses?unit=${place.id}`);
  await page.getByRole('button', { name: words('welfare.page.house.new'), exact: true }).click();
  const drawer = page.getByRole('dialog');
  const save = drawer.getByRole('button', { name: words('welfare.page.save'), exact: true });
  await choose(page, drawer, words('welfare.page.field.household'), code);
  await drawer.getByText(words('welfare.page.house-kind.gratitude'), { exact: true }).click();
  await choose(page, drawer, words('welfare.page.house.campaign'), title);
  await axe(page);
  await save.click();
  await expect(drawer).toBeHidden();
  await page.getByRole('link', { name: new RegExp(code) }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(code);
  const house = page.url();

  const open = async (stage: string) => {
    const name = words('welfare.page.house.next', { stage: words(`welfare.page.stage.${stage}`) });
    await page.getByRole('button', { name, exact: true }).click();
    await expect(drawer).toBeVisible();
  };
  const document = drawer.getByLabel(words('welfare.page.field.document'), { exact: true });
  const reached = async (count: number) => {
    await expect(drawer).toBeHidden();
    await expect(page.locator('.wf-stages .done')).toHaveCount(count);
  };
  await open('voted');
  await drawer.getByRole('textbox', { name: words('welfare.page.need.vote-for') }).fill('24');
  await drawer.getByRole('textbox', { name: words('welfare.page.need.vote-present') }).fill('25');
  await save.click();
  await reached(2);
  // Without its decision no house is approved.
  await open('approved');
  await save.click();
  await expect(drawer.getByText(words('platform.form.needed')).first()).toBeVisible();
  await document.fill('41/QĐ-UBND');
  await save.click();
  await reached(3);
  // Nobody has agreed to anything yet.
  await open('funded');
  await save.click();
  await expect(drawer.getByRole('alert').first()).toBeVisible();
  await drawer.getByRole('button', { name: words('platform.ui.cancel') }).click();

  const share = async (source: string, quantity: string, labour = false) => {
    await page.getByRole('button', { name: words('welfare.page.house.add-share'), exact: true }).click();
    await drawer.getByRole('button', { name: words('welfare.page.house.source') }).click();
    await page.getByRole('option', { name: words(`welfare.page.share.${source}`), exact: true }).click();
    if (source === 'sponsor') {
      await choose(page, drawer, words('welfare.page.field.sponsor'), names[0] ?? '');
      await drawer.getByText(words('welfare.page.share-state.agreed'), { exact: true }).click();
    }
    if (labour) await drawer.getByText(words('welfare.page.share-item.labour_day'), { exact: true }).click();
    await drawer.getByLabel(words('welfare.page.field.quantity'), { exact: true }).fill(quantity);
    await save.click();
    await expect(drawer).toBeHidden();
  };
  await share('sponsor', '30.000.000');
  await share('family', '15.000.000');
  await share('community', '62,5', true);
  await open('funded');
  await save.click();
  await reached(4);

  // The money arrives, from three.
  await page.goto(`/welfare/campaigns/${campaign}`);
  for (const [at, amount] of Object.values(GIVEN).entries()) {
    await page.getByRole('button', { name: words('welfare.page.record'), exact: true }).click();
    await page.getByRole('menuitem', { name: words('welfare.page.act.receipt'), exact: true }).click();
    await choose(page, drawer, words('welfare.page.field.sponsor'), names[at] ?? '');
    await drawer.getByLabel(words('welfare.page.field.quantity'), { exact: true }).fill(String(amount));
    await drawer.getByRole('button', { name: words('welfare.page.act-do.receipt') }).click();
    await expect(drawer).toBeHidden();
  }
  await page.goto(house);
  await open('started');
  await save.click();
  await reached(5);

  const money = words('welfare.page.hand-over.how-many', {
    item: words('welfare.item.VND'),
    unit: words('welfare.item-unit.VND'),
  });
  const pay = async (amount: string, number: string) => {
    await page.goto(house);
    await page.getByRole('link', { name: words('welfare.page.hand-over.title'), exact: true }).click();
    // Household, village, house and campaign are those of the page one came from.
    await expect(page.getByRole('combobox', { name: words('welfare.page.hand-over.household') })).toHaveValue(
      new RegExp(code),
    );
    await expect(
      page.getByRole('checkbox', { name: new RegExp(words('welfare.page.house-kind.gratitude')) }),
    ).toBeChecked();
    await page.getByRole('textbox', { name: money }).fill(amount);
    await page.getByLabel(words('welfare.page.hand-over.receipt-number')).fill(number);
    await page.getByRole('button', { name: words('welfare.page.hand-over.to-ask') }).click();
    await page.getByRole('button', { name: words('welfare.page.hand-over.to-confirm') }).click();
    await page.getByRole('button', { name: words('welfare.page.hand-over.finish') }).click();
    await expect(page.getByRole('heading', { name: words('welfare.page.hand-over.done') })).toBeVisible();
  };
  await pay('40.000.000', `NM-${mark}-1`);
  await page.goto(house);
  await open('roof');
  await save.click();
  await reached(6);
  // A second payment for the same house is no second help to the household.
  await pay('30.000.000', `NM-${mark}-2`);
  await page.goto(house);
  for (const [at, stage] of ['completed', 'handed_over'].entries()) {
    await open(stage);
    if (stage === 'handed_over') await document.fill('BB bàn giao 07');
    await save.click();
    await reached(7 + at);
  }

  await expect(page.locator('#payments .wf-total')).toContainText('70.000.000');
  for (const name of names) await expect(page.locator('#payments')).toContainText(name);
  const shares = page.locator('#shares');
  await expect(shares).toContainText('15.000.000');
  await expect(shares).toContainText('62,5');
  // What the sponsors and the family bore together.
  await expect(shares.locator('.sum')).toContainText('85.000.000');
  await axe(page);
  await shares.getByRole('link', { name: title, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
  const row = page.locator('#ledger').getByRole('table').locator('tbody tr').first();
  await expect(row).toContainText('70.000.000');
  // Received = delivered: nothing is left in the books.
  const { balances } = await office.get<{ balances: { received: number; delivered: number; inStock: number }[] }>(
    `/campaigns/${campaign}`,
  );
  expect(balances).toMatchObject([{ received: 70_000_000, delivered: 70_000_000, inStock: 0 }]);
  expect(faults()).toEqual([]);
});
