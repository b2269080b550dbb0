import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { aCell } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { addDays, daysBetween } from '#platform/time/dates.ts';
import { type Board, type Funnel, STAGE_GROUPS, type Stage } from './contract.ts';
import { registerAdmissionFigures } from './figures.ts';
import { admissionRoutes } from './index.ts';
import { anApplicant } from './testing.ts';

/** What board, list, funnel and figures say of any applications, against somebody who goes through the files one by one. */

registerAdmissionFigures();
const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [admissionRoutes, figuresRoutes], { now: () => new Date(`${TODAY}T03:00:00Z`) });
const clerk = as();

const COLUMNS = [
  ['noticed', 'noticed_on'],
  ['outstanding', 'listed_on'],
  ['course_done', 'course_on'],
  ['applied', 'applied_on'],
  ['background_checked', 'checked_on'],
  ['introduced', null],
  ['cell_voted', 'voted_on'],
  ['grassroots_voted', 'grassroots_on'],
  ['decided', 'decided_on'],
  ['probationary', 'ceremony_on'],
  ['proposed_official', 'proposed_on'],
  ['official', 'official_on'],
] as const satisfies readonly (readonly [Stage, string | null])[];
/** Stages of the funnel and the day each is known by. */
const FUNNEL = [
  ['nominated', 'noticed_on'],
  ['course', 'course_on'],
  ['applied', 'applied_on'],
  ['checked', 'checked_on'],
  ['cell_voted', 'voted_on'],
  ['grassroots_voted', 'grassroots_on'],
  ['decided', 'decided_on'],
  ['admitted', 'ceremony_on'],
] as const;

const aFile = fc.record({
  cell: fc.nat(3),
  by: fc.constantFrom('youth_union', 'youth_union', 'women_union', 'cell'),
  noticedAgo: fc.noBias(fc.integer({ min: 0, max: 1400 })),
  far: fc.nat(COLUMNS.length - 1),
  gaps: fc.array(fc.noBias(fc.integer({ min: 0, max: 60 })), { minLength: COLUMNS.length, maxLength: COLUMNS.length }),
  ended: fc.option(fc.constantFrom('moved_away', 'withdrew', 'not_eligible')),
  due: fc.option(fc.integer({ min: -30, max: 40 })),
  certificates: fc.nat(2),
  steps: fc.array(
    fc.record({
      at: fc.nat(1300),
      kind: fc.constantFrom('decide', 'ceremony', 'propose', 'list'),
      late: fc.boolean(),
      due: fc.boolean(),
    }),
    {
      maxLength: 2,
    },
  ),
});
type Given = typeof aFile extends fc.Arbitrary<infer T> ? T : never;
type Naive = Given & { id: string; name: string; days: Record<string, string>; stage: Stage; dueOn: string | null };
const aQuestion = fc.record({
  unit: fc.constantFrom(0, 0, 1, 2, 3, 6),
  /** Evenly over the years: near to today next to nothing would be open. */
  days: fc.noBias(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 400, max: 1500 }))),
  /** Days after the beginning of the period. */
  asOf: fc.option(fc.noBias(fc.nat(1000))),
  nominator: fc.constantFrom(null, null, 'youth_union', 'cell'),
});

const ago = (days: number) => addDays(TODAY, -days);

/** A file as its papers would have it: each stage on its day, and where it ended. */
function fileOf(given: Given): Naive {
  const id = randomUUID();
  const days: Record<string, string> = {};
  let on = ago(given.noticedAgo);
  let reached = 0;
  for (const [at, [, column]] of COLUMNS.entries()) {
    if (at > given.far) break;
    if (at > 0) on = addDays(on, given.gaps[at] ?? 1);
    if (on > TODAY) break;
    if (column) days[column] = on;
    reached = at;
  }
  let stage: Stage = COLUMNS[reached]?.[0] ?? 'noticed';
  if (given.ended !== null && stage !== 'official') {
    const last = addDays(on > TODAY ? TODAY : on, 3);
    if (last <= TODAY) {
      stage = days['ceremony_on'] === undefined ? 'dropped' : 'removed';
      days['ended_on'] = last;
    }
  }
  const open = !['official', 'dropped', 'removed'].includes(stage);
  const dueOn = open && given.due !== null ? addDays(TODAY, given.due) : null;
  return { ...given, id, name: `Sùng A Páo ${id.slice(0, 4)}`, days, stage, dueOn };
}

/** Two communes of a province with two cells each; the seven units that may be asked, with the cells below each. */
async function arrange(files: readonly Naive[]) {
  return asOwner(db, 'test', async (tx) => {
    const province = await aUnit(tx, { kind: 'province_body', from: '1950-01-01' });
    const bodies = [];
    const cells: { id: string; label: number }[] = [];
    for (let at = 0; at < 2; at += 1) {
      const body = await aUnit(tx, { kind: 'commune_body', parentId: province.id, from: '1950-01-01' });
      bodies.push(body);
      for (let i = 0; i < 2; i += 1) cells.push(await aCell(tx, { parent: body }));
    }
    for (const file of files) {
      const cell = cells[file.cell] ?? province;
      const { noticed_on: noticedOn = TODAY, ...days } = file.days;
      const reason = file.stage === 'dropped' ? { drop_reason: file.ended } : {};
      const set = { stage: file.stage, stage_on: TODAY, due_on: file.dueOn, ...days, ...reason };
      await anApplicant(tx, { id: file.id, fullName: file.name, cell, nominatorKind: file.by, noticedOn, set });
      for (let i = 0; i < file.certificates; i += 1)
        await tx.run(sql`
          insert into admission.certificate (id, applicant_id, number, issued_on, issuer, label)
          values (${randomUUID()}, ${file.id}, '1', ${addDays(noticedOn, 40 * i)}, 'TTCT', ${cell.label})`);
      for (const step of file.steps)
        await tx.run(sql`
          insert into admission.step (applicant_id, kind, on_date, due_on, late, detail, label, nominator_label)
          values (${file.id}, ${step.kind}, ${ago(step.at)}, ${step.due ? ago(step.at) : null}, ${step.late}, ${step.at % 2 ? 'passed' : 'undecided'}, ${cell.label}, ${cell.label})`);
    }
    const [one, two] = bodies;
    return [
      { id: province.id, cells: [0, 1, 2, 3] },
      { id: one?.id ?? '', cells: [0, 1] },
      { id: two?.id ?? '', cells: [2, 3] },
      ...cells.map(({ id }, at) => ({ id, cells: [at] })),
    ];
  });
}

const get = async <T>(path: string): Promise<T> => {
  const { status, body, text } = await clerk.get<T>(path);
  expect(status, `${path} ${text}`).toBe(200);
  return body;
};
const isOpen = ({ stage }: Naive) => !['official', 'dropped', 'removed'].includes(stage);
const median = (numbers: readonly number[]): number | null => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.ceil((sorted.length - 1) / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
};

async function boardAgrees(files: readonly Naive[], query: string): Promise<void> {
  const board = await get<Board>(`/admission/board?${query}`);
  const open = files.filter(isOpen);
  expect(board.late, query).toBe(open.filter(({ dueOn }) => dueOn !== null && dueOn < TODAY).length);
  expect(board.soon, query).toBe(
    open.filter(({ dueOn }) => dueOn !== null && dueOn >= TODAY && dueOn <= addDays(TODAY, 14)).length,
  );
  for (const { group, total, items } of board.columns) {
    const mine = open.filter(({ stage }) => (STAGE_GROUPS[group] as readonly string[]).includes(stage));
    expect(total, `${query} ${group}`).toBe(mine.length);
    const due = (id: string) => mine.find((file) => file.id === id)?.dueOn ?? '9999';
    expect(items.length).toBe(Math.min(7, mine.length));
    // Those whose time ends first stand in front: nobody who was left out is before one who was shown.
    const shown = items.map(({ id }) => due(id));
    expect(shown).toEqual([...mine.map(({ id }) => due(id))].sort().slice(0, 7));
  }
  for (const state of ['open', 'ended', 'all'] as const) {
    const { total } = await get<{ total: number }>(`/admission/applicants?${query}&state=${state}`);
    expect(total, state).toBe(files.filter((file) => state === 'all' || isOpen(file) === (state === 'open')).length);
  }
}

const seen = { stages: new Set<string>(), later: 0 };
type Period = { from: string; to: string; asOf: string };

async function funnelAgrees(files: readonly Naive[], query: string, { from, to, asOf }: Period): Promise<Funnel> {
  const inPeriod = (day: string | undefined) => day !== undefined && day >= from && day <= to;
  const by = (file: Naive, column: string) => (file.days[column] ?? '9999') <= asOf;
  const days = files
    .filter(({ days }) => inPeriod(days['ceremony_on']) && days['voted_on'] !== undefined)
    .map(({ days }) => daysBetween(days['voted_on'] ?? '', days['ceremony_on'] ?? ''));
  const introduced = files.filter((file) => inPeriod(file.days['noticed_on']) && by(file, 'noticed_on'));
  const furthest = (file: Naive) => FUNNEL.findLastIndex(([, column]) => by(file, column));
  // Ended after the day that is asked: still under way on it.
  seen.later += introduced.filter((file) => file.days['ended_on'] !== undefined && !by(file, 'ended_on')).length;
  const ended = introduced.filter((file) => !by(file, 'ceremony_on') && by(file, 'ended_on'));
  const funnel = await get<Funnel>(`/admission/funnel?${query}&reading=cohort`);
  expect(funnel, query).toMatchObject({
    introduced: introduced.length,
    admitted: introduced.filter((file) => by(file, 'ceremony_on')).length,
    ended: ended.length,
    inProcess: introduced.filter((file) => !by(file, 'ceremony_on') && !by(file, 'ended_on')).length,
  });
  const time = await get<Figure>(`/figures/I-18?${query.replace('nominator=', 'filter=introduced_by=')}`);
  expect(time.records.count > 0 ? time.value : null, query).toBe(median(days));
  const stages = FUNNEL.map(([key], at) => {
    const here = introduced.filter((file) => furthest(file) === at && !by(file, 'ceremony_on'));
    return {
      key,
      reached: introduced.filter((file) => furthest(file) >= at).length,
      ended: here.filter((file) => by(file, 'ended_on')).length,
      waiting: here.filter((file) => !by(file, 'ended_on')).length,
    };
  });
  expect(funnel.stages.map(({ percent: _, ...stage }) => stage)).toEqual(stages);
  const reasons = new Map<string, number>();
  for (const { ended: reason } of ended) reasons.set(reason ?? '', (reasons.get(reason ?? '') ?? 0) + 1);
  expect(Object.fromEntries(funnel.endedBy.map(({ reason, count }) => [reason, count]))).toEqual(
    Object.fromEntries(reasons),
  );
  const happened = await get<Funnel>(`/admission/funnel?${query}&reading=period`);
  expect(happened.stages.map(({ reached }) => reached)).toEqual(
    FUNNEL.map(([, column]) => files.filter(({ days }) => inPeriod(days[column])).length),
  );
  return funnel;
}

type Part = { count: number; href: string };
type Figure = {
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  records: Part;
  denominatorRecords: Part | null;
  rows: { value: number | null; numerator: number | null; denominator: number | null }[];
};
const listed = async ({ href }: Part) =>
  (await get<{ items: unknown[] }>(`${href.replace('/api/v1', '')}&limit=200`)).items.length;

/** Every figure of the room opens a list of as many lines as it says, and its parts by unit add up to it. */
async function figuresAgree(query: string): Promise<void> {
  for (const id of ['I-14', 'I-15', 'I-16', 'I-17', 'I-19']) {
    const whole = await get<Figure>(`/figures/${id}?${query}&by=unit`);
    const above = whole.numerator ?? whole.value;
    expect([above, whole.records.count], `${id} ${query}`).toEqual([
      await listed(whole.records),
      await listed(whole.records),
    ]);
    if (whole.denominatorRecords)
      expect(whole.denominator, `${id} ${query}`).toBe(await listed(whole.denominatorRecords));
    expect(
      whole.rows.reduce((sum, row) => sum + (row.numerator ?? row.value ?? 0), 0),
      id,
    ).toBe(above);
  }
}

test('board, list, funnel and figures say what a walk through the files says', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(aFile, { minLength: 40, maxLength: 70 }),
      fc.array(aQuestion, { minLength: 2, maxLength: 3 }),
      async (given, questions) => {
        const files = given.map(fileOf);
        const units = await arrange(files);
        for (const { unit, days, asOf, nominator } of questions) {
          const asked = units[unit] ?? { id: '', cells: [] };
          const mine = files.filter((file) => asked.cells.includes(file.cell));
          const named = mine.filter((file) => nominator === null || file.by === nominator);
          const narrow = `unit=${asked.id}${nominator === null ? '' : `&nominator=${nominator}`}`;
          await boardAgrees(named, narrow);
          const [to, from] = days.map(ago).sort().reverse() as [string, string];
          const on = asOf === null ? to : addDays(from, asOf % (daysBetween(from, to) + 1));
          const period = { from, to, asOf: on };
          const dates = `from=${from}&to=${to}${asOf === null ? '' : `&asOf=${period.asOf}`}`;
          const funnel = await funnelAgrees(named, `${narrow}&${dates}`, period);
          for (const stage of funnel.stages) if (stage.reached > 0) seen.stages.add(stage.key);
          await figuresAgree(`unit=${asked.id}&${dates}&boundaries=now`);
        }
      },
    ),
    { numRuns: 3, endOnFailure: true },
  );
  // The files were varied enough to reach every stage.
  expect([...seen.stages].sort()).toEqual(FUNNEL.map(([key]) => key).sort());
  expect(seen.later).toBeGreaterThan(0);
}, 240_000);
