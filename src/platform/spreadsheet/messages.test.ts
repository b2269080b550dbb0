import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('.', import.meta.url);

/** Every code that the sources of the two folders can give. */
function codes(): string[] {
  const found = new Set<string>();
  for (const place of ['./', '../text/']) {
    for (const name of readdirSync(new URL(place, folder))) {
      if (!name.endsWith('.ts') || name.endsWith('.test.ts')) continue;
      const source = readFileSync(new URL(place + name, folder), 'utf8');
      for (const match of source.matchAll(/'((?:file|cell|date|number)\.[a-z-]+)'/g)) found.add(match[1] ?? '');
    }
  }
  return [...found];
}

test.each(['vi', 'th', 'en'])('every refusal has its sentence in %s', (language) => {
  const catalogue = readFileSync(new URL(`../messages/${language}.po`, folder), 'utf8');
  expect(codes().length).toBeGreaterThan(20);
  expect(codes().filter((code) => !catalogue.includes(`msgid "problem.${code}"\nmsgstr "`))).toEqual([]);
});
