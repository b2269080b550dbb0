import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { fold, looseKey } from '#platform/text/index.ts';
import { type UnitArea, unitsUnder } from '../units.ts';
import { memo } from './memo.ts';

type KnownCell = { id: string; label: number; name: string; commune: string | null };
export type CellFinder = {
  /** The cell a sheet names, or the code of the reason why it is none. */
  find(
    name: string,
    commune: string,
  ): { id: string; label: number } | { code: 'import.value-missing' | 'import.cell-unknown' | 'import.cell-ambiguous' };
};

/** Finder of the live cells of a unit (or of the whole scope) by the names that sheets use for them. */
export async function cellFinder(tx: Tx, area: UnitArea | null, today: PlainDate): Promise<CellFinder> {
  const inArea = area ? sql`and u.id in (${unitsUnder(area, { asOf: today, boundariesOn: today })})` : sql``;
  const cells = await tx.many<KnownCell>(sql`
    select u.id, u.label, v.name, (select c.name from organisation.unit_version c where c.unit_id = x.commune_id and c.valid @> ${today}::date) as commune
    from organisation.unit u
    join organisation.unit_version v on v.unit_id = u.id and v.valid @> ${today}::date and v.kind in ('party_cell', 'grassroots_cell')
    left join organisation.unit_path x on x.unit_id = u.id and x.valid @> ${today}::date
    where membership.label_in_scope(u.label) ${inArea}`);
  // Cell names repeat from commune to commune ("Chi bộ 1"), so a name leads to the communes that have such a cell.
  const byKey = new Map<string, Map<string, KnownCell[]>>();
  const communesByKey = new Map<string, Set<string>>();
  const keys = memo(keysOf);
  for (const cell of cells) {
    const commune = cell.commune ?? '';
    for (const key of keys(cell.name)) {
      const places = byKey.get(key) ?? new Map<string, KnownCell[]>();
      byKey.set(key, places.set(commune, [...(places.get(commune) ?? []), cell]));
    }
    for (const key of keys(commune)) communesByKey.set(key, (communesByKey.get(key) ?? new Set()).add(commune));
  }
  const only = cells.length === 1 ? cells[0] : undefined;
  const communesLike = memo((commune: string): string[] => [
    ...new Set(keys(commune).flatMap((key) => [...(communesByKey.get(key) ?? [])])),
  ]);
  const look = (name: string, commune: string): ReturnType<CellFinder['find']> => {
    if (name === '') return only ?? { code: 'import.value-missing' };
    for (const key of keys(name)) {
      const places = byKey.get(key);
      if (!places) continue;
      const near = commune === '' ? [] : communesLike(commune).flatMap((one) => places.get(one) ?? []);
      const [cell, another] = near.length > 0 ? near : firstTwo(places);
      if (cell && another) return { code: 'import.cell-ambiguous' };
      if (cell) return cell;
    }
    return { code: 'import.cell-unknown' };
  };
  const remembered = memo((both: string) => {
    const cut = both.indexOf('\n');
    return look(both.slice(0, cut), both.slice(cut + 1));
  });
  return { find: (name, commune) => remembered(`${name}\n${commune}`) };
}

/** Two are enough to know that a name alone does not tell. */
function firstTwo(places: ReadonlyMap<string, readonly KnownCell[]>): KnownCell[] {
  const found: KnownCell[] = [];
  for (const cells of places.values()) {
    found.push(...cells.slice(0, 2));
    if (found.length >= 2) break;
  }
  return found;
}

/** From the strictest to the widest: as written, without “chi bộ”, without the kind of place, then sound-alikes of that. */
function keysOf(name: string): string[] {
  const whole = fold(name);
  const bare = whole.replace(/^(chi bo|cb|dang bo|dang uy|party cell)\.?\s*/, '').replace(/^(co so|cac)\s+/, '');
  const place = bare.replace(/^(ban|thon|xom|to dan pho|tdp|khu|to|xa|phuong)\.?\s+/, '');
  return [`=${whole}`, `~${bare}`, `+${place}`, `≈${looseKey(place)}`];
}
