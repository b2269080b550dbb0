import { type RawBuilder, sql } from 'kysely';

/**
 * The tests of a village's state as SQL, shared by the figures and the lists, so that a number and the rows behind it cannot
 * differ. `rules.ts` says the same of spans of days. @see DOMAIN.md 2.3
 */
type Sql = RawBuilder<unknown>;

/** Villages that live on a day; the list that every state of villages is measured against. */
export const alive = (on: Sql): Sql => sql`
  organisation.unit_version v where v.kind in ('village', 'residential_group') and v.valid @> ${on}`;

/** Somebody on the roll whose cell covers the village and who lives there. */
const resident = (village: Sql, on: Sql): Sql => sql`exists (
  select 1 from organisation.covers c
  join membership.on_roll p on p.cell_id = c.party_id and p.valid @> ${on}
  join membership.lived_in home on home.person_id = p.member_id and home.valid @> ${on} and home.village_id = ${village}
  where c.place_id = ${village} and c.valid @> ${on})`;

/** Where the province counts them: a teacher or officer sent to the cell of that one village, wherever he lives. */
const posted = (village: Sql, on: Sql): Sql => sql`(
  (select s.value = 'true' from platform.setting s where s.key = 'villages.posted-members-count' and s.valid @> ${on}) and exists (
  select 1 from organisation.covers c
  join membership.on_roll p on p.cell_id = c.party_id and p.valid @> ${on}
  join membership.shown_member m on m.id = p.member_id and m.occupation in ('teacher', 'health', 'police', 'military', 'civil_servant', 'public_employee')
  where c.place_id = ${village} and c.valid @> ${on}
    and not exists (select 1 from organisation.covers o where o.party_id = c.party_id and o.place_id <> c.place_id and o.valid @> ${on})))`;

export const hasMember = (village: Sql, on: Sql): Sql =>
  sql`(${resident(village, on)} or coalesce(${posted(village, on)}, false))`;
/** Two conditions instead of the denial of one: only so the planner can join against those who live there. */
export const hasNoMember = (village: Sql, on: Sql): Sql =>
  sql`(not ${resident(village, on)} and not coalesce(${posted(village, on)}, false))`;
export const hasCell = (village: Sql, on: Sql): Sql => sql`exists (
  select 1 from organisation.covers c where c.place_id = ${village} and c.valid @> ${on})`;
/**
 * Covered only by cells that cover other villages too. The day stands inside an expression: alone the planner would look for it in the
 * exclusion index, which begins with the cell and takes twenty times as long for a village.
 */
export const isCombined = (village: Sql, on: Sql): Sql => sql`(${hasCell(village, on)} and not exists (
  select 1 from organisation.covers c where c.place_id = ${village} and coalesce(c.valid @> ${on}, false)
    and (select count(*) from organisation.covers o where o.party_id = c.party_id and coalesce(o.valid @> ${on}, false)) = 1))`;

/** The condition of each state. */
export const IN_STATE = {
  blank_members: hasNoMember,
  blank_cell: (village: Sql, on: Sql): Sql => sql`not ${hasCell(village, on)}`,
  combined: isCombined,
} as const;

/**
 * The states of many villages at once, as common tables over `here (unit_id, …)`: `covering` has the cells of each with the number of
 * villages they cover, `covered` one row a village that has any. A test holds them equal to the tests of single villages above.
 */
export const statesOfMany = (on: Sql): { tables: Sql; states: Sql } => ({
  tables: sql`
    reach as materialized (
      select c.place_id, c.party_id from organisation.covers c where c.valid @> ${on} and c.place_id in (select h.unit_id from here h)),
    covering as materialized (
      select c.party_id, count(*) as places from organisation.covers c where c.valid @> ${on} and c.party_id in (select r.party_id from reach r) group by c.party_id),
    covered as materialized (
      select r.place_id, bool_or(c.places = 1) as own from reach r join covering c on c.party_id = r.party_id group by r.place_id)`,
  states: sql`array_remove(array[
    case when not exists (
        select from membership.lived_in home join membership.on_roll p on p.member_id = home.person_id and p.valid @> ${on}
        where home.village_id = here.unit_id and home.valid @> ${on} and coalesce((p.cell_id, here.unit_id) in (select r.party_id, r.place_id from reach r), false))
      and not coalesce(${posted(sql.ref('here.unit_id'), on)}, false) then 'blank_members' end,
    case when covered.place_id is null then 'blank_cell' end,
    case when not covered.own then 'combined' end], null)`,
});
