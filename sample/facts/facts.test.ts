import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readFacts } from './index.ts';
import { makeFacts } from './make.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const reference = fileURLToPath(new URL('../../../shared/data', import.meta.url));

describe('facts of the two provinces', () => {
  const facts = readFacts();

  it('hold every unit before and after July 2025', () => {
    const count = (units: { level: string }[], level: string) => units.filter((unit) => unit.level === level).length;
    expect(['province', 'district', 'commune'].map((level) => count(facts.before, level))).toEqual([3, 28, 459]);
    expect(['province', 'commune'].map((level) => count(facts.after, level))).toEqual([2, 169]);
  });

  it('say of every old commune where it went, and of every new one where it came from', () => {
    const known = new Set(facts.after.map((unit) => unit.code));
    expect(facts.merges.every((line) => known.has(line.newCode) && line.resolution !== '')).toBe(true);
    expect(new Set(facts.merges.map((line) => line.oldCode)).size).toBe(459);
    expect(new Set(facts.merges.map((line) => line.newCode)).size).toBe(169);
    expect(facts.merges.find((line) => line.oldCode === '02368')).toMatchObject({
      newCode: '02359',
      clause: '16',
      share: 'whole',
    });
    expect(facts.merges.filter((line) => line.oldCode === '00688').map((line) => line.share)).toEqual(['part', 'part']);
  });

  it.skipIf(!existsSync(reference))('are what the reference data say', () => {
    for (const [file, text] of makeFacts(reference)) expect(readFileSync(`${here}${file}`, 'utf8'), file).toBe(text);
  });
});
