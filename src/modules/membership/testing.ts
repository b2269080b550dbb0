import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { aUnit } from '#modules/organisation/testing.ts';
import { nameKeys } from '#platform/text/index.ts';
import type { MemberDate, Standing } from './contract.ts';
import type { MemberState } from './rules/index.ts';

/** What these builders need to know of a unit. */
export type UnitRef = { id: string; label: number };

/** A village cell that has been there since 1950. */
export async function aCell(
  tx: Tx,
  given: {
    parent?: UnitRef;
    name?: string;
    setting?: string;
    covers?: readonly UnitRef[];
    from?: PlainDate;
    to?: PlainDate;
  } = {},
): Promise<UnitRef & { name: string }> {
  return aUnit(tx, {
    kind: 'party_cell',
    name: given.name ?? 'Chi bộ Huổi Lụ',
    setting: given.setting ?? 'village',
    from: given.from ?? '1950-01-01',
    to: given.to ?? null,
    parentId: given.parent?.id ?? null,
    covers: (given.covers ?? []).map((place) => place.id),
  });
}

export type MemberInput = {
  id?: string;
  cell: UnitRef;
  fullName?: string;
  sex?: 'male' | 'female' | null;
  birth?: MemberDate | null;
  decision?: MemberDate | null;
  ceremony?: MemberDate | null;
  recognised?: MemberDate | null;
  cardNumber?: string | null;
  education?: string | null;
  theoryLevel?: string | null;
  occupation?: string | null;
  ethnicity?: string;
  state?: MemberState;
  standing?: Standing;
  /** Instead of one period from the ceremony: all of them, in order. */
  periods?: { from: PlainDate; to?: PlainDate; cell: UnitRef; state: MemberState; standing: Standing }[];
};

const day = (on: PlainDate): MemberDate => ({ on, precision: 'day' });

/** An official member since 2016 of a cell, with believable defaults; name only what matters. */
export async function aMember(tx: Tx, input: MemberInput): Promise<{ id: string; fullName: string }> {
  const id = input.id ?? randomUUID();
  const fullName = input.fullName ?? 'Lò Văn Tiến';
  const keys = nameKeys(fullName);
  const given = <T>(value: T | undefined, otherwise: T): T => (value === undefined ? otherwise : value);
  const birth = given(input.birth, day('1990-04-12'));
  const decision = given(input.decision, day('2015-05-06'));
  const ceremony = given(input.ceremony, day('2015-05-19'));
  const standing = input.standing ?? 'official';
  const state = input.state ?? standing;
  const recognised = given(input.recognised, standing === 'official' ? day('2016-05-19') : null);
  const periods = input.periods ?? [{ from: ceremony?.on ?? '2015-05-19', cell: input.cell, state, standing }];
  const last = periods.at(-1) ?? { cell: input.cell, state };
  await tx.run(sql`
    insert into membership.person (id, full_name, family_key, given_key, sex, birth_on, birth_precision, label)
    values (${id}, ${fullName}, ${keys.familyKey}, ${keys.givenKey}, ${given(input.sex, 'male')}, ${birth?.on ?? null}, ${birth?.precision ?? null}, ${last.cell.label})`);
  await tx.run(sql`
    insert into membership.member (id, card_number, decision_on, decision_precision, ceremony_on, ceremony_precision, recognised_on, recognised_precision,
      education, theory_level, occupation, state, cell_id, label)
    values (${id}, ${input.cardNumber ?? null}, ${decision?.on ?? null}, ${decision?.precision ?? null}, ${ceremony?.on ?? null}, ${ceremony?.precision ?? null},
      ${recognised?.on ?? null}, ${recognised?.precision ?? null}, ${given(input.education, 'upper_secondary')}, ${given(input.theoryLevel, 'none')},
      ${given(input.occupation, 'farmer')}, ${last.state}, ${last.cell.id}, ${last.cell.label})`);
  for (const period of periods) {
    await tx.run(sql`
      insert into membership.member_period (member_id, valid, state, standing, cell_id, label)
      values (${id}, ${`[${period.from},${period.to ?? ''})`}::daterange, ${period.state}, ${period.standing}, ${period.cell.id}, ${period.cell.label})`);
  }
  if (input.ethnicity) {
    await tx.run(
      sql`insert into membership.person_ethnicity (id, group_code, label) values (${id}, ${input.ethnicity}, ${last.cell.label})`,
    );
  }
  return { id, fullName };
}

/** The 54 groups, which the migration leaves to whoever loads the reference data. */
export async function theEthnicGroups(tx: Tx): Promise<void> {
  const { ETHNIC_GROUPS } = await import('./ethnic-groups.ts');
  for (const { code, name } of ETHNIC_GROUPS) {
    await tx.run(
      sql`insert into membership.ethnic_group (code, name) values (${code}, ${name}) on conflict do nothing`,
    );
  }
}
