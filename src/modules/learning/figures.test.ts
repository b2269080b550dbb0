import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { figuresRoutes } from '#modules/figures/index.ts';
import { toldAsListed } from '#modules/figures/testing.ts';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { registerLearningFigures } from './figures.ts';

registerLearningFigures();
const db = await testDatabase();
const { as } = await testApp(db, [figuresRoutes], { now: () => new Date('2026-11-22T05:00:00Z') });

test('training is told at once as its lists hold it: held by Party organisations, places and bodies, wherever people came from', async () => {
  const world = await asOwner(db, 'test', async (tx) => {
    const from = '2010-01-01';
    const provinceBody = await aUnit(tx, { kind: 'province_body', from });
    const body = await aUnit(tx, { kind: 'commune_body', parentId: provinceBody.id, from });
    const other = await aUnit(tx, { kind: 'commune_body', parentId: provinceBody.id, from });
    const commune = await aUnit(tx, { kind: 'commune', from });
    const village = await aUnit(tx, { kind: 'village', parentId: commune.id, from });
    const cell = await aCell(tx, { parent: body, covers: [village], from });
    // The village goes to a cell of the other commune: who came from it counts where it belonged on the day of the course.
    const later = await aCell(tx, { parent: other, from });
    await tx.run(
      sql`update organisation.covers set valid = daterange(${from}, '2024-06-01') where party_id = ${cell.id} and place_id = ${village.id}`,
    );
    await tx.run(
      sql`insert into organisation.covers (party_id, place_id, valid) values (${later.id}, ${village.id}, '[2024-06-01,)')`,
    );
    const people = await Promise.all([cell, cell, later].map((one) => aMember(tx, { cell: one })));
    const [first = { id: '' }, second = { id: '' }, third = { id: '' }] = people;
    const course = async (unit: { id: string; label: number }, on: string, state: string) => {
      const id = randomUUID();
      await tx.run(sql`
        insert into learning.course (id, unit_id, subject, audience, title, curriculum, starts_on, ends_on, state, label)
        values (${id}, ${unit.id}, 'theory', 'member', 'Lớp', 'Chương trình', ${on}, ${on}, ${state}, ${unit.label})`);
      await tx.run(
        sql`insert into learning.session (course_id, on_date, topic, hours, label) values (${id}, ${on}, 'Một', 2, ${unit.label}), (${id}, ${on}, 'Hai', 2, ${unit.label})`,
      );
      await tx.run(
        sql`insert into learning.head_count (course_id, "group", people, label) values (${id}, 'youth', 7, ${unit.label}), (${id}, 'women', 5, ${unit.label})`,
      );
      return { id, label: unit.label };
    };
    const came = (
      at: { id: string; label: number },
      person: { id: string },
      unit: { id: string; label: number },
      sessions: number,
    ) =>
      tx.run(sql`
        insert into learning.participant (course_id, person_id, as_what, unit_id, sessions, label, home_label)
        values (${at.id}, ${person.id}, 'member', ${unit.id}, ${sessions}, ${at.label}, ${unit.label})`);
    const early = await course(body, '2024-03-01', 'held');
    const late = await course(village, '2024-09-01', 'held');
    const cancelled = await course(other, '2024-05-01', 'cancelled');
    const planned = await course(other, '2024-12-01', 'planned');
    await came(early, first, cell, 2);
    await came(early, second, village, 0);
    await came(late, first, village, 1);
    await came(late, third, later, 2);
    await came(cancelled, third, later, 2);
    await came(planned, third, later, 2);
    await tx.run(sql`insert into organisation.post (unit_id, kind, person_id, valid, label) values
      (${cell.id}, 'cell_secretary', ${second.id}, '[2020-01-01,)', ${cell.label}), (${later.id}, 'cell_secretary', ${third.id}, '[2020-01-01,)', ${later.label})`);
    return { provinceBody, body, other, commune, village, cell, later };
  });
  const all = Object.values(world);
  const clerk = as({ ranges: all.map(({ label }) => ({ lo: label, hi: label + 1 })) });
  const seen = await toldAsListed(clerk, {
    figures: ['I-41', 'I-41.courses', 'I-41.participants', 'I-41.heads', 'I-41.secretaries'],
    units: [world.provinceBody, world.body, world.other, world.cell, world.later],
    wide: [world.provinceBody, world.body, world.other],
    questions: [
      'from=2024-01-01&to=2024-12-31',
      'from=2024-01-01&to=2024-05-31',
      'from=2024-06-01&to=2024-12-31',
      'from=2023-01-01&to=2023-12-31',
    ],
  });
  expect(seen.size).toBeGreaterThanOrEqual(5);
});
