import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refusing } from './photo-states.mjs';

// Drawers of papers, files and reports, opened: empty, refused field by field, and refused by a rule.

const SOURCE = fileURLToPath(new URL('../../src', import.meta.url));
const catalogues = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((path) => /messages[/\\](vi|th|en)\.po$/.test(path))
  .map((path) => readFileSync(join(SOURCE, path), 'utf8'));

/** What a message says in the three languages, as one pattern: a button is found by its words in whichever is shown. */
function said(key) {
  const words = catalogues.flatMap((text) => {
    const found = new RegExp(`^msgid "${key.replace(/\./g, '\\.')}"\\nmsgstr "(.*)"$`, 'm').exec(text);
    return found ? [found[1].replace(/[.*+?^${}()|[\]\\]/g, '\\$&')] : [];
  });
  if (words.length !== 3) throw new Error(`${key} is said in ${words.length} languages`);
  return new RegExp(`^(${words.join('|')})`);
}
const opened = (window) => window.locator('[role=dialog]').first().waitFor();
const pressing = (key) => async (window) => {
  await window
    .getByRole('button', { name: said(key) })
    .first()
    .click();
  await opened(window);
};
const choosing = (menu, key) => async (window) => {
  await window
    .getByRole('button', { name: said(menu) })
    .first()
    .click();
  await window.getByRole('menuitem', { name: said(key) }).click();
  await opened(window);
};
/** The drawer as it answers when it is sent as it opened. */
const sent = (open, act) => async (window) => {
  await open(window);
  await window
    .locator('[role=dialog]')
    .getByRole('button', { name: said(act) })
    .click();
  await window.locator('[role=dialog] [role=alert], [role=dialog] .fault, [role=dialog] .notice').first().waitFor();
};

const DAY = '2026-10-12';
const HASH = '9f3c41ae5b7720d1c2e4aa905f1d38b76c0e2f4d8a91b3c5e7f60718293a4b5c';
/** A list for destruction in a state which the sample does not hold. */
const destruction = (state, unit) => ({
  id: randomUUID(),
  unit,
  state,
  reason: 'Hết thời hạn lưu trữ theo danh mục năm 2015: công văn trao đổi, báo cáo tháng đã có báo cáo năm',
  council: 'Đồng chí Phó Bí thư (chủ tịch), đồng chí Chánh Văn phòng, đồng chí văn thư kiêm lưu trữ',
  opinion: state === 'proposed' ? null : 'Nhất trí',
  decision: state === 'proposed' ? null : '31-QĐ/ĐU',
  minutes: null,
  proposedOn: DAY,
  approvedOn: state === 'proposed' ? null : DAY,
  carriedOutOn: null,
  proposedByMe: false,
  listHash: HASH,
  version: 1,
  dossiers: Array.from({ length: 9 }, (_, at) => ({
    id: randomUUID(),
    code: `0${at + 1}-CV`,
    title: `Công văn trao đổi quý ${(at % 4) + 1} với các chi bộ bản và các xã giáp ranh sau khi sắp xếp`,
    year: 2015,
    years: 10,
    documents: 12 + at,
  })),
});
const withDestructions = (unit, ...states) => ({
  before: (window) =>
    window.route(/api\/v1\/destructions\?/, (route) =>
      route.fulfill({ json: { items: states.map((state) => destruction(state, unit)), nextCursor: null } }),
    ),
});

/** @param given records of the sample: a draft, an issued document, an arrival, an open file with faults and one without, reports */
export function paperDrawers({ draft, issued, arrival, open, orderly, report, signed, unit }) {
  const page = (name, path, user = 'commune') => ({ name: `drawer-${name}`, user, path });
  const refusedFields = { expected: [/status of 4(00|09)/] };
  const record = (key) => choosing('records.document.record', `records.act.${key}`);
  const archive = '/documents/archive';
  return [
    { ...page('arrival', '/documents'), act: pressing('records.arrival.new') },
    {
      ...page('arrival-refused', '/documents'),
      ...refusedFields,
      act: sent(pressing('records.arrival.new'), 'records.arrival.act'),
    },
    { ...page('draft', '/documents'), act: pressing('records.draft.new') },
    { ...page('number', `/documents/${draft}`), act: pressing('records.act.number') },
    {
      ...page('number-changed', `/documents/${draft}`),
      ...refusing(/documents\/[0-9a-f-]+\/number/, 'records.changed-meanwhile', { version: 3, yours: 2 }),
      act: sent(pressing('records.act.number'), 'records.act.number-act'),
    },
    { ...page('body', `/documents/${draft}`), act: record('body') },
    { ...page('link', `/documents/${issued}`), act: record('link') },
    { ...page('file', `/documents/${issued}`), act: record('dossier') },
    { ...page('void', `/documents/${issued}`), act: record('void') },
    {
      ...page('void-refused', `/documents/${issued}`),
      ...refusedFields,
      act: sent(record('void'), 'records.act.void-act'),
    },
    { ...page('handling', `/documents/${arrival}`), act: record('handling') },
    { ...page('dossier', '/documents/files'), act: pressing('records.dossier.new') },
    { ...page('plan', '/documents/files'), act: pressing('records.plan.approve') },
    { ...page('closing-faults', `/documents/files/${open}`), act: pressing('records.dossier.close') },
    { ...page('closing', `/documents/files/${orderly}`), act: pressing('records.dossier.close') },
    { ...page('transfer', archive), act: pressing('records.transfer.new') },
    {
      ...page('transfer-refused', archive),
      ...refusedFields,
      act: sent(pressing('records.transfer.new'), 'records.doing.transfer-act'),
    },
    { ...page('accept', archive), act: pressing('records.transfer.accept') },
    { ...page('destruction', archive), act: pressing('records.destruction.new') },
    { ...page('destructions', archive), ...withDestructions(unit, 'proposed', 'approved'), act: undefined },
    {
      ...page('decide', archive),
      ...withDestructions(unit, 'proposed'),
      act: pressing('records.destruction.decide'),
    },
    {
      ...page('carry-out', archive),
      ...withDestructions(unit, 'approved'),
      act: pressing('records.destruction.carry-out'),
    },
    { ...page('issuer', '/documents/numbers'), act: pressing('records.issuer.set') },
    { ...page('term', '/documents/numbers'), act: pressing('records.term.open') },
    { ...page('report', '/reports'), act: pressing('figures.report.page.begin') },
    { ...page('sign', `/reports/${report}`), act: pressing('figures.report.page.sign') },
    // The sample has no signed report of its own: these are taken where somebody signed one.
    ...(signed === undefined
      ? []
      : [
          { ...page('revise', `/reports/${signed}`), act: pressing('figures.report.page.revise') },
          {
            ...page('rerun', `/reports/${signed}`),
            act: async (window) => {
              await window.getByRole('button', { name: said('figures.report.page.rerun-do') }).click();
              await window.waitForLoadState('networkidle');
            },
          },
        ]),
  ];
}
