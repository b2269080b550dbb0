/** Digits of a day written day, month, year. */
const DIGITS = 8;

/** What stands in the field after a key: digits with their strokes, day first, whatever the language of the device. */
export function typedDay(text: string): string {
  // Whoever types the strokes himself may leave out leading zeros: 1/2/2026.
  const padded = text.replace(/(^|\/)(\d)(?=\/)/g, '$10$2');
  const digits = padded.replace(/\D/g, '').slice(0, DIGITS);
  return [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4)].filter(Boolean).join('/');
}

/** `2026-03-05` as `05/03/2026`; nothing for nothing. */
export function dayText(on: string): string {
  return on === '' ? '' : on.split('-').toReversed().join('/');
}

/** The day that was typed whole and exists, as `YYYY-MM-DD`; nothing otherwise. */
export function dayOf(text: string): string {
  const [, day, month, year] = /^(\d\d)\/(\d\d)\/(\d{4})$/.exec(text) ?? [];
  const on = `${year ?? ''}-${month ?? ''}-${day ?? ''}`;
  const time = day === undefined ? Number.NaN : Date.parse(`${on}T00:00:00Z`);
  // 31/02 would become a day of March.
  return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== on ? '' : on;
}
