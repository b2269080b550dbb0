#!/usr/bin/env node
// Every screen of the field app at 360 px, in three languages: light, dark, with the keyboard open, with forced colours and with more
// contrast; and the one-page summary as it goes to paper. To be looked at, not compared.
//   node tools/photo-field.mjs --out DIR [--address http://localhost:4880] [--only today,gift] [--lang vi]
// Writes a few things as the sample's cell secretary, among them a conflict and a refusal: for a sample of one's own. Says which
// screens are wider than the window, show a key instead of words, hide what is typed into, or speak of a fault on the console.
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { browserOrReason } from './lib/browser.mjs';
import { fieldScreens } from './lib/photo-field-screens.mjs';

const PIN = '270519';
const TALLEST = 1500;
/** A key of a message that nobody translated. */
const A_KEY =
  /\b(?:platform|membership|villages|admission|meetings|tasks|outreach|welfare|problem)\.[a-z]+(?:[.-][a-zA-Z0-9]+)*\b/;
/** How each screen is taken: name, size, colours. `keyboard` opens only where something is typed. */
const LOOKS = [
  { name: 'light', height: 640 },
  { name: 'dark', height: 640, media: { colorScheme: 'dark' } },
  { name: 'keyboard', height: 340 },
  { name: 'forced', height: 640, media: { forcedColors: 'active' } },
  { name: 'contrast', height: 640, media: { contrast: 'more' } },
];
const PLAIN = { colorScheme: 'light', forcedColors: 'none', contrast: 'no-preference', media: 'screen' };

const text = (value) => ({ type: 'string', ...(value === undefined ? {} : { default: value }) });
const { values: asked } = parseArgs({
  options: { address: text('http://localhost:4880'), out: text(), only: text(), lang: text() },
});
if (asked.out === undefined) {
  console.error('use: node tools/photo-field.mjs --out DIR');
  process.exit(2);
}
const langs = asked.lang ? asked.lang.split(',') : ['vi', 'th', 'en'];
const only = asked.only?.split(',');
const found = await browserOrReason(console.error);
if ('missing' in found) {
  console.error(found.missing);
  process.exit(1);
}
mkdirSync(join(asked.out, 'sheets'), { recursive: true });
const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox', '--disable-gpu'] });
const faults = [];
const taken = new Map();
let where = '';
try {
  const { samples = [] } = await (await fetch(new URL('/api/v1/sign-in/options', asked.address))).json();
  const page = await phone();
  const screens = await fieldScreens({
    page,
    person: (user) => personOf(user, samples),
    unlock,
    open,
    samples,
    pin: PIN,
  });
  for (const part of screens.parts) {
    if (only && !part.always && !part.screens.some(({ name }) => only.includes(name))) continue;
    await part.begin?.();
    // What a withdrawn phone shows it shows once.
    for (const lang of part.once ? langs.slice(0, 1) : langs) {
      await speak(page, lang, part.locked);
      for (const screen of part.screens) {
        if (only && !only.includes(screen.name)) continue;
        where = `${screen.name} ${lang}`;
        try {
          await take(page, screen, lang);
        } catch (fault) {
          faults.push(`${where}: not photographed: ${String(fault).split('\n').slice(0, 3).join(' ')}`);
        }
      }
    }
    console.log(part.screens.map(({ name }) => name).join(', '));
  }
} finally {
  for (const [name, files] of taken) await sheet(name, files);
  await browser.close();
}
writeFileSync(join(asked.out, 'faults.txt'), faults.map((line) => `${line}\n`).join(''));
console.log(
  faults.length ? faults.join('\n') : 'no screen wider than its window, no key, nothing hidden, nothing on the console',
);

async function phone() {
  const context = await browser.newContext({
    baseURL: asked.address,
    viewport: { width: 360, height: 640 },
    hasTouch: true,
    timezoneId: 'Asia/Ho_Chi_Minh',
    locale: 'vi-VN',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('console', (message) => {
    if (message.type() === 'error' && !/ERR_INTERNET|Failed to load|401/.test(message.text()))
      faults.push(`${where}: ${message.text()}`);
  });
  page.on('pageerror', (fault) => faults.push(`${where}: ${fault}`));
  return page;
}

async function personOf(user, samples) {
  const context = await browser.newContext({ baseURL: asked.address });
  const person = samples.find((one) => one.userName === user);
  await context.request.post('/api/v1/sign-in', { data: { userName: user, password: person?.password } });
  return async (method, path, data) => {
    const headers = { 'Idempotency-Key': randomUUID() };
    const answer = await context.request.fetch(`/api/v1${path}`, { method, headers, ...(data ? { data } : {}) });
    const body = await answer.json();
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${JSON.stringify(body)}`);
    return body;
  };
}

async function unlock(page) {
  await page.locator('.pins button').first().waitFor();
  for (const digit of PIN) await page.getByRole('button', { name: digit, exact: true }).click();
  await page.locator('.pins button').last().click();
  await page.locator('.pins').waitFor({ state: 'hidden' });
}

async function open(page, path) {
  await page.evaluate((to) => {
    location.hash = to;
  }, path);
  await settled(page);
}

async function speak(page, lang, locked) {
  await page.evaluate((code) => localStorage.setItem('gandan.lang', code), lang);
  await page.reload();
  await page.locator('h1').first().waitFor();
  if (locked || (await page.locator('.pins').count()) === 0) return;
  await unlock(page);
}

async function settled(page) {
  await page.locator('h1').first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

async function take(page, { name, path, act, print }, lang) {
  if (path !== undefined) await open(page, path);
  if (act) await act(page);
  await settled(page);
  for (const look of LOOKS) {
    const typed = page.locator(
      'main :is(input:not([type=checkbox]):not([type=radio]):not([type=file]), textarea):visible',
    );
    const types = await typed.count();
    if (look.name === 'keyboard' && types === 0) continue;
    await page.setViewportSize({ width: 360, height: look.height });
    await page.emulateMedia({ ...PLAIN, ...look.media });
    if (look.name === 'keyboard') await hidden(page, typed.nth(Math.min(1, types - 1)));
    else await page.evaluate(() => scrollTo(0, 0));
    await settled(page);
    const drawn = await page.evaluate(() => ({
      width: document.documentElement.scrollWidth,
      height: document.documentElement.scrollHeight,
      words: document.body.innerText,
    }));
    if (drawn.width > 360) faults.push(`${where} ${look.name}: ${drawn.width} px wide`);
    const key = A_KEY.exec(drawn.words);
    if (key) faults.push(`${where}: shows ${key[0]}`);
    const small = await page.evaluate(tooSmall);
    if (look.name === 'light') for (const one of small) faults.push(`${where}: less than 44 px: ${one}`);
    const file = join(asked.out, `${name}-${lang}-${look.name}.png`);
    const whole = look.name !== 'keyboard';
    const clip = { x: 0, y: 0, width: 360, height: Math.min(drawn.height, TALLEST) };
    await page.screenshot({ path: file, ...(whole ? { fullPage: true, clip } : {}) });
    keep(`${name}${look.name === 'light' || look.name === 'dark' ? '' : '-2'}`, file);
  }
  await page.setViewportSize({ width: 360, height: 640 });
  await page.emulateMedia(PLAIN);
  if (!print) return;
  await page.emulateMedia({ ...PLAIN, media: 'print' });
  await page.setViewportSize({ width: 720, height: 1000 });
  const file = join(asked.out, `${name}-${lang}-print.png`);
  await page.screenshot({ path: file, fullPage: true });
  keep(`${name}-print`, file);
  await page.setViewportSize({ width: 360, height: 640 });
  await page.emulateMedia(PLAIN);
}

function keep(sheetName, file) {
  taken.set(sheetName, [...(taken.get(sheetName) ?? []), file]);
}

/** What is typed into must be in sight above the keyboard, with its label. */
async function hidden(page, field) {
  await field.focus();
  await field.evaluate((element) => element.scrollIntoView({ block: 'nearest' }));
  const covered = await field.evaluate((element) => {
    const { left, top, height } = element.getBoundingClientRect();
    const at = document.elementFromPoint(left + 20, top + Math.min(height / 2, 24));
    return at === element || element.contains(at) ? null : (at?.className ?? 'nothing');
  });
  if (covered !== null) faults.push(`${where}: what is typed into is covered by ${covered}`);
}

/** What is pressed and smaller than 44 px. */
function tooSmall() {
  return [...document.querySelectorAll('button, a[href], input:not([type=file]), select, textarea, label:has(input)')]
    .filter(
      (one) => one.checkVisibility() && !one.closest('.visually-hidden') && !one.closest('label:has(input) input'),
    )
    .map((one) => ({ one, box: one.getBoundingClientRect() }))
    .filter(({ one, box }) => box.height > 0 && (box.height < 43.5 || box.width < 43.5) && !one.matches('label input'))
    .map(
      ({ one, box }) =>
        `${one.tagName} ${one.textContent.trim().slice(0, 30)} ${Math.round(box.width)}×${Math.round(box.height)}`,
    );
}

/** Several pictures beside each other, drawn by the browser itself. */
async function sheet(name, files) {
  const page = await browser.newPage({ viewport: { width: Math.min(files.length, 6) * 368, height: 400 } });
  const width = name.endsWith('-print') ? 600 : 360;
  const images = files
    .map((file) => `<img width="${width}" src="data:image/png;base64,${readFileSync(file).toString('base64')}">`)
    .join('');
  const style = 'margin:0;display:flex;flex-wrap:wrap;gap:8px;background:#f0f;align-items:flex-start';
  await page.setContent(`<body style="${style}">${images}</body>`);
  await page.screenshot({ path: join(asked.out, 'sheets', `${name}.png`), fullPage: true });
  await page.close();
}
