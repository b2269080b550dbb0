import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { rebuildTree } from './bulk.ts';
import { allDependants } from './registry.ts';
import type { Change } from './rules.ts';

/** One writer of the tree at a time; readers never wait. */
export async function lockTree(tx: Tx): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(482011)`);
}

/** Notes how rows stand before an event touches them. `rows` selects `id` and `before` (the row as jsonb). */
export async function remember(tx: Tx, eventId: string, relation: string, rows: ReturnType<typeof sql>): Promise<void> {
  await tx.run(sql`
    insert into organisation.unit_event_undo (event_id, relation, row_id, before)
    select ${eventId}, ${relation}, r.id, r.before from (${rows}) r`);
}

/** Gives units a new version from that day: what a change does not name stays as it was. */
export async function reviseVersions(
  tx: Tx,
  eventId: string,
  on: string,
  changes: readonly (Change & {
    seat?: string | null;
    lon?: number | null;
    lat?: number | null;
    legalBasis?: string | null;
  })[],
): Promise<void> {
  if (changes.length === 0) return;
  await tx.run(sql`
    create temp table if not exists gd_change (unit_id uuid primary key, name text, kind text, moves boolean not null, parent_id uuid, seat text, lon numeric, lat numeric, legal_basis text)
    on commit drop`);
  await tx.run(sql`truncate gd_change`);
  // Written down once: a reorganisation moves four hundred thousand, nearly all of them saying nothing but where to.
  const onlyMoves = changes.filter((change) => change.parentId !== undefined && isOnlyMove(change));
  const others = changes.filter((change) => change.parentId === undefined || !isOnlyMove(change));
  if (onlyMoves.length > 0) {
    const [units, parents] = [
      onlyMoves.map((change) => change.unitId).join(),
      onlyMoves.map((change) => change.parentId ?? 'null').join(),
    ];
    await tx.run(sql`
      insert into gd_change (unit_id, moves, parent_id)
      select c.unit_id, true, c.parent_id from unnest(${`{${units}}`}::uuid[], ${`{${parents}}`}::uuid[]) c(unit_id, parent_id)`);
  }
  if (others.length > 0) {
    const rows = others.map((change) => ({
      unit_id: change.unitId,
      name: change.name ?? null,
      kind: change.kind ?? null,
      moves: change.parentId !== undefined,
      parent_id: change.parentId ?? null,
      seat: change.seat ?? null,
      lon: change.lon ?? null,
      lat: change.lat ?? null,
      legal_basis: change.legalBasis ?? null,
    }));
    await tx.run(sql`
      insert into gd_change select c.* from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        c(unit_id uuid, name text, kind text, moves boolean, parent_id uuid, seat text, lon numeric, lat numeric, legal_basis text)`);
  }
  await tx.run(sql`create temp table if not exists gd_revised (like organisation.unit_version) on commit drop`);
  await tx.run(sql`truncate gd_revised`);
  if (changes.length > 1000) await tx.run(sql`analyze gd_change`);
  await tx.run(sql`
    insert into gd_revised select v.* from gd_change c join organisation.unit_version v on v.unit_id = c.unit_id and v.valid @> ${on}::date`);
  if (changes.length > 1000) await tx.run(sql`analyze gd_revised`);
  await rememberVersions(tx, eventId, on, sql`gd_revised v`);
  await tx.run(
    sql`delete from organisation.unit_version v using gd_revised r where r.id = v.id and lower(r.valid) = ${on}::date`,
  );
  await tx.run(sql`
    update organisation.unit_version v set valid = daterange(lower(v.valid), ${on}::date), closed_by = ${eventId}
    from gd_revised r where r.id = v.id and lower(r.valid) < ${on}::date`);
  await tx.run(sql`
    insert into organisation.unit_version (unit_id, valid, name, kind, parent_id, setting, seat, symbol, legal_basis, lon, lat, approximate, needs_checking, opened_by, closed_by)
    select v.unit_id, daterange(${on}::date, upper(v.valid)), coalesce(c.name, v.name), coalesce(c.kind, v.kind), case when c.moves then c.parent_id else v.parent_id end,
      v.setting, coalesce(c.seat, v.seat), v.symbol, coalesce(c.legal_basis, v.legal_basis), coalesce(c.lon, v.lon), coalesce(c.lat, v.lat), v.approximate, v.needs_checking, ${eventId}, v.closed_by
    from gd_change c join gd_revised v on v.unit_id = c.unit_id`);
}

function isOnlyMove(change: Parameters<typeof reviseVersions>[3][number]): boolean {
  const { name, kind, seat, lon, lat, legalBasis } = change;
  return [name, kind, seat, lon, lat, legalBasis].every((value) => value == null);
}

/**
 * Notes how versions stand that an event closes. One that began before the day and had no end needs no image: taken back, it has no
 * end again ({@link undoEvent}). `from` names the versions as `v`.
 */
async function rememberVersions(tx: Tx, eventId: string, on: string, from: ReturnType<typeof sql>): Promise<void> {
  const versions = sql`select v.id, to_jsonb(v) as before from ${from} where not (lower(v.valid) < ${on}::date and upper_inf(v.valid) and v.closed_by is null)`;
  await remember(tx, eventId, 'unit_version', versions);
}

/** Ends units on that day, with their codes, what they cover or what covers them, and the posts held there. */
export async function endUnits(tx: Tx, eventId: string, on: string, unitIds: readonly string[]): Promise<void> {
  if (unitIds.length === 0) return;
  const ids = sql`${[...unitIds]}::uuid[]`;
  await rememberVersions(
    tx,
    eventId,
    on,
    sql`(select * from organisation.unit_version where unit_id = any (${ids}) and valid @> ${on}::date) v`,
  );
  await tx.run(sql`
    update organisation.unit_version set valid = daterange(lower(valid), ${on}::date), closed_by = ${eventId}
    where unit_id = any (${ids}) and valid @> ${on}::date`);
  await closeCodes(tx, eventId, on, unitIds);
  await closeLinks(tx, eventId, on, sql`(c.party_id = any (${ids}) or c.place_id = any (${ids}))`);
  await remember(
    tx,
    eventId,
    'post',
    sql`
    select p.id, to_jsonb(p) as before from organisation.post p where p.unit_id = any (${ids}) and lower(p.valid) < ${on}::date and coalesce(upper(p.valid) > ${on}::date, true)`,
  );
  await tx.run(sql`
    update organisation.post set valid = daterange(lower(valid), ${on}::date)
    where unit_id = any (${ids}) and lower(valid) < ${on}::date and coalesce(upper(valid) > ${on}::date, true)`);
}

/** Closes the codes that units carry on that day. */
export async function closeCodes(tx: Tx, eventId: string, on: string, unitIds: readonly string[]): Promise<void> {
  const ids = sql`${[...unitIds]}::uuid[]`;
  await remember(
    tx,
    eventId,
    'unit_code',
    sql`select c.id, to_jsonb(c) as before from organisation.unit_code c where c.unit_id = any (${ids}) and c.valid @> ${on}::date`,
  );
  await tx.run(sql`delete from organisation.unit_code where unit_id = any (${ids}) and lower(valid) = ${on}::date`);
  await tx.run(sql`
    update organisation.unit_code set valid = daterange(lower(valid), ${on}::date), closed_by = ${eventId}
    where unit_id = any (${ids}) and valid @> ${on}::date`);
}

/** Closes links of coverage; the condition speaks of `c`. A link that began the same day goes altogether. */
export async function closeLinks(
  tx: Tx,
  eventId: string,
  on: string,
  condition: ReturnType<typeof sql>,
): Promise<void> {
  await remember(
    tx,
    eventId,
    'covers',
    sql`select c.id, to_jsonb(c) as before from organisation.covers c where ${condition} and c.valid @> ${on}::date`,
  );
  await tx.run(sql`delete from organisation.covers c where ${condition} and lower(c.valid) = ${on}::date`);
  await tx.run(sql`
    update organisation.covers c set valid = daterange(lower(c.valid), ${on}::date), closed_by = ${eventId}
    where ${condition} and c.valid @> ${on}::date`);
}

/**
 * Undoes all that an event wrote and brings back what it closed.
 * @throws RuleBroken `event.built-on` `{ what, units }` when a later event or record stands on it
 */
export async function undoEvent(tx: Tx, eventId: string): Promise<void> {
  await assertNothingBuiltOn(tx, eventId);
  for (const room of allDependants()) await room.moveBack(tx, { eventId });
  const touched = await tx.many<{ id: string }>(sql`
    select distinct unit_id as id from organisation.unit_version where opened_by = ${eventId} or closed_by = ${eventId}
    union select source_id from organisation.unit_succession where event_id = ${eventId} or superseded_by = ${eventId}
    union select target_id from organisation.unit_succession where event_id = ${eventId} or superseded_by = ${eventId}
    union select unit_id from organisation.unplaced where event_id = ${eventId} or resolved_by = ${eventId}`);
  const born = await bornOf(tx, eventId);
  await assertNoRecords(tx, born);
  await tx.run(sql`delete from organisation.covers where opened_by = ${eventId}`);
  await tx.run(sql`delete from organisation.unit_code where opened_by = ${eventId}`);
  await tx.run(sql`delete from organisation.unplaced where event_id = ${eventId}`);
  await tx.run(sql`update organisation.unplaced set resolved_by = null where resolved_by = ${eventId}`);
  await tx.run(sql`update organisation.unit_succession set superseded_by = null where superseded_by = ${eventId}`);
  await tx.run(sql`delete from organisation.unit_version where opened_by = ${eventId}`);
  await restore(tx, eventId);
  await tx.run(sql`update organisation.unit set slug = null where id = any (${born}::uuid[]) and slug is not null`);
  await tx.run(
    sql`update organisation.unit_event set state = 'taken_back', taken_back_at = now() where id = ${eventId}`,
  );
  await rebuildTree(tx, touched.length > 2000 ? null : touched.map((unit) => unit.id));
}

async function restore(tx: Tx, eventId: string): Promise<void> {
  const undone = (relation: string) => sql`
    (select distinct on (row_id) row_id, before from organisation.unit_event_undo where event_id = ${eventId} and relation = ${relation} order by row_id, id)`;
  await tx.run(sql`delete from organisation.unit_version v using ${undone('unit_version')} u where u.row_id = v.id`);
  await tx.run(sql`
    insert into organisation.unit_version (id, unit_id, valid, name, kind, parent_id, setting, seat, symbol, legal_basis, lon, lat, approximate, needs_checking, opened_by, closed_by, recorded_at)
    select v.id, v.unit_id, v.valid, v.name, v.kind, v.parent_id, v.setting, v.seat, v.symbol, v.legal_basis, v.lon, v.lat, v.approximate, v.needs_checking, v.opened_by, v.closed_by, v.recorded_at
    from ${undone('unit_version')} u cross join lateral jsonb_populate_record(null::organisation.unit_version, u.before) v`);
  // What was closed without an image had begun before the day and had no end.
  await tx.run(sql`
    update organisation.unit_version v set valid = daterange(lower(v.valid), null), closed_by = null
    where v.closed_by = ${eventId} and not exists (
      select from organisation.unit_event_undo u where u.event_id = ${eventId} and u.relation = 'unit_version' and u.row_id = v.id)`);
  await tx.run(sql`delete from organisation.unit_code c using ${undone('unit_code')} u where u.row_id = c.id`);
  await tx.run(sql`
    insert into organisation.unit_code select c.* from ${undone('unit_code')} u cross join lateral jsonb_populate_record(null::organisation.unit_code, u.before) c`);
  await tx.run(sql`delete from organisation.covers c using ${undone('covers')} u where u.row_id = c.id`);
  await tx.run(sql`
    insert into organisation.covers select c.* from ${undone('covers')} u cross join lateral jsonb_populate_record(null::organisation.covers, u.before) c`);
  await tx.run(sql`
    update organisation.post p set valid = (u.before ->> 'valid')::daterange from ${undone('post')} u where u.row_id = p.id`);
}

/** Units that came into being with an event. */
async function bornOf(tx: Tx, eventId: string): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(sql`
    select v.unit_id as id from organisation.unit_version v where v.opened_by = ${eventId}
      and not exists (select from organisation.unit_version o where o.unit_id = v.unit_id and lower(o.valid) < lower(v.valid))
      and not exists (select from organisation.unit_event_undo u where u.event_id = ${eventId} and u.relation = 'unit_version' and u.before ->> 'unit_id' = v.unit_id::text)`);
  return rows.map((row) => row.id);
}

async function assertNothingBuiltOn(tx: Tx, eventId: string): Promise<void> {
  const built = await tx.maybeOne<{ what: string; unit: string }>(sql`
    select * from (
      select 'event' as what, v.name as unit from organisation.unit_version v where v.opened_by = ${eventId} and v.closed_by is not null
        and not exists (select from organisation.unit_event_undo u where u.event_id = ${eventId} and u.before ->> 'closed_by' = v.closed_by::text)
      union all
      select 'event', u.before ->> 'name' from organisation.unit_event_undo u join organisation.unit_event e on e.id = u.event_id and e.state = 'carried_out'
        where u.event_id <> ${eventId} and u.relation = 'unit_version' and u.before ->> 'opened_by' = ${eventId}
      union all
      select 'unit', c.name from organisation.unit_version p join organisation.unit_version c on c.parent_id = p.unit_id and c.opened_by is distinct from ${eventId}
        where p.opened_by = ${eventId} and not exists (select from organisation.unit_version o where o.unit_id = p.unit_id and lower(o.valid) < lower(p.valid))
          and not exists (select from organisation.unit_event_undo u where u.event_id = ${eventId} and u.relation = 'unit_version' and u.before ->> 'unit_id' = p.unit_id::text)
      union all
      select 'post', v.name from organisation.unit_version v join organisation.post p on p.unit_id = v.unit_id
        where v.opened_by = ${eventId} and not exists (select from organisation.unit_version o where o.unit_id = v.unit_id and lower(o.valid) < lower(v.valid))
          and not exists (select from organisation.unit_event_undo u where u.event_id = ${eventId} and u.relation = 'unit_version' and u.before ->> 'unit_id' = v.unit_id::text)
    ) x limit 1`);
  if (built) throw new RuleBroken('event.built-on', built);
}

async function assertNoRecords(tx: Tx, born: readonly string[]): Promise<void> {
  if (born.length === 0) return;
  for (const room of allDependants()) {
    const left = (await room.describe(tx, born, '2200-01-01')).find((item) => item.count > 0);
    if (left) throw new RuleBroken('event.built-on', { what: left.kind, unit: left.unitId });
  }
}
