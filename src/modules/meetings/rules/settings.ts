import type { PlainDate } from '#platform/shapes.ts';
import { type DateRange, rangeContains } from '#platform/time/ranges.ts';

type Row = {
  value: number;
  validFrom: PlainDate | null;
  validTo: PlainDate | null;
  source: string;
  confidence: string;
};

const HD12 = '12-HD/BTCTW ngày 06/7/2018';
const HD42 = '42-HD/BTCTW ngày 28/10/2025';
const FROM_42 = '2025-10-28';
const row = (
  value: number,
  source: string,
  confidence: string,
  from: PlainDate | null = null,
  to: PlainDate | null = null,
): Row => ({
  value,
  validFrom: from,
  validTo: to,
  source,
  confidence,
});

/** Numbers of the rules of meetings with their time; an administrator's setting goes first. @see DOMAIN.md 4.1 */
export const MEETING_RULES = {
  /** Per cent that attendance must exceed. The value of 2025 was not seen. */
  'meeting.attendance-line': [row(85, HD12, 'S', null, FROM_42), row(85, HD42, 'K-l', FROM_42)],
  /** Accepted absences in a row that are still allowed. */
  'meeting.excused-in-a-row': [row(3, HD12, 'S', null, FROM_42), row(3, HD42, 'K-l', FROM_42)],
  'meeting.regular-minutes': [row(90, HD12, 'K-m')],
  'meeting.thematic-minutes': [row(120, HD12, 'K-m')],
  /** 1 where official members on a temporary transfer vote on local matters at the place where they stay; 0 where they vote at home only. */
  'meeting.guests-vote': [row(0, '06-HD/TW; nơi dùng có thể đổi', 'K-m')],
  /** Last day of the month on which many provinces let cells meet. */
  'meeting.fixed-last-day': [row(5, 'quy định của nhiều tỉnh', 'K-m')],
  /** Working month without a superior at the cell from which a visit is suggested. */
  'meeting.superior-months': [row(6, 'phần mềm tự đặt, nơi dùng có thể đổi', 'set')],
} satisfies Record<string, readonly Row[]>;
export type MeetingRuleKey = keyof typeof MEETING_RULES;
export type MeetingSetting = { key: string; valid: DateRange; value: number };

/** The value of a rule on a day. */
export function meetingRule(key: MeetingRuleKey, on: PlainDate, settings: readonly MeetingSetting[] = []): number {
  const set = settings.find((one) => one.key === key && rangeContains(one.valid, on));
  if (set) return set.value;
  const rows: readonly Row[] = MEETING_RULES[key];
  const found = rows.find(({ validFrom, validTo }) => rangeContains({ from: validFrom, to: validTo }, on));
  return (found ?? rows[rows.length - 1] ?? { value: 0 }).value;
}
