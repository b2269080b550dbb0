import { expect, test } from 'vitest';
import { findTemplate, freeTexts } from '#modules/figures/reports/templates.ts';
import { assertPeriod } from '#modules/figures/reports/rules.ts';
import { buildReports } from './reports.ts';
import type { PlanUnit } from './types.ts';

const unit = (name: string) => ({ key: name, versions: [{ name, validTo: null }] }) as unknown as PlanUnit;
const units = [unit('Đảng bộ xã Mường Nhé'), unit('Đảng bộ xã Tri Phú'), unit('Đảng bộ xã khác')];

test.each(['2026-11-22', '2027-01-01', '2027-03-31'])(
  'on %s: the month that is over, texts that the template has, no number typed',
  (today) => {
    const plan = buildReports({ units, today });
    expect(plan.reports).toHaveLength(2);
    for (const report of plan.reports) {
      const template = findTemplate(report.template);
      if (!template) throw new Error(report.template);
      assertPeriod(template.period, report);
      expect(report.to < today).toBe(true);
      for (const [section, text] of Object.entries(report.texts)) {
        expect(freeTexts(template)).toContain(section);
        expect(text).not.toMatch(/\d/);
      }
    }
    expect(plan.sheets.every((sheet) => sheet.from <= sheet.asOf && sheet.asOf < today)).toBe(true);
    expect(buildReports({ units, today })).toEqual(plan);
  },
);
