import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { OfUnit, Series } from './contract.ts';
import { nameOfCode } from './kinds.ts';
import { type About, askedIn, unitJson } from './reading.ts';

const MOST = 300;

/** Runs of numbers of one unit, the latest first: how many were drawn, and every voided one with its reason. @throws NotFound */
export async function listSeries(tx: Tx, about: About, query: OfUnit): Promise<{ items: Series[] }> {
  const unit = await askedIn(tx, about.caller, query.unit, about.today);
  const items = await tx.many<Series>(sql`
    select s.id, ${unitJson(sql`s.unit_id`, sql`s.from_on`)} as unit, s.kind, ${nameOfCode('kind', sql`s.kind`, about.lang)} as "kindName", s.layout,
      s.from_on as "from", s.until_on as until, s.last_no as last, (select count(*) from records.number n where n.series_id = s.id) as drawn,
      coalesce((select json_agg(json_build_object('no', n.no, 'documentId', d.id, 'reason', d.void_reason) order by n.no)
        from records.number n join records.document d on d.number_id = n.id and d.state = 'voided' where n.series_id = s.id), '[]') as voided
    from records.series s where s.unit_id = ${unit.id} order by s.direction desc, s.from_on desc, s.kind nulls last limit ${MOST}`);
  return { items };
}
