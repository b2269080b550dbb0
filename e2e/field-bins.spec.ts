import { type Page } from '@playwright/test';
import { binsFor, ownCells } from './cells.ts';
import { Phone } from './faults/phone.ts';
import { twoBuilds } from './faults/update.ts';
import { expect, running, signIn, test, words } from './journey.ts';
import { press, setUp, unlock } from './phone.ts';

const EACH = 4;
/** Whose villages each phone goes to: three cells serve the eight. */
const ROUTES = [3, 3, 2];
const UNSENT = /chưa gửi|Chưa gửi/;

/** Hands so many of the first gift that waits over in a village, signed on the phone with a finger. */
async function handOver(page: Page, village: string, count: number, number: string): Promise<void> {
  await page.getByRole('link', { name: words('platform.field.tab.gifts'), exact: true }).click();
  await page
    .getByRole('link', { name: new RegExp(village) })
    .first()
    .click();
  for (let at = 1; at < count; at++) await press(page, 'platform.field.more', { what: words('welfare.item.bin') });
  await press(page, 'welfare.phone.to-sign');
  await page.getByLabel(words('welfare.phone.number'), { exact: true }).fill(number);
  const pad = page.getByRole('img', { name: words('welfare.phone.sign-here') });
  // Not below the acts that stay at the foot of the screen.
  await pad.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  const box = await pad.boundingBox();
  if (!box) throw new Error('nowhere to sign');
  await page.mouse.move(box.x + 30, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + 120, box.y + 20, { steps: 5 });
  await page.mouse.move(box.x + 200, box.y + box.height - 20, { steps: 5 });
  await page.mouse.up();
  await expect(page.getByRole('button', { name: words('welfare.phone.sign-again') })).toBeVisible();
  await press(page, 'welfare.phone.finish');
  await expect(page.getByRole('heading', { level: 1, name: words('welfare.phone.gifts') })).toBeVisible();
}

test('32 bins in 8 villages by three phones without a network: opened anew, switched off, sent once; the books close at zero', async ({
  page,
}) => {
  test.setTimeout(420_000);
  const own = await ownCells(ROUTES);
  const villages = own.cells.flatMap((cell) => cell.villages);
  expect(villages).toHaveLength(8);
  const bins = await binsFor(own, villages, EACH);
  const door = await twoBuilds(running().address);
  const phones: Phone[] = [];
  try {
    for (const { secretary } of own.cells) {
      const phone = await Phone.make(`${door.address}/field/`, 'heading');
      phones.push(phone);
      await phone.page.setViewportSize({ width: 360, height: 640 });
      await setUp(phone.page, secretary, door.address);
    }
    door.network(false);
    for (const [at, phone] of phones.entries()) {
      const route = own.cells[at]?.villages ?? [];
      for (const [stop, { name }] of route.entries()) {
        if (stop > 0) {
          await handOver(phone.page, name, EACH, `M${at + 1}-${stop + 1}`);
          continue;
        }
        // In the first village in two goes, opened anew and switched off in between.
        await handOver(phone.page, name, 1, `M${at + 1}-1A`);
        await phone.reload();
        await unlock(phone.page);
        await handOver(phone.page, name, EACH - 1, `M${at + 1}-1B`);
        await phone.kill();
        await phone.boot();
        await phone.page.setViewportSize({ width: 360, height: 640 });
        await unlock(phone.page);
        await expect(phone.page.locator('.strip')).toContainText(UNSENT);
      }
    }
    door.network(true);
    for (const phone of phones) {
      await phone.page.locator('.strip').click();
      await press(phone.page, 'platform.field.send-now');
    }
    for (const phone of phones)
      await expect(phone.page.getByText(words('platform.field.all-sent'))).toBeVisible({ timeout: 90_000 });
  } finally {
    for (const phone of phones) await phone.end();
    await door.close();
  }

  type Row = { village: { id: string }; items: { quantity: number }[]; fileId: string | null; traced: boolean };
  const { items } = await own.office.get<{ items: Row[] }>(`/campaigns/${bins.id}/handovers?limit=100`);
  expect(items).toHaveLength(11);
  expect(items.every((row) => row.fileId !== null && row.traced)).toBe(true);
  for (const { id } of villages)
    expect(
      items
        .filter((row) => row.village.id === id)
        .flatMap((row) => row.items)
        .reduce((sum, { quantity }) => sum + quantity, 0),
    ).toBe(EACH);

  // The office closes the campaign: nothing is left.
  await signIn(page, 'province');
  await page.goto(`/welfare/campaigns/${bins.id}`);
  const ledger = page.locator('#ledger');
  const cells = ledger.getByRole('table').locator('tbody tr').getByRole('cell');
  await expect(cells.nth(1)).toHaveText('32');
  await expect(cells.nth(2)).toHaveText('32');
  await page.getByRole('button', { name: words('welfare.page.record'), exact: true }).click();
  await page.getByRole('menuitem', { name: words('welfare.page.act.close'), exact: true }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel(words('welfare.page.field.closing-document')).fill('BB 32');
  await drawer.getByRole('button', { name: words('welfare.page.act-do.close') }).click();
  await expect(drawer).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(words('welfare.page.state.closed'));
  await expect(ledger).toContainText(words('welfare.page.ledger.closes'));
});
