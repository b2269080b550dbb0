import { describe, expect, it } from 'vitest';
import { buildSample } from './build.ts';

describe('the dues of the sample', () => {
  const { dues } = buildSample({ today: '2026-05-08' });

  it('holds every member once a month, by the rule of the month, and nobody pays more than is due or before it', () => {
    expect(dues.months.length).toBeGreaterThan(100);
    expect(dues.charges.length).toBeGreaterThan(3000);
    expect(new Set(dues.charges.map(({ member, month }) => `${member} ${month}`)).size).toBe(dues.charges.length);
    const due = new Map(dues.charges.map((one) => [`${one.member} ${one.month}`, one.dueVnd]));
    const paid = new Set<string>();
    for (const { member, on, lines } of dues.receipts)
      for (const { month, kind, amountVnd } of lines) {
        expect(on <= '2026-05-08' && on >= `${month}-01`, member).toBe(true);
        if (kind === 'extra') continue;
        expect(amountVnd).toBe(due.get(`${member} ${month}`));
        expect(paid.has(`${member} ${month}`)).toBe(false);
        paid.add(`${member} ${month}`);
      }
    const farmer = dues.bases.find(({ duesClass }) => duesClass === 'no_pension');
    expect(farmer?.dueVnd).toBeNull();
    expect(dues.charges.some(({ dueVnd }) => dueVnd === 11_100)).toBe(true);
    expect(dues.reliefs.some(({ ground }) => ground === 'poor')).toBe(true);
  });

  it('a later day leaves what was paid as it was', () => {
    const later = new Set(buildSample({ today: '2026-06-02' }).dues.receipts.map((one) => JSON.stringify(one)));
    for (const one of dues.receipts) expect(later.has(JSON.stringify(one)), one.member).toBe(true);
  });
}, 120_000);
