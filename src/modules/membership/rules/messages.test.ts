import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { LANGS } from '#platform/format.ts';
import { parsePo } from '#platform/po.ts';
import { ETHNIC_GROUPS } from '../ethnic-groups.ts';
import { AGE_BANDS, BREAKDOWNS, EXIT_KINDS, MEMBER_STATES, RULE_TABLES, TRANSFER_KINDS } from './index.ts';

const here = new URL('.', import.meta.url);
const codes = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  .flatMap((file) => [...readFileSync(new URL(file, here), 'utf8').matchAll(/'((?:member|rule)\.[a-z-]+)'/g)])
  .map((match) => match[1]);

test.each(LANGS)('every code, state and breakdown has its words in %s', (lang) => {
  const catalogue = parsePo(readFileSync(new URL(`../messages/${lang}.po`, here), 'utf8'));
  const written = new Set(catalogue.filter(({ text }) => text !== '').map(({ key }) => key));
  const needed = [
    ...codes.map((code) => `problem.${code}`),
    ...MEMBER_STATES.map((state) => `membership.state.${state}`),
    ...EXIT_KINDS.map((exit) => `membership.exit.${exit}`),
    ...TRANSFER_KINDS.map((kind) => `membership.transfer-kind.${kind}`),
    ...BREAKDOWNS.map((name) => `membership.breakdown.${name}`),
    ...[...AGE_BANDS, 'unknown'].map((band) => `membership.age-band.${band}`),
    ...ETHNIC_GROUPS.map(({ code }) => `membership.people.${code}`),
    ...Object.keys(RULE_TABLES).map((key) => `membership.rule.${key}`),
  ];
  expect(codes.length).toBeGreaterThan(30);
  expect(needed.filter((key) => !written.has(key))).toEqual([]);
});
