import { randomUUID } from 'node:crypto';
import { Phone } from './faults/phone.ts';
import { ownCells } from './cells.ts';
import { axe, expect, running, test, words } from './journey.ts';
import { PIN, press, setUp } from './phone.ts';

/** Room for what unlocking writes, and not for a long text. */
const A_LITTLE = 1600;

test('a full phone: it says so at the PIN and in the form, what is typed stays, and with room again it stands once', async () => {
  test.setTimeout(240_000);
  const { cells, office } = await ownCells([1]);
  const [cell] = cells;
  if (!cell) throw new Error('no cell');
  // With a disk of its own: a window without one keeps its store open, and the room it last found.
  const phone = await Phone.make(`${running().address}/field/`, 'heading');
  const { page } = phone;
  try {
    await page.setViewportSize({ width: 360, height: 640 });
    await setUp(page, cell.secretary, running().address);
    await phone.fillDisk();

    // The try at the PIN cannot be counted, so it is not made; the numbers typed stay.
    for (const digit of PIN) await page.getByRole('button', { name: digit, exact: true }).click();
    await press(page, 'platform.field.lock.open');
    await expect(page.getByRole('alert')).toContainText(words('platform.field.lock.full'));
    await axe(page);
    await phone.quota((await phone.used()) + A_LITTLE);
    await press(page, 'platform.field.lock.open');
    await expect(page.getByRole('heading', { level: 1, name: words('platform.field.tab.today') })).toBeVisible();

    await page.context().setOffline(true);
    await page.goto(`${running().address}/field/#/requests/new`);
    await page
      .getByRole('radiogroup', { name: words('tasks.field.topic') })
      .getByRole('radio')
      .first()
      .click();
    const content =
      `Sửa cầu treo ${randomUUID().slice(0, 6)}: ${'ván gỗ đã mục, người già và trẻ nhỏ không qua được. '.repeat(70)}`
        .slice(0, 490)
        .trim();
    const field = page.getByLabel(words('tasks.field.content'), { exact: true });
    await field.fill(content);
    await press(page, 'tasks.field.save');
    await expect(page.getByRole('alert')).toContainText(words('platform.field.disk-full'));
    await expect(field).toHaveValue(content);
    await axe(page);

    // With a network, but no room for what comes: a round stops, and says so. The browser believes in the room it found for a while.
    await phone.quota(1);
    await expect(async () => {
      await page.context().setOffline(true);
      await page.context().setOffline(false);
      await expect(page.locator('.strip.late')).toContainText(words('platform.field.full'), { timeout: 3000 });
    }).toPass({ timeout: 60_000 });
    await expect(field).toHaveValue(content);
    await page.context().setOffline(true);

    // Some pictures were deleted: the same press writes it, and it goes out once.
    await phone.quota(null);
    await press(page, 'tasks.field.save');
    await expect(page.locator('.strip')).toContainText(/chưa gửi|Chưa gửi/);
    await page.context().setOffline(false);
    await expect(page.locator('.strip.ok')).toBeVisible({ timeout: 60_000 });
    const { items } = await office.get<{ items: { content: string }[] }>(`/requests?unit=${cell.id}&limit=50`);
    expect(items.map((one) => one.content)).toEqual([content]);
  } finally {
    await phone.end();
  }
});
