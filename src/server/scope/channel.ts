import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { TestCaller } from '../../platform/testing/http.ts';
import { aboutUnit, type Check, everyItem, type RoomScope, same, spread, TODAY } from './case.ts';

/** One record of each kind at every unit of the Party's tree; the identity says which unit it belongs to. */
const at = (unit: string, kind: 'bulletin' | 'receipt' | 'draft' | 'outlet' | 'file' | 'told'): string => {
  const digit = { bulletin: '1', receipt: '2', draft: '3', outlet: '4', file: '5', told: '8' }[kind];
  return `${unit.slice(0, 14)}7${unit.slice(15, 35)}${digit}`;
};
type Answer = { status: number; text: string };

const sendFile = (caller: TestCaller, path: string): Promise<Answer> =>
  caller.inject({
    method: 'POST',
    url: `/api/v1${path}`,
    headers: { 'content-type': 'multipart/form-data; boundary=x', 'idempotency-key': randomUUID() },
    payload: [
      `--x\r\ncontent-disposition: form-data; name="id"\r\n\r\n${randomUUID()}\r\n`,
      '--x\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\ncontent-type: text/plain\r\n\r\na\r\n--x--\r\n',
    ].join(''),
  });

/** A record of a unit answers within reach and is absent outside. */
const about =
  (
    kind: 'bulletin' | 'draft' | 'outlet' | 'file',
    ask: (caller: TestCaller, id: string, unit: string) => Promise<Answer>,
  ): Check =>
  async ({ caller, user, history }) => {
    for (const unit of spread(history.units.filter((one) => one.tree === 'party'))) {
      const answer = await ask(caller, at(unit.id, kind), unit.id);
      if (user.reach.has(unit.id)) expect(answer.status, answer.text).not.toBe(404);
      else expect(answer.status, answer.text).toBe(404);
    }
  };
const listOf =
  (path: string, kind: 'bulletin' | 'draft' | 'outlet'): Check =>
  async (given) => {
    const { caller, user, history } = given;
    const join = path.includes('?') ? '&' : '?';
    const found = await everyItem<{ id: string; of?: string }>(caller, `${path}${join}unit=${user.post}`);
    // Channels of agreements stand in the same list; outreach holds those to the walk.
    const rows = found.filter((row) => row.of !== 'twinning');
    same(
      rows.map((row) => row.id),
      history.units.filter((unit) => unit.tree === 'party' && user.reach.has(unit.id)).map((unit) => at(unit.id, kind)),
      path,
    );
    await aboutUnit((unit) => `${path}${join}unit=${unit}`)(given);
  };
/** Agreements that run, which another room has arranged. */
let agreements: readonly { agency: string; partner: string }[] = [];
/** What was published and is not for everybody: read in the unit, below and above it by a walk of the tree, and on the other side of an agreement. */
const toldOnly =
  (
    path: (id: string) => string,
    also: (text: string, unit: string, inReach: boolean) => void = () => undefined,
  ): Check =>
  async ({ caller, user, history, naive }) => {
    const isBelow = (unit: string): boolean => naive.reach(unit, TODAY).has(user.post);
    for (const unit of spread(history.units.filter((one) => one.tree === 'party'))) {
      const isTwinned = agreements.some(
        ({ agency, partner }) =>
          (agency === unit.id && isBelow(partner)) || (partner === unit.id && agency === user.post),
      );
      const isTold = user.reach.has(unit.id) || isBelow(unit.id) || isTwinned;
      const { status, text } = await caller.get(path(at(unit.id, 'told')));
      expect(status, text).toBe(isTold ? 200 : 404);
      if (isTold) also(text, unit.id, user.reach.has(unit.id));
    }
  };
const refusedOutside =
  (path: string, body: (unit: string) => object): Check =>
  async ({ caller, user, history, naive }) => {
    const living = history.units.filter((one) => one.tree === 'party' && naive.at(one.id, TODAY));
    for (const unit of spread(living.filter((one) => !user.reach.has(one.id))))
      expect((await caller.post(path, { id: randomUUID(), unitId: unit.id, ...body(unit.id) })).status).toBe(404);
  };

export const channelScope: RoomScope = {
  arrange: async (tx, { history }) => {
    await tx.run(sql`truncate channel.bulletin, channel.news, channel.outlet cascade`);
    agreements = await tx.many(sql`
      select agency_id as agency, partner_id as partner from outreach.twinning
      where starts_on <= ${TODAY} and coalesce(ended_on, ends_on) > ${TODAY}`);
    const rows = history.units
      .filter((unit) => unit.tree === 'party')
      .map((unit) => ({
        unit: unit.id,
        label: unit.label,
        bulletin: at(unit.id, 'bulletin'),
        receipt: at(unit.id, 'receipt'),
        draft: at(unit.id, 'draft'),
        outlet: at(unit.id, 'outlet'),
        file: at(unit.id, 'file'),
        told: at(unit.id, 'told'),
      }));
    const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(unit uuid, label int, bulletin uuid, receipt uuid, draft uuid, outlet uuid, file uuid, told uuid)`;
    await tx.run(sql`
      insert into channel.bulletin (id, unit_id, reach, title, body, posted_on, label) select r.bulletin, r.unit, 'chosen', 'Bài', 'Nội dung', '2027-01-05', r.label from ${given}`);
    // Each goes to its own unit alone: whoever is outside neither sent nor got it.
    await tx.run(sql`
      insert into channel.bulletin_unit (id, bulletin_id, unit_id, label, sender_label) select r.receipt, r.bulletin, r.unit, r.label, r.label from ${given}`);
    await tx.run(sql`
      insert into platform.file (id, sha256, name, media_type, bytes, label, created_by) select r.file, repeat('0', 64), 'tệp', 'text/plain', 1, r.label, 'test' from ${given}
      on conflict do nothing`);
    await tx.run(sql`
      insert into channel.attachment (id, bulletin_id, file_id, name, media_type, bytes, sha256, label)
      select r.file, r.bulletin, r.file, 'tệp', 'text/plain', 1, repeat('0', 64), r.label from ${given}`);
    await tx.run(sql`
      insert into channel.news (id, unit_id, topic, title_vi, body_vi, label) select r.draft, r.unit, 'security', 'Tin', 'Nội dung', r.label from ${given}`);
    await tx.run(sql`
      insert into channel.news (id, unit_id, topic, title_vi, body_vi, state, published_at, published_on, label)
      select r.told, r.unit, 'security', 'Tin', 'Nội dung', 'published', '2027-01-05', '2027-01-05', r.label from ${given}`);
    await tx.run(sql`
      insert into channel.news_read (news_id, unit_id, read_at, label, news_label) select r.told, r.unit, '2027-01-05', r.label, r.label from ${given}`);
    await tx.run(sql`
      insert into channel.outlet (id, unit_id, kind, name, rules, opened_on, label) select r.outlet, r.unit, 'zalo_group', 'Nhóm', 'Quy ước', '2026-01-01', r.label from ${given}`);
  },
  scoped: {
    'GET /channel/bulletins': listOf('/channel/bulletins', 'bulletin'),
    'GET /channel/bulletins/:id': about('bulletin', (caller, id) => caller.get(`/channel/bulletins/${id}`)),
    'GET /channel/bulletins/:id/receipts': about('bulletin', (caller, id) =>
      caller.get(`/channel/bulletins/${id}/receipts`),
    ),
    'GET /channel/bulletins/:id/share': about('bulletin', (caller, id) => caller.get(`/channel/bulletins/${id}/share`)),
    'GET /channel/files/:id': async ({ caller, user, history }) => {
      // The bytes of these files are on no disk; what matters is that those outside do not exist.
      for (const unit of spread(history.units.filter((one) => one.tree === 'party' && !user.reach.has(one.id))))
        expect((await caller.get(`/channel/files/${at(unit.id, 'file')}`)).status).toBe(404);
    },
    'PATCH /channel/bulletins/:id': about('bulletin', (caller, id) =>
      caller.patch(`/channel/bulletins/${id}`, { version: 999 }),
    ),
    'POST /channel/bulletins/:id/read': about('bulletin', (caller, id) => caller.post(`/channel/bulletins/${id}/read`)),
    'POST /channel/bulletins/:id/reminders': about('bulletin', (caller, id) =>
      caller.post(`/channel/bulletins/${id}/reminders`),
    ),
    'POST /channel/bulletins/:id/answers': about('bulletin', (caller, id, unit) =>
      caller.post(`/channel/bulletins/${id}/answers`, { id: randomUUID(), unitId: unit, body: 'x' }),
    ),
    'POST /channel/bulletins/:id/files': about('bulletin', (caller, id) =>
      sendFile(caller, `/channel/bulletins/${id}/files`),
    ),
    'POST /channel/news/:id/files': about('draft', (caller, id) => sendFile(caller, `/channel/news/${id}/files`)),
    'POST /channel/bulletins': refusedOutside('/channel/bulletins', () => ({ reach: 'cells', title: 'x', body: 'x' })),
    'GET /channel/news': listOf('/channel/news?of=writer&state=draft', 'draft'),
    'GET /channel/news/:id': async (given) => {
      await about('draft', (caller, id) => caller.get(`/channel/news/${id}`))(given);
      await toldOnly((id) => `/channel/news/${id}`)(given);
    },
    'GET /channel/news/:id/readers': async (given) => {
      await about('draft', (caller, id) => caller.get(`/channel/news/${id}/readers`))(given);
      // Each was read in its own unit: whoever only hears of it does not learn who else read it.
      await toldOnly(
        (id) => `/channel/news/${id}/readers`,
        (text, unit, inReach) => {
          const { items } = JSON.parse(text) as { items: { unit: { id: string } }[] };
          expect(items.map((row) => row.unit.id)).toEqual(inReach ? [unit] : []);
        },
      )(given);
    },
    'PATCH /channel/news/:id': about('draft', (caller, id) => caller.patch(`/channel/news/${id}`, { version: 999 })),
    'POST /channel/news/:id/publish': about('draft', (caller, id) =>
      caller.post(`/channel/news/${id}/publish`, { version: 999 }),
    ),
    'POST /channel/news/:id/withdraw': about('draft', (caller, id) =>
      caller.post(`/channel/news/${id}/withdraw`, { version: 999, why: 'x' }),
    ),
    // Of a draft there is nothing to read or to share, wherever it lies.
    'POST /channel/news/:id/read': async ({ caller, history }) => {
      for (const unit of spread(history.units.filter((one) => one.tree === 'party')))
        expect((await caller.post(`/channel/news/${at(unit.id, 'draft')}/read`)).status).toBe(404);
    },
    'GET /channel/news/:id/share': async ({ caller, history }) => {
      for (const unit of spread(history.units.filter((one) => one.tree === 'party')))
        expect((await caller.get(`/channel/news/${at(unit.id, 'draft')}/share`)).status).toBe(404);
    },
    'POST /channel/news': refusedOutside('/channel/news', () => ({ topic: 'security', titleVi: 'x', bodyVi: 'x' })),
    'GET /channel/outlets': listOf('/channel/outlets', 'outlet'),
    'PATCH /channel/outlets/:id': about('outlet', (caller, id) =>
      caller.patch(`/channel/outlets/${id}`, { version: 999 }),
    ),
    'POST /channel/outlets': refusedOutside('/channel/outlets', () => ({
      kind: 'zalo_group',
      name: 'x',
      rules: 'x',
      openedOn: '2026-01-01',
    })),
    'POST /channel/shares': about('bulletin', (caller, id, unit) =>
      caller.post('/channel/shares', { id: randomUUID(), bulletinId: id, unitId: unit, way: 'qr' }).then(
        (answer) =>
          // A unit that has ended shares nothing: a rule says so, after the scope was asked.
          answer,
      ),
    ),
  },
  open: { 'GET /channel/desk': 'own, by the posts that the caller holds' },
};
