import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { TestCaller } from '../../platform/testing/http.ts';
import { aboutUnit, type Check, everyItem, type RoomScope, same, spread, TODAY } from './case.ts';

/** One of everything at every cell and body of the tree; the identity says which unit it belongs to. */
const DIGIT = {
  arrival: '1',
  draft: '2',
  dossier: '3',
  transfer: '4',
  destruction: '5',
  template: '6',
  sent: '7',
  attachment: '8',
} as const;
type Kind = keyof typeof DIGIT;
const at = (unit: string, kind: Kind): string => `${unit.slice(0, 14)}7${unit.slice(15, 35)}${DIGIT[kind]}`;

type Asked = (caller: TestCaller, id: string, unit: string) => Promise<{ status: number; text: string }>;
/** A record of a unit answers within reach and is absent outside; a rule may refuse the rest. */
const about =
  (kind: Kind, ask: Asked): Check =>
  async ({ caller, user, history }) => {
    for (const unit of spread(
      history.units.filter((one) => one.tree === 'party'),
      3,
    )) {
      const answer = await ask(caller, at(unit.id, kind), unit.id);
      if (user.reach.has(unit.id)) expect(answer.status, answer.text).not.toBe(404);
      else expect(answer.status, answer.text).toBe(404);
    }
  };
/** A list of a unit holds the records of exactly what is within reach of it. */
const listOf =
  (path: string, kind: Kind, more = ''): Check =>
  async (given) => {
    const { caller, user, history } = given;
    const rows = await everyItem<{ id: string }>(caller, `${path}?unit=${user.post}${more}`);
    same(
      rows.map((row) => row.id),
      history.units.filter((unit) => unit.tree === 'party' && user.reach.has(unit.id)).map((unit) => at(unit.id, kind)),
      path,
    );
    await aboutUnit((unit) => `${path}?unit=${unit}${more}`)(given);
  };
/** Nothing is written for a unit out of reach. */
const refusedOutside =
  (path: string, body: object): Check =>
  async ({ caller, user, history, naive }) => {
    const living = history.units.filter((one) => one.tree === 'party' && naive.at(one.id, TODAY));
    for (const unit of spread(living.filter((one) => !user.reach.has(one.id))))
      expect((await caller.post(path, { id: randomUUID(), unitId: unit.id, ...body })).status).toBe(404);
  };
const upload = (caller: TestCaller, url: string, fields: Record<string, string>) => {
  const field = ([name, value]: [string, string]) =>
    `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const file = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\r\n--x--\r\n';
  return caller.inject({
    method: 'POST',
    url: `/api/v1${url}`,
    headers: { 'content-type': 'multipart/form-data; boundary=x', 'idempotency-key': randomUUID() },
    payload: Object.entries(fields).map(field).join('') + file,
  });
};
const version = { version: 999 };

export const recordsScope: RoomScope = {
  arrange: async (tx, { history }) => {
    const rows = history.units
      .filter((unit) => unit.tree === 'party')
      .map((unit) => ({
        unit: unit.id,
        label: unit.label,
        ...Object.fromEntries((Object.keys(DIGIT) as Kind[]).map((kind) => [kind, at(unit.id, kind)])),
      }));
    const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      r(unit uuid, label int, arrival uuid, draft uuid, dossier uuid, transfer uuid, destruction uuid, template uuid, sent uuid, attachment uuid)`;
    await tx.run(sql`
      insert into records.document (id, direction, unit_id, kind, issuer_name, summary, arrived_on, registered_on, state, label, owner_label)
      select r.arrival, 'in', r.unit, 'letter', 'Cấp trên', 'Về họp', '2027-01-05', '2027-01-05', 'open', r.label, r.label from ${given}`);
    await tx.run(sql`
      insert into records.document (id, direction, unit_id, kind, issuer_id, summary, registered_on, state, label, owner_label)
      select r.draft, 'out', r.unit, 'report', r.unit, 'Báo cáo', '2027-01-05', 'draft', r.label, r.label from ${given}`);
    await tx.run(sql`
      insert into records.attachment (id, document_id, name, media_type, bytes, sha256, label)
      select r.attachment, r.arrival, 'a.pdf', 'application/pdf', 1, repeat('a', 64), r.label from ${given}`);
    await tx.run(sql`
      insert into records.dossier (id, unit_id, year, code, title, retention, keeper, state, opened_on, label)
      select r.dossier, r.unit, 2027, '01', 'Công văn', 'correspondence', 'Văn thư', 'open', '2027-01-05', r.label from ${given}`);
    await tx.run(sql`
      insert into records.transfer (id, unit_id, archive, archive_name, prepared_on, label)
      select r.transfer, r.unit, 'office', 'Lưu trữ cơ quan', '2027-01-05', r.label from ${given}`);
    await tx.run(sql`
      insert into records.destruction (id, unit_id, reason, council, proposed_on, proposed_by, list_hash, label)
      select r.destruction, r.unit, 'Hết hạn', 'Hội đồng', '2027-01-05', 'somebody', repeat('a', 64), r.label from ${given}`);
    // One letter goes from a unit that nobody's scope here needs to hold to every unit: it waits where it was sent.
    const [sender] = rows;
    if (!sender) return;
    const letter = randomUUID();
    await tx.run(sql`
      insert into records.document (id, direction, unit_id, kind, issuer_id, summary, registered_on, state, label, owner_label)
      values (${letter}, 'out', ${sender.unit}, 'letter', ${sender.unit}, 'Gửi các đơn vị', '2027-01-05', 'draft', ${sender.label}, ${sender.label})`);
    await tx.run(sql`
      insert into records.addressee (id, document_id, unit_id, label, from_label) select r.sent, ${letter}, r.unit, r.label, ${sender.label} from ${given}`);
    await tx.run(
      sql`update records.document set state = 'issued', dated_on = '2027-01-05', symbol = '01-CV/X' where id = ${letter}`,
    );
  },
  scoped: {
    'GET /documents': listOf('/documents', 'arrival', '&direction=in&below=yes'),
    'GET /documents-waiting': async ({ caller, user, history }) => {
      const rows = await everyItem<{ addresseeId: string }>(caller, `/documents-waiting?unit=${user.post}`);
      const expected = history.units.filter((unit) => unit.tree === 'party' && user.reach.has(unit.id));
      same(
        rows.map((row) => row.addresseeId),
        expected.map((unit) => at(unit.id, 'sent')),
        'waiting',
      );
    },
    'GET /documents/:id': about('arrival', (caller, id) => caller.get(`/documents/${id}`)),
    'GET /attachments/:id': about('attachment', (caller, id) => caller.get(`/attachments/${id}`)),
    'GET /number-series': aboutUnit((unit) => `/number-series?unit=${unit}`),
    'GET /issuers/:id': aboutUnit((unit) => `/issuers/${unit}`),
    'GET /records-order': aboutUnit((unit) => `/records-order?unit=${unit}`),
    'GET /paper-kinds': aboutUnit((unit) => `/paper-kinds?unit=${unit}`),
    'POST /arrivals': refusedOutside('/arrivals', { kind: 'letter', summary: 'x', issuerName: 'y', arrivedOn: TODAY }),
    'POST /drafts': refusedOutside('/drafts', { kind: 'report', summary: 'x' }),
    'POST /terms': refusedOutside('/terms', { name: 'x', congressClosedOn: '2027-01-01' }),
    'POST /dossiers': refusedOutside('/dossiers', {
      year: 2027,
      code: '9',
      title: 'x',
      retention: 'congress',
      keeper: 'x',
    }),
    'POST /filing-plans': refusedOutside('/filing-plans', { year: 2027, on: TODAY, by: 'x' }),
    'POST /transfers-to-archive': refusedOutside('/transfers-to-archive', {
      archive: 'office',
      archiveName: 'x',
      dossierIds: [randomUUID()],
    }),
    'POST /destructions': refusedOutside('/destructions', { reason: 'x', council: 'y', dossierIds: [randomUUID()] }),
    'PUT /issuers/:id': async ({ caller, user, history, naive }) => {
      const living = history.units.filter((one) => one.tree === 'party' && naive.at(one.id, TODAY));
      for (const unit of spread(living))
        expect((await caller.put(`/issuers/${unit.id}`, version)).status).toBe(user.reach.has(unit.id) ? 409 : 404);
    },
    'PATCH /drafts/:id': about('draft', (caller, id) => caller.patch(`/drafts/${id}`, version)),
    'POST /documents/:id/number': about('draft', (caller, id) =>
      caller.post(`/documents/${id}/number`, { ...version, on: TODAY }),
    ),
    'POST /documents/:id/void': about('draft', (caller, id) =>
      caller.post(`/documents/${id}/void`, { ...version, reason: 'x' }),
    ),
    // The other end of a link is the record itself, so a rule refuses it where it is in reach.
    'POST /documents/:id/links': about('draft', (caller, id) =>
      caller.post(`/documents/${id}/links`, { id: randomUUID(), toId: id, kind: 'answers' }),
    ),
    'POST /documents/:id/handling': about('arrival', (caller, id) =>
      caller.post(`/documents/${id}/handling`, { id: randomUUID(), ...version, step: 'forwarded', on: TODAY }),
    ),
    'PUT /documents/:id/dossier': about('draft', (caller, id) =>
      caller.put(`/documents/${id}/dossier`, { ...version, dossierId: null }),
    ),
    'POST /documents/:id/attachments': async ({ caller, user, history }) => {
      for (const unit of spread(history.units.filter((one) => one.tree === 'party' && !user.reach.has(one.id)))) {
        const answer = await upload(caller, `/documents/${at(unit.id, 'draft')}/attachments`, {
          id: randomUUID(),
          role: 'main',
        });
        expect(answer.status, answer.text).toBe(404);
      }
    },
    'GET /dossiers': listOf('/dossiers', 'dossier'),
    'GET /dossiers/:id': about('dossier', (caller, id) => caller.get(`/dossiers/${id}`)),
    'PATCH /dossiers/:id': about('dossier', (caller, id) => caller.patch(`/dossiers/${id}`, version)),
    'POST /dossiers/:id/closing': about('dossier', (caller, id) =>
      caller.post(`/dossiers/${id}/closing`, { ...version, on: TODAY, sheets: 1, box: 'x' }),
    ),
    'GET /transfers-to-archive': listOf('/transfers-to-archive', 'transfer'),
    'GET /transfers-to-archive/:id': about('transfer', (caller, id) => caller.get(`/transfers-to-archive/${id}`)),
    'GET /transfers-to-archive/:id/package.zip': about('transfer', (caller, id) =>
      caller.get(`/transfers-to-archive/${id}/package.zip`),
    ),
    'POST /transfers-to-archive/:id/acceptance': about('transfer', (caller, id) =>
      caller.post(`/transfers-to-archive/${id}/acceptance`, { ...version, on: TODAY, by: 'x' }),
    ),
    'POST /transfers-to-archive/:id/withdrawal': about('transfer', (caller, id) =>
      caller.post(`/transfers-to-archive/${id}/withdrawal`, version),
    ),
    'GET /destructions': listOf('/destructions', 'destruction'),
    'GET /destructions/:id': about('destruction', (caller, id) => caller.get(`/destructions/${id}`)),
    'POST /destructions/:id/approval': about('destruction', (caller, id) =>
      caller.post(`/destructions/${id}/approval`, {
        ...version,
        listHash: 'a'.repeat(64),
        opinion: 'x',
        decision: 'x',
      }),
    ),
    'POST /destructions/:id/carrying-out': about('destruction', (caller, id) =>
      caller.post(`/destructions/${id}/carrying-out`, { ...version, minutes: 'x' }),
    ),
    'POST /destructions/:id/withdrawal': about('destruction', (caller, id) =>
      caller.post(`/destructions/${id}/withdrawal`, version),
    ),
    'GET /papers/:paper/:id': about('draft', (caller, id) => caller.get(`/papers/report/${id}?as=docx`)),
    'POST /paper-templates': async ({ caller }) => {
      // What is no template is refused before a unit is looked at.
      const answer = await upload(caller, '/paper-templates', {
        id: randomUUID(),
        unitId: randomUUID(),
        paper: 'plan',
        name: 'x',
      });
      expect(answer.status, answer.text).toBe(400);
    },
    'GET /paper-templates/:id/:what': async ({ caller }) =>
      void expect((await caller.get(`/paper-templates/${randomUUID()}/file`)).status).toBe(404),
    'PATCH /paper-templates/:id': async ({ caller }) =>
      void expect(
        (await caller.patch(`/paper-templates/${randomUUID()}`, { version: 1, state: 'active' })).status,
      ).toBe(404),
  },
  open: {
    'GET /document-kinds': 'kinds of documents and their symbols, the same for everybody',
    'GET /retention': 'how long what is kept, the same for everybody',
    'GET /paper-templates/built-in/:paper': 'the template that comes with the program; it holds no record',
  },
};
