import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { Forbidden, Invalid, RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { nameCase, nameKeys } from '#platform/text/index.ts';
import { earliest } from '#platform/time/precision.ts';
import type { Changed, MemberDate, NewMember, Standing } from '../contract.ts';
import { admissionAge, officialDueOn } from '../rules/index.ts';
import { cellInScope, refreshCurrent, ruleSettings } from './file.ts';

/**
 * Enters a person as a member; `knownPerson` where the register keeps him already without membership. An admission begins the probation on the day of the ceremony; somebody who is official
 * already is entered with both stretches. Sending the same `id` again changes nothing.
 * @throws NotFound when the cell lies outside the caller's scope
 * @throws Invalid `member.ceremony-needed`, `member.transfer-day-needed`
 * @throws RuleBroken `member.ceremony-before-decision`, `member.too-young`, `member.over-age`, `member.recognition-too-early`,
 *   `member.card-number-taken`, `member.cell-not-alive`
 */
export async function registerMember(
  tx: Tx,
  input: NewMember,
  today: PlainDate,
  { knownPerson = false }: { knownPerson?: boolean } = {},
): Promise<Changed> {
  const known = await tx.maybeOne<Changed>(sql`select id, version from membership.member where id = ${input.id}`);
  if (known) return known;
  const { start, standing } = await startOf(tx, input);
  const cell = await cellInScope(tx, input.cellId, start.on > today ? today : start.on);
  const name = nameCase(input.fullName);
  const keys = nameKeys(name);
  await tx.run(sql`
    insert into membership.person (id, full_name, family_key, given_key, sex, birth_on, birth_precision, residence_village_id, label)
    values (${input.id}, ${name}, ${keys.familyKey}, ${keys.givenKey}, ${input.sex}, ${input.birth?.on ?? null}, ${input.birth?.precision ?? null},
      ${input.residenceVillageId}, ${cell.label})
    ${knownPerson ? SAME_PERSON : sql``}`);
  await tx.run(sql`
    insert into membership.member (id, card_number, old_card_number, decision_on, decision_precision, ceremony_on, ceremony_precision,
      recognised_on, recognised_precision, education, theory_level, occupation, state, cell_id, label)
    values (${input.id}, ${input.cardNumber}, ${input.oldCardNumber}, ${input.decision?.on ?? null}, ${input.decision?.precision ?? null},
      ${input.ceremony?.on ?? null}, ${input.ceremony?.precision ?? null}, ${input.recognised?.on ?? null}, ${input.recognised?.precision ?? null},
      ${input.education}, ${input.theoryLevel}, ${input.occupation}, ${standing}, ${cell.id}, ${cell.label})`);
  for (const period of periodsOf(input, start)) {
    await tx.run(sql`
      insert into membership.member_period (member_id, valid, from_precision, state, standing, cell_id, label, basis)
      values (${input.id}, daterange(${period.from.on}::date, ${period.to}::date), ${period.from.precision}, ${period.standing}, ${period.standing},
        ${cell.id}, ${cell.label}, ${input.basis ?? null})`);
  }
  for (const event of eventsOf(input, start)) {
    await tx.run(sql`
      insert into membership.member_event (member_id, kind, on_date, on_precision, cell_id, outside, label, basis)
      values (${input.id}, ${event.kind}, ${event.on.on}, ${event.on.precision}, ${cell.id}, ${input.outside}, ${cell.label}, ${input.basis ?? null})`);
  }
  if (input.ethnicity) await setEthnicity(tx, input.id, cell.label, input.ethnicity);
  await refreshCurrent(tx, today, [input.id]);
  return { id: input.id, version: 1 };
}

/** Somebody who is kept already because of a post: the row becomes that of the member. */
const SAME_PERSON = sql`
  on conflict (id) do update set full_name = excluded.full_name, family_key = excluded.family_key, given_key = excluded.given_key, label = excluded.label,
    sex = coalesce(excluded.sex, person.sex), birth_on = coalesce(excluded.birth_on, person.birth_on),
    birth_precision = coalesce(excluded.birth_precision, person.birth_precision),
    residence_village_id = coalesce(excluded.residence_village_id, person.residence_village_id)`;

/** The first day in the cell and what the member is then, after the rules have been asked. */
async function startOf(tx: Tx, input: NewMember): Promise<{ start: MemberDate; standing: Standing }> {
  const { decision, ceremony, recognised, birth } = input;
  if (decision && ceremony && earliest(ceremony) < earliest(decision) && decision.precision === 'day') {
    throw new RuleBroken('member.ceremony-before-decision', { decisionOn: decision.on, ceremonyOn: ceremony.on });
  }
  if (recognised && ceremony && recognised.precision === 'day' && ceremony.precision === 'day') {
    const dueOn = officialDueOn(ceremony.on);
    if (recognised.on < dueOn)
      throw new RuleBroken('member.recognition-too-early', { dueOn, decidedOn: recognised.on });
  }
  if (input.entry === 'transferred_in') {
    if (!input.on) throw new Invalid('member.transfer-day-needed');
    return { start: { on: input.on, precision: 'day' }, standing: recognised ? 'official' : 'probationary' };
  }
  if (!ceremony) throw new Invalid('member.ceremony-needed');
  if (birth) {
    const considered = decision ?? ceremony;
    const { verdict, months } = admissionAge({ bornOn: birth, consideredOn: considered.on }, await ruleSettings(tx));
    if (verdict === 'too-young') throw new RuleBroken('member.too-young', { months: months.atMost });
    if (verdict === 'over-age' && !input.overAgeConsent)
      throw new RuleBroken('member.over-age', { months: months.atLeast });
  }
  return { start: ceremony, standing: recognised ? 'official' : 'probationary' };
}

function periodsOf(
  input: NewMember,
  start: MemberDate,
): { from: MemberDate; to: PlainDate | null; standing: Standing }[] {
  const official = input.recognised;
  if (!official) return [{ from: start, to: null, standing: 'probationary' }];
  if (official.on <= start.on) return [{ from: start, to: null, standing: 'official' }];
  return [
    { from: start, to: official.on, standing: 'probationary' },
    { from: official, to: null, standing: 'official' },
  ];
}

function eventsOf(input: NewMember, start: MemberDate): { kind: string; on: MemberDate }[] {
  const official = input.recognised;
  const recognisedHere = official !== null && official.on > start.on ? [{ kind: 'recognised', on: official }] : [];
  return [{ kind: input.entry, on: start }, ...recognisedHere];
}

/** Writes the group of a member into its own table. @throws Forbidden without the right to sensitive data */
export async function setEthnicity(tx: Tx, id: string, label: number, code: string | null): Promise<void> {
  const { may } = await tx.one<{ may: boolean }>(sql`select platform.has_right('sensitive.read') as may`);
  if (!may) throw new Forbidden('right.missing', { right: 'sensitive.read' });
  if (code === null) {
    await tx.run(sql`delete from membership.person_ethnicity where id = ${id}`);
    return;
  }
  if (!(await tx.maybeOne(sql`select 1 from membership.ethnic_group where code = ${code}`)))
    throw new Invalid('member.ethnic-group-unknown', { code });
  await tx.run(sql`
    insert into membership.person_ethnicity (id, group_code, label) values (${id}, ${code}, ${label})
    on conflict (id) do update set group_code = excluded.group_code where person_ethnicity.group_code <> excluded.group_code`);
}
