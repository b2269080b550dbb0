import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound } from '#platform/errors.ts';
import type { SavedView, SavedViewInput } from '../contract.ts';

/** The caller's own saved filters; a row policy keeps those of others away. */
export async function listViews(tx: Tx): Promise<SavedView[]> {
  return tx.many<SavedView>(sql`select id, name, query from membership.saved_view order by name, id`);
}

/**
 * Saves a filter under a name; the same id again changes it.
 * @throws RuleBroken `member.view-name-taken`
 */
export async function saveView(tx: Tx, input: SavedViewInput): Promise<SavedView> {
  const query = JSON.stringify(input.query);
  return tx.one<SavedView>(sql`
    insert into membership.saved_view (id, user_id, name, query)
    values (${input.id}, current_setting('gandan.user_id'), ${input.name}, ${query}::jsonb)
    on conflict (id) do update set name = excluded.name, query = excluded.query
    returning id, name, query`);
}

/** Takes a saved filter away. @throws NotFound when the caller has none with this id */
export async function dropView(tx: Tx, id: string): Promise<void> {
  if ((await tx.run(sql`delete from membership.saved_view where id = ${id}`)) === 0) throw new NotFound();
}
