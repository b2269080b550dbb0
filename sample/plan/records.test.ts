import { expect, test } from 'vitest';
import { buildSample } from './build.ts';

const plan = buildSample({ today: '2026-11-22' }).records;

test('two communes keep registers since the merger: what came, what went out, what is late, one number voided with its reason', () => {
  expect(new Set(plan.documents.map((one) => one.unit)).size).toBe(2);
  const due = plan.documents.filter((one) => one.dueOn !== null && one.dueOn < '2026-11-22');
  const late = due.filter((one) => one.closedOn === null || one.closedOn > (one.dueOn ?? ''));
  expect(late.length).toBeGreaterThan(0);
  expect(late.length).toBeLessThan(due.length / 2);
  expect(plan.documents.some((one) => one.voided !== null)).toBe(true);
  expect(plan.documents.every((one) => one.on >= '2025-07-01' && one.on <= '2026-11-22')).toBe(true);
});

test('a later day only adds documents; what was done stays done', () => {
  const later = new Map(buildSample({ today: '2027-03-01' }).records.documents.map((one) => [one.key, one]));
  for (const one of plan.documents.filter((each) => !each.draft)) {
    const { closedOn, dossier, ...fixed } = one;
    expect(later.get(one.key)).toMatchObject(closedOn === null ? fixed : { ...fixed, closedOn, dossier });
  }
});
