import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { NewTheme } from '#modules/meetings/contract.ts';
import { NewRequest } from '#modules/tasks/contract.ts';

const ROOMS = ['admission', 'meetings', 'tasks', 'villages', 'learning', 'evaluation', 'membership'];

/** Files that say what is taken in, of the rooms of the villages. */
const contracts = ROOMS.flatMap((room) => {
  const folder = new URL(`../modules/${room}/`, import.meta.url);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /(?:contract|^contract\/.*)\.ts$/u.test(file))
    .map((file) => [`${room}/${file}`, readFileSync(new URL(file, folder), 'utf8')] as const);
});

test('what people type is taken in one form: a name from a Mac is the same text as from a phone', () => {
  const typed = {
    unitId: crypto.randomUUID(),
    year: 2026,
    quarter: 1,
    theme: 'culture',
    title: ' Ngo\u0302 Đu\u031b\u0301c ',
  };
  expect(NewTheme.shape.title.parse(typed.title)).toBe('Ng\u00f4 Đ\u1ee9c');
  expect(NewRequest.shape.content.parse('Su\u031b\u0309a đu\u031bo\u031b\u0300ng')).toBe('S\u1eeda đ\u01b0\u1eddng');
});

test.each(contracts)('%s takes no text in two forms', (_, words) => {
  expect(words.match(/z\.string\(\)\.trim\(\)(?!\s*\.normalize)/gu) ?? []).toEqual([]);
});
