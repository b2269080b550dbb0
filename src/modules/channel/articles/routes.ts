import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import { LANGS } from '#platform/format.ts';
import { pageOf, roomRoutes } from '#platform/http/room-routes.ts';
import { decideComment, listComments } from './comments.ts';
import './constraints.ts';
import * as shape from './contract.ts';
import { publishArticle, rerunArticle, withdrawArticle } from './publish.ts';
import { addArticle, changeArticle, listArticles, readArticle } from './store.ts';

const Lang = z.object({ lang: z.enum(LANGS).optional() });
const answer = shape.Written;

/** Articles for the year of a twinning, a cell or a unit: written with the records, published as versions that stand. */
export const articleRoutes: FastifyPluginAsync = async (plain) => {
  const { list, one, add, act } = roomRoutes(plain, ['articles']);
  list(
    '/articles',
    'Articles of units in scope',
    { right: 'channel.read', query: shape.ArticleQuery, answer: shape.ArticleList },
    listArticles,
  );
  add(
    '/articles',
    'Begin an article with what the records of the period hold',
    { right: 'channel.write', body: shape.NewArticle, answer },
    addArticle,
  );
  one(
    '/articles/:id',
    'An article with its figures as they are now, and what it still needs',
    { right: 'channel.read', query: Lang, answer: shape.ArticlePage },
    (tx, who, id, { lang }) => readArticle(tx, who, id, lang),
  );
  act(
    'PATCH',
    '/articles/:id',
    'Change an article',
    { right: 'channel.write', body: shape.ChangeArticle, answer },
    changeArticle,
  );
  act(
    'POST',
    '/articles/:id/publication',
    'Publish an article, or a correction of what was published',
    { right: 'channel.publish', body: shape.PublishArticle, answer },
    publishArticle,
  );
  act(
    'POST',
    '/articles/:id/withdrawal',
    'Take an article off the public pages',
    { right: 'channel.publish', body: shape.WithdrawArticle, answer },
    withdrawArticle,
  );
  one(
    '/articles/:id/rerun',
    'What differs between the published version and the records as they are now',
    { right: 'channel.read', query: Lang, answer: shape.ArticleRerun },
    (tx, who, id, { lang }) => rerunArticle(tx, who, id, lang),
  );
  list(
    '/article-comments',
    'Comments of readers on articles in scope',
    { right: 'channel.write', query: shape.CommentQuery, answer: pageOf(shape.Comment) },
    (tx, _who, query) => listComments(tx, query),
  );
  act(
    'POST',
    '/article-comments/:id/decision',
    'Accept a comment, or keep it off the page',
    { right: 'channel.write', body: shape.DecideComment, answer },
    decideComment,
  );
};
