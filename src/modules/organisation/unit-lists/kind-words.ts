import { fold } from '#platform/text/index.ts';
import { KIND_OF_FILE, UNIT_KINDS, type UnitKind, unitKinds } from '../kinds.ts';

/** Words for a kind as lists have them. The names of the kinds in the languages of the product come beside them. */
const WORDS: readonly [UnitKind, readonly string[]][] = [
  ['province', ['tỉnh']],
  ['city', ['thành phố trực thuộc trung ương', 'tp trực thuộc trung ương']],
  ['district', ['huyện']],
  ['urban_district', ['quận']],
  ['town', ['thị xã']],
  ['provincial_city', ['thành phố', 'thành phố thuộc tỉnh', 'tp']],
  ['commune', ['xã']],
  ['ward', ['phường']],
  ['township', ['thị trấn', 'tt']],
  ['special_zone', ['đặc khu']],
  ['village', ['thôn', 'bản', 'thôn, bản', 'thôn bản', 'làng', 'ấp', 'buôn']],
  ['residential_group', ['tổ dân phố', 'tdp', 'khu phố', 'tổ dân cư', 'khối phố']],
  ['hamlet', ['xóm']],
  ['province_body', ['đảng bộ tỉnh', 'đảng bộ thành phố']],
  ['district_body', ['đảng bộ huyện', 'đảng bộ quận', 'đảng bộ thị xã']],
  ['commune_body', ['đảng bộ xã', 'đảng bộ phường', 'đảng bộ thị trấn', 'đảng bộ đặc khu']],
  ['grassroots_body', ['đảng bộ cơ sở']],
  ['section_body', ['đảng bộ bộ phận']],
  ['party_cell', ['chi bộ', 'chi bộ trực thuộc']],
  ['grassroots_cell', ['chi bộ cơ sở']],
  ['party_group', ['tổ đảng']],
  ['youth_union', ['đoàn thanh niên', 'đoàn tncs hồ chí minh', 'đoàn tncs']],
  ['women_union', ['hội phụ nữ', 'hội liên hiệp phụ nữ', 'hội lhpn']],
  ['farmers_union', ['hội nông dân']],
  ['veterans', ['hội cựu chiến binh']],
  ['fatherland_front', ['mặt trận tổ quốc', 'ủy ban mặt trận tổ quốc', 'ủy ban mttq', 'mttq']],
  ['office', ['văn phòng']],
  ['commission', ['ban']],
  ['political_centre', ['trung tâm chính trị']],
  ['council', ['hội đồng nhân dân', 'hđnd']],
  ['peoples_committee', ['ủy ban nhân dân', 'ubnd']],
];
/** Longest first: `đảng bộ xã` says more than `đảng bộ`. A village before a commission, where no marks are written. */
const OPENINGS = WORDS.flatMap(([kind, words]) =>
  words.map((word) => ({ kind, marked: word, folded: fold(word), isPlace: UNIT_KINDS[kind].tree === 'place' })),
).sort((a, b) => b.marked.length - a.marked.length || Number(b.isPlace) - Number(a.isPlace));
const BY_MARKED = new Map(OPENINGS.map(({ marked, kind }) => [marked, kind]));
const BY_FOLDED = new Map<string, UnitKind>([
  ...[...OPENINGS].reverse().map(({ folded, kind }) => [folded, kind] as const),
  ...unitKinds.map((kind) => [fold(kind), kind] as const),
  ...Object.entries(KIND_OF_FILE).map(([word, kind]) => [fold(word), kind] as const),
]);
const PARTY = /^(đảng bộ|đảng ủy|chi bộ|chi ủy)( cơ sở| bộ phận)? (?=\S)/;
const PARTY_FOLDED = /^(dang bo|dang uy|chi bo|chi uy)( co so| bo phan)? (?=\S)/;

const plain = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim().toLowerCase();
/** `Quản Bạ` is no quận and `Ban Tổ chức` no bản: where marks are written they are believed. */
const isMarked = (text: string): boolean => /[^\p{ASCII}]/u.test(text);

function openingOf(name: string): { kind: UnitKind; length: number } | undefined {
  const text = plain(name);
  const found = isMarked(text)
    ? OPENINGS.find(({ marked }) => text.startsWith(`${marked} `))
    : OPENINGS.find(({ folded }) => text.startsWith(`${folded} `));
  return found && { kind: found.kind, length: found.marked.length };
}

/**
 * The kind that a line means: by its own column, else by the words its name begins with (`Bản Huổi Ban`, `Chi bộ thôn 2`).
 * @param named names of the kinds in the languages of the product, in lower case
 */
export function kindOf(written: string, name: string, named: ReadonlyMap<string, UnitKind>): UnitKind | null {
  const word = plain(written);
  if (word === '') return openingOf(name)?.kind ?? null;
  return BY_MARKED.get(word) ?? named.get(word) ?? BY_FOLDED.get(fold(word)) ?? null;
}

/** The kind that the words of a reference say: `xã Mường Nhé` is no district; undefined when they say nothing. */
export function kindSaid(text: string): UnitKind | undefined {
  return openingOf(text)?.kind;
}

/** Keys by which a unit is found: its name, and its name without the words that say what it is. */
export function keysOf(name: string): string[] {
  const text = plain(name);
  const own = text.replace(isMarked(text) ? PARTY : PARTY_FOLDED, '');
  const opening = openingOf(own);
  const bare = opening && UNIT_KINDS[opening.kind].tree === 'place' ? own.slice(opening.length + 1) : own;
  return [...new Set([fold(own), fold(bare)])];
}

/** Whether a name may mean a unit: `Huổi Ban` the `Bản Huổi Ban`, and `Bản Huổi Ban` the `Chi bộ bản Huổi Ban`. */
export function sameName(one: string, other: string): boolean {
  const keys = keysOf(one);
  return keysOf(other).some((key) => keys.includes(key));
}

/** Whether two names are one unit's: `Huổi Ban` and `Bản Huổi Ban` are, `Bản 1` and `Thôn 1` are not. */
export function oneUnit(one: string, other: string): boolean {
  return fold(one) === fold(other) || (sameName(one, other) && keysOf(one).length !== keysOf(other).length);
}
