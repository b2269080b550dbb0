import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  countOutcomes,
  decisionRefused,
  difference,
  FAILING_MS,
  FAILURES,
  filled,
  givenUp,
  type Held,
  IN_DOUBT,
  inOrder,
  isExpired,
  keyOf,
  outcomeOf,
  referencesIn,
  urlOf,
  versionAfter,
  versionBefore,
} from './rules.ts';

test.each([
  [200, undefined, 'applied'],
  [201, undefined, 'applied'],
  [204, undefined, 'applied'],
  [409, 'meeting.changed-meanwhile', 'conflict'],
  [409, 'task.changed-meanwhile', 'conflict'],
  [409, 'meeting.changed-meanwhile-not', 'refused'],
  [409, 'minutes.agreed', 'refused'],
  [400, 'request.invalid', 'refused'],
  [403, 'right.missing', 'refused'],
  [404, 'not-found', 'refused'],
  [413, 'request.too-large', 'refused'],
  [400, undefined, 'refused'],
  [500, 'server.failed', undefined],
  [503, undefined, undefined],
  [429, 'sign-in.too-many', undefined],
  [408, undefined, undefined],
])('an answer %i %s is %s', (status, code, outcome) => expect(outcomeOf(status, code)).toBe(outcome));

test('only the next command is in order', () => {
  expect([1, 2, 3].map((seq) => inOrder({ seq }, 2))).toEqual([false, true, false]);
});

describe('the version that a command is checked against', () => {
  test.each([
    // base, what the earlier command left, what counts
    [3, undefined, 3],
    [null, undefined, null],
    [3, { versionAfter: 5 }, 5],
    [3, { versionAfter: null }, null],
  ])('base %s, before it %o: %s', (base, after, version) => expect(versionBefore(base, after)).toBe(version));

  const entity = 'a';
  test.each([
    // The route checked, so its answer counts.
    [{ entity, versioned: true }, 3, { id: 'a', version: 4 }, 4],
    [{ entity, versioned: true }, null, { id: 'a', version: 1 }, 1],
    // It did not: whoever wrote in between is to be noticed by the next one.
    [{ entity, versioned: false }, 3, { id: 'a', version: 7 }, 4],
    [{ entity, versioned: false }, null, { id: 'a', version: 7 }, 7],
    // The answer is about another record: this one stands where it stood.
    [{ entity, versioned: false }, 3, { id: 'b', version: 1 }, 3],
    [{ entity, versioned: true }, 3, null, 3],
    [{ entity, versioned: true }, 3, 'x', 3],
  ])('%o on %s answered %o leaves %s', (command, before, result, version) =>
    expect(versionAfter(command, before, result)).toBe(version),
  );
});

test('references are found and filled wherever they stand', () => {
  const given = { a: { $of: 'x', field: 'id' }, list: [1, { b: { $of: 'y', field: 'id' } }], c: null, d: 'text' };
  expect(referencesIn(given)).toEqual(['x', 'y']);
  expect(filled(given, ({ $of }) => `of-${$of}`)).toEqual({ a: 'of-x', list: [1, { b: 'of-y' }], c: null, d: 'text' });
});

test.each([
  ['/meetings/:id/votes', { id: '0199-a' }, '/meetings/0199-a/votes'],
  ['/meetings', {}, '/meetings'],
  ['/meetings/:id', {}, undefined],
  ['/meetings/:id', { id: '' }, undefined],
  ['/meetings/:id', { id: '../sync' }, undefined],
  ['/meetings/:id', { id: '..' }, undefined],
  ['/meetings/:id', { id: 'a?b=c' }, undefined],
  ['/meetings/:id', { id: 'a%2fb' }, undefined],
  ['/meetings/:id', { id: 5 }, undefined],
])('%s with %o is %s', (template, params, url) => expect(urlOf(template, params)).toBe(url));

test('a device expires after thirty days of silence, not on the thirtieth', () => {
  const at = '2026-10-01T00:00:00.000Z';
  const day = 86_400_000;
  expect(isExpired(at, Date.parse(at) + 30 * day)).toBe(false);
  expect(isExpired(at, Date.parse(at) + 30 * day + 1)).toBe(true);
  expect(isExpired(null, Date.now())).toBe(false);
});

test('a command is given up after enough failures over a long enough time, never after one of the two', () => {
  expect(givenUp({ times: FAILURES, sinceMs: 0 }, FAILING_MS)).toBe(true);
  expect(givenUp({ times: FAILURES - 1, sinceMs: 0 }, FAILING_MS * 9)).toBe(false);
  expect(givenUp({ times: FAILURES * 9, sinceMs: 0 }, FAILING_MS - 1)).toBe(false);
});

test.each([
  [undefined, 'theirs', null, 'sync.command-unknown'],
  [{ outcome: 'applied', choice: null, replacement: null }, 'theirs', null, 'sync.nothing-to-decide'],
  [{ outcome: 'conflict', choice: null, replacement: null }, 'theirs', null, undefined],
  [{ outcome: 'refused', choice: null, replacement: null }, 'dropped', null, undefined],
  [{ outcome: 'waiting', choice: null, replacement: null }, 'dropped', null, undefined],
  [{ outcome: 'conflict', choice: null, replacement: null }, 'mine', null, 'sync.replacement-missing'],
  [{ outcome: 'conflict', choice: null, replacement: null }, 'edited', 'r', undefined],
  [{ outcome: 'conflict', choice: null, replacement: null }, 'theirs', 'r', 'sync.replacement-missing'],
  [{ outcome: 'conflict', choice: 'mine', replacement: 'r' }, 'mine', 'r', undefined],
  [{ outcome: 'conflict', choice: 'mine', replacement: 'r' }, 'mine', 's', 'sync.decided-already'],
  [{ outcome: 'conflict', choice: 'mine', replacement: 'r' }, 'theirs', null, 'sync.decided-already'],
] as const)('of %o the choice %s with %s is refused as %s', (delivery, choice, replacement, code) =>
  expect(decisionRefused(delivery, { choice, replacement })).toBe(code),
);

test('outcomes are counted', () => {
  expect(countOutcomes([{ outcome: 'applied' }, { outcome: 'applied' }, { outcome: 'waiting' }])).toEqual({
    applied: 2,
    refused: 0,
    conflict: 0,
    waiting: 1,
  });
});

/** Documents, a phone that hears some answers and not others, and a server that remembers what it sent. */
test('pulling until nothing comes makes the phone equal to the server, whatever was lost on the way', () => {
  const docs = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.constantFrom('1', '2', '3'));
  fc.assert(
    fc.property(
      fc.array(fc.record({ now: docs, heard: fc.boolean(), bytes: fc.integer({ min: 1, max: 40 }) }), {
        minLength: 1,
        maxLength: 12,
      }),
      docs,
      (rounds, last) => {
        const held = new Map<string, Held>();
        const phone = new Map<string, string>();
        let [pull, acknowledged] = [0, 0];
        const round = (now: Record<string, string>, heard: boolean, bytes: number): boolean => {
          const fresh = Object.entries(now).map(([id, version]) => ({ kind: 'k', id, version, size: 10 }));
          const { send, gone, doubtful } = difference(fresh, held, new Set(['k']), acknowledged, bytes);
          if (send.length + gone.length === 0) return false;
          pull += 1;
          for (const doc of send) held.set(keyOf(doc), { version: doc.version, pull });
          for (const key of gone) held.set(keyOf(key), { version: null, pull });
          for (const key of doubtful) held.set(keyOf(key), { version: IN_DOUBT, pull });
          if (!heard) return true;
          for (const doc of send) phone.set(doc.id, doc.version);
          for (const { id } of gone) phone.delete(id);
          acknowledged = pull;
          return true;
        };
        for (const { now, heard, bytes } of rounds) round(now, heard, bytes);
        for (let times = 0; times < 20 && round(last, true, 15); times += 1);
        expect(Object.fromEntries([...phone].sort())).toEqual(Object.fromEntries(Object.entries(last).sort()));
      },
    ),
  );
});
