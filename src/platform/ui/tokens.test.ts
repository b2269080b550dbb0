import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Set by the parts of the interface while it runs. */
const AT_RUN_TIME = ['--trigger-width', '--tree-item-level'];
const filesOf = (ending: RegExp) =>
  readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((path) => ending.test(path))
    .map((path) => ({ path, text: readFileSync(join('src', path), 'utf8') }));

/** A colour that nobody set makes the browser forget the whole rule: the edge of a card was not drawn, and nothing said so. */
const unknown = (files: readonly { path: string; text: string }[], known: ReadonlySet<string>) =>
  files.flatMap(({ path, text }) =>
    [...text.matchAll(/var\((--[a-z0-9-]+)\s*\)/gu)]
      .map(([, name = '']) => name)
      .filter((name) => !known.has(name))
      .map((name) => `${path} ${name}`),
  );

test('every value that a style asks for by its name is set somewhere', () => {
  const styles = filesOf(/\.css$/u);
  const code = filesOf(/(?<!\.test)\.tsx?$/u);
  const known = new Set([
    ...AT_RUN_TIME,
    ...[...styles, ...code].flatMap(({ text }) =>
      [...text.matchAll(/(--[a-z0-9-]+)\s*:/gu)].map(([, name = '']) => name),
    ),
    ...code.flatMap(({ text }) => [...text.matchAll(/['"](--[a-z0-9-]+)['"]/gu)].map(([, name = '']) => name)),
  ]);
  expect(known.size).toBeGreaterThan(60);
  expect(unknown([...styles, ...code], known)).toEqual([]);
  expect(unknown([{ path: 'x.css', text: 'a { border: 1px solid var(--nobody-set) }' }], known)).toEqual([
    'x.css --nobody-set',
  ]);
});
