import { expect, test } from 'vitest';
import { buildSample } from './build.ts';

const plan = buildSample({ today: '2026-11-22' });
const { courses, commendations, models } = plan.learning;

test('secretaries are trained every year, by the district and later by their commune', () => {
  for (let year = 2015; year <= 2026; year += 1) {
    const own = courses.filter(
      (course) => course.startsOn.startsWith(String(year)) && course.key.startsWith('secretaries-'),
    );
    const people = new Set(own.flatMap((course) => course.participants.map((one) => one.person)));
    const leading = new Set(
      plan.posts
        .filter(
          (post) =>
            post.kind === 'cell_secretary' &&
            post.from.on <= `${year}-05-01` &&
            (post.to === null || post.to.on > `${year}-05-01`),
        )
        .map((post) => post.person),
    );
    expect(people.size / leading.size, `${year}`).toBeGreaterThan(0.6);
  }
});

test('believers are counted, never named; people by name are members or hold a post on the day', () => {
  expect(courses.some((course) => course.heads.some((one) => one.group === 'believers'))).toBe(true);
  const known = new Set(plan.members.map((member) => member.person));
  const holders = new Set(plan.posts.map((post) => post.person));
  for (const { person } of courses.flatMap((course) => course.participants))
    expect(known.has(person) || holders.has(person)).toBe(true);
});

test('commendations come every year, and most models are taken up by a further place', () => {
  for (let year = 2015; year <= 2025; year += 1)
    expect(commendations.some((one) => one.on.startsWith(String(year)))).toBe(true);
  expect(models.filter((model) => model.adoptions.length > 0).length).toBeGreaterThan(models.length / 2);
  for (const model of models) expect(model.adoptions.every((one) => one.unit !== model.unit)).toBe(true);
});

test('a later day only adds', () => {
  const later = buildSample({ today: '2027-03-01' }).learning;
  const byKey = new Map(later.courses.map((course) => [course.key, course]));
  for (const course of courses) expect(byKey.get(course.key)).toEqual(course);
  expect(later.commendations.slice(0, commendations.length)).toEqual(commendations);
  expect(later.models.map((model) => model.key)).toEqual(models.map((model) => model.key));
});
