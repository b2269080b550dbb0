import { expect, test } from 'vitest';
import { assertConsent, assertMayBePublic, consentState, type PhotoConsent } from './rules.ts';

const TODAY = '2026-11-22';
const photo = (more: Partial<PhotoConsent> = {}): PhotoConsent => ({
  people: 'adults',
  consent: { on: '2024-05-18', by: 'person' },
  withdrawnOn: null,
  ...more,
});
const code = (work: () => void) => {
  try {
    work();
    return null;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

test.each<[string, Partial<PhotoConsent>, string, string | null]>([
  ['nobody to recognise', { people: 'nobody', consent: null }, 'not-needed', null],
  ['adults who agreed', {}, 'recorded', null],
  ['adults who were not asked', { consent: null }, 'missing', 'photo.consent-missing'],
  ['consent taken back', { withdrawnOn: '2025-01-02' }, 'withdrawn', 'photo.consent-withdrawn'],
  [
    'children whose guardian agreed',
    { people: 'children', consent: { on: '2024-05-18', by: 'guardian' } },
    'recorded',
    null,
  ],
  ['children who were not asked', { people: 'children', consent: null }, 'missing', 'photo.consent-missing'],
  ['the home of a family that agreed', { people: 'household' }, 'recorded', null],
  ['the home of a family not asked', { people: 'household', consent: null }, 'missing', 'photo.consent-missing'],
])('%s: %o', (_what, more, state, refusal) => {
  expect(consentState(photo(more))).toBe(state);
  expect(code(() => assertMayBePublic(photo(more)))).toBe(refusal);
});

test.each<[string, Partial<PhotoConsent>, string | null]>([
  ['of today', { consent: { on: TODAY, by: 'person' } }, null],
  ['of tomorrow', { consent: { on: '2026-11-23', by: 'person' } }, 'photo.consent-in-future'],
  ['of nobody', { people: 'nobody' }, 'photo.consent-of-nobody'],
  ['of a child by the child alone', { people: 'children' }, 'photo.consent-guardian'],
  ['of a child by both', { people: 'children', consent: { on: TODAY, by: 'child_and_guardian' } }, null],
  ['taken back on the same day', { withdrawnOn: '2024-05-18' }, null],
  ['taken back the day before', { withdrawnOn: '2024-05-17' }, 'photo.withdrawn-before-consent'],
  ['taken back tomorrow', { withdrawnOn: '2026-11-23' }, 'photo.consent-in-future'],
  ['taken back and never given', { consent: null, withdrawnOn: TODAY }, 'photo.withdrawn-without-consent'],
])('consent %s', (_what, more, refusal) => {
  expect(code(() => assertConsent(photo(more), TODAY))).toBe(refusal);
});
