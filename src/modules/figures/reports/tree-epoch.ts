import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';

/** Fingerprint of everything that had been decided about units up to a day, as it is known now. */
export async function treeEpoch(tx: Tx, on: string): Promise<string> {
  const { epoch } = await tx.one<{ epoch: string }>(sql`
    select encode(sha256(convert_to(coalesce(string_agg(e.id || ' ' || e.effective_on, E'\\n' order by e.effective_on, e.id), ''), 'UTF8')), 'hex') as epoch
    from organisation.unit_event e where e.state = 'carried_out' and e.effective_on <= ${on}::date`);
  return epoch;
}
