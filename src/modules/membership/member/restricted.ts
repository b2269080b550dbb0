import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { Restricted } from '../contract.ts';
import { rangeOf } from '../rows.ts';
import { logAccess } from './access.ts';

type DisciplineRow = Omit<Restricted['discipline'][number], 'validFrom' | 'validTo'> & { valid: string };
type HandlingRow = Omit<Restricted['handling'][number], 'validFrom' | 'validTo'> & { valid: string };

/**
 * The sensitive part of a member's file, for a stated purpose that stands in the access log. Row policies ask for the
 * right as well.
 * @throws NotFound when the member is not in scope
 */
export async function openRestricted(tx: Tx, memberId: string, purpose: string): Promise<Restricted> {
  await tx.one(sql`select 1 from membership.member where id = ${memberId}`);
  const ethnicity = await tx.maybeOne<{ code: string; name: string }>(sql`
    select e.group_code as code, g.name from membership.person_ethnicity e join membership.ethnic_group g on g.code = e.group_code
    where e.id = ${memberId}`);
  const discipline = await tx.many<DisciplineRow>(sql`
    select d.id, d.form, d.valid::text as valid, d.document from membership.discipline d where d.member_id = ${memberId} order by d.valid`);
  const handling = await tx.many<HandlingRow>(sql`
    select h.id, h.kind, h.valid::text as valid, h.document, h.closed_by as "closedBy" from membership.handling h where h.member_id = ${memberId} order by h.valid`);
  await logAccess(tx, { kind: 'restricted', memberId, purpose });
  return {
    ethnicity: ethnicity ?? null,
    discipline: discipline.map(({ valid, ...decision }) => {
      const { from, to } = rangeOf(valid);
      return { ...decision, validFrom: from ?? '', validTo: to };
    }),
    handling: handling.map(({ valid, ...one }) => {
      const { from, to } = rangeOf(valid);
      return { ...one, validFrom: from ?? '', validTo: to };
    }),
  };
}
