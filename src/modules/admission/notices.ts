import { sql } from 'kysely';
import { holdersWithSignIn } from '#modules/organisation/index.ts';
import { type Due, registerNotices } from '#platform/notices/kinds.ts';

export const DUE = 'admission.due';

// The cell hears of a legal time that ends within five days, or ended in the last week.
registerNotices([
  {
    kind: DUE,
    find: (tx, today, among) =>
      tx.many<Due>(sql`
        select a.id as "recordId", '/admission/' || a.id as href, 'applicant/' || a.id || '/' || a.due_on as key, ${holdersWithSignIn(sql`a.cell_id`, today)} as "personIds"
        from admission.applicant a where a.stage not in ('official', 'dropped', 'removed') and a.due_on between ${today}::date - 7 and ${today}::date + 5
          and ${among(sql`a.id`)}`),
  },
]);
