import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Case, Check, RoomScope } from './case.ts';
import { everyItem, same, spread, TODAY } from './case.ts';

/** One report, signed once, and one press sheet of every body of a commune's or a province's level; the identity names the unit. */
const at = (unit: string, kind: 'report' | 'sheet'): string =>
  `${unit.slice(0, 14)}7${unit.slice(15, 35)}${kind === 'report' ? '4' : '5'}`;
const bodies = ({ history, naive }: Pick<Case, 'history' | 'naive'>) =>
  history.units.filter((unit) => ['commune_body', 'province_body'].includes(naive.at(unit.id, TODAY)?.kind ?? ''));
const all = ({ history }: Pick<Case, 'history'>) => history.units.filter((unit) => unit.tree === 'party');

type Asking = (given: Case, id: string) => Promise<{ status: number; text: string }>;
/** A record of a unit is there within reach, and absent outside. */
const about =
  (kind: 'report' | 'sheet', ask: Asking): Check =>
  async (given) => {
    for (const unit of spread(all(given), 3)) {
      const answer = await ask(given, at(unit.id, kind));
      if (given.user.reach.has(unit.id)) expect(answer.status, answer.text).not.toBe(404);
      else expect(answer.status, answer.text).toBe(404);
    }
  };
const listed =
  (path: string, kind: 'report' | 'sheet'): Check =>
  async (given) =>
    same(
      (await everyItem<{ id: string }>(given.caller, path)).map((row) => row.id),
      all(given)
        .filter((unit) => given.user.reach.has(unit.id))
        .map((unit) => at(unit.id, kind)),
      path,
    );
const signature = { version: 999, post: 'BÍ THƯ', name: 'A' };

export const figuresReportsScope: RoomScope = {
  arrange: async (tx, { history }) => {
    const rows = history.units
      .filter((unit) => unit.tree === 'party')
      .map((unit) => ({
        unit: unit.id,
        label: unit.label,
        report: at(unit.id, 'report'),
        sheet: at(unit.id, 'sheet'),
      }));
    const given = sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(unit uuid, label int, report uuid, sheet uuid)`;
    await tx.run(
      // Articles of the rooms above cite frozen figures.
      sql`truncate figures.report, figures.signed_report, figures.frozen_figure, figures.frozen_list, figures.press_sheet cascade`,
    );
    await tx.run(sql`
      insert into figures.report (id, template, unit_id, from_on, to_on, is_open, created_by, label)
      select r.report, 'commune.month', r.unit, '2027-04-01', '2027-04-30', false, 'test', r.label from ${given}`);
    await tx.run(sql`
      insert into figures.signed_report (report_id, number, signed_at, signed_by, signed_name, signature, as_of, tree_on, tree_epoch, roll_difference, blocks, warnings, documents,
        content_hash, label)
      select r.report, 1, now(), 'test', 'A', '{"authority":"","post":"B","name":"A","number":"","place":""}', '2027-04-30', '2027-04-30', repeat('0', 64), 0, 0, '[]',
        jsonb_build_object('vi', d.d, 'th', d.d, 'en', d.d), repeat('0', 64), r.label
      from ${given}, (select jsonb_build_object('lang', 'vi', 'layout', 'party', 'head', '{"superior":"","issuer":"","country":"","motto":""}'::jsonb, 'kind', '', 'title', '', 'period', '',
        'asOf', '2027-04-30', 'sections', '[]'::jsonb, 'notes', '[]'::jsonb, 'figures', '{}'::jsonb, 'provenance', '{"traced":0,"all":0}'::jsonb) as d) d`);
    await tx.run(sql`
      insert into figures.press_sheet (id, unit_id, title, from_on, as_of, contact, lines, created_by, label)
      select r.sheet, r.unit, 'Tờ', '2027-01-01', '2027-04-30', 'Văn phòng', '[{"figure": "I-01", "word": "exactly"}]', 'test', r.label from ${given}`);
  },
  scoped: {
    'GET /reports': listed('/reports', 'report'),
    'GET /press-sheets': listed('/press-sheets', 'sheet'),
    'GET /reports/:id': about('report', ({ caller }, id) => caller.get(`/reports/${id}`)),
    'PATCH /reports/:id': about('report', ({ caller }, id) =>
      caller.patch(`/reports/${id}`, { version: 999, texts: {} }),
    ),
    'POST /reports/:id/signature': about('report', ({ caller }, id) =>
      caller.post(`/reports/${id}/signature`, signature),
    ),
    'POST /reports/:id/revision': about('report', ({ caller }, id) =>
      caller.post(`/reports/${id}/revision`, { version: 999, reason: 'x' }),
    ),
    'GET /reports/:id/editions/:edition/rerun': about('report', ({ caller }, id) =>
      caller.get(`/reports/${id}/editions/1/rerun`),
    ),
    'GET /reports/:id/editions/:edition/provenance.jsonld': about('report', ({ caller }, id) =>
      caller.get(`/reports/${id}/editions/1/provenance.jsonld`),
    ),
    'GET /reports/:id/editions/:edition/package.zip': about('report', ({ caller }, id) =>
      caller.inject({ method: 'GET', url: `/api/v1/reports/${id}/editions/1/package.zip` }),
    ),
    'GET /reports/:id/report.docx': about('report', ({ caller }, id) =>
      caller.inject({ method: 'GET', url: `/api/v1/reports/${id}/report.docx` }),
    ),
    'GET /reports/:id/annex.xlsx': about('report', ({ caller }, id) =>
      caller.inject({ method: 'GET', url: `/api/v1/reports/${id}/annex.xlsx` }),
    ),
    // A paper is set by a program of its own, so only what is refused is asked for here; papers.test.ts reads the rest.
    'GET /reports/:id/report.pdf': async ({ caller, user, history }) => {
      for (const unit of spread(
        history.units.filter((one) => one.tree === 'party' && !user.reach.has(one.id)),
        3,
      ))
        expect((await caller.get(`/reports/${at(unit.id, 'report')}/report.pdf`)).status).toBe(404);
    },
    'GET /press-sheets/:id/sheet.pdf': async ({ caller, user, history }) => {
      for (const unit of spread(
        history.units.filter((one) => one.tree === 'party' && !user.reach.has(one.id)),
        3,
      ))
        expect((await caller.get(`/press-sheets/${at(unit.id, 'sheet')}/sheet.pdf`)).status).toBe(404);
    },
    'GET /press-sheets/:id': about('sheet', ({ caller }, id) => caller.get(`/press-sheets/${id}`)),
    'PATCH /press-sheets/:id': about('sheet', ({ caller }, id) =>
      caller.patch(`/press-sheets/${id}`, { version: 999 }),
    ),
    'POST /reports': async (given) => {
      for (const unit of spread(bodies(given))) {
        const answer = await given.caller.post('/reports', {
          id: randomUUID(),
          template: 'commune.month',
          unitId: unit.id,
          from: '2027-03-01',
          to: '2027-03-31',
        });
        if (!given.user.reach.has(unit.id)) expect(answer.status, answer.text).toBe(404);
      }
    },
    'POST /press-sheets': async (given) => {
      for (const unit of spread(
        all(given).filter((one) => !given.user.reach.has(one.id)),
        2,
      )) {
        const sheet = {
          id: randomUUID(),
          unitId: unit.id,
          title: 'x',
          from: '2027-01-01',
          asOf: TODAY,
          contact: 'x',
          lines: [{ figure: 'I-01' }],
        };
        // A unit that does not live on the day is told only to who reaches it, or by the tree, which everybody reads.
        expect([404, 409]).toContain((await given.caller.post('/press-sheets', sheet)).status);
      }
    },
  },
  open: { 'GET /report-templates': 'the same templates for everybody' },
};
