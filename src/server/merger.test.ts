import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { admissionRoutes } from '#modules/admission/index.ts';
import type { ApplicantFile, ApplicantPage } from '#modules/admission/contract.ts';
import { learningRoutes } from '#modules/learning/index.ts';
import type { CoursePage } from '#modules/learning/contract.ts';
import { meetingsRoutes } from '#modules/meetings/index.ts';
import type { FollowedCell, MeetingPage, PlannedTheme } from '#modules/meetings/contract.ts';
import { membershipRoutes } from '#modules/membership/index.ts';
import { aCell, aMember } from '#modules/membership/testing.ts';
import { grantOf, organisationRoutes } from '#modules/organisation/index.ts';
import { aPostHolder, aUnit } from '#modules/organisation/testing.ts';
import type { TwinningPage } from '#modules/outreach/contract.ts';
import { outreachRoutes } from '#modules/outreach/index.ts';
import { tasksRoutes } from '#modules/tasks/index.ts';
import type { TaskPage } from '#modules/tasks/contract.ts';
import { villagesRoutes } from '#modules/villages/index.ts';
import type { VillagePage } from '#modules/villages/contract.ts';
import type { CampaignPage, NeedRow } from '#modules/welfare/contract.ts';
import { welfareRoutes } from '#modules/welfare/index.ts';
import { seedHolidays } from '../platform/calendar/calendar.ts';
import { asOwner } from '../platform/db/database.ts';
import { testDatabase } from '../platform/testing/database.ts';
import { type TestCaller, testApp } from '../platform/testing/http.ts';

const db = await testDatabase();
const clock = { today: '2025-06-20' };
const rooms = [
  organisationRoutes,
  membershipRoutes,
  admissionRoutes,
  tasksRoutes,
  meetingsRoutes,
  villagesRoutes,
  learningRoutes,
  welfareRoutes,
  outreachRoutes,
];
const { asUser } = await testApp(db, rooms, {
  now: () => new Date(`${clock.today}T05:00:00Z`),
  grantOf: (userId) => grantOf(db, userId, clock.today),
});
await asOwner(db, 'test', (tx) => seedHolidays(tx));

/** Two communes of a province, each with its place, its committee, a village and a cell; who works where. */
const world = await asOwner(db, 'test', async (tx) => {
  const from = '1990-01-01';
  const province = await aUnit(tx, { kind: 'province', name: 'Tỉnh Điện Biên', from });
  const provinceBody = await aUnit(tx, {
    kind: 'province_body',
    name: 'Đảng bộ tỉnh Điện Biên',
    covers: [province.id],
    from,
  });
  const commune = async (name: string) => {
    const place = await aUnit(tx, { kind: 'commune', name: `Xã ${name}`, parentId: province.id, from });
    const body = await aUnit(tx, {
      kind: 'commune_body',
      name: `Đảng bộ xã ${name}`,
      parentId: provinceBody.id,
      covers: [place.id],
      from,
    });
    const village = await aUnit(tx, { kind: 'village', name: `Bản ${name}`, parentId: place.id, from });
    const cell = await aCell(tx, { parent: body, name: `Chi bộ bản ${name}`, covers: [village], from });
    const member = await aMember(tx, { cell });
    return { place, body, village, cell, member };
  };
  const [one, two] = [await commune('Mường Nhé'), await commune('Nậm Vì')];
  await tx.run(sql`
    insert into organisation.post (unit_id, kind, person_id, valid, label)
    values (${one.body.id}, 'commune_secretary', ${one.member.id}, daterange('2020-06-01', null), ${one.body.label})`);
  const office = await aPostHolder(tx, [{ unit: provinceBody, kind: 'province_office_staff' }]);
  return { province, provinceBody, one, two, office };
});
const office = asUser(world.office.userId);

async function made<T>(answer: Promise<{ status: number; body: T; text: string }>): Promise<T> {
  const { status, body, text } = await answer;
  expect(status, text).toBeLessThan(300);
  return body;
}

/** What is under way in the commune Mường Nhé on the eve of the merger, entered as an office enters it. */
async function underWay() {
  const { one, provinceBody } = world;
  const id = {
    applicant: randomUUID(),
    task: randomUUID(),
    theme: randomUUID(),
    meeting: randomUUID(),
    feed: randomUUID(),
    course: randomUUID(),
    benefit: randomUUID(),
    assignment: randomUUID(),
    twinning: randomUUID(),
    campaign: randomUUID(),
    need: randomUUID(),
  };
  await made(
    office.post('/admission/applicants', {
      id: id.applicant,
      fullName: 'Sừng Gia Mé',
      birth: { on: '2001-04-12', precision: 'day' },
      education: 'upper_secondary',
      cellId: one.cell.id,
      nominatorId: one.cell.id,
      nominatorKind: 'cell',
      noticedOn: '2025-06-02',
      consentOn: '2025-06-02',
    }),
  );
  await made(
    office.post('/tasks', {
      id: id.task,
      unitId: one.cell.id,
      title: 'Nạo vét mương bản',
      ownerPersonId: one.member.id,
      measure: '120 m',
      assignedOn: '2025-06-05',
      dueOn: '2025-09-30',
    }),
  );
  await made(
    office.put(`/theme-plans/${id.theme}`, {
      unitId: one.cell.id,
      year: 2025,
      quarter: 3,
      theme: 'youth',
      title: 'Tạo nguồn',
    }),
  );
  await made(
    office.post('/meetings', {
      id: id.meeting,
      unitId: one.cell.id,
      kind: 'thematic',
      themeId: id.theme,
      plannedOn: '2025-08-05',
    }),
  );
  const feed = await made(
    office.post<{ path: string }>('/calendar-feeds', { id: id.feed, unitId: one.cell.id, lang: 'vi' }),
  );
  await made(
    office.post('/courses', {
      id: id.course,
      unitId: one.body.id,
      subject: 'secretary_skills',
      audience: 'cell_secretary',
      title: 'Bồi dưỡng bí thư chi bộ',
      curriculum: 'Điều hành sinh hoạt',
      startsOn: '2025-08-12',
      endsOn: '2025-08-14',
    }),
  );
  await made(
    office.post(`/villages/${one.village.id}/benefits`, {
      id: id.benefit,
      programme: '1719',
      component: 'water',
      year: 2025,
      quantity: 1,
      unit: 'tank',
      stage: 'planned',
      source: 'KH 3',
    }),
  );
  await made(
    office.post('/cell-assignments', {
      id: id.assignment,
      cellId: one.cell.id,
      committeeId: one.body.id,
      personId: one.member.id,
      from: '2025-01-01',
      document: '3-QĐ/ĐU',
    }),
  );
  await made(
    office.post('/twinnings', {
      id: id.twinning,
      agencyId: provinceBody.id,
      partnerId: one.body.id,
      title: 'Tỉnh uỷ và xã Mường Nhé',
      document: 'Đề án 02',
      starts: { on: '2024-03-01', precision: 'month' },
      endsOn: '2029-03-01',
    }),
  );
  await made(
    office.post('/campaigns', {
      id: id.campaign,
      unitId: provinceBody.id,
      placeId: one.place.id,
      kind: 'environment',
      title: 'Thùng rác cho bản',
      purpose: 'Giữ gìn vệ sinh',
      startsOn: '2025-05-01',
      items: [{ item: 'bin' }],
    }),
  );
  await made(
    office.post('/needs', {
      id: id.need,
      villageId: one.village.id,
      householdId: null,
      item: 'bin',
      quantity: 4,
      title: 'Thùng rác ở nhà văn hoá',
      criteria: [],
      proposedOn: '2025-05-10',
    }),
  );
  return { id, feed };
}
type UnderWay = Awaited<ReturnType<typeof underWay>>;

/** Where each thing is found, and under which name, by whoever asks over HTTP. */
async function found(caller: TestCaller, { id, feed }: UnderWay, at: { cell: string; village: string; place: string }) {
  const file = await caller.get<ApplicantFile>(`/admission/applicants/${id.applicant}`);
  const list = await caller.get<ApplicantPage>(`/admission/applicants?unit=${at.cell}&limit=50`);
  const task = await caller.get<TaskPage>(`/tasks/${id.task}`);
  const meeting = await caller.get<MeetingPage>(`/meetings/${id.meeting}`);
  const themes = await caller.get<{ items: PlannedTheme[] }>(`/theme-plans?unit=${at.cell}&year=2025`);
  const course = await caller.get<CoursePage>(`/courses/${id.course}`);
  const village = await caller.get<VillagePage>(`/villages/${at.village}`);
  const cells = await caller.get<{ items: FollowedCell[] }>(`/cell-assignments?unit=${at.cell}&year=2025`);
  const twinning = await caller.get<TwinningPage>(`/twinnings/${id.twinning}`);
  const campaign = await caller.get<CampaignPage>(`/campaigns/${id.campaign}`);
  const needs = await caller.get<{ items: NeedRow[] }>(`/needs?unit=${at.village}`);
  const calendar = await caller.get(feed.path.replace(/^\/api\/v1/, ''));
  return {
    applicant: [file.body.cell?.name, file.body.stage, list.body.items?.some((one) => one.id === id.applicant)],
    task: [task.body.unit?.name, task.body.state],
    meeting: [meeting.body.unit?.name, meeting.body.state],
    themes: themes.body.items?.map(({ title }) => title),
    course: [course.body.unit?.name, course.body.state],
    benefits: village.body.benefits?.map(({ programme, stage }) => [programme, stage]),
    followed: cells.body.items?.map(({ cell, followers }) => [cell.name, followers.map(({ document }) => document)]),
    twinning: twinning.body.partner?.name,
    campaign: [campaign.body.place?.name, campaign.body.state, campaign.body.place?.id === at.place],
    needs: needs.body.items?.map(({ title, village }) => [title, village.name]),
    calendar: [calendar.status, (calendar.text.match(/BEGIN:VEVENT/g) ?? []).length > 0],
  };
}

const merge = (sources: { id: string }[], result: object) => ({
  kind: 'merge',
  sources: sources.map(({ id }) => id),
  result,
});

test('the merger of July 2025 in the middle of everything: all that is open goes on under the successor, and comes home when it is taken back', async () => {
  const { one, two, province, provinceBody } = world;
  const open = await underWay();
  const before = await found(office, open, { cell: one.cell.id, village: one.village.id, place: one.place.id });
  expect(before).toMatchObject({
    applicant: ['Chi bộ bản Mường Nhé', 'noticed', true],
    task: ['Chi bộ bản Mường Nhé', 'assigned'],
    meeting: ['Chi bộ bản Mường Nhé', 'planned'],
    themes: ['Tạo nguồn'],
    course: ['Đảng bộ xã Mường Nhé', 'planned'],
    benefits: [['1719', 'planned']],
    followed: [['Chi bộ bản Mường Nhé', ['3-QĐ/ĐU']]],
    twinning: 'Đảng bộ xã Mường Nhé',
    campaign: ['Xã Mường Nhé', 'open', true],
    needs: [['Thùng rác ở nhà văn hoá', 'Bản Mường Nhé']],
    calendar: [200, true],
  });

  // Places first, then the committees that cover them, then the villages and their cells.
  clock.today = '2025-07-02';
  const [place, body, village, cell] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const plans = [
    merge([one.place, two.place], { id: place, name: 'Xã Mường Nhé', kind: 'commune', parentId: province.id }),
    merge([one.body, two.body], {
      id: body,
      name: 'Đảng bộ xã Mường Nhé mới',
      kind: 'commune_body',
      parentId: provinceBody.id,
      covers: [place],
    }),
    merge([one.village, two.village], { id: village, name: 'Bản hợp nhất', kind: 'village', parentId: place }),
    merge([one.cell, two.cell], {
      id: cell,
      name: 'Chi bộ hợp nhất',
      kind: 'party_cell',
      setting: 'village',
      parentId: body,
      covers: [village],
    }),
  ];
  const events: string[] = [];
  for (const [at, plan] of plans.entries()) {
    const id = randomUUID();
    const effectiveOn = at < 2 ? '2025-07-01' : '2025-07-02';
    // What came under the new commune on a day does not end on that same day.
    if (at === 2) {
      const early = randomUUID();
      await made(office.post('/unit-events', { id: early, effectiveOn: '2025-07-01', plan }));
      expect((await office.post<{ code?: string }>(`/unit-events/${early}/carry-out`)).body.code).toBe(
        'event.ends-on-first-day',
      );
    }
    await made(office.post('/unit-events', { id, effectiveOn, document: '1656/NQ-UBTVQH15', plan }));
    const dry = await office.get(`/unit-events/${id}/dry-run`);
    expect(dry.status, dry.text).toBe(200);
    await made(office.post(`/unit-events/${id}/carry-out`));
    events.push(id);
  }

  // The office of the new commune, appointed today, finds everything; and goes on with it.
  const clerk = await asOwner(db, 'test', async (tx) => {
    const { label } = await tx.one<{ label: number }>(sql`select label from organisation.unit where id = ${body}`);
    return aPostHolder(tx, [{ unit: { id: body, label }, kind: 'commune_office_staff', from: '2025-07-01' }]);
  });
  const after = await found(asUser(clerk.userId), open, { cell, village, place });
  expect(after).toEqual({
    applicant: ['Chi bộ hợp nhất', 'noticed', true],
    task: ['Chi bộ hợp nhất', 'assigned'],
    meeting: ['Chi bộ hợp nhất', 'planned'],
    themes: ['Tạo nguồn'],
    course: ['Đảng bộ xã Mường Nhé mới', 'planned'],
    benefits: [['1719', 'planned']],
    // A committee that ended gave its cells to nobody: the new one names who follows them.
    followed: [['Chi bộ hợp nhất', []]],
    twinning: 'Đảng bộ xã Mường Nhé mới',
    campaign: ['Xã Mường Nhé', 'open', true],
    needs: [['Thùng rác ở nhà văn hoá', 'Bản hợp nhất']],
    calendar: [200, true],
  });

  // Taken back, the appointment first and then the events from the last, everything is where it was.
  expect((await office.post<{ code?: string }>(`/unit-events/${events[1] ?? ''}/take-back`)).status).toBe(409);
  await asOwner(db, 'test', (tx) => tx.run(sql`delete from organisation.post where person_id = ${clerk.personId}`));
  for (const id of events.reverse()) await made(office.post(`/unit-events/${id}/take-back`));
  clock.today = '2025-06-20';
  expect(await found(office, open, { cell: one.cell.id, village: one.village.id, place: one.place.id })).toEqual(
    before,
  );
});

test('what goes on can be finished under the successor, and goes home finished when the merger is taken back', async () => {
  const { one, two } = world;
  clock.today = '2025-06-20';
  const [task, applicant, cell] = [randomUUID(), randomUUID(), randomUUID()];
  await made(
    office.post('/admission/applicants', {
      id: applicant,
      fullName: 'Lỳ Mì Nu',
      birth: { on: '2000-02-11', precision: 'day' },
      education: 'upper_secondary',
      cellId: one.cell.id,
      nominatorId: one.cell.id,
      nominatorKind: 'cell',
      noticedOn: '2025-06-02',
      consentOn: '2025-06-02',
    }),
  );
  await made(
    office.post('/tasks', {
      id: task,
      unitId: one.cell.id,
      title: 'Làm đường bản',
      ownerPersonId: one.member.id,
      measure: '300 m',
      assignedOn: '2025-06-05',
      dueOn: '2025-07-30',
    }),
  );
  clock.today = '2025-07-20';
  const id = randomUUID();
  const plan = merge([one.cell, two.cell], {
    id: cell,
    name: 'Chi bộ hợp',
    kind: 'party_cell',
    setting: 'village',
    parentId: one.body.id,
    covers: [one.village.id, two.village.id],
  });
  await made(office.post('/unit-events', { id, effectiveOn: '2025-07-01', plan }));
  await made(office.post(`/unit-events/${id}/carry-out`));
  await made(
    office.post(`/tasks/${task}/entries`, {
      id: randomUUID(),
      version: 1,
      on: '2025-07-18',
      to: 'finished',
      note: 'Xong',
    }),
  );
  await made(
    office.post(`/admission/applicants/${applicant}/listing`, { version: 1, on: '2025-07-10', document: 'NQ 07' }),
  );
  const finished = (await office.get<TaskPage>(`/tasks/${task}`)).body;
  expect([finished.unit.name, finished.state]).toEqual(['Chi bộ hợp', 'done']);
  expect((await office.get<ApplicantFile>(`/admission/applicants/${applicant}`)).body).toMatchObject({
    stage: 'outstanding',
    cell: { name: 'Chi bộ hợp' },
  });
  const back = await office.post<{ code?: string }>(`/unit-events/${id}/take-back`);
  // What was done since goes home with the rest; nothing of it is lost.
  expect(back.status, back.text).toBe(200);
  expect((await office.get<TaskPage>(`/tasks/${task}`)).body).toMatchObject({
    unit: { name: 'Chi bộ bản Mường Nhé' },
    state: 'done',
  });
  expect((await office.get<ApplicantFile>(`/admission/applicants/${applicant}`)).body).toMatchObject({
    stage: 'outstanding',
    cell: { name: 'Chi bộ bản Mường Nhé' },
  });
});
