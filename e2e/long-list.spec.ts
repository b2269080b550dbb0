import { expect, signIn, test } from './journey.ts';

const PHONE = { width: 360, height: 740 };

test('a long list: the row in focus stays while it grows, on a phone, and every row goes to paper', async ({
  page,
}) => {
  test.slow();
  await signIn(page, 'province');
  await page.goto('/members');
  const grid = page.getByRole('grid');
  const inFocus = grid.locator('tbody tr:focus');
  const come = page.locator('.grid-foot b').first();
  const loaded = async (): Promise<number> => Number((await come.innerText()).replaceAll('.', ''));
  const rowIs = (index: number) => expect(inFocus).toHaveAttribute('aria-rowindex', String(index + 1));

  // At the end of the list the next part is fetched: past 120 rows only those in sight are drawn.
  await grid.locator('tbody').getByRole('row').first().focus();
  for (let before = 0; before < 200;) {
    await expect.poll(loaded).toBeGreaterThan(before);
    before = await loaded();
    await page.keyboard.press('End');
    await rowIs(before);
  }
  await expect.poll(() => grid.locator('tbody').getByRole('row').count()).toBeLessThan(120);

  // Across the edge of what is drawn, and back, the row with the focus is to be seen.
  await page.keyboard.press('Home');
  await rowIs(1);
  for (let step = 1; step <= 4; step += 1) await page.keyboard.press('PageDown');
  await rowIs(41);
  for (let step = 1; step <= 15; step += 1) await page.keyboard.press('ArrowUp');
  await rowIs(26);
  await expect(inFocus).toBeInViewport({ ratio: 0.5 });

  await page.setViewportSize(PHONE);
  await rowIs(26);
  await page.keyboard.press('End');
  await expect(inFocus).toBeInViewport({ ratio: 0.9 });
  await page.keyboard.press('Home');
  await rowIs(1);

  // Laid out for paper every row is drawn, and on the screen again only those in sight; the row keeps the focus.
  const drawn = () => grid.locator('tbody').getByRole('row').count();
  await page.emulateMedia({ media: 'print' });
  // A part that was asked for at the end may come only now.
  await expect.poll(async () => (await drawn()) - (await loaded())).toBe(0);
  await page.emulateMedia({ media: 'screen' });
  await expect.poll(drawn).toBeLessThan(120);
  await rowIs(1);
});
