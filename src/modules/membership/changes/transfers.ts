import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid, NotFound, RuleBroken } from '#platform/errors.ts';
import { Id, type Page, PlainDate } from '#platform/shapes.ts';
import type { Changed, ReferTransfer, SettleTransfer, Transfer, TransferQuery } from '../contract.ts';
import {
  assertInternalTransfer,
  assertLateReason,
  assertMayTransfer,
  assertTemporaryTransfer,
  assertTransition,
} from '../rules/index.ts';
import { transfersOf } from '../member/page.ts';
import { cursorOf, keysOf } from '../register/cursor.ts';
import { workingCalendar } from '#platform/calendar/calendar.ts';
import { fileForWrite, finish, periodOn, ruleSettings, splitAt } from './file.ts';
import { signFirstBox } from './letters.ts';

/**
 * Makes out the letter: a permanent or internal transfer leaves the member pending until the other side answers, a
 * temporary one changes nothing before it is accepted. Sending the same `id` again changes nothing.
 * @throws RuleBroken `member.changed-meanwhile`, `member.transfer-open`, `member.transfer-same-cell`,
 *   `member.transfer-under-discipline`, `member.transfer-not-internal`, `member.temporary-…`, `member.transition-not-allowed`, `member.not-a-cell`
 * @throws Invalid `member.transfer-where`
 */
export async function referTransfer(
  tx: Tx,
  memberId: string,
  input: ReferTransfer,
  today: PlainDate,
): Promise<Changed> {
  const known = await tx.maybeOne<Changed>(sql`
    select m.id, m.version from membership.transfer t join membership.member m on m.id = t.member_id where t.id = ${input.id} and t.member_id = ${memberId}`);
  if (known) return known;
  if ((input.toCellId === null) === (input.outside === null)) throw new Invalid('member.transfer-where');
  const file = await fileForWrite(tx, memberId, input.version);
  const period = periodOn(file, input.referredOn);
  if (input.decidedOn !== null && input.referredOn < input.decidedOn) {
    throw new RuleBroken('member.transfer-dates-order', { decidedOn: input.decidedOn, referredOn: input.referredOn });
  }
  if (input.toCellId === period.cellId) throw new RuleBroken('member.transfer-same-cell');
  const facts = await tx.one<{ handled: boolean; from: string | null; to: string | null }>(sql`
    select membership.under_handling(${memberId}, ${input.referredOn}::date) as handled,
      membership.grassroots_of(${period.cellId}, ${input.referredOn}::date) as "from", membership.grassroots_of(${input.toCellId}, ${input.referredOn}::date) as "to"`);
  assertMayTransfer({ underDiscipline: period.state === 'suspended' || facts.handled });
  if (input.kind === 'internal') assertInternalTransfer(facts);
  const isTemporary = input.kind === 'temporary';
  if (isTemporary) {
    assertTemporaryTransfer({ from: input.referredOn, to: input.untilOn, study: input.study }, await ruleSettings(tx));
  } else assertTransition({ from: period.state, to: 'transfer_pending', standing: period.standing });
  const toLabel = input.toCellId === null ? period.label : await labelOfCell(tx, input.toCellId, input.referredOn);
  await tx.run(sql`
    insert into membership.transfer (id, member_id, kind, from_cell_id, to_cell_id, outside, letter, state, decided_on, referred_on, until_on, from_label, to_label,
      full_name, card_number, state_before)
    values (${input.id}, ${memberId}, ${input.kind}, ${period.cellId}, ${input.toCellId}, ${input.outside}, ${input.letter}, 'referred', ${input.decidedOn},
      ${input.referredOn}, ${input.untilOn}, ${period.label}, ${toLabel}, ${file.fullName}, ${file.cardNumber}, ${period.state})`);
  await signFirstBox(tx, {
    id: input.id,
    cellId: period.cellId,
    fromLabel: period.label,
    toLabel,
    on: input.referredOn,
    signer: input.signer,
  });
  if (!isTemporary) {
    await splitAt(tx, memberId, input.referredOn);
    await tx.run(sql`
      update membership.member_period set state = 'transfer_pending', basis = coalesce(${input.letter}, basis)
      where member_id = ${memberId} and lower(valid) = ${input.referredOn}::date`);
  }
  return finish(tx, memberId, today);
}

/** The tree is known to everybody, so a cell of another commune can be named here. */
async function labelOfCell(tx: Tx, cellId: string, on: PlainDate): Promise<number> {
  const cell = await tx.one<{ label: number; kind: string }>(sql`
    select u.label, v.kind from organisation.unit u join organisation.unit_version v on v.unit_id = u.id and v.valid @> ${on}::date where u.id = ${cellId}`);
  if (cell.kind !== 'party_cell' && cell.kind !== 'grassroots_cell') throw new RuleBroken('member.not-a-cell');
  return cell.label;
}

/**
 * The receiving side accepts, refuses or returns a letter; the sending side withdraws it, or records that a register
 * outside has accepted. Both sides' records move in one step.
 * @throws NotFound when neither side is in the caller's scope
 * @throws RuleBroken `transfer.not-yours` when the other side decides, `transfer.settled-already`, `member.transfer-dates-order`,
 *   `transfer.late-reason-needed`
 */
export async function settleTransfer(tx: Tx, id: string, input: SettleTransfer, today: PlainDate): Promise<void> {
  const letter = await tx.maybeOne<{ kind: string; state: string; referredOn: PlainDate }>(
    sql`select kind, state, referred_on as "referredOn" from membership.transfer where id = ${id}`,
  );
  if (!letter) throw new NotFound();
  if (input.outcome === 'accepted' && letter.kind === 'permanent' && letter.state === 'referred') {
    const days = { referredOn: letter.referredOn, presentedOn: input.on };
    assertLateReason(days, input.reason, await workingCalendar(tx), await ruleSettings(tx));
  }
  await tx.run(
    sql`select membership.settle_transfer(${id}::uuid, ${input.outcome}, ${input.on}::date, ${input.reason}, ${today}::date)`,
  );
}

/**
 * Transfers that the caller's side sent or is to answer, page by page; the first page says how many there are.
 * @throws Invalid `request.cursor`
 */
export async function listTransfers(tx: Tx, query: TransferQuery): Promise<Page<Transfer>> {
  const wanted = [sql`true`];
  if (query.state === 'settled') wanted.push(sql`t.state <> 'referred'`);
  else if (query.state !== undefined) wanted.push(sql`t.state = ${query.state}`);
  if (query.timed !== undefined) wanted.push(sql`t.kind <> 'temporary'`);
  if (query.referredTo !== undefined) wanted.push(sql`t.referred_on <= ${query.referredTo}::date`);
  const all = sql.join(wanted, sql` and `);
  const direction = sql.raw(query.direction);
  const behind =
    query.cursor === undefined
      ? sql`true`
      : sql`(t.referred_on, t.id) ${sql.raw(query.direction === 'asc' ? '>' : '<')} ${after(query.cursor)}`;
  const rows = await tx.many<Transfer>(transfersOf(sql`${all} and ${behind}`, { direction, limit: query.limit + 1 }));
  const items = rows.slice(0, query.limit);
  const last = rows.length > query.limit ? items.at(-1) : undefined;
  const page = { items, nextCursor: last ? cursorOf([last.referredOn, last.id]) : null };
  if (query.cursor !== undefined) return page;
  const { total } = await tx.one<{ total: number }>(
    sql`select count(*)::int as total from membership.transfer t where ${all}`,
  );
  return { ...page, total };
}

function after(cursor: string): RawBuilder<unknown> {
  const [referredOn, id, ...rest] = keysOf(cursor) ?? [];
  if (!PlainDate.safeParse(referredOn).success || !Id.safeParse(id).success || rest.length > 0)
    throw new Invalid('request.cursor');
  return sql`(${referredOn}::date, ${id}::uuid)`;
}
