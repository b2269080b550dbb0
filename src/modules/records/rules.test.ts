import { describe, expect, test } from 'vitest';
import { type Problem } from '#platform/errors.ts';
import {
  assertApproval,
  assertArrival,
  assertCarryOut,
  assertClose,
  assertExpired,
  assertHandling,
  assertLink,
  assertMayDraw,
  assertMayIssue,
  assertPlainText,
  assertSaid,
  assertSigned,
  assertStub,
  assertTransfer,
  expiresOn,
  lateDays,
  longest,
  periodOf,
  symbolOf,
  termStart,
  yearOf,
} from './rules.ts';

const TODAY = '2026-11-22';
/** The code with which a rule says no, or nothing. */
const code = (act: () => void): string | undefined => {
  try {
    act();
    return undefined;
  } catch (error) {
    return (error as Problem).code;
  }
};

describe('numbers', () => {
  test.each([
    [7, 'resolution', 'NQ', 'ĐU', 'party', '07-NQ/ĐU'],
    [127, 'decision', 'QĐ', 'TU', 'party', '127-QĐ/TU'],
    [96, 'letter', 'CV', 'VPTU', 'party', '96-CV/VPTU'],
    [127, 'decision', 'QĐ', 'UBND', 'state', '127/QĐ-UBND'],
    [5, 'letter', 'CV', 'UBND', 'state', '05/UBND'],
  ] as const)('number %i of a %s is written %5$s', (no, kind, kindSymbol, issuer, layout, expected) => {
    expect(symbolOf(no, { kind, kindSymbol, issuer, layout })).toBe(expected);
  });
  test('a Party number runs through the term, a State number through the year; without a term none is drawn', () => {
    const term = { startsOn: '2025-07-01', endsOn: null };
    expect(periodOf('party', TODAY, term, 'Đảng bộ')).toEqual({ from: '2025-07-01', until: null });
    expect(periodOf('state', '2026-12-31', undefined, 'UBND')).toEqual({ from: '2026-01-01', until: '2027-01-01' });
    expect(code(() => periodOf('party', TODAY, undefined, 'Đảng bộ'))).toBe('number.no-term');
    expect(yearOf('2026-01-01')).toEqual({ from: '2026-01-01', until: '2027-01-01' });
  });
  test.each([
    ['2025-06-30', '2025-07-01'],
    ['2024-02-28', '2024-02-29'],
    ['2025-12-31', '2026-01-01'],
  ])('a congress that closes on %s begins a term on %s', (closed, starts) => expect(termStart(closed)).toBe(starts));
  const draft = { state: 'draft', symbol: null, direction: 'out' };
  const kind = { numbered: true, name: 'nghị quyết' };
  test.each([
    ['a draft today', draft, kind, TODAY, undefined],
    ['a draft of tomorrow', draft, kind, '2026-11-23', 'number.in-future'],
    ['what was issued', { ...draft, state: 'issued', symbol: '01-NQ/ĐU' }, kind, TODAY, 'number.drawn-already'],
    ['what was voided', { ...draft, state: 'voided' }, kind, TODAY, 'number.drawn-already'],
    ['an arrival', { ...draft, direction: 'in', state: 'open' }, kind, TODAY, 'number.drawn-already'],
    ['a form', draft, { ...kind, numbered: false }, TODAY, 'number.not-numbered'],
  ])('%s draws: %5$s', (_name, document, of, on, expected) => {
    expect(code(() => assertMayDraw(document, of, { on, today: TODAY }))).toBe(expected);
  });
  test.each([
    [true, true, true, undefined],
    [true, false, true, 'document.kind-not-of-cell'],
    [true, false, false, undefined],
    [false, false, true, undefined],
  ])('cell %s, kind of cells %s, held to it %s: %s', (isCell, cellMay, held, expected) => {
    expect(code(() => assertMayIssue({ isCell, name: 'Chi bộ' }, { cellMay, name: 'chỉ thị' }, held))).toBe(expected);
  });
});

describe('links', () => {
  const from = { issuerId: 'a', datedOn: '2026-05-05' };
  const to = { issuerId: 'a', issuer: 'A', datedOn: '2026-01-05', state: 'issued', superiors: ['b'] };
  test.each([
    ['its issuer repeals', 'repeals', from, to, undefined],
    ['a superior replaces', 'replaces', { ...from, issuerId: 'b' }, to, undefined],
    ['another amends', 'amends', { ...from, issuerId: 'c' }, to, 'document.not-its-issuer'],
    ['another answers', 'answers', { ...from, issuerId: 'c' }, to, undefined],
    ['nobody known repeals', 'repeals', { ...from, issuerId: null }, to, 'document.not-its-issuer'],
    ['the same day', 'amends', { ...from, datedOn: '2026-01-05' }, to, undefined],
    ['an older one', 'amends', { ...from, datedOn: '2026-01-04' }, to, 'document.link-older'],
    ['a draft is carried out', 'carries_out', from, { ...to, state: 'draft' }, 'document.link-draft'],
  ] as const)('%s: %5$s', (_name, kind, one, other, expected) => {
    expect(code(() => assertLink(kind, one, other))).toBe(expected);
  });
});

describe('entries of the register', () => {
  const stub = { secrecy: 'none', summary: 'Về họp', body: null, custodian: null, keptAt: null } as const;
  test.each([
    ['a plain paper', stub, undefined],
    ['a plain paper without abstract', { ...stub, summary: null }, 'document.summary-missing'],
    ['a secret paper', { ...stub, secrecy: 'secret', custodian: 'Văn thư', keptAt: 'Két 1' }, undefined],
    ['a secret paper that nobody keeps', { ...stub, secrecy: 'secret' }, 'document.stub-keeper'],
    [
      'a secret paper with a text',
      { ...stub, secrecy: 'secret', body: 'x', custodian: 'A', keptAt: 'B' },
      'document.classified',
    ],
    [
      'a top secret abstract',
      { ...stub, secrecy: 'top_secret', custodian: 'A', keptAt: 'B' },
      'document.top-secret-abstract',
    ],
    ['a top secret stub', { ...stub, secrecy: 'top_secret', summary: null, custodian: 'A', keptAt: 'B' }, undefined],
  ] as const)('%s: %s', (_name, given, expected) => expect(code(() => assertStub(given))).toBe(expected));

  test.each([
    ['Kế hoạch <script>alert(1)</script>', 'document.markup'],
    ['<p class="x">Về việc</p>', 'document.markup'],
    ['Về việc</P>', 'document.markup'],
    ['5 < 7 và 9 > 3; a<b', undefined],
    ['<Về việc họp>', undefined],
    ['ตำบลเมืองแญ้ <b>', 'document.markup'],
  ])('the text “%s”: %s', (text, expected) => expect(code(() => assertPlainText({ text }))).toBe(expected));

  const arrival = { arrivedOn: TODAY, datedOn: '2026-11-20', dueOn: null, issuerId: null, issuerName: 'UBND xã' };
  test.each([
    ['today', arrival, undefined],
    ['of its own day', { ...arrival, datedOn: TODAY }, undefined],
    ['before its own date', { ...arrival, datedOn: '2026-11-23' }, 'document.arrived-before-date'],
    ['tomorrow', { ...arrival, arrivedOn: '2026-11-23' }, 'document.in-future'],
    ['from nobody', { ...arrival, issuerName: null }, 'document.no-issuer'],
    ['due today', { ...arrival, dueOn: TODAY }, undefined],
    ['due before it came', { ...arrival, dueOn: '2026-11-21' }, 'document.due-before'],
  ])('an arrival %s: %s', (_name, given, expected) => expect(code(() => assertArrival(given, TODAY))).toBe(expected));

  test.each([
    ['open', '2026-11-21', 1],
    ['open', TODAY, null],
    ['open', null, null],
    ['done', '2026-11-01', null],
  ])('%s, due %s, is %s days late', (state, dueOn, late) => expect(lateDays({ state, dueOn }, TODAY)).toBe(late));

  const held = { direction: 'in', state: 'open', arrivedOn: '2026-11-10' };
  const step = { step: 'forwarded', on: TODAY, note: null, ownerUnitId: null, dueOn: null, evidenceId: null };
  test.each([
    ['forwarded', held, step, undefined],
    ['an own paper', { ...held, direction: 'out' }, step, 'document.not-incoming'],
    ['tomorrow', held, { ...step, on: '2026-11-23' }, 'document.in-future'],
    ['assigned to nobody', held, { ...step, step: 'assigned', dueOn: TODAY }, 'document.handling-needs'],
    ['assigned without day', held, { ...step, step: 'assigned', ownerUnitId: 'u' }, 'document.handling-needs'],
    ['assigned', held, { ...step, step: 'assigned', ownerUnitId: 'u', dueOn: TODAY }, undefined],
    [
      'due before it came',
      held,
      { ...step, step: 'assigned', ownerUnitId: 'u', dueOn: '2026-11-09' },
      'document.due-before',
    ],
    ['extended without reason', held, { ...step, step: 'extended', dueOn: TODAY }, 'document.handling-needs'],
    ['done without evidence', held, { ...step, step: 'done' }, 'document.handling-needs'],
    ['done by a paper', held, { ...step, step: 'done', evidenceId: 'd' }, undefined],
    ['done twice', { ...held, state: 'done' }, { ...step, step: 'done', evidenceId: 'd' }, 'document.done-already'],
    ['opened again', { ...held, state: 'done' }, { ...step, step: 'reopened', note: 'Thiếu' }, undefined],
    ['opened while open', held, { ...step, step: 'reopened', note: 'Thiếu' }, 'document.not-done'],
  ])('handling, %s: %4$s', (_name, document, input, expected) => {
    expect(code(() => assertHandling(document, input, TODAY))).toBe(expected);
  });
});

describe('files', () => {
  test.each([
    [[5, 10, 1], 10],
    [[5, null, 10], null],
    [[], 0],
    [[null], null],
  ])('of %j the longest is %s', (all, most) => expect(longest(all)).toBe(most));
  test.each([
    ['2024-02-29', 1, '2025-02-28'],
    ['2024-02-29', 4, '2028-02-29'],
    ['2020-12-31', 5, '2025-12-31'],
    ['2020-12-31', null, null],
  ])('closed on %s and kept %s years: %s', (closed, years, until) => expect(expiresOn(closed, years)).toBe(until));

  const open = { code: '01', state: 'open', openedOn: '2025-01-02' };
  test.each([
    ['in order', open, [], '2026-01-05', undefined],
    ['on its first day', open, [], '2025-01-02', undefined],
    ['before it', open, [], '2025-01-01', 'dossier.closed-before-opened'],
    ['tomorrow', open, [], '2026-11-23', 'dossier.in-future'],
    ['with a fault', open, [{ check: 'no-file' }], '2026-01-05', 'dossier.faults'],
    ['twice', { ...open, state: 'closed' }, [], '2026-01-05', 'dossier.not-open'],
  ])('closed %s: %5$s', (_name, dossier, faults, on, expected) => {
    expect(code(() => assertClose(dossier, faults, { on, today: TODAY }))).toBe(expected);
  });

  const closed = { code: '01', state: 'closed', years: null, sameUnit: true, onList: false };
  test.each([
    ['office', closed, undefined],
    ['historical', closed, undefined],
    ['historical', { ...closed, years: 10 }, 'transfer.not-permanent'],
    ['office', { ...closed, state: 'open' }, 'transfer.not-closed'],
    ['office', { ...closed, state: 'archived' }, 'transfer.not-closed'],
    ['historical', { ...closed, state: 'archived' }, undefined],
    ['office', { ...closed, onList: true }, 'transfer.on-list'],
    ['office', { ...closed, sameUnit: false }, 'transfer.other-unit'],
  ] as const)('to the %s archive %j: %s', (archive, dossier, expected) => {
    expect(code(() => assertTransfer(archive, [dossier]))).toBe(expected);
  });

  const expired = { code: '01', state: 'closed', expiresOn: '2026-11-21', sameUnit: true, onList: false };
  test.each([
    [expired, undefined],
    [{ ...expired, expiresOn: TODAY }, 'destruction.not-expired'],
    [{ ...expired, expiresOn: null }, 'destruction.permanent'],
    [{ ...expired, state: 'open' }, 'transfer.not-closed'],
    [{ ...expired, onList: true }, 'destruction.on-list'],
    [{ ...expired, sameUnit: false }, 'transfer.other-unit'],
  ])('proposed for destruction %j: %s', (dossier, expected) => {
    expect(code(() => assertExpired([dossier], TODAY))).toBe(expected);
  });
  const list = { state: 'proposed', proposedBy: 'a', listHash: 'h' };
  test.each([
    ['somebody else', list, { userId: 'b', listHash: 'h', hashNow: 'h' }, undefined],
    ['the same person', list, { userId: 'a', listHash: 'h', hashNow: 'h' }, 'destruction.same-person'],
    ['on another list', list, { userId: 'b', listHash: 'x', hashNow: 'h' }, 'destruction.list-changed'],
    ['after a change', list, { userId: 'b', listHash: 'h', hashNow: 'x' }, 'destruction.list-changed'],
    ['twice', { ...list, state: 'approved' }, { userId: 'b', listHash: 'h', hashNow: 'h' }, 'destruction.state'],
  ])('decided by %s: %4$s', (_name, destruction, by, expected) => {
    expect(code(() => assertApproval(destruction, by))).toBe(expected);
  });
  test('carried out only after the decision, and on that list', () => {
    expect(code(() => assertCarryOut(list, 'h'))).toBe('destruction.not-approved');
    expect(code(() => assertCarryOut({ ...list, state: 'approved' }, 'x'))).toBe('destruction.list-changed');
    expect(code(() => assertCarryOut({ ...list, state: 'approved' }, 'h'))).toBeUndefined();
  });
});

describe('what stands on a paper, DOMAIN 5.1 and 5.2', () => {
  test.each([
    ['replaces', { direction: 'out', state: 'draft', hasBody: true }, undefined],
    ['replaces', { direction: 'out', state: 'issued', hasBody: true }, 'document.link-not-said'],
    ['amends', { direction: 'out', state: 'issued', hasBody: true }, 'document.link-not-said'],
    ['repeals', { direction: 'out', state: 'voided', hasBody: true }, 'document.link-not-said'],
    ['repeals', { direction: 'out', state: 'issued', hasBody: false }, undefined],
    ['repeals', { direction: 'in', state: 'open', hasBody: true }, undefined],
    ['answers', { direction: 'out', state: 'issued', hasBody: true }, undefined],
    ['copies', { direction: 'out', state: 'issued', hasBody: true }, undefined],
  ] as const)('%s entered for %j: %s', (kind, from, expected) => {
    expect(code(() => assertSaid(kind, from))).toBe(expected);
  });

  test.each([
    [null, null, undefined],
    ['collective', null, undefined],
    ['own', null, undefined],
    ['deputy', null, undefined],
    ['order', 'Ban Thường vụ', undefined],
    ['order', null, 'document.signed-for-missing'],
    ['delegated', null, 'document.signed-for-missing'],
  ] as const)('signed %s for %s: %s', (signedAs, signedFor, expected) => {
    expect(code(() => assertSigned({ signedAs, signedFor }))).toBe(expected);
  });

  test.each([
    ['none', 'Bản giấy gửi sau', undefined],
    ['confidential', null, undefined],
    ['confidential', 'Bản giấy gửi sau', 'document.classified'],
  ] as const)('a paper that is %s with the note %s: %s', (secrecy, note, expected) => {
    const stub = { secrecy, summary: 'x', custodian: 'A', keptAt: 'B', note };
    expect(code(() => assertStub(stub))).toBe(expected);
  });
});
