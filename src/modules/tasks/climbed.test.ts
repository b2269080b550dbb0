import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { arbitraryHistory, Naive, writeHistory } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { addDays } from '#platform/time/dates.ts';
import type { TaskPage, TaskRow } from './contract.ts';
import { tasksRoutes } from './index.ts';
import { aTask } from './testing.ts';

/** What is overdue climbs: against somebody who walks up from each task, step by step. */

const TODAY = '2027-06-15';
const db = await testDatabase();
const { as } = await testApp(db, [tasksRoutes], { now: () => new Date(`${TODAY}T03:00:00Z`) });
const everything = as();

const aGiven = fc.record({
  unit: fc.nat(997),
  /** Days past the deadline; below one it is not overdue. */
  overdue: fc.integer({ min: -3, max: 60 }),
  closed: fc.constantFrom(false, false, false, true),
});
const aClimb = fc.record({ first: fc.integer({ min: 1, max: 12 }), next: fc.integer({ min: 0, max: 20 }) });

async function setClimb(climb: { first: number; next: number }): Promise<void> {
  await asOwner(db, 'test', async (tx) => {
    await tx.run(sql`delete from platform.setting where key like 'task.climb-%'`);
    for (const [key, value] of Object.entries(climb))
      await tx.run(sql`
        insert into platform.setting (key, valid, value, source) values (${`task.climb-${key}-days`}, '[2020-01-01,)', ${String(value)}::jsonb, 'Quy chế')`);
  });
}

test('for any tree, tasks and patience a unit sees what a walk up from each task brings to it', async () => {
  const seen = { own: 0, above: 0, further: 0, hidden: 0 };
  await fc.assert(
    fc.asyncProperty(
      arbitraryHistory(),
      fc.array(aGiven, { minLength: 6, maxLength: 30 }),
      aClimb,
      async ({ final }, given, climb) => {
        const naive = new Naive(final);
        const parties = final.units.filter(({ tree }) => tree === 'party');
        const tasks = given.map(({ unit, overdue, closed }) => ({
          id: randomUUID(),
          unit: parties[unit % parties.length] ?? { id: '', label: 0 },
          overdue,
          dueOn: addDays(TODAY, -overdue),
          closed,
        }));
        await asOwner(db, 'test', async (tx) => {
          await tx.run(sql`truncate organisation.unit, organisation.unit_event, tasks.task cascade`);
          await writeHistory(tx, final);
          for (const { id, unit, dueOn, closed } of tasks)
            await aTask(tx, {
              id,
              unit,
              assignedOn: '2027-01-05',
              dueOn,
              ...(closed ? { state: 'done' as const, closedOn: '2027-03-01' } : {}),
            });
        });
        await setClimb(climb);
        /** How many steps up from a unit another stands today; undefined when it does not stand above it. */
        const stepsUp = (from: string, to: string): number | undefined => {
          let at: string | null | undefined = from;
          for (let steps = 0; at != null && steps <= 8; steps += 1) {
            if (at === to) return steps;
            at = naive.at(at, TODAY)?.parent;
          }
          return undefined;
        };
        const reaches = (task: (typeof tasks)[number], unit: string): boolean => {
          const steps = stepsUp(task.unit.id, unit);
          if (task.closed || task.overdue < 1 || steps === undefined) return false;
          if (steps === 0) return true;
          let patience = climb.first;
          for (let level = 1; level < steps; level += 1) patience += climb.next;
          const isSeen = task.overdue >= patience;
          if (!isSeen) seen.hidden += 1;
          else if (steps === 1) seen.above += 1;
          else seen.further += 1;
          return isSeen;
        };
        for (const { id: unit } of parties) {
          const { status, body, text } = await everything.get<{ items: TaskRow[]; total: number }>(
            `/tasks?overdue=climbed&unit=${unit}&limit=200`,
          );
          expect(status, text).toBe(200);
          const expected = tasks.filter((task) => reaches(task, unit));
          seen.own += expected.filter((task) => task.unit.id === unit).length;
          expect(body.items.map(({ id }) => id).sort()).toEqual(expected.map(({ id }) => id).sort());
          expect(body.total).toBe(expected.length);
          const days = body.items.map(({ dueOn }) => dueOn);
          expect(days).toEqual([...days].sort());
        }
        // The page of a task names the same units above it that have it on their lists.
        for (const task of tasks.filter(({ unit }) => naive.at(unit.id, TODAY)).slice(0, 5)) {
          const page = (await everything.get<TaskPage>(`/tasks/${task.id}`)).body;
          expect(page.seenBy.map(({ id }) => id).sort()).toEqual(
            parties
              .filter(({ id }) => id !== task.unit.id && reaches(task, id))
              .map(({ id }) => id)
              .sort(),
          );
        }
      },
    ),
    { numRuns: 6, endOnFailure: true },
  );
  // The trees were deep and the tasks late enough to tell the levels apart.
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(0);
}, 240_000);
