import type { ReactNode } from 'react';
import type { DatedBy } from '../shapes.ts';
import type { Choice } from './fields.tsx';
import { readDecimal, readWhole } from './typed-number.ts';

/** What a field holds: text (numbers are typed text too), a date with its precision, a choice with its label, or a tick. */
export type FormValue = string | boolean | DatedBy | { id: string; label: string } | null | undefined;
export type FormValues = Record<string, FormValue>;
type Common = { name: string; label: string; hint?: string | undefined; optional?: boolean | undefined };
export type FormField = Common &
  (
    | { kind: 'date' | 'day' | 'check' }
    /** one line, of at most so many signs; 200 where nothing is said */
    | { kind: 'text'; most?: number }
    /** several lines, of at most so many signs */
    | { kind: 'long'; most: number }
    /** something that a form draws itself, with its fault; it holds a choice with its label */
    | {
        kind: 'own';
        render: (value: FormValue, onChange: (value: FormValue) => void, fault: string | undefined) => ReactNode;
      }
    /** a whole number, or one that may have `parts` */
    | { kind: 'number'; unit?: string | undefined; parts?: boolean }
    | { kind: 'one' | 'select'; choices: readonly Choice[] }
    | { kind: 'find'; search: (text: string, signal: AbortSignal) => Promise<readonly Choice[]> }
  );

/** A whole number as typed, or null where nothing was. */
export const numberOf = (value: FormValue): number | null =>
  typeof value === 'string' ? (readWhole(value) ?? null) : null;
/** A number with parts as typed, or null where nothing was. */
export const decimalOf = (value: FormValue): number | null =>
  typeof value === 'string' ? (readDecimal(value) ?? null) : null;
export const textOf = (value: FormValue): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
export const dateOf = (value: FormValue): DatedBy | null =>
  value && typeof value === 'object' && 'on' in value ? value : null;
export const idOf = (value: FormValue): string | null =>
  value && typeof value === 'object' && 'id' in value ? value.id : null;
