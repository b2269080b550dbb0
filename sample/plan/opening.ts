/** The stock with which the register opens in 2010. */
import { OFFICE_PEOPLES } from '../facts/villages.ts';
import { dateOf } from './dates.ts';
import { bodyOf, districtBody, isDistrictCellKey, officeCells } from './party.ts';
import { oldPlace, OPENING, type Village } from './places.ts';
import type { Random } from './random.ts';
import type { Cell, Life, World } from './world.ts';

/** Somebody who was an official member when the register opened. */
export function longMember(
  world: World,
  random: Random,
  about: { cell: Cell; people: string; village?: Village; anchor?: boolean; birthYear?: number },
): Life {
  const joined = about.birthYear
    ? Math.max(about.birthYear + 19, 1990) + random.int(0, 4)
    : random.chance(0.3)
      ? random.int(1972, 1994)
      : random.int(1995, 2008);
  const year = Math.min(joined, 2008);
  const birthYear = about.birthYear ?? year - random.int(19, 38);
  return world.enter(random, {
    cell: about.cell,
    on: OPENING,
    cause: 'opening',
    people: about.people,
    birthYear,
    ceremonyOn: dateOf(year, random.int(1, 12), random.int(1, 28)),
    precision: year < 1990 && random.chance(0.3) ? 'year' : 'day',
    ...(about.village ? { village: about.village } : {}),
    ...(about.anchor ? { anchor: true } : {}),
  });
}

/** Cells of offices, schools and posts with their members of 2010. */
export function openOffices(
  world: World,
  random: Random,
  area: { district: string; communes: string[]; kinhShare: number },
) {
  for (const spec of officeCells(world, area.district, area.communes, random)) {
    const ofDistrict = isDistrictCellKey(spec.key);
    const cell = world.openCell({
      key: spec.key,
      name: spec.name,
      setting: spec.setting,
      district: area.district,
      commune: spec.commune,
      parent: ofDistrict ? districtBody(area.district) : bodyOf(oldPlace(spec.commune)),
      on: OPENING,
      grassroots: ofDistrict && spec.size < 30,
    });
    for (let i = 0; i < spec.size; i += 1) {
      const people = random.chance(area.kinhShare)
        ? '01'
        : random.weighted(Object.entries(OFFICE_PEOPLES[area.district] ?? {}));
      longMember(world, random, { cell, people, ...(i > 0 ? { birthYear: random.int(1956, 1985) } : {}) });
    }
  }
}

/** A village cell that stood in 2010. */
export function openVillageCell(world: World, village: Village, district: string): Cell {
  const cell = world.openCell({
    key: `cell-${village.key}`,
    name: cellName(village),
    setting: 'village',
    district,
    commune: village.commune,
    parent: bodyOf(oldPlace(village.commune)),
    on: OPENING,
  });
  world.cover(cell, village.key, OPENING);
  return cell;
}

/** Name of the cell of a village, with the word the place uses. */
export function cellName(village: Village): string {
  const word = village.name.startsWith('Tổ')
    ? ''
    : village.commune.startsWith('03')
      ? 'bản '
      : village.commune === '02287'
        ? 'tổ dân phố '
        : 'thôn ';
  return `Chi bộ ${word}${village.name}`;
}
