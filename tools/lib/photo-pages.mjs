import { randomUUID } from 'node:crypto';
import { channelPages } from './photo-channel.mjs';
import { drawerPages } from './photo-drawers.mjs';
import { paperDrawers } from './photo-paper-drawers.mjs';
import { paperPages } from './photo-papers.mjs';
import { failing, missing, refused, refusing } from './photo-states.mjs';

// Which pages there are to be photographed, and for whom: every address of the office app with records of the sample.

const NOBODY = '00000000-0000-7000-8000-000000000000';
/** Empty, not found and refused pages of the rooms of the villages: name, address, person. */
const STATES = [
  ['board-empty', '/admission?view=board&q=zzzz', 'commune'],
  ['list-empty', '/admission?view=list&q=zzzz', 'commune'],
  ['funnel-empty', '/admission/funnel?from=2001-01-01&to=2001-12-31', 'commune'],
  ['funnel-nobody', '/admission/funnel?from=2026-01-01&to=2026-01-01', 'commune'],
  ['applicant-none', `/admission/${NOBODY}`, 'commune'],
  ['meeting-none', `/meetings/${NOBODY}`, 'commune'],
  ['task-none', `/tasks/${NOBODY}`, 'commune'],
  ['village-none', `/villages/${NOBODY}`, 'commune'],
  ['evaluations-empty', '/evaluations?year=2012', 'commune'],
  ['dues-empty', '/dues?month=2026-01', 'cell'],
  ['admission-refused', '/admission/new', 'inspection'],
  ['funnel-refused', '/admission/funnel', 'youth'],
  ['meetings-refused', '/meetings', 'youth'],
  ['assignments-refused', '/meetings/assignments', 'youth'],
  ['sheets-refused', '/meetings/sheets', 'youth'],
  ['tasks-refused', '/tasks', 'youth'],
  ['evaluations-refused', '/evaluations', 'youth'],
  ['dues-refused', '/dues', 'youth'],
];
/**
 * @param callsOf gives, for a sample user, a function that fetches a path of the API as that person, or writes to it
 * @returns `{ name, user, path }` of each page; `user` undefined before the sign-in
 */
export async function photoPages(callsOf) {
  const province = await callsOf('province');
  const commune = await callsOf('commune');
  const unit = async (words, kind) => {
    const { items } = await province(`/units?q=${encodeURIComponent(words)}&limit=20`);
    const found = items.find((one) => one.kind === kind && one.to === null);
    if (found === undefined) throw new Error(`the sample has no ${kind} called ${words}`);
    return found.id;
  };
  const body = await unit('Đảng bộ xã Mường Nhé', 'commune_body');
  const place = await unit('Xã Mường Nhé', 'commune');
  const provincial = await unit('Đảng bộ tỉnh Điện Biên', 'province_body');
  const village = await unit('Bản Mường Nhé', 'village');
  const { items: events } = await province('/unit-events');
  const { items: members } = await commune('/members?state=official&limit=5&sort=party_age&direction=desc').catch(() =>
    commune('/members?limit=5'),
  );
  const member = (members ?? (await commune('/members?limit=5')).items)[0].id;
  const event = events.find((one) => one.kind === 'merge' && one.state === 'carried_out').id;
  const cell = await callsOf('cell');
  const youth = await callsOf('youth');
  const first = async (calls, path) => {
    const { items = [] } = await calls(path);
    if (items[0] === undefined) throw new Error(`the sample has nothing at ${path}`);
    return items[0].id;
  };
  const meeting = async (state) => `/meetings/${await first(cell, `/meetings?state=${state}&limit=1`)}`;
  const village2 = await unit('Bản Nậm Pắc', 'village');
  const { columns = [] } = await commune('/admission/board');
  const furthest = (group) => columns.find((column) => column.group === group)?.items[0]?.id ?? NOBODY;
  const applicant = columns.flatMap((column) => column.items)[0]?.id;
  const course = await first(commune, `/courses?unit=${body}&limit=1`);
  const task = await first(commune, '/tasks?limit=1');
  const document = await first(commune, '/task-documents?limit=1');
  const linhPhu = await unit('Đảng bộ xã Tri Phú', 'commune_body');
  const twinning = await first(province, `/twinnings?unit=${linhPhu}&limit=1`);
  const activity = async (kind, year) =>
    `/outreach/activities/${await first(province, `/activities?unit=${linhPhu}&twinning=${twinning}&kind=${kind}&from=${year}-01-01&to=${year}-12-31&state=held&limit=1`)}`;
  const { items: articles } = await province('/articles?limit=10');
  const articleOf = (words) => articles.find((one) => one.title.includes(words))?.id ?? articles[0]?.id;
  const home = (user) => ({ name: `home-${user}`, user, path: '/' });
  const page = (name, path, user = 'province') => ({ name, user, path });
  const tuyenQuang = (await province('/me')).posts[0].unitId;
  const hrefOf = async (what) => {
    const { items } = await province(`/${what}?unit=${tuyenQuang}&limit=1`);
    return `/welfare/${what}/${items[0].id}`;
  };
  const { items: campaigns } = await province(`/campaigns?unit=${tuyenQuang}&limit=50`);
  const campaignOf = (title) => campaigns.find((one) => one.title === title)?.id ?? campaigns[0].id;
  const [gifts, tanks] = [campaignOf('100 suất quà'), campaignOf('Bồn nước cho hộ thiếu nước')];
  const handover = await first(province, `/campaigns/${tanks}/handovers?traced=no&limit=1`);
  const household = await first(province, `/households?unit=${tuyenQuang}&limit=1`);
  const { items: sponsors } = await province(`/sponsors?unit=${tuyenQuang}&limit=50`);
  const agribank = sponsors.find((one) => one.name === 'Agribank Tuyên Quang')?.id ?? sponsors[0].id;
  const trip = await activity('roots_trip', 2024);
  const before = (await province(trip.replace('/outreach', ''))).place.id;
  const lungLu = await unit('Lung Lù', 'village');
  const link = { id: randomUUID(), expiresOn: `${new Date().getFullYear() + 1}-12-31` };
  const { code } = await province(`/sponsors/${agribank}/links`, link);
  // A record that is not there, lists where nothing is, a server that fails, somebody who may not: how each says so.
  const nowhere = randomUUID();
  const wrongCode = async (window) => {
    await window.locator('input').first().fill('SAI-MÃ-00');
    await window.keyboard.press('Enter');
    await window.locator('[role=alert]').first().waitFor();
  };
  const withCode = async (window) => {
    await window.locator('input').first().fill(code);
    await window.keyboard.press('Enter');
    await window.locator('article').first().waitFor();
  };
  const other = { id: randomUUID(), expiresOn: link.expiresOn };
  await province(`/sponsors/${agribank}/links`, other);
  const houseOf = async (...stages) => {
    const { items } = await province(`/houses?unit=${tuyenQuang}&limit=50`);
    return (items.find((one) => stages.includes(one.stage)) ?? items[0]).id;
  };
  const paper = await first(commune, `/documents?unit=${body}&direction=out&limit=1`);
  const arrival = await first(commune, `/documents?unit=${body}&direction=in&limit=1`);
  const dossier = await first(commune, `/dossiers?unit=${body}&state=open&limit=1`);
  const { items: reports = [] } = await commune('/reports?limit=50');
  /** A file that may be closed as it is. */
  const orderly = async () => {
    const { items = [] } = await commune(`/dossiers?unit=${body}&state=open&limit=50`);
    for (const one of items) if ((await commune(`/dossiers/${one.id}`)).offenders.length === 0) return one.id;
    return items[0].id;
  };
  return [
    { name: 'sign-in', path: '/sign-in' },
    ...['province', 'commune', 'cell', 'youth', 'inspection', 'admin'].map(home),
    page('documents', '/documents', 'commune'),
    page('documents-out', '/documents?view=out', 'commune'),
    page('documents-late', '/documents?view=late', 'commune'),
    page('document-out', `/documents/${paper}`, 'commune'),
    page('document-in', `/documents/${arrival}`, 'commune'),
    page('dossiers', '/documents/files', 'commune'),
    page('dossier', `/documents/files/${dossier}`, 'commune'),
    page('records-order', '/documents/order', 'commune'),
    page('records-archive', '/documents/archive', 'commune'),
    page('records-numbers', '/documents/numbers', 'commune'),
    page('records-templates', '/documents/templates?paper=minutes', 'commune'),
    page('organisation', '/organisation'),
    page('unit-body', `/organisation/${body}`),
    page('unit-body-past', `/organisation/${body}?asOf=2022-12-31&boundaries=then`),
    page('unit-place', `/organisation/${place}`),
    page('unit-province', `/organisation/${provincial}`),
    page('unit-village', `/organisation/${village}`),
    page('life', `/organisation/${body}/life`),
    page('events', '/organisation/events'),
    page('event-new', '/organisation/events/new'),
    page('event', `/organisation/events/${event}`),
    page('posts', '/posts'),
    page('posts-commune', '/posts', 'commune'),
    page('members', '/members', 'commune'),
    page('member', `/members/${member}`, 'commune'),
    page('member-edit', `/members/${member}/edit`, 'commune'),
    page('member-new', '/members/new', 'commune'),
    page('import', '/members/import', 'commune'),
    page('transfers', '/transfers'),
    page('transfers-commune', '/transfers', 'commune'),
    page('figures', '/figures'),
    page('figures-cell', '/figures', 'cell'),
    page('figure', `/figures/I-01?unit=${body}`),
    page('figure-share', `/figures/I-33?unit=${provincial}`),
    page('records', `/figures/I-01/records?unit=${body}`),
    page('reconciliation', '/reconciliation'),
    page('reports', '/reports', 'commune'),
    page('report', `/reports/${await first(commune, '/reports?limit=1')}`, 'commune'),
    page('articles', '/articles'),
    page('article', `/articles/${articleOf('Linh Phú')}`),
    page('article-read', `/articles/${articleOf('Mường Nhé')}?view=read`),
    page('article-comments', `/articles/${articleOf('Linh Phú')}?view=comments`),
    ...(await channelPages({ province, commune, provinceUnit: tuyenQuang, communeUnit: body, articleOf })),
    page('press', '/press-sheets', 'commune'),
    page('press-sheet', `/press-sheets/${await first(commune, '/press-sheets?limit=1')}`, 'commune'),
    ...paperPages({
      document: arrival,
      dossier,
      report: await first(commune, '/reports?limit=1'),
      press: await first(commune, '/press-sheets?limit=1'),
      coaching: await activity('records_coaching', 2026),
      campaign: `/welfare/campaigns/${gifts}`,
      emptyUnit: provincial,
    }),
    ...paperDrawers({
      draft: await first(commune, `/documents?unit=${body}&direction=out&state=draft&limit=1`),
      issued: await first(commune, `/documents?unit=${body}&direction=out&state=issued&unfiled=yes&limit=1`),
      arrival,
      open: dossier,
      orderly: await orderly(),
      report: reports.find((one) => one.signedAt === null)?.id ?? NOBODY,
      signed: reports.find((one) => one.signedAt !== null)?.id,
      unit: { id: body, name: 'Đảng bộ xã Mường Nhé' },
    }),
    page('users', '/users', 'admin'),
    page('holidays', '/holidays', 'admin'),
    page('settings', '/settings', 'admin'),
    page('devices', '/devices', 'commune'),
    page('devices-help', '/devices?show=help', 'commune'),
    {
      ...page('devices-file', '/devices', 'commune'),
      act: (window) => window.locator('.head-acts button').first().click(),
    },
    page('audit', '/audit', 'inspection'),
    page('account', '/account', 'commune'),
    page('admission', '/admission?view=board', 'commune'),
    page('admission-list', '/admission?view=list', 'commune'),
    page('funnel', '/admission/funnel'),
    page('applicant', `/admission/${applicant}`, 'commune'),
    page('funnel-data', '/admission/funnel?unit=096&from=2019-01-01&to=2025-06-30'),
    page('applicant-far', `/admission/${furthest('probation')}`, 'commune'),
    page('applicant-decided', `/admission/${furthest('ceremony')}`, 'commune'),
    page(
      'applicant-official',
      `/admission/${await first(commune, '/admission/applicants?stage=official&state=all&limit=1')}`,
      'commune',
    ),
    page('nominees', '/admission', 'youth'),
    page('nominate', '/admission/new', 'youth'),
    page('meetings', '/meetings', 'commune'),
    page('meetings-cell', '/meetings', 'cell'),
    page('meetings-board', '/meetings/board', 'commune'),
    page('assignments', '/meetings/assignments', 'commune'),
    page('sheets', `/meetings/sheets?unit=${provincial}`),
    page('evaluations', '/evaluations?year=2025', 'commune'),
    page('dues', '/dues', 'commune'),
    page('dues-cell', '/dues', 'cell'),
    page('dues-closed', '/dues?month=2026-09', 'cell'),
    page('dues-settlements', '/dues/settlements', 'commune'),
    page('dues-above', '/dues/settlements', 'province'),
    page('evaluations-cell', '/evaluations?year=2025', 'cell'),
    page('meeting-planned', await meeting('planned'), 'cell'),
    page('meeting-draft', await meeting('draft'), 'cell'),
    page('meeting-locked', await meeting('locked'), 'commune'),
    { ...page('feed', '/meetings', 'cell'), act: (window) => window.locator('.head-acts button').first().click() },
    // The states that pages fall into: nothing there, not found, refused.
    ...STATES.map(([name, path, user]) => ({ ...page(`state-${name}`, path, user), expected: [/40[349]/] })),
    { ...page('error-admission', '/admission?view=board', 'commune'), ...failing(/api\/v1\/admission\/board/) },
    { ...page('error-funnel', '/admission/funnel', 'commune'), ...failing(/api\/v1\/admission\/funnel/) },
    {
      ...page('board-too-wide', '/meetings/board'),
      ...refusing(/api\/v1\/meetings\/board/, 'board.too-wide', { most: 500 }),
    },
    {
      ...page('assignments-too-wide', '/meetings/assignments'),
      ...refusing(/api\/v1\/cell-assignments/, 'board.too-wide', { most: 500 }),
    },
    { ...page('error-tasks', '/tasks', 'commune'), ...failing(/api\/v1\/tasks/) },
    { ...page('error-meetings', '/meetings', 'commune'), ...failing(/api\/v1\/meetings/) },
    { ...page('error-assignments', '/meetings/assignments', 'commune'), ...failing(/api\/v1\/.*assignments/) },
    { ...page('error-villages', '/villages', 'commune'), ...failing(/api\/v1\/villages/) },
    {
      ...page('meeting-early', await meeting('planned'), 'cell'),
      act: async (window) => {
        const acts = window.locator('.mt-roll').locator('xpath=ancestor::section[1]').locator('.mt-acts button');
        await acts.nth(-2).click();
        await acts.last().click();
        await window.locator('[role=alertdialog], [role=dialog]').first().waitFor();
      },
    },
    { ...page('error-evaluations', '/evaluations?year=2025', 'commune'), ...failing(/api\/v1\/evaluations/) },
    page('tasks', '/tasks', 'commune'),
    page('task', `/tasks/${task}`, 'commune'),
    page('documents', '/task-documents', 'commune'),
    page('document', `/task-documents/${document}`, 'commune'),
    page('requests', '/requests', 'commune'),
    page('villages', '/villages', 'commune'),
    page('villages-province', '/villages'),
    page('village', `/villages/${village2}`, 'commune'),
    page('learning', '/learning', 'commune'),
    page('course', `/learning/courses/${course}`, 'commune'),
    page('commendations', '/learning/commendations', 'commune'),
    page('models', '/learning/models', 'commune'),
    page('welfare', '/welfare'),
    page('welfare-gifts', '/welfare/gifts', 'cell'),
    page('welfare-hand-over', '/welfare/hand-over', 'cell'),
    page('welfare-needs', '/welfare/needs'),
    page('welfare-households', '/welfare/households'),
    page('welfare-houses', '/welfare/houses'),
    page('welfare-sponsors', '/welfare/sponsors'),
    page('welfare-campaign', await hrefOf('campaigns')),
    page('welfare-house', await hrefOf('houses')),
    page('welfare-sponsor', await hrefOf('sponsors')),
    page('welfare-gifts-campaign', `/welfare/campaigns/${gifts}`),
    page('welfare-open-campaign', `/welfare/campaigns/${tanks}`),
    page('welfare-board', `/welfare/campaigns/${gifts}/board`),
    page('welfare-promises', '/welfare/promises'),
    page('welfare-agribank', `/welfare/sponsors/${agribank}`),
    page('welfare-handover', `/welfare/handovers/${handover}`),
    page('welfare-household', `/welfare/households/${household}`),
    page('twinning-year', `/outreach/twinnings/${twinning}/years/2024`),
    { name: 'sponsor-door', path: `/sponsor/${link.id}` },
    { name: 'sponsor-page', path: `/sponsor/${link.id}`, act: withCode },
    { name: 'public-index', path: '/public/:lang', plain: true },
    { name: 'public-commune', path: `/public/:lang/${before}/2024`, plain: true },
    { name: 'public-village', path: `/public/:lang/${before}/2024/${lungLu}`, plain: true },
    page('outreach', `/outreach?unit=${linhPhu}&year=2024`),
    page('outreach-commune', '/outreach', 'commune'),
    page('outreach-activities', `/outreach/activities?unit=${linhPhu}&year=2024`),
    page('outreach-public', `/outreach/public?unit=${linhPhu}`),
    page('twinning', `/outreach/twinnings/${twinning}`),
    page('trip', trip),
    page('coaching', await activity('records_coaching', 2026)),
    page('digital-help', await activity('digital_help', 2024)),
    {
      ...page('activity-new', `/outreach/activities?unit=${linhPhu}&year=2024`),
      act: (window) => window.locator('main .head-acts button').first().click(),
    },
    { ...page('trip-photos', `${trip}#photos`) },
    page('welfare-house-lung-lu', `/welfare/houses/${await houseOf('inspected', 'moved_in')}`),
    ...[
      'welfare',
      'welfare/gifts',
      'welfare/needs',
      'welfare/households',
      'welfare/houses',
      'welfare/sponsors',
      'welfare/promises',
    ].map((path) => page(`empty-${path.replace('/', '-')}`, `/${path}?unit=${provincial}`)),
    page('empty-outreach', `/outreach?unit=${body}&year=2019`),
    page('empty-outreach-activities', `/outreach/activities?unit=${body}&year=2016`),
    page('empty-outreach-public', `/outreach/public?unit=${body}`),
    ...['campaigns', 'houses', 'households', 'sponsors', 'handovers'].map((what) => ({
      ...page(`missing-welfare-${what}`, `/welfare/${what}/${nowhere}`),
      ...missing,
    })),
    { ...page('missing-twinning', `/outreach/twinnings/${nowhere}`), ...missing },
    { ...page('missing-twinning-year', `/outreach/twinnings/${nowhere}/years/2024`), ...missing },
    { ...page('missing-activity', `/outreach/activities/${nowhere}`), ...missing },
    { name: 'missing-public', path: `/public/:lang/${nowhere}/2024`, plain: true, ...missing },
    { name: 'sponsor-door-wrong', path: `/sponsor/${other.id}`, act: wrongCode, ...missing, ...refused },
    { ...page('error-welfare', '/welfare'), ...failing(/api\/v1\/(campaigns|welfare-flow)/) },
    { ...page('error-welfare-campaign', `/welfare/campaigns/${gifts}`), ...failing(/api\/v1\/campaigns/) },
    { ...page('error-welfare-needs', '/welfare/needs'), ...failing(/api\/v1\/needs/) },
    { ...page('error-outreach', '/outreach'), ...failing(/api\/v1\/(twinnings|dashboard)/) },
    { ...page('error-twinning', `/outreach/twinnings/${twinning}`), ...failing(/api\/v1\/twinnings/) },
    { ...page('error-outreach-public', `/outreach/public?unit=${linhPhu}`), ...failing(/api\/v1\/publications/) },
    { ...page('no-right-welfare', '/welfare', 'youth'), ...refused },
    { ...page('no-right-campaign', `/welfare/campaigns/${gifts}`, 'youth'), ...refused, ...missing },
    { ...page('no-right-hand-over', '/welfare/hand-over', 'inspection'), ...refused },
    { ...page('no-right-outreach', '/outreach', 'admin'), ...refused },
    { ...page('reader-campaign', `/welfare/campaigns/${tanks}`, 'inspection') },
    { ...page('reader-outreach-public', `/outreach/public?unit=${linhPhu}`, 'inspection') },
    ...(await drawerPages({ commune, cell, body, course, columns })),
    { name: 'kit', path: '/kit' },
  ];
}
