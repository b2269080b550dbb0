import { readFileSync } from 'node:fs';
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
