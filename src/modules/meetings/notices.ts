import { sql } from 'kysely';
import { holdersWithSignIn } from '#modules/organisation/index.ts';
import { type Due, registerNotices } from '#platform/notices/kinds.ts';

export const CALLED = 'meetings.called';

// Members of the cell, and who holds a post there, hear of a meeting that is planned within two weeks; another day is another meeting to them.
registerNotices([
  {
    kind: CALLED,
    find: (tx, today, among) =>
      tx.many<Due>(sql`
        select m.id as "recordId", '/meetings/' || m.id as href, 'meeting/' || m.id || '/' || m.planned_on as key,
          ${holdersWithSignIn(sql`m.unit_id`, today)} || array(
            select r.member_id from membership.on_roll r join platform.account a on a.person_id = r.member_id and a.disabled_at is null
            where r.cell_id = m.unit_id and r.valid @> ${today}::date) as "personIds"
        from meetings.meeting m where m.state = 'planned' and m.planned_on between ${today}::date and ${today}::date + 14 and ${among(sql`m.id`)}`),
  },
]);
