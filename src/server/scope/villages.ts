import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { aboutUnit, type Case, type Check, everyItem, type RoomScope, same, spread, TODAY } from './case.ts';

const isVillage = (kind: string | undefined) => kind === 'village' || kind === 'residential_group';
const kindOn = ({ history }: Case, unit: string) =>
  history.versions.find((one) => one.unit === unit && one.from <= TODAY && (one.to === null || one.to > TODAY))?.kind;
/** Villages that live today, seen from a unit asked for: those within reach answer, the others do not exist. */
const aboutVillage =
  (ask: (given: Case, village: string) => Promise<{ status: number; text: string }>): Check =>
  async (given) => {
    for (const unit of spread(given.history.units.filter((one) => isVillage(kindOn(given, one.id))))) {
      const answer = await ask(given, unit.id);
      if (given.user.reach.has(unit.id)) expect(answer.status, answer.text).not.toBe(404);
      else expect(answer.status, answer.text).toBe(404);
    }
  };
/** A write that a rule refuses before anything is written: what matters is whether the village exists for the caller. */
const write = (path: string, body: object): Check =>
  aboutVillage(({ caller }, village) =>
    caller.post(`/villages/${village}/${path}`, { id: randomUUID(), source: 'x', ...body }),
  );

export const villagesScope: RoomScope = {
  arrange: async (tx) => {
    await tx.run(sql`
      insert into villages.profile (village_id, as_of, households, source, label)
      select v.unit_id, '2026-12-31', 30, 'thử', u.label
      from organisation.unit_version v join organisation.unit u on u.id = v.unit_id
      where v.kind in ('village', 'residential_group') and v.valid @> ${TODAY}::date`);
    await tx.run(sql`
      insert into villages.benefit (village_id, programme, component, year, quantity, unit, stage, source, label)
      select p.village_id, 'ntp-2026', 'road', 2028, 1, 'kilometre', 'planned', 'thử', p.label from villages.profile p`);
  },
  scoped: {
    'GET /villages': async (given) => {
      const { caller, user, history } = given;
      const rows = await everyItem<{ id: string; households: number | null }>(caller, `/villages?unit=${user.post}`);
      for (const row of rows) {
        expect(user.reach.has(row.id) || row.households === null, `profile of ${row.id}`).toBe(true);
      }
      const own = history.units.filter((unit) => unit.id === user.post && isVillage(kindOn(given, unit.id)));
      for (const unit of own)
        same(
          rows.map((row) => row.id),
          [unit.id],
          '/villages of a village',
        );
      await aboutUnit((unit) => `/villages?unit=${unit}`)(given);
    },
    'GET /villages/map': aboutUnit((unit) => `/villages/map?unit=${unit}`),
    'GET /villages/:village': aboutVillage(({ caller }, village) => caller.get(`/villages/${village}`)),
    'POST /villages/:village/state-events/:id/corrections': aboutVillage(async ({ caller }, village) => {
      // The village exists within reach, the event never: told apart by asking for the village itself.
      const page = await caller.get(`/villages/${village}`);
      const answer = await caller.post(`/villages/${village}/state-events/${randomUUID()}/corrections`, {
        id: randomUUID(),
        reason: 'x',
      });
      return answer.status === 404 ? page : answer;
    }),
    'POST /villages/:village/profiles': write('profiles', {
      asOf: { on: '2026-12-31', precision: 'day' },
      households: 1,
    }),
    'POST /villages/:village/facts': write('facts', {
      topic: 'road',
      on: { on: '1992-01-01', precision: 'year' },
      value: 'đường',
    }),
    'POST /villages/:village/state-events': write('state-events', {
      state: 'blank_members',
      event: 'cleared',
      on: { on: '2026-01-01', precision: 'day' },
    }),
    'POST /villages/:village/benefits': write('benefits', {
      programme: '134',
      component: 'water',
      year: 2020,
      quantity: 1,
      unit: 'tank',
    }),
    'POST /villages/:village/work': write('work', {
      from: '2027-01-01',
      to: '2027-03-31',
      mediations: 1,
      settled: 2,
      talks: 1,
    }),
    // The post is unknown to everybody, so this one is always absent; that it must be the village's own is held by the room's tests.
    'POST /villages/:village/prestige-reviews': async ({ caller, history }) => {
      for (const unit of spread(history.units, 2)) {
        const body = { id: randomUUID(), postId: randomUUID(), on: '2026-01-01', outcome: 'kept', decision: 'QĐ' };
        expect((await caller.post(`/villages/${unit.id}/prestige-reviews`, body)).status).toBe(404);
      }
    },
    // The person is unknown to everybody, so this one is always absent; that the village is asked first is held by the room's tests.
    'POST /villages/:village/prestige': async ({ caller, history }) => {
      for (const unit of spread(history.units, 2))
        expect(
          (
            await caller.post(`/villages/${unit.id}/prestige`, {
              id: randomUUID(),
              personId: randomUUID(),
              from: '2026-01-01',
              decision: 'QĐ',
            })
          ).status,
        ).toBeGreaterThanOrEqual(400);
    },
    'PATCH /villages/:village/profiles/:id': aboutVillage(async ({ caller }, village) => {
      const page = await caller.get<{ profiles?: { id: string }[] }>(`/villages/${village}`);
      return caller.patch(`/villages/${village}/profiles/${page.body.profiles?.[0]?.id ?? randomUUID()}`, {
        version: 999,
      });
    }),
    'POST /villages/:village/benefits/:id/deliver': aboutVillage(async ({ caller }, village) => {
      const page = await caller.get<{ benefits?: { id: string }[] }>(`/villages/${village}`);
      return caller.post(`/villages/${village}/benefits/${page.body.benefits?.[0]?.id ?? randomUUID()}/deliver`, {
        version: 999,
        year: 2027,
        quantity: 1,
        source: 'x',
      });
    }),
  },
  open: { 'GET /programmes': 'programmes and poverty standards are rules for everybody' },
};
