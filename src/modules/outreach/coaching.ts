import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { activityForWrite } from './activities.ts';
import type { ChecklistAnswers, CloseFinding, NewFinding } from './contract.ts';
import { assertClosing, assertFinding } from './rules.ts';
import { type About, assertVersion, unitOn } from './shared.ts';
import { insertOnce } from './twinnings.ts';

/**
 * Answers the checklist that applied on the day of the visit; sent again, the new answers stand.
 * @throws NotFound; RuleBroken `coaching.no-checklist`, `coaching.item-unknown` `{ item }`
 */
export async function answerChecklist(
  tx: Tx,
  { caller }: About,
  id: string,
  input: ChecklistAnswers,
): Promise<{ id: string }> {
  const { checklistId } = await activityForWrite(tx, caller, id);
  if (checklistId === null) throw new RuleBroken('coaching.no-checklist');
  await assertItems(
    tx,
    checklistId,
    input.answers.map(({ item }) => item),
  );
  await tx.run(sql`
    insert into outreach.check_answer (activity_id, item, before, after)
    select ${id}, item, before, after from jsonb_to_recordset(${JSON.stringify(input.answers)}::jsonb) r(item int, before boolean, after boolean)
    on conflict (activity_id, item) do update set before = excluded.before, after = excluded.after, version = outreach.check_answer.version + 1
    where (outreach.check_answer.before, outreach.check_answer.after) is distinct from (excluded.before, excluded.after)`);
  return { id };
}

async function assertItems(tx: Tx, checklistId: string, items: readonly number[]): Promise<void> {
  if (new Set(items).size < items.length) throw new RuleBroken('activity.listed-twice');
  const known = await tx.many<{ no: number }>(
    sql`select no from outreach.checklist_item where checklist_id = ${checklistId} and no = any(${[...items]}::int[])`,
  );
  const unknown = items.find((item) => !known.some(({ no }) => no === item));
  if (unknown !== undefined) throw new RuleBroken('coaching.item-unknown', { item: unknown });
}

/** What a visit found and until when it is to be mended. @throws NotFound; RuleBroken `finding.due-before-visit`, `coaching.item-unknown`, `coaching.no-checklist` */
export async function addFinding(tx: Tx, { caller }: About, id: string, input: NewFinding): Promise<{ id: string }> {
  const visit = await activityForWrite(tx, caller, id);
  assertFinding(input, visit);
  if (input.item !== null) {
    if (visit.checklistId === null) throw new RuleBroken('coaching.no-checklist');
    await assertItems(tx, visit.checklistId, [input.item]);
  }
  const unit = await unitOn(tx, caller, input.unitId, visit.startsOn);
  return insertOnce(
    tx,
    'finding',
    input.id,
    sql`
    insert into outreach.finding (id, activity_id, item, unit_id, finding, remedy, due_on, label, agency_label)
    values (${input.id}, ${id}, ${input.item}, ${unit.id}, ${input.finding}, ${input.remedy}, ${input.dueOn}, ${unit.label}, ${visit.agencyLabel})`,
  );
}

/** Says that a finding was mended. @throws NotFound; RuleBroken `finding.closed-already`, `finding.closed-before-visit`, `outreach.in-future` */
export async function closeFinding(tx: Tx, { today }: About, id: string, input: CloseFinding): Promise<{ id: string }> {
  const row = await tx.one<{ closedOn: string | null; visitOn: string; version: number }>(sql`
    select f.closed_on as "closedOn", a.starts_on as "visitOn", f.version
    from outreach.finding f join outreach.activity a on a.id = f.activity_id where f.id = ${id} for update of f`);
  assertVersion(row.version, input.version);
  assertClosing(row, input.closedOn, today);
  await tx.run(sql`update outreach.finding set closed_on = ${input.closedOn}, version = version + 1 where id = ${id}`);
  return { id };
}
