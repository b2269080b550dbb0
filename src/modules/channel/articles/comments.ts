import { createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid, RuleBroken } from '#platform/errors.ts';
import { assertNotClassified } from '#platform/files/classified.ts';
import type { Comment, CommentQuery, DecideComment } from './contract.ts';
import { assertComment, clean, PENDING_MOST, SENDER_MINUTES, SENDER_MOST } from './rules.ts';
import type { About } from './store.ts';

/** Comments in scope, the oldest waiting first. @throws Invalid `cursor.invalid` */
export async function listComments(
  tx: Tx,
  query: CommentQuery,
): Promise<{ items: Comment[]; nextCursor: string | null }> {
  if (query.cursor !== undefined && !/^[0-9a-f-]{36}$/.test(query.cursor)) throw new Invalid('cursor.invalid');
  const rows = await tx.many<Comment>(sql`
    select c.id, c.article_id as "articleId", a.title ->> 'vi' as title, json_build_object('id', a.unit_id, 'name', (
        select v.name from organisation.unit_version v where v.unit_id = a.unit_id order by (v.valid @> a.to_on) desc, lower(v.valid) desc limit 1)) as unit,
      c.name, c.words, c.received_at as "receivedAt", c.state
    from channel.article_comment c join channel.article a on a.id = c.article_id
    where c.state = ${query.state} and (${query.article ?? null}::uuid is null or c.article_id = ${query.article ?? null}::uuid)
      and (${query.cursor ?? null}::uuid is null or c.id > ${query.cursor ?? null}::uuid)
    order by c.id limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit);
  return { items, nextCursor: rows.length > query.limit ? (items.at(-1)?.id ?? null) : null };
}

/** Accepts a comment or keeps it off the page; both may be changed later. @throws NotFound outside the scope */
export async function decideComment(
  tx: Tx,
  about: About,
  id: string,
  input: z.infer<typeof DecideComment>,
): Promise<{ id: string }> {
  await tx.one(sql`select 1 as found from channel.article_comment where id = ${id} for update`);
  await tx.run(sql`
    update channel.article_comment set state = ${input.accept ? 'accepted' : 'refused'}, decided_by = ${about.caller.userId}, decided_at = ${about.now.toISOString()}
    where id = ${id}`);
  return { id };
}

type Words = { name: string; words: string };
/**
 * What a reader wrote as it may be kept; nothing is asked of the database.
 * @throws RuleBroken `comment.empty`, `comment.too-long`, `comment.personal-number`; Invalid `file.classified`
 */
export function commentOf(given: Words): Words {
  const comment = { name: clean(given.name), words: clean(given.words) };
  assertComment(comment);
  assertNotClassified({ name: 'comment', text: comment.words });
  return comment;
}

/**
 * A comment that a reader leaves; it waits until somebody accepts it. Asked as the owner, because readers have no scope.
 * @param comment of `commentOf`
 * @throws NotFound when nothing is published there; RuleBroken `comment.too-many`
 */
export async function leaveComment(tx: Tx, now: Date, articleId: string, comment: Words): Promise<void> {
  const article = await tx.one<{ label: number }>(
    sql`select label from channel.article where id = ${articleId} and state = 'published' for update`,
  );
  const { waiting } = await tx.one<{ waiting: number }>(sql`
    select count(*)::int as waiting from channel.article_comment
    where article_id = ${articleId} and state = 'pending' and received_at > ${now.toISOString()}::timestamptz - interval '1 hour'`);
  if (waiting >= PENDING_MOST) throw new RuleBroken('comment.too-many', { minutes: 60 });
  await tx.run(sql`
    insert into channel.article_comment (article_id, name, words, received_at, label)
    values (${articleId}, ${comment.name}, ${comment.words}, ${now.toISOString()}, ${article.label})`);
}

/** How often a sender may write, remembered for minutes only, under a key that dies with the server: no address is kept. */
export class Senders {
  readonly #secret = randomBytes(32);
  readonly #times = new Map<string, number[]>();

  /** @throws RuleBroken `comment.too-many` `{ minutes }` */
  assertMay(address: string, now: Date): void {
    const since = now.getTime() - SENDER_MINUTES * 60_000;
    for (const [key, times] of this.#times) if ((times.at(-1) ?? 0) <= since) this.#times.delete(key);
    const key = createHmac('sha256', this.#secret).update(address).digest('base64');
    const recent = (this.#times.get(key) ?? []).filter((time) => time > since);
    if (recent.length >= SENDER_MOST) throw new RuleBroken('comment.too-many', { minutes: SENDER_MINUTES });
    this.#times.set(key, [...recent, now.getTime()]);
  }
}
