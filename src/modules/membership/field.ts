import { sql } from 'kysely';
import { callOf } from '#modules/meetings/rules/index.ts';
import { registerField } from '#platform/sync/registry.ts';
import type { MemberDoc } from './field-contract.ts';
import type { MemberState } from './rules/index.ts';

type Row = Omit<MemberDoc, 'call'> & { state: MemberState };

registerField({
  providers: [
    {
      kind: 'member',
      right: 'members.read',
      entities: ['membership.person', 'membership.member', 'membership.member_period'],
      async read(tx, { place, today }) {
        const rows = await tx.many<Row>(sql`
          select p.id, m.id as "memberId", p.full_name as name, p.sex, extract(year from p.birth_on)::int as "birthYear", r.standing, r.state,
            case when m.decision_on is not null then json_build_object('on', m.decision_on, 'precision', m.decision_precision) end as joined
          from membership.member_period r
          join membership.member m on m.id = r.member_id
          join membership.person p on p.id = m.id
          where r.cell_id = any(${[...place.cellIds]}::uuid[]) and r.valid @> ${today}::date
          order by p.given_order nulls last, p.id`);
        return rows.map((row) => {
          const body: MemberDoc = { ...row, call: callOf(row.state) };
          return { id: row.id, body };
        });
      },
    },
  ],
});
