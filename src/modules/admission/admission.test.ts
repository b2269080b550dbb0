import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { aMember } from '#modules/membership/testing.ts';
import { seedHolidays } from '#platform/calendar/calendar.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { Board } from './contract.ts';
import { admissionRoutes } from './index.ts';
import { anApplicant, theWay, vote } from './testing.ts';

const db = await testDatabase();
const clock = { today: '2026-03-30' };
const { as } = await testApp(db, [admissionRoutes], { now: () => new Date(`${clock.today}T05:00:00Z`) });
await asOwner(db, 'test', (tx) => seedHolidays(tx));
const { aPlace, applied, decided, introduced, nominated, nomination, secretaryOf, unionOf, walker } = theWay(db, as);

describe('the whole way', () => {
  test('a nominee of the Youth Union becomes an official member, dated at month 12, with party age from the decision', async () => {
    clock.today = '2026-03-30';
    const place = await aPlace();
    const way = await decided(place);
    const ceremony = { on: '2026-02-03', mentorId: place.members[1], document: 'BB lễ' };
    expect(await way.done('ceremony', ceremony)).toBe('probationary');
    clock.today = '2027-04-30';
    for (const from of ['mentor', 'residence', 'mass', 'course'])
      await way.done('remarks', { from, on: '2027-01-20', document: `NX ${from}` });
    expect(await way.go('cell-votes', vote(9, 1, { on: '2027-02-02' }))).toMatchObject({
      status: 409,
      code: 'admission.probation-running',
      details: { dueOn: '2027-02-03' },
    });
    // The nominee is a probationary member of the cell now; the base stays that of the official ones.
    expect(await way.done('cell-votes', vote(8, 1, { on: '2027-03-05' }))).toBe('proposed_official');
    expect(await way.done('recognition', { on: '2027-04-12', document: '40-QĐ/ĐU' })).toBe('official');
    const file = await way.file();
    expect(file).toMatchObject({ stage: 'official', officialOn: '2027-02-03', partyAgeFrom: '2026-01-05', next: null });
    const member = await asOwner(db, 'test', (tx) =>
      tx.one(
        sql`select decision_on, ceremony_on, recognised_on, state from membership.member where id = ${file.memberId}`,
      ),
    );
    expect(member).toEqual({
      decision_on: '2026-01-05',
      ceremony_on: '2026-02-03',
      recognised_on: '2027-02-03',
      state: 'official',
    });
    expect(await way.done('card', { on: '2027-04-25', cardNumber: '11.071.234' })).toBe('official');
    const kinds = file.steps.map((step) => step.kind);
    expect(kinds).toContain('recognise');
    expect(file.steps.find((step) => step.kind === 'recognise')?.late).toBe(false);
    clock.today = '2026-03-30';
  });

  test('the board shows where each file stands and what runs; the page says what is missing, with the source', async () => {
    const place = await aPlace();
    const way = await applied(place);
    await way.done('checks', {
      on: '2026-01-05',
      requests: [{ id: randomUUID(), subject: 'applicant', place: 'Nậm Pắc' }],
    });
    const board = (await way.secretary.get<Board>('/admission/board')).body;
    const column = board.columns.find(({ group }) => group === 'verification');
    expect(column?.total).toBe(1);
    expect(column?.items[0]?.timers[0]).toMatchObject({ kind: 'verification', state: 'late', allowed: 30 });
    expect([board.late, board.soon]).toEqual([1, 0]);
    expect(
      (await way.secretary.get<Board>('/admission/board?timer=soon')).body.columns.every(({ total }) => total === 0),
    ).toBe(true);
    const file = await way.file();
    expect(file.next).toMatchObject({
      step: 'verify',
      transition: 'T4',
      missing: [{ code: 'admission.checks-missing' }],
    });
    expect(file.next?.missing[0]?.details['source']).not.toBe('');
  });
});

describe('refused, with the rule and its source', () => {
  test.each([
    ['2/3 of those present', vote(6), 'admission.vote-base-wrong'],
    ['a base with the probationary member and the one away', vote(11), 'admission.vote-base-wrong'],
    ['a day before the verification', vote(9, 0, { on: '2025-10-14' }), 'admission.date-order'],
    ['a day that has not come', vote(9, 0, { on: '2026-03-31' }), 'admission.date-future'],
  ])('a vote with %s', async (_what, body, code) => {
    const place = await aPlace();
    const way = await introduced(place);
    const answer = await way.go('cell-votes', body);
    expect(answer).toMatchObject({ status: 409, code });
    expect((await way.file()).votes).toEqual([]);
    if (code === 'admission.vote-base-wrong')
      expect(answer.details).toMatchObject({ expected: 9, official: 10, needed: 6 });
  });

  test('an applicant of 17 years and 11 months on the day the cell considers', async () => {
    const place = await aPlace();
    const way = await introduced(place, { birth: { on: '2007-12-03', precision: 'day' } });
    expect(await way.go('cell-votes', vote(9))).toMatchObject({
      status: 409,
      code: 'admission.too-young',
      details: { months: 215, years: 18, fromOn: '2025-12-03' },
    });
    expect(await way.done('cell-votes', vote(9, 0, { on: '2025-12-03' }))).toBe('cell_voted');
  });

  test('an introducer who is probationary, or has known the applicant for 11 months', async () => {
    const place = await aPlace();
    const way = await applied(place);
    const introduction = { kind: 'member', id: randomUUID(), knownBy: 'worked', on: '2026-01-05', document: '3-KNĐ' };
    expect(
      await way.go('introductions', { ...introduction, memberId: place.probationer, knownSince: '2010-01-01' }),
    ).toMatchObject({
      status: 409,
      code: 'admission.introducer-probationary',
      details: { source: expect.stringContaining('Điều 4') as string },
    });
    expect(
      await way.go('introductions', { ...introduction, memberId: place.members[0], knownSince: '2025-02-05' }),
    ).toMatchObject({
      status: 409,
      code: 'admission.introducer-acquaintance',
      details: { months: 11, needed: 12, fromOn: '2026-02-05' },
    });
    expect(
      await way.go('introductions', { ...introduction, memberId: randomUUID(), knownSince: '2010-01-01' }),
    ).toMatchObject({ status: 404 });
  });

  test('a ceremony before the decision, or late without the consent of the superior', async () => {
    const place = await aPlace();
    const way = await decided(place);
    const ceremony = { mentorId: place.members[1], document: 'BB lễ' };
    expect(await way.go('ceremony', { ...ceremony, on: '2026-01-04' })).toMatchObject({
      status: 409,
      code: 'admission.ceremony-before-decision',
      details: { decidedOn: '2026-01-05', on: '2026-01-04' },
    });
    expect(await way.go('ceremony', { ...ceremony, on: '2026-03-27' })).toMatchObject({
      status: 409,
      code: 'admission.ceremony-late',
    });
    // The page says so before anybody types.
    expect((await way.file()).next?.missing.map(({ code }) => code)).toEqual(['admission.ceremony-late']);
    expect(await way.go('ceremony', { ...ceremony, on: '2026-02-03', mentorId: place.probationer })).toMatchObject({
      code: 'admission.mentor-not-official',
    });
    expect(await way.done('ceremony', { ...ceremony, on: '2026-03-27', lateConsent: 'CV 8' })).toBe('probationary');
    expect((await way.file()).steps.find(({ kind }) => kind === 'ceremony')).toMatchObject({ late: true });
  });

  test('a probation over 29 February ends on 28 February', async () => {
    const place = await aPlace();
    const remarks = { mentor: true, residence: true, mass: true, course: true };
    const id = await asOwner(db, 'test', async (tx) => {
      const memberId = (
        await aMember(tx, {
          cell: place.cell,
          standing: 'probationary',
          ceremony: { on: '2024-02-29', precision: 'day' },
          decision: { on: '2024-02-05', precision: 'day' },
        })
      ).id;
      const set = { stage: 'probationary', decided_on: '2024-02-05', ceremony_on: '2024-02-29', member_id: memberId };
      const applicant = await anApplicant(tx, { cell: place.cell, noticedOn: '2023-02-01', set });
      return applicant;
    });
    const way = walker(place, id);
    for (const from of Object.keys(remarks)) await way.done('remarks', { from, on: '2025-02-01', document: 'NX' });
    expect(await way.go('cell-votes', vote(9, 0, { on: '2025-02-27' }))).toMatchObject({
      code: 'admission.probation-running',
      details: { dueOn: '2025-02-28' },
    });
    expect(await way.done('cell-votes', vote(9, 0, { on: '2025-02-28' }))).toBe('proposed_official');
    expect(await way.done('recognition', { on: '2025-06-30', document: '7-QĐ/ĐU' })).toBe('official');
    expect((await way.file()).officialOn).toBe('2025-02-28');
  });

  test('three votes without two thirds go to the superior before a fourth', async () => {
    const place = await aPlace();
    const way = await introduced(place);
    for (const on of ['2025-11-03', '2025-12-03', '2026-01-05'])
      expect(await way.done('cell-votes', vote(5, 4, { on }))).toBe('introduced');
    expect(await way.go('cell-votes', vote(9, 0, { on: '2026-02-03' }))).toMatchObject({
      status: 409,
      code: 'admission.deadlock',
      details: { votes: 3 },
    });
    await way.done('deadlock', { on: '2026-01-20', document: 'BC 4' });
    expect(await way.done('cell-votes', vote(9, 0, { on: '2026-02-03' }))).toBe('cell_voted');
    expect((await way.file()).votes.map(({ round, result }) => [round, result])).toEqual([
      [1, 'undecided'],
      [2, 'undecided'],
      [3, 'undecided'],
      [4, 'passed'],
    ]);
  });

  test('two open applications of one person, and a person without consent', async () => {
    const place = await aPlace();
    await nominated(place);
    const again = await unionOf(place).post('/admission/applicants', nomination(place, { fullName: 'SỪNG GIA MÉ' }));
    expect([again.status, (again.body as { code: string }).code]).toEqual([409, 'admission.person-open']);
    const early = await unionOf(place).post(
      '/admission/applicants',
      nomination(place, { fullName: 'Lỳ Mì Nu', consentOn: '2024-11-05' }),
    );
    expect([early.status, (early.body as { code: string }).code]).toEqual([409, 'admission.consent-missing']);
    const other = await aPlace();
    const elsewhere = await secretaryOf(other).post('/admission/applicants', nomination(other));
    expect(elsewhere.status).toBe(201);
  });

  test('a stale version, a step out of turn, a step after the end', async () => {
    const place = await aPlace();
    const way = await nominated(place);
    expect(await way.go('decision', { on: '2026-01-05', document: 'x', for: 1, members: 1 })).toMatchObject({
      code: 'admission.order',
    });
    way.versionIs(7);
    expect(await way.go('listing', { on: '2025-01-03', document: 'x' })).toMatchObject({
      code: 'admission.changed-meanwhile',
      details: { version: 1, yours: 7 },
    });
    way.versionIs(1);
    await way.done('exit', { on: '2025-02-03', reason: 'moved_away' });
    expect(await way.go('listing', { on: '2025-03-03', document: 'x' })).toMatchObject({ code: 'admission.ended' });
  });

  test('returned with a reason, earlier votes stay and no longer count', async () => {
    const place = await aPlace();
    const way = await introduced(place);
    await way.done('cell-votes', vote(2, 7));
    expect(await way.go('cell-votes', vote(9, 0, { on: '2025-12-03' }))).toMatchObject({
      code: 'admission.voted-down',
    });
    expect(await way.done('return', { on: '2025-12-04', stage: 'introduced', reason: 'voted_down' })).toBe(
      'introduced',
    );
    expect(await way.done('cell-votes', vote(9, 0, { on: '2026-01-05' }))).toBe('cell_voted');
    expect((await way.file()).votes.map((one) => one.void)).toEqual([true, false]);
    expect(await way.go('return', { on: '2026-01-06', stage: 'decided', reason: 'stale' })).toMatchObject({
      code: 'admission.return-forward',
    });
  });

  test('Charter 4.4: of a cell with two official members the direct superior considers; of one with nine it does not', async () => {
    const large = await aPlace();
    const other = await introduced(large);
    const committee = {
      id: randomUUID(),
      on: '2025-11-03',
      for: 15,
      against: 2,
      abstain: 1,
      absent: 3,
      members: 21,
      document: 'NQ 20',
    };
    expect(await other.go('superior-votes', committee)).toMatchObject({
      status: 409,
      code: 'admission.cell-has-enough',
      details: { official: 10, enough: 3 },
    });
    const place = await aPlace({ members: 2 });
    const way = await introduced(place);
    expect((await way.file()).roll).toMatchObject({ official: 3, enough: 3 });
    await asOwner(db, 'test', (tx) =>
      tx.run(
        sql`update membership.member_period set valid = daterange(lower(valid), '2025-01-01') where cell_id = ${place.cell.id} and state = 'temporarily_away'`,
      ),
    );
    expect(await way.go('superior-votes', { ...committee, members: 22 })).toMatchObject({
      code: 'admission.committee-base-wrong',
    });
    // Beside the rule the database holds who may stand in for whom.
    expect(await way.done('superior-votes', { ...committee, id: randomUUID(), for: 10, against: 7 })).toBe(
      'introduced',
    );
    expect(await way.done('superior-votes', { ...committee, id: randomUUID(), on: '2025-11-10' })).toBe('cell_voted');
    expect((await way.file()).votes.map(({ body, round, result }) => [body, round, result])).toEqual([
      ['superior', 1, 'undecided'],
      ['superior', 2, 'passed'],
    ]);
    const past = asOwner(db, 'test', (tx) =>
      tx.run(sql`insert into admission.vote (id, applicant_id, body, purpose, round, on_date, cell_id, official, in_favour, against, abstain, absent, document, label)
        select ${randomUUID()}, id, 'superior', 'admission', 9, '2025-11-03', ${large.cell.id}, 21, 21, 0, 0, 0, 'x', label from admission.applicant where cell_id = ${large.cell.id}`),
    );
    await expect(past).rejects.toMatchObject({ code: 'admission.cell-has-enough' });
  });
});
