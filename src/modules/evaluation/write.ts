import { sql } from 'kysely';
import { assertUnitsInScope } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import type { z } from 'zod';
import type { NewDecision, NewProposal, Withdrawal } from './contract.ts';
import { evaluationSettings, listOf, membersOf, organisationsOf, yearOf } from './read.ts';
import { assertCap, assertDecision, assertProposal, capOf, endOfYear } from './rules/index.ts';

/**
 * A cell proposes the level of one of its members, an organisation its own. Sending it again changes nothing; a later proposal
 * names the version it replaces.
 * @throws NotFound when unit or member lies outside the scope, or did not belong there on 31 December
 * @throws RuleBroken `evaluation.not-due` `{ why }`, `evaluation.decided-already` `{ document }`, `evaluation.reason-needed`, `evaluation.disciplined`,
 *   `evaluation.changed-meanwhile` `{ version }`
 */
export async function propose(tx: Tx, caller: Caller, input: NewProposal, today: string): Promise<{ id: string }> {
  const { year, memberId } = input;
  const unit = await yearOf(tx, caller, input.unitId, year);
  if (memberId !== null && unit.subject !== 'member') throw new NotFound();
  const settings = await evaluationSettings(tx);
  const asked = { year, today, settings };
  const rows =
    memberId === null
      ? await organisationsOf(tx, sql`v.unit_id = ${unit.id}`, asked)
      : await membersOf(tx, unit.id, asked);
  const row = rows.find(({ id }) => id === (memberId ?? unit.id));
  if (!row) throw new NotFound();
  if (row.notDue !== null) throw new RuleBroken('evaluation.not-due', { why: row.notDue, year });
  if (row.level !== null) throw new RuleBroken('evaluation.decided-already', { year });
  assertProposal({ ...input, supported: row.supported, disciplined: row.evidence.disciplined }, endOfYear(year));
  if (row.proposal?.id === input.id && input.version === null) return { id: input.id };
  if ((row.proposal?.version ?? null) !== input.version)
    throw new RuleBroken('evaluation.changed-meanwhile', { version: row.proposal?.version ?? 0 });
  const evidence = JSON.stringify(row.evidence);
  if (row.proposal) {
    await tx.run(sql`
      update evaluation.proposal set level = ${input.level}, supported = ${row.supported}, reason = ${input.reason}, evidence = ${evidence}::jsonb,
        document = ${input.document}, proposed_on = ${today}, version = version + 1 where id = ${row.proposal.id}`);
    return { id: row.proposal.id };
  }
  await tx.run(sql`
    insert into evaluation.proposal (id, year, subject, member_id, unit_id, level, supported, reason, evidence, document, proposed_on, label)
    values (${input.id}, ${year}, ${memberId === null ? 'organisation' : 'member'}, ${memberId}, ${unit.id}, ${input.level}, ${row.supported}, ${input.reason},
      ${evidence}::jsonb, ${input.document}, ${today}, ${unit.label})`);
  return { id: input.id };
}

/**
 * The direct superior decides the whole list of a unit as proposed. Sending the same `id` again changes nothing.
 * @throws NotFound when the unit or the one that decides lies outside the scope
 * @throws RuleBroken `evaluation.over-cap`, `evaluation.incomplete`, `evaluation.too-early`, `evaluation.nobody-due`, `evaluation.decided-already`, `evaluation.in-future`
 */
export async function decide(tx: Tx, caller: Caller, input: NewDecision, today: string): Promise<{ id: string }> {
  const { year } = input;
  const unit = await yearOf(tx, caller, input.unitId, year);
  if (unit.decidedById === null) throw new NotFound();
  await assertUnitsInScope(tx, caller, [unit.decidedById]);
  // Two offices deciding one list at the same moment wait for each other here.
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`evaluation ${unit.id} ${year}`}, 7))`);
  if (await tx.maybeOne(sql`select 1 from evaluation.decision where id = ${input.id}`)) return { id: input.id };
  const before = await tx.maybeOne<{ document: string }>(
    sql`select document from evaluation.decision where year = ${year} and unit_id = ${unit.id} and withdrawn_on is null`,
  );
  if (before) throw new RuleBroken('evaluation.decided-already', { ...before, year });
  if (input.on > today) throw new RuleBroken('evaluation.in-future', { on: input.on, today });
  const settings = await evaluationSettings(tx);
  const rows = await listOf(tx, unit, { year, today, settings });
  const due = rows.filter(({ notDue }) => notDue === null);
  const proposed = due.flatMap(({ id, proposal }) => (proposal ? [{ id, level: proposal.level }] : []));
  assertDecision({ due: due.length, proposed: proposed.length, on: input.on, year });
  const levels = proposed.map(({ level }) => level);
  const cap = capOf(levels, { outstanding: input.outstanding, on: endOfYear(year) }, settings);
  assertCap(cap);
  await tx.run(sql`
    insert into evaluation.decision (id, year, subject, unit_id, decided_by_id, document, decided_on, outstanding, evaluated, excellent, good, allowed, cap_percent,
      cap_base, cap_rounding, label, by_label)
    values (${input.id}, ${year}, ${unit.subject}, ${unit.id}, ${unit.decidedById}, ${input.document}, ${input.on}, ${input.outstanding}, ${levels.length},
      ${cap.excellent}, ${levels.filter((level) => level === 'good').length}, ${cap.allowed}, ${cap.percent}, ${cap.base}, ${cap.rounding}, ${unit.label}, ${unit.byLabel})`);
  await tx.run(
    unit.subject === 'member'
      ? sql`
        insert into evaluation.rating (decision_id, year, subject, member_id, unit_id, level, label)
        select ${input.id}, ${year}, 'member', r.id, ${unit.id}, r.level, ${unit.label} from jsonb_to_recordset(${JSON.stringify(proposed)}::jsonb) r(id uuid, level text)`
      : sql`
        insert into evaluation.rating (decision_id, year, subject, unit_id, level, label)
        select ${input.id}, ${year}, 'organisation', r.id, r.level, u.label
        from jsonb_to_recordset(${JSON.stringify(proposed)}::jsonb) r(id uuid, level text) join organisation.unit u on u.id = r.id`,
  );
  return { id: input.id };
}

/** Takes a decision back with a paper: its ratings no longer count. @throws NotFound; RuleBroken `evaluation.withdrawn-already`, `evaluation.in-future` */
export async function withdraw(
  tx: Tx,
  caller: Caller,
  id: string,
  input: z.infer<typeof Withdrawal>,
  today: string,
): Promise<{ id: string }> {
  const decision = await tx.one<{ decidedById: string; withdrawnOn: string | null }>(
    sql`select decided_by_id as "decidedById", withdrawn_on as "withdrawnOn" from evaluation.decision where id = ${id} for update`,
  );
  await assertUnitsInScope(tx, caller, [decision.decidedById]);
  if (decision.withdrawnOn !== null) throw new RuleBroken('evaluation.withdrawn-already', { on: decision.withdrawnOn });
  if (input.on > today) throw new RuleBroken('evaluation.in-future', { on: input.on, today });
  await tx.run(
    sql`update evaluation.decision set withdrawn_on = ${input.on}, withdrawn_by = ${input.document} where id = ${id}`,
  );
  await tx.run(sql`update evaluation.rating set is_void = true where decision_id = ${id}`);
  return { id };
}
