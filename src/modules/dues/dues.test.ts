import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { aMember } from '#modules/membership/testing.ts';
import { grantOf } from '#modules/organisation/index.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { type Answer, testApp } from '#platform/testing/http.ts';
import type { MadeReceipts, MemberDues, MonthBook, Settlement } from './contract.ts';
import type { z } from 'zod';
import { duesRoutes } from './index.ts';
import { aBasis, aDuesBook, type DuesPlace } from './testing.ts';

const db = await testDatabase();
const clock = { today: '2026-05-20' };
const { asUser } = await testApp(db, [duesRoutes], {
  now: () => new Date(`${clock.today}T05:00:00Z`),
  grantOf: (userId) => grantOf(db, userId, clock.today),
});
const codeOf = async (answer: Promise<Answer>) => {
  const { status, body } = await answer;
  return status < 400 ? status : (body as { code: string }).code;
};
const whole = async (answer: Promise<Answer>) => {
  const { body } = await answer;
  const { code, details } = body as { code: string; details: object };
  return { code, details };
};

const callers = ({ users }: DuesPlace) => ({
  secretary: asUser(users.secretary.userId),
  clerk: asUser(users.clerk.userId),
  office: asUser(users.office.userId),
  leader: asUser(users.leader.userId),
});
const aBook = () => asOwner(db, 'test', aDuesBook);
type Book = Awaited<ReturnType<typeof aDuesBook>>;
const payment = (place: Book, lines: object[], more: object = {}) => ({
  unitId: place.cell.id,
  on: clock.today,
  channel: 'cash',
  lines,
  ...more,
});
const open = (place: Book, month: string) =>
  callers(place).secretary.post('/dues/months', { unitId: place.cell.id, month });
const bookOf = async (place: Book, month: string, who: keyof ReturnType<typeof callers> = 'secretary') =>
  (await callers(place)[who].get<MonthBook>(`/dues/months?unit=${place.cell.id}&month=${month}`)).body;
const basis = (place: Book, member: { id: string }, more: object = {}) => ({
  id: randomUUID(),
  memberId: member.id,
  unitId: place.cell.id,
  duesClass: 'no_pension',
  from: '2026-04',
  ...more,
});

test('the month of a cell: what is due by the rule of the month, paid with a tick, a receipt for each', async () => {
  const place = await aBook();
  const { secretary } = callers(place);
  expect(await codeOf(open(place, '2026-05'))).toBe(201);
  const before = await bookOf(place, '2026-05');
  expect(before).toMatchObject({ isCell: true, region: 4, mayWrite: true, mayConfirm: false });
  expect(before.rows.map(({ name, charge }) => [name, charge?.dueVnd ?? null, charge?.relief ?? null])).toEqual([
    ['An', 11_100, 0],
    ['Bình', 11_100, 0],
    ['Cư', 11_100, 0],
    ['Dợ', 58_500, 0],
    ['Giàng', 0, 100],
    ['Hừ', null, null],
  ]);
  expect(before.rows[0]?.charge?.source).toBe('01-QĐ/TW ngày 03/02/2026');
  expect(before.book).toMatchObject({ stage: 'open', members: 5, dueVnd: 91_800, fullVnd: 102_900, collectedVnd: 0 });
  const paid = await secretary.post<z.infer<typeof MadeReceipts>>(
    '/dues/payments',
    payment(place, [
      { memberId: place.an.id, month: '2026-05' },
      { memberId: place.binh.id, month: '2026-05', amountVnd: 5_000 },
      { memberId: place.cu.id, month: '2026-05', extraVnd: 8_900 },
    ]),
  );
  expect(paid.status).toBe(201);
  expect(paid.body.items.map(({ number, amountVnd }) => [number, amountVnd])).toEqual([
    [1, 11_100],
    [2, 5_000],
    [3, 20_000],
  ]);
  const after = await bookOf(place, '2026-05');
  expect(after.book).toMatchObject({ collectedVnd: 27_200, extraVnd: 8_900, cashVnd: 36_100 });
  expect(after.rows.slice(0, 3).map(({ charge, paidUpTo }) => [charge?.paidVnd, charge?.settledOn, paidUpTo])).toEqual([
    [11_100, '2026-05-20', '2026-05'],
    [5_000, null, '2026-04'],
    [11_100, '2026-05-20', '2026-05'],
  ]);
  expect(after.rows[0]?.receipts).toMatchObject([{ number: 1, year: 2026, amountVnd: 11_100, months: ['2026-05'] }]);
});

test('a receipt is taken back by a further one, once, and the month is open again', async () => {
  const place = await aBook();
  const { secretary } = callers(place);
  await open(place, '2026-05');
  const { body } = await secretary.post<z.infer<typeof MadeReceipts>>(
    '/dues/payments',
    payment(place, [{ memberId: place.an.id, month: '2026-05', extraVnd: 900 }]),
  );
  const id = body.items[0]?.id ?? '';
  const back = { on: clock.today, document: '3-BB/CB' };
  expect(await codeOf(secretary.post(`/dues/receipts/${id}/reverse`, { ...back, on: '2026-05-19' }))).toBe(
    'dues.before-receipt',
  );
  const reversed = await secretary.post<z.infer<typeof MadeReceipts>>(`/dues/receipts/${id}/reverse`, back);
  expect(reversed.body.items).toMatchObject([{ number: 2, amountVnd: -12_000 }]);
  expect(await whole(secretary.post(`/dues/receipts/${id}/reverse`, back))).toMatchObject({
    code: 'dues.reversed-already',
    details: { number: 2 },
  });
  expect(await codeOf(secretary.post(`/dues/receipts/${reversed.body.items[0]?.id ?? ''}/reverse`, back))).toBe(
    'dues.is-a-reversal',
  );
  const after = await bookOf(place, '2026-05');
  expect(after.book).toMatchObject({ collectedVnd: 0, extraVnd: 0, cashVnd: 0 });
  expect(after.rows[0]?.receipts.map(({ number, reversedBy, reverses }) => [number, reversedBy, reverses])).toEqual([
    [1, 2, null],
    [2, null, 1],
  ]);
  expect(
    await codeOf(secretary.post('/dues/payments', payment(place, [{ memberId: place.an.id, month: '2026-05' }]))),
  ).toBe(201);
});

test('what is refused, with code and source', async () => {
  const place = await aBook();
  const { secretary } = callers(place);
  for (const month of ['2026-04', '2026-05']) await open(place, month);
  const pay = (line: object, more: object = {}) =>
    whole(secretary.post('/dues/payments', payment(place, [line], more)));
  const an = { memberId: place.an.id, month: '2026-05' };
  expect(await codeOf(secretary.post('/dues/payments', payment(place, [an])))).toBe(201);
  expect(await pay(an)).toMatchObject({ code: 'dues.paid-already', details: { month: '2026-05', on: '2026-05-20' } });
  expect(
    await codeOf(
      secretary.post(
        '/dues/payments',
        payment(place, [
          { ...an, month: '2026-04' },
          { ...an, month: '2026-04' },
        ]),
      ),
    ),
  ).toBe('dues.twice-in-list');
  expect(await pay({ memberId: place.binh.id, month: '2026-05', amountVnd: 11_101 })).toMatchObject({
    code: 'dues.over-due',
    details: { openVnd: 11_100 },
  });
  for (const amountVnd of [-5_000, 0, 1.5, 100_000_001])
    expect((await secretary.post('/dues/payments', payment(place, [{ ...an, amountVnd }]))).status).toBe(400);
  expect(await pay({ memberId: place.newcomer.id, month: '2026-03' })).toMatchObject({
    code: 'dues.before-admission',
    details: { on: '2026-04-03' },
  });
  expect(await pay({ memberId: place.newcomer.id, month: '2026-05' })).toMatchObject({ code: 'dues.no-basis' });
  expect(await pay({ memberId: place.binh.id, month: '2026-06' })).toMatchObject({ code: 'dues.ahead' });
  expect(await pay({ memberId: place.binh.id, month: '2026-03' })).toMatchObject({ code: 'dues.month-not-open' });
  expect(await pay({ memberId: place.elder.id, month: '2026-05' })).toMatchObject({ code: 'dues.waived' });
  expect(await pay(an, { on: '2026-05-21' })).toMatchObject({ code: 'dues.in-future' });
  expect(await codeOf(open(place, '2026-06'))).toBe('dues.month-not-begun');
  // The rate of farmers before 1 February 2026 is not known: said, not guessed.
  await asOwner(db, 'test', (tx) => aBasis(tx, place.other, [], {}));
  expect(await whole(secretary.post('/dues/bases', basis(place, place.an, { from: '2026-01' })))).toMatchObject({
    code: 'rule.none-on-date',
    details: { key: 'dues.no-pension-bp', on: '2026-01-01' },
  });
  expect(await whole(secretary.post('/dues/bases', basis(place, place.an, { duesClass: 'pension' })))).toMatchObject({
    code: 'member.dues-no-income',
  });
  expect(await codeOf(secretary.post('/dues/bases', basis(place, place.an, { dueVnd: 9_000 })))).toBe(
    'dues.sum-by-rule',
  );
  expect(await codeOf(secretary.post('/dues/bases', basis(place, place.newcomer, { from: '2026-03' })))).toBe(
    'dues.before-admission',
  );
  const relief = (more: object) =>
    whole(
      secretary.post('/dues/reliefs', {
        id: randomUUID(),
        memberId: place.cu.id,
        unitId: place.cell.id,
        percent: 50,
        ground: 'hardship',
        from: '2026-05',
        until: '2027-04',
        requested: true,
        document: '5-NQ/CB',
        decidedOn: '2026-05-10',
        ...more,
      }),
    );
  expect(await relief({ until: '2027-05' })).toMatchObject({
    code: 'member.dues-reduction-too-long',
    details: { months: 12, source: '01-QĐ/TW ngày 03/02/2026' },
  });
  expect(await relief({ percent: 40 })).toMatchObject({ code: 'member.dues-reduction-share' });
  expect(await relief({ requested: false })).toMatchObject({ code: 'member.dues-reduction-no-request' });
  expect(await relief({ until: null })).toMatchObject({ code: 'dues.reduction-no-end' });
  expect(await relief({ percent: 100 })).toMatchObject({ code: 'dues.ground-no-waiver' });
  expect(await relief({ decidedOn: '2026-06-10' })).toMatchObject({ code: 'dues.in-future' });
  expect((await relief({})).code).toBeUndefined();
  expect(await relief({ percent: 70 })).toMatchObject({ code: 'dues.relief-exists' });
  expect((await bookOf(place, '2026-05')).rows[2]).toMatchObject({ charge: { dueVnd: 5_550, relief: 50 } });
});

test('a month is closed, split, handed on and confirmed; afterwards nothing of it changes', async () => {
  const place = await aBook();
  const { secretary, clerk, leader, office } = callers(place);
  await open(place, '2026-04');
  const farmers = [place.an, place.binh, place.cu].map(({ id }) => ({ memberId: id, month: '2026-04' }));
  await secretary.post('/dues/payments', payment(place, farmers, { on: '2026-04-25' }));
  const { book } = await bookOf(place, '2026-04');
  const close = (more: object = {}) =>
    secretary.post(`/dues/months/${book?.id ?? ''}/close`, { on: '2026-05-04', document: '4-BB/CB', ...more });
  expect(await whole(close())).toMatchObject({ code: 'dues.without-basis', details: { count: 1 } });
  expect(await codeOf(secretary.post('/dues/bases', basis(place, place.newcomer)))).toBe(201);
  expect(await codeOf(close({ on: '2026-03-31' }))).toBe('dues.month-running');
  expect(await codeOf(close())).toBe(200);
  expect(await codeOf(close())).toBe('dues.month-closed');
  expect((await bookOf(place, '2026-04')).book).toMatchObject({
    stage: 'closed',
    cashVnd: 33_300,
    keptPercent: 50,
    keptVnd: 16_650,
    handedVnd: 16_650,
  });
  // No money comes into it any more, no class counts from it; the teacher pays late into the next month.
  const late = [{ memberId: place.teacher.id, month: '2026-04' }];
  expect(await codeOf(secretary.post('/dues/payments', payment(place, late, { on: '2026-04-30' })))).toBe(
    'dues.month-closed',
  );
  expect(await codeOf(secretary.post('/dues/bases', basis(place, place.an, { duesClass: 'no_pension_retired' })))).toBe(
    'dues.month-closed',
  );
  expect(await codeOf(open(place, '2026-04'))).toBe('dues.month-closed');
  expect(await codeOf(secretary.post('/dues/payments', payment(place, late)))).toBe(201);
  expect((await bookOf(place, '2026-04')).book).toMatchObject({ collectedVnd: 91_800, cashVnd: 33_300 });
  const confirm = { on: '2026-05-06', document: '6-PT/ĐU', receivedVnd: 16_650 };
  const path = `/dues/months/${book?.id ?? ''}/confirm`;
  expect(await codeOf(secretary.post(path, confirm))).toBe('right.missing');
  expect(await codeOf(leader.post(path, confirm))).toBe('right.missing');
  expect(await codeOf(clerk.post(path, { ...confirm, on: '2026-05-03' }))).toBe('dues.before-closing');
  expect(await codeOf(clerk.post(path, confirm))).toBe(200);
  expect(await codeOf(clerk.post(path, confirm))).toBe('dues.confirmed-already');
  // The commune settles what it received, and the province confirms.
  const settled = await clerk.post<{ id: string }>('/dues/settlements', {
    unitId: place.commune.id,
    month: '2026-04',
    on: '2026-05-10',
    document: '7-BC/ĐU',
  });
  expect(settled.status).toBe(201);
  expect(await codeOf(clerk.post(`/dues/months/${settled.body.id}/confirm`, { ...confirm, on: '2026-05-12' }))).toBe(
    'dues.not-above',
  );
  expect(
    await codeOf(
      office.post(`/dues/months/${settled.body.id}/confirm`, { ...confirm, on: '2026-05-12', receivedVnd: 1_665 }),
    ),
  ).toBe(200);
  const list = (unit: { id: string }, by = 'month') =>
    clerk.get<{ items: Settlement[]; total: number }>(`/dues/settlements?unit=${unit.id}&by=${by}&to=2026-04-30`);
  expect((await list(place.commune)).body).toMatchObject({
    total: 1,
    items: [
      {
        period: '2026-04',
        unit: { id: place.cell.id },
        dueVnd: 102_900,
        collectedVnd: 91_800,
        openVnd: 11_100,
        keptVnd: 16_650,
        handedVnd: 16_650,
        receivedVnd: 16_650,
        stage: 'confirmed',
      },
    ],
  });
  expect((await list(place.commune, 'quarter')).body.items).toMatchObject([{ period: '2026-Q2', months: 1 }]);
  expect(
    (await office.get<{ items: Settlement[] }>(`/dues/settlements?unit=${place.province.id}`)).body.items,
  ).toMatchObject([
    {
      unit: { id: place.commune.id },
      level: 'body',
      keptVnd: 14_985,
      handedVnd: 1_665,
      receivedVnd: 1_665,
      stage: 'confirmed',
    },
  ]);
});

test('class and ground are seen by who keeps the book; above they do not exist', async () => {
  const place = await aBook();
  const { secretary } = callers(place);
  await open(place, '2026-05');
  const poor = {
    id: randomUUID(),
    memberId: place.binh.id,
    unitId: place.cell.id,
    percent: 100,
    ground: 'poor',
    from: '2026-05',
    document: '5-NQ/CB',
    decidedOn: '2026-05-10',
  };
  expect(await codeOf(secretary.post('/dues/reliefs', poor))).toBe(201);
  const seen = async (who: keyof ReturnType<typeof callers>) => {
    const row = (await bookOf(place, '2026-05', who)).rows[1];
    return [row?.charge?.dueVnd, row?.relief?.percent, row?.relief?.ground, row?.basis?.duesClass ?? null];
  };
  expect(await seen('secretary')).toEqual([0, 100, 'poor', 'no_pension']);
  expect(await seen('clerk')).toEqual([0, 100, 'poor', 'no_pension']);
  expect(await seen('office')).toEqual([0, 100, null, null]);
  expect(await seen('leader')).toEqual([0, 100, null, null]);
  const { office, leader } = callers(place);
  expect(await codeOf(office.post('/dues/bases', basis(place, place.an)))).toBe('dues.not-the-keeper');
  expect(await codeOf(leader.post('/dues/bases', basis(place, place.an)))).toBe('right.missing');
  expect(
    await codeOf(office.post('/dues/payments', payment(place, [{ memberId: place.an.id, month: '2026-05' }]))),
  ).toBe('dues.not-the-keeper');
  // Another cell's secretary sees nothing of it.
  const elsewhere = await aBook();
  expect((await callers(elsewhere).secretary.get(`/dues/months?unit=${place.cell.id}`)).status).toBe(404);
  expect((await callers(elsewhere).secretary.get(`/dues/members/${place.an.id}`)).status).toBe(404);
});

test('who is temporarily exempt pays ahead, within the exempt time; who is not, does not', async () => {
  const place = await aBook();
  const { secretary } = callers(place);
  const away = await asOwner(db, 'test', async (tx) => {
    const standing = 'official' as const;
    const made = await aMember(tx, {
      cell: place.cell,
      fullName: 'Kía',
      periods: [
        { from: '2016-01-01', to: '2026-04-10', cell: place.cell, state: 'official', standing },
        { from: '2026-04-10', to: '2026-08-10', cell: place.cell, state: 'temp_exempt', standing },
        { from: '2026-08-10', cell: place.cell, state: 'official', standing },
      ],
    });
    await aBasis(tx, place.cell, [made]);
    return made;
  });
  await open(place, '2026-05');
  const pay = (months: string[]) =>
    codeOf(
      secretary.post(
        '/dues/payments',
        payment(
          place,
          months.map((month) => ({ memberId: away.id, month })),
        ),
      ),
    );
  expect(await pay(['2026-05', '2026-06', '2026-07'])).toBe(201);
  expect(await pay(['2026-10'])).toBe('member.dues-beyond-exemption');
  const { body } = await secretary.get<MemberDues>(`/dues/members/${away.id}`);
  expect(body).toMatchObject({ paidUpTo: '2026-07', openVnd: 0 });
  expect(body.months).toHaveLength(3);
});
