import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Browser, Download, Page } from '@playwright/test';
import { callsOf } from './calls.ts';
import { expect, noConsoleErrors, running, signIn, test, words } from './journey.ts';

/** Codes are read back by another program than the one that drew them (jsQR), from the picture that a person really gets. */
const path = (name: string): string => createRequire(import.meta.url).resolve(name);

type Reader = {
  /** What the code of a picture says, or nothing; `scale` makes the picture smaller first, as groups do. */
  picture: (bytes: Buffer, scale?: number) => Promise<string | null>;
  /** What the code on the first page of a paper says. */
  paper: (bytes: Buffer) => Promise<string | null>;
};
async function aReader(browser: Browser): Promise<Reader> {
  const page = await (await browser.newContext()).newPage();
  await page.addScriptTag({ path: path('jsqr') });
  await page.addScriptTag({ type: 'module', path: path('pdfjs-dist/legacy/build/pdf.worker.mjs') });
  await page.addScriptTag({ type: 'module', path: path('pdfjs-dist/legacy/build/pdf.mjs') });
  await page.waitForFunction(() => 'pdfjsLib' in globalThis && 'jsQR' in globalThis);
  await page.evaluate(readers);
  return {
    picture: (bytes, scale = 1) =>
      page.evaluate(([base64, by]) => (globalThis as unknown as InPage).readPicture(base64, by), [
        bytes.toString('base64'),
        scale,
      ] as const),
    paper: (bytes) =>
      page.evaluate((base64) => (globalThis as unknown as InPage).readPaper(base64), bytes.toString('base64')),
  };
}

type InPage = {
  jsQR: (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null;
  pdfjsLib: {
    getDocument: (given: { data: Uint8Array }) => {
      promise: Promise<{
        getPage: (at: number) => Promise<{
          getViewport: (given: { scale: number }) => { width: number; height: number };
          render: (given: object) => { promise: Promise<void> };
        }>;
      }>;
    };
  };
  readPicture: (base64: string, scale: number) => Promise<string | null>;
  readPaper: (base64: string) => Promise<string | null>;
};
/** Runs in the page: pictures and papers to points, points to words. */
function readers(): void {
  const here = globalThis as unknown as InPage;
  const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0));
  const canvasOf = (width: number, height: number) => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [Math.round(width), Math.round(height)];
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    return { canvas, context };
  };
  const say = ({ canvas, context }: ReturnType<typeof canvasOf>) =>
    here.jsQR(context.getImageData(0, 0, canvas.width, canvas.height).data, canvas.width, canvas.height)?.data ?? null;
  here.readPicture = async (base64, scale) => {
    const picture = await createImageBitmap(new Blob([bytesOf(base64)], { type: 'image/png' }));
    const drawn = canvasOf(picture.width * scale, picture.height * scale);
    drawn.context.drawImage(picture, 0, 0, drawn.canvas.width, drawn.canvas.height);
    return say(drawn);
  };
  here.readPaper = async (base64) => {
    const paper = await here.pdfjsLib.getDocument({ data: bytesOf(base64) }).promise;
    const first = await paper.getPage(1);
    const viewport = first.getViewport({ scale: 3 });
    const drawn = canvasOf(viewport.width, viewport.height);
    await first.render({ canvasContext: drawn.context, viewport }).promise;
    return say(drawn);
  };
}

const bytesOf = async (download: Download): Promise<Buffer> => readFile(await download.path());
async function saved(page: Page, key: string): Promise<Buffer> {
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: words(key), exact: true }).click();
  return bytesOf(await saving);
}

test('the card and the code that are handed on say the address, in light and in dark, also made smaller', async ({
  page,
  browser,
}) => {
  const faults = noConsoleErrors(page);
  const reader = await aReader(browser);
  const calls = await callsOf('province');
  const { twinnings } = (await (await calls.get('/api/v1/channel/desk')).json()) as { twinnings: { unitId: string }[] };
  const unit = twinnings[0]?.unitId ?? '';
  const list = await calls.get('/api/v1/channel/news', { params: { unit, of: 'writer', limit: '100' } });
  const { items } = (await list.json()) as { items: { id: string; public: boolean; state: string }[] };
  const published = items.filter((one) => one.state === 'published');
  await signIn(page, 'province');
  for (const [theme, isPublic] of [
    ['light', true],
    ['dark', true],
    ['dark', false],
  ] as const) {
    const news = published.find((one) => one.public === isPublic);
    if (!news) throw new Error('the sample has no such news');
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(`/channel/news/${news.id}`);
    await page.getByRole('button', { name: words('channel.act.share') }).click();
    await expect(page.locator('.ch-card')).toBeVisible();
    const link = `${running().address}${isPublic ? '/public/vi' : '/channel'}/news/${news.id}`;
    await expect(page.getByLabel(words('channel.share.words'), { exact: true })).toHaveValue(new RegExp(`${link}$`));
    const card = await saved(page, 'channel.share.save-card');
    expect(await reader.picture(card)).toBe(link);
    expect(await reader.picture(card, 0.5)).toBe(link);
    expect(await reader.picture(await saved(page, 'channel.share.save-qr'))).toBe(link);
    // As it stands on the screen of whoever shows it to somebody.
    expect(await reader.picture(await page.locator('.ch-card').screenshot())).toBe(link);
  }
  expect(faults()).toEqual([]);
});

test('a Thai card carries its letters: what is written differs from other words of the same length', async ({
  page,
}) => {
  await page.addInitScript(() => localStorage.setItem('gandan.lang', 'th'));
  const calls = await callsOf('province');
  const { twinnings } = (await (await calls.get('/api/v1/channel/desk')).json()) as { twinnings: { unitId: string }[] };
  const sent = await calls.get('/api/v1/channel/bulletins', {
    params: { unit: twinnings[0]?.unitId ?? '', ended: 'all', limit: '1' },
  });
  const { items } = (await sent.json()) as { items: { id: string }[] };
  await calls.post('/api/v1/sign-in', { data: running().signIns.find((one) => one.userName === 'province') });
  await page.context().addCookies((await calls.storageState()).cookies);
  await page.goto(`/channel/${items[0]?.id ?? ''}`);
  await page.getByRole('button', { name: words('channel.act.share', {}, 'th') }).click();
  await expect(page.locator('.ch-card')).toBeVisible();
  const found = await page.locator('.ch-card').evaluate(async (image: HTMLImageElement) => {
    const svg = decodeURIComponent(image.src.slice(image.src.indexOf(',') + 1));
    const drawn = async (text: string) => {
      const picture = new Image(1200, 630);
      picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
      await picture.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [1200, 630];
      canvas.getContext('2d')?.drawImage(picture, 0, 0, 1200, 630);
      return canvas.toDataURL();
    };
    const write = (letters: string) =>
      svg.replace(/(<text class="title"[^>]*>)[^<]*/g, (_all, open: string) => open + letters);
    const room = new DOMParser().parseFromString(svg, 'image/svg+xml').documentElement as unknown as SVGSVGElement;
    document.body.append(room);
    const ends = [...room.querySelectorAll<SVGTextElement>('.title')].map(
      (line) => line.getBBox().x + line.getBBox().width,
    );
    room.remove();
    return {
      faces: svg.match(/@font-face/g)?.length ?? 0,
      differs: (await drawn(write('กขคงจ'))) !== (await drawn(write('ฟฝมยร'))),
      ends,
    };
  });
  expect(found.faces).toBeGreaterThan(1);
  expect(found.differs).toBe(true);
  // No line of the title runs into the code.
  for (const end of found.ends) expect(end).toBeLessThan(810);
});

test('the invitation to a meeting says its own words, also on a dark screen', async ({ page, browser }) => {
  const reader = await aReader(browser);
  const calls = await callsOf('cell');
  const planned = await calls.get('/api/v1/meetings', { params: { state: 'planned', limit: '1' } });
  const { items } = (await planned.json()) as { items: { id: string }[] };
  await signIn(page, 'cell');
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await page.goto(`/meetings/${items[0]?.id ?? ''}`);
    const invitation = page.locator('.mt-invite');
    await expect(invitation.locator('img')).toBeVisible();
    const said = (await invitation.locator('.mt-text').innerText()).trim();
    expect(said.length).toBeGreaterThan(40);
    expect(await reader.picture(await invitation.screenshot())).toBe(said);
  }
});

type Campaign = { id: string; title: string; sponsors: { id: string; name: string }[] };
async function campaignsOf(calls: Awaited<ReturnType<typeof callsOf>>): Promise<Campaign[]> {
  const me = (await (await calls.get('/api/v1/me')).json()) as { posts: { unitId: string }[] };
  const found: Campaign[] = [];
  for (const { unitId } of me.posts) {
    const listed = await calls.get('/api/v1/campaigns', { params: { unit: unitId, limit: '100' } });
    const { items } = (await listed.json()) as { items: { id: string }[] };
    for (const { id } of items) found.push((await (await calls.get(`/api/v1/campaigns/${id}`)).json()) as Campaign);
  }
  return found;
}

test('the receipt of a household and the statement of a sponsor say where each stands', async ({ page, browser }) => {
  const reader = await aReader(browser);
  const calls = await callsOf('province');
  const campaigns = await campaignsOf(calls);
  const gifts = campaigns.find(({ title }) => title === '100 suất quà');
  const given = await calls.get(`/api/v1/campaigns/${gifts?.id ?? ''}/handovers`, { params: { limit: '1' } });
  const { items } = (await given.json()) as { items: { id: string }[] };
  const handover = items[0]?.id ?? '';
  const receipt = await calls.get(`/api/v1/handovers/${handover}/receipt.pdf`);
  expect(receipt.ok(), await receipt.text()).toBe(true);
  expect(await reader.paper(await receipt.body())).toBe(`${running().address}/welfare/handovers/${handover}`);

  const sponsor = campaigns.flatMap(({ sponsors }) => sponsors).find((one) => one.name.includes('Agribank'));
  await signIn(page, 'province');
  await page.goto(`/welfare/sponsors/${sponsor?.id ?? ''}`);
  await page.getByRole('button', { name: words('welfare.page.sponsor.make-link') }).click();
  await page.getByRole('button', { name: words('welfare.page.sponsor.link-do'), exact: true }).click();
  const made = page.getByRole('dialog', { name: words('welfare.page.sponsor.link-made') });
  const address = (await made.locator('.wf-long').textContent()) ?? '';
  const code = (await made.locator('.wf-code').textContent()) ?? '';
  const guest = await (await browser.newContext()).newPage();
  await guest.goto(address);
  await guest.getByLabel(words('welfare.page.sponsor.code')).fill(code);
  await guest.keyboard.press('Enter');
  await expect(guest.getByRole('heading', { level: 1 })).toContainText('Agribank');
  expect(await reader.paper(await saved(guest, 'welfare.page.file.statement-pdf'))).toBe(address);
});
