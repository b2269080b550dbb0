import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { Testimony } from './contract.ts';
import { listTestimonies } from './testimonies.ts';

/** Words that may be public, said in a period by or about a unit and what stands below it on a day; within the caller's scope. */
export function publicTestimoniesOf(
  tx: Tx,
  { unitId, from, to }: { unitId: string; from: string; to: string },
): Promise<Testimony[]> {
  const reach = sql`(select organisation.units_in_reach(array[${unitId}]::uuid[], ${to}::date))`;
  return listTestimonies(
    tx,
    sql`t.public and t.said_on between ${from}::date and ${to}::date and (
      exists (select from outreach.activity a where a.id = t.activity_id and (a.place_id in ${reach} or a.agency_id in ${reach}))
      or exists (select from outreach.twinning w where w.id = t.twinning_id and (w.partner_id in ${reach} or w.agency_id in ${reach})))`,
  );
}

/** Words by their identity, within the caller's scope. */
export function testimoniesById(tx: Tx, ids: readonly string[]): Promise<Testimony[]> {
  return listTestimonies(tx, sql`t.id = any(${[...ids]}::uuid[])`);
}

/** Photos and words that may not be public any more, and since when: what a page that was published earlier leaves out. */
export async function withdrawnSince(
  tx: Tx,
  { photos, testimonies }: { photos: readonly string[]; testimonies: readonly string[] },
): Promise<Map<string, string | null>> {
  const rows = await tx.many<{ id: string; on: string | null }>(sql`
    select id, withdrawn_on as "on" from platform.photo where id = any(${[...photos]}::uuid[]) and not public
    union all select id, withdrawn_on from outreach.testimony where id = any(${[...testimonies]}::uuid[]) and not public`);
  return new Map(rows.map(({ id, on }) => [id, on]));
}
