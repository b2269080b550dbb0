import type { FastifyPluginAsync } from 'fastify';
import { z } from 'zod';
import { pageOf, roomRoutes } from '#platform/http/room-routes.ts';
import { photoRoutes } from '#platform/photos/routes.ts';
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
import { unitOn } from './shared.ts';
import { tellPromise } from './promises.ts';
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

const read = { right: 'outreach.read' } as const;
const write = { right: 'outreach.write', answer: shape.Written } as const;
const added = { ...write, status: 201 } as const;

/** Everything this room answers over HTTP. */
export const outreachRoutes: FastifyPluginAsync = async (plain) => {
  const { asking, list, one, add, act, actOn } = roomRoutes(plain, ['outreach']);

  await plain.register(
    photoRoutes({
      read: 'outreach.read',
      write: 'outreach.write',
      labelOf: async (tx, request, unitId, on) => (await unitOn(tx, asking(request).caller, unitId, on)).label,
      unitName: PHOTO_UNIT_NAME,
    }),
  );

  list(
    '/twinnings',
    'Agreements whose agency or partner stands below a unit',
    { ...read, query: shape.TwinningQuery, answer: pageOf(shape.TwinningRow) },
    listTwinnings,
  );
  one(
    '/twinnings/:id',
    'An agreement with its plan, its years, words and photos',
    { ...read, answer: shape.TwinningPage },
    (tx, who, id) => getTwinning(tx, who, id),
  );
  list(
    '/activities',
    'Activities at places below a unit, or led by an agency below it',
    { ...read, query: shape.ActivityQuery, answer: pageOf(shape.ActivityRow) },
    listActivities,
  );
  one(
    '/activities/:id',
    'An activity with everything that belongs to it',
    { ...read, answer: shape.ActivityPage },
    (tx, _who, id) => getActivity(tx, id),
  );

  one(
    '/activities/:id/records-order',
    'The check of order of a coaching visit: before, after, and what was mended',
    { ...read, answer: z.object({ items: z.array(shape.OrderOfVisit) }) },
    (tx, _who, id) => listOrders(tx, id),
  );

  list(
    '/publications',
    'What was published of communes below a unit, every version',
    { ...read, query: shape.PublicationQuery, answer: z.object({ items: z.array(shape.PublicationRow) }) },
    listPublications,
  );

  add('/twinnings', 'Enter an agreement', { ...write, body: shape.NewTwinning }, addTwinning);
  act('POST', '/twinnings/:id/roles', 'Say who stands for a side', { ...added, body: shape.NewRole }, addRole);
  act(
    'POST',
    '/twinnings/:id/channels',
    'Enter a shared channel, never what is said in it',
    { ...added, body: shape.NewChannel },
    addChannel,
  );
  act(
    'POST',
    '/twinnings/:id/plan-items',
    'Put something into the plan of a year',
    { ...added, body: shape.NewPlanItem },
    addPlanItem,
  );
  add('/activities', 'Enter an activity', { ...write, body: shape.NewActivity }, addActivity);
  act(
    'POST',
    '/activities/:id/participants',
    'Enter a member or holder of a post by name',
    { ...added, body: shape.NewParticipant },
    addParticipant,
  );
  act(
    'POST',
    '/activities/:id/findings',
    'What a coaching visit found',
    { ...added, body: shape.NewFinding },
    addFinding,
  );
  act(
    'POST',
    '/activities/:id/records-order',
    'Cite the check of order of a unit’s papers with a coaching visit',
    { ...added, body: shape.TakeOrder },
    takeOrder,
  );
  act(
    'POST',
    '/activities/:id/follow-ups',
    'What a unit did after a trip',
    { ...added, body: shape.NewFollowUp },
    addFollowUp,
  );
  act('POST', '/activities/:id/photos', 'Put a photo to an activity', { ...added, body: shape.LinkPhoto }, linkPhoto);
  add(
    '/testimonies',
    'Record what a member or holder of a post said',
    { ...write, body: shape.NewTestimony },
    addTestimony,
  );

  add(
    '/publications',
    'Publish a commune’s year, or a correction of it',
    { ...write, body: shape.NewPublication },
    publish,
  );

  act(
    'PATCH',
    '/twinnings/:id',
    'Change or end an agreement',
    { ...write, body: shape.ChangeTwinning },
    changeTwinning,
  );
  act(
    'PATCH',
    '/activities/:id',
    'Change an activity, say that it was held or cancelled, or put one of its lists anew',
    { ...write, body: shape.ChangeActivity },
    changeActivity,
  );
  act(
    'PUT',
    '/activities/:id/checklist',
    'Answer the checklist that applied on the day of the visit',
    { ...write, body: shape.ChecklistAnswers },
    answerChecklist,
  );
  act('PATCH', '/findings/:id', 'Say that a finding was mended', { ...write, body: shape.CloseFinding }, closeFinding);
  act(
    'PATCH',
    '/testimonies/:id',
    'Consent given or taken back',
    { ...write, body: shape.ChangeTestimony },
    changeTestimony,
  );

  act(
    'PATCH',
    '/publications/:id',
    'Take a version off the public pages',
    { ...write, body: shape.Withdraw },
    withdrawPublication,
  );

  actOn(
    'PATCH',
    '/twinnings/:id/roles/:part',
    'Say until when somebody stands for a side',
    { ...write, body: shape.EndRole },
    endRole,
  );
  actOn(
    'PATCH',
    '/twinnings/:id/channels/:part',
    'Change the rules or owners of a channel, or close it',
    { ...write, body: shape.ChangeChannel },
    changeChannel,
  );
  actOn(
    'PATCH',
    '/twinnings/:id/plan-items/:part',
    'Say whether a promise of the plan may stand on public pages',
    { ...write, body: shape.TellPromise },
    tellPromise,
  );
  actOn(
    'PUT',
    '/twinnings/:id/campaigns/:part',
    'Say that a campaign belongs to the agreement, or no more',
    { ...write, body: shape.JoinCampaign },
    joinCampaignTo,
  );
  actOn(
    'PATCH',
    '/activities/:id/follow-ups/:part',
    'Say that what was meant after a trip was done',
    { ...write, body: shape.ChangeFollowUp },
    changeFollowUp,
  );
  await plain.register(summaryRoutes);

  actOn(
    'PATCH',
    '/activities/:id/participants/:participant',
    'Tick somebody of the roster off',
    { ...write, body: shape.CheckIn },
    checkIn,
  );
};
