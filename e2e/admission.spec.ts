import type { Locator, Page } from '@playwright/test';
import { formatDate, todayInVietnam } from '../src/platform/format.ts';
import { addDays, addMonths } from '../src/platform/time/dates.ts';
import { callsOf, membersOf } from './calls.ts';
import { axe, expect, noConsoleErrors, signIn, signOut, test, words } from './journey.ts';

/** The days of a file that ends today: the clock of the program stands, the papers lie in the past. */
const today = todayInVietnam();
const NOTICED = addMonths(today, -26);
const day = (days: number) => addDays(NOTICED, days);

const act = (page: Page, id: string) =>
  page.getByRole('button', { name: words(`admission.act.${id}`), exact: true }).first();

/** Opens the form of an act, lets it be filled, and sends it. */
async function record(page: Page, id: string, fill: (form: Locator) => Promise<void>): Promise<void> {
  await act(page, id).click();
  const form = page.getByRole('dialog');
  await expect(form).toBeVisible();
  await fill(form);
  await form.getByRole('button', { name: words(`admission.act.${id}`), exact: true }).click();
  await expect(form).toBeHidden();
}
const fillIn = async (form: Locator, values: Record<string, string>) => {
  for (const [field, value] of Object.entries(values))
    await form.getByLabel(words(`admission.field.${field}`), { exact: true }).fill(value);
};
const on = (date: string) => ({ on: formatDate('vi', date) });
const choose = async (page: Page, form: Locator, field: string, word: string) => {
  await form.getByRole('button', { name: words(`admission.field.${field}`) }).click();
  await page.getByRole('option', { name: words(word), exact: true }).click();
};
/** Types into a field that searches, and chooses: the list follows the typing, so the choice is looked at and made again. */
async function pick(page: Page, place: Locator, label: string, typed: string, name: string): Promise<void> {
  const field = place.getByRole('combobox', { name: label });
  await expect(async () => {
    await field.fill('');
    await field.pressSequentially(typed, { delay: 20 });
    await page.getByRole('option', { name }).first().click({ timeout: 5000 });
    await expect(field).toHaveValue(name, { timeout: 2000 });
  }).toPass({ timeout: 45_000 });
}
const find = (page: Page, form: Locator, field: string, name: string) =>
  pick(page, form, words(`admission.field.${field}`), name, name);

test('a provincial user reads 254 introduced and 211 admitted, and opens exactly those persons', async ({ page }) => {
  const faults = noConsoleErrors(page);
  await signIn(page, 'province');
  await page.goto('/admission/funnel?unit=096&from=2019-01-01&to=2025-06-30');
  await expect(page.getByRole('link', { name: words('admission.page.introduced-n', { count: 254 }) })).toBeVisible();
  await expect(page.getByText('83,1', { exact: false }).first()).toBeVisible();
  await axe(page);
  await page.getByRole('link', { name: words('admission.page.admitted-n', { count: 211 }) }).click();
  await expect(page).toHaveURL(/figures\/I-17\/records/);
  await expect(page.getByText('211').first()).toBeVisible();
  // The list is longer than a screen: its foot says how many there are, and they are the persons of the figure.
  const calls = await callsOf('province');
  const list = (await (
    await calls.get('/api/v1/figures/I-17', { params: { unit: '096', from: '2019-01-01', asOf: '2025-06-30' } })
  ).json()) as { numerator: number; denominator: number; records: { count: number } };
  await calls.dispose();
  expect(list).toMatchObject({ numerator: 211, denominator: 254, records: { count: 211 } });
  expect(faults()).toEqual([]);
});

test('a nominee of the Youth Union goes the whole way to official member', async ({ page }) => {
  test.setTimeout(300_000);
  const faults = noConsoleErrors(page, [/409/]);
  const calls = await callsOf('commune');
  const cell = (await (await calls.get('/api/v1/units?q=nam%20pac&kind=party_cell&alive=true&limit=1')).json()) as {
    items: { id: string; name: string }[];
  };
  const home = cell.items[0];
  if (!home) throw new Error('the sample has no cell of Nậm Pắc');
  const officialsOn = async (date: string) =>
    membersOf(calls, { unit: home.id, asOf: date, state: 'official', limit: '200' });
  const before = await officialsOn(day(120));
  const [introducer, mentor] = before.items;
  if (!introducer || !mentor) throw new Error('nobody to introduce');

  // The Youth Union names its member and sees how far he has come, and nothing more.
  await signIn(page, 'youth');
  await page.goto('/admission/new');
  const name = 'Chu Go Sừ Thử Hai';
  await page.getByLabel(words('admission.column.name'), { exact: true }).fill(name);
  await page.getByLabel(words('admission.field.birth'), { exact: true }).fill('12/4/2001');
  await choose(page, page.locator('main'), 'education', 'admission.education.upper_secondary');
  await pick(page, page.locator('main'), words('admission.column.cell'), 'nam pac', home.name);
  await fillIn(page.locator('main'), {
    'noticed-on': formatDate('vi', NOTICED),
    'consent-on': formatDate('vi', NOTICED),
  });
  await axe(page);
  await page.getByRole('button', { name: words('admission.page.nominate'), exact: true }).click();
  await expect(page.getByText(name).first()).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(words('admission.page.nominees'));
  await axe(page);
  await signOut(page);

  // The office of the commune carries the file on, paper by paper.
  await signIn(page, 'commune');
  await page.goto('/admission?view=list&q=chu%20go%20su%20thu%20hai');
  await page.getByRole('link', { name }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  await axe(page);
  await record(page, 'list', (form) => fillIn(form, { ...on(day(5)), resolution: '03-NQ/CB' }));
  await record(page, 'course', (form) =>
    fillIn(form, {
      'certificate-number': '17/2024',
      'issued-on': formatDate('vi', day(40)),
      issuer: 'Trung tâm chính trị',
    }),
  );
  await record(page, 'apply', (form) => fillIn(form, on(day(60))));
  for (const subject of ['applicant', 'parents']) {
    await record(page, 'checks', async (form) => {
      await choose(page, form, 'subject', `admission.check.${subject}`);
      await fillIn(form, { ...on(day(62)), place: 'Đảng uỷ xã nơi cư trú' });
    });
    await record(page, 'answers', async (form) => {
      await fillIn(form, { ...on(day(85)), document: '12-KL/ĐU' });
      await form.getByText(words('admission.conclusion.fit'), { exact: true }).click();
    });
  }
  await record(page, 'verify', (form) => fillIn(form, { ...on(day(90)), confirmation: '13-XN/ĐU' }));
  await record(page, 'union', (form) => fillIn(form, on(day(95))));
  await record(page, 'member', async (form) => {
    await find(page, form, 'introducer', introducer.fullName);
    await fillIn(form, { 'known-since': '1/1/2020', ...on(day(95)) });
  });
  await record(page, 'opinion', (form) => fillIn(form, on(day(98))));
  await record(page, 'opinion', (form) => fillIn(form, on(day(98))));

  // Two thirds of those who came are not two thirds of the official members: refused, with the right base, nothing lost.
  const { total } = await officialsOn(day(120));
  await act(page, 'cell_vote').click();
  const form = page.getByRole('dialog');
  await fillIn(form, { ...on(day(120)), for: '3', minutes: '05-BB/CB' });
  await form.getByRole('button', { name: words('admission.act.cell_vote'), exact: true }).click();
  await expect(form.getByText('Điều lệ Đảng, Điều 4', { exact: false })).toBeVisible();
  await expect(form.getByLabel(words('admission.field.minutes'))).toHaveValue('05-BB/CB');
  await fillIn(form, { for: String(total) });
  await form.getByRole('button', { name: words('admission.act.cell_vote'), exact: true }).click();
  await expect(form).toBeHidden();
  await record(page, 'grassroots_vote', (one) =>
    fillIn(one, { ...on(day(130)), members: '21', for: '21', resolution: '08-NQ/ĐU' }),
  );
  await record(page, 'submit', (one) => fillIn(one, { ...on(day(133)), submission: '31-TTr/ĐU' }));
  await record(page, 'decide', (one) =>
    fillIn(one, { ...on(day(180)), 'board-members': '9', for: '8', decision: '112-QĐNS/ĐU' }),
  );
  await record(page, 'receive', (one) => fillIn(one, on(day(183))));
  await record(page, 'ceremony', async (one) => {
    await find(page, one, 'mentor', mentor.fullName);
    await fillIn(one, { ...on(day(200)), minutes: '07-BB/CB' });
  });
  await expect(page.getByText(words('admission.stage.probationary'), { exact: true }).first()).toBeVisible();
  for (let at = 0; at < 4; at += 1)
    await record(page, 'remark', (one) => fillIn(one, { ...on(addMonths(day(200), 11)), document: '01-NX' }));
  const monthTwelve = addMonths(day(200), 12);
  const votedOn = addDays(monthTwelve, 9);
  await record(page, 'propose', async (one) =>
    fillIn(one, { ...on(votedOn), for: String((await officialsOn(votedOn)).total), minutes: '09-BB/CB' }),
  );
  await record(page, 'recognise', (one) => fillIn(one, { ...on(addDays(monthTwelve, 30)), decision: '60-QĐCT/ĐU' }));
  // Official from month 12 on, however late; party age from the decision.
  await expect(
    page.getByText(
      words('admission.page.official-since', { on: formatDate('vi', monthTwelve), age: formatDate('vi', day(180)) }),
    ),
  ).toBeVisible();
  await axe(page);
  await page.getByRole('link', { name: words('admission.page.open-member') }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText(name);
  await calls.dispose();
  expect(faults()).toEqual([]);
});
