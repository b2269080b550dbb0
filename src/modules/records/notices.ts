import { sql } from 'kysely';
import { holdersWithSignIn } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { type Among, type Due, registerNotices } from '#platform/notices/kinds.ts';
import { deadlinesTold } from './rules/due.ts';
import { settingsOn } from './settings.ts';

export const DUE = 'records.document-due';
export const OVERDUE = 'records.document-overdue';

/** Who keeps a register: holders of posts at its unit and in the offices of it. */
const keepers = (today: string) => sql`${holdersWithSignIn(sql`d.unit_id`, today)} || coalesce((
  select array_agg(distinct o.person_id) from organisation.unit_version v join organisation.post o on o.unit_id = v.unit_id and o.valid @> ${today}::date
  where v.parent_id = d.unit_id and v.kind = 'office' and v.valid @> ${today}::date), '{}')`;

/**
 * Arrivals whose deadline comes or has just passed. The unit that has to handle one is told; where none was named yet, and of what is
 * overdue, those who keep the register too. A deadline that was moved is told anew.
 */
const deadlines =
  (what: 'due' | 'overdue') =>
  async (tx: Tx, today: string, among: Among): Promise<Due[]> => {
    const { from, to } = deadlinesTold(what, today, (await settingsOn(tx, today))['records.told-before-days']);
    const owner = holdersWithSignIn(sql`d.owner_unit_id`, today);
    return tx.many<Due>(sql`
      select d.id as "recordId", '/documents/' || d.id as href, 'document/' || d.id || '/' || ${what}::text || '/' || d.due_on as key,
        case when d.owner_unit_id is null then ${keepers(today)} ${what === 'due' ? sql`else ${owner}` : sql`else ${owner} || ${keepers(today)}`} end as "personIds"
      from records.document d where d.state = 'open' and d.due_on between ${from}::date and ${to}::date and ${among(sql`d.id`)}`);
  };

registerNotices([
  { kind: DUE, find: deadlines('due') },
  { kind: OVERDUE, find: deadlines('overdue') },
]);
