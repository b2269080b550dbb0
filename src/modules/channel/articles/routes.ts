import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { Unauthorized } from '#platform/errors.ts';
import { LANGS } from '#platform/format.ts';
import { langOf, problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import { decideComment, listComments } from './comments.ts';
import './constraints.ts';
import * as shape from './contract.ts';
import { publishArticle, rerunArticle, withdrawArticle } from './publish.ts';
import { type About, addArticle, changeArticle, listArticles, readArticle } from './store.ts';

const tags = ['articles'];
const read = { right: 'channel.read' } as const;
const write = { right: 'channel.write' } as const;
const sign = { right: 'channel.publish' } as const;
const ById = z.object({ id: Id });
const Lang = z.object({ lang: z.enum(LANGS).optional() });

/** Articles for the year of a twinning, a cell or a unit: written with the records, published as versions that stand. */
export const articleRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const about = (request: FastifyRequest): About => {
    const { caller } = request;
    if (!caller) throw new Unauthorized('sign-in.needed');
    const now = plain.platform.clock();
    return { caller, now, today: todayInVietnam(now) };
  };
  app.get(
    '/articles',
    {
      config: read,
      schema: {
        tags,
        summary: 'Articles of units in scope',
        querystring: shape.ArticleQuery,
        response: { 200: shape.ArticleList, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listArticles(tx, about(request), request.query, langOf(request))),
  );
  app.post(
    '/articles',
    {
      config: write,
      schema: {
        tags,
        summary: 'Begin an article with what the records of the period hold',
        body: shape.NewArticle,
        response: { 201: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        status: 201,
        body: await addArticle(tx, about(request), request.body),
      }));
    },
  );
  app.get(
    '/articles/:id',
    {
      config: read,
      schema: {
        tags,
        summary: 'An article with its figures as they are now, and what it still needs',
        params: ById,
        querystring: Lang,
        response: { 200: shape.ArticlePage, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => readArticle(tx, about(request), request.params.id, langOf(request))),
  );
  app.patch(
    '/articles/:id',
    {
      config: write,
      schema: {
        tags,
        summary: 'Change an article',
        params: ById,
        body: shape.ChangeArticle,
        response: { 200: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await changeArticle(tx, about(request), request.params.id, request.body),
      }));
    },
  );
  app.post(
    '/articles/:id/publication',
    {
      config: sign,
      schema: {
        tags,
        summary: 'Publish an article, or a correction of what was published',
        params: ById,
        body: shape.PublishArticle,
        response: { 200: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await publishArticle(tx, about(request), request.params.id, request.body),
      }));
    },
  );
  app.post(
    '/articles/:id/withdrawal',
    {
      config: sign,
      schema: {
        tags,
        summary: 'Take an article off the public pages',
        params: ById,
        body: shape.WithdrawArticle,
        response: { 200: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await withdrawArticle(tx, about(request), request.params.id, request.body),
      }));
    },
  );
  app.get(
    '/articles/:id/rerun',
    {
      config: read,
      schema: {
        tags,
        summary: 'What differs between the published version and the records as they are now',
        params: ById,
        response: { 200: shape.ArticleRerun, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => rerunArticle(tx, about(request), request.params.id)),
  );
  app.get(
    '/article-comments',
    {
      config: write,
      schema: {
        tags,
        summary: 'Comments of readers on articles in scope',
        querystring: shape.CommentQuery,
        response: { 200: z.object({ items: z.array(shape.Comment), nextCursor: z.string().nullable() }), ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => listComments(tx, request.query)),
  );
  app.post(
    '/article-comments/:id/decision',
    {
      config: write,
      schema: {
        tags,
        summary: 'Accept a comment, or keep it off the page',
        params: ById,
        body: shape.DecideComment,
        response: { 200: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await decideComment(tx, about(request), request.params.id, request.body),
      }));
    },
  );
};
