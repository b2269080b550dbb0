import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { aReportWorld } from '#modules/figures/testing.ts';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { membershipRoutes } from '#modules/membership/index.ts';
import { aMember } from '#modules/membership/testing.ts';
import { organisationRoutes } from '#modules/organisation/index.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { registerOutreachFigures } from '#modules/outreach/figures.ts';
import { outreachRoutes } from '#modules/outreach/index.ts';
import { anAgencyAndACommune } from '#modules/outreach/testing.ts';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { ArticlePage, ArticleRerun, FigureRefs } from './contract.ts';
import { articlePages } from './public/routes.ts';
import { articleRoutes } from './routes.ts';

registerMembershipFigures();
registerOutreachFigures();
const TODAY = '2026-11-22';
const db = await testDatabase();
const { as, anonymous } = await testApp(
  db,
  [articleRoutes, articlePages, membershipRoutes, organisationRoutes, outreachRoutes],
  { now: () => new Date(`${TODAY}T05:00:00Z`) },
);
const office = as();
const say = (vi: string) => ({ vi, th: null, en: null });

/** An article of these figures, published. */
async function published(about: { kind: string; unitId: string; from: string; to: string }, figures: FigureRefs) {
  const id = randomUUID();
  const made = await office.post('/articles', { id, ...about, title: say('Một năm'), start: false });
  expect(made.status, made.text).toBe(201);
  const text = Object.keys(figures).map((key) => `{${key}}`);
  const blocks = [{ kind: 'paragraph', text: say(`Trong năm: ${text.join(', ')}.`) }];
  const written = await office.patch(`/articles/${id}`, { version: 1, figures, blocks });
  expect(written.status, written.text).toBe(200);
  const done = await office.post(`/articles/${id}/publication`, { version: 2 });
  expect(done.status, done.text).toBe(200);
  return id;
}
const rerun = async (id: string, caller = office) => {
  const { status, body, text } = await caller.get<ArticleRerun>(`/articles/${id}/rerun`);
  expect(status, text).toBe(200);
  return body;
};
const publicPage = async (id: string) =>
  (await anonymous.inject({ method: 'GET', url: `/api/v1/public/vi/articles/${id}` })).text;
/** What differs, with the records that made it so. */
const told = ({ differences }: ArticleRerun) =>
  Object.fromEntries(
    differences.map((one) => [
      one.key,
      {
        from: one.signed.numerator ?? one.signed.value,
        to: one.now?.numerator ?? one.now?.value ?? one.gone,
        records: one.records.map((record) => `${record.how} ${record.id}`).sort(),
        unnamed: one.hidden,
      },
    ]),
  );
/** Carries an event of units out over HTTP; answers how it is taken back. */
async function carriedOut(effectiveOn: string, plan: object): Promise<() => Promise<void>> {
  const id = randomUUID();
  const planned = await office.post('/unit-events', { id, effectiveOn, document: '1661/NQ', plan });
  expect(planned.status, planned.text).toBe(201);
  const done = await office.post(`/unit-events/${id}/carry-out`, {});
  expect(done.status, done.text).toBe(200);
  return async () => {
    const back = await office.post(`/unit-events/${id}/take-back`, {});
    expect(back.status, back.text).toBe(200);
  };
}
const ids = (query: ReturnType<typeof sql>) =>
  asOwner(db, 'test', (tx) => tx.many<{ id: string }>(query)).then((rows) => rows.map(({ id }) => id).sort());
const onRoll = (people: readonly string[], on: string) =>
  ids(
    sql`select id::text from membership.member_period where member_id = any(${[...people]}::uuid[]) and valid @> ${on}::date`,
  );

test('the year of a cell: a correction and a merger entered late are exactly what a re-run names; taken back, the correction alone', async () => {
  const world = await asOwner(db, 'test', async (tx) => {
    const made = await aReportWorld(tx);
    for (let at = 0; at < 5; at += 1) await aMember(tx, { cell: made.one });
    return made;
  });
  const id = await published(
    { kind: 'cell', unitId: world.one.id, from: '2026-01-01', to: '2026-10-31' },
    { members: { figure: 'I-01', word: 'exactly' }, admitted: { figure: 'I-11', word: 'exactly' } },
  );
  const page = await publicPage(id);
  expect(await rerun(id)).toEqual({ same: true, edition: 1, figures: 2, differences: [] });

  const [gone = ''] = world.inOne;
  const left = await onRoll([gone], '2026-10-31');
  const exit = await office.post(`/members/${gone}/exit`, { version: 1, kind: 'deceased', on: '2026-09-10' });
  expect(exit.status, exit.text).toBe(200);
  const corrected = { members: { from: 10, to: 9, records: [`removed ${left[0] ?? ''}`], unnamed: 0 } };
  expect(told(await rerun(id))).toEqual(corrected);

  const takeBack = await carriedOut('2026-10-12', {
    kind: 'dissolve',
    unitId: world.two.id,
    successorId: world.one.id,
    placements: [],
  });
  const came = await onRoll(world.inTwo, '2026-10-31');
  expect(came).toHaveLength(3);
  expect(told(await rerun(id))).toEqual({
    members: {
      from: 10,
      to: 12,
      records: [...came.map((one) => `added ${one}`), `removed ${left[0] ?? ''}`].sort(),
      unnamed: 0,
    },
  });
  // Who reads the article without the cell that came sees how much differs, and no name of it.
  const reader = as({ ranges: [{ lo: world.one.label, hi: world.one.label + 1 }] });
  expect(told(await rerun(id, reader))['members']).toMatchObject({ to: 12 });
  await takeBack();
  expect(told(await rerun(id))).toEqual(corrected);
  expect(await publicPage(id)).toBe(page);
});

test('a cell that was merged within its own year, as is entered later: its article still opens and says so, and comes back whole', async () => {
  const world = await asOwner(db, 'test', aReportWorld);
  const about = { kind: 'cell', unitId: world.one.id, from: '2026-01-01', to: '2026-10-31' };
  const id = await published(about, { members: { figure: 'I-01', word: 'exactly' } });
  const page = await publicPage(id);
  const takeBack = await carriedOut('2026-09-12', {
    kind: 'merge',
    sources: [world.one.id, world.two.id],
    result: {
      id: randomUUID(),
      name: 'Chi bộ hợp nhất',
      kind: 'party_cell',
      parentId: world.commune.id,
      covers: [],
      setting: null,
    },
  });
  expect(told(await rerun(id))).toEqual({ members: { from: 5, to: 'unit', records: [], unnamed: 0 } });
  const opened = await office.get<ArticlePage>(`/articles/${id}?lang=vi`);
  expect(opened.status, opened.text).toBe(200);
  // It is told until the last day of the cell.
  expect(opened.body.document.figures['members']).toMatchObject({ value: 5, to: '2026-09-11' });
  expect(
    (await office.get<{ items: { id: string }[] }>('/articles?limit=200')).body.items.map((one) => one.id),
  ).toContain(id);
  expect(await publicPage(id)).toBe(page);
  await takeBack();
  expect(await rerun(id)).toMatchObject({ same: true });
  expect((await office.get<ArticlePage>(`/articles/${id}`)).body.document.figures['members']?.to).toBe('2026-10-31');
  // Outside the whole period there is nothing to tell.
  const early = { id: randomUUID(), ...about, from: '2001-01-01', to: '2001-12-31', title: say('x'), start: false };
  expect((await office.post<{ code: string }>('/articles', early)).body.code).toBe('unit.not-on-date');
});

test('the year of a twinning: a corrected day and a merger of communes entered late are exactly what a re-run names', async () => {
  const { province, ...world } = await asOwner(db, 'test', async (tx) => ({
    ...(await anAgencyAndACommune(tx)),
    province: await aUnit(tx, { kind: 'province', name: 'Tỉnh Tuyên Quang', from: '2010-01-01' }),
  }));
  const activity = async (placeId: string, startsOn: string, endsOn: string) => {
    const given = {
      id: randomUUID(),
      kind: 'cleaning',
      title: 'Nạo vét mương',
      placeId,
      agencyId: world.office.id,
      startsOn,
      endsOn,
      villageIds: [placeId],
    };
    const made = await office.post('/activities', given);
    expect(made.status, made.text).toBe(201);
    return given.id;
  };
  const first = await activity(world.village.id, '2024-04-20', '2024-04-20');
  await activity(world.second.id, '2024-05-10', '2024-05-10');
  const beyond = await activity(world.elsewhere.id, '2024-08-01', '2024-08-02');
  const id = await published(
    { kind: 'twinning', unitId: world.commune.id, from: '2024-01-01', to: '2024-12-31' },
    {
      activities: { figure: 'I-49.activities', word: 'exactly' },
      days: { figure: 'I-49', word: 'exactly' },
      places: { figure: 'I-51.villages', word: 'exactly' },
    },
  );
  const page = await publicPage(id);
  expect(await rerun(id)).toMatchObject({ same: true, figures: 3 });

  const right = await office.patch(`/activities/${first}`, { version: 1, endsOn: '2024-04-22' });
  expect(right.status, right.text).toBe(200);
  const corrected = { days: { from: 2, to: 4, records: [`changed ${first}`], unnamed: 0 } };
  expect(told(await rerun(id))).toEqual(corrected);

  const takeBack = await carriedOut('2024-07-01', {
    kind: 'merge',
    sources: [world.place.id, world.next.id],
    result: {
      id: randomUUID(),
      name: 'Xã hợp nhất',
      kind: 'commune',
      parentId: province.id,
      covers: [],
      setting: null,
    },
  });
  const visited = await ids(sql`select id::text from outreach.activity_village where activity_id = ${beyond}`);
  expect(told(await rerun(id))).toEqual({
    activities: { from: 2, to: 3, records: [`added ${beyond}`], unnamed: 0 },
    days: { from: 2, to: 6, records: [`added ${beyond}`, `changed ${first}`], unnamed: 0 },
    places: { from: 2, to: 3, records: visited.map((one) => `added ${one}`), unnamed: 0 },
  });
  await takeBack();
  expect(told(await rerun(id))).toEqual(corrected);
  expect(await publicPage(id)).toBe(page);
});
