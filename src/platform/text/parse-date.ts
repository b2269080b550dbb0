import { type DatedBy, isPlainDate, YEARS } from '../shapes.ts';
import { type Reading, plainDigits, read, refused, tidy } from './reading.ts';

/** How to read dates where the text leaves it open. */
export type DateReading = {
  /** Order of day and month in `03/02/1998`; `dmy` unless said otherwise. */
  prefer?: 'dmy' | 'mdy';
  /** Bounds, `YYYY-MM-DD`. A date outside is refused; they are also what can make a two-digit year certain. */
  notBefore?: string;
  notAfter?: string;
};

const THAI_MONTHS = [
  ['มกราคม', 'ม.ค.'],
  ['กุมภาพันธ์', 'ก.พ.'],
  ['มีนาคม', 'มี.ค.'],
  ['เมษายน', 'เม.ย.'],
  ['พฤษภาคม', 'พ.ค.'],
  ['มิถุนายน', 'มิ.ย.'],
  ['กรกฎาคม', 'ก.ค.'],
  ['สิงหาคม', 'ส.ค.'],
  ['กันยายน', 'ก.ย.'],
  ['ตุลาคม', 'ต.ค.'],
  ['พฤศจิกายน', 'พ.ย.'],
  ['ธันวาคม', 'ธ.ค.'],
] as const;

/**
 * Reads a date as sheets write it, together with how exactly it is known; blank and `-` are null.
 *
 * - `03/02/1998`, `3-2-1998`, `3.2.1998`, `ngày 3 tháng 2 năm 1998`, ISO (a time after it is dropped): a day
 * - `02/1998`, `tháng 2 năm 1998`, `00/02/1998`: a month; `1998`, `năm 1998`, `00/00/1998`: a year
 * - `3 ก.พ. 2541`, `๓ กุมภาพันธ์ ๒๕๔๑`, `03/02/2541`: years 2400 to 2700 are of the Buddhist era
 * - a number between 3000 and 109000 (also as text of five digits) is a day of Excel's calendar from 1900
 * - two digits for the year only when the bounds leave one century possible
 *
 * Refusals: `date.unreadable`, `date.not-existing` (31/02), `date.two-digit-year`, `date.month-first` (02/25/1998:
 * then the other rows are probably month first too), `date.out-of-range`.
 */
export function parseDate(
  input: string | number | { date: string } | null,
  options: DateReading = {},
): Reading<DatedBy | null> {
  if (input === null) return read(null);
  if (typeof input === 'object') return within(input.date, { on: input.date, precision: 'day' }, options);
  if (typeof input === 'number') return fromNumber(input, options);
  const text = plainDigits(tidy(input)).replace(/^'/, '').toLowerCase();
  if (/^[-–—]*$/.test(text)) return read(null);
  const found = parts(text, options.prefer ?? 'dmy');
  if (found === undefined) {
    return /^\d{5,6}$/.test(text) ? fromNumber(Number(text), options) : refused('date.unreadable', input);
  }
  return assemble(input, found, options);
}

type Parts = { year: string; month: number; day: number };

function parts(text: string, prefer: 'dmy' | 'mdy'): Parts | undefined {
  const iso = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[t ]\d{1,2}:\d{2}.*)?$/.exec(text);
  if (iso) return made(iso[1], iso[2], iso[3]);
  const full = /^(\d{1,2}) ?[/.-] ?(\d{1,2}) ?[/.-] ?(\d{4}|\d{2})(?:,? \d{1,2}:\d{2}.*)?$/.exec(text);
  if (full) return prefer === 'dmy' ? made(full[3], full[2], full[1]) : made(full[3], full[1], full[2]);
  const words = /^(?:(?:ngày )?(\d{1,2}) )?tháng (\d{1,2})(?: ?[/.-] ?| năm |,? )(\d{4})$/.exec(text);
  if (words) return made(words[3], words[2], words[1]);
  const month = /^(\d{1,2}) ?[/.-] ?(\d{4})$/.exec(text);
  if (month) return made(month[2], month[1], undefined);
  const year = /^(?:năm |พ\.ศ\. ?|ปี )?(\d{4})$/.exec(text);
  if (year) return made(year[1], undefined, undefined);
  if (/^\d{8}$/.test(text)) return eightDigits(text);
  return thai(text);
}

function made(year = '', month = '0', day = '0'): Parts {
  return { year, month: Number(month), day: Number(day) };
}

/** 19980203 or 03021998: never both, since no month begins with 18 to 27 as a year does. */
function eightDigits(text: string): Parts {
  const first = made(text.slice(0, 4), text.slice(4, 6), text.slice(6));
  const isFirst = first.day > 0 && isPlainDate(iso(christian(Number(first.year)), first));
  return isFirst ? first : made(text.slice(4), text.slice(2, 4), text.slice(0, 2));
}

function thai(text: string): Parts | undefined {
  const found = /^(?:วันที่ )?(?:(\d{1,2}) ?)?([ก-๎.]+?) ?(?:พ\.ศ\. ?)?(\d{4})$/.exec(text);
  if (!found) return undefined;
  const word = (found[2] ?? '').replace(/^เดือน/, '');
  const month = THAI_MONTHS.findIndex(([long, short]) => word === long || word === short || `${word}.` === short);
  return month < 0 ? undefined : { year: found[3] ?? '', month: month + 1, day: Number(found[1] ?? 0) };
}

/** Years of the Buddhist era run 543 ahead. */
function christian(year: number): number {
  return year >= 2400 && year <= 2700 ? year - 543 : year;
}

function assemble(input: string, found: Parts, options: DateReading): Reading<DatedBy | null> {
  if (found.year.length === 2) return twoDigits(input, found, options);
  const year = christian(Number(found.year));
  if (year < YEARS.first || year > YEARS.last) return refused('date.out-of-range', input);
  const { month, day } = found;
  if (month === 0 && day > 0) return refused('date.not-existing', input);
  if (month > 12) return refused(day >= 1 && day <= 12 ? 'date.month-first' : 'date.not-existing', input);
  const precision = day > 0 ? 'day' : month > 0 ? 'month' : 'year';
  const on = iso(year, { ...found, month: Math.max(month, 1), day: Math.max(day, 1) });
  return isPlainDate(on) ? within(input, { on, precision }, options) : refused('date.not-existing', input);
}

function twoDigits(input: string, found: Parts, options: DateReading): Reading<DatedBy | null> {
  if (!options.notBefore || !options.notAfter) return refused('date.two-digit-year', input);
  const possible = ['18', '19', '20', '21']
    .map((century) => assemble(input, { ...found, year: century + found.year }, options))
    .filter((reading) => reading.ok);
  return possible.length === 1 && possible[0] ? possible[0] : refused('date.two-digit-year', input);
}

function fromNumber(value: number, options: DateReading): Reading<DatedBy | null> {
  const whole = Math.floor(value);
  if (value === whole && ((value >= 1800 && value <= 2200) || (value >= 2400 && value <= 2700))) {
    return assemble(String(value), made(String(value)), options);
  }
  const on = serialToDate(whole, '1900');
  // Below 3000 a number is far more often a mistake than a day before March 1908.
  if (on === undefined || whole < 3000) return refused('date.unreadable', value);
  return within(value, { on, precision: 'day' }, options);
}

function within(seen: unknown, date: DatedBy, options: DateReading): Reading<DatedBy> {
  if (!isPlainDate(date.on)) return refused('date.not-existing', seen);
  // A year or month touches the bounds with its whole length.
  const length = date.precision === 'day' ? 10 : date.precision === 'month' ? 7 : 4;
  const early = options.notBefore !== undefined && date.on.slice(0, length) < options.notBefore.slice(0, length);
  const late = options.notAfter !== undefined && date.on.slice(0, length) > options.notAfter.slice(0, length);
  return early || late ? refused('date.out-of-range', seen) : read(date);
}

function iso(year: number, { month, day }: { month: number; day: number }): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

const DAY_MS = 86_400_000;

/**
 * The day of a spreadsheet's serial number, or undefined when there is none within `YEARS`.
 * In the calendar from 1900 the number 60 is 29 February 1900, which did not exist.
 */
export function serialToDate(serial: number, system: '1900' | '1904'): string | undefined {
  const whole = Math.floor(serial);
  if (!Number.isFinite(serial) || whole < 0 || whole > 200_000) return undefined;
  if (system === '1900' && (whole === 0 || whole === 60)) return undefined;
  const epoch = system === '1904' ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, whole < 60 ? 31 : 30);
  const on = new Date(epoch + whole * DAY_MS).toISOString().slice(0, 10);
  return isPlainDate(on) ? on : undefined;
}

/** The serial number of a day in the calendar from 1900; undefined before 1 March 1900, where programs disagree. */
export function dateToSerial(on: string): number | undefined {
  const serial = (Date.parse(`${on}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / DAY_MS;
  return serial > 60 ? serial : undefined;
}
