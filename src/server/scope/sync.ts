import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { type Case, type Check, type RoomScope, same, spread, TODAY } from './case.ts';

type Written = { id: string; unit: string };
/** A device of somebody else at every unit of the generated tree. */
let devices: Written[] = [];

const seen = ({ user }: Case) => devices.filter(({ unit }) => user.reach.has(unit)).map(({ id }) => id);
/** A device inside is there, outside it does not exist. */
const about =
  (ask: (given: Case, id: string) => Promise<{ status: number; body: { code?: string }; text: string }>): Check =>
  async (given) => {
    const inside = new Set(seen(given));
    for (const { id } of spread(devices, 6)) {
      const answer = await ask(given, id);
      if (inside.has(id)) expect(answer.status, answer.text).toBe(200);
      else expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
    }
  };

export const syncScope: RoomScope = {
  arrange: async (tx, { history }) => {
    devices = history.units.map(({ id }) => ({ id: randomUUID(), unit: id }));
    await tx.run(sql`
      insert into platform.account (user_id, user_name, display_name) values ('phones', 'phones', 'Người khác')`);
    const labels = new Map(history.units.map(({ id, label }) => [id, label]));
    const rows = devices.map(({ id, unit }) => ({ id, unit, label: labels.get(unit) }));
    await tx.run(sql`
      insert into platform.device (id, user_id, unit_id, name, label)
      select r.id, 'phones', r.unit, 'Máy', r.label from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(id uuid, unit uuid, label int)`);
    await tx.run(sql`
      insert into platform.device_state (device_id, token_hash, last_contact_at)
      select id, sha256(id::text::bytea), now() from platform.device`);
  },
  scoped: {
    'GET /sync/devices': async (given) => {
      const { body } = await given.caller.get<{ items: { id: string }[] }>('/sync/devices?state=all');
      const arranged = new Set(devices.map(({ id }) => id));
      same(
        body.items.map(({ id }) => id).filter((id) => arranged.has(id)),
        seen(given),
        '/sync/devices',
      );
    },
    'GET /sync/devices/:id/open': about(({ caller }, id) => caller.get(`/sync/devices/${id}/open`)),
    'POST /sync/devices/:id/withdraw': about(({ caller }, id) => caller.post(`/sync/devices/${id}/withdraw`, {})),
    'POST /sync/devices': async ({ caller, user, history, naive }) => {
      const living = history.units.filter((unit) => naive.at(unit.id, TODAY));
      for (const { id } of spread(living, 5)) {
        const body = { id: randomUUID(), name: 'Máy', unitId: id };
        const answer = await caller.post<{ code?: string }>('/sync/devices', body);
        if (user.reach.has(id)) expect([201, 409], answer.text).toContain(answer.status);
        else expect([answer.status, answer.body.code]).toEqual([404, 'not-found']);
      }
    },
  },
  open: {
    'POST /sync/push':
      'the device’s own token; each command is asked of its own route, held above (src/server/sync/push.test.ts)',
    'POST /sync/pull': 'the device’s own token; scope by device (src/server/sync/pull.test.ts)',
    'GET /sync/blobs/:sha256': 'the device’s own token, own folder (src/server/sync/files.test.ts)',
    'PUT /sync/blobs/:sha256': 'the device’s own token, own folder (src/server/sync/files.test.ts)',
    'POST /sync/decisions': 'the device’s own token, own commands (src/server/sync/push.test.ts)',
    'POST /sync/outbox-file': 'needs the file of a device in scope (src/server/sync/files.test.ts)',
  },
};
