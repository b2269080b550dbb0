import { expect, test } from 'vitest';
import type { Tx } from '#platform/db/tx.ts';
import { checkReport, worded } from './checks.ts';
import type { Computation } from './compute.ts';
import { findTemplate, freeTexts, keyOf } from './templates.ts';

/** What stands between a report and its signature, told from computed figures alone; no room has told of its own checks here. */

const template = findTemplate('commune.month');
if (!template) throw new Error('no template of a month');
const WRITTEN = Object.fromEntries(freeTexts(template).map((id) => [id, 'Đã viết']));

type Given = { figure: string; before?: boolean; needs?: string; inDoubt?: number; rows?: object[] };
function computed(figures: readonly Given[], hasBefore = true): Computation {
  const all = figures.map(({ figure, before = false, needs = null, inDoubt = 0, rows = [] }) => {
    const slot = { figure };
    return [keyOf(slot, before), { slot, before, needs, answer: needs ? null : { inDoubt, rows, value: 1 } }] as const;
  });
  return { figures: new Map(all), hasBefore } as unknown as Computation;
}
/** None of these asks the database. */
const noTx = {} as Tx;
const found = (
  figures: readonly Given[],
  more: { hasBefore?: boolean; texts?: Record<string, string>; today?: string } = {},
) =>
  checkReport(
    noTx,
    { rights: [], ranges: 'everything' },
    {
      template,
      unit: { id: '019f7a00-0000-7000-8000-000000000001', label: 1 },
      period: { from: '2026-10-01', to: '2026-10-31' },
      today: more.today ?? '2026-11-22',
      texts: more.texts ?? WRITTEN,
      computation: computed(figures, more.hasBefore),
    },
  );
const codes = async (...given: Parameters<typeof found>) => (await found(...given)).map(({ code }) => code);

test('a whole report of a month that is over has nothing against it', async () => {
  expect(await codes([{ figure: 'I-01' }, { figure: 'I-01', before: true }])).toEqual([]);
});

test.each([
  ['2026-10-30', ['period-open']],
  // On its last day a period is over.
  ['2026-10-31', []],
  ['2026-11-01', []],
])('asked on %s: %j', async (today, expected) => {
  expect(await codes([{ figure: 'I-01' }], { today })).toEqual(expected);
});

test('a figure that the signer may not see blocks, and is named once although it stands there for two periods', async () => {
  const needs = 'sensitive.read';
  const [finding, ...rest] = await found([
    { figure: 'I-03', needs },
    { figure: 'I-03', needs, before: true },
    { figure: 'I-01' },
  ]);
  expect(rest).toEqual([]);
  expect(finding).toMatchObject({
    code: 'not-readable',
    severity: 'block',
    details: { figures: 'I-03', right: needs },
  });
});

test('what is in doubt of this period is told with the most of it; a doubt of the last period is not one of this', async () => {
  expect(await codes([{ figure: 'I-01' }, { figure: 'I-01', before: true, inDoubt: 4 }])).toEqual([]);
  const [finding] = await found([
    { figure: 'I-01', inDoubt: 2 },
    { figure: 'I-11', inDoubt: 3 },
    { figure: 'I-08', before: true, inDoubt: 9 },
  ]);
  expect(finding).toMatchObject({ code: 'doubt', severity: 'warning', details: { figures: 'I-01, I-11', count: 3 } });
});

test('cells that did not meet are counted and named; those that met, and those with no meeting due, are not', async () => {
  const row = (key: string, numerator: number | 'withheld', denominator: number | null) => ({
    key,
    name: key,
    numerator,
    denominator,
  });
  const [finding] = await found([
    {
      figure: 'I-20',
      rows: [row('a', 0, 1), row('b', 1, 1), row('c', 1, 3), row('d', 0, null), row('e', 'withheld', 9)],
    },
  ]);
  expect(finding).toMatchObject({ code: 'meetings-missing', details: { count: 3 } });
  expect(finding?.units.map(({ name }) => name)).toEqual(['a', 'c']);
});

test('a unit without a period before, and remarks that nobody wrote, are told and do not block', async () => {
  expect(await codes([{ figure: 'I-01' }], { hasBefore: false })).toEqual(['nothing-before']);
  const [finding] = await found([{ figure: 'I-01' }], { texts: { ...WRITTEN, roll: '   ' } });
  expect(finding).toMatchObject({ code: 'texts-empty', severity: 'warning', details: { count: 1 } });
});

test('blocks are said first, in words of each language with the next step', async () => {
  const findings = await found([{ figure: 'I-03', needs: 'sensitive.read' }], {
    hasBefore: false,
    today: '2026-10-15',
  });
  for (const lang of ['vi', 'th', 'en'] as const) {
    const said = worded(findings, lang);
    expect(said.map(({ severity }) => severity)).toEqual(['block', 'block', 'warning']);
    for (const one of said)
      expect([one.says, one.next].filter((text) => text.startsWith('figures.report.'))).toEqual([]);
  }
});
