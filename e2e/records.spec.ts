import { randomUUID } from 'node:crypto';
import { callsOf } from './calls.ts';
import { axe, expect, noConsoleErrors, signIn, test, words } from './journey.ts';

type Items<T> = { items: T[] };
type Document = { id: string; symbol: string | null; state: string; dossier: { id: string } | null };

test('the clerk enters an arrival, writes a draft, draws its number, files it, and sees what was handed to the archive', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'commune');
  const calls = await callsOf('commune');
  await page.goto('/documents');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();

  await page.getByRole('button', { name: words('records.arrival.new') }).click();
  const drawer = page.getByRole('dialog');
  await drawer.getByLabel(words('records.column.symbol')).fill('318-CV/VPTU');
  await drawer.getByLabel(words('records.column.issuer')).fill('Văn phòng Tỉnh uỷ');
  await drawer.getByLabel(words('records.column.summary')).fill('Về việc rà soát hồ sơ giấy của chi bộ bản');
  await drawer.getByRole('button', { name: words('records.arrival.act') }).click();
  await expect(page.getByText('Về việc rà soát hồ sơ giấy của chi bộ bản').first()).toBeVisible();

  await page.getByRole('button', { name: words('records.draft.new') }).click();
  await drawer.getByLabel(words('records.column.summary')).fill('Trả lời về hồ sơ giấy của chi bộ bản');
  await drawer.getByLabel(new RegExp(`^${words('records.field.signer')}`)).fill('Lò Văn Ký');
  await drawer.getByRole('button', { name: words('records.draft.act') }).click();
  await expect(page).toHaveURL(/\/documents\/[0-9a-f-]{36}/);
  const id = page.url().split('/').at(-1) ?? '';
  await page.getByRole('button', { name: words('records.act.number') }).click();
  await drawer.getByRole('button', { name: words('records.act.number-act') }).click();
  const read = async () => (await (await calls.get(`/api/v1/documents/${id}`)).json()) as Document;
  await expect.poll(async () => (await read()).state).toBe('issued');
  const { symbol } = await read();
  expect(symbol).toMatch(/^\d{2,}-CV\/ĐU$/);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(symbol ?? '');
  await axe(page);

  // Into the first file that the office keeps open.
  await page.getByRole('button', { name: words('records.document.record') }).click();
  await page.getByRole('menuitem', { name: words('records.act.dossier'), exact: true }).click();
  await drawer.getByRole('combobox', { name: words('records.column.dossier') }).press('ArrowDown');
  await page.getByRole('option').first().click();
  await drawer.getByRole('button', { name: words('records.act.dossier-act') }).click();
  await expect.poll(async () => (await read()).dossier !== null).toBe(true);

  // What was handed over before is a package that the archive can verify.
  await page.goto('/documents/archive');
  await expect(page.getByRole('heading', { name: words('records.transfer.title') })).toBeVisible();
  await axe(page);
  expect(faults()).toEqual([]);
});

test('two write on one draft: what was typed stays beside what stands now, also after a reload, and a person chooses', async ({
  page,
}) => {
  const faults = noConsoleErrors(page, [/409/]);
  await signIn(page, 'commune');
  const calls = await callsOf('commune');
  const me = (await (await calls.get('/api/v1/me')).json()) as { posts: { unitId: string }[] };
  const id = crypto.randomUUID();
  const headers = () => ({ 'idempotency-key': crypto.randomUUID() });
  const made = await calls.post('/api/v1/drafts', {
    data: { id, unitId: me.posts[0]?.unitId, kind: 'plan', summary: 'Kế hoạch hai người cùng viết', body: 'Bản đầu' },
    headers: headers(),
  });
  expect(made.ok()).toBe(true);
  await page.goto(`/documents/${id}`);
  const drawer = page.getByRole('dialog');
  const change = async () => {
    await page.getByRole('button', { name: words('records.document.record') }).click();
    await page.getByRole('menuitem', { name: words('records.act.body'), exact: true }).click();
  };
  await change();
  const body = drawer.getByLabel(new RegExp(`^${words('records.field.body')}`));
  await body.fill('Bản của tôi');
  const other = await calls.patch(`/api/v1/drafts/${id}`, {
    data: { version: 1, body: 'Bản khác' },
    headers: headers(),
  });
  expect(other.ok()).toBe(true);
  await drawer.getByRole('button', { name: words('records.act.body-act'), exact: true }).click();
  await expect(drawer.getByText(words('platform.conflict.title'), { exact: true })).toBeVisible();
  await expect(drawer.getByText('Bản khác', { exact: true })).toBeVisible();
  await expect(body).toHaveValue('Bản của tôi');
  await axe(page);
  await page.reload();
  await change();
  await expect(body).toHaveValue('Bản của tôi');
  await drawer.getByRole('button', { name: words('platform.conflict.keep') }).click();
  await drawer.getByRole('button', { name: words('records.act.body-act'), exact: true }).click();
  await expect(drawer).toHaveCount(0);
  expect(await (await calls.get(`/api/v1/documents/${id}`)).json()).toMatchObject({ body: 'Bản của tôi', version: 3 });
  expect(faults()).toEqual([]);
});

test('the Chief of Office sees at once what is late, the oldest deadline first, and opens it', async ({ page }) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'commune');
  const calls = await callsOf('commune');
  const me = (await (await calls.get('/api/v1/me')).json()) as { posts: { unitId: string }[] };
  const late = (await (
    await calls.get(`/api/v1/documents?unit=${me.posts[0]?.unitId ?? ''}&below=yes&late=yes&limit=50`)
  ).json()) as Items<{ id: string; lateDays: number }>;
  await page.goto('/documents?view=late');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await axe(page);
  const days = late.items.map((one) => one.lateDays);
  expect(days).toEqual([...days].sort((a, b) => b - a));
  const first = late.items[0];
  if (first) {
    await page.goto(`/documents/${first.id}`);
    await expect(page.getByText(words('records.late-days', { days: first.lateDays })).first()).toBeVisible({
      timeout: 60_000,
    });
  }
  expect(faults()).toEqual([]);
});

test('the journalist’s sheet: what may be written, the exact figure, its definition, and the list behind it', async ({
  page,
}) => {
  await signIn(page, 'commune');
  const calls = await callsOf('commune');
  const { items } = (await (await calls.get('/api/v1/press-sheets')).json()) as Items<{ id: string; title: string }>;
  await page.goto(`/press-sheets/${items[0]?.id ?? ''}`);
  await expect(page.getByRole('heading', { level: 1 })).toContainText(items[0]?.title ?? '', { timeout: 60_000 });
  await axe(page);
  const figure = page.locator('a.fig').first();
  await expect(figure).toBeVisible({ timeout: 60_000 });
  const shown = ((await figure.textContent()) ?? '').trim();
  expect(Number(shown.replaceAll('.', ''))).toBeGreaterThan(0);
  await figure.click();
  await expect(page).toHaveURL(/\/figures\/[^/]+\/records/);
  await expect(page.getByText(shown).first()).toBeVisible();
});

test('the villager reads the article without signing in and without script, follows a figure to its note, and leaves a word', async ({
  browser,
  baseURL,
  page,
}) => {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    baseURL: baseURL ?? '',
    viewport: { width: 360, height: 780 },
  });
  const reader = await context.newPage();
  await reader.goto('/public/vi/articles');
  await reader
    .getByRole('link', { name: /Linh Phú/ })
    .first()
    .click();
  await expect(reader.getByRole('heading', { level: 1 })).toContainText('Linh Phú');
  const bins = reader.getByRole('link', { name: /^32/ }).first();
  await bins.click();
  await expect(reader).toHaveURL(/#note-\d+$/);
  await expect(reader.locator('li:target')).toContainText('32');
  await expect(reader.locator('li:target')).toContainText(words('channel.article.public.open-list'));
  // The same article in Thai, marked as such for who reads it aloud.
  await reader.getByRole('link', { name: 'ไทย' }).click();
  await expect(reader.locator('html')).toHaveAttribute('lang', 'th');
  await reader.getByRole('link', { name: 'Tiếng Việt' }).click();

  // Not by a long number: that would be one of a paper or a telephone.
  const said = `Bà con thôn Lung Lù cảm ơn ${randomUUID().slice(0, 6)}`;
  await reader.getByLabel(words('channel.article.public.name')).fill('Một người dân');
  await reader.getByLabel(words('channel.article.public.words'), { exact: true }).fill(said);
  await reader.getByRole('button', { name: words('channel.article.public.send') }).click();
  await expect(reader.getByRole('status')).toHaveText(words('channel.article.public.received'));
  const id = /articles\/([0-9a-f-]{36})/.exec(reader.url())?.[1] ?? '';
  await reader.goto(`/public/vi/articles/${id}`);
  await expect(reader.getByText(said)).toHaveCount(0);

  await signIn(page, 'province');
  await page.goto(`/articles/${id}?view=comments`);
  const waiting = page.locator('section', { hasText: said }).last();
  await expect(waiting).toBeVisible({ timeout: 60_000 });
  await axe(page);
  await waiting.getByRole('button', { name: words('channel.article.comments.accept'), exact: true }).click();
  await expect(page.getByText(said)).toHaveCount(0);
  await reader.goto(`/public/vi/articles/${id}?again`);
  await expect(reader.getByText(said)).toBeVisible();
  await context.close();
});
