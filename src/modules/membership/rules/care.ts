import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { MemberState } from './states.ts';

/** Source of the yearly supplement sheet and of the check of slips. */
export const CARE_SOURCE = '12-HD/BTCTW năm 2012';
/** Source of the remark on return. */
export const REMARK_SOURCE = '01-HD/TW năm 2021, mục 10.3';

/** States of a stay at another place, from which a remark of that place is brought home. */
const STAYS: readonly MemberState[] = ['temporarily_away', 'temp_exempt'];

type Period = { from: PlainDate; to: PlainDate | null; state: MemberState };
/** A stay that is over: `endedOn` is the first day at home. */
export type StayOver = { from: PlainDate; endedOn: PlainDate; state: MemberState };

/**
 * The stays at another place that are over on a day. What goes on in the next period (a cell that closed, an exemption after a transfer)
 * is one stay.
 * @param periods in order, without gaps that nobody meant
 */
export function staysOver(periods: readonly Period[], today: PlainDate): StayOver[] {
  const found: StayOver[] = [];
  let from: PlainDate | null = null;
  periods.forEach((period, at) => {
    if (!STAYS.includes(period.state)) return;
    from ??= period.from;
    const next = periods[at + 1];
    const goesOn = next !== undefined && next.from === period.to && STAYS.includes(next.state);
    if (goesOn) return;
    if (period.to !== null && period.to <= today && next?.from === period.to)
      found.push({ from, endedOn: period.to, state: period.state });
    from = null;
  });
  return found;
}

/**
 * Refuses a remark of a stay that there was not, or one dated before the stay was over by more than a month.
 * @throws RuleBroken `member.stay-unknown` `{ endedOn }`, `member.stay-remark-early` `{ endedOn }`
 * @see DOMAIN.md 3.4: on return a remark of the place of stay [S14d]
 */
export function assertStayRemark(
  { endedOn, receivedOn }: { endedOn: PlainDate; receivedOn: PlainDate },
  stays: readonly StayOver[],
): void {
  const stay = stays.find((one) => one.endedOn === endedOn);
  if (!stay) throw new RuleBroken('member.stay-unknown', { endedOn, source: REMARK_SOURCE });
  if (receivedOn < stay.from)
    throw new RuleBroken('member.stay-remark-early', { from: stay.from, source: REMARK_SOURCE });
}

/**
 * Refuses a sheet of a year that has not begun, and a day of receipt before that year or still to come.
 * @throws RuleBroken `member.supplement-not-yet` `{ year }`, `member.supplement-day` `{ year, receivedOn }`
 * @see DOMAIN.md 3.4: yearly supplement sheet of each member [S14f], text of 2012
 */
export function assertSupplement(
  { year, receivedOn }: { year: number; receivedOn: PlainDate },
  today: PlainDate,
): void {
  if (`${year}-01-01` > today)
    throw new RuleBroken('member.supplement-not-yet', { year: String(year), source: CARE_SOURCE });
  if (receivedOn < `${year}-01-01` || receivedOn > today)
    throw new RuleBroken('member.supplement-day', { year: String(year), receivedOn, source: CARE_SOURCE });
}
