import { isPlainDate, YEARS, type DatedBy } from '../shapes.ts';

/** What a person typed as a date, read; or why it cannot be one. */
export type ReadDate = { date: DatedBy } | { fault: 'date.not-understood' | 'date.does-not-exist' | 'date.far' };

/**
 * Reads `2017`, `5/2017`, `19/5/2017`, `19.5.2017`, `19-5-2017`, `19052017` and `2017-05-19`. Buddhist years (2400 and
 * later) are turned into common ones. A year-only date is kept as the first day of its period, with its precision.
 */
export function readDateText(text: string): ReadDate {
  const typed = text.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(typed);
  if (iso) return dated(iso[1], iso[2], iso[3]);
  const run = /^(\d{2})(\d{2})(\d{4})$/.exec(typed);
  if (run) return dated(run[3], run[2], run[1]);
  const day = /^(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})$/.exec(typed);
  if (day) return dated(day[3], day[2], day[1]);
  const month = /^(\d{1,2})[/.\-\s](\d{4})$/.exec(typed);
  if (month) return dated(month[2], month[1]);
  const year = /^(\d{4})$/.exec(typed);
  if (year) return dated(year[1]);
  return { fault: 'date.not-understood' };
}

function dated(year = '', month?: string, day?: string): ReadDate {
  const common = Number(year) >= 2400 ? Number(year) - 543 : Number(year);
  const on = `${String(common).padStart(4, '0')}-${(month ?? '1').padStart(2, '0')}-${(day ?? '1').padStart(2, '0')}`;
  if (common < YEARS.first || common > YEARS.last) return { fault: 'date.far' };
  if (!isPlainDate(on)) return { fault: 'date.does-not-exist' };
  return { date: { on, precision: day ? 'day' : month ? 'month' : 'year' } };
}

/** The text that reads back as the same date: for filling the field. */
export function dateAsText(date: DatedBy): string {
  const [year = '', month = '', day = ''] = date.on.split('-');
  if (date.precision === 'day') return `${day}/${month}/${year}`;
  return date.precision === 'month' ? `${Number(month)}/${year}` : year;
}
