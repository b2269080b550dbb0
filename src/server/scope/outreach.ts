import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { SMALL_JPEG } from '../../platform/photos/testing.ts';
import type { TestCaller } from '../../platform/testing/http.ts';
import { aboutUnit, type Case, type Check, everyItem, type RoomScope, same, spread, TODAY } from './case.ts';

const KINDS = {
  twinning: '1',
  activity: '2',
  finding: '3',
  testimony: '4',
  photo: '5',
  participant: '6',
  publication: '8',
  role: '9',
  channel: 'a',
  followUp: 'b',
  planItem: 'c',
} as const;
/** One record of every kind at each commune and village; its identity says which unit it belongs to. */
const at = (unit: string, kind: keyof typeof KINDS): string =>
  `${unit.slice(0, 14)}7${unit.slice(15, 35)}${KINDS[kind]}`;
const PLACES = ['commune', 'ward', 'township', 'special_zone', 'village', 'residential_group'];
/** Communes and villages of the tree, ended ones too. */
const places = ({ history }: Pick<Case, 'history'>) =>
  history.units.filter(
    (unit) =>
      unit.tree === 'place' && history.versions.some((one) => one.unit === unit.id && PLACES.includes(one.kind)),
  );
const living = (given: Case) => places(given).filter((unit) => given.naive.at(unit.id, TODAY));

type Asked = { status: number; text: string };
/** A record of a unit answers within reach, and is absent outside; a rule may refuse the rest before anything is written. */
const aboutRecord =
  (kind: keyof typeof KINDS, ask: (caller: TestCaller, id: string, unit: string) => Promise<Asked>): Check =>
  async (given) => {
    for (const unit of spread(places(given))) {
      const answer = await ask(given.caller, at(unit.id, kind), unit.id);
      if (given.user.reach.has(unit.id)) expect(answer.status, answer.text).not.toBe(404);
      else expect(answer.status, answer.text).toBe(404);
    }
  };
/** A list of a unit holds the records of exactly what is within reach of it. */
const listOf =
  (path: string, kind: keyof typeof KINDS): Check =>
  async (given) => {
    const { caller, user } = given;
    const rows = await everyItem<{ id: string }>(caller, `${path}?unit=${user.post}`);
    same(
      rows.map((row) => row.id),
      places(given)
        .filter((unit) => user.reach.has(unit.id))
        .map((unit) => at(unit.id, kind)),
      path,
    );
    await aboutUnit((unit) => `${path}?unit=${unit}`)(given);
  };
/** A new record at a unit outside does not come to be. */
const refusedOutside =
  (path: string, body: (unit: string) => object): Check =>
  async (given) => {
    for (const unit of spread(living(given).filter((one) => !given.user.reach.has(one.id))))
      expect((await given.caller.post(path, { id: randomUUID(), ...body(unit.id) })).status, unit.id).toBe(404);
  };
const write = (kind: keyof typeof KINDS, path: (id: string) => string, body: object): Check =>
  aboutRecord(kind, (caller, id) => caller.post(path(id), { id: randomUUID(), ...body }));

export const outreachScope: RoomScope = {
  arrange: async (tx, { history }) => {
    const body = history.units.find((unit) => unit.tree === 'party') ?? history.units[0];
    if (!body) return;
    const rows = places({ history }).map((unit) => ({
      unit: unit.id,
      label: unit.label,
      ...Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, at(unit.id, kind as keyof typeof KINDS)])),
    }));
    const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      r(unit uuid, label int, twinning uuid, activity uuid, finding uuid, testimony uuid, photo uuid, participant uuid, publication uuid, role uuid,
        channel uuid, "followUp" uuid, "planItem" uuid)`;
    // The agency's label is one that nobody has, so that the partner's alone decides.
    await tx.run(sql`
      insert into outreach.twinning (id, kind, agency_id, partner_id, title, starts_on, ends_on, label, agency_label)
      select r.twinning, 'twinning', ${body.id}, r.unit, 'Kết nghĩa', '2025-01-01', '2030-01-01', r.label, 0 from ${given} where r.unit <> ${body.id}`);
    await tx.run(sql`
      insert into outreach.activity (id, kind, title, place_id, agency_id, starts_on, ends_on, state, checklist_id, label, agency_label)
      select r.activity, 'records_coaching', 'Việc', r.unit, ${body.id}, '2027-01-05', '2027-01-05', 'held',
        (select id from outreach.checklist where valid @> '2027-01-05'::date), r.label, 0 from ${given}`);
    await tx.run(sql`
      insert into outreach.finding (id, activity_id, unit_id, finding, remedy, due_on, label, agency_label)
      select r.finding, r.activity, r.unit, 'a', 'b', '2027-02-01', r.label, 0 from ${given}`);
    const person = randomUUID();
    await tx.run(
      sql`insert into membership.person (id, full_name, family_key, given_key, label) values (${person}, 'Cán bộ', 'a', 'a', ${body.label})`,
    );
    await tx.run(sql`
      insert into organisation.post (unit_id, kind, person_id, valid, label) values (${body.id}, 'elder', ${person}, '[2020-01-01,2020-02-01)', ${body.label})`);
    await tx.run(sql`
      insert into outreach.testimony (id, activity_id, kind, person_id, said_on, words) select r.testimony, r.activity, 'statement', ${person}, '2027-01-05', 'x' from ${given}`);
    await tx.run(sql`
      insert into outreach.participant (id, activity_id, person_id, side, role, unit_id, home_label)
      select r.participant, r.activity, ${person}, 'agency', 'member', ${body.id}, 0 from ${given}`);
    await tx.run(sql`
      insert into outreach.twinning_role (id, twinning_id, side, role, person_id, valid)
      select r.role, r.twinning, 'partner', 'lead', ${person}, '[2025-01-01,2026-01-01)' from ${given} where r.unit <> ${body.id}`);
    await tx.run(sql`
      insert into outreach.channel (id, twinning_id, kind, name, rules, opened_on)
      select r.channel, r.twinning, 'zalo', 'x', 'x', '2025-01-01' from ${given} where r.unit <> ${body.id}`);
    await tx.run(sql`
      insert into outreach.plan_item (id, twinning_id, year, kind, title, wanted)
      select r."planItem", r.twinning, 2027, 'cleaning', 'y', 1 from ${given} where r.unit <> ${body.id}`);
    await tx.run(sql`
      insert into outreach.follow_up (id, activity_id, unit_id, what) select r."followUp", r.activity, r.unit, 'x' from ${given}`);
    await tx.run(sql`
      insert into outreach.publication (id, unit_id, year, revision, content, published_on, published_by, label)
      select r.publication, r.unit, 2027, 1, '{}', '2027-01-05', 'x', r.label from ${given}`);
    const file = await tx.one<{ id: string }>(sql`
      insert into platform.file (sha256, name, media_type, bytes, label, created_by) values (repeat('a', 64), 'a.jpg', 'image/jpeg', 1, 1, 'test') returning id`);
    await tx.run(sql`
      insert into platform.photo (id, file_id, sha256, bytes, width, height, author, taken_on, unit_id, caption_vi, people, label, owner_label)
      select r.photo, ${file.id}, repeat('a', 64), 1, 1, 1, 'x', '2027-01-05', r.unit, 'x', 'nobody', r.label, 0 from ${given}`);
  },
  scoped: {
    'GET /twinnings': listOf('/twinnings', 'twinning'),
    'GET /activities': listOf('/activities', 'activity'),
    'GET /twinnings/:id': aboutRecord('twinning', (caller, id) => caller.get(`/twinnings/${id}`)),
    'GET /activities/:id': aboutRecord('activity', (caller, id) => caller.get(`/activities/${id}`)),
    'GET /photos/:id': aboutRecord('photo', (caller, id) => caller.get(`/photos/${id}`)),
    'PATCH /photos/:id': aboutRecord('photo', (caller, id) => caller.patch(`/photos/${id}`, { version: 999 })),
    'GET /photos/:id/image': async (given) => {
      // The picture itself lies nowhere in this test; what matters is who is told that it does not exist.
      for (const unit of spread(places(given).filter((one) => !given.user.reach.has(one.id))))
        expect((await given.caller.get(`/photos/${at(unit.id, 'photo')}/image`)).status).toBe(404);
    },
    'GET /twinnings/:id/summary': aboutRecord('twinning', (caller, id) =>
      caller.get(`/twinnings/${id}/summary?year=2027`),
    ),
    // Ended already, of another version, before the trip: refused before anything is written.
    'PATCH /twinnings/:id/roles/:part': aboutRecord('twinning', (caller, id, unit) =>
      caller.patch(`/twinnings/${id}/roles/${at(unit, 'role')}`, { to: '2027-01-01' }),
    ),
    'PATCH /twinnings/:id/plan-items/:part': aboutRecord('twinning', (caller, id, unit) =>
      caller.patch(`/twinnings/${id}/plan-items/${at(unit, 'planItem')}`, { version: 999, public: true }),
    ),
    'PATCH /twinnings/:id/channels/:part': aboutRecord('twinning', (caller, id, unit) =>
      caller.patch(`/twinnings/${id}/channels/${at(unit, 'channel')}`, { version: 999 }),
    ),
    'PATCH /activities/:id/follow-ups/:part': aboutRecord('activity', (caller, id, unit) =>
      caller.patch(`/activities/${id}/follow-ups/${at(unit, 'followUp')}`, { version: 999, doneOn: null }),
    ),
    'PUT /twinnings/:id/campaigns/:part': async (given) => {
      // No campaign belongs to this room; that one of another scope stays absent is held by outreach-scope.test.ts.
      for (const unit of spread(places(given))) {
        const answer = await given.caller.put(`/twinnings/${at(unit.id, 'twinning')}/campaigns/${randomUUID()}`, {
          joined: true,
        });
        expect(answer.status).toBe(404);
      }
    },
    'POST /twinnings': refusedOutside('/twinnings', (unit) => ({
      agencyId: unit,
      partnerId: unit,
      title: 'x',
      starts: { on: TODAY, precision: 'day' },
      endsOn: '2030-01-01',
    })),
    'PATCH /twinnings/:id': aboutRecord('twinning', (caller, id) => caller.patch(`/twinnings/${id}`, { version: 999 })),
    'POST /twinnings/:id/roles': async (given) => {
      for (const unit of spread(places(given))) {
        const body = { id: randomUUID(), side: 'partner', role: 'lead', personId: randomUUID(), from: TODAY };
        // The person is unknown, so nothing is written even where the agreement is within reach.
        expect((await given.caller.post(`/twinnings/${at(unit.id, 'twinning')}/roles`, body)).status).toBe(404);
      }
    },
    'POST /twinnings/:id/channels': write('twinning', (id) => `/twinnings/${id}/channels`, {
      name: 'x',
      rules: 'x',
      openedOn: TODAY,
    }),
    'POST /twinnings/:id/plan-items': write('twinning', (id) => `/twinnings/${id}/plan-items`, {
      year: 2050,
      kind: 'cleaning',
      title: 'x',
      wanted: 1,
    }),
    'POST /activities': refusedOutside('/activities', (unit) => ({
      kind: 'cleaning',
      title: 'x',
      placeId: unit,
      agencyId: unit,
      startsOn: TODAY,
      endsOn: TODAY,
    })),
    'PATCH /activities/:id': aboutRecord('activity', (caller, id) =>
      caller.patch(`/activities/${id}`, { version: 999 }),
    ),
    'POST /activities/:id/participants': async (given) => {
      for (const unit of spread(places(given))) {
        const body = { id: randomUUID(), side: 'partner', personId: randomUUID() };
        expect((await given.caller.post(`/activities/${at(unit.id, 'activity')}/participants`, body)).status).toBe(404);
      }
    },
    'PATCH /activities/:id/participants/:participant': aboutRecord('activity', (caller, id, unit) =>
      caller.patch(`/activities/${id}/participants/${at(unit, 'participant')}`, { here: true }),
    ),
    'PUT /activities/:id/checklist': aboutRecord('activity', (caller, id) =>
      caller.put(`/activities/${id}/checklist`, { answers: [{ item: 99, before: true }] }),
    ),
    'POST /activities/:id/findings': aboutRecord('activity', (caller, id, unit) =>
      caller.post(`/activities/${id}/findings`, {
        id: randomUUID(),
        unitId: unit,
        finding: 'x',
        remedy: 'x',
        dueOn: '2026-01-01',
      }),
    ),
    'GET /activities/:id/records-order': aboutRecord('activity', (caller, id) =>
      caller.get(`/activities/${id}/records-order`),
    ),
    // Nothing was taken before, so nothing is written within reach either.
    'POST /activities/:id/records-order': aboutRecord('activity', (caller, id, unit) =>
      caller.post(`/activities/${id}/records-order`, { id: randomUUID(), unitId: unit, moment: 'after' }),
    ),
    'PATCH /findings/:id': aboutRecord('finding', (caller, id) =>
      caller.patch(`/findings/${id}`, { version: 999, closedOn: TODAY }),
    ),
    'POST /activities/:id/follow-ups': async (given) => {
      for (const unit of spread(places(given))) {
        const body = { id: randomUUID(), unitId: randomUUID(), what: 'x' };
        expect((await given.caller.post(`/activities/${at(unit.id, 'activity')}/follow-ups`, body)).status).toBe(404);
      }
    },
    'POST /activities/:id/photos': aboutRecord('activity', (caller, id, unit) =>
      caller.post(`/activities/${id}/photos`, { id: randomUUID(), photoId: at(unit, 'photo') }),
    ),
    'POST /testimonies': refusedOutside('/testimonies', (unit) => ({
      activityId: at(unit, 'activity'),
      kind: 'statement',
      personId: randomUUID(),
      said: { on: TODAY, precision: 'day' },
      words: 'x',
    })),
    'PATCH /testimonies/:id': aboutRecord('testimony', (caller, id) =>
      caller.patch(`/testimonies/${id}`, { version: 999 }),
    ),
    'GET /publications': async (given) => {
      const { caller, user } = given;
      const { body } = await caller.get<{ items: { id: string }[] }>(`/publications?unit=${user.post}`);
      same(
        body.items.map((row) => row.id),
        places(given)
          .filter((unit) => user.reach.has(unit.id))
          .map((unit) => at(unit.id, 'publication')),
        '/publications',
      );
      await aboutUnit((unit) => `/publications?unit=${unit}`)(given);
    },
    'POST /publications': refusedOutside('/publications', (unit) => ({ unitId: unit, year: 2027 })),
    // A day that has not come is refused before anything is written.
    'PATCH /publications/:id': aboutRecord('publication', (caller, id) =>
      caller.patch(`/publications/${id}`, { withdrawnOn: '2030-01-01' }),
    ),
    'POST /photos': async (given) => {
      for (const unit of spread(
        living(given).filter((one) => !given.user.reach.has(one.id)),
        2,
      )) {
        const about = {
          id: randomUUID(),
          unitId: unit.id,
          author: 'x',
          taken: { on: TODAY, precision: 'day' },
          captionVi: 'x',
          people: 'nobody',
        };
        const answer = await given.caller.inject({
          method: 'POST',
          url: '/api/v1/photos',
          headers: { 'idempotency-key': randomUUID(), 'content-type': 'multipart/form-data; boundary=b' },
          payload: upload(about),
        });
        expect(answer.status, answer.text).toBe(404);
      }
    },
  },
  open: {
    'GET /twinnings/:id/summary.pdf':
      'reads GET /twinnings/:id/summary in scope and sets it; setting hundreds would take minutes (summary.test.ts)',
  },
};

/** A multipart request with a photo. */
function upload(about: object): Buffer {
  const part = (head: string, content: Buffer) =>
    Buffer.concat([
      Buffer.from(`--b\r\nContent-Disposition: form-data; ${head}\r\n\r\n`),
      content,
      Buffer.from('\r\n'),
    ]);
  return Buffer.concat([
    part('name="about"', Buffer.from(JSON.stringify(about))),
    part('name="file"; filename="a.jpg"', SMALL_JPEG),
    Buffer.from('--b--\r\n'),
  ]);
}
