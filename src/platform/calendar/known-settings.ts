import type { PlainDate } from '../shapes.ts';
import type { Setting } from './contract.ts';

/** What holds without anybody having set anything, for one stretch of time. */
export type DefaultValue = {
  value: unknown;
  validFrom: PlainDate | null;
  validTo: PlainDate | null;
  source: string;
  confidence: Setting['confidence'];
};

type Known = { label: string; defaults: readonly DefaultValue[] };
const known = new Map<string, Known>();

/**
 * Tells which values of a room's rules an administrator may set: the tables that hold until he does.
 * @param labels words of a key: message `labels` + key
 */
export function registerSettings(labels: string, tables: Readonly<Record<string, readonly DefaultValue[]>>): void {
  for (const [key, defaults] of Object.entries(tables)) known.set(key, { label: labels + key, defaults });
}

/** The setting of a key, where a room has registered it. */
export function knownSetting(key: string): Known | undefined {
  return known.get(key);
}

/** Every default of every room, as a setting that nobody has touched. */
export function defaultSettings(): Setting[] {
  return [...known].flatMap(([key, { label, defaults }]) =>
    defaults.map((row) => ({ id: null, key, label, origin: 'default' as const, ...row })),
  );
}
