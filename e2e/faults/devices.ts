import { randomUUID } from 'node:crypto';
import { newKey } from '../../src/platform/ids.ts';
import type { Server } from './server.ts';

const WHO = 'cell';

/** Two devices of the same person at the same cell. */
export async function registerDevices(server: Server, count: number) {
  const address = `http://127.0.0.1:${server.port}`;
  const person = server.signIns.find(({ userName }) => userName === WHO);
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
  const headers = { ...json, cookie };
  const get = async <T>(path: string): Promise<T> =>
    (await (await fetch(`${address}/api/v1${path}`, { headers })).json()) as T;
  const me = await get<{ posts: { unitId: string }[] }>('/me');
  const unitId = me.posts[0]?.unitId ?? '';
  const devices = [];
  for (let at = 1; at <= count; at++) {
    const answer = await fetch(`${address}/api/v1/sync/devices`, {
      method: 'POST',
      headers: { ...headers, 'idempotency-key': newKey() },
      body: JSON.stringify({ id: newKey(), name: `Máy ${at} ${randomUUID().slice(0, 4)}`, unitId }),
    });
    if (!answer.ok) throw new Error(`device: ${answer.status} ${await answer.text()}`);
    devices.push(
      (await answer.json()) as { id: string; token: string; nextSeq: number; unit: { id: string; name: string } },
    );
  }
  const tasks = await get<{ items: { id: string }[] }>(`/tasks?unit=${unitId}&state=open&limit=5`);
  const pulled = await fetch(`${address}/api/v1/sync/pull`, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${devices[0]?.token ?? ''}` },
    body: JSON.stringify({ device: devices[0]?.id, cursor: null }),
  });
  const copy = (await pulled.json()) as {
    today: string;
    docs: { kind: string; body: { villages: { id: string }[] } }[];
  };
  const villageId = copy.docs.find(({ kind }) => kind === 'cell')?.body.villages[0]?.id ?? unitId;
  return { devices, unitId, villageId, today: copy.today, taskId: tasks.items[0]?.id ?? null };
}
