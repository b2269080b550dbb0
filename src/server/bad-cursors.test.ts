import { expect, test } from 'vitest';
import { RIGHTS_OF_ROLE } from '#platform/rights.ts';
import { testDatabase } from '#platform/testing/database.ts';
import { testApp } from '#platform/testing/http.ts';
import { admissionRoutes } from '#modules/admission/index.ts';
import { meetingsRoutes } from '#modules/meetings/index.ts';
import { tasksRoutes } from '#modules/tasks/index.ts';

const db = await testDatabase();
const { as } = await testApp(db, [admissionRoutes, meetingsRoutes, tasksRoutes]);
const office = as({ rights: [...RIGHTS_OF_ROLE.office, 'admission.nominate'], ranges: 'everything' });

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const NOT_OURS = [
  'x',
  '~',
  'abc~def',
  '2026-99-99~00000000-0000-7000-8000-000000000000',
  '2026-01-01~x',
  base64(['a', 'b', 'c']),
  base64([null, 1, {}]),
  base64('text'),
];
const LISTS = ['/admission/applicants', '/admission/nominees', '/meetings', '/tasks', '/task-documents', '/requests'];

test.each(LISTS)('a cursor that %s did not give is refused by name, never a fault of the server', async (path) => {
  expect((await office.get(path)).status).toBe(200);
  for (const cursor of NOT_OURS) {
    const answer = await office.get<{ code: string }>(`${path}?cursor=${encodeURIComponent(cursor)}`);
    expect([cursor, answer.status, answer.body.code]).toEqual([cursor, 400, 'request.cursor']);
  }
});
