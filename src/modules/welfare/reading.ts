import { type RawBuilder, sql } from 'kysely';
import { assertLabelsInScope, getUnit, type ResolvedUnit } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid, RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';

/** Who asks, and the day. */
export type About = { caller: Caller; today: string };

/** A unit as it was called on a day, as JSON `{id, name}`. */
export const unitOn = (unit: RawBuilder<unknown>, on: RawBuilder<unknown>) => sql`
  json_build_object('id', ${unit}, 'name', (select nv.name from organisation.unit_version nv where nv.unit_id = ${unit} order by nv.valid @> ${on} desc, nv.valid desc limit 1))`;

/** A sponsor as JSON `{id, name, kind}`; the name is empty where the caller may not know it. */
export const sponsorOf = (id: RawBuilder<unknown>) => sql`
  (select json_build_object('id', ${id}, 'name', (array_agg(sp.name))[1], 'kind', (array_agg(sp.kind))[1]) from welfare.sponsor sp where sp.id = ${id})`;

/** What a campaign `c` is called, for an object of JSON. */
export const TITLES = sql`'title', c.title, 'titleTh', c.title_th, 'titleEn', c.title_en`;

/** A unit of the caller's scope that lives on a day. @throws NotFound; RuleBroken `welfare.unit-not-alive` */
export async function livingUnit(tx: Tx, caller: Caller, id: string, on: string): Promise<ResolvedUnit> {
  const unit = await getUnit(tx, id, on);
  assertLabelsInScope(caller, [unit.label]);
  if (!unit.alive) throw new RuleBroken('welfare.unit-not-alive', { unit: unit.name, on });
  return unit;
}

/** A village of the caller's scope. @throws NotFound; RuleBroken `household.not-in-village` */
export async function villageOn(tx: Tx, caller: Caller, id: string, on: string): Promise<ResolvedUnit> {
  const unit = await livingUnit(tx, caller, id, on);
  if (unit.kind !== 'village' && unit.kind !== 'residential_group' && unit.kind !== 'hamlet')
    throw new RuleBroken('household.not-in-village', { unit: unit.name });
  return unit;
}

/** @throws RuleBroken `welfare.changed-meanwhile` */
export function assertVersion(version: number, yours: number): void {
  if (version !== yours) throw new RuleBroken('welfare.changed-meanwhile', { version, yours });
}

/** A page cut to its limit, and the cursor of its last row. */
export function cut<T>(
  rows: readonly T[],
  limit: number,
  keys: (row: T) => readonly (string | number)[],
): { items: T[]; nextCursor: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > limit && last ? Buffer.from(JSON.stringify(keys(last))).toString('base64url') : null,
  };
}

/** The keys of a cursor, as many as the list is ordered by. @throws Invalid `request.cursor` when the text is none of ours */
export function cursorKeys(
  cursor: string,
  kinds: readonly ('date' | 'uuid' | 'int' | 'text')[],
): RawBuilder<unknown>[] {
  let keys: unknown;
  try {
    keys = JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    throw new Invalid('request.cursor');
  }
  const list = Array.isArray(keys) ? (keys as unknown[]) : [];
  if (list.length !== kinds.length) throw new Invalid('request.cursor');
  return kinds.map((kind, index) => {
    const key = list[index];
    if (kind === 'int') {
      if (typeof key !== 'number' || !Number.isSafeInteger(key)) throw new Invalid('request.cursor');
      return sql`${key}::bigint`;
    }
    if (typeof key !== 'string') throw new Invalid('request.cursor');
    if (kind === 'date' && /^\d{4}-\d{2}-\d{2}$/.test(key)) return sql`${key}::date`;
    if (kind === 'uuid' && /^[0-9a-f-]{36}$/.test(key)) return sql`${key}::uuid`;
    if (kind === 'text' && key.length <= 300) return sql`${key}::text`;
    throw new Invalid('request.cursor');
  });
}

/** `and (columns) < (keys)` when a cursor was given. */
export function after(
  cursor: string | undefined,
  columns: RawBuilder<unknown>,
  kinds: readonly ('date' | 'uuid' | 'int' | 'text')[],
  direction: 'desc' | 'asc' = 'desc',
): RawBuilder<unknown> {
  if (cursor === undefined) return sql``;
  return sql`and (${columns}) ${direction === 'desc' ? sql`<` : sql`>`} (${sql.join(cursorKeys(cursor, kinds))})`;
}

/** True when the caller's scope holds a label: for rows that are seen from several sides. */
export const inScopeOf = (...labels: RawBuilder<unknown>[]) =>
  sql`(${sql.join(
    labels.map((label) => sql`(membership.label_in_scope(${label}))`),
    sql` or `,
  )})`;
