import { z } from 'zod';
import { PlainDate } from '#platform/shapes.ts';
import { EXIT_KINDS, MEMBER_STATES } from '../rules/states.ts';

export { STRIKE_OFF_GROUNDS } from '../rules/ways-out.ts';
/** What may be open against or about a member; a transfer waits for its end. */
export const HANDLING_KINDS = ['inspection', 'complaint', 'discipline'] as const;

export const MemberState = z.enum(MEMBER_STATES);
export const ExitKind = z.enum(EXIT_KINDS);
export const Standing = z.enum(['probationary', 'official']);
export type Standing = z.infer<typeof Standing>;
export const Sex = z.enum(['male', 'female']);
export type Sex = z.infer<typeof Sex>;

export const EDUCATION = [
  'none',
  'literate',
  'primary',
  'lower_secondary',
  'upper_secondary',
  'vocational',
  'college',
  'university',
  'postgraduate',
] as const;
export const Education = z.enum(EDUCATION);
export type Education = z.infer<typeof Education>;

export const THEORY_LEVELS = ['none', 'elementary', 'intermediate', 'advanced'] as const;
export const TheoryLevel = z.enum(THEORY_LEVELS);
export type TheoryLevel = z.infer<typeof TheoryLevel>;

export const OCCUPATIONS = [
  'farmer',
  'worker',
  'civil_servant',
  'public_employee',
  'military',
  'police',
  'teacher',
  'health',
  'student',
  'retired',
  'business',
  'other',
] as const;
export const Occupation = z.enum(OCCUPATIONS);
export type Occupation = z.infer<typeof Occupation>;

export const SETTINGS = ['village', 'agency', 'school', 'health', 'police', 'military', 'enterprise', 'other'] as const;
/** Where a cell works. */
export const CellSetting = z.enum(SETTINGS);

/** A date of a member's file, with how exactly it is known. */
export const MemberDate = z.object({ on: PlainDate, precision: z.enum(['day', 'month', 'year']) });
export type MemberDate = z.infer<typeof MemberDate>;

/** Digits and capitals as printed on the card; points and hyphens do not matter when two numbers are compared. */
export const CardNumber = z.string().regex(/^[0-9A-Z.-]{4,20}$/, 'member.card-number-malformed');

/** A unit as it was called on the day in question. */
export const NamedUnit = z.object({ id: z.uuid(), name: z.string() });
export type NamedUnit = z.infer<typeof NamedUnit>;

/** Boundaries of a reading: those of the as-of date, of today, or of a given day. */
export const Boundaries = z.union([z.enum(['then', 'now']), PlainDate]);
export type Boundaries = z.infer<typeof Boundaries>;

/** A list in a query string: repeated or with commas. */
export function listOf<T extends string>(item: z.ZodType<T, string>) {
  return z
    .union([z.string(), z.array(z.string())])
    .transform((value) => (Array.isArray(value) ? value : [value]).flatMap((text) => text.split(',')).filter(Boolean))
    .pipe(z.array(item).max(80) as z.ZodType<T[], string[]>);
}

/** A yes or no in a query string. */
export const Flag = z.enum(['true', 'false']).transform((text) => text === 'true');
