import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { nameCase, nameKeys } from '#platform/text/index.ts';
import type { Changed, CorrectMember, PersonData } from '../contract.ts';
import { officialDueOn } from '../rules/index.ts';
import { memberPage } from '../member/page.ts';
import { finish, lockFile, type MemberFile } from './file.ts';
import { setEthnicity } from './register-member.ts';

/**
 * Corrects data of a file; only the fields given change. A corrected ceremony moves the beginning of the probation, and
 * its end with it.
 * @throws RuleBroken `member.changed-meanwhile` `{ version, fields: [{ field, yours, now }] }` when somebody wrote since
 *   the form was opened: both values are told, none is lost
 * @throws RuleBroken `member.ceremony-before-decision`, `member.card-number-taken`
 */
export async function correctMember(tx: Tx, id: string, input: CorrectMember, today: PlainDate): Promise<Changed> {
  const file = await lockFile(tx, id);
  if (file.version !== input.version) await refuseConflict(tx, file, input, today);
  const { changes } = input;
  const decision = changes.decision === undefined ? file.decision : changes.decision;
  const ceremony = changes.ceremony === undefined ? file.ceremony : changes.ceremony;
  if (decision?.precision === 'day' && ceremony?.precision === 'day' && ceremony.on < decision.on) {
    throw new RuleBroken('member.ceremony-before-decision', { decisionOn: decision.on, ceremonyOn: ceremony.on });
  }
  const person = personSets(changes);
  if (person.length > 0) {
    await tx.run(sql`update membership.person set ${sql.join([...person, sql`updated_at = now()`])} where id = ${id}`);
  }
  const member = memberSets(changes);
  if (member.length > 0) await tx.run(sql`update membership.member set ${sql.join(member)} where id = ${id}`);
  if (changes.ceremony && file.ceremony && changes.ceremony.on !== file.ceremony.on) {
    await moveProbation(tx, file, { from: file.ceremony.on, to: changes.ceremony.on });
  }
  if (input.ethnicity !== undefined) await setEthnicity(tx, id, file.label, input.ethnicity);
  return finish(tx, id, today);
}

async function refuseConflict(
  tx: Tx,
  file: MemberFile,
  { version, changes }: CorrectMember,
  today: PlainDate,
): Promise<never> {
  const page = await memberPage(tx, file.id, today);
  const now: Record<keyof PersonData, unknown> = {
    fullName: page.fullName,
    sex: page.sex,
    birth: page.birth,
    residenceVillageId: page.residenceVillage?.id ?? null,
    cardNumber: page.cardNumber,
    oldCardNumber: page.oldCardNumber,
    education: page.education,
    theoryLevel: page.theoryLevel,
    occupation: page.occupation,
    decision: page.joining.decision,
    ceremony: page.joining.ceremony,
  };
  const fields = Object.entries(changes).map(([field, yours]) => ({
    field,
    yours,
    now: now[field as keyof PersonData],
  }));
  throw new RuleBroken('member.changed-meanwhile', { version: file.version, yours: version, fields });
}

type Changes = CorrectMember['changes'];

function personSets(changes: Changes): RawBuilder<unknown>[] {
  const sets: RawBuilder<unknown>[] = [];
  if (changes.fullName !== undefined) {
    const name = nameCase(changes.fullName);
    const keys = nameKeys(name);
    sets.push(sql`full_name = ${name}, family_key = ${keys.familyKey}, given_key = ${keys.givenKey}`);
  }
  if (changes.sex !== undefined) sets.push(sql`sex = ${changes.sex}`);
  if (changes.birth !== undefined)
    sets.push(sql`birth_on = ${changes.birth?.on ?? null}, birth_precision = ${changes.birth?.precision ?? null}`);
  if (changes.residenceVillageId !== undefined) sets.push(sql`residence_village_id = ${changes.residenceVillageId}`);
  return sets;
}

function memberSets(changes: Changes): RawBuilder<unknown>[] {
  const plain = {
    cardNumber: 'card_number',
    oldCardNumber: 'old_card_number',
    education: 'education',
    theoryLevel: 'theory_level',
    occupation: 'occupation',
  } as const;
  const sets = Object.entries(plain).flatMap(([field, column]) => {
    const value = changes[field as keyof typeof plain];
    return value === undefined ? [] : [sql`${sql.ref(column)} = ${value}`];
  });
  const { decision, ceremony } = changes;
  if (decision !== undefined)
    sets.push(sql`decision_on = ${decision?.on ?? null}, decision_precision = ${decision?.precision ?? null}`);
  if (ceremony !== undefined)
    sets.push(sql`ceremony_on = ${ceremony?.on ?? null}, ceremony_precision = ${ceremony?.precision ?? null}`);
  return sets;
}

/** The first period and its event begin with the ceremony; where the recognition was dated by it, that moves too. */
async function moveProbation(tx: Tx, file: MemberFile, day: { from: PlainDate; to: PlainDate }): Promise<void> {
  await moveBoundary(tx, file.id, 'admitted', day);
  const due = { from: officialDueOn(day.from), to: officialDueOn(day.to) };
  if (file.recognised?.on !== due.from) return;
  await moveBoundary(tx, file.id, 'recognised', due);
  await tx.run(sql`update membership.member set recognised_on = ${due.to} where id = ${file.id}`);
}

async function moveBoundary(tx: Tx, id: string, kind: string, day: { from: PlainDate; to: PlainDate }): Promise<void> {
  // Both periods that meet on the day change in one statement, so that they never overlap in between.
  await tx.run(sql`
    update membership.member_period p set valid = case when lower(p.valid) = ${day.from}::date
      then daterange(${day.to}::date, upper(p.valid)) else daterange(lower(p.valid), ${day.to}::date) end
    where p.member_id = ${id} and (lower(p.valid) = ${day.from}::date or upper(p.valid) = ${day.from}::date)`);
  await tx.run(sql`
    with gone as (delete from membership.member_event e where e.member_id = ${id} and e.kind = ${kind} and e.on_date = ${day.from}::date returning *)
    insert into membership.member_event (member_id, kind, on_date, on_precision, cell_id, counterpart_cell_id, outside, late, label, basis)
    select member_id, kind, ${day.to}::date, 'day', cell_id, counterpart_cell_id, outside, late, label, basis from gone`);
}
