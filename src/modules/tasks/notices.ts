import { sql } from 'kysely';
import { holdersWithSignIn } from '#modules/organisation/index.ts';
import { type Due, registerNotices } from '#platform/notices/kinds.ts';

/** Who answers for a task: its person, or who holds a post at its unit. */
const owners = (today: string) =>
  sql`case when t.owner_person_id is not null then array[t.owner_person_id] else ${holdersWithSignIn(sql`t.owner_unit_id`, today)} end as "personIds"`;

export const GIVEN = 'tasks.given';
export const ANSWER_OWED = 'tasks.answer-owed';

// What was given in the last days, what has just become overdue, and answers that are owed within two days: older ones stand in the lists.
registerNotices([
  {
    kind: GIVEN,
    find: (tx, today, among) =>
      tx.many<Due>(sql`
        select t.id as "recordId", '/tasks/' || t.id as href, 'task/' || t.id || '/given' as key, ${owners(today)}
        from tasks.task t where t.state in ('assigned', 'in_progress') and t.assigned_on between ${today}::date - 3 and ${today}::date
          and ${among(sql`t.id`)}`),
  },
  {
    kind: 'tasks.overdue',
    find: (tx, today, among) =>
      tx.many<Due>(sql`
        select t.id as "recordId", '/tasks/' || t.id as href, 'task/' || t.id || '/overdue' as key, ${owners(today)}
        from tasks.task t where t.state in ('assigned', 'in_progress') and t.due_on between ${today}::date - 7 and ${today}::date - 1
          and ${among(sql`t.id`)}`),
  },
  {
    kind: ANSWER_OWED,
    find: (tx, today, among) =>
      tx.many<Due>(sql`
        select r.id as "recordId", '/requests' as href, 'request/' || r.id as key, ${holdersWithSignIn(sql`r.owed_by_id`, today)} as "personIds"
        from tasks.request r where r.answered_on is null and r.due_on between ${today}::date - 7 and ${today}::date + 2
          and ${among(sql`r.id`)}`),
  },
]);
