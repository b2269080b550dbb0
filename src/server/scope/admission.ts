import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { type Case, type Check, everyItem, type RoomScope, same, spread, TODAY } from './case.ts';

/** One open file at every cell of the generated members; half were named by the unit of another cell. */
type Planted = { id: string; cell: string; nominator: string };
const planted: Planted[] = [];

const sees = ({ user }: Case, one: Planted) => user.reach.has(one.cell) || user.reach.has(one.nominator);

/** A route about one file answers as if it did not exist unless its cell or its nominator is within reach. */
const aboutApplicant =
  (tail: string, body?: () => object): Check =>
  async (given) => {
    for (const one of spread(planted, 3)) {
      const path = `/admission/applicants/${one.id}${tail}`;
      const answer = body
        ? await given.caller.post<{ code?: string }>(path, body())
        : await given.caller.get<{ code?: string }>(path);
      if (!sees(given, one)) expect([answer.status, answer.body.code], path).toEqual([404, 'not-found']);
      // Inside, a wrong version is refused before anything is written: what matters is that the record exists.
      else if (body)
        expect([answer.status, answer.body.code], `${path} ${answer.text}`).toEqual([
          409,
          'admission.changed-meanwhile',
        ]);
      else expect(answer.status, `${path} ${answer.text}`).toBe(200);
    }
  };

const version = 999;
const on = TODAY;
const document = 'QĐ 1';
const ballot = { version, on, document, for: 1, against: 0, abstain: 0, absent: 0 };
const step = (tail: string, body: () => object): [string, Check] => [
  `POST /admission/applicants/:id/${tail}`,
  aboutApplicant(`/${tail}`, body),
];

const STEPS = Object.fromEntries([
  step('listing', () => ({ version, on, document })),
  step('certificates', () => ({ version, id: randomUUID(), number: '1', issuedOn: on, issuer: 'TTCT' })),
  step('application', () => ({ version, on })),
  step('checks', () => ({ version, on, requests: [{ id: randomUUID(), subject: 'applicant', place: 'Bản' }] })),
  step('answers', () => ({ version, checkId: randomUUID(), on, conclusion: 'fit', document })),
  step('verification', () => ({ version, on, document })),
  step('introductions', () => ({ version, kind: 'youth_union', id: randomUUID(), unitId: randomUUID(), on, document })),
  step('opinions', () => ({ version, from: 'mass', on, document })),
  step('cell-votes', () => ({ ...ballot, id: randomUUID() })),
  step('superior-votes', () => ({ ...ballot, id: randomUUID(), members: 1 })),
  step('deadlock', () => ({ version, on, document })),
  step('grassroots-votes', () => ({ ...ballot, id: randomUUID(), members: 1 })),
  step('submission', () => ({ version, on, document })),
  step('decision', () => ({ version, on, document, for: 1, members: 1 })),
  step('receipt', () => ({ version, on })),
  step('ceremony', () => ({ version, on, mentorId: randomUUID(), document })),
  step('remarks', () => ({ version, from: 'mass', on, document })),
  step('recognition', () => ({ version, on, document })),
  step('removal', () => ({ version, on, document })),
  step('card', () => ({ version, on, cardNumber: '1107001' })),
  step('exit', () => ({ version, on, reason: 'withdrew' })),
  step('return', () => ({ version, on, stage: 'noticed', reason: 'stale' })),
]);

export const admissionScope: RoomScope = {
  async arrange(tx, { people }) {
    const cells = [...new Set(people.members.map((member) => member.cell))];
    planted.length = 0;
    planted.push(
      ...cells.map((cell, at) => ({
        id: randomUUID(),
        cell,
        nominator: at % 2 === 0 ? cell : (cells[(at + 1) % cells.length] ?? cell),
      })),
    );
    await tx.run(sql`
      insert into admission.applicant (id, cell_id, label, nominated_cell_id, nominator_id, nominator_kind, nominator_label, consent_on, noticed_on, stage, stage_on)
      select r.id, r.cell, c.label, r.cell, r.nominator, 'youth_union', n.label, '2027-01-05', '2027-01-05', 'noticed', '2027-01-05'
      from jsonb_to_recordset(${JSON.stringify(planted)}::jsonb) r(id uuid, cell uuid, nominator uuid)
      join organisation.unit c on c.id = r.cell join organisation.unit n on n.id = r.nominator`);
    await tx.run(sql`
      insert into admission.identity (id, full_name, cell_id, label, nominator_label)
      select a.id, 'Người ' || left(a.id::text, 4), a.cell_id, a.label, a.nominator_label from admission.applicant a where a.id = any(${planted.map(({ id }) => id)}::uuid[])`);
  },
  scoped: {
    'GET /admission/applicants': async (given) =>
      same(
        (await everyItem<{ id: string }>(given.caller, '/admission/applicants')).map(({ id }) => id),
        planted.filter((one) => sees(given, one)).map(({ id }) => id),
        '/admission/applicants',
      ),
    'GET /admission/board': async (given) => {
      const { body } = await given.caller.get<{ columns: { total: number; items: { id: string }[] }[] }>(
        '/admission/board',
      );
      const mine = planted.filter((one) => sees(given, one)).map(({ id }) => id);
      expect(body.columns.reduce((sum, { total }) => sum + total, 0)).toBe(mine.length);
      for (const { items } of body.columns) for (const { id } of items) expect(mine).toContain(id);
    },
    'GET /admission/nominees': async (given) =>
      same(
        (await given.caller.get<{ items: { id: string }[] }>('/admission/nominees')).body.items.map(({ id }) => id),
        planted.filter((one) => given.user.reach.has(one.nominator)).map(({ id }) => id),
        '/admission/nominees',
      ),
    'GET /admission/targets': async ({ caller, user }) => {
      const { body } = await caller.get<{ items: { unit: { id: string } }[] }>('/admission/targets');
      for (const { unit } of body.items) expect(user.reach.has(unit.id)).toBe(true);
    },
    // A year that is over is refused within reach before anything is written.
    'POST /admission/targets': async ({ caller, user, history, naive }) => {
      for (const unit of spread(
        history.units.filter((one) => naive.at(one.id, '2020-06-30')),
        4,
      )) {
        const answer = await caller.post<{ code?: string }>('/admission/targets', {
          id: randomUUID(),
          unitId: unit.id,
          year: 2020,
          introduced: 1,
          admitted: 0,
        });
        expect(answer.body.code, answer.text).toBe(
          user.reach.has(unit.id) ? 'admission.target-year-over' : 'not-found',
        );
      }
    },
    'GET /admission/funnel': async ({ caller, user, history, naive }) => {
      for (const unit of spread(
        history.units.filter((one) => one.tree !== 'body' && naive.at(one.id, TODAY)),
        3,
      ))
        expect((await caller.get(`/admission/funnel?unit=${unit.id}`)).status).toBe(
          user.reach.has(unit.id) ? 200 : 404,
        );
    },
    'GET /admission/applicants/:id': aboutApplicant(''),
    'POST /admission/applicants': async (given) => {
      const strange = planted.find((one) => !given.user.reach.has(one.cell));
      if (!strange) return;
      const body = {
        id: randomUUID(),
        fullName: 'Người Lạ',
        cellId: strange.cell,
        nominatorId: strange.cell,
        nominatorKind: 'cell',
        noticedOn: TODAY,
        consentOn: TODAY,
      };
      const answer = await given.caller.post('/admission/applicants', body);
      expect(answer.status, answer.text).toBe(404);
    },
    'PATCH /admission/applicants/:id': async (given) => {
      for (const one of spread(planted, 3)) {
        const answer = await given.caller.patch(`/admission/applicants/${one.id}`, { version, changes: {} });
        expect(answer.status, answer.text).toBe(sees(given, one) ? 409 : 404);
      }
    },
    ...STEPS,
  },
  open: {},
};
