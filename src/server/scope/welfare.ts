import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { TestCaller } from '../../platform/testing/http.ts';
import { aboutUnit, type Check, everyItem, type RoomScope, same, spread, TODAY } from './case.ts';

const DIGITS = {
  sponsor: '1',
  campaign: '2',
  household: '3',
  need: '4',
  house: '5',
  allocation: '6',
  handover: '7',
  posting: '8',
  pledge: '9',
  consent: 'a',
  link: 'b',
  closed: 'c',
  agreement: 'd',
  file: 'e',
} as const;
type Kind = keyof typeof DIGITS;
/** One record of each kind at every place of the tree; the identity says which unit it belongs to. */
const at = (unit: string, kind: Kind): string => `${unit.slice(0, 14)}7${unit.slice(15, 35)}${DIGITS[kind]}`;
type Ask = (caller: TestCaller, id: string, unit: string) => Promise<{ status: number; text: string }>;
const places = (history: Parameters<Check>[0]['history']) => history.units.filter((unit) => unit.tree === 'place');
const villages = ({ history, naive }: Pick<Parameters<Check>[0], 'history' | 'naive'>) =>
  places(history).filter((unit) => naive.at(unit.id, TODAY)?.kind === 'village');

/** A record of a place answers within reach, and is absent outside; a rule may refuse the rest before anything is written. */
const about =
  (kind: Kind, ask: Ask): Check =>
  async ({ caller, user, history }) => {
    for (const unit of spread(places(history))) {
      const answer = await ask(caller, at(unit.id, kind), unit.id);
      if (user.reach.has(unit.id)) expect(answer.status, answer.text).not.toBe(404);
      else expect(answer.status, answer.text).toBe(404);
    }
  };
const reads = (kind: Kind, path: (id: string) => string): Check => about(kind, (caller, id) => caller.get(path(id)));
const writes = (kind: Kind, path: (id: string) => string, body: (unit: string) => object): Check =>
  about(kind, (caller, id, unit) => caller.post(path(id), { id: randomUUID(), ...body(unit) }));
/** A list of a unit holds the records of exactly what is within reach of it. */
const listOf =
  (path: string, kind: Kind): Check =>
  async (given) => {
    const { caller, user, history } = given;
    const join = path.includes('?') ? '&' : '?';
    const rows = await everyItem<{ id: string }>(caller, `${path}${join}unit=${user.post}`);
    const expected = places(history).filter((unit) => user.reach.has(unit.id));
    same(
      rows.map((row) => row.id),
      expected.map((unit) => at(unit.id, kind)),
      path,
    );
    await aboutUnit((unit) => `${path}${join}unit=${unit}`)(given);
  };
/** A new record at a unit outside is refused as if the unit did not exist. */
const refusedOutside =
  (path: string, body: (unit: string) => object): Check =>
  async (given) => {
    for (const unit of spread(villages(given).filter((one) => !given.user.reach.has(one.id))))
      expect((await given.caller.post(path, { id: randomUUID(), ...body(unit.id) })).status, path).toBe(404);
  };
const day = { on: '2027-01-01', precision: 'day' };
const entry = { effectiveOn: '2027-01-02', item: 'bin', quantity: 0 };
const stale = { version: 999 };

export const welfareScope: RoomScope = {
  arrange: async (tx, { history }) => {
    const rows = places(history).map((unit) => ({
      unit: unit.id,
      label: unit.label,
      ...Object.fromEntries((Object.keys(DIGITS) as Kind[]).map((kind) => [kind, at(unit.id, kind)])),
    }));
    const columns = (Object.keys(DIGITS) as Kind[]).map((kind) => `${kind} uuid`).join(', ');
    const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(unit uuid, label int, ${sql.raw(columns)})`;
    await tx.run(
      sql`insert into welfare.sponsor (id, keeper_id, kind, name, label) select r.sponsor, r.unit, 'organisation', 'Người tặng', r.label from ${given}`,
    );
    await tx.run(sql`
      insert into welfare.campaign (id, unit_id, place_id, first_unit_id, first_place_id, kind, title, purpose, starts_on, label, place_label)
      select r.campaign, r.unit, r.unit, r.unit, r.unit, 'gift', 'Đợt', 'Mục đích', '2027-01-01', r.label, r.label from ${given}`);
    await tx.run(sql`
      insert into welfare.campaign_item (campaign_id, item, label, place_label)
      select r.campaign, i.item, r.label, r.label from ${given} cross join (values ('bin'), ('VND')) i (item)`);
    await tx.run(sql`
      insert into welfare.agreement (id, sponsor_id, number, purpose, signed_on, label)
      select r.agreement, r.sponsor, '1', 'Mục đích', '2027-01-01', r.label from ${given}`);
    await tx.run(sql`
      insert into platform.file (id, sha256, name, media_type, bytes, label, created_by)
      select r.file, repeat('b', 64), 'a.jpg', 'image/jpeg', 1, r.label, 'test' from ${given}`);
    await tx.run(sql`
      insert into welfare.pledge (id, campaign_id, sponsor_id, item, quantity, pledged_on, label, place_label) select r.pledge, r.campaign, r.sponsor, 'bin', 5, '2027-01-01', r.label, r.label from ${given}`);
    await tx.run(
      sql`insert into welfare.household (id, village_id, code, head_name, label) select r.household, r.unit, 'H-001', 'Chủ hộ', r.label from ${given}`,
    );
    await tx.run(
      sql`insert into welfare.consent (id, household_id, what, given_on, how, label) select r.consent, r.household, 'photo_sponsor', '2027-01-01', 'form', r.label from ${given}`,
    );
    await tx.run(sql`
      insert into welfare.need (id, village_id, household_id, item, quantity, title, proposed_on, label) select r.need, r.unit, r.household, 'bin', 1, 'Cần', '2027-01-01', r.label from ${given}`);
    await tx.run(
      sql`insert into welfare.house (id, household_id, village_id, kind, stage_on, label) select r.house, r.household, r.unit, 'unity', '2027-01-01', r.label from ${given}`,
    );
    await tx.run(
      sql`insert into welfare.house_stage (house_id, stage, on_date, label) select r.house, 'proposed', '2027-01-01', r.label from ${given}`,
    );
    await tx.run(sql`
      insert into welfare.allocation (id, campaign_id, item, quantity, village_id, decided_on, label, place_label, village_label)
      select r.allocation, r.campaign, 'bin', 3, r.unit, '2027-01-01', r.label, r.label, r.label from ${given}`);
    await tx.run(sql`
      select welfare.post(jsonb_build_object('id', gen_random_uuid(), 'key', gen_random_uuid(), 'campaign', r.campaign, 'kind', 'receipt', 'effectiveOn', '2027-01-01', 'lines', jsonb_build_array(
        jsonb_build_object('account', 'source', 'item', 'bin', 'sponsor', r.sponsor, 'quantity', -5), jsonb_build_object('account', 'stock', 'item', 'bin', 'sponsor', r.sponsor, 'quantity', 5)))),
        welfare.post(jsonb_build_object('id', r.posting, 'key', gen_random_uuid(), 'campaign', r.campaign, 'kind', 'handover', 'effectiveOn', '2027-01-01', 'lines', jsonb_build_array(
        jsonb_build_object('account', 'stock', 'item', 'bin', 'sponsor', r.sponsor, 'quantity', -1),
        jsonb_build_object('account', 'delivered', 'item', 'bin', 'sponsor', r.sponsor, 'quantity', 1, 'village', r.unit, 'household', r.household))))
      from ${given}`);
    await tx.run(sql`
      insert into welfare.handover (id, campaign_id, posting_id, village_id, household_id, handed_on, receipt_number, confirmation, handed_by, label, place_label, village_label)
      select r.handover, r.campaign, r.posting, r.unit, r.household, '2027-01-01', '1', 'signature', 'Người trao', r.label, r.label, r.label from ${given}`);
    await tx.run(sql`
      insert into welfare.sponsor_link (id, sponsor_id, code_hash, expires_on, created_by, label) select r.link, r.sponsor, '\\x00', '2027-12-31', 'test', r.label from ${given}`);
    await tx.run(
      sql`insert into welfare.closed_period (id, unit_id, valid, document, label) select r.closed, r.unit, '[2020-01-01,2021-01-01)', 'BB', r.label from ${given}`,
    );
  },
  scoped: {
    'GET /sponsors': listOf('/sponsors', 'sponsor'),
    'GET /campaigns': listOf('/campaigns', 'campaign'),
    'GET /allocations': listOf('/allocations', 'allocation'),
    'GET /households': listOf('/households', 'household'),
    'GET /needs': listOf('/needs', 'need'),
    'GET /houses': listOf('/houses', 'house'),
    'GET /closed-periods': listOf('/closed-periods', 'closed'),
    'GET /sponsor-agreements': listOf('/sponsor-agreements', 'agreement'),
    'GET /pledges': listOf('/pledges', 'pledge'),
    'GET /campaigns/:id/board': reads('campaign', (id) => `/campaigns/${id}/board`),
    'GET /welfare-flow': aboutUnit((unit) => `/welfare-flow?unit=${unit}`),
    'GET /welfare-giving.json': aboutUnit((unit) => `/welfare-giving.json?unit=${unit}`),
    'GET /welfare-giving.csv': aboutUnit((unit) => `/welfare-giving.csv?unit=${unit}`),
    'GET /sponsors/:id': reads('sponsor', (id) => `/sponsors/${id}`),
    'GET /campaigns/:id': reads('campaign', (id) => `/campaigns/${id}`),
    'GET /campaigns/:id/postings': async (given) => {
      await reads('campaign', (id) => `/campaigns/${id}/postings`)(given);
      for (const unit of spread(
        places(given.history).filter((one) => given.user.reach.has(one.id)),
        2,
      ))
        expect(await everyItem(given.caller, `/campaigns/${at(unit.id, 'campaign')}/postings`)).toHaveLength(2);
    },
    'GET /campaigns/:id/balances': reads('campaign', (id) => `/campaigns/${id}/balances?asOf=${TODAY}`),
    'GET /campaigns/:id/verify': reads('campaign', (id) => `/campaigns/${id}/verify`),
    'GET /campaigns/:id/handovers': reads('campaign', (id) => `/campaigns/${id}/handovers`),
    'GET /campaigns/:id/statement.xlsx': reads('campaign', (id) => `/campaigns/${id}/statement.xlsx`),
    'GET /campaigns/:id/journal.ledger': reads('campaign', (id) => `/campaigns/${id}/journal.ledger`),
    'GET /handovers/:id': reads('handover', (id) => `/handovers/${id}`),
    'GET /households/:id': reads('household', (id) => `/households/${id}`),
    'GET /houses/:id': reads('house', (id) => `/houses/${id}`),
    // Each of these is refused by a rule where it is within reach, before anything is written.
    'PATCH /sponsors/:id': about('sponsor', (caller, id) => caller.patch(`/sponsors/${id}`, stale)),
    'POST /sponsors/:id/agreements': writes(
      'sponsor',
      (id) => `/sponsors/${id}/agreements`,
      () => ({
        number: '1',
        purpose: 'x',
        signedOn: '2027-02-01',
        endsOn: '2027-01-01',
      }),
    ),
    'POST /sponsors/:id/links': writes(
      'sponsor',
      (id) => `/sponsors/${id}/links`,
      () => ({ expiresOn: '2020-01-01' }),
    ),
    'POST /sponsor-links/:id/revoke': writes(
      'link',
      (id) => `/sponsor-links/${id}/revoke`,
      () => ({}),
    ),
    'PATCH /campaigns/:id': about('campaign', (caller, id) => caller.patch(`/campaigns/${id}`, stale)),
    'POST /campaigns/:id/items': writes(
      'campaign',
      (id) => `/campaigns/${id}/items`,
      () => ({ item: 'no_such_item' }),
    ),
    'POST /campaigns/:id/close': writes(
      'campaign',
      (id) => `/campaigns/${id}/close`,
      () => ({ ...stale, on: TODAY, document: 'x' }),
    ),
    'POST /campaigns/:id/reopen': writes(
      'campaign',
      (id) => `/campaigns/${id}/reopen`,
      () => ({ ...stale, on: TODAY, document: 'x' }),
    ),
    'POST /campaigns/:id/pledges': writes(
      'campaign',
      (id) => `/campaigns/${id}/pledges`,
      (unit) => ({
        sponsorId: at(unit, 'sponsor'),
        item: 'gift',
        quantity: 1,
        pledged: day,
      }),
    ),
    'POST /pledges/:id/withdraw': writes(
      'pledge',
      (id) => `/pledges/${id}/withdraw`,
      () => ({ ...stale, on: TODAY, document: 'x' }),
    ),
    'POST /campaigns/:id/purpose-changes': writes(
      'campaign',
      (id) => `/campaigns/${id}/purpose-changes`,
      (unit) => ({
        postingId: at(unit, 'posting'),
        newPurpose: 'x',
      }),
    ),
    'POST /campaigns/:id/reported': writes(
      'campaign',
      (id) => `/campaigns/${id}/reported`,
      () => ({
        what: 'received',
        item: 'bin',
        comparator: 'over',
        value: 0,
        source: 'x',
        said: day,
      }),
    ),
    'POST /campaigns/:id/receipts': writes(
      'campaign',
      (id) => `/campaigns/${id}/receipts`,
      (unit) => ({
        ...entry,
        sponsorId: at(unit, 'sponsor'),
        purpose: 'x',
      }),
    ),
    'POST /campaigns/:id/purchases': writes(
      'campaign',
      (id) => `/campaigns/${id}/purchases`,
      () => ({ ...entry, priceVnd: 1 }),
    ),
    'POST /campaigns/:id/returns': writes(
      'campaign',
      (id) => `/campaigns/${id}/returns`,
      (unit) => ({
        ...entry,
        sponsorId: at(unit, 'sponsor'),
      }),
    ),
    'POST /campaigns/:id/write-offs': writes(
      'campaign',
      (id) => `/campaigns/${id}/write-offs`,
      () => ({ ...entry, document: 'x' }),
    ),
    'POST /postings/:id/reverse': writes(
      'posting',
      (id) => `/postings/${id}/reverse`,
      () => ({ effectiveOn: '2026-12-31', reason: 'x' }),
    ),
    'POST /campaigns/:id/allocations': writes(
      'campaign',
      (id) => `/campaigns/${id}/allocations`,
      (unit) => ({
        item: 'bin',
        quantity: 0,
        villageId: unit,
        decidedOn: '2027-01-02',
      }),
    ),
    'POST /campaigns/:id/handovers': async (given) => {
      for (const unit of spread(villages(given))) {
        const answer = await given.caller.post(`/campaigns/${at(unit.id, 'campaign')}/handovers`, {
          id: randomUUID(),
          effectiveOn: '2027-01-02',
          villageId: unit.id,
          items: [{ item: 'bin', quantity: 99 }],
          receiptNumber: '2',
          confirmation: 'signature',
          handedBy: 'x',
        });
        expect(answer.status, answer.text).toBe(given.user.reach.has(unit.id) ? 409 : 404);
      }
    },
    'POST /handovers/:id/inspections': writes(
      'handover',
      (id) => `/handovers/${id}/inspections`,
      () => ({ on: '2027-01-02', result: 'good' }),
    ),
    // The first writes it, the next are told that it is kept.
    'POST /handovers/:id/papers': writes(
      'handover',
      (id) => `/handovers/${id}/papers`,
      (unit) => ({ fileId: at(unit, 'file') }),
    ),
    'PATCH /households/:id': about('household', (caller, id) => caller.patch(`/households/${id}`, stale)),
    'POST /households/:id/classes': writes(
      'household',
      (id) => `/households/${id}/classes`,
      () => ({
        class: 'poor',
        from: '2027-02-01',
        to: '2027-01-01',
        listNumber: '1',
        listOn: '2026-12-15',
        source: 'x',
      }),
    ),
    'POST /households/:id/eligibility': writes(
      'household',
      (id) => `/households/${id}/eligibility`,
      () => ({ kind: 'disability', since: '2020-01-01' }),
    ),
    'POST /households/:id/consents': writes(
      'household',
      (id) => `/households/${id}/consents`,
      () => ({ what: 'photo_sponsor', givenOn: '2027-01-01', how: 'form' }),
    ),
    'POST /consents/:id/withdraw': about('consent', (caller, id) =>
      caller.post(`/consents/${id}/withdraw`, { on: TODAY }),
    ),
    'POST /needs/:id/step': writes(
      'need',
      (id) => `/needs/${id}/step`,
      () => ({ ...stale, state: 'met', on: TODAY }),
    ),
    'POST /houses/:id/stages': writes(
      'house',
      (id) => `/houses/${id}/stages`,
      () => ({ stage: 'roof', reached: day }),
    ),
    'POST /houses/:id/shares': writes(
      'house',
      (id) => `/houses/${id}/shares`,
      () => ({
        source: 'state',
        item: 'labour_day',
        quantity: 1,
        state: 'given',
        on: TODAY,
      }),
    ),
    'POST /sponsors': refusedOutside('/sponsors', (unit) => ({ keeperId: unit, kind: 'organisation', name: 'x' })),
    'POST /campaigns': refusedOutside('/campaigns', (unit) => ({
      unitId: unit,
      placeId: unit,
      kind: 'gift',
      title: 'x',
      purpose: 'x',
      startsOn: '2027-01-01',
      items: [{ item: 'bin' }],
    })),
    'POST /closed-periods': refusedOutside('/closed-periods', (unit) => ({
      unitId: unit,
      from: '2026-01-01',
      to: '2026-12-31',
      document: 'x',
    })),
    'POST /households': refusedOutside('/households', (unit) => ({ villageId: unit, code: 'H-002', headName: 'x' })),
    'POST /needs': refusedOutside('/needs', (unit) => ({
      villageId: unit,
      item: 'bin',
      quantity: 1,
      title: 'x',
      proposedOn: '2027-01-01',
    })),
    'POST /houses': async ({ caller, user, history }) => {
      for (const unit of spread(places(history))) {
        const body = {
          id: randomUUID(),
          householdId: at(unit.id, 'household'),
          kind: 'unity',
          proposed: { ...day, on: '2030-01-01' },
        };
        expect((await caller.post('/houses', body)).status).toBe(user.reach.has(unit.id) ? 409 : 404);
      }
    },
  },
  open: {
    'GET /welfare-items': 'the list of what can be given',
    'POST /welfare-items': 'right; a word for everybody',
    'POST /sponsor-page/:link':
      'public; the code of the link opens the sponsor’s own gifts and nothing else (outward.test.ts)',
    'POST /sponsor-page/:link/statement.xlsx': 'public; as the page',
    'POST /sponsor-page/:link/statement.pdf': 'public; as the page (papers.test.ts)',
    'POST /sponsor-page/:link/photos/:photo': 'public; only a photo that the page names (papers.test.ts)',
    'GET /handovers/:id/receipt.pdf':
      'reads GET /handovers/:id in scope and sets it; setting hundreds would take minutes (papers.test.ts)',
    'GET /campaigns/:id/board.pdf':
      'reads GET /campaigns/:id/board in scope and sets it; setting hundreds would take minutes (board.test.ts)',
    'POST /welfare-papers': 'looks the village up in scope before it keeps anything (papers.test.ts)',
  },
};
