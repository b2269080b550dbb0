import { fold, formatDate, todayInVietnam } from '../src/platform/format.ts';
import { addMonths } from '../src/platform/time/dates.ts';
import { callsOf, membersOf } from './calls.ts';
import { axe, expect, noConsoleErrors, signIn, test, words } from './journey.ts';

test('a commune finds a member without accents, opens the file by keyboard, corrects it and records an exemption', async ({
  page,
}) => {
  const faults = noConsoleErrors(page);
  const calls = await callsOf('commune');
  const { items } = await membersOf(calls, { state: 'official', limit: '50' });
  const member = items.find((one) => one.education === 'upper_secondary' && fold(one.fullName) !== one.fullName);
  if (!member) throw new Error('nobody in the sample to correct');
  const typed = fold(member.fullName);
  const { total } = await membersOf(calls, { q: typed });
  await calls.dispose();

  await signIn(page, 'commune');
  await page.goto('/members');
  await page.getByRole('searchbox', { name: words('membership.page.register.find') }).fill(typed);
  await expect(page.getByText(words('membership.page.register.matching', { count: total, q: typed }))).toBeVisible();
  const row = page.getByRole('row').filter({ hasText: member.fullName }).filter({ hasText: member.cardNumber });
  await axe(page);
  await row.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: member.fullName })).toBeVisible();
  const history = page.locator('#history');
  await expect(
    history
      .getByRole('listitem')
      .or(history.getByText(words('membership.page.history.none')))
      .first(),
  ).toBeVisible();
  await axe(page);

  // E opens the form; only what was changed is sent, and the history keeps the old value beside the new.
  await page.keyboard.press('e');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    words('membership.page.edit.title', { name: member.fullName }),
  );
  await page.getByRole('button', { name: words('membership.page.person.education') }).click();
  await page.getByRole('option', { name: words('membership.education.university'), exact: true }).click();
  await expect(page.getByText(words('membership.page.edit.count', { count: 1 }))).toBeVisible();
  await axe(page);
  await page.getByRole('button', { name: words('membership.page.save'), exact: true }).click();
  const corrected = history.getByRole('listitem').first();
  await expect(corrected.getByRole('deletion')).toHaveText(words('membership.education.upper_secondary'));
  await expect(corrected.getByRole('insertion')).toHaveText(words('membership.education.university'));

  await page.getByRole('button', { name: words('membership.page.member.record') }).click();
  await page.getByRole('menuitem', { name: words('membership.page.act.temp-exempt.title') }).click();
  const form = page.getByRole('dialog', { name: words('membership.page.act.temp-exempt.title') });
  const until = addMonths(todayInVietnam(), 2);
  await form.getByRole('textbox', { name: words('membership.page.act.field.until') }).fill(formatDate('vi', until));
  await form.getByText(words('membership.page.act.field.writtenRequest'), { exact: true }).click();
  await form.getByText(words('membership.page.act.field.residenceRegistered'), { exact: true }).click();
  await form.getByRole('textbox', { name: words('membership.page.act.field.decisionPaper') }).fill('96-QĐ/ĐU');
  await axe(page);
  await form.getByRole('button', { name: words('membership.page.act.temp-exempt.send') }).click();
  await expect(form).toBeHidden();
  await expect(history.getByText(words('membership.state.temp_exempt')).first()).toBeVisible();
  expect(faults()).toEqual([]);
});

test('the file of another commune is not found, as if there were none', async ({ page }) => {
  const faults = noConsoleErrors(page, [/status of 404/]);
  const province = await callsOf('province');
  const found = await province.get('/api/v1/units', {
    params: { q: 'dang bo xa chiem hoa', tree: 'party', limit: '1' },
  });
  const [elsewhere] = ((await found.json()) as { items: { id: string }[] }).items;
  const [stranger] = (await membersOf(province, { unit: elsewhere?.id ?? '', limit: '1' })).items;
  await province.dispose();
  if (!stranger) throw new Error('nobody in the sample lives elsewhere');

  await signIn(page, 'commune');
  await page.goto(`/members/${stranger.id}`);
  await expect(page.getByRole('heading', { name: words('membership.page.member.not-found'), level: 1 })).toBeVisible();
  await expect(page.getByText(stranger.fullName)).toHaveCount(0);
  await axe(page);
  expect(faults()).toEqual([]);
});
