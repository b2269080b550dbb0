/**
 * Writes the facts of the sample's two provinces (three before July 2025) from the reference data into compact modules.
 * Run once by a developer who has the reference data: `npx tsx sample/facts/make.ts ../shared/data`. The program itself
 * never reads that folder. Centre points are rounded to two decimals and carry no outline.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { geoArea, geoCentroid, geoContains } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import type { Feature, MultiPolygon, Polygon, Position } from 'geojson';

type Shape = Feature<Polygon | MultiPolygon>;
type Row = Record<string, string>;

const PREFIXES = ['Thành phố', 'Thị trấn', 'Đặc khu', 'Thị xã', 'Thị Xã', 'Phường', 'Huyện', 'Tỉnh', 'Quận', 'Xã'];
const EVENT_LETTERS: Record<string, string> = { merge: 'm', split: 's', convert: 'c', rename: 'r', unchanged: 'u' };
const SHARE_LETTERS: Record<string, string> = { whole: 'W', part: 'P', rest: 'R', none: 'N' };

/** The modules that the facts live in: file name, exported constant, province code before July 2025. */
export const FACT_MODULES = [
  { file: 'dien-bien.ts', constant: 'DIEN_BIEN', province: '11' },
  { file: 'ha-giang.ts', constant: 'HA_GIANG', province: '02' },
  { file: 'tuyen-quang.ts', constant: 'TUYEN_QUANG', province: '08' },
] as const;

/** A file of the reference data as rows by column; the files used here have no quoted commas. */
function rows(folder: string, file: string): Row[] {
  const [head = '', ...lines] = readFileSync(join(folder, file), 'utf8').trim().split('\n');
  const columns = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? '']));
  });
}

/** Outlines by code; rings are wound so that d3 measures the inside and not the rest of the globe. */
function shapes(folder: string, file: string): Map<string, Shape> {
  const topology = JSON.parse(readFileSync(join(folder, 'geo', file), 'utf8')) as Topology;
  const byCode = new Map<string, Shape>();
  for (const object of Object.values(topology.objects)) {
    const collection = feature(topology, object as GeometryCollection<{ code: string }>);
    for (const one of collection.features) byCode.set(one.properties.code, wound(one as Shape));
  }
  return byCode;
}

function wound(shape: Shape): Shape {
  const fix = (ring: Position[]) =>
    geoArea({ type: 'Polygon', coordinates: [ring] }) > 2 * Math.PI ? [...ring].reverse() : ring;
  const polygon = (rings: Position[][]) => [fix(rings[0] ?? [])];
  const { geometry } = shape;
  return geometry.type === 'Polygon'
    ? { ...shape, geometry: { type: 'Polygon', coordinates: polygon(geometry.coordinates) } }
    : { ...shape, geometry: { type: 'MultiPolygon', coordinates: geometry.coordinates.map(polygon) } };
}

const point = ([lon, lat]: [number, number]) => `${lon.toFixed(2)},${lat.toFixed(2)}`;

/** A name without the word for its kind, in NFC. */
function bareName(full: string): string {
  const text = full.normalize('NFC');
  const prefix = PREFIXES.find((word) => text.startsWith(`${word} `));
  return prefix ? text.slice(prefix.length + 1) : text;
}

/**
 * The i-th of n points spread around the centre of an outline, inside it: old communes have no outline of their own,
 * so their place inside the new commune is approximate on purpose.
 */
function spread(shape: Shape, i: number, n: number): [number, number] {
  const centre = geoCentroid(shape);
  if (n === 1) return centre;
  const reach = Math.sqrt(geoArea(shape) / Math.PI) * (180 / Math.PI);
  const angle = Math.PI / 2 - (i * 2 * Math.PI) / n;
  for (let factor = 0.55; factor > 0.05; factor -= 0.05) {
    const candidate: [number, number] = [
      centre[0] + Math.cos(angle) * reach * factor,
      centre[1] + Math.sin(angle) * reach * factor,
    ];
    if (geoContains(shape, candidate)) return candidate;
  }
  return centre;
}

/** The text of every fact module, by file name. */
export function makeFacts(folder: string): Map<string, string> {
  const before = rows(folder, 'units_2025_06.csv');
  const after = rows(folder, 'units_2025_07.csv');
  const merges = rows(folder, 'commune_merges_2025.csv');
  const provinceMerges = rows(folder, 'province_merges_2025.csv');
  const variants = new Map(rows(folder, 'spelling_variants.csv').map((row) => [row.code, row.name_resolution]));
  const communeShapes = shapes(folder, 'communes_2025_07_08_11.topojson');
  const districtShapes = shapes(folder, 'districts_2025_06_02_08_11.topojson');
  const provinceShapes = {
    before: shapes(folder, 'provinces_2025_06.topojson'),
    after: shapes(folder, 'provinces_2025_07.topojson'),
  };
  const centre = (from: Map<string, Shape>, code: string) => {
    const shape = from.get(code);
    if (!shape) throw new Error(`no outline for ${code}`);
    return point(geoCentroid(shape));
  };

  const oldPoint = (code: string) => {
    const target = merges.find((row) => row.old_code === code)?.new_code ?? '';
    const shape = communeShapes.get(target);
    if (!shape) throw new Error(`no outline for ${target}`);
    const siblings = merges.filter((row) => row.new_code === target).map((row) => row.old_code);
    return point(spread(shape, siblings.indexOf(code), siblings.length));
  };
  const targets = (code: string) =>
    merges
      .filter((row) => row.old_code === code)
      .map((row) => {
        const event = EVENT_LETTERS[row.event ?? ''] ?? '?';
        const shares = [row.share, row.area_share, row.population_share]
          .map((word) => SHARE_LETTERS[word ?? ''] ?? '?')
          .join('');
        return `${row.new_code}:${event}${shares === 'WWW' ? '' : shares}`;
      })
      .join(' ');
  const withAlias = (row: Row) => {
    const alias = variants.get(row.code ?? '');
    return bareName(row.name ?? '') + (alias ? `=${alias.normalize('NFC')}` : '');
  };

  const files = new Map<string, string>();
  for (const module of FACT_MODULES) {
    const lines: string[] = [];
    const province = before.find((row) => row.code === module.province && row.kind === 'tinh') ?? {};
    const successor = provinceMerges.find((row) => row.old_code === module.province)?.new_code ?? '';
    lines.push(
      `province|${module.province}|tinh|${bareName(province.name ?? '')}|${centre(provinceShapes.before, module.province)}|${successor}`,
    );
    const districts = before.filter((row) => row.parent_code === module.province);
    for (const row of districts) {
      lines.push(
        `district|${row.code}|${row.kind}|${bareName(row.name ?? '')}|${centre(districtShapes, row.code ?? '')}|${module.province}`,
      );
    }
    const inside = new Set(districts.map((row) => row.code));
    for (const row of before.filter((one) => inside.has(one.parent_code ?? ''))) {
      const code = row.code ?? '';
      lines.push(`commune|${code}|${row.kind}|${withAlias(row)}|${oldPoint(code)}|${row.parent_code}|${targets(code)}`);
    }
    if (successor === module.province) {
      lines.push(
        `new-province|${successor}|tinh|${bareName(province.name ?? '')}|${centre(provinceShapes.after, successor)}|`,
      );
    }
    for (const row of after.filter((one) => one.parent_code === module.province)) {
      const code = row.code ?? '';
      const act = merges.find((one) => one.new_code === code);
      lines.push(
        `new-commune|${code}|${row.kind}|${bareName(row.name ?? '')}|${centre(communeShapes, code)}|${row.parent_code}|${act?.resolution ?? ''}|${act?.clause ?? ''}`,
      );
    }
    files.set(
      module.file,
      `// Written by make.ts from the reference data; the columns are explained in index.ts. Not edited by hand.\n` +
        `export const ${module.constant} = \`\n${lines.join('\n')}\n\`;\n`,
    );
  }
  return files;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = process.argv[2];
  if (!folder || !existsSync(folder))
    throw new Error('usage: npx tsx sample/facts/make.ts <folder of the reference data>');
  const here = fileURLToPath(new URL('.', import.meta.url));
  for (const [file, text] of makeFacts(folder)) writeFileSync(join(here, file), text);
}
