import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { insertUnits, type NewUnit } from './bulk.ts';
import { type UnitKind } from './kinds.ts';
import type { SpellingRow, UnitRow } from './unit-files.ts';

export type ImportReport = {
  added: number;
  bodies: number;
  same: number;
  spellings: number;
  counts: Record<string, number>;
};

/**
 * Takes in a list of places as of `from`. A place whose code is known on that day stays; a second run adds nothing.
 * @param options.withBodies also founds the Party organisation of every place, covering it
 * @throws RuleBroken `import.parent-unknown` `{ row, code }`, `unit.code-taken` when a code stands twice in the list
 */
export async function importUnits(
  tx: Tx,
  rows: readonly UnitRow[],
  options: { from: string; spellings?: readonly SpellingRow[]; withBodies?: boolean; title?: string },
): Promise<ImportReport> {
  await tx.run(sql`select set_config('gandan.audit', 'bulk', true)`);
  const known = new Map(
    (
      await tx.many<{ code: string; id: string; body: string | null }>(sql`
        select c.code, c.unit_id as id, (select l.party_id from organisation.covers l join organisation.unit_version b on b.unit_id = l.party_id and b.valid @> ${options.from}::date
            and b.kind in ('province_body', 'district_body', 'commune_body') where l.place_id = c.unit_id and l.valid @> ${options.from}::date limit 1) as body
        from organisation.unit_code c where c.scheme = 'gso' and c.valid @> ${options.from}::date`)
    ).map((row) => [row.code, row]),
  );
  const idOf = new Map([...known].map(([code, row]) => [code, row.id]));
  const bodyOf = new Map([...known].flatMap(([code, row]) => (row.body === null ? [] : [[code, row.body] as const])));
  const fresh = rows.filter((row) => !known.has(row.code));
  for (const row of fresh) {
    if (idOf.has(row.code)) throw new RuleBroken('unit.code-taken', { code: row.code, unit: row.name });
    idOf.set(row.code, randomUUID());
    if (options.withBodies === true) bodyOf.set(row.code, randomUUID());
  }
  const spellings = new Map((options.spellings ?? []).map((row) => [row.code, row.other]));
  const units: NewUnit[] = [];
  let line = 1;
  for (const row of rows) {
    line += 1;
    if (known.has(row.code)) continue;
    const parentId = row.parentCode === null ? null : idOf.get(row.parentCode);
    if (parentId === undefined)
      throw new RuleBroken('import.parent-unknown', { row: line, code: row.parentCode, unit: row.name });
    const other = spellings.get(row.code);
    const id = idOf.get(row.code) ?? randomUUID();
    units.push({
      id,
      kind: row.kind,
      name: row.name,
      parentId,
      from: options.from,
      codes: [{ code: row.code }],
      aliases: other === undefined || other === row.name ? [] : [{ alias: other, kind: 'spelling' }],
    });
    const body = options.withBodies === true ? bodyOf.get(row.code) : undefined;
    if (body !== undefined) {
      const parentBody = row.parentCode === null ? null : (bodyOf.get(row.parentCode) ?? null);
      units.push({
        id: body,
        kind: bodyKindOf(row.kind),
        name: bodyName(row.kind, row.name),
        parentId: parentBody,
        from: options.from,
        covers: [id],
      });
    }
  }
  if (units.length > 0) {
    const { id: eventId } = await tx.one<{ id: string }>(sql`
      insert into organisation.unit_event (kind, effective_on, state, title, carried_out_at)
      values ('import', ${options.from}, 'carried_out', ${options.title ?? null}, now()) returning id`);
    await insertUnits(tx, units, { eventId, rebuild: false });
    await tx.run(sql`select organisation.rebuild_tree(null)`);
  }
  const counts: Record<string, number> = {};
  for (const row of rows) counts[row.kind] = (counts[row.kind] ?? 0) + 1;
  return {
    added: fresh.length,
    bodies: units.length - fresh.length,
    same: rows.length - fresh.length,
    spellings: units.filter((unit) => (unit.aliases?.length ?? 0) > 0).length,
    counts,
  };
}

const WORD: Partial<Record<UnitKind, string>> = {
  province: 'tỉnh',
  city: 'thành phố',
  district: 'huyện',
  urban_district: 'quận',
  town: 'thị xã',
  provincial_city: 'thành phố',
  commune: 'xã',
  ward: 'phường',
  township: 'thị trấn',
  special_zone: 'đặc khu',
};

/** How the Party organisation of a place is called. */
export function bodyName(kind: UnitKind, name: string): string {
  return `Đảng bộ ${WORD[kind] ?? ''} ${name}`.replace(/\s+/g, ' ');
}

/** The kind of Party organisation that a kind of place has. */
export function bodyKindOf(kind: UnitKind): UnitKind {
  if (kind === 'province' || kind === 'city') return 'province_body';
  return kind === 'district' || kind === 'urban_district' || kind === 'town' || kind === 'provincial_city'
    ? 'district_body'
    : 'commune_body';
}
