import { sql } from 'kysely';
import { txOf } from '#platform/db/tx.ts';
import { timed } from '../measure.ts';
import { type Bench, scopeAt } from './context.ts';

/** What a post reaches, as it is asked at a person's first request after each change of the tree or of posts. */
export async function scopes(bench: Bench): Promise<void> {
  const { installation, units } = bench;
  const nation = await txOf(installation.db.owner).many<{ id: string }>(sql`
    select id from organisation.unit where id in (select unit_id from organisation.unit_version where parent_id is null) order by label limit 1`);
  for (const [who, posts] of [
    ['village', units.villages],
    ['commune', units.communes],
    ['district', units.districts],
    ['province', units.provinces],
    ['the root', nation.map((row) => row.id)],
  ] as const) {
    if (posts.length === 0) continue;
    const took = await timed(Math.min(posts.length * 2, 30), (run) =>
      scopeAt(installation, [posts[run % posts.length] ?? '']),
    );
    bench.add({ group: 'scope', what: `labels a post reaches, ${who}`, ...took });
  }
}
