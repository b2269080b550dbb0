import { expect, test } from '@playwright/test';
import { runFaults } from './faults/run.ts';

test('phones, line, server and database that fail: nothing lost, nothing twice, order kept, every conflict shown', async () => {
  test.setTimeout(600_000);
  const outcome = await runFaults({ deliveries: 400, seed: 20_261_122 });
  expect(outcome.wrong).toEqual([]);
  expect(outcome.deliveries).toBeGreaterThanOrEqual(400);
  // A seed that never met a fault would prove nothing.
  expect(Object.values(outcome.line).every((count) => count > 0)).toBe(true);
  const { kills, clockJumps, diskRefused, mergers, betweenPeople, chosen, photos } = outcome;
  const met = { ...kills, clockJumps, diskRefused, mergers, betweenPeople, chosen, photos };
  expect(Object.entries(met).filter(([, count]) => count === 0)).toEqual([]);
});
