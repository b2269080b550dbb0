import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { carryOutEvent, planEvent, takeBackEvent } from '#modules/organisation/index.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner, inScope } from '#platform/db/database.ts';
import { RIGHTS } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import '#modules/membership/index.ts';
import type { MeetingPage } from './contract.ts';
import './index.ts';
import { meetingsRoutes } from './routes.ts';
import { recountMeetings } from './verify.ts';

/** Sums of a cell's year after anything people do with its meetings, through a merger and back, against a count by hand. */

const TODAY = '2026-11-22';
const MERGED_ON = '2026-10-01';
const db = await testDatabase();
const { as } = await testApp(db, [meetingsRoutes], { now: () => new Date(`${TODAY}T03:00:00Z`) });
const secretary = as();
const office = { userId: 'office', rights: RIGHTS, ranges: 'everything' as const };

const aLife = fc.record({
  cell: fc.nat(1),
  /** Months after January 2025. */
  month: fc.nat(19),
  day: fc.constantFrom('02', '15', '28'),
  /** Held a month late: the month that it is for and the day on which it was held may lie in two years. */
  late: fc.constantFrom(0, 0, 1),
  kind: fc.constantFrom('regular', 'regular', 'thematic', 'committee'),
  here: fc.array(fc.constantFrom('present', 'present', 'excused', 'unexcused'), { minLength: 4, maxLength: 4 }),
  again: fc.option(fc.array(fc.constantFrom('present', 'excused', 'unexcused'), { minLength: 4, maxLength: 4 })),
  delegates: fc.constantFrom(0, 1, 2),
  own: fc.option(fc.constantFrom(0, 0.6, 1)),
  above: fc.option(fc.constantFrom(0, 0.6, 1)),
  through: fc.constantFrom('planned', 'held', 'draft', 'agreed', 'opened', 'locked', 'corrected', 'cancelled'),
});
type Life = typeof aLife extends fc.Arbitrary<infer T> ? T : never;
type Cell = { id: string; label: number; people: string[]; chair: string; clerk: string };

const monthOf = (after: number) => new Date(Date.UTC(2025, after, 1)).toISOString().slice(0, 7);
const minutes = (conclusion: string) => ({ items: [], conclusion });

async function twoCells(): Promise<Cell[]> {
  return asOwner(db, 'test', async (tx) => {
    const commune = await aUnit(tx, { kind: 'commune_body', name: 'Đảng bộ xã', from: '1950-01-01' });
    const cells: Cell[] = [];
    for (const name of ['Chi bộ Một', 'Chi bộ Hai']) {
      const cell = await aCell(tx, { parent: commune, name });
      const people: string[] = [];
      for (let i = 0; i < 4; i += 1) {
        const standing = i === 3 ? ('probationary' as const) : ('official' as const);
        people.push((await aMember(tx, { cell, standing })).id);
      }
      cells.push({ ...cell, people, chair: people[0] ?? '', clerk: people[1] ?? '' });
      for (const person of people.slice(0, 2))
        await tx.run(sql`
          insert into organisation.post (unit_id, kind, person_id, valid, label)
          values (${cell.id}, 'cell_committee_member', ${person}, '[2020-01-01,)', ${cell.label})`);
    }
    return cells;
  });
}

/** Leads a meeting over HTTP as far as its life goes; what a rule refuses on the way stays as it was. */
async function live(life: Life, cell: Cell): Promise<string> {
  const id = randomUUID();
  const [forMonth, on] = [`${monthOf(life.month)}-01`, `${monthOf(life.month + life.late)}-${life.day}`];
  const thematic = life.kind === 'thematic' ? { theme: 'youth', themeTitle: 'Tạo nguồn' } : {};
  const planned = {
    id,
    unitId: cell.id,
    kind: life.kind,
    plannedOn: on,
    forMonth,
    place: 'Nhà văn hoá bản',
    ...thematic,
  };
  expect((await secretary.post('/meetings', planned)).status).toBe(201);
  const page = async () => (await secretary.get<MeetingPage>(`/meetings/${id}`)).body;
  const send = async (method: 'put' | 'post' | 'patch', tail: string, body: object) =>
    secretary[method](`/meetings/${id}${tail}`, { version: (await page()).version, ...body });
  const reach = (...steps: Life['through'][]) => steps.includes(life.through);
  if (life.through === 'planned') return id;
  if (life.through === 'cancelled') {
    expect((await send('post', '/state', { to: 'cancelled', reason: 'Bão' })).status).toBe(200);
    return id;
  }
  const roll = (here: readonly string[]) =>
    send('put', '/attendance', {
      heldOn: on,
      rows: (life.kind === 'committee' ? cell.people.slice(0, 2) : cell.people).map((personId, at) => ({
        personId,
        presence: here[at],
        reason: here[at] === 'excused' ? 'illness' : null,
      })),
    });
  const called = await roll(life.here);
  expect(called.status, called.text).toBe(200);
  if (life.again) expect((await roll(life.again)).status).toBe(200);
  const superiors = Array.from({ length: life.delegates }, (_, at) => ({
    fullName: `Vàng Thị Dợ ${at}`,
    post: 'Đảng uỷ viên',
    level: 'commune',
  }));
  expect((await send('put', '/delegates', { items: superiors })).status).toBe(200);
  if (reach('held')) return id;
  expect((await send('put', '/minutes', { body: minutes('Thống nhất') })).status).toBe(200);
  const { quality } = await page();
  for (const [side, share] of [
    ['own', life.own],
    ['superior', life.above],
  ] as const)
    if (quality && share !== null) {
      const lines = quality.rubric.lines.map(({ key, max }) => [key, Math.round(max * share)] as const);
      const reasons = Object.fromEntries(lines.map(([key]) => [key, 'Theo thực tế']));
      const given = await secretary.put(`/meetings/${id}/scores/${side}`, {
        points: Object.fromEntries(lines),
        reasons,
      });
      expect(given.status, given.text).toBe(200);
    }
  if (reach('draft')) return id;
  expect((await send('patch', '', { chairId: cell.chair, secretaryId: cell.clerk })).status).toBe(200);
  expect((await send('post', '/state', { to: 'agreed' })).status).toBe(200);
  if (reach('opened')) {
    expect((await send('post', '/state', { to: 'draft', reason: 'Ghi nhầm' })).status).toBe(200);
    expect((await roll(['present', 'unexcused', 'present', 'excused'])).status).toBe(200);
  }
  if (!reach('locked', 'corrected')) return id;
  expect((await send('post', '/state', { to: 'locked' })).status).toBe(200);
  expect((await roll(['unexcused', 'unexcused', 'unexcused', 'unexcused'])).status).toBe(409);
  if (reach('corrected')) await correct(id);
  return id;
}

const correct = async (id: string) => {
  const after = (await secretary.get<MeetingPage>(`/meetings/${id}`)).body.minutes.length;
  const answer = await secretary.post(`/meetings/${id}/corrections`, {
    body: minutes('Khác'),
    after,
    reason: 'Ghi nhầm',
  });
  expect(answer.status, answer.text).toBe(200);
};

type Sums = Record<string, number>;
const NAMES = [
  'months',
  'quarters',
  'held',
  'counted',
  'summoned',
  'present',
  'superior',
  'scored',
  'rated',
  'good',
  'weak',
];

/** What people would count who have the papers of each meeting before them, line by line. */
async function byHand(): Promise<Map<string, Sums>> {
  const papers = await asOwner(db, 'test', async (tx) => ({
    meetings: await tx.many<{ id: string; unit: string; kind: string; theme: string | null; for: string; on: string }>(
      sql`select id, unit_id as unit, kind, theme, for_month as "for", held_on as "on" from meetings.meeting where held_on is not null`,
    ),
    sheet: await tx.many<{ meeting: string; call: string; presence: string }>(
      sql`select meeting_id as meeting, call, presence from meetings.attendance`,
    ),
    delegates: await tx.many<{ meeting: string }>(sql`select meeting_id as meeting from meetings.delegate`),
    scores: await tx.many<{ meeting: string; side: string; grade: string }>(
      sql`select meeting_id as meeting, side, grade from meetings.score`,
    ),
  }));
  const years = new Map<string, Sums>();
  const yearOf = (unit: string, day: string) => {
    const key = `${unit}/${day.slice(0, 4)}`;
    const sums = years.get(key) ?? Object.fromEntries(NAMES.map((name) => [name, 0]));
    years.set(key, sums);
    return (name: string, n: number, put: (a: number, b: number) => number = (a, b) => a + b) =>
      void (sums[name] = put(sums[name] ?? 0, n));
  };
  for (const meeting of papers.meetings) {
    const month = Number(meeting.for.slice(5, 7)) - 1;
    const or = (a: number, b: number) => a | b;
    const due = yearOf(meeting.unit, meeting.for);
    if (meeting.kind === 'regular') due('months', 1 << month, or);
    if (meeting.theme !== null) due('quarters', 1 << Math.floor(month / 3), or);
    const add = yearOf(meeting.unit, meeting.on);
    if (meeting.kind !== 'regular' && meeting.kind !== 'thematic') continue;
    const here = papers.sheet.filter((line) => line.meeting === meeting.id);
    const scored = (side: string) =>
      papers.scores.find((one) => one.meeting === meeting.id && one.side === side)?.grade;
    const grade = scored('superior') ?? scored('own');
    add('held', 1);
    if (here.length > 0) add('counted', 1);
    add('summoned', here.filter(({ call }) => call === 'summoned').length);
    add('present', here.filter(({ call, presence }) => call === 'summoned' && presence === 'present').length);
    if (papers.delegates.some((one) => one.meeting === meeting.id)) add('superior', 1);
    if (scored('own') !== undefined) add('scored', 1);
    if (grade !== undefined) add('rated', 1);
    if (grade === 'good') add('good', 1);
    if (grade === 'weak') add('weak', 1);
  }
  return new Map([...years].filter(([, sums]) => Object.values(sums).some((n) => n !== 0)));
}

/** The sums that figures read, without years of which nothing is left. */
async function stored(): Promise<Map<string, Sums>> {
  const rows = await asOwner(db, 'test', (tx) =>
    tx.many<{ unit: string; year: number } & Sums>(
      sql`select unit_id as unit, year, ${sql.join(NAMES.map((name) => sql.ref(name)))} from meetings.cell_year`,
    ),
  );
  return new Map(
    rows
      .map(({ unit, year, ...sums }) => [`${unit}/${year}`, sums] as const)
      .filter(([, sums]) => Object.values(sums).some((n) => n !== 0)),
  );
}

const seen = { months: 0, good: 0, weak: 0, corrected: 0 };
async function agrees(when: string): Promise<void> {
  const sums = await stored();
  expect(Object.fromEntries(sums), when).toEqual(Object.fromEntries(await byHand()));
  expect((await asOwner(db, 'test', (tx) => recountMeetings(tx))).different, when).toEqual([]);
  for (const one of sums.values()) {
    seen.months += one['months'] ? 1 : 0;
    seen.good += one['good'] ?? 0;
    seen.weak += one['weak'] ?? 0;
  }
}

async function merge([one, two]: Cell[]): Promise<string> {
  const id = randomUUID();
  await inScope(db, office, async (tx) => {
    const { parentId } = await tx.one<{ parentId: string }>(
      sql`select parent_id as "parentId" from organisation.unit_version where unit_id = ${one?.id}`,
    );
    const rest = {
      setting: 'village',
      seat: null,
      symbol: null,
      slug: null,
      lon: null,
      lat: null,
      codes: [],
      covers: [],
    };
    const result = { id: randomUUID(), name: 'Chi bộ Một Hai', kind: 'party_cell' as const, parentId, ...rest };
    await planEvent(tx, office, {
      id,
      effectiveOn: MERGED_ON,
      title: null,
      document: null,
      documentOn: null,
      decidingBody: null,
      plan: { kind: 'merge', sources: [one?.id ?? '', two?.id ?? ''], result },
    });
    await carryOutEvent(tx, office, id);
  });
  return id;
}

test('after any writing, locking, correcting, a merger and its taking back the sums are those of the papers', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aLife, { minLength: 4, maxLength: 9 }), async (lives) => {
      const cells = await twoCells();
      const ids: { id: string; life: Life }[] = [];
      for (const life of lives) {
        const cell = cells[life.cell];
        if (!cell) continue;
        ids.push({ id: await live(life, cell), life });
        // After each: what the next of the same cell and year counts anew would hide what this one left out.
        expect(Object.fromEntries(await stored()), life.through).toEqual(Object.fromEntries(await byHand()));
      }
      await agrees('after the meetings');
      const event = await merge(cells);
      await agrees('after the merger');
      // The old cells' papers stay theirs: what was locked is still corrected, what was agreed still locked.
      for (const { id, life } of ids) {
        if (life.through === 'locked' || life.through === 'corrected') {
          await correct(id);
          seen.corrected += 1;
        }
        if (life.through === 'agreed') {
          const { version } = (await secretary.get<MeetingPage>(`/meetings/${id}`)).body;
          expect((await secretary.post(`/meetings/${id}/state`, { version, to: 'locked' })).status).toBe(200);
        }
      }
      await agrees('after writing under the successor');
      await inScope(db, office, (tx) => takeBackEvent(tx, office, event));
      await agrees('after the merger was taken back');
    }),
    { numRuns: 4, endOnFailure: true },
  );
  // The lives were varied enough for the sums to differ.
  expect(seen.months).toBeGreaterThan(0);
  expect(seen.good + seen.weak).toBeGreaterThan(0);
  expect(seen.corrected).toBeGreaterThan(0);
}, 240_000);
