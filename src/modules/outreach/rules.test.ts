import { sql } from 'kysely';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { IN_PARTS, KINDS, MEASURES, MEASURES_OF } from './contract.ts';
import * as rules from './rules.ts';

const TODAY = '2026-11-22';
const code = (work: () => void) => {
  try {
    work();
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test('kinds and measures stand alike in the code and in the tables', async () => {
  const db = await testDatabase();
  const rows = await asOwner(db, 'test', (tx) =>
    tx.many<{ kind: string; measures: string[] }>(sql`
      select k.kind, coalesce(array_agg(m.measure order by m.measure) filter (where m.measure is not null), '{}') as measures
      from outreach.activity_kind k left join outreach.kind_measure m on m.kind = k.kind group by k.kind, k.sort order by k.sort`),
  );
  expect(rows).toEqual(KINDS.map((kind) => ({ kind, measures: [...MEASURES_OF[kind]].sort() })));
  const parts = await asOwner(db, 'test', (tx) =>
    tx.many<{ measure: string; whole: boolean }>(sql`select measure, whole from outreach.measure order by sort`),
  );
  expect(parts.map(({ measure }) => measure)).toEqual([...MEASURES]);
  expect(parts.filter(({ whole }) => !whole).map(({ measure }) => measure)).toEqual([...IN_PARTS]);
});

test.each<[string, string, string | null]>([
  ['2022-03-01', '2027-03-01', null],
  ['2022-03-01', '2022-03-02', null],
  ['2022-03-01', '2022-03-01', 'twinning.term'],
  ['2022-03-01', '2021-01-01', 'twinning.term'],
])('a term from %s to %s: %s', (on, endsOn, expected) => {
  expect(code(() => rules.assertTerm({ starts: { on, precision: 'day' }, endsOn }))).toBe(expected);
});

test.each<[string, string, string | null]>([
  ['office', 'commune', null],
  ['office', 'commune_body', null],
  ['grassroots_body', 'village', null],
  ['office', 'province', 'twinning.partner-kind'],
  ['office', 'party_cell', 'twinning.partner-kind'],
  ['commune', 'village', 'twinning.agency-kind'],
])('%s twinned with %s: %s', (agency, partner, expected) => {
  expect(code(() => rules.assertSides({ id: 'a', kind: agency }, { id: 'b', kind: partner }))).toBe(expected);
});

test.each<[rules.State, rules.State, string, string | null]>([
  ['planned', 'held', '2026-11-22', null],
  ['planned', 'held', '2026-11-23', 'activity.not-begun'],
  ['planned', 'cancelled', '2026-12-01', null],
  ['held', 'held', '2026-12-01', null],
  ['held', 'planned', '2026-01-01', 'activity.closed'],
  ['cancelled', 'held', '2026-01-01', 'activity.closed'],
])('from %s to %s, beginning on %s: %s', (from, to, startsOn, expected) => {
  expect(code(() => rules.assertState(from, to, { startsOn, today: TODAY }))).toBe(expected);
});

test('every kind takes its own measures only', () => {
  for (const kind of KINDS)
    for (const measure of MEASURES)
      expect([kind, measure, code(() => rules.assertQuantity(kind, { measure, amount: 2 }))]).toEqual([
        kind,
        measure,
        MEASURES_OF[kind].includes(measure) ? null : 'activity.measure-not-of-kind',
      ]);
});

test.each<[number, number, number, string | null]>([
  [30, 30, 1, null],
  [30, 31, 1, 'activity.first-time-over'],
  [30, 0, 2, null],
  [30, 0, 2.5, 'activity.days-over'],
  [30, 0, 0.5, null],
])('%s people, %s for the first time, %s days of two: %s', (people, firstTime, days, expected) => {
  const activity = { startsOn: '2024-05-18', endsOn: '2024-05-19' };
  expect(code(() => rules.assertGroup({ people, firstTime, days }, activity))).toBe(expected);
});

test('person-days are people times days, to a tenth, whatever the order', () => {
  const group = fc.record({
    people: fc.integer({ min: 1, max: 500 }),
    days: fc.integer({ min: 1, max: 100 }).map((n) => n / 10),
  });
  fc.assert(
    fc.property(fc.array(group), (groups) => {
      const exact = groups.reduce((sum, { people, days }) => sum + people * Math.round(days * 10), 0) / 10;
      expect(rules.personDays(groups)).toBeCloseTo(exact, 6);
      expect(rules.personDays([...groups].reverse())).toBe(rules.personDays(groups));
    }),
  );
});

test.each<[string, (string | null)[][], string | null]>([
  [
    'in order',
    [
      ['2024-05-18', '07:30'],
      ['2024-05-18', '09:10'],
      ['2024-05-19', '06:00'],
    ],
    null,
  ],
  [
    'at the same hour',
    [
      ['2024-05-18', '07:30'],
      ['2024-05-18', '07:30'],
    ],
    null,
  ],
  [
    'an earlier hour after',
    [
      ['2024-05-18', '09:10'],
      ['2024-05-18', '07:30'],
    ],
    'trip.stop-order',
  ],
  [
    'an earlier day after',
    [
      ['2024-05-19', null],
      ['2024-05-18', null],
    ],
    'trip.stop-order',
  ],
  [
    'without an hour, the same day',
    [
      ['2024-05-18', '09:10'],
      ['2024-05-18', null],
    ],
    null,
  ],
  ['after the trip', [['2024-05-20', null]], 'trip.stop-outside'],
  ['before the trip', [['2024-05-17', null]], 'trip.stop-outside'],
])('stops %s', (_what, stops, expected) => {
  const list = stops.map(([on, at], index) => ({ name: `${index}`, on: on ?? '', at: at ?? null }));
  expect(code(() => rules.assertStops(list, { startsOn: '2024-05-18', endsOn: '2024-05-19' }))).toBe(expected);
});

test.each<[string | null, string | null, boolean, string | null]>([
  [null, null, false, null],
  [null, null, true, 'testimony.consent-missing'],
  ['2024-06-05', null, true, null],
  ['2024-06-05', '2024-06-05', false, null],
  ['2024-06-05', '2024-06-05', true, 'testimony.consent-withdrawn'],
  ['2024-06-05', '2024-06-04', false, 'testimony.withdrawn-before-consent'],
  [null, '2024-06-04', false, 'testimony.withdrawn-before-consent'],
  ['2026-11-23', null, false, 'outreach.in-future'],
])('words with consent on %s, withdrawn on %s, public %s: %s', (consentOn, withdrawnOn, isPublic, expected) => {
  const words = { said: { on: '2024-06-01', precision: 'month' as const }, consentOn, withdrawnOn, public: isPublic };
  expect(code(() => rules.assertTestimony(words, TODAY))).toBe(expected);
});

test.each<[string, 'day' | 'month' | 'year', string | null]>([
  ['2022-03-01', 'day', null],
  ['2022-02-28', 'day', 'activity.outside-term'],
  ['2022-01-01', 'year', null],
  ['2027-02-28', 'day', null],
  ['2027-03-01', 'day', 'activity.outside-term'],
])('an activity of %s (%s) in a term from March 2022 to March 2027: %s', (startsOn, precision, expected) => {
  const term = { starts: { on: '2022-03-01', precision: 'month' as const }, endsOn: '2027-03-01', endedOn: null };
  expect(code(() => rules.assertWithinTerm({ startsOn, precision }, term))).toBe(expected);
});

test('an agreement comes, runs and is over', () => {
  const twinning = { starts: { on: '2022-03-01', precision: 'day' as const }, endsOn: '2027-03-01', endedOn: null };
  expect(
    ['2022-02-28', '2022-03-01', '2027-02-28', '2027-03-01'].map((on) => rules.twinningState(twinning, on)),
  ).toEqual(['coming', 'running', 'running', 'over']);
  expect(rules.twinningState({ ...twinning, endedOn: '2024-01-01' }, '2024-01-01')).toBe('over');
});

test('the share of a checklist counts what was answered', () => {
  expect(rules.checklistShare([])).toBeNull();
  expect(rules.checklistShare([null])).toBeNull();
  expect(rules.checklistShare([true, false, null])).toEqual({ met: 1, of: 2 });
});

test('a promise of visits to households is told on no page; every other kind may be, and taking back is never refused', () => {
  expect(code(() => rules.assertTellable('household_visit', true))).toBe('plan.of-households');
  expect(code(() => rules.assertTellable('household_visit', false))).toBeNull();
  expect(code(() => rules.assertTellable('cleaning', true))).toBeNull();
});
