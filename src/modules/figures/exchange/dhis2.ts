import { createHash } from 'node:crypto';
import type { FigureAnswer } from '../contract.ts';
import type { FigureDefinition, FigureKind } from '../registry.ts';

/**
 * Figures as DHIS2 takes them in (web API 2.40: metadata import and data value sets): units are organisation units,
 * figures are aggregate data elements, a month is a period. Nothing that concerns a single person is in it.
 */

/** Ids that every DHIS2 installation has for “no breakdown”. */
const DEFAULT_COMBO = 'bjDvmb4bfuf';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const UID_LENGTH = 11;
/** Longest `shortName` that DHIS2 stores. */
const SHORT = 50;

/** The id that DHIS2 wants, eleven letters and digits beginning with a letter, always the same for the same thing. */
export function uidOf(kind: 'unit' | 'figure' | 'set', id: string): string {
  const bytes = createHash('sha256').update(`gandan ${kind} ${id}`).digest();
  return [...bytes.subarray(0, UID_LENGTH)]
    .map((byte, at) => {
      const from = at === 0 ? LETTERS : LETTERS + DIGITS;
      return from[byte % from.length];
    })
    .join('');
}

/** A stock is read at the end of a period, a flow adds up, and a ratio must not be added at all. */
const AGGREGATION: Readonly<Record<FigureKind, string>> = {
  stock: 'LAST',
  flow: 'SUM',
  sum: 'SUM',
  ratio: 'NONE',
  check: 'NONE',
};

function valueTypeOf({ kind }: FigureDefinition): string {
  if (kind === 'check') return 'INTEGER';
  return kind === 'ratio' || kind === 'sum' ? 'NUMBER' : 'INTEGER_ZERO_OR_POSITIVE';
}

export type UnitForExchange = {
  id: string;
  name: string;
  code: string | null;
  opens: string;
  ends: string | null;
  parentId: string | null;
};
export type NamedFigure = { definition: FigureDefinition; name: string; description: string };

/** What DHIS2 has to know before values come: units, figures, and one monthly set that binds them. */
export function metadataOf(units: readonly UnitForExchange[], figures: readonly NamedFigure[], setName: string) {
  const known = new Set(units.map((unit) => unit.id));
  return {
    organisationUnits: units.map((unit) => ({
      id: uidOf('unit', unit.id),
      ...(unit.code === null ? {} : { code: unit.code }),
      name: unit.name,
      shortName: unit.name.slice(0, SHORT),
      openingDate: unit.opens,
      ...(unit.ends === null ? {} : { closedDate: unit.ends }),
      ...(unit.parentId !== null && known.has(unit.parentId) ? { parent: { id: uidOf('unit', unit.parentId) } } : {}),
    })),
    dataElements: figures.map(({ definition, name, description }) => ({
      id: uidOf('figure', definition.id),
      code: definition.id,
      name,
      shortName: `${definition.id} ${name}`.slice(0, SHORT),
      description,
      domainType: 'AGGREGATE',
      valueType: valueTypeOf(definition),
      aggregationType: AGGREGATION[definition.kind],
      categoryCombo: { id: DEFAULT_COMBO },
      zeroIsSignificant: true,
    })),
    dataSets: [
      {
        id: uidOf('set', 'monthly'),
        code: 'gandan-monthly',
        name: setName,
        shortName: setName.slice(0, SHORT),
        periodType: 'Monthly',
        categoryCombo: { id: DEFAULT_COMBO },
        dataSetElements: figures.map(({ definition }) => ({ dataElement: { id: uidOf('figure', definition.id) } })),
        organisationUnits: units.map((unit) => ({ id: uidOf('unit', unit.id) })),
      },
    ],
  };
}

export type DataValue = { dataElement: string; period: string; orgUnit: string; value: string };

/** The values of a month for the asked unit and those below. What is withheld or has no value is counted, never sent. */
export function valuesOf(month: string, answers: readonly FigureAnswer[]): { values: DataValue[]; withheld: number } {
  const values: DataValue[] = [];
  let withheld = 0;
  const put = (figure: string, unit: string | null, value: number | 'withheld' | null) => {
    if (value === 'withheld') withheld += 1;
    else if (value !== null && unit !== null)
      values.push({
        dataElement: uidOf('figure', figure),
        period: month.replace('-', ''),
        orgUnit: uidOf('unit', unit),
        value: String(value),
      });
  };
  for (const { id, unit, value, rows } of answers) {
    put(id, unit.id, value);
    for (const row of rows ?? []) put(id, row.key, row.value);
  }
  return { values, withheld };
}

/** Months from the first to the last, both included. */
export function monthsBetween(from: string, to: string): string[] {
  const [first, last] = [numberOf(from), numberOf(to)];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => {
    const number = first + at;
    return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
  });
}

function numberOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

/** Last day of a month. */
export function lastDayOf(month: string): string {
  return new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).toISOString().slice(0, 10);
}
