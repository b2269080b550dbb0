import { sql } from 'kysely';
import { meaningOfConstraint } from '#platform/db/sql-problems.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Forbidden, RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import { RIGHTS_OF_ROLE, type Role } from '#platform/rights.ts';
import type { NewPost, Post, PostKindShape } from './contract.ts';
import { getUnit } from './resolve.ts';
import { enterByName, namesOfPersons } from './registry.ts';
import { assertLabelsInScope } from './scope.ts';

meaningOfConstraint('post_one_holder', 'post.taken');
meaningOfConstraint('unit_version_valid_check', 'event.ends-on-first-day');

const COLUMNS = sql`
  p.id, p.unit_id as "unitId", v.name as "unitName", p.kind, k.rank, p.person_id as "personId", lower(p.valid) as "from", p.from_precision as "fromPrecision",
  upper(p.valid) as "to", p.to_precision as "toPrecision", p.basis`;
const FROM = sql`
  organisation.post p join organisation.post_kind k on k.kind = p.kind
  join lateral (select v.name from organisation.unit_version v where v.unit_id = p.unit_id
    order by v.valid && p.valid desc, v.valid desc limit 1) v on true`;

/** Posts of a unit or a person in the caller's scope; on a day, or all of them. */
export async function listPosts(
  tx: Tx,
  of: { unitId?: string; personId?: string; on?: string; below?: boolean },
): Promise<Post[]> {
  const posts = await tx.many<Omit<Post, 'personName'>>(sql`
    select ${COLUMNS} from ${FROM}
    where (${of.unitId ?? null}::uuid is null or p.unit_id = ${of.unitId ?? null}::uuid
        or (${of.below ?? false} and p.unit_id in (select organisation.units_in_reach(array[${of.unitId ?? null}]::uuid[], ${of.on ?? null}::date))))
      and (${of.personId ?? null}::uuid is null or p.person_id = ${of.personId ?? null}::uuid)
      and (${of.on ?? null}::date is null or p.valid @> ${of.on ?? null}::date)
    order by k.rank, lower(p.valid) desc, p.id limit 500`);
  const names = await namesOfPersons(tx, [...new Set(posts.map((post) => post.personId))]);
  return posts.map((post) => ({ ...post, personName: names.get(post.personId) ?? null }));
}

/**
 * Gives a person a post. Sending the same `id` again changes nothing.
 * @throws NotFound when unit is absent or outside the caller's scope
 * @throws RuleBroken `post.taken` when the post is held by one person at a time and somebody holds it then,
 *   `post.unit-not-alive` when the unit does not live on the first day, `post.dates` when it ends before it begins,
 *   `post.wrong-unit` when a post of this kind stands at other kinds of unit
 */
export async function createPost(tx: Tx, caller: Caller, input: NewPost): Promise<Post> {
  const unit = await getUnit(tx, input.unitId, input.from);
  assertLabelsInScope(caller, [unit.label]);
  if (!unit.alive) throw new RuleBroken('post.unit-not-alive', { unit: unit.name, on: input.from });
  if (input.to !== null && input.to <= input.from)
    throw new RuleBroken('post.dates', { from: input.from, to: input.to });
  const kind = await kindOf(tx, input.kind);
  await assertMayGive(tx, caller, kind.role, input.personId);
  if (kind.unitKinds !== null && !kind.unitKinds.includes(unit.kind))
    throw new RuleBroken('post.wrong-unit', { kind: input.kind, unit: unit.name, unitKind: unit.kind });
  if (await tx.maybeOne(sql`select 1 from organisation.post where id = ${input.id}`)) return getPost(tx, input.id);
  if (kind.singular) await assertFree(tx, { ...input, unitName: unit.name });
  if (input.fullName !== null)
    await enterByName(tx, { id: input.personId, fullName: input.fullName, label: unit.label });
  await tx.run(sql`
    insert into organisation.post (id, unit_id, kind, person_id, valid, from_precision, to_precision, basis, label)
    values (${input.id}, ${input.unitId}, ${input.kind}, ${input.personId}, daterange(${input.from}, ${input.to}), ${input.fromPrecision}, ${input.toPrecision},
      ${input.basis}, ${unit.label})`);
  return getPost(tx, input.id);
}

/** A kind of post; `unitKinds` names the kinds of unit at which it can stand, null when it can stand anywhere. */
type PostKind = { singular: boolean; role: Role; unitKinds: string[] | null };

/** Every kind of post, from the province down. */
export function listPostKinds(tx: Tx): Promise<PostKindShape[]> {
  return tx.many<PostKindShape>(sql`
    select k.kind, k.singular, (select array_agg(p.unit_kind order by p.unit_kind) from organisation.post_place p where p.kind = k.kind) as "unitKinds"
    from organisation.post_kind k order by k.rank, k.kind`);
}

async function kindOf(tx: Tx, kind: string): Promise<PostKind> {
  const known = await tx.maybeOne<PostKind>(sql`
    select singular, role, (select array_agg(p.unit_kind) from organisation.post_place p where p.kind = k.kind) as "unitKinds"
    from organisation.post_kind k where kind = ${kind}`);
  if (!known) throw new RuleBroken('post.kind-unknown', { kind });
  return known;
}

/** @throws RuleBroken `post.taken` when somebody else holds a post that one person holds at a time, within those days */
async function assertFree(
  tx: Tx,
  post: { id: string; unitId: string; unitName: string; kind: string; from: string; to: string | null },
): Promise<void> {
  // Two offices filling one post at the same moment wait for each other here.
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`${post.unitId} ${post.kind}`}, 7))`);
  const holder = await tx.maybeOne<{ personId: string; from: string; to: string | null }>(sql`
    select person_id as "personId", lower(valid) as "from", upper(valid) as "to" from organisation.post
    where unit_id = ${post.unitId} and kind = ${post.kind} and id <> ${post.id} and valid && daterange(${post.from}, ${post.to}) limit 1`);
  if (holder) throw new RuleBroken('post.taken', { kind: post.kind, unit: post.unitName, ...holder });
}

/** Nobody hands out what he may not do himself; an administrator gives posts of every kind, but to others. */
async function assertMayGive(tx: Tx, caller: Caller, role: Role, personId: string): Promise<void> {
  const missing = RIGHTS_OF_ROLE[role].filter((right) => !caller.rights.includes(right));
  if (missing.length === 0) return;
  const self = await tx.maybeOne(
    sql`select 1 from platform.account where user_id = ${caller.userId} and person_id = ${personId}`,
  );
  if (!caller.rights.includes('users.manage') || self) throw new Forbidden('post.beyond-own-rights', { missing });
}

/**
 * Ends a post on a day (the first day on which it is no longer held), or corrects that day. To let it last longer than
 * it did is to give it.
 * @throws NotFound @throws RuleBroken `post.dates`, `post.taken` @throws Forbidden `post.beyond-own-rights`
 */
export async function endPost(
  tx: Tx,
  caller: Caller,
  id: string,
  end: { to: string; toPrecision: string },
): Promise<Post> {
  const post = await getPost(tx, id);
  if (end.to <= post.from) throw new RuleBroken('post.dates', { from: post.from, to: end.to });
  if (post.to !== null && end.to > post.to) {
    const kind = await kindOf(tx, post.kind);
    await assertMayGive(tx, caller, kind.role, post.personId);
    if (kind.singular) await assertFree(tx, { ...post, from: post.to, to: end.to });
  }
  await tx.run(sql`
    update organisation.post set valid = daterange(lower(valid), ${end.to}), to_precision = ${end.toPrecision} where id = ${id}`);
  return getPost(tx, id);
}

async function getPost(tx: Tx, id: string): Promise<Post> {
  const post = await tx.one<Omit<Post, 'personName'>>(sql`select ${COLUMNS} from ${FROM} where p.id = ${id}`);
  const names = await namesOfPersons(tx, [post.personId]);
  return { ...post, personName: names.get(post.personId) ?? null };
}
