import { randomUUID } from 'node:crypto';
import type { APIRequestContext } from '@playwright/test';
import { todayInVietnam } from '../src/platform/format.ts';
import { callsOf, membersOf } from './calls.ts';
import { expect } from './journey.ts';
import type { SignIn } from './program.ts';

type Unit = { id: string; name: string };
export type OwnCell = Unit & { villages: Unit[]; secretary: SignIn };
export type OwnCommune = { commune: Unit; body: Unit; cells: OwnCell[]; office: Office };
export type Office = {
  get<T>(path: string): Promise<T>;
  /** @returns the answer; refused is a fault of the journey */
  post<T = { id: string }>(path: string, data?: object): Promise<T>;
};

/** A commune of the sample that no journey counts, and words of its villages. */
const COMMUNE = '02350';
const PASSWORD = 'mot-may-rieng-cho-ban';

/** The API as one of the sample's people, with refusals as faults. */
export async function officeOf(userName: string): Promise<Office> {
  const calls: APIRequestContext = await callsOf(userName);
  return {
    get: async <T>(path: string) => {
      const answer = await calls.get(`/api/v1${path}`);
      expect(answer.ok(), `${path} ${await answer.text()}`).toBe(true);
      return (await answer.json()) as T;
    },
    post: async <T>(path: string, data?: object) => {
      const headers = { 'idempotency-key': randomUUID() };
      const answer = await calls.post(`/api/v1${path}`, data ? { data, headers } : { headers });
      expect(answer.ok(), `${path} ${await answer.text()}`).toBe(true);
      return (await answer.json()) as T;
    },
  };
}

/**
 * Cells of a journey's own, each with so many new villages and a secretary who can sign in: what is done there changes no number that
 * another journey looks at, and its phones take no place from others.
 */
export async function ownCells(counts: readonly number[]): Promise<OwnCommune> {
  const office = await officeOf('province');
  const admin = await officeOf('admin');
  const today = todayInVietnam();
  const mark = randomUUID().slice(0, 6);
  const commune = await office.get<Unit & { coveredBy: (Unit & { kind: string })[] }>(`/units/${COMMUNE}`);
  const body = commune.coveredBy.find(({ kind }) => kind === 'commune_body');
  if (!body) throw new Error(`${commune.name} has no Party body`);
  const { items: people } = await membersOf(await callsOf('province'), {
    unit: body.id,
    state: 'official',
    limit: '60',
  });
  const taken = new Set(
    (await office.get<{ items: { personId: string }[] }>(`/posts?unit=${body.id}&below=true&on=${today}`)).items.map(
      ({ personId }) => personId,
    ),
  );
  // Journeys that run side by side do not reach for the same person.
  const begin = Math.floor(Math.random() * people.length);
  const free = [...people.slice(begin), ...people.slice(0, begin)].filter(({ id }) => !taken.has(id));
  const establish = async (name: string, kind: string, parentId: string, covers: readonly string[]): Promise<Unit> => {
    const none = { setting: null, seat: null, symbol: null, slug: null, lon: null, lat: null, codes: [] };
    const [event, id] = [randomUUID(), randomUUID()];
    const paper = { title: null, document: null, documentOn: null, decidingBody: null };
    await office.post('/unit-events', {
      id: event,
      effectiveOn: today,
      ...paper,
      plan: { kind: 'establish', result: { id, name, kind, parentId, covers, ...none } },
    });
    await office.post(`/unit-events/${event}/carry-out`);
    return { id, name };
  };
  const cells: OwnCell[] = [];
  for (const [at, count] of counts.entries()) {
    const villages: Unit[] = [];
    for (let village = 1; village <= count; village++)
      villages.push(await establish(`Bản ${mark} ${at + 1}.${village}`, 'village', commune.id, []));
    const cell = await establish(
      `Chi bộ ${mark} ${at + 1}`,
      'party_cell',
      body.id,
      villages.map(({ id }) => id),
    );
    const person = free[at];
    if (!person) throw new Error('nobody without a post is left');
    await office.post('/posts', {
      id: randomUUID(),
      unitId: cell.id,
      kind: 'cell_secretary',
      personId: person.id,
      from: today,
    });
    const secretary = { userName: `bithu-${mark}-${at + 1}`, password: PASSWORD };
    await admin.post('/users', { id: randomUUID(), ...secretary, displayName: person.fullName, personId: person.id });
    cells.push({ ...cell, villages, secretary });
  }
  return { commune, body, cells, office };
}

/** Bins of a campaign, received and set aside for villages in equal parts. @returns the campaign */
export async function binsFor({ commune, body, office }: OwnCommune, villages: readonly Unit[], each: number) {
  const today = todayInVietnam();
  const [campaign, sponsorId] = [randomUUID(), randomUUID()];
  const title = `Thùng rác ${campaign.slice(0, 6)}`;
  await office.post('/sponsors', {
    id: sponsorId,
    keeperId: body.id,
    kind: 'organisation',
    name: `Hợp tác xã ${campaign.slice(0, 6)}`,
  });
  await office.post('/campaigns', {
    id: campaign,
    unitId: body.id,
    placeId: commune.id,
    kind: 'environment',
    title,
    purpose: 'Giữ sạch đường bản',
    startsOn: today,
    items: [{ item: 'bin', goal: each * villages.length }],
  });
  await office.post(`/campaigns/${campaign}/receipts`, {
    id: randomUUID(),
    effectiveOn: today,
    purpose: 'Tặng các bản',
    item: 'bin',
    quantity: each * villages.length,
    sponsorId,
  });
  const allocations: string[] = [];
  for (const { id: villageId } of villages) {
    const id = randomUUID();
    await office.post(`/campaigns/${campaign}/allocations`, {
      id,
      item: 'bin',
      quantity: each,
      villageId,
      decidedOn: today,
    });
    allocations.push(id);
  }
  return { id: campaign, title, allocations };
}
