import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { fold, looseKey } from '#platform/text/index.ts';
import { type UnitArea, unitsUnder } from '../units.ts';
import { memo } from './memo.ts';

type Cell = { id: string; label: number };
export type CellFinder = {
  /** The cell a sheet names, or the code of the reason why it is none. */
  find(
    name: string,
    commune: string,
  ): { id: string; label: number } | { code: 'import.value-missing' | 'import.cell-unknown' | 'import.cell-ambiguous' };
};

/** Cells asked of the database at once. */
const FETCH = 10_000;

/** Finder of the live cells of a unit (or of the whole scope) by the names that sheets use for them. */
export async function cellFinder(tx: Tx, area: UnitArea | null, today: PlainDate): Promise<CellFinder> {
  const inArea = area ? sql`and u.id in (${unitsUnder(area, { asOf: today, boundariesOn: today })})` : sql``;
  const known = new KnownCells();
  // By a cursor: the cells of a country as rows of the driver would take more memory than all that is kept of them.
  await tx.run(sql`
    declare import_cells no scroll cursor for
    select u.id, u.label, v.name, (select c.name from organisation.unit_version c where c.unit_id = x.commune_id and c.valid @> ${today}::date) as commune
    from organisation.unit u
    join organisation.unit_version v on v.unit_id = u.id and v.valid @> ${today}::date and v.kind in ('party_cell', 'grassroots_cell')
    left join organisation.unit_path x on x.unit_id = u.id and x.valid @> ${today}::date
    where membership.label_in_scope(u.label) ${inArea}`);
  for (;;) {
    const cells = await tx.many<Cell & { name: string; commune: string | null }>(
      sql`fetch ${sql.raw(String(FETCH))} from import_cells`,
    );
    for (const cell of cells) known.add(cell);
    if (cells.length < FETCH) break;
  }
  await tx.run(sql`close import_cells`);
  const look = (name: string, commune: string): ReturnType<CellFinder['find']> => {
    if (name === '') return known.only ?? { code: 'import.value-missing' };
    const [cell, another] = known.like(name, commune);
    if (cell && another) return { code: 'import.cell-ambiguous' };
    return cell ?? { code: 'import.cell-unknown' };
  };
  const remembered = memo((both: string) => {
    const cut = both.indexOf('\n');
    return look(both.slice(0, cut), both.slice(cut + 1));
  }, 20_000);
  return { find: (name, commune) => remembered(`${name}\n${commune}`) };
}

/**
 * Cells by name and commune, in some two hundred bytes each: what the country has of them must fit beside a long file. Every form of
 * a name follows from the stricter one before it, so one way in by the widest is enough; which form agrees is looked at then.
 */
class KnownCells {
  private readonly cells: { id: string; label: number; commune: number; before: number }[] = [];
  private readonly names: { text: string; last: number; before: number }[] = [];
  private readonly nameAt = new Map<string, number>();
  /** By the widest form the last name that has it; the others hang before it. */
  private readonly byWidest = new Map<string, number>();
  private readonly communeAt = new Map<string, number>();
  private readonly communesByKey = new Map<string, Set<number>>();
  private readonly keys = memo(keysOf, 5000);

  /** The cell, where there is but one. */
  get only(): Cell | undefined {
    return this.cells.length === 1 ? this.cells[0] : undefined;
  }

  add({ id, label, name, commune }: Cell & { name: string; commune: string | null }): void {
    let at = this.nameAt.get(name);
    if (at === undefined) {
      at = this.names.length;
      this.nameAt.set(name, at);
      const widest = keysOf(name)[3];
      this.names.push({ text: name, last: -1, before: this.byWidest.get(widest) ?? -1 });
      this.byWidest.set(widest, at);
    }
    const of = this.names[at];
    if (!of) return;
    this.cells.push({ id, label, commune: this.communeOf(commune ?? ''), before: of.last });
    of.last = this.cells.length - 1;
  }

  private communeOf(name: string): number {
    const known = this.communeAt.get(name);
    if (known !== undefined) return known;
    const at = this.communeAt.size;
    this.communeAt.set(name, at);
    for (const key of keysOf(name)) this.communesByKey.set(key, (this.communesByKey.get(key) ?? new Set()).add(at));
    return at;
  }

  private readonly communesLike = memo(
    (name: string) => new Set(keysOf(name).flatMap((key) => [...(this.communesByKey.get(key) ?? [])])),
    5000,
  );

  /** Up to two cells of that name in its strictest form that any cell has: those of the commune, if it has one. Two tell enough. */
  like(name: string, commune: string): Cell[] {
    const wanted = this.keys(name);
    const names: number[] = [];
    for (let at = this.byWidest.get(wanted[3]) ?? -1; at >= 0; at = this.names[at]?.before ?? -1) names.push(at);
    const level = wanted.findIndex((key, form) =>
      names.some((at) => this.keys(this.names[at]?.text ?? '')[form] === key),
    );
    if (level < 0) return [];
    const near = commune === '' ? new Set<number>() : this.communesLike(commune);
    const inside: Cell[] = [];
    const all: Cell[] = [];
    for (const name of names) {
      const of = this.names[name];
      if (!of || this.keys(of.text)[level] !== wanted[level]) continue;
      for (let at = of.last; at >= 0 && inside.length < 2;) {
        const cell = this.cells[at];
        if (!cell) break;
        if (all.length < 2) all.push(cell);
        if (near.has(cell.commune)) inside.push(cell);
        else if (all.length === 2 && near.size === 0) break;
        at = cell.before;
      }
    }
    return inside.length > 0 ? inside : all;
  }
}

/** From the strictest to the widest: as written, without “chi bộ”, without the kind of place, then sound-alikes of that. */
function keysOf(name: string): [string, string, string, string] {
  const whole = fold(name);
  const bare = whole.replace(/^(chi bo|cb|dang bo|dang uy|party cell)\.?\s*/, '').replace(/^(co so|cac)\s+/, '');
  const place = bare.replace(/^(ban|thon|xom|to dan pho|tdp|khu|to|xa|phuong)\.?\s+/, '');
  return [`=${whole}`, `~${bare}`, `+${place}`, `≈${looseKey(place)}`];
}
