import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';

/** Years to keep; null is for good. */
export type Years = number | null;

/** The value of a file is the highest among its papers. @see DOMAIN.md 5.5 (S26c) */
export function longest(all: readonly Years[]): Years {
  return all.reduce<Years>((most, years) => (most === null || years === null ? null : Math.max(most, years)), 0);
}

/** The day from which a file may be destroyed: its years after the closing; null when it is kept for good. 29 February becomes the 28th. */
export function expiresOn(closedOn: PlainDate, years: Years): PlainDate | null {
  return years === null ? null : yearsAfter(closedOn, years);
}

/** The same day some years later; 29 February becomes the 28th. */
export function yearsAfter(on: PlainDate, years: number): PlainDate {
  const [year = '', month = '', day = ''] = on.split('-');
  const then = Number(year) + years;
  const isLeap = (then % 4 === 0 && then % 100 !== 0) || then % 400 === 0;
  return `${String(then).padStart(4, '0')}-${month}-${month === '02' && day === '29' && !isLeap ? '28' : day}`;
}

type Dossier = { code: string; state: string; openedOn: PlainDate | null };

/** @throws RuleBroken `dossier.not-open` `{ code, state }` */
export function assertOpen(dossier: Dossier): void {
  if (dossier.state !== 'open') throw new RuleBroken('dossier.not-open', { code: dossier.code, state: dossier.state });
}

/**
 * A file is closed when nothing in it is wanting; the refusal says how many faults there are, the page names each.
 * @throws RuleBroken `dossier.not-open`, `dossier.closed-before-opened` `{ on, openedOn }`, `dossier.in-future`, `dossier.faults` `{ faults, first }`
 * @see scenario A9: orderly and correct
 */
export function assertClose(
  dossier: Dossier,
  faults: readonly { check: string }[],
  { on, today }: { on: PlainDate; today: PlainDate },
): void {
  assertOpen(dossier);
  if (on > today) throw new RuleBroken('dossier.in-future', { on, today });
  if (dossier.openedOn !== null && on < dossier.openedOn)
    throw new RuleBroken('dossier.closed-before-opened', { on, openedOn: dossier.openedOn });
  if (faults.length > 0)
    throw new RuleBroken('dossier.faults', { faults: faults.length, first: faults[0]?.check ?? '' });
}

/**
 * Handed over is what is closed and not yet handed over; the historical archive takes what is kept for good.
 * @throws RuleBroken `transfer.not-closed` `{ code }`, `transfer.not-permanent` `{ code }`, `transfer.other-unit` `{ code }`, `transfer.on-list` `{ code }`
 * @see DOMAIN.md 5.5
 */
export function assertTransfer(
  archive: 'office' | 'historical',
  dossiers: readonly { code: string; state: string; years: Years; sameUnit: boolean; onList: boolean }[],
): void {
  for (const { code, state, years, sameUnit, onList } of dossiers) {
    if (!sameUnit) throw new RuleBroken('transfer.other-unit', { code });
    const ready = archive === 'office' ? state === 'closed' : state === 'closed' || state === 'archived';
    if (!ready) throw new RuleBroken('transfer.not-closed', { code });
    if (archive === 'historical' && years !== null) throw new RuleBroken('transfer.not-permanent', { code });
    if (onList) throw new RuleBroken('transfer.on-list', { code });
  }
}

/**
 * Only what has been kept its full time is proposed for destruction. The last day of the time is still a day of it.
 * @throws RuleBroken `destruction.not-expired` `{ code, expiresOn }`, `destruction.permanent` `{ code }`, `destruction.on-list` `{ code }`, `transfer.other-unit`
 */
export function assertExpired(
  dossiers: readonly { code: string; state: string; expiresOn: PlainDate | null; sameUnit: boolean; onList: boolean }[],
  today: PlainDate,
): void {
  for (const { code, state, expiresOn: on, sameUnit, onList } of dossiers) {
    if (!sameUnit) throw new RuleBroken('transfer.other-unit', { code });
    if (state !== 'closed' && state !== 'archived') throw new RuleBroken('transfer.not-closed', { code });
    if (on === null) throw new RuleBroken('destruction.permanent', { code });
    if (on >= today) throw new RuleBroken('destruction.not-expired', { code, expiresOn: on });
    if (onList) throw new RuleBroken('destruction.on-list', { code });
  }
}

/**
 * Two persons: who proposed does not decide. What is approved is the list as it was proposed, to the last letter.
 * @throws RuleBroken `destruction.same-person`, `destruction.list-changed`, `destruction.state` `{ state }`
 * @see DOMAIN.md 5.5: two-person rule, list frozen by hash
 */
export function assertApproval(
  destruction: { state: string; proposedBy: string; listHash: string },
  by: { userId: string; listHash: string; hashNow: string },
): void {
  if (destruction.state !== 'proposed') throw new RuleBroken('destruction.state', { state: destruction.state });
  if (destruction.proposedBy === by.userId) throw new RuleBroken('destruction.same-person');
  if (destruction.listHash !== by.listHash || destruction.listHash !== by.hashNow)
    throw new RuleBroken('destruction.list-changed');
}

/** @throws RuleBroken `destruction.state`, `destruction.list-changed` */
export function assertCarryOut(destruction: { state: string; listHash: string }, hashNow: string): void {
  if (destruction.state !== 'approved') throw new RuleBroken('destruction.not-approved');
  if (destruction.listHash !== hashNow) throw new RuleBroken('destruction.list-changed');
}
