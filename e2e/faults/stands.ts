import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { sql } from 'kysely';
import { type Tx, txOf } from '../../src/platform/db/tx.ts';
import { pathOf } from '../../src/platform/files/files.ts';
import { openInstallation } from '../../src/server/installation.ts';
import type { ShownRow } from './page.ts';

/** One command that a person wrote, and the record it makes. `photo`: the hash of the picture as the phone reduced it. */
export type Written = {
  id: string;
  device: number;
  kind: 'activity' | 'entry' | 'agenda' | 'paper';
  record: string;
  photo?: string | null;
};
/** What a person decided about a command that was not taken. */
export type Chosen = { way: 'mine' | 'theirs' | 'edited' | 'dropped'; replacement: string | null };
/** What the phones show of their commands at the end, by phone. */
export type Shown = readonly ReadonlyMap<string, ShownRow>[];

type Stored = {
  device: string;
  id: string;
  seq: number;
  entity: string;
  outcome: string;
  choice: string | null;
  replacement: string | null;
  theirs: { by: string | null; doc: object | null } | null;
  versionAfter: number | null;
  made: string | null;
};

/** What the server holds, read from its database when it has stopped, against what was written, chosen and shown. */
export async function whatStands(
  dataDir: string,
  devices: readonly string[],
  { written, chosen, shown }: { written: readonly Written[]; chosen: ReadonlyMap<string, Chosen>; shown: Shown },
) {
  const installation = await openInstallation({ dataDir, migrate: 'when-ours' });
  const wrong: string[] = [];
  try {
    const tx = txOf(installation.db.owner);
    const stored = await tx.many<Stored>(sql`
      select device_id as device, command_id as id, seq, entity, outcome, choice, replacement, theirs, version_after as "versionAfter",
        result ->> 'id' as made
      from platform.delivery where device_id = any(${[...devices]}::uuid[]) order by device_id, seq`);
    const byId = new Map(stored.map((row) => [row.id, row]));
    for (const one of written) if (!byId.has(one.id)) wrong.push(`lost: ${one.kind} ${one.id}`);
    for (const [at, device] of devices.entries())
      wrong.push(...inOrder(at, device, stored, written), ...open(at, device, stored, shown));
    wrong.push(...decided(chosen, byId), ...overwritten(stored, written));
    const photos = await intact(tx, dataDir, written, byId, wrong);
    await once(tx, written, byId, wrong);
    const of = (outcome: string) => stored.filter((row) => row.outcome === outcome).length;
    return {
      applied: of('applied'),
      conflicts: of('conflict'),
      refused: of('refused'),
      waiting: of('waiting'),
      photos,
      wrong,
    };
  } finally {
    await installation.close();
  }
}

/** No gap, and the order in which they were written is the order of their numbers. */
function inOrder(at: number, device: string, stored: readonly Stored[], written: readonly Written[]): string[] {
  const mine = stored.filter((row) => row.device === device);
  const wrong = mine.flatMap((row, index) => (row.seq === index + 1 ? [] : [`phone ${at}: a gap before ${row.seq}`]));
  const seqOf = new Map(mine.map(({ id, seq }) => [id, seq]));
  const order = written.filter((one) => one.device === at).map(({ id }) => seqOf.get(id) ?? 0);
  const kept = order.every((seq, index) => index === 0 || seq > (order[index - 1] ?? 0));
  return kept ? wrong : [...wrong, `phone ${at}: order not kept`];
}

/** What was not taken and not decided is on the screen of its phone, a conflict with what stands there and who wrote it. */
function open(at: number, device: string, stored: readonly Stored[], shown: Shown): string[] {
  const undecided = stored.filter((row) => row.device === device && row.outcome !== 'applied' && row.choice === null);
  return undecided.flatMap((row) => {
    const line = shown[at]?.get(row.id);
    const expected = row.outcome === 'waiting' ? 'held' : row.outcome;
    if (line?.state !== expected)
      return [`phone ${at}: ${row.outcome} ${row.id} is shown as ${line?.state ?? 'nothing'}`];
    const blind = row.outcome === 'conflict' && !(line.theirs?.by && line.theirs.version !== null);
    return blind ? [`phone ${at}: the conflict ${row.id} does not show what stands there`] : [];
  });
}

/** Every choice of a person is recorded as it was made, and what carries it has arrived. */
function decided(chosen: ReadonlyMap<string, Chosen>, byId: ReadonlyMap<string, Stored>): string[] {
  return [...chosen].flatMap(([id, { way, replacement }]) => {
    const row = byId.get(id);
    if (row?.choice !== way || row.replacement !== replacement)
      return [`choice ${way} about ${id} is recorded as ${row?.choice ?? 'nothing'}`];
    return replacement !== null && !byId.has(replacement) ? [`lost: what takes the place of ${id}`] : [];
  });
}

/** No two writings were carried out on the same version of a record: nobody wrote over what he had not seen. */
function overwritten(stored: readonly Stored[], written: readonly Written[]): string[] {
  const versioned = new Set(written.filter(({ kind }) => kind === 'entry' || kind === 'agenda').map(({ id }) => id));
  const seen = new Set<string>();
  return stored.flatMap((row) => {
    if (row.outcome !== 'applied' || !versioned.has(row.id)) return [];
    const key = `${row.entity} ${row.versionAfter ?? 'none'}`;
    if (seen.has(key)) return [`${row.entity}: two writings became version ${row.versionAfter ?? '?'}`];
    seen.add(key);
    return [];
  });
}

/** The file of the record is the picture that the phone reduced, byte for byte. @returns how many were compared */
async function intact(
  tx: Tx,
  dataDir: string,
  written: readonly Written[],
  byId: ReadonlyMap<string, Stored>,
  wrong: string[],
): Promise<number> {
  let compared = 0;
  for (const { id, kind, photo } of written) {
    const row = byId.get(id);
    if (kind !== 'paper' || row?.outcome !== 'applied' || !row.made) continue;
    const file = await tx.maybeOne<{ sha256: string }>(sql`select sha256 from platform.file where id = ${row.made}`);
    const bytes = file ? await readFile(pathOf(dataDir, file.sha256)).catch(() => undefined) : undefined;
    const hash = bytes ? createHash('sha256').update(bytes).digest('hex') : undefined;
    if (!file || hash !== file.sha256 || (photo && hash !== photo)) wrong.push(`picture ${id} is not what was taken`);
    else if (photo) compared += 1;
  }
  return compared;
}

/** Each applied command stands once: its record is there, and no record is there that nobody wrote. */
async function once(
  tx: Tx,
  written: readonly Written[],
  byId: ReadonlyMap<string, Stored>,
  wrong: string[],
): Promise<void> {
  const applied = written.filter(({ id }) => byId.get(id)?.outcome === 'applied');
  const ids = (kind: Written['kind']) => applied.filter((one) => one.kind === kind).map(({ record }) => record);
  const counts = await tx.one<{ activities: number; mine: number; entries: number; notes: number }>(sql`select
    (select count(*)::int from outreach.activity where id = any(${ids('activity')}::uuid[])) as mine,
    (select count(*)::int from outreach.activity where title like 'Nạo vét mương ______') as activities,
    (select count(*)::int from tasks.entry where id = any(${ids('entry')}::uuid[])) as entries,
    (select count(*)::int from tasks.entry where note ~ '^máy [1-3]$') as notes`);
  const activities = ids('activity').length;
  const entries = ids('entry').length;
  if (counts.mine !== activities || counts.activities !== activities)
    wrong.push(`${activities} activities applied, ${counts.mine} of them and ${counts.activities} in all stand`);
  if (counts.entries !== entries || counts.notes !== entries)
    wrong.push(`${entries} entries applied, ${counts.entries} of them and ${counts.notes} in all stand`);
}
