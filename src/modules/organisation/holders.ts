import { type RawBuilder, sql } from 'kysely';

/** People with a sign-in who hold a post at a unit on a day, as an SQL array: those who can be told that there is something. */
export const holdersWithSignIn = (unit: RawBuilder<unknown>, on: string): RawBuilder<unknown> => sql`array(
  select distinct holder.person_id from organisation.post holder join platform.account login on login.person_id = holder.person_id and login.disabled_at is null
  where holder.unit_id = ${unit} and holder.valid @> ${on}::date)`;
