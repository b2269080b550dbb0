import { describe, expect, it } from 'vitest';
import { buildSample } from './build.ts';

describe('the evaluation of the sample', () => {
  const plan = buildSample({ today: '2026-03-22' });

  it('decides each cell of Mường Nhé once for 2025, within the cap, and leaves the exempt and the new out', () => {
    const lists = plan.evaluation.filter(({ subject }) => subject === 'member');
    expect(lists.length).toBeGreaterThan(20);
    expect(new Set(lists.map(({ unit, year }) => `${unit}/${year}`)).size).toBe(lists.length);
    for (const { ratings, key } of plan.evaluation) {
      const count = (level: string) => ratings.filter((one) => one.level === level).length;
      expect(count('excellent') * 5, key).toBeLessThanOrEqual(count('good'));
    }
    const joined = new Map(plan.members.map(({ person, ceremony }) => [person, ceremony.on]));
    for (const { ratings } of lists)
      for (const { subject } of ratings) expect((joined.get(subject) ?? '9999') <= '2025-06-30', subject).toBe(true);
  });

  it('a later day leaves what was decided as it was', () => {
    const later = new Map(buildSample({ today: '2026-05-02' }).evaluation.map((one) => [one.key, one]));
    for (const one of plan.evaluation) expect(later.get(one.key), one.key).toEqual(one);
  });
}, 120_000);
