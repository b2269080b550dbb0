/** A copy that heard nothing from the server for so long is thrown away on the device too. @see DOMAIN.md 8.4 */
export const COPY_DAYS = 30;
/** Lines of what was sent and finished stay readable for so long. */
export const DONE_DAYS = 90;
const DAY = 86_400_000;

/** Whether the copy is too old to lie on a phone. What was never in contact has no copy; a clock that was set back ages nothing. */
export function isCopyTooOld(contactAt: string | null, now: number): boolean {
  return contactAt !== null && now - Date.parse(contactAt) > COPY_DAYS * DAY;
}

/** Finished commands whose line leaves the device. Of one whose content is still laid over the copy nothing is taken. */
export function outOfDate<T extends { at: string; command?: unknown }>(done: readonly T[], now: number): T[] {
  return done.filter((one) => !one.command && now - Date.parse(one.at) > DONE_DAYS * DAY);
}
