import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { arbitraryHistory, type History, Naive, writeHistory } from '#modules/organisation/testing.ts';
import { registerVillageFigures } from '#modules/villages/figures.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { type Answer, testApp, type TestCaller } from '#platform/testing/http.ts';
import type { FigureAnswer } from './contract.ts';
import { figuresRoutes } from './routes.ts';
import { clear, DAYS, livesIn, type People, writePeople } from './testing.ts';
import { foldTotals, rebuildTotals, recountTotals } from './verify.ts';

registerMembershipFigures();
registerVillageFigures();

const TODAY = '2027-06-15';
const db = await testDatabase();
const { as } = await testApp(db, [figuresRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });

type RecordsBody = { items: { recordId: string }[]; nextCursor: string | null };

async function everyRecord(caller: TestCaller, href: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Answer<RecordsBody> = await caller.get<RecordsBody>(
      `${href.replace('/api/v1', '')}&limit=3${cursor === null ? '' : `&cursor=${cursor}`}`,
    );
    expect(page.status, page.text).toBe(200);
    ids.push(...page.body.items.map((item) => item.recordId));
    cursor = page.body.nextCursor;
  } while (cursor !== null);
  return ids;
}

const picks = fc.array(fc.nat(997), { minLength: 6, maxLength: 60 });
const question = fc.record({
  unit: fc.nat(),
  asOf: fc.constantFrom(...DAYS, TODAY),
  boundary: fc.oneof(fc.constant('then'), fc.constant('now'), fc.constantFrom(...DAYS)),
  figure: fc.nat(),
});

test('every figure, unit, date and reading: value = list = export, and stocks equal a naive walk of the tree', async () => {
  const clerk = as();
  const ids = (await clerk.get<{ items: { id: string }[] }>('/figures')).body.items.map((item) => item.id);
  expect(ids.length).toBeGreaterThan(20);
  let compared = 0;
  let moved = 0;
  await fc.assert(
    fc.asyncProperty(
      arbitraryHistory(),
      picks,
      fc.array(question, { minLength: 8, maxLength: 8 }),
      fc.boolean(),
      async ({ final }, numbers, questions, fold) => {
        const people = livesIn(final, numbers);
        await asOwner(db, 'test', async (tx) => {
          await clear(tx);
          await writeHistory(tx, final);
          await writePeople(tx, people);
          if (fold) await rebuildTotals(tx, TODAY);
        });
        const naive = new Naive(final);
        for (const asked of questions) {
          const boundariesOn =
            asked.boundary === 'then' ? asked.asOf : asked.boundary === 'now' ? TODAY : asked.boundary;
          const living = final.units.filter((unit) => unit.tree !== 'body' && naive.at(unit.id, boundariesOn));
          const unit = living[asked.unit % Math.max(living.length, 1)];
          if (!unit) continue;
          // Most questions are those that the naive walk can answer too: the roll, and what came and went.
          const id = ['I-01', 'I-08', 'I-09'][asked.figure % 5] ?? ids[asked.figure % ids.length] ?? 'I-01';
          const answer = await clerk.get<FigureAnswer>(
            `/figures/${id}?unit=${unit.id}&asOf=${asked.asOf}&from=2018&to=${asked.asOf}&boundaries=${asked.boundary}&by=unit`,
          );
          expect(answer.status, answer.text).toBe(200);
          const { body } = answer;
          if (body.definition.kind === 'check') {
            // Nobody comes or goes unrecorded, on whatever boundaries: unless a doubtful cell hides one side of a movement.
            if (!final.unplaced.length && !final.successions.some((row) => row.share === 'part'))
              expect(body.value, `roll identity of ${unit.id}`).toBe(0);
            continue;
          }
          const counted = body.definition.kind === 'ratio' ? body.numerator : body.value;
          const list = await everyRecord(clerk, body.records.href);
          expect(new Set(list).size).toBe(list.length);
          expect(list.length, `${id} list of ${unit.id} ${asked.asOf} on ${boundariesOn}`).toBe(body.records.count);
          if (body.definition.kind !== 'sum') expect(list.length).toBe(counted);
          const file = await clerk.inject({ method: 'GET', url: `${body.records.href}&format=csv` });
          expect(file.status, file.text).toBe(200);
          expect(
            file.text.trim().split('\r\n').length - 1,
            JSON.stringify([file.text, file.headers, body.records, id]),
          ).toBe(list.length);
          if (body.denominatorRecords)
            expect((await everyRecord(clerk, body.denominatorRecords.href)).length).toBe(body.denominatorRecords.count);
          if (body.rows && body.definition.kind === 'stock')
            expect(
              body.rows.reduce((sum, row) => sum + Number(row.value), 0),
              `${id} rows`,
            ).toBe(counted);
          const place = naivePlacer(final, naive, unit, boundariesOn);
          const what = `${id} of ${unit.id} ${asked.asOf} on ${boundariesOn} by ${body.source}`;
          if (place && id === 'I-01') {
            compared += 1;
            expect({ value: body.value, inDoubt: body.inDoubt }, what).toEqual(naiveStock(people, place, asked.asOf));
          }
          if (place && (id === 'I-08' || id === 'I-09')) {
            moved += 1;
            expect(body.value, what).toBe(
              naiveFlow(
                people,
                place,
                id === 'I-08' ? ['admitted', 'transferred_in'] : ['transferred_out', 'deceased'],
                asked.asOf,
              ),
            );
          }
        }
      },
    ),
    { numRuns: 15, endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(3);
  expect(moved).toBeGreaterThan(3);
}, 240_000);

type Standing = 'sure' | 'maybe' | 'outside';

/** Where a cell stands for a body, or a place with one, by walking the tree; undefined for what the walk does not cover (cells, villages). */
function naivePlacer(
  history: History,
  naive: Naive,
  unit: { id: string; tree: string },
  on: string,
): ((cell: string) => Standing) | undefined {
  const levels = {
    province: 'province',
    province_body: 'province',
    commune: 'commune',
    commune_body: 'commune',
  } as const;
  const level = levels[naive.at(unit.id, on)?.kind as keyof typeof levels] as 'province' | 'commune' | undefined;
  if (level === undefined) return undefined;
  const bodies =
    unit.tree === 'party'
      ? [unit.id]
      : history.covers
          .filter(
            (link) =>
              link.place === unit.id &&
              link.from <= on &&
              (link.to === null || on < link.to) &&
              naive.at(link.party, on)?.kind === `${level}_body`,
          )
          .map((link) => link.party);
  return (cell) => {
    const placing = naive.placing(cell, on);
    const at = placing.path[level];
    if (at !== null) return bodies.includes(at) ? 'sure' : 'outside';
    return placing.doubt && placing.candidates.some((candidate) => bodies.includes(candidate)) ? 'maybe' : 'outside';
  };
}

/** I-01: periods that run on the day, counted where their cell stands. */
function naiveStock(
  people: People,
  place: (cell: string) => Standing,
  asOf: string,
): { value: number; inDoubt: number } {
  const running = people.periods
    .filter((period) => period.from <= asOf && (period.to === null || period.to > asOf))
    .map((period) => place(period.cell));
  return {
    value: running.filter((at) => at === 'sure').length,
    inDoubt: running.filter((at) => at === 'maybe').length,
  };
}

/** I-08 and I-09: what came or went in the period and did not merely move inside the unit. */
function naiveFlow(people: People, place: (cell: string) => Standing, kinds: readonly string[], asOf: string): number {
  return people.events.filter(
    (event) =>
      kinds.includes(event.kind) &&
      event.on >= '2018-01-01' &&
      event.on <= asOf &&
      place(event.cell) === 'sure' &&
      (event.other === null || place(event.other) !== 'sure'),
  ).length;
}

test('totals = recount after any writes, with and without folding; a falsified total is found', async () => {
  await fc.assert(
    fc.asyncProperty(
      arbitraryHistory(),
      picks,
      fc.array(fc.nat(2), { maxLength: 6 }),
      async ({ final }, numbers, steps) => {
        const people = livesIn(final, numbers);
        await asOwner(db, 'test', async (tx) => {
          await clear(tx);
          await writeHistory(tx, final);
          await rebuildTotals(tx, '2019-01-01');
          await writePeople(tx, people);
          for (const step of steps) {
            if (step === 0) await foldTotals(tx, DAYS[(numbers[0] ?? 0) % DAYS.length] ?? TODAY);
            if (step === 1)
              await tx.run(
                sql`update membership.member_period set valid = daterange(lower(valid), null), state = 'exempt' where upper(valid) is not null and standing = 'official' and member_id in (select id from membership.member order by id limit 2)`,
              );
            if (step === 2)
              await tx.run(
                sql`update membership.person set sex = case sex when 'female' then 'male' else 'female' end where id in (select id from membership.person order by id limit 2)`,
              );
            expect((await recountTotals(tx)).different).toEqual([]);
          }
          await foldTotals(tx, TODAY);
          const recount = await recountTotals(tx);
          expect(await recountTotals(tx, { slice: 3 })).toEqual(recount); // slice by slice the same
          expect(recount.different).toEqual([]);
          if (people.periods.length > 0 && recount.compared > 0) {
            const touched = await tx.run(
              sql`update figures.cell_total set n = n + 1 where unit_id::text || measure = (select min(unit_id::text || measure) from figures.cell_total)`,
            );
            if (touched > 0) expect((await recountTotals(tx)).different.length).toBeGreaterThan(0);
            await tx.run(
              sql`update figures.cell_total set n = n - 1 where unit_id::text || measure = (select min(unit_id::text || measure) from figures.cell_total)`,
            );
            expect((await recountTotals(tx)).different).toEqual([]);
            for (const table of ['block_day', 'block_month']) {
              const falsified = await tx.run(
                sql`update ${sql.table(`figures.${table}`)} set n[1] = coalesce(n[1], 0) + 1 where ctid = (select min(ctid) from ${sql.table(`figures.${table}`)})`,
              );
              if (falsified > 0) expect((await recountTotals(tx)).different.length, table).toBeGreaterThan(0);
            }
          }
        });
      },
    ),
    { numRuns: 8, endOnFailure: true },
  );
}, 240_000);

test('the export opens as a workbook with the rows of the list; a caller outside the scope gets nothing', async () => {
  const { unit, label } = await asOwner(db, 'test', async (tx) => {
    const row = await tx.maybeOne<{ unit: string; label: number }>(sql`
      select v.unit_id as unit, u.label from organisation.unit_version v join organisation.unit u on u.id = v.unit_id where v.kind = 'province_body' and v.valid @> ${TODAY}::date limit 1`);
    if (row) return row;
    throw new Error('no province left by the generated histories');
  });
  const inside = as({ ranges: [{ lo: label, hi: label + 1 }] });
  const file = await inside.inject({ method: 'GET', url: `/api/v1/figures/I-01/records?unit=${unit}&format=xlsx` });
  expect(file.status).toBe(200);
  expect(file.headers['content-type']).toContain('spreadsheetml');
  const outside = as({ ranges: [{ lo: label + 1, hi: label + 2 }] });
  expect((await outside.get(`/figures/I-01?unit=${unit}`)).status).toBe(404);
  expect((await outside.get(`/figures/I-01/records?unit=${unit}`)).status).toBe(404);
  expect((await inside.get(`/figures/I-99?unit=${unit}`)).status).toBe(404);
  expect(
    await as({ rights: ['figures.read'], ranges: 'everything' }).get(`/figures/I-01/records?unit=${unit}`),
  ).toMatchObject({ status: 403, body: { code: 'right.missing' } });
  expect(await as({ rights: ['figures.read'], ranges: 'everything' }).get(`/figures/I-03?unit=${unit}`)).toMatchObject({
    status: 403,
  });
  expect(await inside.get(`/figures/I-01?unit=${unit}&filter=colour=red`)).toMatchObject({
    status: 400,
    body: { code: 'figure.dimension-unknown' },
  });
  expect(await inside.get(`/figures/I-11?unit=${unit}&from=2024&to=2020`)).toMatchObject({
    status: 400,
    body: { code: 'figure.period-reversed' },
  });
});
