#!/usr/bin/env node
// Every page as people see it, in three languages, light and dark, wide and on a phone: to be looked at, not compared.
//   node tools/photo-run.mjs --out DIR [--address http://localhost:4880] [--only members,figure] [--lang vi] [--theme dark] [--width 360] [--print]
// One picture each, and one sheet of pictures per page and width (`sheets/`). Says which pages are wider than the window,
// show a key instead of words, or speak of a fault on the console. `--print` takes what goes to paper instead.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { browserOrReason } from './lib/browser.mjs';
import { photoPages } from './lib/photo-pages.mjs';

const LANGS = { vi: 'vi-VN', th: 'th-TH', en: 'en-GB' };
const TALLEST = 2600;
const COUNTING = ['Đang đếm', 'กำลังนับ', 'Counting'];
/** A key of a message that nobody translated, as the pages would show it. */
const A_KEY =
  /\b(?:platform|organisation|membership|figures|villages|admission|meetings|tasks|learning|outreach|welfare|evaluation|dues|records|channel|problem)\.[a-z]+(?:[.-][a-zA-Z0-9]+)*\b/;

const text = (value) => ({ type: 'string', ...(value === undefined ? {} : { default: value }) });
const { values: asked } = parseArgs({
  options: {
    address: text('http://localhost:4880'),
    out: text(),
    only: text(),
    lang: text(),
    theme: text(),
    width: text(),
    print: { type: 'boolean', default: false },
  },
});
if (asked.out === undefined) {
  console.error('use: node tools/photo-run.mjs --out DIR');
  process.exit(2);
}
const langs = asked.lang ? asked.lang.split(',') : Object.keys(LANGS);
const themes = asked.theme ? asked.theme.split(',') : ['light', 'dark'];
const widths = (asked.width ? asked.width.split(',') : ['1280', '360']).map(Number);
const only = asked.only?.split(',');

const found = await browserOrReason(console.error);
if ('missing' in found) {
  console.error(found.missing);
  process.exit(1);
}
mkdirSync(join(asked.out, 'sheets'), { recursive: true });
const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox', '--disable-gpu'] });
const faults = [];
try {
  const { samples = [] } = await (await fetch(new URL('/api/v1/sign-in/options', asked.address))).json();
  const people = new Map();
  const pages = (await photoPages((user) => callsOf(user, samples))).filter((one) => !only || only.includes(one.name));
  for (const one of pages) {
    if (!people.has(one.user)) people.set(one.user, await windowOf(one.user, samples));
    try {
      await take(people.get(one.user), one);
    } catch (error) {
      faults.push(`${one.name}: not photographed: ${String(error).split('\n')[0]}`);
      people.delete(one.user);
    }
  }
} finally {
  await browser.close();
}
writeFileSync(join(asked.out, 'faults.txt'), faults.map((line) => `${line}\n`).join(''));
console.log(faults.length ? faults.join('\n') : 'no page wider than its window, no key, nothing on the console');

/** A signed-in window of its own for each person; nobody for the pages before the sign-in. */
async function windowOf(user, samples) {
  const context = await browser.newContext({
    baseURL: asked.address,
    timezoneId: 'Asia/Ho_Chi_Minh',
    locale: 'vi-VN',
    reducedMotion: 'reduce',
  });
  if (user) await signIn(context.request, user, samples);
  return context.newPage();
}

async function callsOf(user, samples) {
  const context = await browser.newContext({ baseURL: asked.address });
  await signIn(context.request, user, samples);
  // With `data` something is written first: a sponsor's link, for instance, is shown only to whoever made it.
  return async (path, data) => {
    const headers = { 'Idempotency-Key': randomUUID() };
    const answer = data
      ? await context.request.post(`/api/v1${path}`, { data, headers })
      : await context.request.get(`/api/v1${path}`);
    return answer.json();
  };
}

async function signIn(request, user, samples) {
  const person = samples.find((one) => one.userName === user);
  if (person === undefined) throw new Error(`the program shows no sample user ${user}`);
  const data = { userName: person.userName, password: person.password };
  const answer = await request.post('/api/v1/sign-in', { data, timeout: 60_000 });
  if (!answer.ok()) throw new Error(`sign-in answered ${answer.status()}`);
}

async function take(page, { name, path, act, before, plain = false, expected = [] }) {
  let where = name;
  const listen = (message) => {
    if (message.type() !== 'error' || [...expected, /401 .*|\/me$/].some((one) => one.test(message.text()))) return;
    faults.push(`${where}: ${message.text()} (${message.location().url})`);
  };
  const thrown = (error) => faults.push(`${where}: ${error}`);
  page.on('console', listen);
  page.on('pageerror', thrown);
  const taken = new Map(widths.map((width) => [width, []]));
  if (before) await before(page);
  for (const lang of langs) {
    where = `${name} ${lang}`;
    await page.setViewportSize({ width: widths[0], height: 800 });
    await page.emulateMedia({ colorScheme: themes[0], media: asked.print ? 'print' : 'screen' });
    // A form begins anew in every language, not with what was typed for the picture before.
    await page.addInitScript((code) => {
      localStorage.setItem('gandan.lang', code);
      for (const key of Object.keys(localStorage)) if (key.startsWith('gandan.draft.')) localStorage.removeItem(key);
    }, lang);
    await page.goto(path.replace(':lang', lang), { timeout: 60_000 });
    await settled(page, name, themes[0], plain);
    if (act) await act(page);
    for (const width of widths) {
      for (const theme of themes) {
        where = `${name} ${lang} ${theme} ${width}`;
        await page.emulateMedia({ colorScheme: theme });
        const low = width < 760 ? 740 : 800;
        await page.setViewportSize({ width, height: low });
        await settled(page, name, theme, plain);
        // A form that is longer than the window scrolls within itself: the picture shows it whole.
        const form = await page.evaluate(
          () => [...document.querySelectorAll('.drawer-box, .dialog-box')].at(-1)?.scrollHeight ?? 0,
        );
        if (form > low) {
          await page.setViewportSize({ width, height: Math.min(form, TALLEST) });
          await page.waitForFunction(
            (high) => document.querySelector('.veil')?.clientHeight === high,
            Math.min(form, TALLEST),
          );
        }
        const drawn = await page.evaluate(() => ({
          width: document.documentElement.scrollWidth,
          height: document.documentElement.scrollHeight,
          words: document.body.innerText,
        }));
        if (drawn.width > width) faults.push(`${where}: ${drawn.width} px wide`);
        const key = A_KEY.exec(drawn.words);
        if (key && name !== 'kit') faults.push(`${where}: shows ${key[0]}`);
        const file = join(asked.out, `${name}-${lang}-${theme}-${width}.png`);
        const height = Math.min(drawn.height, TALLEST);
        const whole = { fullPage: true, clip: { x: 0, y: 0, width, height } };
        await page.screenshot({ path: file, ...(form > 0 && !asked.print ? {} : whole) });
        taken.get(width).push(file);
      }
    }
  }
  page.off('console', listen);
  page.off('pageerror', thrown);
  if (before) await page.unrouteAll({ behavior: 'ignoreErrors' });
  for (const [width, files] of taken) await sheet(`${name}-${width}`, files, width);
  console.log(name);
}

/**
 * The heading stands, nothing is on its way any more, the colours are those of the theme, the letters are there. Chromium
 * tells a page of another colour scheme with its next frame only, and a window that nobody looks at draws none by itself.
 */
async function settled(page, name, theme, plain) {
  await page.locator('h1').first().waitFor({ timeout: 60_000 });
  await page.waitForLoadState('networkidle', { timeout: 60_000 });
  // The gallery shows how loading looks, for ever.
  if (name !== 'kit')
    await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null, undefined, {
      timeout: 60_000,
    });
  // A figure still being counted stands as a dash in its tile.
  if (name !== 'kit')
    await page
      .waitForFunction((words) => !words.some((word) => document.body.innerText.includes(word)), COUNTING, {
        timeout: 20_000,
      })
      .catch(() => faults.push(`${name} ${theme}: still counting`));
  // A page without script follows the colours of the system by itself.
  if (plain) return;
  await page.waitForFunction((asked) => document.documentElement.dataset.theme === asked, theme);
  await page.waitForFunction(() => document.fonts.status === 'loaded');
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
  const stale = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.color = 'var(--ink)';
    const ink = getComputedStyle(probe).color;
    probe.remove();
    const heading = getComputedStyle(document.querySelector('h1')).color;
    return heading === ink ? undefined : `${heading} instead of ${ink}`;
  });
  if (stale) faults.push(`${name} ${theme}: the heading is ${stale}`);
}

/** Several pictures beside each other, drawn by the browser itself. */
async function sheet(name, files, width) {
  const page = await browser.newPage({ viewport: { width: width < 760 ? files.length * 370 : 2130, height: 400 } });
  const size = width < 760 ? 360 : 700;
  const images = files
    .map((file) => `<img width="${size}" src="data:image/png;base64,${readFileSync(file).toString('base64')}">`)
    .join('');
  const style = 'margin:0;display:flex;flex-wrap:wrap;gap:8px;background:#f0f;align-items:flex-start';
  await page.setContent(`<body style="${style}">${images}</body>`);
  await page.screenshot({ path: join(asked.out, 'sheets', `${name}.png`), fullPage: true });
  await page.close();
}
