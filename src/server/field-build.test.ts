import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LANGS } from '#platform/format.ts';
import { fieldWords, SAID } from './field-build.ts';

const SOURCE = fileURLToPath(new URL('..', import.meta.url));
const sources = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => /^(modules\/[^/]+\/field\/|platform\/field\/).*(?<!\.test)\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(SOURCE, file), 'utf8') }));

describe('the words of the phone', () => {
  it.each(LANGS)('%s: each key once, in what is loaded first or in what comes with the later screens', (lang) => {
    const { first, more } = fieldWords(lang);
    expect(Object.keys(more).filter((key) => key in first)).toEqual([]);
    // The form of the first day, the PIN and the day are said at once; rolls, handovers and decisions come with their screens.
    for (const key of ['platform.field.set-up.sign-in', 'platform.field.lock.title', 'platform.field.tab.today'])
      expect(first).toHaveProperty([key]);
    for (const key of ['platform.field.decide.unknown', 'meetings.field.said.roll'])
      expect({ ...first, ...more }).toHaveProperty([key]);
    expect(more).toHaveProperty(['platform.field.decide.unknown']);
    expect(first).toHaveProperty(['meetings.field.said.roll']);
  });

  it('what a command is called in other lists is among the first, whichever screen writes it', () => {
    const said = sources.flatMap(({ file, text }) =>
      [...text.matchAll(/said: \{\s*key: ['`]([^'`]+)['`]/g)].map(([, key = '']) => ({ file, key })),
    );
    expect(said.length).toBeGreaterThan(10);
    expect(said.filter(({ key }) => !SAID.test(key))).toEqual([]);
  });

  it('the languages split alike', () => {
    const [vi, ...others] = LANGS.map((lang) => fieldWords(lang));
    for (const other of others) expect(Object.keys(other.more).sort()).toEqual(Object.keys(vi?.more ?? {}).sort());
  });
});
