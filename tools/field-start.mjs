#!/usr/bin/env node
// How soon the field app opens: without a network from the phone, and first of all on a slow phone with a bad line
// (6 times slower, 400 kbit/s). `node tools/field-start.mjs http://localhost:4880` against a running program.
import { chromium } from '@playwright/test';
const browser = await chromium.launch({
  executablePath: process.env.GANDAN_BROWSER ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const context = await browser.newContext({ viewport: { width: 360, height: 640 } });
const page = await context.newPage();
const base = process.argv[2] ?? 'http://localhost:4880';
await page.goto(`${base}/field/`);
await page.evaluate(async () => {
  await navigator.serviceWorker.ready;
  while (!navigator.serviceWorker.controller) await new Promise((d) => setTimeout(d, 50));
});
await context.setOffline(true);
const times = [];
for (let i = 0; i < 5; i++) {
  const p = await context.newPage();
  await p.goto(`${base}/field/`);
  await p.locator('h1').first().waitFor();
  times.push(
    Math.round(
      await p.evaluate(() => {
        const e = performance.getEntriesByType('paint').find((x) => x.name === 'first-contentful-paint');
        return e ? e.startTime : performance.now();
      }),
    ),
  );
  await p.close();
}
console.log('offline cold open, first contentful paint ms', times);
await context.setOffline(false);
const c2 = await browser.newContext({ viewport: { width: 360, height: 640 } });
const p2 = await c2.newPage();
const cdp = await c2.newCDPSession(p2);
await cdp.send('Network.enable');
await cdp.send('Network.emulateNetworkConditions', {
  offline: false,
  latency: 150,
  downloadThroughput: 400_000 / 8,
  uploadThroughput: 400_000 / 8,
});
await cdp.send('Emulation.setCPUThrottlingRate', { rate: 6 });
const t0 = Date.now();
await p2.goto(`${base}/field/`, { waitUntil: 'commit' });
await p2.getByRole('button', { name: /Đăng nhập|Sign in/ }).waitFor({ timeout: 60000 });
console.log('400 kbit/s, 6x slower: usable after ms', Date.now() - t0);
await browser.close();
