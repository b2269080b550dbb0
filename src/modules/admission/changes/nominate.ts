import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { nameCase } from '#platform/text/index.ts';
import { personKnown } from '#modules/membership/index.ts';
import type { z } from 'zod';
import type { ApplicantChanged, CorrectApplicant, ListApplicant, NewNomination } from '../contract.ts';
import { LAW_91 } from '../rules/index.ts';
import { judgingOn } from '../read/facts.ts';
import { assertMay, assertPast, openFile, refreshDue, write } from './file.ts';

/**
 * Names somebody who may become an applicant. Sending the same `id` again changes nothing.
 * @throws NotFound when the nominating body is not the caller's, or the cell neither in his scope nor under the same committee
 * @throws RuleBroken `admission.consent-missing`, `admission.date-future`, `admission.is-member`, `admission.person-open`,
 *   `admission.maybe-same` `{ cells }`, `member.not-a-cell`, `member.cell-not-alive`
 */
export async function nominate(tx: Tx, input: NewNomination, today: PlainDate): Promise<ApplicantChanged> {
  const known = await tx.maybeOne<ApplicantChanged>(
    sql`select id, version, stage from admission.applicant where id = ${input.id}`,
  );
  if (known) return known;
  assertPast(input.noticedOn, today);
  // Consent comes before the name is written anywhere: on the day itself at the latest.
  if (input.consentOn > input.noticedOn) throw new RuleBroken('admission.consent-missing', { source: LAW_91 });
  const nominator = await tx.one<{ id: string; label: number }>(
    sql`select id, label from organisation.unit where id = ${input.nominatorId} and membership.label_in_scope(label)`,
  );
  const cell = await cellFor(tx, input, nominator.id, today);
  if (input.personId !== null && (await personKnown(tx, input.personId)).isMember)
    throw new RuleBroken('admission.is-member');
  await assertNobodyAlike(tx, input);
  const name = nameCase(input.fullName);
  await tx.run(sql`
    insert into admission.applicant (id, cell_id, label, nominated_cell_id, nominator_id, nominator_kind, nominator_label, sex, union_member, relaxed,
      relaxed_consent, over_age_consent, consent_on, stage, stage_on, noticed_on)
    values (${input.id}, ${cell.id}, ${cell.label}, ${cell.id}, ${nominator.id}, ${input.nominatorKind}, ${nominator.label}, ${input.sex}, ${input.union},
      ${input.relaxed}, ${input.relaxedConsent}, ${input.overAgeConsent}, ${input.consentOn}, 'noticed', ${input.noticedOn}, ${input.noticedOn})`);
  await tx.run(sql`
    insert into admission.identity (id, person_id, full_name, birth_on, birth_precision, education, cell_id, label, nominator_label)
    values (${input.id}, ${input.personId}, ${name}, ${input.birth?.on ?? null}, ${input.birth?.precision ?? null}, ${input.education}, ${cell.id},
      ${cell.label}, ${nominator.label})`);
  await tx.run(sql`
    insert into admission.step (applicant_id, kind, on_date, to_stage, document, detail, label, nominator_label)
    values (${input.id}, 'nominate', ${input.noticedOn}, 'noticed', ${input.document}, ${input.nominatorKind}, ${cell.label}, ${nominator.label})`);
  await refreshDue(tx, [input.id], await judgingOn(tx, today));
  return { id: input.id, version: 1, stage: 'noticed' };
}

/** A cell in the caller's scope, or under the committee to which the nominating body belongs today: the tree is public, files are not. */
async function cellFor(
  tx: Tx,
  input: NewNomination,
  nominatorId: string,
  today: PlainDate,
): Promise<{ id: string; label: number }> {
  const on = input.noticedOn;
  const cell = await tx.maybeOne<{ id: string; label: number; isCell: boolean; alive: boolean }>(sql`
    select u.id, u.label, v.kind in ('party_cell', 'grassroots_cell') as "isCell", v.valid @> ${on}::date as alive
    from organisation.unit u
    join organisation.unit_version v on v.unit_id = u.id
    where u.id = ${input.cellId} and (membership.label_in_scope(u.label) or exists (
      select 1 from organisation.unit_version n join organisation.unit_path p on p.unit_id = u.id and p.valid @> ${today}::date
      where n.unit_id = ${nominatorId} and n.valid @> ${today}::date
        and n.parent_id in (p.commune_id, p.grassroots_id, p.section_id, p.district_id, p.province_id)))
    order by v.valid @> ${on}::date desc, v.valid desc limit 1`);
  if (!cell) throw new NotFound();
  if (!cell.isCell) throw new RuleBroken('member.not-a-cell');
  if (!cell.alive) throw new RuleBroken('member.cell-not-alive', { on });
  return cell;
}

/** Two open applications of one person: refused where it is certain, asked where it may be somebody else. */
async function assertNobodyAlike(tx: Tx, input: NewNomination): Promise<void> {
  const alike = await tx.many<{ cell: string; same: boolean }>(sql`
    select (select v.name from organisation.unit_version v where v.unit_id = i.cell_id order by v.valid desc limit 1) as cell,
      (i.person_id = ${input.personId}::uuid or i.cell_id = ${input.cellId}) is true as same
    from admission.identity i
    where i.is_open and (i.person_id = ${input.personId}::uuid
      or (i.name_key = platform.fold(${input.fullName}) and i.birth_on = ${input.birth?.on ?? null}::date and i.birth_precision = 'day'))
    limit 5`);
  const [first] = alike;
  if (alike.some(({ same }) => same)) throw new RuleBroken('admission.person-open', { cell: first?.cell ?? '' });
  if (first && !input.anotherPerson) throw new RuleBroken('admission.maybe-same', { cell: first.cell });
}

/**
 * T1: the cell takes the person into its list.
 * @throws RuleBroken `admission.order`, `admission.date-order`
 */
export async function list(
  tx: Tx,
  id: string,
  input: z.infer<typeof ListApplicant>,
  today: PlainDate,
): Promise<ApplicantChanged> {
  const file = await openFile(tx, id, input.version, today);
  assertMay('list', file, input.on);
  return write(tx, file, {
    kind: 'list',
    on: input.on,
    to: 'outstanding',
    set: [sql`listed_on = ${input.on}`],
    document: input.document,
  });
}

/** Corrects data of the person and the grounds of the conditions; only what is given changes. */
export async function correct(
  tx: Tx,
  id: string,
  input: CorrectApplicant,
  today: PlainDate,
): Promise<ApplicantChanged> {
  const file = await openFile(tx, id, input.version, today);
  const { changes } = input;
  const own = [
    changes.sex === undefined ? null : sql`sex = ${changes.sex}`,
    changes.union === undefined ? null : sql`union_member = ${changes.union}`,
    changes.relaxed === undefined ? null : sql`relaxed = ${changes.relaxed}`,
    changes.relaxedConsent === undefined ? null : sql`relaxed_consent = ${changes.relaxedConsent}`,
    changes.overAgeConsent === undefined ? null : sql`over_age_consent = ${changes.overAgeConsent}`,
    sql`version = version + 1`,
    sql`updated_at = now()`,
  ].filter((one) => one !== null);
  const person = [
    changes.fullName === undefined ? null : sql`full_name = ${nameCase(changes.fullName)}`,
    changes.birth === undefined
      ? null
      : sql`birth_on = ${changes.birth?.on ?? null}, birth_precision = ${changes.birth?.precision ?? null}`,
    changes.education === undefined ? null : sql`education = ${changes.education}`,
  ].filter((one) => one !== null);
  const { version } = await tx.one<{ version: number }>(
    sql`update admission.applicant set ${sql.join(own)} where id = ${id} returning version`,
  );
  if (person.length > 0) await tx.run(sql`update admission.identity set ${sql.join(person)} where id = ${id}`);
  return { id, version, stage: file.row.stage };
}
