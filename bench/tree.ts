import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import {
  importUnits,
  insertUnits,
  type NewUnit,
  readMerges,
  readProvinceMerges,
  readUnits,
} from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { type Random } from './random.ts';

type UnitRow = Awaited<ReturnType<typeof readUnits>>[number];
export type ReplayFiles = {
  communes: Awaited<ReturnType<typeof readMerges>>;
  provinces: Awaited<ReturnType<typeof readProvinceMerges>>;
  after: UnitRow[];
};
export type Size = 'small' | 'province' | 'country';
/** A cell with the label its members carry, and how many it has at the start. */
export type Cell = {
  id: string;
  label: number;
  commune: number;
  province: number;
  village: string | null;
  members: number;
};

export const TREE_FROM = '2010-01-01';
const DATA = process.env['GANDAN_DATA_FILES'] ?? join(import.meta.dirname, '../../shared/data');

/** The units of a size, before July 2025: real where the files are there, else built by rule. */
export async function oldUnits(size: Size): Promise<{ rows: UnitRow[]; real: boolean }> {
  const file = join(DATA, 'units_2025_06.csv');
  const all = existsSync(file) ? await readUnits(file) : builtUnits();
  if (size === 'country') return { rows: all, real: existsSync(file) };
  // Part of Nghệ An for the province (13 districts, 254 communes), one district of it for the small size (17 communes).
  const province = existsSync(file) ? '40' : (all[0]?.code ?? '01');
  const districts = all.filter((row) => row.parentCode === province);
  const kept = new Set((size === 'small' ? districts.slice(5, 6) : districts.slice(0, 13)).map((row) => row.code));
  const rows = all.filter((row) => row.code === province || kept.has(row.code) || kept.has(row.parentCode ?? ''));
  return { rows, real: existsSync(file) };
}

/** Without files: as many units as the country had, of the same shape. */
function builtUnits(): UnitRow[] {
  const rows: UnitRow[] = [];
  let commune = 0;
  for (let p = 1; p <= 63; p += 1) {
    const code = String(p).padStart(2, '0');
    rows.push({ code, name: `Tỉnh ${p}`, kind: 'province', parentCode: null });
    for (let d = 1; d <= 11; d += 1) {
      const district = `${String(p * 11 + d).padStart(3, '0')}`;
      rows.push({ code: district, name: `Huyện ${p}.${d}`, kind: 'district', parentCode: code });
      for (let c = 1; c <= 14 + ((p + d) % 2); c += 1) {
        commune += 1;
        rows.push({
          code: String(commune).padStart(5, '0'),
          name: `Xã ${p}.${d}.${c}`,
          kind: 'commune',
          parentCode: district,
        });
      }
    }
  }
  return rows;
}

/** The files of July 2025, when they are there. */
export async function replayFiles(): Promise<ReplayFiles | undefined> {
  if (!existsSync(join(DATA, 'units_2025_07.csv'))) return undefined;
  return {
    communes: await readMerges(join(DATA, 'commune_merges_2025.csv')),
    provinces: await readProvinceMerges(join(DATA, 'province_merges_2025.csv')),
    after: await readUnits(join(DATA, 'units_2025_07.csv')),
  };
}

const SETTINGS = ['agency', 'school', 'health', 'police', 'military', 'enterprise', 'other'] as const;

/** Takes the tree in by the product's own import, then villages and cells of skewed sizes below every commune. */
export async function writeTree(
  tx: Tx,
  rows: readonly UnitRow[],
  random: Random,
  step: (what: string) => void,
): Promise<Cell[]> {
  await importUnits(tx, rows, { from: TREE_FROM, withBodies: true });
  step('places and bodies');
  const communes = await tx.many<{ place: string; body: string; province: string }>(sql`
    select c.place_id as place, c.party_id as body, p.province_id as province
    from organisation.covers c join organisation.unit_path p on p.unit_id = c.place_id and p.commune_id = c.place_id
    join organisation.unit u on u.id = c.place_id order by u.label`);
  const units: NewUnit[] = [];
  const planned: (Omit<Cell, 'label'> & { id: string })[] = [];
  const provinces = new Map<string, number>();
  for (const [index, commune] of communes.entries()) {
    const province = provinces.get(commune.province) ?? provinces.size;
    provinces.set(commune.province, province);
    const cells = random.skewed({ median: 26, spread: 0.55, least: 5, most: 150 });
    const villages = Math.max(3, Math.round(cells * 0.38));
    const villageIds: string[] = [];
    for (let v = 1; v <= villages; v += 1) {
      const id = randomId(random);
      villageIds.push(id);
      units.push({ id, kind: 'village', name: `Thôn ${v}`, parentId: commune.place, from: TREE_FROM });
    }
    let covered = 0;
    for (let c = 1; c <= cells; c += 1) {
      const id = randomId(random);
      const own = covered < villages ? villageIds[covered] : undefined;
      // Every twentieth cell of villages is one of two villages together.
      const second = own !== undefined && random.below(20) === 0 ? villageIds[covered + 1] : undefined;
      if (own !== undefined) covered += second === undefined ? 1 : 2;
      const setting = own === undefined ? (SETTINGS[random.below(SETTINGS.length)] ?? 'other') : 'village';
      units.push({
        id,
        kind: 'party_cell',
        name: own === undefined ? `Chi bộ cơ quan ${c}` : `Chi bộ thôn ${covered}`,
        parentId: commune.body,
        from: TREE_FROM,
        setting,
        ...(own === undefined ? {} : { covers: second === undefined ? [own] : [own, second] }),
      });
      planned.push({
        id,
        commune: index,
        province,
        village: own ?? null,
        members: random.skewed({ median: 14.2, spread: 0.68, least: 3, most: 200 }),
      });
    }
  }
  await tx.run(sql`select set_config('gandan.audit', 'bulk', true)`);
  const written = await insertUnits(tx, units, { rebuild: false });
  step(`villages and cells (${units.length})`);
  const labels = new Map(written.map((unit) => [unit.id, unit.label]));
  return planned.map((cell) => ({ ...cell, label: labels.get(cell.id) ?? 0 }));
}

/** A version 4 UUID from the seed. */
export function randomId(random: Random): string {
  const hex = (): string => random.below(0x1_0000_0000).toString(16).padStart(8, '0');
  const [a, b, c, d] = [hex(), hex(), hex(), hex()];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-8${c.slice(1, 4)}-${c.slice(4)}${d}`;
}
