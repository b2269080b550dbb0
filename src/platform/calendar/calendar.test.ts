import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asOwner, inScope } from '../db/database.ts';
import { testDatabase } from '../testing/database.ts';
import { testApp } from '../testing/http.ts';
import { addDays, addWorkingDays } from '../time/index.ts';
import { registerSettings } from './known-settings.ts';
import { introduceSetting, seedHolidays, settingOn, workingCalendar } from './calendar.ts';
import type { Holiday, Setting } from './contract.ts';
import { calendarRoutes } from './routes.ts';

const db = await testDatabase();
const { as } = await testApp(db, [calendarRoutes]);
const reader = () => as({ rights: [], ranges: [{ lo: 1, hi: 2 }] });
const keeper = () => as({ rights: ['holidays.manage'], ranges: [{ lo: 1, hi: 2 }] });

test('the calendar begins with the holidays of Vietnam, is kept by administrators and counts working days', async () => {
  expect(await asOwner(db, 'test', seedHolidays)).toBeGreaterThan(100);
  expect(await asOwner(db, 'test', seedHolidays)).toBe(0);
  const { body } = await reader().get<{ items: Holiday[] }>('/holidays?year=2026');
  expect(body.items.every(({ on }) => on.startsWith('2026-'))).toBe(true);
  expect(body.items.map(({ on }) => on)).toContain('2026-09-02');
  const dueOn = () =>
    inScope(db, { userId: 'x', rights: [], ranges: [] }, async (tx) =>
      addWorkingDays('2026-06-01', 3, await workingCalendar(tx)),
    );
  expect(await dueOn()).toBe('2026-06-04');
  const day = { on: '2026-06-03', name: 'Ngày nghỉ của tỉnh', source: 'Công văn 12' };
  const added = await keeper().post<Holiday>('/holidays', day);
  expect(added).toMatchObject({ status: 201, body: { ...day, kind: 'holiday', certain: true } });
  expect(await dueOn()).toBe('2026-06-05');
  expect(await keeper().post('/holidays', day)).toMatchObject({ status: 409, body: { code: 'holiday.exists' } });
  expect(await keeper().patch(`/holidays/${added.body.id}`, { on: '2026-06-04' })).toMatchObject({
    status: 200,
    body: { on: '2026-06-04', name: day.name },
  });
  expect(await keeper().patch(`/holidays/${added.body.id}`, { on: '2026-09-02' })).toMatchObject({
    status: 409,
    body: { code: 'holiday.exists' },
  });
  expect((await keeper().delete(`/holidays/${added.body.id}`)).status).toBe(204);
  expect((await keeper().delete(`/holidays/${added.body.id}`)).status).toBe(404);
  expect(await keeper().post('/holidays', { on: '2026-02-30', name: 'x' })).toMatchObject({
    status: 400,
    body: { errors: [{ path: 'on', code: 'date.invalid' }] },
  });
  for (const answer of [await reader().post('/holidays', day), await reader().delete(`/holidays/${added.body.id}`)]) {
    expect(answer).toMatchObject({ status: 403, body: { code: 'right.missing' } });
  }
});

test('what a room registers holds until somebody sets another value, which goes before it on its days', async () => {
  const row = { source: 'Điều lệ', confidence: 'S' } as const;
  registerSettings('platform.settings.key.', {
    'test.known-months': [
      { ...row, value: 12, validFrom: null, validTo: '2020-01-01' },
      { ...row, value: 6, validFrom: '2020-01-01', validTo: null },
    ],
  });
  const change = { value: 9, validFrom: '2027-01-01', source: 'văn bản mới' };
  expect(await keeper().put('/settings/test.known-months', { ...change, value: 'chín' })).toMatchObject({
    status: 400,
    body: { code: 'setting.other-kind', details: { expected: 'number' } },
  });
  expect(await keeper().put('/settings/test.known-months', change)).toMatchObject({
    status: 200,
    body: { origin: 'set', value: 9, validFrom: '2027-01-01', validTo: null },
  });
  const { items } = (await reader().get<{ items: Setting[] }>('/settings')).body;
  expect(
    items.filter(({ key }) => key === 'test.known-months').map(({ origin, value, label }) => [origin, value, label]),
  ).toEqual([
    ['default', 12, 'platform.settings.key.test.known-months'],
    ['default', 6, 'platform.settings.key.test.known-months'],
    ['set', 9, 'platform.settings.key.test.known-months'],
  ]);
});

test('a setting has one value on each day, whatever periods are set in whatever order', async () => {
  const introduced = { key: 'test.limit', value: 0, source: 'Điều lệ', confidence: 'K-m' } as const;
  await asOwner(db, 'test', (tx) => introduceSetting(tx, introduced));
  await asOwner(db, 'test', (tx) => introduceSetting(tx, { ...introduced, value: 99 }));
  expect(
    await keeper().put('/settings/test.unknown', { value: 1, validFrom: '2026-01-01', source: 'x' }),
  ).toMatchObject({ status: 404 });
  expect(
    await keeper().put('/settings/test.limit', { value: '1', validFrom: '2026-01-01', source: 'x' }),
  ).toMatchObject({ status: 400, body: { code: 'setting.other-kind' } });
  expect(
    await keeper().put('/settings/test.limit', {
      value: 1,
      validFrom: '2026-01-02',
      validTo: '2026-01-02',
      source: 'x',
    }),
  ).toMatchObject({ status: 409, body: { code: 'setting.period-empty' } });
  expect(await reader().put('/settings/test.limit', { value: 1, validFrom: '2026-01-01', source: 'x' })).toMatchObject({
    status: 403,
  });

  const change = fc.record({
    from: fc.nat(30),
    days: fc.option(fc.integer({ min: 1, max: 20 })),
    value: fc.integer({ min: 1, max: 9 }),
  });
  const dayOf = (n: number) => addDays('2026-01-01', n);
  const expected = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(change, async ({ from, days, value }) => {
      const validTo = days === null ? null : dayOf(from + days);
      expect(
        (await keeper().put('/settings/test.limit', { value, validFrom: dayOf(from), validTo, source: 'thử' })).status,
      ).toBe(200);
      for (let n = from; n < (days === null ? 60 : from + days); n += 1) expected.set(n, value);
      const items = (await reader().get<{ items: Setting[] }>('/settings')).body.items.filter(
        ({ key }) => key === 'test.limit',
      );
      for (let n = 0; n < 60; n += 1) {
        const on = dayOf(n);
        const holding = items.filter(
          ({ validFrom, validTo }) => (validFrom === null || validFrom <= on) && (validTo === null || on < validTo),
        );
        expect(holding.map((setting) => setting.value)).toEqual([expected.get(n) ?? 0]);
      }
    }),
    { numRuns: 25 },
  );
  const scope = { userId: 'x', rights: [], ranges: [] };
  expect(await inScope(db, scope, (tx) => settingOn(tx, 'test.limit', '2020-01-01'))).toBe(0);
  expect(await inScope(db, scope, (tx) => settingOn(tx, 'test.unknown', '2020-01-01'))).toBeUndefined();
});
