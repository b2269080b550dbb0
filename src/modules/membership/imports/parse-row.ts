import { ethnicMatcher, nameCase, nameKeys, parseDate, repairPaperNumber, tidy } from '#platform/text/index.ts';
import type { Cell } from '#platform/spreadsheet/index.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { compareDated } from '#platform/time/precision.ts';
import type { ImportColumn, ImportField, ImportProblem, MemberDate, Standing } from '../contract.ts';
import { ETHNIC_GROUPS } from '../ethnic-groups.ts';
import { officialDueAbout } from '../rules/index.ts';
import type { CellFinder } from './cells.ts';
import { CODES } from './codes.ts';
import { memo } from './memo.ts';

/** What a row says about a member: only the fields that the file fills. `ethnicity` is a code. */
export type RowFields = {
  fullName?: string;
  cardNumber?: string;
  oldCardNumber?: string;
  sex?: string;
  birth?: MemberDate;
  decision?: MemberDate;
  ceremony?: MemberDate;
  recognised?: MemberDate;
  education?: string;
  theoryLevel?: string;
  occupation?: string;
  ethnicity?: string;
  cellId?: string;
};
export type ParsedRow = {
  fields: RowFields;
  problems: ImportProblem[];
  raw: Record<string, string>;
  cardKey: string | null;
  familyKey: string | null;
  givenKey: string | null;
  /** What a new member begins with, when the row is complete enough. */
  start: { on: MemberDate; standing: Standing; recognised: MemberDate | null; label: number } | null;
};

export type RowContext = {
  columns: readonly ImportColumn[];
  byField: ReadonlyMap<ImportField, ImportColumn>;
  cells: CellFinder;
  today: PlainDate;
  /** Reads a day as sheets write it; the days of a register repeat. */
  readDate: (text: string) => ReturnType<typeof parseDate>;
  /** Gives a text of a column in Unicode, when the column came in an old encoding. */
  decode: (index: number, text: string) => string;
};

const readPeople = ethnicMatcher(ETHNIC_GROUPS);
const peoples = memo((text: string) => ({ group: readPeople(text) }), 2000);
const keysOfName = memo(nameKeys, 20_000);

/** What every row of a file is read with. */
export function rowContext(given: Pick<RowContext, 'columns' | 'cells' | 'today' | 'decode'>): RowContext {
  const bounds = { notBefore: '1900-01-01', notAfter: given.today };
  return {
    ...given,
    byField: new Map(given.columns.flatMap((column) => (column.field ? [[column.field, column] as const] : []))),
    readDate: memo((text: string) => parseDate(text, bounds), 20_000),
  };
}

/**
 * Reads one row. What cannot be read is a problem with its column, code and value; nothing is guessed.
 * @param values cells by index of the column in the sheet
 */
export function parseRow(values: readonly (Cell | undefined)[], context: RowContext): ParsedRow {
  const row = new RowReader(values, context);
  const fields = row.fields();
  const cell = row.cell();
  if (cell) fields.cellId = cell.id;
  const keys = fields.fullName === undefined ? null : keysOfName(fields.fullName);
  const start = row.start(fields, cell?.label ?? null);
  return {
    fields,
    problems: row.problems,
    raw: row.raw(),
    cardKey: fields.cardNumber === undefined ? null : fields.cardNumber.replace(/[.\-\s]/g, ''),
    familyKey: keys?.familyKey ?? null,
    givenKey: keys?.givenKey ?? null,
    start,
  };
}

class RowReader {
  readonly problems: ImportProblem[] = [];
  private readonly values: readonly (Cell | undefined)[];
  private readonly context: RowContext;
  private readonly texts: string[] = [];

  constructor(values: readonly (Cell | undefined)[], context: RowContext) {
    this.values = values;
    this.context = context;
  }

  /** Texts by column, of columns that are taken in; a forbidden one leaves no trace. */
  raw(): Record<string, string> {
    const texts: Record<string, string> = {};
    for (const { index } of this.context.byField.values()) texts[index] = this.shown(index);
    return texts;
  }

  fields(): RowFields {
    const fields: RowFields = {};
    const name = this.name();
    if (name) fields.fullName = name;
    else this.add('fullName', 'import.value-missing');
    for (const field of ['cardNumber', 'oldCardNumber'] as const) {
      const number = this.paper(field);
      if (number) fields[field] = number;
    }
    for (const field of ['sex', 'education', 'theoryLevel', 'occupation'] as const) {
      const code = this.code(field);
      if (code) fields[field] = code;
    }
    for (const field of ['birth', 'decision', 'ceremony', 'recognised'] as const) {
      const date = this.date(field);
      if (date) fields[field] = date;
    }
    for (const [field, sex] of [
      ['birthMale', 'male'],
      ['birthFemale', 'female'],
    ] as const) {
      const date = this.date(field);
      if (date) [fields.birth, fields.sex] = [date, sex];
    }
    const people = this.text('ethnicity');
    const group = people === '' ? undefined : peoples(people).group;
    if (group) fields.ethnicity = group.code;
    else if (people !== '') this.add('ethnicity', 'import.word-unknown');
    return fields;
  }

  cell(): { id: string; label: number } | null {
    const text = this.text('cell');
    const found = this.context.cells.find(text, this.text('commune'));
    if ('code' in found) {
      this.add('cell', found.code);
      return null;
    }
    return found;
  }

  /** A new member's first day and standing. A card is given to official members only, so its holder is official. */
  start(fields: RowFields, label: number | null): ParsedRow['start'] {
    const on = fields.ceremony ?? fields.decision;
    if (fields.decision && fields.ceremony && compareDated(fields.ceremony, fields.decision) < 0) {
      this.add('ceremony', 'member.ceremony-before-decision');
    }
    if (fields.birth && on && on.on < fields.birth.on) this.add('birth', 'import.birth-after-admission');
    if (!on || label === null) return null;
    const words = this.code('standing', true) as Standing | undefined;
    const official =
      fields.recognised !== undefined ||
      words === 'official' ||
      (words === undefined && fields.cardNumber !== undefined);
    const recognised = !official ? null : (fields.recognised ?? (officialDueAbout(on) as MemberDate));
    const over = recognised !== null && recognised.on <= this.context.today;
    return { on, standing: over ? 'official' : 'probationary', recognised: over ? recognised : null, label };
  }

  private name(): string {
    const whole = this.text('fullName');
    const parts = [this.text('lastNames'), this.text('givenName')].filter(Boolean).join(' ');
    // A column "Ten" beside a column for the rest: the two make the name.
    const name = whole !== '' && this.has('givenName') && parts !== '' ? `${whole} ${parts}` : whole || parts;
    return nameCase(name).slice(0, 120);
  }

  private paper(field: 'cardNumber' | 'oldCardNumber'): string | null {
    const value = this.value(field);
    const reading = repairPaperNumber(
      typeof value === 'object' && value !== null ? value.date : typeof value === 'boolean' ? null : value,
      {},
    );
    if (!reading.ok) {
      this.add(field, reading.code);
      return null;
    }
    const number = reading.value?.toUpperCase().replace(/\s/g, '') ?? null;
    if (number !== null && !/^[0-9A-Z.-]{4,20}$/.test(number)) {
      this.add(field, 'member.card-number-malformed');
      return null;
    }
    return number;
  }

  private code(field: keyof typeof CODES, silent = false): string | undefined {
    const text = this.text(field);
    if (text === '' || text === '-') return undefined;
    const code = CODES[field](text);
    if (code === undefined && !silent) this.add(field, 'import.word-unknown');
    return code;
  }

  private date(
    field: 'birth' | 'birthMale' | 'birthFemale' | 'decision' | 'ceremony' | 'recognised',
  ): MemberDate | null {
    const value = this.value(field);
    if (typeof value === 'boolean') return null;
    const reading =
      typeof value === 'string'
        ? this.context.readDate(this.text(field))
        : parseDate(value, { notBefore: '1900-01-01', notAfter: this.context.today });
    if (!reading.ok) {
      this.add(field, reading.code);
      return null;
    }
    return reading.value === null ? null : (reading.value as MemberDate);
  }

  private has(field: ImportField): boolean {
    return this.context.byField.has(field);
  }
  private value(field: ImportField): Cell {
    const column = this.context.byField.get(field);
    return column ? (this.values[column.index] ?? null) : null;
  }
  private text(field: ImportField): string {
    const column = this.context.byField.get(field);
    return column ? this.shown(column.index) : '';
  }
  private shown(index: number): string {
    return (this.texts[index] ??= this.read(index));
  }
  private read(index: number): string {
    const value = this.values[index] ?? null;
    if (value === null) return '';
    if (typeof value === 'object') return value.date;
    return tidy(typeof value === 'string' ? this.context.decode(index, value) : String(value)).slice(0, 400);
  }
  private add(field: ImportField, code: string): void {
    const column = this.context.byField.get(field);
    this.problems.push({ column: column?.name ?? null, field, code, value: column ? this.shown(column.index) : null });
  }
}
