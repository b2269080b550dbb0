import type { MemberDate, MemberPage } from '../../contract.ts';
import type { UnitChoice } from '../pickers.tsx';

export type Value = string | boolean | MemberDate | UnitChoice | null | undefined;
export type Values = Record<string, Value>;

/** A field of an act. Its label is `membership.page.act.field.<name>`, the words of choices `<words>.<id>`. */
export type ActField = { name: string; optional?: boolean } & (
  | { kind: 'day' }
  | { kind: 'date' }
  | { kind: 'text' }
  | { kind: 'number' }
  | { kind: 'check' }
  | { kind: 'cell'; scope?: 'own' }
  | { kind: 'one'; choices: readonly string[]; words: string }
);

/** Something that can be recorded about a member: when it is possible, what it asks, what it sends. */
export type Act = {
  id: string;
  danger?: true;
  possible: (member: MemberPage) => boolean;
  fields: (member: MemberPage, values: Values) => readonly ActField[];
  initial?: (member: MemberPage) => Values;
  path: string;
  body: (values: Values, member: MemberPage, id: string) => unknown;
  /** asks the rules beforehand; what they say is shown as advice, the server decides with the values in force */
  ask?: (values: Values, member: MemberPage) => void;
};

export const text = (value: Value): string => (typeof value === 'string' ? value.trim() : '');
export const orNull = (value: Value): string | null => text(value) || null;
export const flag = (value: Value): boolean => value === true;
export const unitId = (value: Value): string | null =>
  value && typeof value === 'object' && 'id' in value ? value.id : null;
export const dateOf = (value: Value): MemberDate | null =>
  value && typeof value === 'object' && 'on' in value ? value : null;
export const basis: ActField = { kind: 'text', name: 'basis', optional: true };
export const decisionPaper: ActField = { kind: 'text', name: 'decisionPaper' };
