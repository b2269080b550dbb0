import { sql } from 'kysely';
import { type Database, type LabelRange, asOwner } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { Grant } from '#platform/http/context.ts';
import { type Right, type Role, RIGHTS, RIGHTS_OF_ROLE } from '#platform/rights.ts';

type Held = { unitId: string; role: Role; ranges: LabelRange[] };

const cache = new WeakMap<Database, { state: string; grants: Map<string, Grant> }>();

/**
 * What a user may do today and where, from the posts that the person behind the account holds. Kept in memory for one
 * state of the tree and one day.
 */
export async function grantOf(db: Database, userId: string, today: string): Promise<Grant> {
  return asOwner(db, userId, async (tx) => {
    const now = await tx.one<{ n: number; personId: string | null }>(sql`
      select e.n, (select a.person_id from platform.account a where a.user_id = ${userId} and a.disabled_at is null) as "personId"
      from organisation.epoch e`);
    if (now.personId === null) return { rights: [], ranges: [] };
    const state = `${now.n} ${today}`;
    let known = cache.get(db);
    if (known?.state !== state) cache.set(db, (known = { state, grants: new Map() }));
    const remembered = known.grants.get(now.personId);
    if (remembered) return remembered;

    const grant = await grantFromPosts(tx, now.personId, today);
    known.grants.set(now.personId, grant);
    return grant;
  });
}

/** What the posts of a person give today; for those who decide about accounts. */
export async function grantOfPerson(db: Database, personId: string, today: string): Promise<Grant> {
  return asOwner(db, 'grants', (tx) => grantFromPosts(tx, personId, today));
}

async function grantFromPosts(tx: Tx, personId: string, today: string): Promise<Grant> {
  const posts = await tx.many<{ unitId: string; role: Role }>(sql`
    select distinct p.unit_id as "unitId", k.role
    from organisation.post p join organisation.post_kind k on k.kind = p.kind
    where p.person_id = ${personId} and p.valid @> ${today}::date and k.role <> 'none'`);
  const held: Held[] = [];
  for (const post of posts) {
    held.push({ ...post, ranges: await rangesOf(tx, [post.unitId], today) });
  }
  const { rights, counted } = combine(held);
  const ranges =
    counted.length === 0 ? [] : await rangesOf(tx, [...new Set(counted.map((post) => post.unitId))], today);
  return { rights, ranges };
}

async function rangesOf(tx: Tx, unitIds: string[], today: string): Promise<LabelRange[]> {
  return tx.many<LabelRange>(sql`select lo, hi from organisation.label_ranges(${unitIds}::uuid[], ${today}::date)`);
}

/**
 * Several posts together. A request has one set of rights and one set of ranges, so a post must not lend its rights to
 * the units of another: a post inside another that may do no less is left out; of the rest, those that may read members
 * give the ranges, and a right remains when it is held in every one of these ranges. Never wider than the posts one by one.
 */
export function combine(held: readonly Held[]): { rights: Right[]; counted: Held[] } {
  const needed = held.filter(
    (post, index) =>
      !held.some((other, at) => at !== index && covers(other, post) && (!covers(post, other) || at < index)),
  );
  const readers = needed.filter((post) => RIGHTS_OF_ROLE[post.role].includes('members.read'));
  const counted = readers.length > 0 ? readers : needed;
  const rights = RIGHTS.filter(
    (right) =>
      counted.length > 0 &&
      counted.every((post) =>
        needed.some((holder) => RIGHTS_OF_ROLE[holder.role].includes(right) && encloses(holder, post)),
      ),
  );
  return { rights, counted };
}

function encloses(outer: Held, inner: Held): boolean {
  return inner.ranges.every((range) => outer.ranges.some((wide) => wide.lo <= range.lo && range.hi <= wide.hi));
}

function covers(outer: Held, inner: Held): boolean {
  const rights = RIGHTS_OF_ROLE[outer.role];
  return RIGHTS_OF_ROLE[inner.role].every((right) => rights.includes(right)) && encloses(outer, inner);
}
