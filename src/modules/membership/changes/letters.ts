import { sql } from 'kysely';
import { workingCalendar } from '#platform/calendar/calendar.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { type WorkingCalendar, workingDaysBetween } from '#platform/time/working-days.ts';
import type { SignBox, TransferLetter } from '../contract.ts';
import {
  assertBox,
  letterBoxes,
  type LetterBox,
  type LetterSide,
  permanentTransferDue,
  type RuleSetting,
  type SignedBox,
} from '../rules/index.ts';
import { ruleSettings } from './file.ts';

type LetterRow = Omit<TransferLetter, 'boxes' | 'start' | 'present'> & {
  fromLabel: number;
  toLabel: number;
  mineFrom: boolean;
  mineTo: boolean;
  sideFrom: LetterSide | null;
  sideTo: LetterSide | null;
  signed: SignedBox[];
};

/** One statement: the transfer, both sides on the day of the letter, and what was signed. @throws NotFound outside both scopes */
function letterRow(tx: Tx, id: string, lock = false): Promise<LetterRow> {
  return tx.one<LetterRow>(sql`
    select t.id, t.member_id as "memberId", coalesce(n.full_name, t.full_name) as "fullName", t.kind, t.state, t.letter, t.outside, t.decided_on as "decidedOn",
      t.referred_on as "referredOn", t.accepted_on as "acceptedOn", t.until_on as "untilOn", t.from_label as "fromLabel", t.to_label as "toLabel",
      membership.label_in_scope(t.from_label) as "mineFrom", membership.label_in_scope(t.to_label) as "mineTo",
      membership.letter_side(t.from_cell_id, t.referred_on) as "sideFrom", membership.letter_side(t.to_cell_id, t.referred_on) as "sideTo",
      coalesce((select json_agg(json_build_object('box', b.box, 'on', b.signed_on, 'signer', b.signer) order by b.box)
        from membership.transfer_box b where b.transfer_id = t.id), '[]') as signed
    from membership.transfer t left join membership.person n on n.id = t.member_id
    where t.id = ${id} ${lock ? sql`for update of t` : sql``}`);
}

/** Who refers to whom; a letter from outside has no boxes here: it is the other register's. */
function boxesOf(row: LetterRow): LetterBox[] {
  return row.sideFrom === null ? [] : letterBoxes({ from: row.sideFrom, to: row.sideTo });
}

/**
 * The letter of a transfer with its boxes and terms.
 * @throws NotFound when neither side is in the caller's scope
 */
export async function readLetter(tx: Tx, id: string, today: PlainDate): Promise<TransferLetter> {
  const { sideFrom, sideTo, signed, mineFrom, mineTo, fromLabel: _f, toLabel: _t, ...row } = await letterRow(tx, id);
  const [calendar, settings] = [await workingCalendar(tx), await ruleSettings(tx)];
  return {
    ...row,
    ...termsOf(row, today, calendar, settings),
    boxes: boxesOf({ ...row, sideFrom, sideTo } as LetterRow).map(({ box, signer, from, to, toCommission, side }) => {
      const done = signed.find((one) => one.box === box);
      return {
        box,
        signer,
        from: { id: from.id, name: from.name },
        to: to && { id: to.id, name: to.name },
        toCommission,
        side,
        on: done?.on ?? null,
        by: done?.signer ?? null,
        mine: side === 'from' ? mineFrom : mineTo,
      };
    }),
  };
}

/** The two terms of a permanent transfer; unknown where the holidays of a year are. */
function termsOf(
  row: Pick<LetterRow, 'kind' | 'decidedOn' | 'referredOn' | 'acceptedOn' | 'state'>,
  today: PlainDate,
  calendar: WorkingCalendar,
  settings: readonly RuleSetting[],
): Pick<TransferLetter, 'start' | 'present'> {
  if (row.kind !== 'permanent') return { start: null, present: null };
  const term = (until: PlainDate | null, doneOn: PlainDate) =>
    until === null
      ? null
      : { until, workingDaysLate: doneOn > until ? workingDaysBetween(until, doneOn, calendar) : 0 };
  const read = <T>(work: () => T): T | null => {
    try {
      return work();
    } catch (problem) {
      if (problem instanceof RuleBroken && problem.code === 'calendar.missing-year') return null;
      throw problem;
    }
  };
  const { decidedOn, referredOn, acceptedOn, state } = row;
  return {
    start: read(() =>
      decidedOn ? term(permanentTransferDue({ decidedOn }, calendar, settings).startOn, referredOn) : null,
    ),
    present: read(() =>
      state === 'referred' || acceptedOn
        ? term(permanentTransferDue({ referredOn }, calendar, settings).presentOn, acceptedOn ?? today)
        : null,
    ),
  };
}

/**
 * Records that a box was signed, in turn; boxes after the first may be recorded again while the letter is under way.
 * @throws NotFound when neither side is in the caller's scope
 * @throws RuleBroken `transfer.box-…`, `transfer.box-not-yours` when the other side records it, `transfer.settled-already`
 */
export async function signBox(tx: Tx, id: string, input: SignBox): Promise<void> {
  const row = await letterRow(tx, id, true);
  const boxes = boxesOf(row);
  const known = row.signed.find(({ box }) => box === input.box);
  if (known && known.on === input.on && known.signer === input.signer) return;
  if (row.state !== 'referred' && row.state !== 'accepted')
    throw new RuleBroken('transfer.settled-already', { state: row.state });
  assertBox(input, { boxes, signed: row.signed, referredOn: row.referredOn });
  const side = boxes.find(({ box }) => box === input.box)?.side;
  if (!(side === 'from' ? row.mineFrom : row.mineTo))
    throw new RuleBroken('transfer.box-not-yours', { box: input.box });
  if (known && row.state !== 'referred') throw new RuleBroken('transfer.settled-already', { state: row.state });
  await writeBox(tx, row, input);
}

/** @see signBox */
async function writeBox(tx: Tx, row: Pick<LetterRow, 'id' | 'fromLabel' | 'toLabel'>, input: SignBox): Promise<void> {
  await tx.run(sql`
    insert into membership.transfer_box (transfer_id, box, signed_on, signer, from_label, to_label)
    values (${row.id}, ${input.box}, ${input.on}, ${input.signer}, ${row.fromLabel}, ${row.toLabel})
    on conflict on constraint transfer_box_once do update set signed_on = excluded.signed_on, signer = excluded.signer`);
}

/** The first box, signed with the letter: by whom the form says, else by the secretary of the cell on that day, as far as known. */
export async function signFirstBox(
  tx: Tx,
  letter: { id: string; cellId: string; fromLabel: number; toLabel: number; on: PlainDate; signer: string | null },
): Promise<void> {
  const signer =
    letter.signer ??
    (
      await tx.maybeOne<{ name: string }>(sql`
        select n.full_name as name from organisation.post o join membership.person n on n.id = o.person_id
        where o.unit_id = ${letter.cellId} and o.kind = 'cell_secretary' and o.valid @> ${letter.on}::date order by o.valid desc limit 1`)
    )?.name;
  if (signer !== undefined) await writeBox(tx, letter, { box: 1, on: letter.on, signer });
}
