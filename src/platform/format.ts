import type { DatedBy, Precision } from './shapes.ts';

/** The languages of the program; Vietnamese is the source, the others are complete. */
export const LANGS = ['vi', 'th', 'en'] as const;
export type Lang = (typeof LANGS)[number];

/** True for a code of one of our languages. */
export function isLang(code: unknown): code is Lang {
  return code === 'vi' || code === 'th' || code === 'en';
}

export type Values = Record<string, string | number | Date>;
/** Gives the text of a key in the reader's language. */
export type Translate = (key: string, values?: Values) => string;

const LOCALE: Record<Lang, string> = { vi: 'vi-VN', th: 'th-TH-u-ca-gregory-nu-latn', en: 'en-GB' };
const ZONE = 'Asia/Ho_Chi_Minh';
const NBSP = '\u00a0';

/** The BCP 47 tag that number and date formatters understand. */
export function localeOf(lang: Lang): string {
  return LOCALE[lang];
}

/** A number as written in that language: `49.312` in Vietnamese, `49,312` in Thai and English. */
export function formatNumber(lang: Lang, value: number, digits?: number): string {
  const options =
    digits === undefined
      ? { maximumFractionDigits: 1 }
      : { minimumFractionDigits: digits, maximumFractionDigits: digits };
  // Vietnamese groups four digits too (1.356), unlike the locale data's minimum grouping in some engines.
  const grouped = new Intl.NumberFormat(lang === 'vi' ? 'de-DE' : 'en-US', { ...options, useGrouping: 'always' });
  return grouped.format(value).replace('-', '−');
}

/** A percentage with one decimal, half up: `83,1 %`. `value` is already in per cent (83.1), as figures carry it. */
export function formatPercent(lang: Lang, value: number, digits = 1): string {
  return formatNumber(lang, value, digits) + (lang === 'vi' ? `${NBSP}%` : '%');
}

/** Whole đồng: `70.000.000 đ`. */
export function formatVnd(lang: Lang, amountVnd: number): string {
  return `${formatNumber(lang, amountVnd, 0)}${NBSP}đ`;
}

/** Options of dates: `buddhist` adds the Thai year in brackets on public pages. */
export type DateOptions = { buddhist?: boolean };

/** A plain date at its precision: `30/09/2026`, `9/2026`, `2026`. Never shows a day that is not known. */
export function formatDate(lang: Lang, on: string, precision: Precision = 'day', options: DateOptions = {}): string {
  const [year = '', month = '', day = ''] = on.split('-');
  const era = lang === 'th' && options.buddhist ? ` (${Number(year) + 543})` : '';
  if (precision === 'year' || precision === 'term') return year + era;
  if (precision === 'month') return `${Number(month)}/${year}${era}`;
  return `${day}/${month}/${year}${era}`;
}

/** A date as plain text that says how exactly it is known: `2017 [chỉ năm]`. */
export function formatDated(t: Translate, lang: Lang, date: DatedBy, options: DateOptions = {}): string {
  const text = formatDate(lang, date.on, date.precision, options);
  const word = precisionWord(t, date.precision);
  return word ? `${text} [${word}]` : text;
}

/** The word for a precision coarser than a day, or nothing. */
export function precisionWord(t: Translate, precision: Precision): string | undefined {
  if (precision === 'year') return t('platform.date.year-only');
  if (precision === 'term') return t('platform.date.term-only');
  if (precision === 'month') return t('platform.date.month-only');
  return undefined;
}

/** A day in words, as papers have it: `Thứ Tư, ngày 30 tháng 9 năm 2026`. */
export function formatDayInWords(lang: Lang, on: string): string {
  const date = new Date(`${on}T00:00:00Z`);
  const whole = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
  if (lang !== 'vi') return new Intl.DateTimeFormat(LOCALE[lang], whole).format(date);
  const weekday = new Intl.DateTimeFormat(LOCALE.vi, { weekday: 'long', timeZone: 'UTC' }).format(date);
  return `${weekday}, ngày ${date.getUTCDate()} tháng ${date.getUTCMonth() + 1} năm ${on.slice(0, 4)}`;
}

/** An instant in Vietnamese time: `30/09/2026 08:42`. */
export function formatInstant(lang: Lang, at: string | Date): string {
  const instant = typeof at === 'string' ? new Date(at) : at;
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: ZONE,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(instant);
  const part = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
  return `${formatDate(lang, `${part('year')}-${part('month')}-${part('day')}`)} ${part('hour')}:${part('minute')}`;
}

/** How far a day lies from another, in words: `hôm nay`, `3 ngày trước`, `sau 2 tháng nữa`. */
export function formatRelativeDay(lang: Lang, on: string, today: string): string {
  const days = Math.round((Date.parse(`${on}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000);
  const words = new Intl.RelativeTimeFormat(LOCALE[lang], { numeric: 'auto' });
  if (Math.abs(days) < 45) return words.format(days, 'day');
  if (Math.abs(days) < 548) return words.format(Math.round(days / 30.44), 'month');
  return words.format(Math.round(days / 365.25), 'year');
}

/** Today as `YYYY-MM-DD` in Vietnamese time. For pages only: rules take the day as an argument. */
export function todayInVietnam(now: Date = new Date()): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    now,
  );
}

/** Lower case without accents, đ as d: how names are compared when people type quickly. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'd')
    .toLowerCase();
}
