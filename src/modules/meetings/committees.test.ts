import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { CommitteeWatch } from './contract.ts';
import { meetingsRoutes } from './routes.ts';
import { monthState } from './rules/index.ts';
import { aMeeting } from './testing.ts';

const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [meetingsRoutes], { now: () => new Date(`${TODAY}T03:00:00Z`) });
const at = (...units: { label: number }[]) => units.map(({ label }) => ({ lo: label, hi: label + 1 }));

test('committees stand by month as cells do; who missed most is in front, and nobody of another place', async () => {
  const world = await asOwner(db, 'test', async (tx) => {
    const province = await aUnit(tx, { kind: 'province_body', name: 'Đảng bộ tỉnh', from: '1950-01-01' });
    const under = (name: string, from = '1950-01-01') =>
      aUnit(tx, { kind: 'commune_body', name, parentId: province.id, from });
    const [met, idle, young, foreign] = [
      await under('Nậm Kè'),
      await under('Mường Nhé'),
      await under('Sín Thầu', '2026-09-02'),
      await under('Chung Chải'),
    ];
    for (let month = 1; month <= 11; month += 1) {
      const on = `2026-${String(month).padStart(2, '0')}-05`;
      if (month !== 4) await aMeeting(tx, { unit: met, on, kind: 'committee', through: 'held' });
      // A meeting of another kind is no meeting of the committee.
      if (month % 2 === 1) await aMeeting(tx, { unit: idle, on, kind: 'congress', through: 'held' });
    }
    return { province, met, idle, young, foreign };
  });
  const { province, met, idle, young, foreign } = world;
  const office = as({ ranges: at(province, met, idle, young) });
  // Planned and not held is no meeting either.
  const planned = { id: randomUUID(), unitId: idle.id, kind: 'committee', plannedOn: '2026-08-05', plannedAt: '08:00' };
  expect((await office.post('/meetings', { ...planned, place: 'Trụ sở xã' })).status).toBe(201);
  const { body } = await office.get<CommitteeWatch>(`/meetings/committees?unit=${province.id}`);
  expect(body.items.map(({ unit, missed, lastOn }) => [unit.name, missed, lastOn])).toEqual([
    ['Mường Nhé', 10, null],
    ['Nậm Kè', 1, '2026-11-05'],
    ['Sín Thầu', 1, null],
  ]);
  expect(body.throughMonth).toBe(11);
  const statesOf = (name: string) =>
    body.items.find(({ unit }) => unit.name === name)?.months.map(({ state }) => state);
  expect(statesOf('Nậm Kè')?.slice(2, 5)).toEqual(['unsent', 'missed', 'unsent']);
  // Founded on 2 September: nothing was due in that month, and October was missed.
  expect(statesOf('Sín Thầu')).toEqual([...Array<string>(9).fill('none'), 'missed', 'due', 'none']);
  expect((await office.get(`/meetings/committees?unit=${foreign.id}`)).status).toBe(404);
  const last = await office.get<CommitteeWatch>(`/meetings/committees?unit=${met.id}&year=2025`);
  expect(last.body.items).toMatchObject([{ missed: 12 }]);
  expect((await as({ ranges: at(met), rights: [] }).get(`/meetings/committees?unit=${met.id}`)).status).toBe(403);
});

test.each([
  // DOMAIN.md 4.1: once a month [K-h]; the month under way is due, not missed
  ['2026-10-31', '2026-11-01', 11, 'due'],
  ['2026-10-31', '2026-11-01', 10, 'none'],
  ['2026-10-01', '2026-11-01', 10, 'missed'],
  ['2026-10-01', '2026-10-31', 10, 'due'],
  ['2026-10-01', '2026-10-31', 11, 'none'],
  ['1950-01-01', '2024-02-29', 2, 'none'],
])('there since %s, asked on %s for month %i: %s', (from, today, month, expected) =>
  expect(monthState({ from, meetings: [], year: 2026, month, today }).state).toBe(expected),
);

test('a month with a meeting held is never missed, and one before the unit never anything but empty', () => {
  const month = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(month, month, month, fc.boolean(), (asked, now, since, isHeld) => {
      const on = (n: number, day: string) => `2026-${String(n).padStart(2, '0')}-${day}`;
      const meetings = isHeld ? [{ id: 'x', month: on(asked, '01'), state: 'held', heldOn: on(asked, '05') }] : [];
      const { state } = monthState({ from: on(since, '01'), meetings, year: 2026, month: asked, today: on(now, '20') });
      if (isHeld) expect(state).toBe('unsent');
      else expect(state).toBe(asked < since || asked > now ? 'none' : asked === now ? 'due' : 'missed');
    }),
  );
});
