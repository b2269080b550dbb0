import { type RawBuilder, sql } from 'kysely';
import { fold } from '#platform/text/index.ts';
import { KINH } from '../ethnic-groups.ts';
import type { RegisterFilter } from '../contract.ts';
import { type Reading, type UnitArea, unitsUnder } from '../units.ts';

/** Scopes up to this size are filtered whole and then sorted; larger ones are walked along an index. */
export const SMALL_SCOPE = 20_000;

/** What a list of the register is about: the reading, the unit, and how large the whole is. */
export type RegisterContext = { reading: Reading; area: UnitArea | null; small: boolean };

/**
 * The periods that run on the day. Written with the two ends: through `valid @> day` the planner may not use statistics under
 * a policy, and chose to sort a whole province for one page.
 */
export function periodsOn({ reading, area }: Pick<RegisterContext, 'reading' | 'area'>): RawBuilder<unknown> {
  const inArea = area ? sql`and p.cell_id in (${unitsUnder(area, reading)})` : sql``;
  const on = sql`${reading.asOf}::date`;
  return sql`lower(p.valid) <= ${on} and (upper(p.valid) is null or upper(p.valid) > ${on}) ${inArea}`;
}

/**
 * The register as a subquery: columns of period (p), person (n) and member (m) that lists, facets and exports need.
 * Small scopes are materialised before anything is compared that cannot use an index under a policy.
 * @param reads a page of it, or the whole, which of a unit is found by its cells and not by walking the names of a country
 */
export function registerRows(
  context: RegisterContext,
  filter: RegisterFilter,
  reads: 'page' | 'whole' = 'page',
): RawBuilder<unknown> {
  const conditions = conditionsOf(filter, context);
  const where = conditions.length > 0 ? sql`where ${sql.join(conditions, sql` and `)}` : sql``;
  if (!context.small && conditions.length === 0 && !(reads === 'whole' && context.area)) {
    // Nothing to sift: names are walked in their order, and whether somebody is on the roll is looked up one by one. As a join the
    // planner would rather sort the whole scope.
    return sql`select n.id as member_id, ${COLUMNS}
      from membership.person n
      cross join lateral (select * from membership.member_period p where p.member_id = n.id and ${periodsOn(context)} limit 1) p
      cross join lateral (select * from membership.member m where m.id = n.id limit 1) m`;
  }
  if (!context.small) {
    return sql`select p.member_id, ${COLUMNS}
      from membership.person n
      join membership.member m on m.id = n.id
      join membership.member_period p on p.member_id = n.id and ${periodsOn(context)}
      ${where}`;
  }
  return sql`select * from (
      with r as materialized (
        select p.member_id, ${COLUMNS}
        from membership.member_period p
        left join membership.person n on n.id = p.member_id
        left join membership.member m on m.id = p.member_id
        where ${periodsOn(context)}
      )
      select * from r ${where}
    ) s`;
}

const COLUMNS = sql`p.state as p_state, p.standing as p_standing, p.cell_id as p_cell, p.label as p_label, lower(p.valid) as p_since,
  n.full_name, n.sex, n.birth_on, n.birth_precision, n.given_key, n.family_key, n.given_order, n.family_order,
  m.card_number, m.card_key, m.decision_on, m.decision_precision, m.ceremony_on, m.ceremony_precision, m.recognised_on, m.recognised_precision,
  m.education, m.theory_level, m.occupation`;

function conditionsOf(filter: RegisterFilter, { reading, small }: RegisterContext): RawBuilder<unknown>[] {
  const asOf = sql`${reading.asOf}::date`;
  // Under a materialised subquery the columns carry their own names, in the walk those of their tables.
  const state = small ? sql`p_state` : sql`p.state`;
  const standing = small ? sql`p_standing` : sql`p.standing`;
  const cell = small ? sql`p_cell` : sql`p.cell_id`;
  const member = small ? sql`r.member_id` : sql`p.member_id`;
  const all: (RawBuilder<unknown> | undefined)[] = [
    filter.state && sql`${state} = any(${filter.state}::text[])`,
    filter.standing && sql`${standing} = ${filter.standing}`,
    filter.sex && sql`sex = ${filter.sex}`,
    filter.ageFrom !== undefined
      ? sql`(birth_on + make_interval(years => ${filter.ageFrom}::int))::date <= ${asOf}`
      : undefined,
    filter.ageTo !== undefined
      ? sql`(birth_on + make_interval(years => ${filter.ageTo + 1}::int))::date > ${asOf}`
      : undefined,
    filter.education && sql`education = any(${filter.education}::text[])`,
    filter.theoryLevel && sql`theory_level = any(${filter.theoryLevel}::text[])`,
    filter.occupation && sql`occupation = any(${filter.occupation}::text[])`,
    filter.joinedFrom ? sql`ceremony_on >= ${filter.joinedFrom}::date` : undefined,
    filter.joinedTo ? sql`ceremony_on <= ${filter.joinedTo}::date` : undefined,
    filter.probationTo
      ? sql`coalesce((select max(e.on_date) from membership.member_event e where e.member_id = ${member} and e.kind = 'readmitted' and e.on_date <= ${asOf}), ceremony_on)
          <= ${filter.probationTo}::date`
      : undefined,
    filter.withoutCard === true ? sql`card_number is null and full_name is not null` : undefined,
    filter.withoutCard === false ? sql`card_number is not null` : undefined,
    filter.setting &&
      sql`exists (select 1 from organisation.unit_version cv where cv.unit_id = ${cell} and cv.valid @> ${asOf} and cv.setting = any(${filter.setting}::text[]))`,
    filter.ethnicity && ethnicityCondition(filter.ethnicity, member),
    filter.q ? nameCondition(filter.q, small) : undefined,
  ];
  return all.filter((condition) => condition !== undefined);
}

function ethnicityCondition(wanted: readonly string[], member: RawBuilder<unknown>): RawBuilder<unknown> {
  const codes = wanted.filter((code) => code !== 'minority');
  const minority = wanted.includes('minority') ? sql`or e.group_code <> ${KINH}` : sql``;
  return sql`exists (select 1 from membership.person_ethnicity e where e.id = ${member} and (e.group_code = any(${codes}::text[]) ${minority}))`;
}

/** A card number when it begins with digits, else a name: from its start everywhere, inside it where the scope is small. */
function nameCondition(q: string, small: boolean): RawBuilder<unknown> {
  const card = q.toUpperCase().replace(/[.\-\s]/g, '');
  if (/\d{2}/.test(card)) return sql`card_key ^@ ${card}`;
  const key = fold(q).replace(/[`´]/g, "'");
  const fromStart = sql`given_key ^@ ${key} or family_key ^@ ${key}`;
  return small ? sql`(${fromStart} or position(${key} in family_key) > 0)` : sql`(${fromStart})`;
}
