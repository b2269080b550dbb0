import { randomUUID } from 'node:crypto';
import { newKey } from '../../src/platform/ids.ts';
import type { Server } from './server.ts';

/** Two phones of the secretary of a cell, and one of the commune's clerk at the same cell: two people write on one record. */
const OWNERS = ['cell', 'cell', 'commune'] as const;

export type Made = { id: string; token: string; nextSeq: number; unit: { id: string; name: string } };
type Unit = { id: string; name: string };

/** The API as somebody of the sample, past the line that loses. */
export async function personOf(server: Server, userName: string) {
  const address = `http://127.0.0.1:${server.port}`;
  const person = server.signIns.find((one) => one.userName === userName);
  const json = { 'content-type': 'application/json', origin: address };
  const signedIn = await fetch(`${address}/api/v1/sign-in`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify(person),
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const answer = await fetch(`${address}/api/v1${path}`, {
      method,
      headers: { ...json, cookie, 'idempotency-key': newKey() },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    get: <T>(path: string) => call<T>('GET', path),
    post: <T>(path: string, body: object = {}) => call<T>('POST', path, body),
  };
}

/** What a phone without a past gets: the copy whole, by kind and identity. */
export async function freshCopy(server: Server, { id, token }: Made) {
  type Page = {
    cursor: string;
    today: string;
    more: boolean;
    docs: { kind: string; id: string; version: string; body: object }[];
  };
  const docs: Page['docs'] = [];
  let today = '';
  for (let cursor: string | null = null, more = true; more;) {
    const answer = await fetch(`http://127.0.0.1:${server.port}/api/v1/sync/pull`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ device: id, cursor }),
    });
    if (!answer.ok) throw new Error(`pull: ${answer.status} ${await answer.text()}`);
    const page = (await answer.json()) as Page;
    docs.push(...page.docs);
    ({ cursor, more, today } = page);
  }
  return { docs, today };
}

export async function registerDevice(server: Server, userName: string, unitId: string): Promise<Made> {
  const person = await personOf(server, userName);
  return person.post<Made>('/sync/devices', { id: newKey(), name: `Máy ${randomUUID().slice(0, 4)}`, unitId });
}

/** The phones of a run, and what they write about: the cell, its village, tasks and a meeting that all of them have. */
export async function registerDevices(server: Server) {
  const secretary = await personOf(server, 'cell');
  const me = await secretary.get<{ posts: { unitId: string }[] }>('/me');
  const unitId = me.posts[0]?.unitId ?? '';
  const probe = await registerDevice(server, 'cell', unitId);
  const { today } = await freshCopy(server, probe);
  const meetingId = newKey();
  const later = new Date(Date.parse(today) + 20 * 86_400_000).toISOString().slice(0, 10);
  await secretary.post('/meetings', {
    id: meetingId,
    unitId,
    kind: 'thematic',
    plannedOn: later,
    plannedAt: null,
    place: 'Nhà văn hoá bản',
    alsoThematic: false,
    theme: 'other',
    themeTitle: null,
    forMonth: null,
  });
  const { docs } = await freshCopy(server, probe);
  type Cell = { villages: Unit[]; commune: Unit | null; up: (Unit & { kind: string })[] };
  type Task = { id: string; closedOn: string | null; version: number };
  const cell = docs.find(({ kind }) => kind === 'cell')?.body as Cell;
  const tasks = docs.filter(({ kind }) => kind === 'task').map(({ body }) => body as Task);
  const open = tasks.filter(({ closedOn }) => closedOn === null).slice(0, 3);
  if (open.length === 0) throw new Error('the cell has no open task');
  const devices: Made[] = [];
  const names: string[] = [];
  for (const owner of OWNERS) {
    devices.push(await registerDevice(server, owner, unitId));
    names.push((await (await personOf(server, owner)).get<{ user: { displayName: string } }>('/me')).user.displayName);
  }
  return {
    devices,
    owners: OWNERS,
    names,
    unitId,
    today,
    meetingId,
    villageId: cell.villages[0]?.id ?? unitId,
    commune: cell.commune,
    body: cell.up[0] ?? null,
    taskIds: open.map(({ id }) => id),
  };
}
export type About = Awaited<ReturnType<typeof registerDevices>>;

/** The commune of the cell and its neighbour become one: both the place and the Party body, carried out by the province's office. */
export async function mergeCommune(server: Server, { commune, body, today }: About): Promise<void> {
  if (!commune || !body) throw new Error('the cell has no commune');
  const office = await personOf(server, 'province');
  type Child = Unit & { kind: string };
  type Page = Child & { path: Child[] };
  const merge = async (unit: Unit, name: string, covers: readonly string[]): Promise<string> => {
    const page = await office.get<Page>(`/units/${unit.id}`);
    const parent = page.path.filter(({ id }) => id !== unit.id).at(-1);
    if (!parent) throw new Error(`${unit.name} stands under nothing`);
    const { items } = await office.get<{ items: Child[] }>(`/units/${parent.id}/children`);
    const neighbour = items.find(({ id, kind }) => id !== unit.id && kind === page.kind);
    if (!neighbour) throw new Error(`${unit.name} has no neighbour`);
    const [event, result] = [newKey(), newKey()];
    await office.post('/unit-events', {
      id: event,
      effectiveOn: today,
      document: '1656/NQ',
      plan: {
        kind: 'merge',
        sources: [unit.id, neighbour.id],
        result: { id: result, name, kind: page.kind, parentId: parent.id, covers },
      },
    });
    await office.post(`/unit-events/${event}/carry-out`);
    return result;
  };
  const place = await merge(commune, 'Xã hợp nhất', []);
  await merge(body, 'Đảng bộ xã hợp nhất', [place]);
}
