import { sql } from 'kysely';
import { txOf } from '../../src/platform/db/tx.ts';
import { openInstallation } from '../../src/server/installation.ts';

/** One command that a person wrote, and the record it makes. */
export type Written = { id: string; device: number; kind: 'activity' | 'entry' | 'paper'; record: string };
/** What the phones show of their commands at the end, by phone. */
export type Shown = readonly ReadonlyMap<string, { state: string }>[];

/** What the server holds, read from its database when it has stopped. */
export async function whatStands(
  dataDir: string,
  devices: readonly string[],
  written: readonly Written[],
  shown: Shown,
) {
  const installation = await openInstallation({ dataDir, migrate: 'when-ours' });
  const wrong: string[] = [];
  try {
    const tx = txOf(installation.db.owner);
    const stored = await tx.many<{
      device: string;
      id: string;
      seq: number;
      outcome: string;
      choice: string | null;
    }>(sql`
      select device_id as device, command_id as id, seq, outcome, choice from platform.delivery
      where device_id = any(${[...devices]}::uuid[]) order by device_id, seq`);
    const byId = new Map(stored.map((row) => [row.id, row]));
    for (const one of written) if (!byId.has(one.id)) wrong.push(`lost: ${one.kind} ${one.id}`);
    for (const [at, device] of devices.entries()) {
      const mine = stored.filter((row) => row.device === device);
      mine.forEach((row, index) => {
        if (row.seq !== index + 1) wrong.push(`phone ${at}: a gap before ${row.seq}`);
      });
      // The order in which they were written is the order of their numbers.
      const order = written.filter((one) => one.device === at).map(({ id }) => byId.get(id)?.seq ?? 0);
      if (order.some((seq, index) => index > 0 && seq <= (order[index - 1] ?? 0)))
        wrong.push(`phone ${at}: order not kept`);
      const open = mine.filter((row) => row.outcome !== 'applied' && row.choice === null);
      for (const row of open) {
        const state = shown[at]?.get(row.id)?.state;
        const expected = row.outcome === 'waiting' ? 'held' : row.outcome;
        if (state !== expected) wrong.push(`phone ${at}: ${row.outcome} ${row.id} is shown as ${state ?? 'nothing'}`);
      }
    }
    const applied = written.filter(({ id }) => byId.get(id)?.outcome === 'applied');
    const once = async (kind: Written['kind'], query: (ids: string[]) => ReturnType<typeof sql<{ id: string }>>) => {
      const ids = applied.filter((one) => one.kind === kind).map(({ record }) => record);
      const found = await tx.many<{ id: string }>(query(ids));
      if (found.length !== ids.length) wrong.push(`${kind}: ${ids.length} applied, ${found.length} stand`);
    };
    await once('activity', (ids) => sql`select id from outreach.activity where id = any(${ids}::uuid[])`);
    await once('entry', (ids) => sql`select id from tasks.entry where id = any(${ids}::uuid[])`);
    const all = await tx.one<{ activities: number; papers: number }>(sql`select
      (select count(*)::int from outreach.activity where title like 'Nạo vét mương ______') as activities,
      (select count(*)::int from platform.delivery where type = 'welfare.paper' and outcome = 'applied') as papers`);
    const activities = applied.filter(({ kind }) => kind === 'activity').length;
    if (all.activities !== activities) wrong.push(`${all.activities} activities stand, ${activities} were written`);
    return {
      applied: stored.filter(({ outcome }) => outcome === 'applied').length,
      conflicts: stored.filter(({ outcome }) => outcome === 'conflict').length,
      photos: all.papers,
      wrong,
    };
  } finally {
    await installation.close();
  }
}
