import { sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import { assertLabelsInScope, getUnit } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import type { NewPublication, PublicationQuery, PublicationRow, Withdraw } from './contract.ts';
import type { Content } from './public/content.ts';
import { changesBetween, gather } from './public/gather.ts';
import { assertPublication, assertWithdrawal } from './rules.ts';
import { type About, namedUnit } from './shared.ts';

/**
 * Publishes a commune's year with its villages, as it stands now; publishing again is a correction and says why.
 * @throws NotFound outside the scope; RuleBroken `publication.unit-kind`, `publication.year`, `publication.nothing`, `publication.unchanged`,
 *   `publication.reason-needed`
 */
export async function publish(tx: Tx, { caller, today }: About, input: NewPublication): Promise<{ id: string }> {
  // The year's last day, or today while it runs: the commune as it was then.
  const lastDay = `${input.year}-12-31` < today ? `${input.year}-12-31` : today;
  const unit = await getUnit(tx, input.unitId, lastDay);
  assertLabelsInScope(caller, [unit.label]);
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`${unit.id} ${input.year}`}, 5))`);
  if (await tx.maybeOne(sql`select 1 from outreach.publication where id = ${input.id}`)) return { id: input.id };
  const versions = await tx.many<{ content: Content; revision: number; withdrawnOn: string | null }>(sql`
    select content, revision, withdrawn_on as "withdrawnOn" from outreach.publication where unit_id = ${unit.id} and year = ${input.year} order by revision`);
  const content = await gather(
    tx,
    { id: unit.id, name: unit.name },
    input.year,
    versions.map((one) => one.content),
  );
  const last = versions.at(-1);
  const { same } = await tx.one<{ same: boolean }>(sql`
    select coalesce((select p.content - 'changes' = ${JSON.stringify(content)}::jsonb - 'changes' and p.withdrawn_on is null
      from outreach.publication p where p.unit_id = ${unit.id} and p.year = ${input.year} order by p.revision desc limit 1), false) as same`);
  assertPublication(
    {
      kind: unit.kind,
      year: input.year,
      activities: content.activities + (content.gifts?.campaigns.length ?? 0) + (content.promises?.length ?? 0),
      revision: last?.revision ?? 0,
      same,
      reason: input.reason,
    },
    today,
  );
  const changes = last ? changesBetween(last.content, content) : [];
  await tx.run(sql`
    insert into outreach.publication (id, unit_id, year, revision, content, reason, published_on, published_by, label)
    values (${input.id}, ${unit.id}, ${input.year}, ${(last?.revision ?? 0) + 1}, ${JSON.stringify({ ...content, changes })}::jsonb, ${input.reason},
      ${today}, ${caller.userId}, ${unit.label})`);
  return { id: input.id };
}

/** A version that stands and holds a photo or somebody's words: what leaves it when the consent is taken back. */
const holds = (id: string) => sql`(
  p.withdrawn_on is null and not exists (select 1 from outreach.publication n where n.unit_id = p.unit_id and n.year = p.year and n.revision > p.revision)
  and (p.content -> 'photos' @> jsonb_build_array(jsonb_build_object('id', ${id}::text)) or p.content -> 'words' @> jsonb_build_array(jsonb_build_object('id', ${id}::text))))`;

/** Versions below a unit, the latest year first; or those that hold a photo or words. @throws NotFound; Invalid `request.invalid` without either */
export async function listPublications(
  tx: Tx,
  { caller, today }: About,
  query: PublicationQuery,
): Promise<{ items: PublicationRow[] }> {
  if (query.unit === undefined && query.holds === undefined) throw new Invalid('request.invalid', { field: 'unit' });
  const units = query.unit === undefined ? undefined : await unitsUnder(tx, caller, query.unit, today);
  const conditions = [...(units ? [sql`p.unit_id in ${units}`] : []), ...(query.holds ? [holds(query.holds)] : [])];
  const items = await tx.many<PublicationRow>(sql`
    select p.id, ${namedUnit(sql`p.unit_id`, sql`make_date(p.year, 12, 31)`)} as unit, p.year, p.revision, p.published_on as "publishedOn",
      p.withdrawn_on as "withdrawnOn", p.reason
    from outreach.publication p where ${sql.join(conditions, sql` and `)} order by p.year desc, p.unit_id, p.revision desc limit 200`);
  return { items };
}

/** Takes a version off the public pages; what was published stays in the register. @throws NotFound; RuleBroken `publication.withdrawn`, `outreach.in-future` */
export async function withdrawPublication(
  tx: Tx,
  { today }: About,
  id: string,
  input: Withdraw,
): Promise<{ id: string }> {
  const row = await tx.one<{ withdrawnOn: string | null }>(
    sql`select withdrawn_on as "withdrawnOn" from outreach.publication where id = ${id} for update`,
  );
  assertWithdrawal(row, input.withdrawnOn, today);
  await tx.run(sql`update outreach.publication set withdrawn_on = ${input.withdrawnOn} where id = ${id}`);
  return { id };
}
