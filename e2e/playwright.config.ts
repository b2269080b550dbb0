import { defineConfig } from '@playwright/test';

/**
 * Journeys in an installed browser. `tools/test.mjs` finds it and names it in GANDAN_BROWSER; alone:
 * `GANDAN_BROWSER=/usr/bin/chromium npx playwright test --config=e2e`.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '**/*.spec.ts',
  outputDir: '../test-results',
  globalSetup: './server.ts',
  fullyParallel: false,
  workers: 2,
  // A machine that is busy with something else must not decide; what passes only the second time is named at the end.
  retries: 1,
  forbidOnly: Boolean(process.env['CI']),
  timeout: 120_000,
  globalTimeout: 18 * 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
  use: {
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    viewport: { width: 1280, height: 800 },
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    trace: 'off',
    launchOptions: {
      executablePath: process.env['GANDAN_BROWSER'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
