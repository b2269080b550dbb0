/**
 * What reading one value from a sheet answers. A cell that cannot be read is normal, so it is an answer with a
 * code (key `problem.<code>`), not an exception: the caller collects it for the problem file.
 */
export type Reading<T> =
  { ok: true; value: T } | { ok: false; code: string; details: Readonly<Record<string, unknown>> };

/** The value was read. */
export function read<T>(value: T): Reading<T> {
  return { ok: true, value };
}

/** The value was refused; the text that was seen goes along, shortened. */
export function refused(code: string, seen: unknown, more: Record<string, unknown> = {}): Reading<never> {
  return { ok: false, code, details: { seen: String(seen).slice(0, 80), ...more } };
}

const THAI_ZERO = 0x0e50;

/** Thai digits ๐-๙ as 0-9, full-width digits too; everything else as it is. */
export function plainDigits(text: string): string {
  return text.replace(/[๐-๙０-９]/g, (digit) => {
    const code = digit.charCodeAt(0);
    return String(code >= 0xff10 ? code - 0xff10 : code - THAI_ZERO);
  });
}

/** NFC, all kinds of white space as one blank, none at the ends, no invisible joiners. */
export function tidy(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
