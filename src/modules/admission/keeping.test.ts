import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { NOMINEE_VIEWS, type Board, type Nominee, type NomineePage } from './contract.ts';
import { admissionRoutes, reduceDropped } from './index.ts';
import { anApplicant, theWay } from './testing.ts';

const db = await testDatabase();
const { as } = await testApp(db, [admissionRoutes], { now: () => new Date('2026-03-30T05:00:00Z') });
const { aPlace, nominated, nomination, secretaryOf, unionOf } = theWay(db, as);
type Place = Awaited<ReturnType<typeof aPlace>>;

describe('the database holds what the code says', () => {
  const refusal = async (work: (tx: Parameters<Parameters<typeof asOwner>[2]>[0]) => Promise<unknown>) => {
    try {
      await asOwner(db, 'test', work);
      return null;
    } catch (problem) {
      return (problem as { code: string }).code;
    }
  };
  const insertVote = (place: Place, id: string, votesFor: number) => (tx: { run(query: unknown): Promise<number> }) =>
    tx.run(sql`insert into admission.vote (id, applicant_id, body, purpose, round, on_date, cell_id, official, in_favour, against, abstain, absent, document, label)
      values (${randomUUID()}, ${id}, 'cell', 'admission', 1, '2025-11-03', ${place.cell.id}, 99, ${votesFor}, 0, 0, 0, 'BB', ${place.cell.label})`);

  test('votes beyond the official members, a stage without its vote, a ceremony before the decision, an introducer too new', async () => {
    const place = await aPlace();
    const id = await asOwner(db, 'test', (tx) => anApplicant(tx, { cell: place.cell, set: { stage: 'introduced' } }));
    expect(await refusal(insertVote(place, id, 11))).toBe('admission.vote-base-wrong');
    expect(await refusal(insertVote(place, id, 10))).toBeNull();
    expect(
      await refusal((tx) => tx.run(sql`update admission.applicant set stage = 'grassroots_voted' where id = ${id}`)),
    ).toBe('admission.order');
    expect(
      await refusal((tx) =>
        tx.run(
          sql`update admission.applicant set decided_on = '2026-01-05', ceremony_on = '2026-01-04' where id = ${id}`,
        ),
      ),
    ).toBe('admission.ceremony-before-decision');
    const introduction =
      (member: string | undefined, since: string) => (tx: { run(query: unknown): Promise<number> }) =>
        tx.run(sql`insert into admission.introduction (id, applicant_id, kind, member_id, known_since, known_by, on_date, document, label)
        values (${randomUUID()}, ${id}, 'member', ${member}, ${since}, 'lived', '2026-01-05', '3-KNĐ', ${place.cell.label})`);
    expect(await refusal(introduction(place.members[0], '2025-01-06'))).toBe('admission.introducer-acquaintance');
    expect(await refusal(introduction(place.probationer, '2010-01-01'))).toBe('admission.introducer-probationary');
    expect(await refusal(introduction(place.members[0], '2025-01-05'))).toBeNull();
  });

  test('who dropped out is a count after twelve months, and neither table nor audit knows the name', async () => {
    const place = await aPlace();
    const name = `Giàng A ${randomUUID().slice(0, 6)}`;
    const way = await nominated(place, { fullName: name });
    await way.done('exit', { on: '2025-02-03', reason: 'withdrew' });
    expect(await asOwner(db, 'test', (tx) => reduceDropped(tx, '2026-02-02'))).toBe(0);
    expect(await asOwner(db, 'test', (tx) => reduceDropped(tx, '2026-02-03'))).toBeGreaterThan(0);
    expect(await way.file()).toMatchObject({ fullName: null, birth: null, stage: 'dropped', dropReason: 'withdrew' });
    const left = await asOwner(db, 'test', (tx) =>
      tx.one<{ rows: number; audit: number }>(sql`
        select (select count(*) from admission.identity where full_name = ${name}) as rows,
          (select count(*) from platform.audit where payload like ${`%${name}%`}) as audit`),
    );
    expect(left).toEqual({ rows: 0, audit: 0 });
  });
});

describe('who sees what', () => {
  test('a nominating body sees its own nominees, how far each has come, and nothing else', async () => {
    const [place, other] = [await aPlace(), await aPlace()];
    const mine = await nominated(place);
    await nominated(other, { fullName: 'Pờ Go Sơ' });
    await asOwner(db, 'test', (tx) =>
      anApplicant(tx, { cell: place.cell, nominator: place.cell, nominatorKind: 'cell' }),
    );
    const union = unionOf(place);
    const { items } = (await union.get<{ items: Nominee[] }>('/admission/nominees')).body;
    expect(items.map(({ id, stage }) => [id, stage])).toEqual([[mine.id, 'noticed']]);
    expect((await union.get(`/admission/applicants/${mine.id}`)).status).toBe(403);
    expect((await union.get('/admission/board')).status).toBe(403);
    const foreign = await unionOf(other).post('/admission/applicants', nomination(place));
    expect(foreign.status).toBe(404);
    const intruder = await union.post('/admission/applicants', nomination(other, { nominatorId: place.union.id }));
    expect(intruder.status).toBe(404);
  });

  test('the way of all own nominees adds up, and each number opens exactly those it counts, page by page', async () => {
    const place = await aPlace();
    const ways: Record<string, string | null>[] = [
      { stage: 'noticed' },
      { stage: 'noticed' },
      { stage: 'course_done', course_on: '2026-02-01' },
      { stage: 'applied', course_on: '2026-02-01', applied_on: '2026-03-01' },
      { stage: 'probationary', decided_on: '2026-03-01', ceremony_on: '2026-03-10' },
      { stage: 'dropped', course_on: '2026-02-01', ended_on: '2026-03-20', drop_reason: 'moved_away' },
    ];
    await asOwner(db, 'test', async (tx) => {
      for (const set of ways) await anApplicant(tx, { cell: place.cell, nominator: place.union, set });
    });
    const union = unionOf(place);
    const ask = async (query: string) => (await union.get<NomineePage>(`/admission/nominees?${query}`)).body;
    const { counts, way } = await ask('limit=1');
    expect(counts).toEqual({ all: 6, open: 4, admitted: 1, ended: 1 });
    expect(Object.fromEntries(way.map(({ key, reached }) => [key, reached]))).toMatchObject({
      nominated: 6,
      course: 4,
      applied: 2,
      cell_voted: 1,
      admitted: 1,
    });
    for (const { key, reached } of way) {
      const opened = await ask(`reached=${key}`);
      expect([key, opened.total, opened.items.length]).toEqual([key, reached, reached]);
    }
    for (const view of NOMINEE_VIEWS) {
      const seen: string[] = [];
      let cursor = '';
      do {
        const page = await ask(`view=${view}&limit=1${cursor && `&cursor=${cursor}`}`);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor ?? '';
      } while (cursor !== '');
      expect([view, seen.length, new Set(seen).size]).toEqual([view, counts[view], counts[view]]);
    }
    const bad = await union.get(`/admission/nominees?cursor=${Buffer.from('[1,"x","y"]').toString('base64url')}`);
    expect(bad.status).toBe(400);
  });

  test('outside the scope a file does not exist, for reading and for every step', async () => {
    const [place, other] = [await aPlace(), await aPlace()];
    const mine = await nominated(place);
    const stranger = secretaryOf(other);
    expect((await stranger.get(`/admission/applicants/${mine.id}`)).status).toBe(404);
    expect(
      (await stranger.post(`/admission/applicants/${mine.id}/listing`, { version: 1, on: '2025-01-03', document: 'x' }))
        .status,
    ).toBe(404);
    expect((await stranger.get<Board>('/admission/board')).body.columns.every(({ total }) => total === 0)).toBe(true);
    expect((await stranger.get(`/admission/board?unit=${place.body.id}`)).status).toBe(404);
  });

  test('the list gives every file once, page by page', async () => {
    const place = await aPlace();
    await asOwner(db, 'test', async (tx) => {
      for (let i = 0; i < 12; i += 1)
        await anApplicant(tx, { cell: place.cell, noticedOn: `2026-01-${String(i + 1).padStart(2, '0')}` });
    });
    const seen: string[] = [];
    let cursor = '';
    for (;;) {
      const { body } = await secretaryOf(place).get<{ items: { id: string }[]; nextCursor: string | null }>(
        `/admission/applicants?limit=5${cursor}`,
      );
      seen.push(...body.items.map(({ id }) => id));
      if (body.nextCursor === null) break;
      cursor = `&cursor=${body.nextCursor}`;
    }
    expect(new Set(seen).size).toBe(12);
    expect(seen).toHaveLength(12);
  });
});
