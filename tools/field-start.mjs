#!/usr/bin/env node
// How soon the field app can be used, against a running program with the sample: `node tools/field-start.mjs http://localhost:4880`.
// 1. without a network from the phone: until the PIN can be typed, and from the PIN to the day with its copy;
// 2. the same on a slow phone (6 times slower);
// 3. the very first time on a slow phone with a bad line (400 kbit/s): until one can sign in, and from the PIN to the day with its copy.
import { chromium } from '@playwright/test';

const base = process.argv[2] ?? 'http://localhost:4880';
const PIN = '270519';
const LINE = { offline: false, latency: 150, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };
const PATIENCE = 120_000;
const browser = await chromium.launch({
  executablePath: process.env.GANDAN_BROWSER ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});

async function phone({ slow, line }) {
  const context = await browser.newContext({ viewport: { width: 360, height: 640 }, locale: 'vi-VN' });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const throttle = async (one) => {
    const cdp = await context.newCDPSession(one);
    await cdp.send('Network.enable');
    if (line) await cdp.send('Network.emulateNetworkConditions', LINE);
    if (slow) await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  };
  await throttle(page);
  return { context, page, throttle };
}

const since = (begun) => Math.round(performance.now() - begun);
const day = (page) => page.locator('.tabbar').waitFor();

/** First opening, sign-in, PIN, copy. @returns milliseconds of its parts */
async function firstDay({ page }) {
  let begun = performance.now();
  await page.goto(`${base}/field/`, { waitUntil: 'commit' });
  await page.locator('input[type=password]').waitFor();
  const form = since(begun);
  await page
    .locator('input')
    .first()
    .fill(process.env.GANDAN_USER ?? 'cell');
  await page.locator('input[type=password]').fill(process.env.GANDAN_PASSWORD ?? 'gan-dan-sample');
  begun = performance.now();
  await page.locator('.btn.primary').click();
  await page.locator('input[inputmode=numeric]').first().waitFor();
  const signedIn = since(begun);
  for (const at of [0, 1]) await page.locator('input[inputmode=numeric]').nth(at).fill(PIN);
  begun = performance.now();
  await page.locator('.btn.primary').click();
  await day(page);
  await page.locator('.strip.ok').waitFor();
  return { form, signedIn, copy: since(begun) };
}

/** Opens from the phone without a network. */
async function again({ context, throttle }) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  await throttle(page);
  const begun = performance.now();
  await page.goto(`${base}/field/`, { waitUntil: 'commit' });
  await page.locator('.pins button').first().waitFor();
  const lock = since(begun);
  const paint = await page.evaluate(
    () => performance.getEntriesByType('paint').find(({ name }) => name === 'first-contentful-paint')?.startTime,
  );
  for (const digit of PIN) await page.getByRole('button', { name: digit, exact: true }).click();
  const typed = performance.now();
  await page.locator('.pins button').last().click();
  await day(page);
  await page.locator('main section, main .list').first().waitFor();
  const open = since(typed);
  await page.close();
  return { paint: Math.round(paint ?? 0), lock, open };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const of = (runs, key) => median(runs.map((run) => run[key]));

for (const slow of [false, true]) {
  const one = await phone({ slow: false, line: false });
  await firstDay(one);
  await one.page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 50));
  });
  await one.page.close();
  await one.context.setOffline(true);
  const runs = [];
  for (let at = 0; at < 5; at++) {
    const page = await one.context.newPage();
    await page.close();
    runs.push(
      await again({
        ...one,
        throttle: async (opened) => {
          if (!slow) return;
          const cdp = await one.context.newCDPSession(opened);
          await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
        },
      }),
    );
  }
  const name = slow ? 'offline, 6x slower' : 'offline';
  console.log(
    `${name}: painted ${of(runs, 'paint')} ms, PIN ${of(runs, 'lock')} ms, PIN to the day ${of(runs, 'open')} ms (medians of 5)`,
  );
  await one.context.close();
}
const bad = await firstDay(await phone({ slow: true, line: true }));
console.log(
  `first time, 6x slower at 400 kbit/s: sign-in form ${bad.form} ms, signed in ${bad.signedIn} ms, copy and day ${bad.copy} ms, together ${bad.form + bad.signedIn + bad.copy} ms`,
);
await browser.close();
