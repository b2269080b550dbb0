import { expect, test } from 'vitest';
import { runCrashes } from './crash.ts';

test('program and database killed under writes: every acknowledged write is there and the chain verifies', async () => {
  const report = await runCrashes({ rounds: 2, writers: 4 });
  expect(report.acknowledged).toBeGreaterThanOrEqual(10);
  expect(report.lost).toBe(0);
  expect(report.chain).toMatchObject({ agrees: true, unsealed: 0 });
  expect(report.chain.checked).toBeGreaterThanOrEqual(report.acknowledged);
}, 180_000);
