import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { nameKeys } from '#platform/text/index.ts';
import type { Standing } from './contract.ts';

/** Members of a cell on a day, as a vote needs them: official ones by state, probationary ones apart. */
export type CellRoll = { official: number; away: number; suspended: number; exempt: number; probationary: number };

/** How many members a cell has on a day, of those the caller may see. */
export async function cellRollOn(tx: Tx, cellId: string, on: PlainDate): Promise<CellRoll> {
  return tx.one<CellRoll>(sql`
    select count(*) filter (where standing = 'official') as official,
      count(*) filter (where standing = 'official' and state = 'temporarily_away') as away,
      count(*) filter (where standing = 'official' and state = 'suspended') as suspended,
      count(*) filter (where standing = 'official' and state in ('exempt', 'temp_exempt')) as exempt,
      count(*) filter (where standing = 'probationary') as probationary
    from membership.member_period where cell_id = ${cellId} and valid @> ${on}::date`);
}

/** A member in the caller's scope and what he is on a day. @throws NotFound */
export async function memberOn(
  tx: Tx,
  id: string,
  on: PlainDate,
): Promise<{ id: string; name: string; standing: Standing | null; cellId: string }> {
  return tx.one(sql`
    select m.id, n.full_name as name, m.cell_id as "cellId",
      (select p.standing from membership.member_period p where p.member_id = m.id and p.valid @> ${on}::date) as standing
    from membership.member m join membership.person n on n.id = m.id where m.id = ${id}`);
}

/** Somebody the register keeps, in the caller's scope; `isMember` when he ever was one. @throws NotFound */
export async function personKnown(tx: Tx, id: string): Promise<{ id: string; isMember: boolean }> {
  return tx.one(sql`
    select n.id, exists (select 1 from membership.member m where m.id = n.id) as "isMember" from membership.person n where n.id = ${id}`);
}

/** Version of a member's file, for a change that another room makes on its own ground. @throws NotFound */
export async function versionOf(tx: Tx, id: string): Promise<number> {
  const { version } = await tx.one<{ version: number }>(sql`select version from membership.member where id = ${id}`);
  return version;
}

/**
 * Enters somebody by name alone, for the sake of a post that is public: a person of prestige who is no member. Nothing else is asked.
 * Sending the same `id` again changes nothing.
 */
export async function nameHolder(tx: Tx, given: { id: string; fullName: string; label: number }): Promise<void> {
  const { familyKey, givenKey } = nameKeys(given.fullName);
  await tx.run(sql`
    insert into membership.person (id, full_name, family_key, given_key, label)
    values (${given.id}, ${given.fullName}, ${familyKey}, ${givenKey}, ${given.label}) on conflict (id) do nothing`);
}
