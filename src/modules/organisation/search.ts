import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { fold, looseKey } from '#platform/text/index.ts';
import type { UnitHit, UnitName, UnitSearchQuery } from './contract.ts';

/** Words of kind that people put before a name; names are kept without them. */
const KIND_WORDS =
  /^(thanh pho|thi tran|thi xa|dac khu|to dan pho|huyen|quan|tinh|phuong|thon|ban|xa|dang bo xa|dang bo)\s+(?=\S)/;

type Candidate = { id: string; how: UnitHit['matched']['as']; text: string; score: number };

/**
 * Finds units as people type them: without accents, with đ or d, either tone placement, i or y, other spellings, old
 * names, Thai spellings, codes. The best match first; an ended unit says what it became.
 */
export async function searchUnits(tx: Tx, query: UnitSearchQuery, today: string): Promise<UnitHit[]> {
  const on = query.on ?? today;
  const typed = fold(query.q).replace(/[`´’]/g, "'");
  const key = typed.replace(KIND_WORDS, '');
  const kinds = query.kind?.split(',').filter(Boolean) ?? null;
  const candidates = await tx.many<Candidate>(sql`
    with hit as (
      select v.unit_id as id, 'name' as how, v.name as text, n.name_key as key
      from organisation.unit_name n join organisation.unit_version v on v.name = n.name
      where ${key} = '' or n.name_key like '%' || ${likeable(key)} || '%' or n.name_key % ${key}
      union all
      select a.unit_id, a.kind, a.alias, a.alias_key from organisation.unit_alias a
      where ${key} <> '' and (a.alias_key like '%' || ${likeable(key)} || '%' or a.alias_key % ${key})
      union all
      select c.unit_id, 'code', c.code, lower(c.code) from organisation.unit_code c where c.code = upper(${typed}) or c.code = ${typed} or c.scheme || ':' || c.code = ${typed}
    )
    select distinct on (h.id) h.id, h.how, h.text,
      case when h.how = 'code' then 5 when h.key = ${key} or h.key = ${typed} then 4 when h.key like ${likeable(key)} || '%' then 2 else 0 end
        + similarity(h.key, ${key}) + case when l.ends_on is null or l.ends_on > ${on}::date then 0.5 else 0 end
        + case when h.how = 'name' then 0.2 else 0 end - k.rank / 300.0 as score
    from hit h
    join organisation.unit_life l on l.unit_id = h.id
    join organisation.unit u on u.id = h.id
    join lateral (select v.kind from organisation.unit_version v where v.unit_id = h.id order by v.valid @> ${on}::date desc, v.valid desc limit 1) v on true
    join organisation.unit_kind k on k.kind = v.kind
    where (${query.tree ?? null}::text is null or u.tree = ${query.tree ?? null})
      and (${kinds}::text[] is null or v.kind = any (${kinds}::text[]))
      and (${query.alive ?? null}::boolean is null or (l.begins_on <= ${on}::date and (l.ends_on is null or l.ends_on > ${on}::date) = ${query.alive ?? null}::boolean))
    order by h.id, score desc`);
  const loose = looseKey(key);
  const best = candidates
    .map((hit) => ({ ...hit, score: Number(hit.score) + (loose !== '' && looseKey(hit.text) === loose ? 3 : 0) }))
    .sort((a, b) => b.score - a.score || a.text.localeCompare(b.text, 'vi'))
    .slice(0, query.limit);
  return describeHits(tx, best, on);
}

async function describeHits(tx: Tx, hits: readonly Candidate[], on: string): Promise<UnitHit[]> {
  const ids = hits.map((hit) => hit.id);
  const rows = await tx.many<Omit<UnitHit, 'matched' | 'path' | 'becameNow'>>(sql`
    select u.id, u.slug, u.tree, v.name, v.kind, l.begins_on as "from", l.ends_on as "to",
      (select c.code from organisation.unit_code c where c.unit_id = u.id and c.scheme = 'gso' order by c.valid @> ${on}::date desc, c.valid desc limit 1) as code
    from organisation.unit u join organisation.unit_life l on l.unit_id = u.id
    join lateral (select * from organisation.unit_version v where v.unit_id = u.id order by v.valid @> ${on}::date desc, v.valid desc limit 1) v on true
    where u.id = any (${ids}::uuid[])`);
  const paths = await pathsOf(tx, ids, on);
  const became = await becameNow(tx, ids, on);
  return hits.flatMap((hit) => {
    const row = rows.find((one) => one.id === hit.id);
    if (!row) return [];
    const matched = { as: hit.how, text: hit.text };
    return [{ ...row, matched, path: paths.get(hit.id) ?? [], becameNow: became.get(hit.id) ?? [] }];
  });
}

/** Ancestors from the top, without the unit itself, on a day; for an ended unit as it last stood. */
export async function pathsOf(tx: Tx, ids: readonly string[], on: string): Promise<Map<string, UnitName[]>> {
  const rows = await tx.many<UnitName & { of: string; depth: number }>(sql`
    with recursive up as (
      select v.unit_id as "of", v.parent_id as id, 1 as depth, least(greatest(${on}::date, l.begins_on), coalesce(l.ends_on - 1, 'infinity')) as day
      from organisation.unit_life l
      join organisation.unit_version v on v.unit_id = l.unit_id and v.valid @> least(greatest(${on}::date, l.begins_on), coalesce(l.ends_on - 1, 'infinity'))
      where l.unit_id = any (${ids}::uuid[])
      union all
      select u."of", v.parent_id, u.depth + 1, u.day from up u join organisation.unit_version v on v.unit_id = u.id and v.valid @> u.day
    )
    select u."of", u.depth, v.unit_id as id, v.name, v.kind, k.tree
    from up u join organisation.unit_version v on v.unit_id = u.id and v.valid @> u.day join organisation.unit_kind k on k.kind = v.kind
    order by u."of", u.depth desc`);
  const paths = new Map<string, UnitName[]>();
  for (const { of, depth: _, ...unit } of rows) paths.set(of, [...(paths.get(of) ?? []), unit]);
  return paths;
}

/** What ended units are today, through any number of events; empty for a unit that lives or left no successor. */
export async function becameNow(tx: Tx, ids: readonly string[], on: string): Promise<Map<string, UnitName[]>> {
  const rows = await tx.many<UnitName & { of: string }>(sql`
    with recursive walk ("of", id) as (
      select l.unit_id, l.unit_id from organisation.unit_life l where l.unit_id = any (${ids}::uuid[]) and l.ends_on <= ${on}::date
      union
      select w."of", s.target_id from walk w join organisation.unit_life l on l.unit_id = w.id and l.ends_on <= ${on}::date
      join organisation.unit_succession s on s.source_id = w.id and s.superseded_by is null
      join organisation.unit_event e on e.id = s.event_id and e.state = 'carried_out' and e.effective_on >= l.ends_on
    )
    select w."of", v.unit_id as id, v.name, v.kind, k.tree from walk w
    join organisation.unit_version v on v.unit_id = w.id and v.valid @> ${on}::date join organisation.unit_kind k on k.kind = v.kind
    order by v.name collate "vi-x-icu"`);
  const became = new Map<string, UnitName[]>();
  for (const { of, ...unit } of rows) became.set(of, [...(became.get(of) ?? []), unit]);
  return became;
}

const likeable = (key: string): string => key.replace(/[\\%_]/g, (sign) => `\\${sign}`);
