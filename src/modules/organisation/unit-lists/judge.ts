import { bodyKindOf, bodyName } from '../import.ts';
import { type Tree, UNIT_KINDS, type UnitKind } from '../kinds.ts';
import { mayHangUnder } from '../rules.ts';
import { bareName } from '../unit-files.ts';
import type { JudgedUnit, UnitListRow, UnitListVerdict } from './contract.ts';
import { kindOf, kindSaid, oneUnit, sameName } from './kind-words.ts';
import { type ListedUnit, rankOf, treeOf, Units } from './units.ts';

export type ListFacts = {
  /** Units of the tree on the first day that the lines may mean. */
  known: readonly ListedUnit[];
  /** Under what lines without a unit above stand, in each tree. */
  under: Readonly<Partial<Record<Tree, string>>>;
  /** Units without anything above are founded by those alone who see everything. */
  mayFoundRoots: boolean;
  withBodies: boolean;
  /** Names of the kinds in the languages of the product, in lower case. */
  named: ReadonlyMap<string, UnitKind>;
  newId: () => string;
};
type Line = Pick<JudgedUnit, 'outcome' | 'coversByName' | 'findings'> & {
  source: UnitListRow;
  kind: UnitKind | null;
  name: string;
  unit: ListedUnit | undefined;
};
type Work = { units: Units; facts: ListFacts; lines: readonly Line[] };

const MOST_NAME = 160;
const CODE = /^\d{2,5}$/;
/** Whether a kind stands for a level of government or of the Party, as a village and a cell do not. */
const hasLevel = (kind: UnitKind): boolean => UNIT_KINDS[kind].level !== null;

/**
 * What a list of units would become: each line new, known already, or refused with its reasons. Lines are taken from the top of
 * the tree downwards, whatever their order in the file; the rules of what may hang where are those of every change of the tree. Pure.
 * @returns besides the verdict the units to found, Party organisations of places included when wished
 */
export function judgeList(
  rows: readonly UnitListRow[],
  facts: ListFacts,
): { verdict: UnitListVerdict; founded: ListedUnit[] } {
  const units = new Units(facts.known);
  const lines = rows.map((source) => lineOf(source, facts));
  const downwards = [...lines].sort((a, b) => rankOfLine(a) - rankOfLine(b));
  const work: Work = { units, facts, lines };
  for (const line of downwards) settle(line, work);
  for (const line of downwards) settleCovers(line, work);
  const bodies = facts.withBodies ? foundBodies(downwards, work) : [];
  const count = (outcome: JudgedUnit['outcome']) => lines.filter((line) => line.outcome === outcome).length;
  return {
    verdict: {
      units: lines.map((line) => shown(line, units)),
      fresh: count('new'),
      known: count('known'),
      refused: count('refused'),
      bodies: bodies.length,
    },
    founded: [
      ...lines.flatMap((line) => (line.outcome === 'new' ? (units.get(line.unit?.id ?? null) ?? []) : [])),
      ...bodies,
    ],
  };
}

const rankOfLine = ({ kind }: Line): number => (kind === null ? Infinity : rankOf(kind));

function lineOf(source: UnitListRow, { named }: ListFacts): Line {
  const written = source.name.normalize('NFC').replace(/\s+/g, ' ').trim();
  const kind = kindOf(source.kind, written, named);
  // A commune is kept by its bare name; a village and an organisation as they are called.
  const name = kind !== null && UNIT_KINDS[kind].tree === 'place' && hasLevel(kind) ? bareName(written) : written;
  return { source, kind, name, unit: undefined, outcome: 'new', coversByName: false, findings: [] };
}

function refuse(line: Line, code: string, details: Record<string, unknown> = {}): undefined {
  line.outcome = 'refused';
  line.findings.push({ code: `unit-list.${code}`, details });
}

function settle(line: Line, work: Work): void {
  const { source, kind, name } = line;
  const code = codeOf(source.code.trim(), kind);
  if (name === '') refuse(line, 'name-missing');
  if (name.length > MOST_NAME) refuse(line, 'name-long', { most: MOST_NAME });
  if (kind === null) return refuse(line, 'kind-unknown', { seen: source.kind });
  const isPlaceOfLevel = UNIT_KINDS[kind].tree === 'place' && hasLevel(kind);
  if (isPlaceOfLevel && code !== '' && !CODE.test(code)) refuse(line, 'code-wrong', { seen: code });
  const above = parentOf(line, kind, work);
  if (above && !('itself' in above) && above.endsOn !== null)
    refuse(line, 'parent-ends', { unit: above.name, on: above.endsOn });
  if (above === undefined || line.outcome === 'refused') return;
  if (above !== null && 'itself' in above) return take(line, 'known', above.itself);
  const parentId = above?.id ?? null;
  const same = work.units
    .meant(name)
    .find((unit) => unit.kind === kind && unit.parentId === parentId && oneUnit(unit.name, name));
  const coded = isPlaceOfLevel && code !== '' ? work.units.meant(code).find((unit) => unit.code === code) : undefined;
  const twin = work.lines.find(
    (other) => other !== line && other.unit !== undefined && other.unit.id === (coded ?? same)?.id,
  );
  if (twin) return refuse(line, 'twice', { row: twin.source.row, name });
  if (coded && !sameName(coded.name, name)) return refuse(line, 'code-taken', { code, unit: coded.name });
  const known = coded ?? same;
  if (known) return take(line, 'known', known);
  const unit = {
    id: work.facts.newId(),
    name,
    kind,
    parentId,
    code: isPlaceOfLevel && code !== '' ? code : null,
    covers: [],
    endsOn: null,
  };
  work.units.add(unit);
  take(line, 'new', unit);
}

/** A code as the statistics office writes it: a spreadsheet takes the zeros in front away. */
function codeOf(written: string, kind: UnitKind | null): string {
  if (kind === null || !/^\d+$/.test(written)) return written;
  const rank = rankOf(kind);
  return written.padStart(rank <= 10 ? 2 : rank <= 20 ? 3 : 5, '0');
}

function take(line: Line, outcome: 'new' | 'known', unit: ListedUnit): void {
  line.outcome = outcome;
  line.unit = unit;
}

/** The unit directly above; null for the top of a tree, undefined when the line is refused; `itself` when the line names the unit it was to stand under. */
function parentOf(line: Line, kind: UnitKind, work: Work): ListedUnit | { itself: ListedUnit } | null | undefined {
  const { units, facts } = work;
  const text = line.source.parent.trim();
  if (text === '') {
    const { tree } = UNIT_KINDS[kind];
    const given = units.get(
      facts.under[tree] ?? (tree === 'body' ? (facts.under.party ?? facts.under.place) : null) ?? null,
    );
    if (given?.kind === kind && sameName(given.name, line.name)) return { itself: given };
    if (given && mayHangUnder(kind, given.kind)) return given;
    if (given) return refuse(line, 'parent-wrong-kind', { seen: given.name, kind: given.kind });
    // Only provinces and their Party organisations stand alone (rules.ts).
    if (UNIT_KINDS[kind].level !== 'province') return refuse(line, 'parent-missing');
    return facts.mayFoundRoots ? null : refuse(line, 'root-beyond-scope');
  }
  const named = units.meant(text);
  const fitting = narrowed(
    named.filter((unit) => mayHangUnder(kind, unit.kind)),
    text,
    kind,
  );
  if (fitting.length === 1) return fitting[0];
  if (fitting.length > 1) return refuse(line, 'parent-ambiguous', { seen: text, count: fitting.length });
  const refused = work.lines.find(
    (other) => other !== line && other.outcome === 'refused' && sameName(other.name, text),
  );
  if (refused) return refuse(line, 'parent-refused', { seen: text, row: refused.source.row });
  const [other] = named;
  if (other) return refuse(line, 'parent-wrong-kind', { seen: text, kind: other.kind });
  return refuse(line, 'parent-unknown', { seen: text });
}

/** Of several of one name: those of the kind that the words say, of the own tree, and the lowest of them. */
function narrowed(units: readonly ListedUnit[], text: string, kind: UnitKind): readonly ListedUnit[] {
  const said = kindSaid(text);
  const ofKind = units.filter((unit) => unit.kind === said);
  const meant = ofKind.length > 0 ? ofKind : units;
  const party = meant.filter((unit) => treeOf(unit) === 'party');
  const ofTree = UNIT_KINDS[kind].tree === 'body' && party.length > 0 ? party : meant;
  const lowest = Math.max(...ofTree.map((unit) => rankOf(unit.kind)));
  return ofTree.filter((unit) => rankOf(unit.kind) === lowest);
}

/** Which places a Party organisation covers: as written, else the one place that has its name and lies where it stands. */
function settleCovers(line: Line, work: Work): void {
  const { units } = work;
  const { unit } = line;
  if (line.outcome !== 'new' || !unit || treeOf(unit) !== 'party') return;
  const area = units.areaOf(units.get(unit.parentId));
  const inArea = (places: readonly ListedUnit[]) => {
    const near = places.filter((place) => area.size === 0 || units.within(place, area));
    return near.length > 0 ? near : [];
  };
  const written = line.source.covers.split(/[;\n]/).map((text) => text.trim());
  const places: string[] = [];
  for (const text of written.filter(Boolean)) {
    const named = units.meant(text).filter((one) => treeOf(one) === 'place');
    const fitting = named.length > 1 ? narrowed(inArea(named), text, 'hamlet') : inArea(named);
    const [only] = fitting;
    if (!only) refuse(line, named.length > 0 ? 'covers-elsewhere' : 'covers-unknown', { seen: text });
    else if (fitting.length > 1) refuse(line, 'covers-ambiguous', { seen: text, count: fitting.length });
    else places.push(only.id);
  }
  if (written.every((text) => text === '')) {
    const named = inArea(units.meant(line.name)).filter((place) => isCoveredByKind(place, unit.kind, area));
    const [only] = named;
    if (only && named.length === 1 && !units.covererOf(only.id, unit.kind)) {
      places.push(only.id);
      line.coversByName = true;
    }
  }
  line.unit = units.cover(unit, [...new Set(places)]);
}

/** Whether a Party organisation of a kind usually covers a place of this kind: a commune body its commune, a cell its village. */
function isCoveredByKind(place: ListedUnit, kind: UnitKind, area: ReadonlySet<string>): boolean {
  if (treeOf(place) !== 'place') return false;
  if (kind === 'party_cell' || kind === 'grassroots_cell') return !hasLevel(place.kind) && area.size > 0;
  return hasLevel(place.kind) && bodyKindOf(place.kind) === kind;
}

/** The Party organisation of every province, district and commune of the list that has none. */
function foundBodies(downwards: readonly Line[], { units, facts }: Work): ListedUnit[] {
  const founded: ListedUnit[] = [];
  for (const { unit: place, outcome } of downwards) {
    if (outcome === 'refused' || !place || treeOf(place) !== 'place' || !hasLevel(place.kind)) continue;
    const kind = bodyKindOf(place.kind);
    if (units.covererOf(place.id, kind)) continue;
    const above = units.get(place.parentId);
    const parent = above ? units.covererOf(above.id, bodyKindOf(above.kind)) : units.get(facts.under.party ?? null);
    const body: ListedUnit = {
      id: facts.newId(),
      name: bodyName(place.kind, place.name),
      kind,
      parentId: parent?.id ?? null,
      code: null,
      covers: [place.id],
      endsOn: null,
    };
    units.add(body);
    founded.push(body);
  }
  return founded;
}

function shown(line: Line, units: Units): JudgedUnit {
  const unit = units.get(line.unit?.id ?? null);
  return {
    row: line.source.row,
    name: line.name,
    kind: line.kind,
    tree: line.kind && UNIT_KINDS[line.kind].tree,
    outcome: line.outcome,
    parent: units.get(unit?.parentId ?? null)?.name ?? null,
    covers: (unit?.covers ?? []).flatMap((id) => units.get(id)?.name ?? []),
    coversByName: line.coversByName,
    findings: line.findings,
  };
}
