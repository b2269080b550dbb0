import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

test('no two parts of the program wait for the same advisory lock', () => {
  const users = new Map<string, Set<string>>();
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(ts|sql)$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => `src/${file}`);
  for (const file of files) {
    for (const [number] of readFileSync(file, 'utf8').matchAll(/\b482_?\d{3}\b/g)) {
      const key = number.replace('_', '');
      // A later migration may write a function of its own room anew.
      users.set(key, (users.get(key) ?? new Set()).add(file.replace(/migrations\/.*/, 'migrations')));
    }
  }
  expect(users.size).toBeGreaterThan(5);
  for (const [number, parts] of users) expect([number, ...parts]).toHaveLength(2);
});
