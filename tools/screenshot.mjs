#!/usr/bin/env node
// Pictures for the documents, taken from a running program with its sample:
//   node tools/screenshot.mjs [--address http://localhost:4880] [--user province] [--out docs/images/home.png] [--path /]
//     [--width 1280] [--height 800] [--theme light|dark] [--lang vi|th|en]
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { browserOrReason } from './lib/browser.mjs';

const text = (value) => ({ type: 'string', default: value });
const { values: asked } = parseArgs({
  options: {
    address: text('http://localhost:4880'),
    user: text('province'),
    out: text('docs/images/home.png'),
    path: text('/'),
    width: text('1280'),
    height: text('800'),
    theme: text('light'),
    lang: text('vi'),
  },
});

const found = await browserOrReason(console.error);
if ('missing' in found) {
  console.error(found.missing);
  process.exit(1);
}
const browser = await chromium.launch({ executablePath: found.path, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({
    viewport: { width: Number(asked.width), height: Number(asked.height) },
    colorScheme: asked.theme === 'dark' ? 'dark' : 'light',
    locale: { vi: 'vi-VN', th: 'th-TH', en: 'en-GB' }[asked.lang] ?? 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    reducedMotion: 'reduce',
    baseURL: asked.address,
  });
  await page.addInitScript((lang) => localStorage.setItem('gandan.lang', lang), asked.lang);
  const { samples = [] } = await (await page.request.get('/api/v1/sign-in/options')).json();
  const person = samples.find((one) => one.userName === asked.user);
  if (person === undefined) throw new Error(`the program at ${asked.address} shows no sample user ${asked.user}`);
  const data = { userName: person.userName, password: person.password };
  const answer = await page.request.post('/api/v1/sign-in', { data, timeout: 60_000 });
  if (!answer.ok()) throw new Error(`sign-in answered ${answer.status()}`);
  await page.goto(asked.path, { timeout: 60_000 });
  await page.locator('main#page h1').waitFor({ timeout: 60_000 });
  await page.waitForLoadState('networkidle', { timeout: 60_000 });
  await page.evaluate(() => document.fonts.ready);
  mkdirSync(dirname(asked.out), { recursive: true });
  await page.screenshot({ path: asked.out });
  console.log(asked.out);
} finally {
  await browser.close();
}
