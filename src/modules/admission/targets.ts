import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { percent } from '#platform/numbers.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { yearOf } from '#platform/time/dates.ts';
import type { SetTarget, Target, TargetList } from './contract.ts';
import { assertTarget } from './rules/targets.ts';

const endOfYear = (year: number): PlainDate => `${year}-12-31`;

type Row = Pick<Target, 'id' | 'unit' | 'subject' | 'document' | 'version' | 'done'> & {
  introducedGoal: number | null;
  admittedGoal: number | null;
};

/**
 * Targets of a year in the caller's scope, in one question: of every body and cell that has set one, and of the mass organisations
 * that have not; of a unit only those at or below it. A body's nominees are those it named, a cell's those named for it, by whomever.
 */
export async function listTargets(
  tx: Tx,
  given: { year: number; mayNominate: boolean; unit?: string | undefined },
  today: PlainDate,
): Promise<TargetList> {
  const { year, mayNominate, unit = null } = given;
  // Few units can stand here; each of the others would be looked up by its name on a day for nothing.
  const rows = await tx.many<Row>(sql`
    with possible as materialized (
      select t.unit_id from admission.target t where t.year = ${year}
      union select b.id from organisation.unit b where b.tree = 'body'
      union select ${unit}::uuid)
    select g.id, json_build_object('id', u.id, 'name', v.name) as unit, case u.tree when 'body' then 'body' else 'cell' end as subject,
      g.document, g.version, g.introduced as "introducedGoal", g.admitted as "admittedGoal",
      json_build_object('introduced', d.introduced, 'admitted', d.admitted) as done
    from possible join organisation.unit u on u.id = possible.unit_id
    left join admission.target g on g.unit_id = u.id and g.year = ${year}
    cross join lateral (select x.name, x.kind, x.parent_id from organisation.unit_version x where x.unit_id = u.id and lower(x.valid) <= ${endOfYear(year)}::date
      and (upper(x.valid) is null or upper(x.valid) > make_date(${year}, 1, 1)) order by x.valid desc limit 1) v
    cross join lateral (select count(*) filter (where a.noticed_on between make_date(${year}, 1, 1) and ${endOfYear(year)}::date)::int as introduced,
        count(*) filter (where a.ceremony_on between make_date(${year}, 1, 1) and ${endOfYear(year)}::date)::int as admitted
      from admission.applicant a where case u.tree when 'body' then a.nominator_id = u.id else a.nominated_cell_id = u.id end) d
    where (g.id is not null or (u.tree = 'body' and v.kind in ('youth_union', 'women_union', 'farmers_union', 'veterans'))
        or (u.id = ${unit}::uuid and v.kind in ('party_cell', 'grassroots_cell')))
      and membership.label_in_scope(u.label)
      and (${unit}::uuid is null or ${unit}::uuid = u.id or exists (select 1 from organisation.unit_path p
        where p.unit_id in (u.id, v.parent_id) and p.valid && daterange(make_date(${year}, 1, 1), make_date(${year} + 1, 1, 1))
          and ${unit}::uuid in (p.unit_id, p.province_id, p.district_id, p.commune_id, p.grassroots_id, p.section_id)))
    order by u.tree <> 'body', v.name collate "vi-x-icu", u.id limit 500`);
  const line = (goal: number | null, done: number) =>
    goal === null ? null : { goal, done, percent: percent(done, goal) };
  return {
    year,
    items: rows.map(({ introducedGoal, admittedGoal, ...row }) => ({
      ...row,
      year,
      introduced: line(introducedGoal, row.done.introduced),
      admitted: line(admittedGoal, row.done.admitted),
      maySet: mayNominate && year >= yearOf(today),
    })),
  };
}

/**
 * Sets or changes the target of a year. Sending it again changes nothing; a change names the version it replaces.
 * @throws NotFound when the unit lies outside the scope or does not live in that year
 * @throws RuleBroken `admission.target-year-over`, `admission.target-not-nominator`, `admission.target-changed-meanwhile` `{ version }`
 */
export async function setTarget(tx: Tx, input: SetTarget, today: PlainDate): Promise<{ id: string; version: number }> {
  const { year } = input;
  const unit = await tx.one<{ id: string; label: number; kind: string }>(sql`
    select u.id, u.label, v.kind from organisation.unit u join organisation.unit_version v on v.unit_id = u.id
    where u.id = ${input.unitId} and membership.label_in_scope(u.label)
      and v.valid && daterange(make_date(${year}, 1, 1), make_date(${year} + 1, 1, 1)) order by v.valid desc limit 1`);
  assertTarget({ year, kind: unit.kind, today });
  const known = await tx.maybeOne<{ id: string; version: number }>(
    sql`select id, version from admission.target where unit_id = ${unit.id} and year = ${year} for update`,
  );
  if (known?.id === input.id && input.version === null) return known;
  if ((known?.version ?? null) !== input.version)
    throw new RuleBroken('admission.target-changed-meanwhile', { version: known?.version ?? 0 });
  if (known) {
    return tx.one(sql`
      update admission.target set introduced = ${input.introduced}, admitted = ${input.admitted}, document = ${input.document}, version = version + 1
      where id = ${known.id} returning id, version`);
  }
  return tx.one(sql`
    insert into admission.target (id, unit_id, year, introduced, admitted, document, label)
    values (${input.id}, ${unit.id}, ${year}, ${input.introduced}, ${input.admitted}, ${input.document}, ${unit.label}) returning id, version`);
}
