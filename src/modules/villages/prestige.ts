import { sql } from 'kysely';
import { endPost } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { Caller } from '#platform/http/context.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { NewPrestigeReview } from './contract.ts';
import { getVillage } from './page.ts';
import { assertReview } from './prestige-rules.ts';

/**
 * Records the yearly review of a person of prestige. Where the recognition ends, the post ends with it on that day. Sending the same
 * `id` again changes nothing.
 * @throws NotFound when village or post lie outside the scope
 * @throws RuleBroken those of `assertReview`
 */
export async function reviewPrestige(
  tx: Tx,
  about: { caller: Caller; village: string; today: PlainDate },
  input: NewPrestigeReview,
): Promise<{ id: string }> {
  const village = await getVillage(tx, about.caller, about.village, about.today);
  const post = await tx.one<{ from: PlainDate; to: PlainDate | null; label: number }>(sql`
    select lower(p.valid) as "from", upper(p.valid) as "to", p.label from organisation.post p
    where p.id = ${input.postId} and p.unit_id = ${village.id} and p.kind = 'prestige_person' for update`);
  const reviews = await tx.many<{ id: string; on: PlainDate }>(
    sql`select id, reviewed_on as "on" from villages.prestige_review where post_id = ${input.postId}`,
  );
  if (reviews.some(({ id }) => id === input.id)) return { id: input.id };
  assertReview({ on: input.on, today: about.today, from: post.from, to: post.to, reviews, outcome: input.outcome });
  await tx.run(sql`
    insert into villages.prestige_review (id, post_id, village_id, year, reviewed_on, outcome, decision, label)
    values (${input.id}, ${input.postId}, ${village.id}, ${Number(input.on.slice(0, 4))}, ${input.on}, ${input.outcome}, ${input.decision}, ${post.label})`);
  if (input.outcome === 'ended') await endPost(tx, about.caller, input.postId, { to: input.on, toPrecision: 'day' });
  return { id: input.id };
}
