import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { Unauthorized } from '#platform/errors.ts';
import { problems } from '#platform/http/problems.ts';
import { photoRoutes } from '#platform/photos/routes.ts';
import { Id } from '#platform/shapes.ts';
import { todayInVietnam } from '#platform/time/dates.ts';
import {
  addActivity,
  addFollowUp,
  addParticipant,
  changeActivity,
  changeFollowUp,
  checkIn,
  linkPhoto,
  listActivities,
} from './activities.ts';
import { addFinding, answerChecklist, closeFinding } from './coaching.ts';
import './constraints.ts';
import * as shape from './contract.ts';
import { listOrders, takeOrder } from './orders.ts';
import { getActivity, getTwinning, PHOTO_UNIT_NAME } from './pages-data.ts';
import { type About, unitOn } from './shared.ts';
import { listPublications, publish, withdrawPublication } from './publications.ts';
import { addTestimony, changeTestimony } from './testimonies.ts';
import { summaryRoutes } from './papers/routes.ts';
import {
  addChannel,
  addPlanItem,
  addRole,
  addTwinning,
  changeChannel,
  changeTwinning,
  endRole,
  joinCampaignTo,
  listTwinnings,
} from './twinnings.ts';

const tags = ['outreach'];
const read = { right: 'outreach.read' } as const;
const write = { right: 'outreach.write' } as const;
const ById = z.object({ id: Id });
const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().optional() });

/** Everything this room answers over HTTP. */
export const outreachRoutes: FastifyPluginAsync = async (plain) => {
  const app = plain.withTypeProvider<ZodTypeProvider>();
  const about = (request: FastifyRequest): About => {
    if (!request.caller) throw new Unauthorized('sign-in.needed');
    return { caller: request.caller, today: todayInVietnam(plain.platform.clock()) };
  };

  await plain.register(
    photoRoutes({
      read: 'outreach.read',
      write: 'outreach.write',
      labelOf: async (tx, request, unitId, on) => (await unitOn(tx, about(request).caller, unitId, on)).label,
      unitName: PHOTO_UNIT_NAME,
    }),
  );

  /** A list or page that is read as the caller. */
  const get = <P extends z.ZodType, Q extends z.ZodType, T extends z.ZodType>(
    path: string,
    summary: string,
    { params, querystring, answer }: { params?: P; querystring?: Q; answer: T },
    work: (tx: Tx, about: About, asked: { params: z.infer<P>; query: z.infer<Q> }) => Promise<unknown>,
  ): void => {
    const schema = { tags, summary, ...(params ? { params } : {}), ...(querystring ? { querystring } : {}) };
    app.get(
      path,
      { config: read, schema: { ...schema, response: { 200: answer, ...problems } } },
      (request) =>
        app.inScope(request, (tx) =>
          work(tx, about(request), { params: request.params as z.infer<P>, query: request.query as z.infer<Q> }),
        ) as never,
    );
  };
  get(
    '/twinnings',
    'Agreements whose agency or partner stands below a unit',
    { querystring: shape.TwinningQuery, answer: pageOf(shape.TwinningRow) },
    (tx, who, { query }) => listTwinnings(tx, who, query),
  );
  get(
    '/twinnings/:id',
    'An agreement with its plan, its years, words and photos',
    { params: ById, answer: shape.TwinningPage },
    (tx, who, { params }) => getTwinning(tx, who, params.id),
  );
  get(
    '/activities',
    'Activities at places below a unit, or led by an agency below it',
    { querystring: shape.ActivityQuery, answer: pageOf(shape.ActivityRow) },
    (tx, who, { query }) => listActivities(tx, who, query),
  );
  get(
    '/activities/:id',
    'An activity with everything that belongs to it',
    { params: ById, answer: shape.ActivityPage },
    (tx, _who, { params }) => getActivity(tx, params.id),
  );

  get(
    '/activities/:id/records-order',
    'The check of order of a coaching visit: before, after, and what was mended',
    { params: ById, answer: z.object({ items: z.array(shape.OrderOfVisit) }) },
    (tx, _who, { params }) => listOrders(tx, params.id),
  );

  get(
    '/publications',
    'What was published of communes below a unit, every version',
    { querystring: shape.PublicationQuery, answer: z.object({ items: z.array(shape.PublicationRow) }) },
    (tx, who, { query }) => listPublications(tx, who, query),
  );

  /** A new record, of its own or belonging to another. */
  const add = <B extends z.ZodType>(
    path: string,
    summary: string,
    body: B,
    work: (tx: Tx, about: About, input: z.infer<B>, id: string) => Promise<{ id: string }>,
  ): void => {
    const schema = { tags, summary, body, ...(path.includes(':id') ? { params: ById } : {}) };
    app.post(
      path,
      { config: write, schema: { ...schema, response: { 201: shape.Written, ...problems } } },
      async (request, reply) => {
        const { id } = request.params as { id: string };
        await app.command(request, reply, async (tx) => ({
          status: 201,
          body: await work(tx, about(request), request.body as z.infer<B>, id),
        }));
      },
    );
  };
  add('/twinnings', 'Enter an agreement', shape.NewTwinning, addTwinning);
  add('/twinnings/:id/roles', 'Say who stands for a side', shape.NewRole, (tx, who, input, id) =>
    addRole(tx, who, id, input),
  );
  add(
    '/twinnings/:id/channels',
    'Enter a shared channel, never what is said in it',
    shape.NewChannel,
    (tx, who, input, id) => addChannel(tx, who, id, input),
  );
  add('/twinnings/:id/plan-items', 'Put something into the plan of a year', shape.NewPlanItem, (tx, who, input, id) =>
    addPlanItem(tx, who, id, input),
  );
  add('/activities', 'Enter an activity', shape.NewActivity, addActivity);
  add(
    '/activities/:id/participants',
    'Enter a member or holder of a post by name',
    shape.NewParticipant,
    (tx, who, input, id) => addParticipant(tx, who, id, input),
  );
  add('/activities/:id/findings', 'What a coaching visit found', shape.NewFinding, (tx, who, input, id) =>
    addFinding(tx, who, id, input),
  );
  add(
    '/activities/:id/records-order',
    'Cite the check of order of a unit’s papers with a coaching visit',
    shape.TakeOrder,
    (tx, who, input, id) => takeOrder(tx, who, id, input),
  );
  add('/activities/:id/follow-ups', 'What a unit did after a trip', shape.NewFollowUp, (tx, who, input, id) =>
    addFollowUp(tx, who, id, input),
  );
  add('/activities/:id/photos', 'Put a photo to an activity', shape.LinkPhoto, (tx, who, input, id) =>
    linkPhoto(tx, who, id, input),
  );
  add('/testimonies', 'Record what a member or holder of a post said', shape.NewTestimony, addTestimony);

  add('/publications', 'Publish a commune’s year, or a correction of it', shape.NewPublication, publish);

  /** A change of something that stands. */
  const change = <B extends z.ZodType>(
    method: 'PATCH' | 'PUT',
    path: string,
    summary: string,
    body: B,
    work: (tx: Tx, about: About, id: string, input: z.infer<B>) => Promise<{ id: string }>,
  ): void => {
    app.route({
      method,
      url: path,
      config: write,
      schema: { tags, summary, params: ById, body, response: { 200: shape.Written, ...problems } },
      handler: async (request, reply) => {
        const { id } = request.params;
        await app.command(request, reply, async (tx) => ({
          body: await work(tx, about(request), id, request.body as z.infer<B>),
        }));
      },
    });
  };
  change('PATCH', '/twinnings/:id', 'Change or end an agreement', shape.ChangeTwinning, changeTwinning);
  change(
    'PATCH',
    '/activities/:id',
    'Change an activity, say that it was held or cancelled, or put one of its lists anew',
    shape.ChangeActivity,
    changeActivity,
  );
  change(
    'PUT',
    '/activities/:id/checklist',
    'Answer the checklist that applied on the day of the visit',
    shape.ChecklistAnswers,
    answerChecklist,
  );
  change('PATCH', '/findings/:id', 'Say that a finding was mended', shape.CloseFinding, closeFinding);
  change('PATCH', '/testimonies/:id', 'Consent given or taken back', shape.ChangeTestimony, changeTestimony);

  change('PATCH', '/publications/:id', 'Take a version off the public pages', shape.Withdraw, withdrawPublication);

  /** A change of something that belongs to a record, both named in the path. */
  const changeOf = <B extends z.ZodType>(
    method: 'PATCH' | 'PUT',
    path: string,
    summary: string,
    body: B,
    work: (tx: Tx, about: About, id: string, part: string, input: z.infer<B>) => Promise<{ id: string }>,
  ): void => {
    app.route({
      method,
      url: path,
      config: write,
      schema: { tags, summary, params: ById.extend({ part: Id }), body, response: { 200: shape.Written, ...problems } },
      handler: async (request, reply) => {
        const { id, part } = request.params;
        await app.command(request, reply, async (tx) => ({
          body: await work(tx, about(request), id, part, request.body as z.infer<B>),
        }));
      },
    });
  };
  changeOf('PATCH', '/twinnings/:id/roles/:part', 'Say until when somebody stands for a side', shape.EndRole, endRole);
  changeOf(
    'PATCH',
    '/twinnings/:id/channels/:part',
    'Change the rules or owners of a channel, or close it',
    shape.ChangeChannel,
    changeChannel,
  );
  changeOf(
    'PUT',
    '/twinnings/:id/campaigns/:part',
    'Say that a campaign belongs to the agreement, or no more',
    shape.JoinCampaign,
    joinCampaignTo,
  );
  changeOf(
    'PATCH',
    '/activities/:id/follow-ups/:part',
    'Say that what was meant after a trip was done',
    shape.ChangeFollowUp,
    changeFollowUp,
  );
  await plain.register(summaryRoutes);

  app.patch(
    '/activities/:id/participants/:participant',
    {
      config: write,
      schema: {
        tags,
        summary: 'Tick somebody of the roster off',
        params: ById.extend({ participant: Id }),
        body: shape.CheckIn,
        response: { 200: shape.Written, ...problems },
      },
    },
    async (request, reply) => {
      const { id, participant } = request.params;
      await app.command(request, reply, async (tx) => ({
        body: await checkIn(tx, about(request), id, participant, request.body),
      }));
    },
  );
};
