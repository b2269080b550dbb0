import type { Cluster } from './cluster.ts';
import type { World } from './system.ts';

/** Twenty communes of all sizes, and the names to search for; the same for every system. */
export async function worldOf(cluster: Cluster, database: string, day: string): Promise<World> {
  const bodies = (kind: string) =>
    cluster.run<{ id: string; name: string }>(
      database,
      `select v.unit_id as id, v.name from organisation.unit_version v join organisation.unit u on u.id = v.unit_id
       where v.kind = $1 and v.valid @> $2::date order by u.label`,
      [kind, day],
    );
  const [provinces, districts, all] = [
    await bodies('province_body'),
    await bodies('district_body'),
    await bodies('commune_body'),
  ];
  const province = provinces[0];
  if (!province) throw new Error('no province');
  const count = Math.min(20, all.length);
  const picked = Array.from({ length: count }, (_, n) => all[Math.floor((n * all.length) / count)]).filter(
    (unit) => unit !== undefined,
  );
  const communes = [];
  for (const { id, name } of picked) {
    const ranges = await cluster.run<{ lo: number; hi: number }>(
      database,
      'select lo, hi from organisation.label_ranges(array[$1]::uuid[], $2::date)',
      [id, day],
    );
    communes.push({ id, name, ranges });
  }
  const parts = await cluster.run<{ part: string }>(
    database,
    `select split_part(given_key, ' ', 1) as part from membership.person group by 1 having length(split_part(given_key, ' ', 1)) >= 3
     order by count(*) desc, 1 limit $1`,
    [count],
  );
  // Family and middle name and the first letter of the given name.
  const beginnings = await cluster.run<{ beginning: string }>(
    database,
    `select regexp_replace(family_key, '(\\S)\\S*$', '\\1') as beginning from membership.person
     group by 1 having count(*) > 5 order by count(*) desc, 1 limit $1`,
    [count],
  );
  return {
    day,
    province: province.id,
    districts: districts.map(({ id }) => id),
    communes,
    parts: communes.map((_, n) => parts[n % parts.length]?.part ?? ''),
    beginnings: communes.map((_, n) => beginnings[n % beginnings.length]?.beginning ?? ''),
  };
}
