import type { FastifyPluginAsync } from 'fastify';
import { pageOf, roomRoutes } from '#platform/http/room-routes.ts';
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

const read = { right: 'learning.read' } as const;
const write = { right: 'learning.write', answer: shape.Written } as const;
const added = { ...write, status: 201 } as const;

/** Everything this room answers over HTTP. */
export const learningRoutes: FastifyPluginAsync = async (plain) => {
  const { list, one, add, act, actOn } = roomRoutes(plain, ['learning']);

  list(
    '/courses',
    'Courses held by units below one',
    { ...read, query: shape.CourseQuery, answer: pageOf(shape.CourseRow) },
    listCourses,
  );
  list(
    '/commendations',
    'Commendations of units below one and of their people',
    { ...read, query: shape.OfUnit, answer: pageOf(shape.Commendation) },
    listCommendations,
  );
  list(
    '/role-models',
    'Role models with the places that took them up',
    { ...read, query: shape.OfUnit, answer: pageOf(shape.RoleModel) },
    listRoleModels,
  );
  one('/courses/:id', 'A course with its people', { ...read, answer: shape.CoursePage }, (tx, _who, id) =>
    getCourse(tx, id),
  );
  one('/role-models/:id', 'A role model', { ...read, answer: shape.RoleModel }, (tx, _who, id) => getRoleModel(tx, id));

  add('/courses', 'Plan a course', { ...write, body: shape.NewCourse }, addCourse);
  add('/commendations', 'Record a commendation', { ...write, body: shape.NewCommendation }, addCommendation);
  add('/role-models', 'Name a role model', { ...write, body: shape.NewRoleModel }, addRoleModel);

  act('POST', '/courses/:id/sessions', 'Add a sitting', { ...added, body: shape.NewSession }, addSession);
  act(
    'POST',
    '/courses/:id/participants',
    'Enter a member or cadre',
    { ...added, body: shape.NewParticipant },
    addParticipant,
  );
  act('POST', '/courses/:id/head-counts', 'Count a group', { ...added, body: shape.NewHeadCount }, addHeadCount);
  act(
    'POST',
    '/courses/:id/certificates',
    'Record a certificate',
    { ...added, body: shape.NewCertificate },
    addCertificate,
  );
  act(
    'POST',
    '/role-models/:id/adoptions',
    'A further place took it up',
    { ...added, body: shape.NewAdoption },
    addAdoption,
  );

  act(
    'PATCH',
    '/courses/:id',
    'Change a course, or say that it was held or cancelled',
    { ...write, body: shape.ChangeCourse },
    changeCourse,
  );
  actOn(
    'PATCH',
    '/courses/:id/participants/:participant',
    'How often somebody came, and whether he passed',
    { ...write, body: shape.ChangeParticipant },
    changeParticipant,
  );
};
