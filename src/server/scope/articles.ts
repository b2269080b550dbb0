import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Case, Check, RoomScope } from './case.ts';
import { everyItem, same, spread, TODAY } from './case.ts';

/** One article, published once, and one comment of every unit of the party tree; the identity names the unit. */
const at = (unit: string, kind: 'article' | 'comment'): string =>
  `${unit.slice(0, 14)}7${unit.slice(15, 35)}${kind === 'article' ? '6' : '7'}`;
const all = ({ history }: Pick<Case, 'history'>) => history.units.filter((unit) => unit.tree === 'party');

type Asking = (given: Case, id: string) => Promise<{ status: number; text: string }>;
/** A record of a unit is there within reach, and absent outside. */
const about =
  (kind: 'article' | 'comment', ask: Asking): Check =>
  async (given) => {
    for (const unit of spread(all(given), 3)) {
      const answer = await ask(given, at(unit.id, kind));
      if (given.user.reach.has(unit.id)) expect(answer.status, answer.text).not.toBe(404);
      else expect(answer.status, answer.text).toBe(404);
    }
  };
const listed =
  (path: string, kind: 'article' | 'comment'): Check =>
  async (given) =>
    same(
      (await everyItem<{ id: string }>(given.caller, path)).map((row) => row.id),
      all(given)
        .filter((unit) => given.user.reach.has(unit.id))
        .map((unit) => at(unit.id, kind)),
      path,
    );
/** Only units that live on the day can be read and written; of the others the tree, which everybody reads, tells. */
const living: (check: (given: Case, unit: string) => Promise<void>) => Check = (check) => async (given) => {
  for (const unit of spread(
    all(given).filter((one) => given.naive.at(one.id, TODAY)),
    3,
  ))
    await check(given, unit.id);
};

export const articlesScope: RoomScope = {
  arrange: async (tx, { history }) => {
    const rows = history.units
      .filter((unit) => unit.tree === 'party')
      .map((unit) => ({
        unit: unit.id,
        label: unit.label,
        article: at(unit.id, 'article'),
        comment: at(unit.id, 'comment'),
      }));
    const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(unit uuid, label int, article uuid, comment uuid)`;
    await tx.run(
      sql`truncate channel.article, channel.article_edition, channel.article_figure, channel.article_comment`,
    );
    await tx.run(sql`
      insert into channel.article (id, kind, unit_id, from_on, to_on, title, lead, state, created_by, label)
      select r.article, 'unit', r.unit, '2027-01-01', ${TODAY}, '{"vi": "Bài", "th": null, "en": null}', '{"vi": "", "th": null, "en": null}', 'published', 'test', r.label from ${given}`);
    await tx.run(sql`
      insert into channel.article_edition (article_id, number, published_at, published_by, documents, content_hash, label)
      select r.article, 1, now(), 'test', '{"vi": {"figures": {}}}', repeat('0', 64), r.label from ${given}`);
    await tx.run(sql`
      insert into channel.article_comment (id, article_id, name, words, received_at, label)
      select r.comment, r.article, 'Bạn đọc', 'Hay', now(), r.label from ${given}`);
  },
  scoped: {
    'GET /articles': listed('/articles', 'article'),
    // Another user may have decided some of them by now, so every state is asked for.
    'GET /article-comments': async (given) => {
      const found: string[] = [];
      for (const state of ['pending', 'accepted', 'refused'])
        for (const row of await everyItem<{ id: string }>(given.caller, `/article-comments?state=${state}`))
          found.push(row.id);
      const expected = all(given).filter((unit) => given.user.reach.has(unit.id));
      same(
        found,
        expected.map((unit) => at(unit.id, 'comment')),
        '/article-comments',
      );
    },
    'GET /articles/:id': living(async ({ caller, user }, unit) => {
      const { status, text } = await caller.get(`/articles/${at(unit, 'article')}`);
      expect(status, text).toBe(user.reach.has(unit) ? 200 : 404);
    }),
    'GET /articles/:id/rerun': about('article', ({ caller }, id) => caller.get(`/articles/${id}/rerun`)),
    'PATCH /articles/:id': about('article', ({ caller }, id) => caller.patch(`/articles/${id}`, { version: 999 })),
    'POST /articles/:id/publication': about('article', ({ caller }, id) =>
      caller.post(`/articles/${id}/publication`, { version: 999 }),
    ),
    'POST /articles/:id/withdrawal': about('article', ({ caller }, id) =>
      caller.post(`/articles/${id}/withdrawal`, { version: 999, reason: 'x' }),
    ),
    'POST /article-comments/:id/decision': about('comment', ({ caller }, id) =>
      caller.post(`/article-comments/${id}/decision`, { accept: false }),
    ),
    'POST /articles': living(async ({ caller, user }, unit) => {
      // Only what is refused is asked for: what would be made here would stand in the lists of the next user.
      if (user.reach.has(unit)) return;
      const answer = await caller.post('/articles', {
        id: randomUUID(),
        kind: 'unit',
        unitId: unit,
        from: '2027-01-01',
        to: TODAY,
        title: { vi: 'Bài' },
        start: false,
      });
      expect(answer.status, answer.text).toBe(404);
    }),
  },
  open: {},
};
