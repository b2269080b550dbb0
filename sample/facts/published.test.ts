import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { LANGS } from '#platform/format.ts';
import { parsePo } from '#platform/po.ts';
import { PUBLISHED } from './published.ts';

it.each(LANGS)('every line of the two articles is told in %s, not in the words of the sample', (lang) => {
  const catalogue = parsePo(
    readFileSync(new URL(`../../src/modules/figures/messages/${lang}.po`, import.meta.url), 'utf8'),
  );
  const written = new Set(catalogue.filter(({ text }) => text !== '').map(({ key }) => key));
  expect(PUBLISHED.length).toBe(21);
  expect(
    PUBLISHED.filter((line) => !written.has(`figures.page.said.${line.case_id}`)).map((line) => line.case_id),
  ).toEqual([]);
});

const source = fileURLToPath(new URL('../../../shared/scenario/published-figures.csv', import.meta.url));
it.skipIf(!existsSync(source))('every line says what the source of the published figures says', () => {
  const [head = '', ...lines] = readFileSync(source, 'utf8').trim().split(/\r?\n/);
  const names = head
    .split(',')
    .map((name) => ({ case: 'case_id', unit_code: 'unit_ref' })[name as 'case' | 'unit_code'] ?? name);
  expect(lines.length).toBe(PUBLISHED.length);
  for (const line of lines) {
    const said = Object.fromEntries(line.split(',').map((cell, at) => [names[at] ?? '', cell]));
    const ours = PUBLISHED.find((one) => one.case_id === said['case_id']);
    expect(
      Object.fromEntries(Object.entries({ ...ours, source: undefined }).map(([key, value]) => [key, `${value ?? ''}`])),
    ).toEqual({ ...said, source: '' });
  }
});
