import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fold } from '#platform/text/index.ts';
import { TableCopy } from './copy.ts';
import { type Random, weighted } from './random.ts';
import type { Cell } from './tree.ts';

/** The register begins with everybody who is a member then; five years and a half of life follow. */
export const REGISTER_FROM = '2020-01-01';
export const TODAY = '2025-06-15';
const FIRST = Date.UTC(2020, 0, 1) / 86_400_000;
const LAST = Date.UTC(2025, 5, 15) / 86_400_000;
const SPAN = LAST - FIRST;
const YEARS = SPAN / 365.25;

export type PeopleCounts = Record<'persons' | 'members' | 'periods' | 'events' | 'residences', number>;

type State = 'official' | 'probationary' | 'exempt' | 'temp_exempt' | 'temporarily_away' | 'suspended';
type Stretch = { from: number; to: number | null; state: State; standing: 'official' | 'probationary'; cell: Cell };

/** Writes the lives of all members, streamed into five tables at once. */
export async function writePeople(url: string, cells: readonly Cell[], random: Random): Promise<PeopleCounts> {
  const tables = {
    persons: await TableCopy.into(url, 'membership.person', [
      'id',
      'full_name',
      'family_key',
      'given_key',
      'sex',
      'birth_on',
      'birth_precision',
      'residence_village_id',
      'label',
    ]),
    members: await TableCopy.into(url, 'membership.member', [
      'id',
      'card_number',
      'decision_on',
      'decision_precision',
      'ceremony_on',
      'ceremony_precision',
      'recognised_on',
      'recognised_precision',
      'education',
      'theory_level',
      'occupation',
      'state',
      'cell_id',
      'label',
    ]),
    periods: await TableCopy.into(url, 'membership.member_period', [
      'id',
      'member_id',
      'valid',
      'state',
      'standing',
      'cell_id',
      'label',
    ]),
    events: await TableCopy.into(url, 'membership.member_event', [
      'id',
      'member_id',
      'kind',
      'on_date',
      'cell_id',
      'counterpart_cell_id',
      'outside',
      'late',
      'label',
    ]),
    residences: await TableCopy.into(url, 'membership.residence', ['id', 'person_id', 'village_id', 'valid', 'label']),
  };
  const writer = new Writer(tables, cells, random);
  for (const cell of cells) {
    for (let n = 0; n < cell.members; n += 1) writer.initial(cell);
    // A little over three in a hundred are admitted each year.
    const admitted = Math.round(cell.members * 0.031 * YEARS + random.next() - 0.5);
    for (let n = 0; n < admitted; n += 1) writer.admitted(cell);
    for (const table of Object.values(tables)) await table.room();
  }
  const counts: PeopleCounts = { persons: 0, members: 0, periods: 0, events: 0, residences: 0 };
  for (const [name, table] of Object.entries(tables)) counts[name as keyof PeopleCounts] = await table.end();
  return counts;
}

class Writer {
  private readonly tables: Record<keyof PeopleCounts, TableCopy>;
  private readonly cells: readonly Cell[];
  private readonly random: Random;
  private readonly name: (random: Random) => Name;
  private readonly rangeOfCommune: [number, number][] = [];
  private readonly rangeOfProvince: [number, number][] = [];
  private serial = 0;
  private other = 0;

  constructor(tables: Record<keyof PeopleCounts, TableCopy>, cells: readonly Cell[], random: Random) {
    this.tables = tables;
    this.cells = cells;
    this.random = random;
    this.name = names();
    for (const [index, cell] of cells.entries()) {
      for (const [ranges, at] of [
        [this.rangeOfCommune, cell.commune],
        [this.rangeOfProvince, cell.province],
      ] as const) {
        const range = ranges[at];
        if (range) range[1] = index + 1;
        else ranges[at] = [index, index + 1];
      }
    }
  }

  /** Somebody who is a member when the register begins. */
  initial(cell: Cell): void {
    const { random } = this;
    const decision = FIRST - 200 - Math.floor(12_000 * random.next() ** 1.6);
    const exit = this.exitDay(0.019);
    const stretches = this.life(cell, FIRST, exit);
    this.person(cell, stretches, exit, { decision, ceremony: decision + 20, recognised: decision + 385 }, []);
  }

  /** Somebody who is admitted within the years of the register. */
  admitted(cell: Cell): void {
    const { random } = this;
    const ceremony = FIRST + 1 + random.below(SPAN - 1);
    const official = ceremony + 365;
    const events: string[] = [`admitted\t${day(ceremony)}\t${cell.id}\t\\N\t\\N\tf\t${cell.label}`];
    const stretches: Stretch[] = [
      { from: ceremony, to: official, state: 'probationary', standing: 'probationary', cell },
    ];
    if (official <= LAST) {
      const late = random.below(8) === 0;
      events.push(`recognised\t${day(official)}\t${cell.id}\t\\N\t\\N\t${late ? 't' : 'f'}\t${cell.label}`);
      stretches.push({ from: official, to: null, state: 'official', standing: 'official', cell });
    } else {
      // The twelfth month is still to come: the period runs on until somebody decides.
      const first = stretches[0];
      if (first) first.to = null;
    }
    this.person(
      cell,
      stretches,
      null,
      { decision: ceremony - 20, ceremony, recognised: official <= LAST ? official : null },
      events,
    );
  }

  private exitDay(yearly: number): number | null {
    const { random } = this;
    return random.next() < yearly * YEARS ? FIRST + 30 + random.below(SPAN - 30) : null;
  }

  /** States and moves of an official member from a day to his leaving. */
  private life(cell: Cell, from: number, exit: number | null): Stretch[] {
    const { random } = this;
    const stretches: Stretch[] = [{ from, to: exit, state: 'official', standing: 'official', cell }];
    const end = exit ?? LAST;
    const cut = (at: number, change: Partial<Stretch>): void => {
      const last = stretches[stretches.length - 1];
      if (!last || at <= last.from || at >= (last.to ?? LAST)) return;
      stretches.push({ ...last, ...change, from: at });
      last.to = at;
    };
    if (random.below(10) === 0)
      cut(from + 30 + random.below(Math.max(1, end - from - 30)), { cell: this.elsewhere(cell) });
    const luck = random.next();
    const start = from + 30 + random.below(Math.max(1, end - from - 30));
    if (luck < 0.04) cut(start, { state: 'exempt' });
    else if (luck < 0.055) this.aside(cut, start, 'temp_exempt', 200);
    else if (luck < 0.065) this.aside(cut, start, 'temporarily_away', 300);
    else if (luck < 0.067) this.aside(cut, start, 'suspended', 90);
    return stretches;
  }

  private aside(cut: (at: number, change: Partial<Stretch>) => void, from: number, state: State, days: number): void {
    cut(from, { state });
    cut(from + days, { state: 'official' });
  }

  /** Seven in ten move within the commune, two within the province, one anywhere. */
  private elsewhere(cell: Cell): Cell {
    const { random } = this;
    const luck = random.next();
    const [low, high] = (luck < 0.7
      ? this.rangeOfCommune[cell.commune]
      : luck < 0.9
        ? this.rangeOfProvince[cell.province]
        : undefined) ?? [0, this.cells.length];
    return this.cells[low + random.below(high - low)] ?? cell;
  }

  private person(
    home: Cell,
    stretches: readonly Stretch[],
    exit: number | null,
    dates: { decision: number; ceremony: number; recognised: number | null },
    events: string[],
  ): void {
    const { random, tables } = this;
    const last = stretches[stretches.length - 1];
    if (!last) return;
    this.serial += 1;
    const id = `01900000-0000-7000-8000-${this.serial.toString(16).padStart(12, '0')}`;
    const { cell } = last;
    const name = this.name(random);
    const village = home.village ?? '\\N';
    const birth = Math.min(dates.decision - 6_600 - random.below(6_000), FIRST);
    tables.persons.write(
      `${id}\t${name.full}\t${name.family}\t${name.given}\t${name.sex}\t${day(birth)}\tday\t${village}\t${cell.label}`,
    );
    const card = random.below(12) === 0 ? '\\N' : String(10_000_000 + this.serial);
    tables.members.write(
      `${id}\t${card}\t${day(dates.decision)}\tday\t${day(dates.ceremony)}\tday\t${dates.recognised === null ? '\\N\t\\N' : `${day(dates.recognised)}\tday`}\t${EDUCATION(random)}\t${THEORY(random)}\t${OCCUPATION(random)}\t${last.state}\t${cell.id}\t${cell.label}`,
    );
    let before: Stretch | undefined;
    for (const one of stretches) {
      tables.periods.write(
        `${this.nextId()}\t${id}\t[${day(one.from)},${one.to === null ? '' : day(one.to)})\t${one.state}\t${one.standing}\t${one.cell.id}\t${one.cell.label}`,
      );
      if (before && before.cell !== one.cell) {
        const on = day(one.from);
        events.push(`transferred_out\t${on}\t${before.cell.id}\t${one.cell.id}\t\\N\tf\t${before.cell.label}`);
        events.push(`transferred_in\t${on}\t${one.cell.id}\t${before.cell.id}\t\\N\tf\t${one.cell.label}`);
      }
      before = one;
    }
    if (exit !== null) events.push(`${EXIT(random)}\t${day(exit)}\t${cell.id}\t\\N\t\\N\tf\t${cell.label}`);
    for (const event of events) tables.events.write(`${this.nextId()}\t${id}\t${event}`);
    if (home.village !== null && random.below(4) === 0)
      tables.residences.write(`${this.nextId()}\t${id}\t${home.village}\t[2015-01-01,)\t${cell.label}`);
  }

  private nextId(): string {
    this.other += 1;
    return `01900000-0001-7000-8000-${this.other.toString(16).padStart(12, '0')}`;
  }
}

const EDUCATION = weighted([
  ['upper_secondary', 40],
  ['lower_secondary', 18],
  ['college', 10],
  ['university', 28],
  ['postgraduate', 4],
] as const);
const THEORY = weighted([
  ['none', 55],
  ['elementary', 25],
  ['intermediate', 16],
  ['advanced', 4],
] as const);
const OCCUPATION = weighted([
  ['farmer', 34],
  ['retired', 26],
  ['civil_servant', 12],
  ['teacher', 10],
  ['worker', 8],
  ['military', 4],
  ['health', 3],
  ['business', 3],
] as const);
const EXIT = weighted([
  ['deceased', 66],
  ['struck_off', 20],
  ['transferred_out', 8],
  ['expelled', 4],
  ['withdrawn', 2],
] as const);

const days = new Map<number, string>();
/** Days since 1970 as `YYYY-MM-DD`. */
function day(number: number): string {
  let text = days.get(number);
  if (text === undefined) days.set(number, (text = new Date(number * 86_400_000).toISOString().slice(0, 10)));
  return text;
}

type Name = { full: string; family: string; given: string; sex: 'male' | 'female' };

/** Names put together from frequent parts, or from a short list where the files are missing. */
function names(): (random: Random) => Name {
  const folder = join(process.env['GANDAN_DATA_FILES'] ?? join(import.meta.dirname, '../../shared/data'), 'names');
  const parts = (file: string, fallback: string): (readonly [string, number])[] =>
    existsSync(join(folder, file))
      ? readFileSync(join(folder, file), 'utf8')
          .trim()
          .split('\n')
          .slice(1)
          .map((line) => line.split(','))
          .map(([word = '', count = '1']) => [word.normalize('NFC'), Number(count) || 1] as const)
      : fallback.split(' ').map((word, index) => [word, 40 - index] as const);
  const folded = (list: readonly (readonly [string, number])[]) =>
    weighted(list.map(([word, count]) => [{ word, key: fold(word) }, count] as const));
  const surname = folded(parts('surnames.csv', 'Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Lò Vàng Giàng'));
  const middle = folded(parts('middle_names.csv', 'Văn Thị Minh Hữu Đức Thanh Quốc Xuân'));
  const given = folded(
    parts('given_names.csv', 'Anh Bình Chi Dũng Đạt Giang Hà Hùng Lan Mai Nam Oanh Phúc Sơn Thảo Tuấn'),
  );
  return (random) => {
    const [s, m, g] = [surname(random), middle(random), given(random)];
    const female = m.word === 'Thị' || random.next() < 0.27;
    return {
      full: `${s.word} ${m.word} ${g.word}`,
      family: `${s.key} ${m.key} ${g.key}`,
      given: `${g.key} ${s.key} ${m.key}`,
      sex: female ? 'female' : 'male',
    };
  };
}
