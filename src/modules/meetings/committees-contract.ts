import { z } from 'zod';
import { PlainDate } from '#platform/shapes.ts';

/** What became of each month of a cell or a committee. */
export const MonthState = z.object({
  month: z.int(),
  state: z.enum(['locked', 'unsent', 'planned', 'missed', 'due', 'none']),
  meetingId: z.string().nullable(),
  day: z.int().nullable(),
  thematic: z.boolean(),
});
export type MonthState = z.infer<typeof MonthState>;

/** A committee by month, as cells stand on the board. */
export const CommitteeYear = z.object({
  unit: z.object({ id: z.string(), name: z.string() }),
  months: z.array(MonthState),
  /** Months that are over and without a meeting. */
  missed: z.int(),
  lastOn: PlainDate.nullable(),
});
export type CommitteeYear = z.infer<typeof CommitteeYear>;
export const CommitteeWatch = z.object({
  year: z.int(),
  throughMonth: z.int(),
  items: z.array(CommitteeYear),
});
export type CommitteeWatch = z.infer<typeof CommitteeWatch>;
