import { type DateRange, rangeContains } from '#platform/time/ranges.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { Climb } from './tasks.ts';

/** What an administrator may change of this room, with the value that stands without a setting. */
export const TASK_SETTINGS = {
  'task.climb-first-days': { value: 1, source: 'phần mềm tự đặt, nơi dùng có thể đổi' },
  'task.climb-next-days': { value: 14, source: 'phần mềm tự đặt, nơi dùng có thể đổi' },
  'request.answer-days': { value: 15, source: 'phần mềm tự đặt; thực tế mỗi nơi một khác (K-l)' },
} as const;
export type TaskSettingKey = keyof typeof TASK_SETTINGS;

/** A value entered by an administrator, valid for a time. */
export type SettingRow = { key: string; valid: DateRange; value: number };

/** The value of a setting on a day: the administrator's where there is one. */
export function settingOn(key: TaskSettingKey, on: PlainDate, rows: readonly SettingRow[] = []): number {
  return rows.find((row) => row.key === key && rangeContains(row.valid, on))?.value ?? TASK_SETTINGS[key].value;
}

/** How patient the levels above are on a day. */
export function climbOn(on: PlainDate, rows: readonly SettingRow[] = []): Climb {
  return { first: settingOn('task.climb-first-days', on, rows), next: settingOn('task.climb-next-days', on, rows) };
}
