import { expect, test } from 'vitest';
import { ApiProblem } from './api.ts';
import type { FormField } from './form-values.ts';
import { isConflict, linesSince, newest } from './standing.ts';

const fields: FormField[] = [
  { name: 'rules', kind: 'long', most: 600, label: 'Quy ước' },
  { name: 'owner', kind: 'find', label: 'Người phụ trách', search: async () => [] },
  { name: 'public', kind: 'check', label: 'Công khai' },
  { name: 'drawn', kind: 'own', label: '', render: () => null },
];
const say = (_field: FormField, value: unknown) => JSON.stringify(value ?? null);
const begun = { rules: 'cũ', owner: { id: '1', label: 'An' }, public: false, drawn: 'x' };

test('of what another wrote meanwhile the lines tell what is not typed the same', () => {
  const now = { rules: 'của người khác', owner: { id: '1', label: 'An' }, public: true, drawn: 'y' };
  const lines = linesSince(fields, { begun, now, typed: { ...begun, rules: 'của tôi' } }, say);
  expect(lines).toEqual([
    { label: 'Quy ước', value: '"của người khác"', field: 'rules' },
    { label: 'Công khai', value: 'true', field: 'public' },
  ]);
  expect(linesSince(fields, { begun, now, typed: now }, say)).toEqual([]);
});

test('what the other left alone is no line, also where only I wrote, and nothing is nothing', () => {
  expect(linesSince(fields, { begun, now: begun, typed: { ...begun, rules: 'của tôi' } }, say)).toEqual([]);
  const empty = { begun: { rules: '' }, now: { rules: null }, typed: { rules: 'x' } };
  expect(linesSince(fields, empty, say)).toEqual([]);
});

test('a refusal because somebody was quicker is known by its code, in every room', () => {
  const of = (code: string) => isConflict(new ApiProblem({ status: 409, code }));
  for (const code of [
    'outreach.changed-meanwhile',
    'admission.target-changed-meanwhile',
    'minutes.written-meanwhile',
    'member.changed-meanwhile',
  ])
    expect(of(code), code).toBe(true);
  expect(of('twinning.term')).toBe(false);
  expect(isConflict(new Error('x'))).toBe(false);
});

test('a row is found again as it is now; one that has left the list stays what it was', () => {
  const opened = { id: 'a', version: 1 };
  expect(newest([{ id: 'a', version: 2 }], opened).version).toBe(2);
  expect(newest([], opened)).toBe(opened);
  expect(newest(undefined, opened)).toBe(opened);
});
