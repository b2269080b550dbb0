import { formatInstant, type Lang } from '../format.ts';
import { hasMessage, translate } from '../messages-node.ts';
import type { Cell } from '../spreadsheet/index.ts';

/**
 * How the value of a column is written: `word` looks it up below `words`, `precise` is a date with its precision, `told` is a text that
 * may stand in the reader's language beside it (`titleTh` beside `title`), `instant` a moment in Vietnamese time. A `precise` date may also be a
 * plain one whose precision stands beside it (`fromPrecision` beside `from`).
 */
export type ListColumn = {
  /** Where the value stands in an item of the list, for example `unit.name`; `cells[].name` joins those of a list. */
  at: string;
  /** Message key of its head. */
  head: string;
  kind?: 'text' | 'date' | 'instant' | 'precise' | 'word' | 'yes' | 'told';
  /** Prefix of the message keys of coded values. */
  words?: string;
};

/** A list of the API that can be had as a file: with the rows, the filters and the rights of the list itself. */
export type ListFile = {
  /** Path of the list below `/api/v1`. */
  path: string;
  /** Name of the file and the sheet, in letters that every system takes. */
  name: string;
  columns: readonly ListColumn[];
};

const registered = new Map<string, ListFile>();

/** A room tells which of its lists can be had as files. Registering a path twice is a fault of the program. */
export function registerListFiles(files: readonly ListFile[]): void {
  for (const file of files) {
    const before = registered.get(file.path);
    if (before && before !== file) throw new Error(`list ${file.path} is registered twice`);
    registered.set(file.path, file);
  }
}

/** All lists that can be had as files, by path. */
export function listFiles(): ListFile[] {
  return [...registered.values()].sort((one, other) => one.path.localeCompare(other.path));
}

export function findListFile(path: string): ListFile | undefined {
  return registered.get(path);
}

/** A column of text, or of numbers. */
export const text = (at: string, head: string): ListColumn => ({ at, head });
/** A column of text that people wrote, in the reader's language where somebody translated it. */
export const told = (at: string, head: string): ListColumn => ({ at, head, kind: 'told' });
/** A column of whole days. */
export const date = (at: string, head: string): ListColumn => ({ at, head, kind: 'date' });
/** A column of days, months or years, each as exact as it is known. */
export const precise = (at: string, head: string): ListColumn => ({ at, head, kind: 'precise' });
/** A column of moments, in Vietnamese time. */
export const instant = (at: string, head: string): ListColumn => ({ at, head, kind: 'instant' });
/** A column of coded values in words of the reader's language. */
export const word = (at: string, head: string, words: string): ListColumn => ({ at, head, kind: 'word', words });
/** A column of yes or nothing. */
export const yes = (at: string, head: string): ListColumn => ({ at, head, kind: 'yes' });

/** One line of the file: the values of an item, in the order of the columns. */
export function lineOf(columns: readonly ListColumn[], item: unknown, lang: Lang): Cell[] {
  return columns.map((column) => {
    const at = column.at.split('.');
    const own = column.kind === 'told' && lang !== 'vi' ? valueAt(item, inOther(at, lang)) : null;
    const value = own ?? valueAt(item, at);
    if (column.kind === 'precise' && typeof value === 'string')
      return preciseCell({
        on: value,
        precision: String(valueAt(item, [...at.slice(0, -1), `${at.at(-1) ?? ''}Precision`])),
      });
    return cellOf(column, value, lang);
  });
}

/** Where a translation stands: `campaign.titleTh` beside `campaign.title`. */
const inOther = (at: readonly string[], lang: Lang): string[] =>
  at.map((step, index) => (index < at.length - 1 ? step : `${step}${lang.charAt(0).toUpperCase()}${lang.slice(1)}`));

function cellOf(column: ListColumn, value: unknown, lang: Lang): Cell {
  if (Array.isArray(value)) {
    const parts = value.map((one) => cellOf(column, one, lang)).filter((one) => typeof one === 'string');
    return parts.length === 0 ? null : parts.join('; ');
  }
  if (value === null || value === undefined || value === '') return null;
  if (column.kind === 'precise') return preciseCell(value as { on: string; precision: string });
  if (column.kind === 'yes') return value === true ? translate(lang, 'platform.list-file.yes') : null;
  const plain = value as string | number;
  if (column.kind === 'instant') return formatInstant(lang, String(plain));
  if (column.kind === 'date') return { date: String(plain).slice(0, 10) };
  if (column.kind === 'word') {
    const key = `${column.words ?? ''}.${plain}`;
    return hasMessage(lang, key) ? translate(lang, key) : String(plain);
  }
  return plain;
}

/** Days as dates, months and years as the text they are: an exact day would be invented. */
export function preciseCell(date: { on: string; precision: string } | null): Cell {
  if (date === null) return null;
  const [year = '', month = ''] = date.on.split('-');
  if (date.precision === 'day') return { date: date.on };
  return date.precision === 'month' ? `${month}/${year}` : year;
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  const [step, ...rest] = path;
  if (step === undefined || value === null || value === undefined) return value;
  if (step.endsWith('[]')) {
    const list = (value as Record<string, unknown>)[step.slice(0, -2)];
    return Array.isArray(list) ? list.map((one) => valueAt(one, rest)) : null;
  }
  return valueAt((value as Record<string, unknown>)[step], rest);
}
