import { formatDate, todayInVietnam } from '../src/platform/format.ts';
import { addDays } from '../src/platform/time/dates.ts';
import { callsOf } from './calls.ts';
import { axe, expect, noConsoleErrors, signIn, test, words } from './journey.ts';

type Meeting = { id: string; version: number; state: string; heldOn: string | null };
type Board = { cells: { unit: { name: string }; visit: boolean; reasons: { code: string }[] }[] };

test('a cell holds its meeting and closes it: the roll, last month’s tasks, a new one, votes, minutes, agreed and locked', async ({
  page,
}) => {
  const faults = noConsoleErrors(page, [/status of 409/]);
  const today = todayInVietnam();
  await signIn(page, 'cell');
  await page.goto('/meetings');
  await expect(page.getByRole('heading', { level: 1, name: words('meetings.page.title') })).toBeVisible();
  await axe(page);
  await page.getByRole('button', { name: words('meetings.page.plan'), exact: true }).click();
  const plan = page.getByRole('dialog', { name: words('meetings.page.plan') });
  await plan.getByRole('textbox', { name: words('meetings.page.place') }).fill('Nhà văn hoá bản');
  await plan.getByRole('button', { name: words('meetings.page.plan-act'), exact: true }).click();

  // Before: the invitation as text and as a code.
  await expect(page.getByRole('heading', { name: words('meetings.page.invitation') })).toBeVisible();
  await expect(page.getByRole('img', { name: words('meetings.page.code-alt') })).toBeVisible();
  await axe(page);
  await page.getByRole('button', { name: words('meetings.page.all-present') }).click();
  await page.getByRole('button', { name: words('meetings.page.save-attendance') }).click();
  await expect(page.getByText(words('meetings.page.attendance-saved'))).toBeVisible();
  await expect(page.getByRole('heading', { name: words('meetings.page.numbers') })).toBeVisible();

  // During: a task with its owner, a vote against the base that the program knows, the minutes.
  const dialog = (title: string) => page.getByRole('dialog', { name: words(title) });
  await page.getByRole('button', { name: words('tasks.page.give'), exact: true }).click();
  const give = dialog('tasks.page.give');
  await give.getByRole('textbox', { name: words('tasks.column.title') }).fill('Họp dân về giống ngô vụ đông');
  await give.getByRole('combobox', { name: words('tasks.column.owner') }).click();
  await page.getByRole('option').first().click();
  await give.getByRole('textbox', { name: words('tasks.column.due') }).fill(formatDate('vi', addDays(today, 20)));
  await give.getByRole('textbox', { name: words('tasks.column.measure') }).fill('1 buổi, từ 30 hộ');
  await give.getByRole('button', { name: words('tasks.page.give-act'), exact: true }).click();
  await expect(page.getByRole('link', { name: 'Họp dân về giống ngô vụ đông' })).toBeVisible();

  await page.getByRole('button', { name: words('meetings.page.count-vote') }).click();
  const vote = dialog('meetings.page.count-vote');
  await vote.getByRole('textbox', { name: words('meetings.page.item') }).fill('Nghị quyết tháng này');
  await vote.getByRole('textbox', { name: words('meetings.page.for'), exact: true }).fill('1');
  await vote.getByRole('button', { name: words('platform.ui.save'), exact: true }).click();
  await expect(page.getByText(words('meetings.page.not-passed'))).toBeVisible();

  await page.getByRole('textbox', { name: words('meetings.page.conclusion') }).fill('Chi bộ thống nhất các nhiệm vụ.');
  await page.getByRole('button', { name: words('meetings.page.save-minutes') }).click();
  const agree = page.getByRole('button', { name: words('meetings.page.to.agreed') });
  await agree.click();
  await expect(page.getByText(words('problem.meeting.chair-needed'))).toBeVisible();
  await page.getByRole('button', { name: words('meetings.page.lead'), exact: true }).click();
  const lead = dialog('meetings.page.lead');
  await lead.getByRole('combobox', { name: words('meetings.page.chair'), exact: true }).click();
  await page.getByRole('option').first().click();
  await lead.getByRole('combobox', { name: words('meetings.page.secretary') }).click();
  await page.getByRole('option').nth(1).click();
  await lead.getByRole('button', { name: words('platform.ui.save'), exact: true }).click();
  await expect(lead).toBeHidden();

  // It does not close before every open task of before was touched.
  const calls = await callsOf('cell');
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const touch = page.getByRole('button', { name: words('meetings.page.touch.in_progress'), exact: true });
  const waiting = await touch.count();
  expect(waiting, 'the sample left the cell open tasks').toBeGreaterThan(0);
  await agree.click();
  await expect(
    page.getByRole('alert').or(page.getByRole('status')).filter({ hasText: 'chưa chạm tới' }).first(),
  ).toBeVisible();
  for (let left = waiting; left > 0; left -= 1) {
    await touch.first().click();
    await expect(touch).toHaveCount(left - 1);
  }
  await agree.click();
  await expect(page.getByRole('article').getByRole('heading', { name: 'BIÊN BẢN' })).toBeVisible();
  await axe(page);
  await page.getByRole('button', { name: words('meetings.page.to.locked') }).click();
  await expect(page.getByRole('button', { name: words('meetings.page.correct') })).toBeVisible();
  const meeting = (await (await calls.get(`/api/v1/meetings/${id}`)).json()) as Meeting;
  expect(meeting.state).toBe('locked');
  await calls.dispose();
  expect(faults()).toEqual([]);
});

test('a clerk of the commune finds the three cells that need a visit, and what is behind each', async ({ page }) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'commune');
  await page.goto('/meetings/board');
  await expect(page.getByRole('heading', { level: 1, name: words('meetings.page.board') })).toBeVisible();
  const visits = page.getByRole('list', { name: words('meetings.page.where-to-go') });
  await expect(visits.locator(':scope > li')).toHaveCount(3);
  const calls = await callsOf('commune');
  const me = (await (await calls.get('/api/v1/me')).json()) as { posts: { unitId: string }[] };
  const board = (await (
    await calls.get('/api/v1/meetings/board', { params: { unit: me.posts[0]?.unitId ?? '' } })
  ).json()) as Board;
  await calls.dispose();
  const wanted = board.cells.filter((cell) => cell.visit);
  expect(wanted.map((cell) => cell.reasons[0]?.code).sort()).toEqual(['attendance', 'not_met', 'tasks']);
  for (const cell of wanted)
    await expect(visits.getByRole('link', { name: cell.unit.name, exact: true })).toBeVisible();
  await axe(page);

  // One of them leaves its tasks lying: the reason opens exactly these.
  const lying = wanted.find((cell) => cell.reasons[0]?.code === 'tasks');
  if (!lying) throw new Error('no cell leaves its tasks lying');
  await visits
    .locator(':scope > li')
    .filter({ hasText: lying.unit.name })
    .getByRole('link', { name: /nhiệm vụ quá hạn/ })
    .click();
  await expect(page.getByRole('heading', { level: 1, name: words('tasks.page.title') })).toBeVisible();
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await axe(page);
  expect(faults()).toEqual([]);
});
