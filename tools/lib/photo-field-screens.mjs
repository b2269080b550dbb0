import { randomUUID } from 'node:crypto';

// The screens of the field app to be photographed, and what has to be written before they show what they are for.

/** What a phone says to the server: without it, it is as without a network. */
const SYNC = '**/api/v1/sync/**';

/** Steps of a form that stay where they were left: goes to the one that is wanted. */
const toStep = (wanted) => async (page) => {
  for (let tries = 0; tries < 6; tries++) {
    const at = await page.locator('.steps i.on').count();
    if (at === wanted) return;
    await page
      .locator('.foot .btn')
      .nth(at > wanted ? 0 : -1)
      .click();
    await page.waitForTimeout(150);
  }
};
const choose = (group, option) => async (page) => {
  await page.getByRole('radiogroup').nth(group).getByRole('radio').nth(option).click();
};
const both =
  (...acts) =>
  async (page) => {
    for (const act of acts) await act(page);
  };
const stripTone = (page, tone) => page.locator(`.strip.${tone}`).waitFor({ timeout: 40_000 });
const fill = (words) => (page) => page.locator('main :is(input, textarea).in').first().fill(words);

const asked = both(choose(1, 1), (page) =>
  page.locator('main textarea').first().fill('Đường vào bản sạt lở ba chỗ sau mưa'),
);

/** Whatever is written from now on finds the disk full, until it is given back. */
const fullDisk = (page) =>
  page.evaluate(() => {
    const begin = IDBDatabase.prototype.transaction;
    globalThis.givenBack = begin;
    IDBDatabase.prototype.transaction = function (...given) {
      if (given[1] === 'readwrite') throw new DOMException('full', 'QuotaExceededError');
      return begin.apply(this, given);
    };
  });
const room = (page) =>
  page.evaluate(() => {
    IDBDatabase.prototype.transaction = globalThis.givenBack ?? IDBDatabase.prototype.transaction;
  });

/** @param given the phone's page, people of the sample by the API, and how the app is unlocked and walked */
export async function fieldScreens({ page, person, unlock, open, samples, pin }) {
  const password = samples.find(({ userName }) => userName === 'cell')?.password ?? '';
  const cell = await person('cell');
  const commune = await person('commune');
  const { items: meetings } = await cell('GET', '/meetings?limit=50');
  const meeting = (state) => meetings.find((one) => one.state === state)?.id ?? '';
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Ho_Chi_Minh' }).format(new Date());
  const { posts } = await cell('GET', '/me');
  const unitId = posts[0].unitId;
  const villages = [];
  const stocks = { village: '', household: '' };

  async function signIn() {
    await page.goto('/field/');
    await page.locator('input[type=password]').waitFor();
  }

  async function setUp() {
    await page.locator('input').first().fill('cell');
    await page.locator('input[type=password]').fill(password);
    await page.locator('.btn.primary').click();
    await chosen();
  }

  const chosen = () => page.locator('input[inputmode=numeric]').first().waitFor();

  async function begin() {
    await chosen();
    for (const at of [0, 1]) await page.locator('input[inputmode=numeric]').nth(at).fill(pin);
    await page.locator('.btn.primary').click();
    await page.locator('.tabbar').waitFor();
    await stripTone(page, 'ok');
    await open(page, '/village');
    villages.push(...(await hrefs('#/villages/')));
    await open(page, '/gifts');
    const [first = ''] = await hrefs('#/gifts/');
    stocks.village = first;
    // What the row says: a number, and kilograms for rice alone.
    const said = await page.locator(`a[href="#${first}"]`).innerText();
    stocks.gift = { item: /kg|กก/.test(said) ? 'rice' : 'blanket', quantity: Number(/\d+/.exec(said)?.[0]) };
    await forHousehold(first.split('/')[2] ?? '');
    await open(page, '/unsent');
    await page.locator('.foot .btn.primary').click();
    await page.waitForTimeout(4000);
    await open(page, '/gifts');
    stocks.household = (await hrefs('#/gifts/')).find((one) => one.includes(stocks.asked)) ?? '';
  }

  async function hrefs(start) {
    return page.evaluate(
      (from) => [...document.querySelectorAll(`a[href^="${from}"]`)].map((one) => one.getAttribute('href').slice(1)),
      start,
    );
  }

  /** A gift for a household, which is asked about its picture and its name. */
  async function forHousehold(campaign) {
    stocks.asked = randomUUID();
    for (const user of ['province', 'commune', 'admin'])
      try {
        const office = await person(user);
        const {
          items: [household],
        } = await cell('GET', `/households?unit=${unitId}&limit=1`).catch(() => commune('GET', '/households?limit=1'));
        const villageId = household.village?.id ?? household.villageId;
        const gift = { id: stocks.asked, item: 'blanket', quantity: 1, villageId, householdId: household.id };
        await office('POST', `/campaigns/${campaign}/allocations`, { ...gift, decidedOn: today });
        return;
      } catch (fault) {
        console.log(`${user} cannot set a gift aside for a household: ${String(fault).slice(0, 200)}`);
      }
  }

  /** Without a network: an agenda that the office changes meanwhile, a gift that is given elsewhere meanwhile. */
  async function disagree() {
    const planned = meeting('planned');
    await page.route(SYNC, (route) => route.abort());
    await open(page, `/meetings/${planned}/agenda`);
    await page.locator('main .in').nth(1).fill('Bàn việc sửa cầu treo đầu bản');
    await page.locator('.foot .btn.primary').click();
    await page.locator('.strip.off').waitFor();
    await open(page, stocks.village);
    await toStep(3)(page);
    await page.locator('main .in').first().fill('BN-21');
    await page.getByRole('radiogroup').first().getByRole('radio').nth(1).click();
    await page.locator('main .in').nth(1).fill('Lò Văn Chứng');
    await page.getByRole('radiogroup').nth(1).getByRole('radio').first().click();
    await page.locator('.foot .btn.primary').click();
    await page.waitForTimeout(500);
    const { version } = await cell('GET', `/meetings/${planned}`);
    await commune('PUT', `/meetings/${planned}/agenda`, {
      version,
      items: [
        { kind: 'opening', title: 'Khai mạc' },
        { kind: 'other', title: 'Kế hoạch làm đường liên bản' },
      ],
    }).catch((fault) => console.log(String(fault)));
    const [, , campaign, allocationId] = stocks.village.split('/');
    const office = await person('province');
    await office('POST', `/campaigns/${campaign}/handovers`, {
      id: randomUUID(),
      effectiveOn: today,
      villageId: villages[0].split('/').at(-1),
      allocationId,
      items: [stocks.gift],
      receiptNumber: `VP-${randomUUID().slice(0, 6)}`,
      confirmation: 'witness',
      witness: { name: 'Lò Văn Chứng', post: 'elder' },
      handedBy: 'Văn phòng',
    }).catch((fault) => console.log(String(fault)));
    await page.unroute(SYNC);
    await open(page, '/unsent');
    await page.locator('.foot .btn.primary').click();
    await stripTone(page, 'two');
  }
  const asks = (at) => async () => {
    await open(page, '/unsent');
    await page.locator('a[href^="#/unsent/"]').nth(at).click();
    await page.waitForTimeout(600);
  };

  const at = (name, path, more = {}) => ({ name, path, ...more });
  const lazy = (name, find, more = {}) => ({
    name,
    ...more,
    act: async (window) => {
      await open(window, find());
      await more.act?.(window);
    },
  });
  return {
    parts: [
      // The first three are on the way to all others.
      { begin: signIn, always: true, locked: true, screens: [at('sign-in')] },
      { begin: setUp, always: true, locked: true, screens: [at('set-up', undefined, { act: chosen })] },
      {
        begin,
        always: true,
        locked: true,
        screens: [
          at('lock'),
          at('lock-full', undefined, {
            act: both(fullDisk, async (window) => {
              for (const digit of pin) await window.getByRole('button', { name: digit, exact: true }).click();
              await window.locator('.pins button').last().click();
              await window.locator('[role=alert]').waitFor();
              await room(window);
            }),
          }),
        ],
      },
      {
        screens: [
          at('today', '/'),
          at('meetings', '/meetings'),
          at('plan', '/meetings/plan'),
          at('meeting-planned', `/meetings/${meeting('planned')}`),
          at('agenda', `/meetings/${meeting('planned')}/agenda`),
          at('roll', `/meetings/${meeting('planned')}/roll`),
          at('meeting-draft', `/meetings/${meeting('draft')}`),
          at('roll-draft', `/meetings/${meeting('draft')}/roll`),
          at('review', `/meetings/${meeting('draft')}/review`),
          at('decide', `/meetings/${meeting('draft')}/decide`),
          ...[0, 1, 2].map((nth) =>
            at(`decide-${nth + 1}`, `/meetings/${meeting('draft')}`, {
              act: async (window) => {
                await open(window, `/meetings/${meeting('draft')}/decide`);
                await window.locator('main .btn').nth(nth).click();
                await window.waitForTimeout(200);
              },
            }),
          ),
          at('minutes', `/meetings/${meeting('draft')}/minutes`),
          at('meeting-locked', `/meetings/${meeting('locked')}`, { print: true }),
        ],
      },
      {
        screens: [
          at('tasks', '/tasks'),
          at('task', '/tasks', {
            act: async (window) => {
              await window.locator('a[href^="#/tasks/"]').first().click();
              await window.waitForTimeout(300);
            },
          }),
          at('request', '/requests/new'),
          at('request-full', '/requests/new', {
            act: async (window) => {
              await asked(window);
              await fullDisk(window);
              await window.locator('.btn.primary').last().click();
              await window.locator('[role=alert]').waitFor();
              await room(window);
            },
          }),
          at('village', '/village'),
          lazy('profile', () => villages[0]),
          at('members', '/members'),
          at('members-none', '/members', { act: fill('zzz') }),
          at('rules', '/rules'),
          at('propose', '/propose'),
          at('activity', '/activities/new'),
          at('settings', '/settings'),
          at('nowhere', '/nowhere'),
        ],
      },
      {
        screens: [
          at('gifts', '/gifts'),
          lazy('gift-1', () => stocks.village, { act: toStep(1) }),
          lazy('gift-3', () => stocks.village, { act: toStep(3) }),
          lazy('gift-witness', () => stocks.village, { act: both(toStep(3), choose(0, 1)) }),
          lazy('gift-thumb', () => stocks.village, { act: both(toStep(3), choose(0, 2)) }),
          lazy('gift-house-1', () => stocks.household, { act: toStep(1) }),
          lazy('gift-house-2', () => stocks.household, { act: toStep(2) }),
          lazy('gift-house-photo', () => stocks.household, {
            act: both(toStep(2), choose(0, 0), choose(1, 1), choose(2, 1), async (window) => {
              await window.locator('input[type=file]').setInputFiles({
                name: 'a.png',
                mimeType: 'image/png',
                buffer: await window.screenshot({ clip: { x: 0, y: 60, width: 360, height: 260 } }),
              });
              await window.locator('img.photo').waitFor();
            }),
          }),
          lazy('gift-house-3', () => stocks.household, { act: toStep(3) }),
        ],
      },
      {
        begin: disagree,
        screens: [
          at('today-asks', '/'),
          at('unsent', '/unsent'),
          at('conflict', undefined, { act: asks(0) }),
          at('refused', undefined, { act: asks(1) }),
        ],
      },
      {
        begin: async () => {
          await page.route(SYNC, (route) => route.abort());
          await open(page, '/requests/new');
          await asked(page);
          await page.locator('.btn.primary').last().click();
          await page.waitForTimeout(500);
        },
        screens: [at('unsent-offline', '/unsent'), at('file', '/file'), at('today-offline', '/')],
      },
      {
        once: true,
        begin: async () => {
          await page.unroute(SYNC);
          const id = await page.evaluate(() => localStorage.getItem('gandan.field.device'));
          await commune('POST', `/sync/devices/${id}/withdraw`, {});
        },
        screens: [
          at('withdrawn', undefined, {
            act: async (window) => {
              if ((await window.locator('.tabbar').count()) === 0) return;
              await open(window, '/unsent');
              await window.locator('.foot .btn.primary').click();
              await window.locator('main .centre h1').waitFor({ timeout: 40_000 });
            },
          }),
        ],
      },
    ],
  };
}
