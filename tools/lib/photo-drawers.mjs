import { randomUUID } from 'node:crypto';
import { wordsOf } from './photo-words.mjs';

// The forms beside the pages of the village rooms: as they open, with what is missing named, and with a refusal of the server.

const form = (window) => window.locator('[role=dialog]').last();
/** Opens a form by the words on its button. */
const press =
  (key, at = 0) =>
  async (window) => {
    await window
      .locator('main button')
      .filter({ hasText: wordsOf(key) })
      .nth(at)
      .click();
    await form(window).waitFor();
  };
/** Opens a form by its entry in a menu of the page's head. */
const choose = (menu, entry) => async (window) => {
  await window
    .locator('main button')
    .filter({ hasText: wordsOf(menu) })
    .first()
    .click();
  await window.locator(`[role=menuitem][data-key="${entry}"]`).click();
  await form(window).waitFor();
};
const type = (at, text) => (window) =>
  form(window).locator('input:not([type=radio]):not([type=checkbox]), textarea').nth(at).fill(text);
const pick = (at) => (window) => form(window).locator('label.radio').nth(at).click();
const tick = (at) => (window) => form(window).locator('label.checkbox').nth(at).click();
/** Chooses an entry of the form's selects by its id. */
const select = (at, id) => async (window) => {
  await form(window).locator('button.input').nth(at).click();
  await window.locator(`[role=option][data-key="${id}"]`).click();
};
/** Finds one of many by typing. */
const find = (at, text) => async (window) => {
  const field = form(window).locator('[role=combobox]').nth(at);
  await field.fill(text);
  await window.locator('[role=option]').first().click();
};
/** Sends the form and waits for what it says against it. */
const send = async (window) => {
  await form(window).locator('footer button').last().click();
  await form(window).locator('[role=alert], .fault').first().waitFor();
};
const after =
  (...steps) =>
  async (window) => {
    for (const step of steps) await step(window);
  };

/**
 * @param given calls as people of the sample, a course, and the columns of the board of applicants
 * @returns pages as `photoPages` gives them
 */
export async function drawerPages({ commune, cell, body, course, columns }) {
  const { posts } = await cell('/me');
  const cellUnit = posts[0].unitId;
  const young = await commune('/members?state=official&ageTo=40&limit=1');
  const member = young.items[0].id;
  const prestige = await reviewedVillage(commune, body);
  const applicants = columns.flatMap(({ group, items }) => (items[0] ? [[group, items[0].id]] : []));
  const page = (name, path, user = 'commune') => ({ name, user, path });
  /** A form open, sent empty, and sent with what the server refuses. */
  const three = (name, path, user, open, ...wrong) => [
    { ...page(`drawer-${name}`, path, user), act: open },
    { ...page(`drawer-${name}-empty`, path, user), act: after(open, send) },
    ...(wrong.length === 0
      ? []
      : [
          {
            ...page(`drawer-${name}-refused`, path, user),
            act: after(open, ...wrong, send),
            expected: [/status of 4(00|09)/],
          },
        ]),
  ];
  const about = `/members/${member}`;
  const acts = (id) => choose('membership.page.member.record', id);
  const evaluation = `/evaluations?unit=${cellUnit}&year=2025`;
  await complaints(cell, commune, cellUnit);
  const village = `/villages/${prestige}`;
  const records = (kind) => choose('villages.record.menu', kind);
  const adds = (kind) => choose('learning.course.record', kind);
  return [
    ...three('handling', about, 'commune', acts('handling'), type(0, '01/01/2099'), type(1, '12-TB/UBKT')),
    ...three(
      'strike-off',
      about,
      'commune',
      after(acts('leave'), pickOf('membership.exit.struck_off'), pick(5)),
      type(0, '20/11/2026'),
      type(1, '1'),
      type(2, '12'),
      type(3, '96-QĐ/ĐU'),
    ),
    ...three('exemption', about, 'commune', acts('exempt'), pick(5)),
    ...three(
      'temporary-exemption',
      about,
      'commune',
      acts('temp-exempt'),
      type(1, '01/06/2029'),
      tick(0),
      type(2, '96-QĐ/ĐU'),
    ),
    ...three('inner-transfer', about, 'commune', after(acts('transfer'), pick(2)), type(1, '31/02/2026')),
    { ...page('complaints', evaluation, 'cell') },
    { ...page('complaints-open', evaluation, 'cell'), before: openWindow },
    ...three(
      'answer',
      evaluation,
      'commune',
      press('evaluation.page.answer'),
      type(0, '45-QĐ/ĐU'),
      type(1, '01/01/2026'),
    ),
    ...three(
      'target',
      '/admission',
      'youth',
      press('admission.page.target-change'),
      type(0, 'mười'),
      type(1, '6'),
    ).filter(({ name }) => !name.endsWith('-empty')),
    ...three(
      'review',
      village,
      'commune',
      press('villages.prestige.review'),
      type(0, '01/01/2001'),
      type(1, '3/BB-UBND'),
    ),
    page('committees', '/meetings/board', 'province'),
    ...three(
      'document',
      '/task-documents',
      'commune',
      press('tasks.page.enter-document'),
      type(0, 'x'),
      type(3, '99/99/2026'),
    ),
    ...three('task', '/tasks', 'commune', press('tasks.page.give'), type(0, 'x'), type(1, 'y'), type(2, '01/01/2020')),
    { ...page('drawer-meeting', '/meetings', 'cell'), act: press('meetings.page.plan') },
    ...['snapshot', 'fact', 'cleared', 'work', 'benefit', 'prestige'].flatMap((kind) =>
      three(`village-${kind}`, village, 'commune', records(kind)),
    ),
    ...['session', 'participant', 'head-count', 'certificate'].flatMap((kind) =>
      three(`course-${kind}`, `/learning/courses/${course}`, 'commune', adds(kind)),
    ),
    ...three('course', '/learning', 'commune', press('learning.course.new')),
    ...three('commendation', '/learning/commendations', 'commune', press('learning.commendation.new')),
    ...three('model', '/learning/models', 'commune', press('learning.model.new')),
    ...applicants.flatMap(([stage, id]) =>
      three(`applicant-${stage}`, `/admission/${id}`, 'commune', async (window) => {
        await window.locator('.adm-acts button').first().click();
        await form(window).waitFor();
      }),
    ),
  ];
}

const pickOf = (key) => (window) =>
  form(window)
    .locator('label.radio')
    .filter({ hasText: wordsOf(key) })
    .click();

/** The window of the sample's decisions is over: as it looks while complaints still may come. */
const openWindow = (window) =>
  window.route(/api\/v1\/evaluations\?/, async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    for (const row of [...body.rows, body.own]) if (row.complainUntil) row.complainUntil = '2099-01-31';
    await route.fulfill({ response: answer, json: body });
  });

/** Complaints in each state, written once: waiting and late, kept, changed. */
async function complaints(cell, commune, unit) {
  const { rows = [] } = await cell(`/evaluations?unit=${unit}&year=2025`);
  const rated = rows.filter((row) => row.ratingId);
  if (rated.some((row) => row.complaint)) return;
  for (const [at, row] of rated.slice(0, 4).entries()) {
    const { id } = await cell('/evaluations/complaints', {
      id: randomUUID(),
      ratingId: row.ratingId,
      document: `Đơn số ${at + 1}`,
      on: '2026-01-20',
    });
    if (at > 1)
      await commune(`/evaluations/complaints/${id}/answer`, {
        level: at === 2 ? null : row.level === 'good' ? 'completed' : 'good',
        document: `${40 + at}-QĐ/ĐU`,
        on: '2026-02-02',
      });
  }
}

/** A village with a recognised person of prestige whose review is late, or any with one. */
async function reviewedVillage(commune, body) {
  const { items } = await commune(`/villages?unit=${body}&limit=60`);
  let any;
  for (const { id } of items) {
    const page = await commune(`/villages/${id}`);
    const due = page.prestige.find((one) => one.reviewDueOn !== null);
    if (due === undefined) continue;
    any ??= id;
    if (due.reviewDueOn < new Date().toISOString().slice(0, 10)) return id;
  }
  return any ?? items[0].id;
}
