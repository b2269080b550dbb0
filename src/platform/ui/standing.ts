import { useState } from 'react';
import { useFormat, useText } from '../messages.ts';
import { ApiProblem } from './api.ts';
import type { FormField, FormValue, FormValues } from './form-values.ts';

/** A line of what stands now; one that a field holds can be taken over into the form. */
export type StandingLine = { label: string; value: string; field?: string };

/**
 * The record that a form changes, as it stands now; the version is null where there is none yet.
 * `lines` say what the form has no field for, such as the state of a paper.
 */
export type Standing = { version: number | null; lines?: readonly StandingLine[] };

/** Whether the server refused because somebody else was quicker. */
export const isConflict = (problem: unknown): boolean =>
  problem instanceof ApiProblem && /\.(.+-)?(changed|written)-meanwhile$/.test(problem.code);

/** The record as it was last fetched; what a row was when its form opened stays where it has left the list. */
export const newest = <T extends { id: string }>(list: readonly T[] | undefined, opened: T): T =>
  list?.find(({ id }) => id === opened.id) ?? opened;

const same = (one: FormValue, other: FormValue): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null) || (isBlank(one) && isBlank(other));
const isBlank = (value: FormValue): boolean => value === undefined || value === null || value === '' || value === false;

/**
 * What somebody else wrote into fields of the form since it was opened, and what is not typed the same by now.
 * @param begun what the fields held when the form was opened
 * @param now what they would hold if it were opened now
 */
export function linesSince(
  fields: readonly FormField[],
  { begun, now, typed }: { begun: FormValues; now: FormValues; typed: FormValues },
  say: (field: FormField, value: FormValue) => string,
): StandingLine[] {
  return fields.flatMap((field) => {
    const { name, label } = field;
    if (field.kind === 'own' || same(begun[name], now[name]) || same(typed[name], now[name])) return [];
    return [{ label, value: say(field, now[name]), field: name }];
  });
}

/** Says the value of a field as people read it. */
export function useSayValue(): (field: FormField, value: FormValue) => string {
  const t = useText();
  const format = useFormat();
  return (field, value) => {
    if (field.kind === 'check') return t(value === true ? 'platform.ui.yes' : 'platform.ui.no');
    if (value === undefined || value === null || value === '' || typeof value === 'boolean') return '–';
    if (typeof value === 'object') return 'on' in value ? format.dated(value) : value.label;
    if (field.kind === 'day') return format.date(value);
    if (field.kind === 'one' || field.kind === 'select')
      return field.choices.find(({ id }) => id === value)?.label ?? value;
    return value;
  };
}

/** The version that a form without a draft was begun on; `behind` is there while somebody else has written since. */
export function useBegunOn(standing: Standing | undefined) {
  const now = standing?.version ?? null;
  const [version, setVersion] = useState(now);
  return {
    version,
    behind: version === now ? null : { lines: standing?.lines ?? [], keep: () => setVersion(now) },
  };
}
