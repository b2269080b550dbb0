import { z } from 'zod';

/** Identity of a record, made by whoever creates it (a device too), so that sending twice is the same record. */
export const Id = z.uuid();

/** Years in which a day of this register may lie, whoever enters or imports it; what lies beyond is a slip of the hand. */
export const YEARS = { first: 1800, last: 2100 } as const;

/** A day that exists, `YYYY-MM-DD`, within `YEARS`. */
export const PlainDate = z
  .string()
  .superRefine((text, context) => {
    if (isPlainDate(text)) return;
    const year = Number(/^(\d{4})-\d{2}-\d{2}$/.exec(text)?.[1] ?? YEARS.first);
    const isFar = year < YEARS.first || year > YEARS.last;
    context.addIssue({ code: 'custom', message: isFar ? 'date.far' : 'date.invalid', params: isFar ? YEARS : {} });
  })
  .meta({ format: 'date' });
export type PlainDate = string;

/** How exactly a date is known. A year-only date is stored as the first day of its period, never shown as that day. */
export const Precision = z.enum(['day', 'month', 'year', 'term']);
export type Precision = z.infer<typeof Precision>;

/** A date together with how exactly it is known. */
export const DatedBy = z.object({ on: PlainDate, precision: Precision });
export type DatedBy = z.infer<typeof DatedBy>;

/** True when the text is a calendar day that exists (30 February does not). */
export function isPlainDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  if (year < YEARS.first || year > YEARS.last || month < 1 || month > 12 || day < 1) return false;
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/** What people type, trimmed and in one form: a name from a Mac (NFD) and the same name from a phone are the same text. */
export const Text = (most: number) =>
  z
    .string()
    .overwrite(withoutTurns)
    .trim()
    .normalize('NFC')
    .min(1)
    .max(most)
    .refine((text) => text === '' || isVisible(text), { message: 'field.required' });
/** Signs that turn the direction of what follows make a text look like another; no language of ours needs them. */
function withoutTurns(text: string): string {
  return text.replace(/[\u202A-\u202E\u2066-\u2069]/gu, '');
}
/** Signs that nobody sees, such as a space of no width, are no text. */
export function isVisible(text: string): boolean {
  return /[^\s\p{Cc}\p{Cf}]/u.test(text);
}

/** A page of a list: at most 200 rows, and a cursor that the previous page gave. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
});
export type PageQuery = z.infer<typeof PageQuery>;

/** What a paged list answers; `total` is present where counting is cheap. */
export type Page<T> = { items: T[]; nextCursor: string | null; total?: number };
