import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { DocumentPage, Order, Retention } from './contract.ts';
import { recordsRoutes } from './index.ts';
import { KEEP_SETTINGS } from './settings.ts';
import { aRecordsWorld, clerkOf, rangesOf } from './testing.ts';

/** The schedule of keeping as data that an administrator changes. @see DOMAIN.md 5.5 */

const db = await testDatabase();
const { as } = await testApp(db, [recordsRoutes], { now: () => new Date('2026-11-22T05:00:00Z') });
const world = await asOwner(db, 'test', aRecordsWorld);
const clerk = clerkOf(as({ ranges: rangesOf([world.commune, world.cell]) }), world.commune.id);
const set = (key: string, valid: string, value: number) =>
  asOwner(db, 'test', (tx) =>
    tx.run(
      sql`insert into platform.setting (key, valid, value, source) values (${key}, ${valid}::daterange, ${String(value)}::jsonb, 'a new schedule')`,
    ),
  );
const yearsOf = (code: string, on: string) =>
  asOwner(
    db,
    'test',
    async (tx) => (await tx.one<{ y: number | null }>(sql`select records.years_of(${code}, ${on}::date) as y`)).y,
  );

test('the settings begin as the table has it', async () => {
  const { items } = await clerk.get<{ items: Retention[] }>('/retention');
  expect(Object.fromEntries(items.map((one) => [`records.keep.${one.code}`, one.years ?? 0]))).toEqual(
    Object.fromEntries(Object.entries(KEEP_SETTINGS).map(([key, [row]]) => [key, row?.value])),
  );
});

test('what is set holds from its own day; nought is for good; what cannot be is brought within what can', async () => {
  await set('records.keep.house', '[2026-06-01,2026-09-01)', 30);
  await set('records.keep.house', '[2026-09-01,2026-10-01)', 0);
  await set('records.keep.house', '[2026-10-01,2026-11-01)', 500);
  await set('records.keep.house', '[2026-11-01,)', -3);
  const days = ['2026-05-31', '2026-06-01', '2026-08-31', '2026-09-01', '2026-10-01', '2026-11-01'];
  expect(await Promise.all(days.map((on) => yearsOf('house', on)))).toEqual([20, 30, 30, null, 70, null]);
});

test('a file is kept as the schedule of its closing has it', async () => {
  await set('records.keep.report-once', '[2026-11-10,)', 15);
  const close = async (on: string) => {
    const id = await clerk.dossier({ retention: 'report-once', year: 2026, openedOn: '2026-01-02' });
    // A voided number is only told, and counts for nothing.
    await asOwner(db, 'test', (tx) =>
      tx.run(sql`
        insert into records.document (direction, unit_id, kind, summary, dated_on, registered_on, state, void_reason, dossier_id, label, owner_label)
        values ('out', ${world.commune.id}, 'resolution', 'x', '2026-02-01', '2026-02-01', 'voided', 'x', ${id}, ${world.commune.label}, ${world.commune.label})`),
    );
    const answer = await clerk.caller.post<{ years: number; expiresOn: string }>(`/dossiers/${id}/closing`, {
      version: 1,
      on,
      sheets: 3,
      box: 'Hộp 1',
    });
    expect(answer.status, answer.text).toBe(200);
    return [answer.body.years, answer.body.expiresOn];
  };
  expect(await close('2026-11-09')).toEqual([5, '2031-11-09']);
  expect(await close('2026-11-10')).toEqual([15, '2041-11-10']);
});

test('a paper in a file counts by the schedule of the day of closing, not of the paper or of today', async () => {
  // Letters belong to another group than the file; only what their own group says on the day can make the difference.
  await set('records.keep.correspondence', '[2026-11-05,2026-11-15)', 40);
  const close = async (on: string) => {
    const id = await clerk.dossier({ retention: 'report-month', year: 2026, openedOn: '2026-01-02' });
    const paper = await clerk.draft({ kind: 'letter' });
    expect((await clerk.number(paper, '2026-11-04')).status).toBe(200);
    expect((await clerk.attach(paper, { name: 'cv.pdf', content: Buffer.from(`%PDF-1.7 ${id}`) })).status).toBe(201);
    expect((await clerk.caller.put(`/documents/${paper}/dossier`, { version: 2, dossierId: id })).status).toBe(200);
    const answer = await clerk.caller.post<{ years: number }>(`/dossiers/${id}/closing`, {
      version: 1,
      on,
      sheets: 3,
      box: 'Hộp 1',
    });
    expect(answer.status, answer.text).toBe(200);
    return answer.body.years;
  };
  expect(await close('2026-11-04')).toBe(10);
  expect(await close('2026-11-05')).toBe(40);
  expect(await close('2026-11-14')).toBe(40);
  expect(await close('2026-11-15')).toBe(10);
});

test('a file kept for good that is not at the historical archive after its time is told of', async () => {
  const put = (code: string, closedOn: string, years: number | null) =>
    asOwner(db, 'test', (tx) =>
      tx.run(sql`
        insert into records.dossier (unit_id, year, code, title, retention, years, keeper, state, opened_on, closed_on, label)
        values (${world.other.id}, 2019, ${code}, 'Nghị quyết', 'congress', ${years}, 'Văn thư', 'archived', '2019-01-02', ${closedOn}, ${world.other.label})`),
    );
  await put('01', '2021-11-21', null);
  await put('02', '2021-11-22', null);
  await put('03', '2019-12-31', 10);
  const there = clerkOf(as({ ranges: rangesOf([world.other]) }), world.other.id);
  const told = async () => {
    const order = await there.get<Order>(`/records-order?unit=${world.other.id}&check=not-in-archive`);
    return order.offenders.map((one) => one.dossier?.code);
  };
  // Five years to the day are in time.
  expect(await told()).toEqual(['01']);
  // Handed to the archive of the office is not yet at the historical one.
  const handed = (archive: 'office' | 'historical', state = 'accepted') =>
    asOwner(db, 'test', (tx) =>
      tx.run(sql`
        with t as (
          insert into records.transfer (unit_id, archive, archive_name, state, prepared_on, accepted_on, accepted_by, label)
          values (${world.other.id}, ${archive}, 'Lưu trữ', ${state}, '2026-01-02', ${state === 'accepted' ? '2026-01-03' : null}, ${state === 'accepted' ? 'Lưu trữ viên' : null}, ${world.other.label}) returning id)
        insert into records.transfer_item (transfer_id, dossier_id, label)
        select t.id, o.id, ${world.other.label} from t, records.dossier o where o.unit_id = ${world.other.id} and o.code = '01'`),
    );
  await handed('office');
  expect(await told()).toEqual(['01']);
  // On a list that the historical archive has not taken, or that was taken back, it is still here.
  await handed('historical', 'prepared');
  await handed('historical', 'withdrawn');
  expect(await told()).toEqual(['01']);
  await handed('historical');
  expect(await told()).toEqual([]);
  await put('04', '2021-11-20', null);
  expect(await told()).toEqual(['04']);
  await set('records.historical-archive-years', '[2026-11-01,)', 10);
  expect(await told()).toEqual([]);
});

test('a classified paper is protected for the years of its level, as they were on its own day; then its keeper is told', async () => {
  const there = clerkOf(as({ ranges: rangesOf([world.other]) }), world.other.id);
  const stub = async (secrecy: string, datedOn: string | null) => {
    const id = await there.arrival({
      secrecy,
      summary: secrecy === 'top_secret' ? null : 'Về việc bảo vệ',
      datedOn,
      custodian: 'Văn thư',
      keptAt: 'Két số 1',
    });
    return (await there.get<DocumentPage>(`/documents/${id}`)).secretUntil;
  };
  const plain = await there.arrival({ datedOn: '1990-01-05' });
  expect((await there.get<DocumentPage>(`/documents/${plain}`)).secretUntil).toBeNull();
  await set('records.secret-years.secret', '[2026-03-01,2026-06-01)', 25);
  expect(await stub('confidential', '2016-02-29')).toBe('2026-02-28');
  expect(await stub('secret', '2026-02-28')).toBe('2046-02-28');
  expect(await stub('secret', '2026-03-01')).toBe('2051-03-01');
  expect(await stub('top_secret', '2026-03-01')).toBe('2056-03-01');
  // Without a date it counts from the day on which it came.
  expect(await stub('top_secret', null)).toBe('2056-11-20');
  const order = () => there.get<Order>(`/records-order?unit=${world.other.id}&check=secret-term-over`);
  expect((await order()).offenders).toMatchObject([{ weight: 'remark', check: 'secret-term-over' }]);
  // The last day is still a day of it.
  expect(await stub('confidential', '2016-11-22')).toBe('2026-11-22');
  expect((await order()).offenders).toHaveLength(1);
  expect(await stub('confidential', '2016-11-21')).toBe('2026-11-21');
  expect((await order()).offenders).toHaveLength(2);
});
