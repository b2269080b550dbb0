import { type RawBuilder, sql } from 'kysely';
import { askedUnit, type AskedUnit, within } from '#modules/figures/index.ts';
import { assertLabelsInScope } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import type { MapVillage, VillageList, VillageMap, VillageQuery, VillageRow } from './contract.ts';
import { alive, IN_STATE, statesOfMany } from './states.ts';

type Asked = {
  unit: AskedUnit;
  asOf: string;
  boundariesOn: string;
  from: RawBuilder<unknown>;
  on: RawBuilder<unknown>;
};
/** A map with more dots than this says nothing; the list has them all. */
const MOST_DOTS = 300;

/** Villages of a unit on the boundaries of a day, placed exactly as the figures place them. */
async function placed(
  tx: Tx,
  caller: Caller,
  query: Pick<VillageQuery, 'unit' | 'asOf' | 'boundaries'>,
  today: string,
): Promise<Asked> {
  const asOf = query.asOf ?? today;
  const boundariesOn = query.boundaries === 'then' ? asOf : query.boundaries === 'now' ? today : query.boundaries;
  const unit = await askedUnit(tx, query.unit, boundariesOn);
  assertLabelsInScope(caller, [unit.label]);
  const place = await within(tx, unit, { anchor: 'place', query: () => sql``, columns: [] }, boundariesOn);
  const on = sql`${asOf}::date`;
  const from = sql`
    (select v.unit_id, v.name, v.kind, v.lon, v.lat, null::uuid as village_id from ${alive(on)}) r
    join organisation.unit_block ub on ub.unit_id = r.unit_id
    join organisation.block_path bp on bp.block_id = ub.block_id and bp.valid @> ${boundariesOn}::date
    left join organisation.unit_version commune on commune.unit_id = bp.commune_id and commune.valid @> ${boundariesOn}::date
    where ${place.near} and ${place.sure}`;
  return { unit, asOf, boundariesOn, from, on };
}

/** The states of a village as a list, and the cells that cover it. */
const states = (village: RawBuilder<unknown>, on: RawBuilder<unknown>) => sql`array_remove(array[
  case when ${IN_STATE.blank_members(village, on)} then 'blank_members' end,
  case when ${IN_STATE.blank_cell(village, on)} then 'blank_cell' end,
  case when ${IN_STATE.combined(village, on)} then 'combined' end], null)`;
const lastKnown = (column: string, village: RawBuilder<unknown>, on: RawBuilder<unknown>) => sql`(
  select ${sql.ref(`k.${column}`)} from villages.profile k
  where k.village_id = ${village} and k.as_of <= ${on} and ${sql.ref(`k.${column}`)} is not null order by k.as_of desc limit 1)`;

const ORDER = sql`coalesce(commune.name, '') collate "vi-x-icu", r.name collate "vi-x-icu", r.unit_id`;

/**
 * A page of the villages of a unit, with what is known of each on a day.
 * @throws NotFound outside the caller's scope
 * @throws RuleBroken `unit.not-on-date`; Invalid `request.cursor`
 */
export async function listVillages(tx: Tx, caller: Caller, query: VillageQuery, today: string): Promise<VillageList> {
  const { from, on } = await placed(tx, caller, query, today);
  const id = sql.ref('r.unit_id');
  const conditions = [
    ...(query.state ? [IN_STATE[query.state](id, on)] : []),
    ...(query.signal ? [sql`${lastKnown('signal', id, on)} = ${query.signal}`] : []),
    ...(query.q
      ? [
          sql`r.name in (select n.name from organisation.unit_name n where n.name_key like '%' || platform.fold(${likeText(query.q)}) || '%')`,
        ]
      : []),
  ];
  const where = conditions.length > 0 ? sql`and ${sql.join(conditions, sql` and `)}` : sql``;
  const after = query.cursor === undefined ? sql`` : sql`and (${ORDER}) > (${sql.join(decode(query.cursor))})`;
  const rows = await tx.many<VillageRow & { communeId: string | null; communeName: string | null; total: number }>(sql`
    with found as materialized (
      select r.unit_id, r.name, r.kind, r.lon, r.lat, bp.commune_id, commune.name as commune_name
      from ${from} ${where} ${after}),
    page as materialized (
      select r.*, coalesce(r.commune_name, '') collate "vi-x-icu" as commune_order from found r
      order by commune_order, r.name collate "vi-x-icu", r.unit_id limit ${query.limit + 1})
    select (select count(*) from found) as total, vil.unit_id as id, u.slug, vil.name, vil.kind, vil.commune_id as "communeId", vil.commune_name as "communeName", vil.lon::float8 as lon, vil.lat::float8 as lat,
      ${states(sql.ref('vil.unit_id'), on)} as states,
      coalesce((select json_agg(json_build_object('id', c.party_id, 'name', cell.name) order by cell.name) from organisation.covers c
        join organisation.unit_version cell on cell.unit_id = c.party_id and cell.valid @> ${on} where c.place_id = vil.unit_id and c.valid @> ${on}), '[]') as cells,
      (select count(*) from membership.lived_in l join membership.on_roll o on o.member_id = l.person_id and o.valid @> ${on}
        where l.village_id = vil.unit_id and l.valid @> ${on}) as members,
      ${lastKnown('households', sql.ref('vil.unit_id'), on)} as households, ${lastKnown('residents', sql.ref('vil.unit_id'), on)} as residents,
      ${lastKnown('poor', sql.ref('vil.unit_id'), on)} as poor, ${lastKnown('signal', sql.ref('vil.unit_id'), on)} as signal,
      (select max(k.as_of) from villages.profile k where k.village_id = vil.unit_id and k.as_of <= ${on}) as "seenOn"
    from page vil join organisation.unit u on u.id = vil.unit_id
    order by coalesce(vil.commune_name, '') collate "vi-x-icu", vil.name collate "vi-x-icu", vil.unit_id`);
  const items = rows.slice(0, query.limit).map(({ total: _, ...row }) => withCommune(row));
  const last = items.at(-1);
  const total = query.cursor === undefined ? (rows[0]?.total ?? 0) : undefined;
  return {
    items,
    nextCursor: rows.length > query.limit && last ? encode([last.commune?.name ?? '', last.name, last.id]) : null,
    ...(total === undefined ? {} : { total }),
  };
}

/**
 * The villages in one of the three states, for a map; those in none are only counted.
 * @throws NotFound outside the caller's scope @throws RuleBroken `unit.not-on-date`
 */
export async function mapVillages(
  tx: Tx,
  caller: Caller,
  query: Pick<VillageQuery, 'unit' | 'asOf' | 'boundaries'>,
  today: string,
): Promise<VillageMap> {
  const { unit, asOf, boundariesOn, from, on } = await placed(tx, caller, query, today);
  const many = statesOfMany(on);
  const { total, n, rows } = await tx.one<{
    total: number;
    n: number;
    rows: (MapVillage & { communeId: string | null; communeName: string | null })[];
  }>(sql`
    with here as materialized (
      select r.unit_id, r.name, bp.commune_id as "communeId", commune.name as "communeName", r.lon::float8 as lon, r.lat::float8 as lat from ${from}),
    ${many.tables},
    stated as materialized (
      select here.unit_id as id, here.name, here."communeId", here."communeName", here.lon, here.lat, ${many.states} as states
      from here left join covered on covered.place_id = here.unit_id),
    shown as (
      select s.* from stated s where cardinality(s.states) > 0 order by s."communeName" collate "vi-x-icu", s.name collate "vi-x-icu", s.id limit ${MOST_DOTS})
    select (select count(*) from here) as total, (select count(*) from stated s where cardinality(s.states) > 0) as n,
      coalesce((select json_agg(shown) from shown), '[]') as rows`);
  const place =
    unit.tree === 'place'
      ? unit.id
      : ((
          await tx.maybeOne<{ id: string }>(sql`
            select c.place_id as id from organisation.covers c where c.party_id = ${unit.id} and c.valid @> ${boundariesOn}::date order by c.valid limit 1`)
        )?.id ?? null);
  return {
    unit: { id: unit.id, name: unit.name },
    placeId: place,
    asOf,
    total,
    own: total - n,
    more: n - rows.length,
    items: rows.map(withCommune),
  };
}

function withCommune<T extends { communeId: string | null; communeName: string | null }>({
  communeId,
  communeName,
  ...row
}: T) {
  return { ...row, commune: communeId === null ? null : { id: communeId, name: communeName ?? '' } };
}

/** What a person types is text, not a pattern. */
function likeText(typed: string): string {
  return typed.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`);
}

function encode(keys: readonly string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** @throws Invalid `request.cursor` when the text is none of ours */
function decode(cursor: string): RawBuilder<unknown>[] {
  let keys: unknown;
  try {
    keys = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new Invalid('request.cursor');
  }
  if (!Array.isArray(keys) || keys.length !== 3 || !keys.every((key) => typeof key === 'string'))
    throw new Invalid('request.cursor');
  const [commune, name, id] = keys as [string, string, string];
  if (!/^[0-9a-f-]{36}$/.test(id)) throw new Invalid('request.cursor');
  return [sql`${commune} collate "vi-x-icu"`, sql`${name} collate "vi-x-icu"`, sql`${id}::uuid`];
}
