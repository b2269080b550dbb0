import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { fold, looseKey } from '#platform/text/index.ts';
import { type UnitArea, unitsUnder } from '../units.ts';

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
  const byKey = new Map<string, KnownCell[]>();
  for (const cell of cells) for (const key of keysOf(cell.name)) byKey.set(key, [...(byKey.get(key) ?? []), cell]);
  const only = cells.length === 1 ? cells[0] : undefined;
  return {
    find(name, commune) {
      if (name === '') return only ?? { code: 'import.value-missing' };
      for (const key of keysOf(name)) {
        const found = byKey.get(key) ?? [];
        const near =
          commune === ''
            ? found
            : found.filter((cell) => keysOf(cell.commune ?? '').some((k) => keysOf(commune).includes(k)));
        const [cell, another] = near.length > 0 ? near : found;
        if (cell && another) return { code: 'import.cell-ambiguous' };
        if (cell) return cell;
      }
      return { code: 'import.cell-unknown' };
    },
  };
}

/** From the strictest to the widest: as written, without “chi bộ”, without the kind of place, then sound-alikes of that. */
function keysOf(name: string): string[] {
  const whole = fold(name);
  const bare = whole.replace(/^(chi bo|cb|dang bo|dang uy|party cell)\.?\s*/, '').replace(/^(co so|cac)\s+/, '');
  const place = bare.replace(/^(ban|thon|xom|to dan pho|tdp|khu|to|xa|phuong)\.?\s+/, '');
  return [`=${whole}`, `~${bare}`, `+${place}`, `≈${looseKey(place)}`];
}
