import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { WorkingCalendar } from '#platform/time/working-days.ts';
import { checkPermanentTransfer, type PermanentTransfer } from './movements.ts';
import type { RuleSetting } from './rule-tables.ts';

/** Where the rule of the boxes and of the signer stands. */
export const LETTER_SOURCE = '294-QĐ/TW, mục 6.3.1; mẫu giấy giới thiệu sinh hoạt đảng';

/** A unit of the tree as it was on the day of the letter. */
export type LetterUnit = { id: string; name: string; kind: string };
/** A cell with what stands above it. A grassroots cell is its own grassroots organisation. */
export type LetterSide = { cell: LetterUnit; grassroots: LetterUnit | null; superior: LetterUnit | null };

/** Who signs a box: the cell, the committee of the grassroots organisation, that of its superior, or the provincial Organisation Commission. */
export const BOX_SIGNERS = ['cell', 'grassroots', 'superior', 'organisation_commission'] as const;
export type BoxSigner = (typeof BOX_SIGNERS)[number];

/** A box of the letter: who refers, whereto, who signs it, and which side of the move that is. */
export type LetterBox = {
  box: number;
  signer: BoxSigner;
  from: LetterUnit;
  /** Null where the letter leaves the register: then it is the organisation outside. */
  to: LetterUnit | null;
  toCommission: boolean;
  side: 'from' | 'to';
};

type Node = { unit: LetterUnit; signer: BoxSigner; side: 'from' | 'to' };

/**
 * The boxes of a transfer letter that are used, one for each referral on the way: the cell to its grassroots committee, that on to the
 * other committee, this to the cell. A letter that leaves the area of the superior is signed by the superior of the grassroots
 * organisation; of bodies directly under the province that is the provincial Organisation Commission.
 * @param letter.to null for a letter that leaves the register
 * @see DOMAIN.md 3.4: four boxes [S14c]; signer [S5]
 */
export function letterBoxes({ from, to }: { from: LetterSide; to: LetterSide | null }): LetterBox[] {
  const inner = to !== null && from.grassroots !== null && from.grassroots.id === to.grassroots?.id;
  const leavesArea = !inner && (to === null || from.superior === null || from.superior.id !== to.superior?.id);
  const nodes: Node[] = [{ unit: from.cell, signer: 'cell', side: 'from' }];
  if (from.grassroots && from.grassroots.id !== from.cell.id)
    nodes.push({ unit: from.grassroots, signer: 'grassroots', side: 'from' });
  if (leavesArea && from.superior) {
    const signer = from.superior.kind === 'province_body' ? 'organisation_commission' : 'superior';
    nodes.push({ unit: from.superior, signer, side: 'from' });
  }
  if (to !== null && !inner && to.grassroots && to.grassroots.id !== to.cell.id)
    nodes.push({ unit: to.grassroots, signer: 'grassroots', side: 'to' });
  const end = to === null ? null : to.cell;
  return nodes.map(({ unit, signer, side }, at) => {
    const next = nodes[at + 1];
    return {
      box: at + 1,
      signer,
      from: unit,
      to: next ? next.unit : end,
      toCommission: next?.signer === 'organisation_commission',
      side,
    };
  });
}

/** A box that was signed. */
export type SignedBox = { box: number; on: PlainDate; signer: string };

/**
 * Refuses a box that is not on this letter, one before its turn or its day, and any change of the first, which is not corrected: a letter
 * with a fault in it is taken back and a new one made out.
 * @throws RuleBroken `transfer.box-unknown` `{ box, boxes }`, `transfer.box-1-stands`, `transfer.box-order` `{ box, missing }`,
 *   `transfer.box-date-order` `{ box, from }`
 * @see DOMAIN.md 3.4: corrections in box 1 not allowed [S14c]
 */
export function assertBox(
  { box, on }: { box: number; on: PlainDate },
  letter: { boxes: readonly Pick<LetterBox, 'box'>[]; signed: readonly SignedBox[]; referredOn: PlainDate },
): void {
  if (!letter.boxes.some((one) => one.box === box))
    throw new RuleBroken('transfer.box-unknown', { box, boxes: letter.boxes.length });
  const known = (wanted: number) => letter.signed.find((one) => one.box === wanted);
  if (box === 1 && known(1)) throw new RuleBroken('transfer.box-1-stands', { source: LETTER_SOURCE });
  const before = box === 1 ? { on: letter.referredOn } : known(box - 1);
  if (!before) throw new RuleBroken('transfer.box-order', { box, missing: box - 1 });
  if (box === 1 ? on !== before.on : on < before.on)
    throw new RuleBroken('transfer.box-date-order', { box, from: before.on });
  const after = known(box + 1);
  if (after && on > after.on) throw new RuleBroken('transfer.box-date-order', { box, from: after.on });
}

/**
 * Refuses to receive a late permanent transfer without its reason, which goes to the competent committee. A year whose holidays nobody
 * has entered says nothing of lateness.
 * @throws RuleBroken `transfer.late-reason-needed` `{ dueOn, workingDaysLate }`
 * @see DOMAIN.md 3.4: presented within 30 working days; late → reasons to the competent committee [S5]
 */
export function assertLateReason(
  transfer: PermanentTransfer,
  reason: string | null,
  calendar: WorkingCalendar,
  settings: readonly RuleSetting[] = [],
): void {
  if (reason !== null && reason.trim() !== '') return;
  try {
    const [late] = checkPermanentTransfer(transfer, calendar, settings).filter(
      ({ code }) => code === 'member.transfer-presented-late',
    );
    if (late) throw new RuleBroken('transfer.late-reason-needed', { ...late.details, source: LETTER_SOURCE });
  } catch (problem) {
    if (problem instanceof RuleBroken && problem.code === 'calendar.missing-year') return;
    throw problem;
  }
}
