import { formatDate, formatNumber, formatPercent } from '#platform/format.ts';
import { hasMessage, translatorFor } from '#platform/messages-node.ts';

// How values are written in papers, which are in Vietnamese (DOMAIN.md 5.1).

/** A day as it stands in a paper, or nothing; a date known by its year says no day. */
type Dated = { on: string; precision: 'day' | 'month' | 'year' | 'term' };
export const day = (on: string | null | undefined) => (on ? formatDate('vi', on) : '');
export const dated = (date: Dated | null | undefined) => (date ? formatDate('vi', date.on, date.precision) : '');
export const number = (value: number | null | undefined) =>
  value === null || value === undefined ? '–' : formatNumber('vi', value);
/** What is not known yet is written in by hand. */
export const DOTS = '…………';
export const orDots = (text: string | null | undefined) => (text ? text : DOTS);
export const numberOrDots = (value: number | null | undefined) =>
  value === null || value === undefined ? '……' : formatNumber('vi', value);
export const percent = (part: number, whole: number) =>
  whole === 0 ? '–' : formatPercent('vi', Math.round((part / whole) * 1000) / 10);
export const clock = (time: string | null) =>
  time === null ? '…… giờ ……' : `${time.slice(0, 2)} giờ ${time.slice(3, 5)}`;
const t = translatorFor('vi');
export const word = (key: string) => (hasMessage('vi', key) ? t(key) : '');
export const upperFirst = (text: string) => text.charAt(0).toLocaleUpperCase('vi') + text.slice(1);
export const lowerFirst = (text: string) => text.charAt(0).toLocaleLowerCase('vi') + text.slice(1);
