import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, addMonths } from '#platform/time/dates.ts';
import { officialDueOn, recognition } from '#modules/membership/rules/index.ts';
import type { Dossier } from '../contract/values.ts';
import { aDossier } from '../testing.ts';
import {
  ADMISSION_RULES,
  assertAge,
  assertCellBase,
  assertCourse,
  assertDossierFresh,
  assertEducation,
  assertIntroducer,
  assertNoDeadlock,
  assertSuperiorMayConsider,
  assertStep,
  introducersMissing,
  majorityResult,
  missingFor,
  nextTransition,
  ruleOn,
  TRANSITIONS,
  twoThirds,
  twoThirdsResult,
} from './index.ts';

const codeOf = (run: () => void): string | null => {
  try {
    run();
    return null;
  } catch (problem) {
    return (problem as { code: string }).code;
  }
};
const day = (on: string) => ({ on, precision: 'day' as const });

describe('entry conditions, DOMAIN 3.2', () => {
  test.each([
    // born, considered, consent, refusal, source
    ['2008-04-03', '2026-03-03', false, 'admission.too-young', '17 years 11 months [S8]'],
    ['2008-03-04', '2026-03-03', false, 'admission.too-young', 'the day before 18 [S8]'],
    ['2008-03-03', '2026-03-03', false, null, 'full 18 on the day [S8]'],
    ['2008-02-29', '2026-02-28', false, null, 'born on 29 February: full on 28 February'],
    ['1966-03-03', '2026-03-03', false, null, 'full 60 on the day [S14b]'],
    ['1966-02-04', '2026-03-03', false, null, 'month 720 is not over [S14b]'],
    ['1966-02-03', '2026-03-03', false, 'admission.over-age', '60 years 1 month [S14b]'],
    ['1960-01-01', '2026-03-03', true, null, 'committee under the Centre consents [S8]'],
  ])('born %s, considered %s (consent %s): %s – %s', (born, consideredOn, consent, code, _source) => {
    expect(codeOf(() => assertAge({ bornOn: day(born), consideredOn, consent }))).toBe(code);
  });

  test.each([
    ['lower_secondary', 'none', null, null, 'diploma [S6b]'],
    ['primary', 'none', null, 'admission.education-low', 'lowlands: lower secondary [S6b]'],
    ['primary', 'area', null, null, 'mountains, border, islands [S8b]'],
    ['literate', 'area', null, 'admission.education-low', 'the area lowers to primary only [S8d]'],
    ['literate', 'village_head', '12-CV/TU', null, 'head, with provincial consent [S8b]'],
    ['literate', 'elder', '12-CV/TU', null, 'elder, with provincial consent [S8b]'],
    ['literate', 'prestige', null, 'admission.relaxed-consent-missing', 'consent of the provincial board [S8b]'],
    ['none', 'prestige', '12-CV/TU', 'admission.education-low', 'must read and write Vietnamese [S8d]'],
    [null, 'none', null, 'admission.education-missing', 'unknown is no yes'],
  ] as const)('%s, ground %s, consent %s: %s – %s', (education, relaxed, relaxedConsent, code, _source) => {
    const given = { education, relaxed, relaxedConsent, consideredOn: '2026-03-03' };
    expect(codeOf(() => assertEducation(given))).toBe(code);
  });

  test.each([
    ['official', '2025-03-03', null, '12 months on the day [S6b]'],
    ['official', '2025-03-04', 'admission.introducer-acquaintance', 'one day short [S6b]'],
    ['official', '2025-04-03', 'admission.introducer-acquaintance', '11 months [S6b]'],
    ['probationary', '2015-01-01', 'admission.introducer-probationary', 'official members only, Charter 4 [S9]'],
    [null, '2015-01-01', 'admission.introducer-not-member', 'Charter 4 [S9]'],
  ] as const)('introducer %s, known since %s: %s – %s', (standing, knownSince, code, _source) => {
    expect(codeOf(() => assertIntroducer({ standing, knownSince, on: '2026-03-03' }))).toBe(code);
  });

  test.each([
    ['youth', '2000-05-10', ['youth_union', 'member'], null, 'Union executive and one member [S9]'],
    [
      'youth',
      '2000-05-10',
      ['member', 'member'],
      { organisation: 'youth_union', members: 0 },
      'of Union age the Union introduces [S9]',
    ],
    ['youth', '1990-05-10', ['member', 'member'], null, 'over Union age: two members [S9]'],
    ['trade', '1990-05-10', ['trade_union', 'member'], null, 'trade union and one member [S9]'],
    ['none', '1990-05-10', ['member'], { organisation: null, members: 1 }, 'two official members [S9]'],
    ['none', '1990-05-10', [], { organisation: null, members: 2 }, 'two official members [S9]'],
  ] as const)('union %s, born %s, introduced by %j: missing %j – %s', (union, born, kinds, missing, _source) => {
    const introductions = kinds.map((kind) => ({ kind }));
    const found = introducersMissing({ introductions, bornOn: day(born), union, on: '2026-03-03' });
    if (missing === null) expect(found).toBeNull();
    else expect(found).toMatchObject(missing);
  });

  test('a certificate is good for 60 months less a day, a verification for 12 [S8][S10][K-h]', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), (after) => {
        const issuedOn = addDays('2019-01-31', after);
        const staleOn = addMonths(issuedOn, 60);
        expect(codeOf(() => assertCourse({ issuedOn, on: addDays(staleOn, -1) }))).toBeNull();
        expect(codeOf(() => assertCourse({ issuedOn, on: staleOn }))).toBe('admission.course-stale');
        const oldOn = addMonths(issuedOn, 12);
        expect(codeOf(() => assertDossierFresh({ checkedOn: issuedOn, on: addDays(oldOn, -1) }))).toBeNull();
        expect(codeOf(() => assertDossierFresh({ checkedOn: issuedOn, on: oldOn }))).toBe('admission.dossier-stale');
      }),
    );
    expect(codeOf(() => assertCourse({ issuedOn: null, on: '2026-01-01' }))).toBe('admission.course-missing');
  });

  test('full 18 is reached on one day and kept', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12000 }), fc.integer({ min: -400, max: 400 }), (born, around) => {
        const bornOn = addDays('1980-01-01', born);
        const eighteen = addMonths(bornOn, 216);
        const consideredOn = addDays(eighteen, around);
        expect(codeOf(() => assertAge({ bornOn: day(bornOn), consideredOn }))).toBe(
          around < 0 ? 'admission.too-young' : null,
        );
      }),
    );
  });
});

describe('votes, DOMAIN 3.3 T6 to T8, T11, T13 and 4.1', () => {
  const roll = { official: 12, away: 1, suspended: 0, exempt: 2 };
  const ballot = (votesFor: number, against = 0, abstain = 0, absent = 0) => ({
    for: votesFor,
    against,
    abstain,
    absent,
  });

  test.each([
    [ballot(9), 0, 0, null, '12 − 1 away − 2 exempt = 9 [S7]'],
    [ballot(8, 1), 0, 0, null, 'all of the base'],
    [ballot(6), 0, 0, 'admission.vote-base-wrong', '2/3 of those present is not 2/3 of the official members [S9]'],
    [ballot(9, 0, 0, 3), 0, 0, 'admission.vote-base-wrong', 'away and exempt are out of the base [S7]'],
    [ballot(9, 0, 0, 1), 0, 1, null, 'an exempt member who came counts [S7]'],
    [ballot(8), 1, 0, null, 'excused from the whole meeting [S7, K-m]'],
    [ballot(9, 0, 0, 3), 0, 3, 'admission.vote-base-wrong', 'more exempt members came than there are'],
    [ballot(15), 0, 0, 'admission.vote-base-wrong', 'probationary members do not vote [S9]'],
  ])('%j, excused %d, exempt present %d: %s – %s', (given, excused, exemptPresent, code, _source) => {
    expect(codeOf(() => assertCellBase({ ballot: given, roll, exemptPresent, excused, on: '2026-03-03' }))).toBe(code);
  });

  test('an administrator may keep the excused in the base', () => {
    const settings = [
      { key: 'admission.vote-excused-out', valid: { from: '2026-01-01', to: null }, value: 0, source: 'HD tỉnh' },
    ];
    const given = { ballot: ballot(8), roll, exemptPresent: 0, excused: 1 };
    expect(codeOf(() => assertCellBase({ ...given, on: '2026-03-03' }, settings))).toBe('admission.vote-base-wrong');
    expect(codeOf(() => assertCellBase({ ...given, on: '2025-12-31' }, settings))).toBeNull();
  });

  test.each([
    [12, 8],
    [13, 9],
    [14, 10],
    [3, 2],
    [4, 3],
    [1, 1],
  ])('two thirds of %d are %d', (base, needed) => expect(twoThirds(base)).toBe(needed));

  test('two thirds are never less than two thirds, and one vote less never is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), (base) => {
        const needed = twoThirds(base);
        expect(needed * 3).toBeGreaterThanOrEqual(base * 2);
        expect((needed - 1) * 3).toBeLessThan(base * 2);
        expect(twoThirdsResult(ballot(needed, base - needed))).toBe('passed');
        expect(twoThirdsResult(ballot(base - needed, needed))).toBe('rejected');
      }),
    );
  });

  test.each([
    [ballot(9, 3, 2), 'undecided', '9 of 14 (10 needed)'],
    [ballot(10, 4), 'passed', '10 of 14'],
    [ballot(2, 10, 2), 'rejected', '10 of 14 against'],
    [ballot(0), 'undecided', 'nobody'],
  ])('%j: %s – %s', (given, result) => expect(twoThirdsResult(given)).toBe(result));

  test.each([
    [ballot(7, 0, 0, 6), 'passed', '7 of 13'],
    [ballot(6, 6), 'undecided', 'half is not more than half'],
  ])('board %j: %s – %s', (given, result) => expect(majorityResult(given)).toBe(result));

  test('three votes without 2/3 go to the superior (T13) [S6]', () => {
    expect(codeOf(() => assertNoDeadlock(2, '2026-03-03'))).toBeNull();
    expect(codeOf(() => assertNoDeadlock(3, '2026-03-03'))).toBe('admission.deadlock');
  });
});

describe('the table of transitions, DOMAIN 3.3', () => {
  test('holds T1 to T16 once each, and every limit is a rule with a source', () => {
    expect(TRANSITIONS.map((row) => row.id)).toEqual(Array.from({ length: 16 }, (_, i) => `T${i + 1}`));
    for (const { limit } of TRANSITIONS) if (limit) expect(ruleOn(limit.rule, '2026-03-03').source).not.toBe('');
  });

  test.each([
    ['T6', 'cell', 'two-thirds-official', '6-KNĐ'],
    ['T7', 'grassroots', 'two-thirds-committee', '8-KNĐ'],
    ['T8', 'superior_board', 'half-board', '9-KNĐ'],
    ['T11', 'cell', 'two-thirds-official', 'resolution'],
  ])('%s: %s by %s, %s', (id, decider, majority, form) => {
    const row = TRANSITIONS.find((one) => one.id === id);
    expect([row?.decider, row?.majority, row?.forms]).toEqual([decider, majority, [form]]);
  });

  test('one way leads from noticed to official', () => {
    const way = ['noticed'];
    for (let row = nextTransition('noticed'); row?.to; row = nextTransition(row.to)) way.push(row.to);
    expect(way).toEqual([
      'noticed',
      'outstanding',
      'course_done',
      'applied',
      'background_checked',
      'introduced',
      'cell_voted',
      'grassroots_voted',
      'decided',
      'probationary',
      'proposed_official',
      'official',
    ]);
  });

  test('every rule of the room names its source for every day', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(ADMISSION_RULES)), fc.integer({ min: 0, max: 9000 }), (key, after) => {
        expect(ruleOn(key as keyof typeof ADMISSION_RULES, addDays('2005-01-01', after)).source).not.toBe('');
      }),
    );
  });
});

describe('what is missing, and in which order', () => {
  test.each([
    ['cell_vote', {}, []],
    ['cell_vote', { bornOn: day('2008-04-03') }, ['admission.too-young']],
    ['cell_vote', { courseOn: '2020-12-01' }, ['admission.course-stale']],
    ['cell_vote', { checkedOn: '2025-03-03' }, ['admission.dossier-stale']],
    ['cell_vote', { introductions: [{ kind: 'member' }] }, ['admission.introducers-missing']],
    ['cell_vote', { opinions: { residence: false, mass: true } }, ['admission.opinion-missing']],
    ['cell_vote', { undecided: 3 }, ['admission.deadlock']],
    ['cell_vote', { rejected: true }, ['admission.voted-down']],
    ['verify', { stage: 'applied', parentsAsked: false }, ['admission.checks-missing']],
    ['verify', { stage: 'applied', checksOpen: 1 }, ['admission.checks-open']],
    ['verify', { stage: 'applied', checksUnfit: 1 }, ['admission.check-unfit']],
    ['decide', { stage: 'grassroots_voted' }, ['admission.dossier-not-submitted']],
    ['ceremony', { stage: 'decided', decidedOn: '2026-03-04' }, ['admission.ceremony-before-decision']],
  ] as const)('%s with %j lacks %j', (step, given, codes) => {
    const missing = missingFor(step, aDossier(given as Partial<Dossier>), '2026-03-03');
    expect(missing.map((one) => one.code)).toEqual(codes);
    expect(missing.every((one) => typeof one.details['source'] === 'string' && one.details['source'] !== '')).toBe(
      true,
    );
  });

  test('a step out of its turn and a day before the step before are refused', () => {
    expect(codeOf(() => assertStep('decide', aDossier(), '2026-03-03'))).toBe('admission.order');
    expect(codeOf(() => assertStep('cell_vote', aDossier(), '2025-10-14'))).toBe('admission.date-order');
    expect(codeOf(() => assertStep('course', aDossier({ stage: 'applied' }), '2026-01-01'))).toBeNull();
  });

  test.each([
    ['2024-02-29', '2025-02-27', 'admission.probation-running', '29 February: twelve months end on 28 February [S11]'],
    ['2024-02-29', '2025-02-28', null, 'month 12 is over [S11]'],
    ['2025-03-03', '2026-03-02', 'admission.probation-running', 'a day early [S11]'],
    ['2025-03-03', '2026-03-03', null, 'on the day [S11]'],
  ])('ceremony %s, proposed %s: %s – %s', (ceremonyOn, on, code, _source) => {
    const remarks = { mentor: true, residence: true, mass: true, course: true };
    const dossier = aDossier({ stage: 'probationary', ceremonyOn, remarks });
    expect(codeOf(() => assertStep('propose', dossier, on))).toBe(code);
  });

  test('recognition is dated at month 12 however late it was decided [S6]', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4000 }), fc.integer({ min: 0, max: 700 }), (at, late) => {
        const ceremonyOn = addDays('2016-01-01', at);
        const dueOn = officialDueOn(ceremonyOn);
        expect(recognition({ ceremonyOn: day(ceremonyOn), decidedOn: addDays(dueOn, late) })).toEqual({
          officialOn: dueOn,
          late: late > 0,
        });
      }),
    );
  });
});

describe('Charter 4.4: the direct superior considers where the cell has too few', () => {
  test.each([
    [0, [], null, 'no official member on the spot [S9]'],
    [2, [], null, 'too few: a cell needs three [S9][K-m]'],
    [3, [], 'admission.cell-has-enough', 'three are enough [K-m]'],
    [12, [], 'admission.cell-has-enough', 'an ordinary cell'],
    [
      3,
      [{ key: 'admission.members-enough', valid: { from: null, to: null }, value: 5, source: 'HD tỉnh' }],
      null,
      'a province that asks for five',
    ],
  ])('%d official members: %s', (official, settings, code, _source) => {
    expect(codeOf(() => assertSuperiorMayConsider({ official, on: '2026-03-03' }, settings))).toBe(code);
  });
});
