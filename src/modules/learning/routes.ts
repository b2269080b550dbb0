import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { Unauthorized } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import { problems } from '#platform/http/problems.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import './constraints.ts';
import * as shape from './contract.ts';
import {
  addCertificate,
  addCourse,
  addHeadCount,
  addParticipant,
  addSession,
  changeCourse,
  changeParticipant,
  getCourse,
  listCourses,
} from './courses.ts';
import {
  addAdoption,
  addCommendation,
  addRoleModel,
  getRoleModel,
  listCommendations,
  listRoleModels,
} from './honours.ts';

const tags = ['learning'];
const read = { right: 'learning.read' } as const;
const write = { right: 'learning.write' } as const;
const ById = z.object({ id: Id });
const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().optional() });
type About = { caller: Caller; today: string };

/** Everything this room answers over HTTP. */
export const learningRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const about = (request: FastifyRequest): About => ({
    caller: callerOf(request),
    today: todayInVietnam(plain.platform.clock()),
  });

  /** A paged list of a unit. */
  const list = <Q extends z.ZodObject, T extends z.ZodType>(
    path: string,
    summary: string,
    querystring: Q,
    item: T,
    work: (tx: Tx, about: About, query: z.infer<Q>) => Promise<unknown>,
  ): void => {
    app.get(
      path,
      { config: read, schema: { tags, summary, querystring, response: { 200: pageOf(item), ...problems } } },
      (request) => app.inScope(request, (tx) => work(tx, about(request), request.query as z.infer<Q>)) as never,
    );
  };
  list('/courses', 'Courses held by units below one', shape.CourseQuery, shape.CourseRow, listCourses);
  list(
    '/commendations',
    'Commendations of units below one and of their people',
    shape.OfUnit,
    shape.Commendation,
    listCommendations,
  );
  list('/role-models', 'Role models with the places that took them up', shape.OfUnit, shape.RoleModel, listRoleModels);

  app.get(
    '/courses/:id',
    {
      config: read,
      schema: {
        tags,
        summary: 'A course with its people',
        params: ById,
        response: { 200: shape.CoursePage, ...problems },
      },
    },
    (request) => app.inScope(request, (tx) => getCourse(tx, request.params.id)),
  );
  app.get(
    '/role-models/:id',
    {
      config: read,
      schema: { tags, summary: 'A role model', params: ById, response: { 200: shape.RoleModel, ...problems } },
    },
    (request) => app.inScope(request, (tx) => getRoleModel(tx, request.params.id)),
  );

  /** A new record of its own. */
  const add = <B extends z.ZodType>(
    path: string,
    summary: string,
    body: B,
    work: (tx: Tx, about: About, input: z.infer<B>) => Promise<{ id: string }>,
  ): void => {
    app.post(
      path,
      { config: write, schema: { tags, summary, body, response: { 201: shape.Written, ...problems } } },
      async (request, reply) => {
        await app.command(request, reply, async (tx) => ({
          status: 201,
          body: await work(tx, about(request), request.body as z.infer<B>),
        }));
      },
    );
  };
  add('/courses', 'Plan a course', shape.NewCourse, addCourse);
  add('/commendations', 'Record a commendation', shape.NewCommendation, addCommendation);
  add('/role-models', 'Name a role model', shape.NewRoleModel, addRoleModel);

  /** Something that belongs to a record. */
  const addTo = <B extends z.ZodType>(
    path: string,
    summary: string,
    body: B,
    work: (tx: Tx, about: About, id: string, input: z.infer<B>) => Promise<{ id: string }>,
  ): void => {
    app.post(
      path,
      { config: write, schema: { tags, summary, params: ById, body, response: { 201: shape.Written, ...problems } } },
      async (request, reply) => {
        await app.command(request, reply, async (tx) => ({
          status: 201,
          body: await work(tx, about(request), request.params.id, request.body as z.infer<B>),
        }));
      },
    );
  };
  addTo('/courses/:id/sessions', 'Add a sitting', shape.NewSession, addSession);
  addTo('/courses/:id/participants', 'Enter a member or cadre', shape.NewParticipant, addParticipant);
  addTo('/courses/:id/head-counts', 'Count a group', shape.NewHeadCount, addHeadCount);
  addTo('/courses/:id/certificates', 'Record a certificate', shape.NewCertificate, addCertificate);
  addTo('/role-models/:id/adoptions', 'A further place took it up', shape.NewAdoption, addAdoption);

  app.patch(
    '/courses/:id',
    {
      config: write,
      schema: {
        tags,
        summary: 'Change a course, or say that it was held or cancelled',
        params: ById,
        body: shape.ChangeCourse,
        response: { 200: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      await app.command(request, reply, async (tx) => ({
        body: await changeCourse(tx, about(request), request.params.id, request.body),
      }));
    },
  );
  app.patch(
    '/courses/:id/participants/:participant',
    {
      config: write,
      schema: {
        tags,
        summary: 'How often somebody came, and whether he passed',
        params: ById.extend({ participant: Id }),
        body: shape.ChangeParticipant,
        response: { 200: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      const { id, participant } = request.params;
      await app.command(request, reply, async (tx) => ({
        body: await changeParticipant(tx, about(request), id, participant, request.body),
      }));
    },
  );
};

function callerOf(request: FastifyRequest): Caller {
  if (!request.caller) throw new Unauthorized('sign-in.needed');
  return request.caller;
}
