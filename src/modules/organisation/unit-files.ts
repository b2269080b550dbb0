import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { Invalid } from '#platform/errors.ts';
import { KIND_OF_FILE, type UnitKind } from './kinds.ts';

/** A line of a list of units, in our words. */
export type UnitRow = { code: string; name: string; kind: UnitKind; parentCode: string | null };
export type MergeRow = {
  oldCode: string;
  newCode: string;
  share: 'whole' | 'part';
  areaShare: 'whole' | 'part' | 'rest' | 'none';
  populationShare: 'whole' | 'part' | 'rest' | 'none';
  event: 'merge' | 'split' | 'convert' | 'rename' | 'unchanged';
  document: string;
  clause: string | null;
};
export type ProvinceMergeRow = { oldCode: string; newCode: string };
export type SpellingRow = { code: string; other: string };

/** Reads a list of units (`code,name,kind,parent_code`). @throws Invalid `import.unknown-column`, `import.unknown-kind`, `import.malformed` */
export async function readUnits(path: string): Promise<UnitRow[]> {
  const rows = await table(path, ['code', 'name', 'kind', 'parent_code']);
  return rows.map((row, index) => {
    const kind = KIND_OF_FILE[row['kind'] ?? ''];
    if (!kind) throw new Invalid('import.unknown-kind', { file: path, row: index + 2, seen: row['kind'] ?? '' });
    return { code: row['code'] ?? '', name: bareName(row['name'] ?? ''), kind, parentCode: row['parent_code'] || null };
  });
}

/** Reads a mapping of communes; `unit,into` files of one province in the same columns do as well. */
export async function readMerges(path: string): Promise<MergeRow[]> {
  const columns = ['old_code', 'new_code', 'share', 'area_share', 'population_share', 'event', 'resolution', 'clause'];
  return (await table(path, columns)).map((row, index) => {
    const wrong = (column: string) =>
      new Invalid('import.malformed', { file: path, row: index + 2, column, seen: row[column] ?? '' });
    const oneOf = <T extends string>(column: string, values: readonly T[]): T => {
      const found = values.find((value) => value === row[column]);
      if (found === undefined) throw wrong(column);
      return found;
    };
    const shares = ['whole', 'part', 'rest', 'none'] as const;
    if (!/^\d{3,5}$/.test(row['old_code'] ?? '')) throw wrong('old_code');
    if (!/^\d{5}$/.test(row['new_code'] ?? '')) throw wrong('new_code');
    return {
      oldCode: row['old_code'] ?? '',
      newCode: row['new_code'] ?? '',
      share: oneOf('share', ['whole', 'part'] as const),
      areaShare: oneOf('area_share', shares),
      populationShare: oneOf('population_share', shares),
      event: oneOf('event', ['merge', 'split', 'convert', 'rename', 'unchanged'] as const),
      document: row['resolution'] ?? '',
      clause: row['clause'] || null,
    };
  });
}

export async function readProvinceMerges(path: string): Promise<ProvinceMergeRow[]> {
  return (await table(path, ['old_code', 'new_code', 'share', 'event'])).map((row) => ({
    oldCode: row['old_code'] ?? '',
    newCode: row['new_code'] ?? '',
  }));
}

/** Tells by its columns whether a plan file maps provinces or communes: province codes have two digits. */
export async function readPlanFile(path: string): Promise<{ communes: MergeRow[]; provinces: ProvinceMergeRow[] }> {
  const header = (await readFile(path, 'utf8')).split('\n', 1)[0] ?? '';
  return header.includes('clause')
    ? { communes: await readMerges(path), provinces: [] }
    : { communes: [], provinces: await readProvinceMerges(path) };
}

export async function readSpellings(path: string): Promise<SpellingRow[]> {
  return (await table(path, ['code', 'name_statistics', 'name_resolution', 'resolution', 'clause'])).map((row) => ({
    code: row['code'] ?? '',
    other: row['name_resolution'] ?? '',
  }));
}

const PREFIX = /^(thành phố|thị trấn|đặc khu|thị xã|phường|huyện|tỉnh|quận|xã)\s+(?=\S)/i;

/** The name without the word of its kind, which the kind itself says; NFC. */
export function bareName(name: string): string {
  return name.normalize('NFC').trim().replace(/\s+/g, ' ').replace(PREFIX, '');
}

async function table(path: string, columns: readonly string[]): Promise<Record<string, string>[]> {
  const text = await readFile(path, 'utf8');
  const rows = parse<Record<string, string>>(text, {
    columns: true,
    bom: true,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: false,
  });
  const seen = Object.keys(rows[0] ?? {});
  const unknown = seen.filter((column) => !columns.includes(column));
  const missing = columns.filter((column) => rows.length > 0 && !seen.includes(column));
  if (unknown.length > 0 || missing.length > 0)
    throw new Invalid('import.unknown-column', { file: path, unknown, missing });
  return rows;
}
