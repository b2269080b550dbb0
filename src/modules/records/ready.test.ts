import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { asOwner } from '#platform/db/database.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import type { DossierRow, Ready } from './contract.ts';
import { recordsRoutes } from './index.ts';
import { aRecordsWorld, clerkOf, rangesOf } from './testing.ts';

/** Which files are offered where a list for an archive or for destruction is made: those, and only those, that it takes. */

const TODAY = '2026-11-22';
const db = await testDatabase();
const { as } = await testApp(db, [recordsRoutes], { now: () => new Date(`${TODAY}T05:00:00Z`) });
const world = await asOwner(db, 'test', aRecordsWorld);
const clerk = clerkOf(as({ ranges: rangesOf([world.commune, world.cell]) }), world.commune.id);

/** A file as it stands after its closing, with nothing in it: only its state and its time matter here. */
const put = async (
  code: string,
  more: { state?: string; years?: number | null; expiresOn?: string | null; of?: 'commune' | 'cell' } = {},
) => {
  const { state = 'closed', years = 10, expiresOn = '2036-01-05', of = 'commune' } = more;
  const id = randomUUID();
  await asOwner(db, 'test', (tx) =>
    tx.run(sql`
      insert into records.dossier (id, unit_id, year, code, title, retention, years, keeper, state, opened_on, closed_on, expires_on, label)
      values (${id}, ${world[of].id}, 2015, ${code}, 'Công văn', 'correspondence', ${years}, 'Văn thư', ${state}, '2015-01-02',
        ${state === 'open' ? null : '2016-01-05'}, ${state === 'open' ? null : expiresOn}, ${world[of].label})`),
  );
  return id;
};
const GOOD = { years: null, expiresOn: null };
const past = { years: 5, expiresOn: '2021-01-05' };
const files = {
  open: await put('open', { state: 'open' }),
  closed: await put('closed'),
  good: await put('good', GOOD),
  office: await put('office', { state: 'archived', ...GOOD }),
  past: await put('past', past),
  pastOffice: await put('past-office', { state: 'archived', ...past }),
  lastDay: await put('last-day', { years: 10, expiresOn: TODAY }),
  cell: await put('cell', { of: 'cell', ...past }),
  gone: await put('gone', { state: 'destroyed', ...past }),
};
const offered = async (what: Ready) => {
  const { items } = await clerk.get<{ items: DossierRow[] }>(`/dossiers?unit=${world.commune.id}&ready=${what}`);
  return items.map(({ code }) => code).sort();
};
const hand = (archive: 'office' | 'historical', ids: string[], id: string = randomUUID()) =>
  clerk.caller.post<{ code?: string }>('/transfers-to-archive', {
    id,
    unitId: world.commune.id,
    archive,
    archiveName: 'Lưu trữ',
    dossierIds: ids,
  });
const destroy = (ids: string[], id: string = randomUUID()) =>
  clerk.caller.post<{ code?: string }>('/destructions', {
    id,
    unitId: world.commune.id,
    reason: 'Hết hạn',
    council: 'BB 01',
    dossierIds: ids,
  });

test('what is offered is what the list takes, file by file', async () => {
  expect(await offered('office')).toEqual(['closed', 'good', 'last-day', 'past']);
  expect(await offered('historical')).toEqual(['good', 'office']);
  expect(await offered('destruction')).toEqual(['past', 'past-office']);
  // Asked one by one, the lists take exactly these; each is withdrawn again.
  const takes = async (what: Ready) => {
    const taken: string[] = [];
    for (const [, file] of Object.entries(files)) {
      const id = randomUUID();
      const answer = what === 'destruction' ? await destroy([file], id) : await hand(what, [file], id);
      if (answer.status !== 201) continue;
      const { body } = await clerk.caller.get<{ code: string }>(`/dossiers/${file}`);
      taken.push(body.code);
      const path = what === 'destruction' ? 'destructions' : 'transfers-to-archive';
      expect((await clerk.caller.post(`/${path}/${id}/withdrawal`, { version: 1 })).status).toBe(200);
    }
    return taken.sort();
  };
  for (const what of ['office', 'historical', 'destruction'] as const)
    expect(await takes(what)).toEqual(await offered(what));
});

test('what stands on a list that goes on is not offered, and comes back when the list is withdrawn', async () => {
  const [transfer, destruction] = [randomUUID(), randomUUID()];
  expect((await hand('historical', [files.good], transfer)).status).toBe(201);
  expect((await destroy([files.past], destruction)).status).toBe(201);
  expect(await offered('historical')).toEqual(['office']);
  expect(await offered('office')).toEqual(['closed', 'last-day', 'past']);
  expect(await offered('destruction')).toEqual(['past-office']);
  expect((await clerk.caller.post(`/destructions/${destruction}/withdrawal`, { version: 1 })).status).toBe(200);
  expect(await offered('destruction')).toEqual(['past', 'past-office']);
  // What the historical archive took is there for good, and goes on no list again.
  const taken = { version: 1, on: TODAY, by: 'Lưu trữ tỉnh' };
  expect((await clerk.caller.post(`/transfers-to-archive/${transfer}/acceptance`, taken)).status).toBe(200);
  expect(await offered('historical')).toEqual(['office']);
  expect((await hand('historical', [files.good])).body.code).toBe('transfer.on-list');
});
