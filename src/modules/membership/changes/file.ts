import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { Changed, MemberDate, Standing } from '../contract.ts';
import { RULE_TABLES, type MemberState, type RuleSetting } from '../rules/index.ts';
import { dated, rangeOf } from '../rows.ts';

/** A member's file as a write needs it, locked until the transaction ends. */
export type MemberFile = {
  id: string;
  version: number;
  cellId: string;
  label: number;
  fullName: string;
  sex: 'male' | 'female' | null;
  cardNumber: string | null;
  birth: MemberDate | null;
  decision: MemberDate | null;
  ceremony: MemberDate | null;
  recognised: MemberDate | null;
  periods: FilePeriod[];
};
export type FilePeriod = {
  id: string;
  from: PlainDate;
  to: PlainDate | null;
  state: MemberState;
  standing: Standing;
  cellId: string;
  label: number;
};

type FileRow = Omit<MemberFile, 'birth' | 'decision' | 'ceremony' | 'recognised' | 'periods'> & {
  birthOn: string | null;
  birthPrecision: string | null;
  decisionOn: string | null;
  decisionPrecision: string | null;
  ceremonyOn: string | null;
  ceremonyPrecision: string | null;
  recognisedOn: string | null;
  recognisedPrecision: string | null;
};

/**
 * Opens a file for a write. The version is the one the form was opened with.
 * @throws NotFound outside the scope
 * @throws RuleBroken `member.changed-meanwhile` `{ version }` when somebody else has written since
 */
export async function fileForWrite(tx: Tx, id: string, version: number): Promise<MemberFile> {
  const file = await lockFile(tx, id);
  if (file.version !== version)
    throw new RuleBroken('member.changed-meanwhile', { version: file.version, yours: version });
  return file;
}

/** The same without asking for the version. @throws NotFound outside the scope */
export async function lockFile(tx: Tx, id: string): Promise<MemberFile> {
  const row = await tx.one<FileRow>(sql`
    select m.id, m.version, m.cell_id as "cellId", m.label, n.full_name as "fullName", n.sex, m.card_number as "cardNumber",
      n.birth_on as "birthOn", n.birth_precision as "birthPrecision", m.decision_on as "decisionOn", m.decision_precision as "decisionPrecision",
      m.ceremony_on as "ceremonyOn", m.ceremony_precision as "ceremonyPrecision",
      m.recognised_on as "recognisedOn", m.recognised_precision as "recognisedPrecision"
    from membership.member m join membership.person n on n.id = m.id where m.id = ${id} for update`);
  const periods = await tx.many<Omit<FilePeriod, 'from' | 'to'> & { valid: string }>(sql`
    select p.id, p.valid::text as valid, p.state, p.standing, p.cell_id as "cellId", p.label
    from membership.member_period p where p.member_id = ${id} order by p.valid`);
  return {
    id: row.id,
    version: row.version,
    cellId: row.cellId,
    label: row.label,
    fullName: row.fullName,
    sex: row.sex,
    cardNumber: row.cardNumber,
    birth: dated(row.birthOn, row.birthPrecision),
    decision: dated(row.decisionOn, row.decisionPrecision),
    ceremony: dated(row.ceremonyOn, row.ceremonyPrecision),
    recognised: dated(row.recognisedOn, row.recognisedPrecision),
    periods: periods.map(({ valid, ...period }) => ({
      ...period,
      from: rangeOf(valid).from ?? '',
      to: rangeOf(valid).to,
    })),
  };
}

/** The period of a day. @throws RuleBroken `member.not-on-roll` `{ on }` */
export function periodOn(file: MemberFile, on: PlainDate): FilePeriod {
  const period = file.periods.find(({ from, to }) => from <= on && (to === null || on < to));
  if (!period) throw new RuleBroken('member.not-on-roll', { on });
  return period;
}

/** Ends a write: next version, state, cell and label in step with the period of today. */
export async function finish(tx: Tx, id: string, today: PlainDate): Promise<Changed> {
  const { version } = await tx.one<{ version: number }>(sql`
    update membership.member set version = version + 1, updated_at = now() where id = ${id} returning version`);
  await refreshCurrent(tx, today, [id]);
  return { id, version };
}

/**
 * Brings state, cell and label of members in step with the period of the day. Runs after every write, and daily over all
 * for periods that begin on their own (a stay away that ends, a transfer dated ahead).
 * @returns how many were out of step
 */
export async function refreshCurrent(tx: Tx, today: PlainDate, ids: readonly string[] | null = null): Promise<number> {
  const { n } = await tx.one<{ n: number }>(
    sql`select membership.sync_members(${ids === null ? null : [...ids]}::uuid[], ${today}::date) as n`,
  );
  return n;
}

/** Cuts the period that runs over a day in two, so that what begins on that day can differ. */
export async function splitAt(tx: Tx, memberId: string, on: PlainDate): Promise<void> {
  const cut = await tx.maybeOne<{ id: string; upper: PlainDate | null }>(sql`
    update membership.member_period p set valid = daterange(lower(p.valid), ${on}::date)
    from membership.member_period o
    where o.id = p.id and p.member_id = ${memberId} and p.valid @> ${on}::date and lower(p.valid) < ${on}::date
    returning p.id, upper(o.valid) as upper`);
  if (!cut) return;
  await tx.run(sql`
    insert into membership.member_period (member_id, valid, from_precision, state, standing, cell_id, label, reason, basis)
    select p.member_id, daterange(${on}::date, ${cut.upper}::date), 'day', p.state, p.standing, p.cell_id, p.label, p.reason, p.basis
    from membership.member_period p where p.id = ${cut.id}`);
}

/** A cell of the caller's scope that lives on a day. @throws NotFound; @throws RuleBroken `member.cell-not-alive`, `member.not-a-cell` */
export async function cellInScope(tx: Tx, cellId: string, on: PlainDate): Promise<{ id: string; label: number }> {
  const cell = await tx.one<{ id: string; label: number; isCell: boolean; alive: boolean }>(sql`
    select u.id, u.label, k.kind in ('party_cell', 'grassroots_cell') as "isCell", v.valid @> ${on}::date as alive
    from organisation.unit u join organisation.unit_version v on v.unit_id = u.id join organisation.unit_kind k on k.kind = v.kind
    where u.id = ${cellId} and membership.label_in_scope(u.label)
    order by v.valid @> ${on}::date desc, v.valid desc limit 1`);
  if (!cell.isCell) throw new RuleBroken('member.not-a-cell');
  if (!cell.alive) throw new RuleBroken('member.cell-not-alive', { on });
  return { id: cell.id, label: cell.label };
}

/** The administrators' values for rules of membership. */
export async function ruleSettings(tx: Tx): Promise<RuleSetting[]> {
  const keys = Object.keys(RULE_TABLES);
  const rows = await tx.many<{ key: string; valid: string; value: unknown; source: string }>(sql`
    select key, valid::text as valid, value, source from platform.setting where key = any(${keys}::text[])`);
  return rows.flatMap(({ key, valid, value, source }) =>
    typeof value === 'number' ? [{ key, valid: rangeOf(valid), value, source }] : [],
  );
}
