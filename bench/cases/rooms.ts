import { sql } from 'kysely';
import { txOf } from '#platform/db/tx.ts';
import { createApp } from '#platform/http/app.ts';
import type { Platform } from '#platform/http/context.ts';
import { RIGHTS } from '#platform/rights.ts';
import { openSignIn } from '#platform/sign-in/sign-in.ts';
import { HOME_BLOCKS } from '#modules/figures/pages/home/blocks.ts';
import { TRAINING_BLOCKS } from '#modules/learning/pages/blocks.ts';
import { VILLAGE_BLOCKS } from '#modules/villages/pages/blocks.ts';
import { roomsOf } from '../../src/server/rooms.ts';
import { timed } from '../measure.ts';
import { TODAY } from '../people.ts';
import { writeOffices } from '../office-data.ts';
import { writeRooms } from '../room-data.ts';
import { type Bench, scopeAt } from './context.ts';

const RUNS = 40;
/** What pages of a commune or a province ask of these rooms in one request; those of several blocks say theirs themselves. */
const MEETING_FIGURES = ['I-20', 'I-21', 'I-22', 'I-23', 'I-24', 'I-25'];
const EVALUATION_FIGURES = ['I-44', 'I-44.excellent', 'I-44.good', 'I-44.completed', 'I-44.not_completed'];
const ADMISSION_FIGURES = ['I-14', 'I-15', 'I-16', 'I-17', 'I-18', 'I-19'];

type Asker = {
  who: string;
  unit: string;
  userId: string;
  ids: Record<'meeting' | 'task' | 'applicant' | 'village', string>;
};

/** Each screen of the rooms above the register, as its page asks for it: through HTTP, with the scope of who looks. */
export async function rooms(bench: Bench): Promise<void> {
  const { installation, units } = bench;
  const owner = txOf(installation.db.owner);
  const { n } = await owner.one<{ n: number }>(sql`select count(*) as n from (select from meetings.meeting limit 1) m`);
  if (n === 0) bench.log(JSON.stringify(await writeRooms(installation, bench.log)));
  const { posts } = await owner.one<{ posts: number }>(sql`select count(*) as posts from organisation.post`);
  if (posts === 0) await writeOffices(installation, bench.log);

  const scopes = new Map<string, Awaited<ReturnType<typeof scopeAt>>>();
  const askers: Asker[] = [];
  for (const [who, list] of [
    ['province', units.provinces.slice(0, 1)],
    ['commune', units.communes.slice(0, 8)],
    ['cell', await someCells(bench)],
  ] as const) {
    for (const unit of list) {
      const userId = `${who}-${unit}`;
      scopes.set(userId, await scopeAt(installation, [unit]));
      askers.push({ who, unit, userId, ids: await someRecords(bench, unit) });
    }
  }
  const platform: Platform = {
    db: installation.db,
    dataDir: installation.dataDir,
    clock: () => new Date(`${TODAY}T05:00:00Z`),
    loopbackOnly: true,
    identify: (request) => Promise.resolve({ userId: String(request.headers['x-asker']), via: 'office' }),
    grantOf: (userId) => Promise.resolve({ rights: [...RIGHTS], ranges: scopes.get(userId)?.ranges ?? [] }),
  };
  const signIn = await openSignIn({
    db: installation.db,
    ownerUrl: installation.ownerUrl,
    dataDir: installation.dataDir,
  });
  const app = await createApp(platform, roomsOf(signIn, platform), { log: false });
  await app.ready();
  try {
    for (const { what, path, only } of SCREENS) {
      for (const who of ['province', 'commune', 'cell']) {
        const mine = askers.filter((asker) => asker.who === who && (!only || only.includes(who)));
        if (mine.length === 0) continue;
        let bytes = 0;
        const took = await timed(RUNS, async (run) => {
          const asker = mine[run % mine.length];
          if (!asker) return;
          const url = `/api/v1${path(asker)}`;
          const answer = await app.inject({ method: 'GET', url, headers: { 'x-asker': asker.userId } });
          if (answer.statusCode !== 200) throw new Error(`${url} ${answer.statusCode} ${answer.body.slice(0, 300)}`);
          bytes = Math.max(bytes, answer.rawPayload.length);
        });
        bench.add({
          group: 'rooms',
          what: `${what}, ${who}`,
          bar: 'p95 ≤ 50 ms',
          p50: took.p50,
          p95: took.p95,
          kept: took.p95 <= 50,
          note: `${(bytes / 1024).toFixed(0)} KiB`,
        });
      }
    }
  } finally {
    await app.close();
    await signIn.close();
  }
}

type Screen = { what: string; path: (asker: Asker) => string; only?: readonly string[] };

const YEAR = TODAY.slice(0, 4);
export const SCREENS: readonly Screen[] = [
  { what: 'meetings, first page', path: ({ unit }) => `/meetings?unit=${unit}` },
  { what: 'meetings not sent', path: ({ unit }) => `/meetings?unit=${unit}&state=unsent` },
  {
    what: 'year of the cells (board)',
    path: ({ unit }) => `/meetings/board?unit=${unit}&year=${YEAR}`,
    only: ['commune', 'cell'],
  },
  { what: 'a meeting', path: ({ ids }) => `/meetings/${ids.meeting}` },
  {
    what: 'committees by month',
    path: ({ unit }) => `/meetings/committees?unit=${unit}&year=${YEAR}`,
    only: ['province', 'commune'],
  },
  { what: 'plan of themes', path: ({ unit }) => `/theme-plans?unit=${unit}&year=${YEAR}` },
  { what: 'tasks, first page', path: ({ unit }) => `/tasks?unit=${unit}` },
  { what: 'tasks overdue', path: ({ unit }) => `/tasks?unit=${unit}&overdue=true` },
  { what: 'tasks that climbed', path: ({ unit }) => `/tasks?unit=${unit}&overdue=climbed` },
  { what: 'a task', path: ({ ids }) => `/tasks/${ids.task}` },
  { what: 'documents', path: ({ unit }) => `/task-documents?unit=${unit}` },
  { what: 'requests', path: ({ unit }) => `/requests?unit=${unit}` },
  { what: 'applicants, board', path: ({ unit }) => `/admission/board?unit=${unit}` },
  { what: 'applicants, late', path: ({ unit }) => `/admission/board?unit=${unit}&timer=late` },
  { what: 'applicants, list', path: ({ unit }) => `/admission/applicants?unit=${unit}&state=all` },
  { what: 'applicants by name', path: ({ unit }) => `/admission/applicants?unit=${unit}&state=all&q=quan chung 12` },
  { what: 'targets of a year', path: ({ unit }) => `/admission/targets?unit=${unit}&year=${YEAR}` },
  { what: 'an applicant', path: ({ ids }) => `/admission/applicants/${ids.applicant}` },
  { what: 'funnel of the term', path: ({ unit }) => `/admission/funnel?unit=${unit}&from=2020-07-01&asOf=${TODAY}` },
  {
    what: 'days to the ceremony, of the term',
    path: ({ unit }) => `/figures/I-18?unit=${unit}&from=2020-07-01&asOf=${TODAY}`,
  },
  { what: 'villages, first page', path: ({ unit }) => `/villages?unit=${unit}`, only: ['province', 'commune'] },
  { what: 'villages on the map', path: ({ unit }) => `/villages/map?unit=${unit}`, only: ['province', 'commune'] },
  { what: 'a village', path: ({ ids }) => `/villages/${ids.village}`, only: ['province', 'commune'] },
  ...VILLAGE_BLOCKS.map((ids) => ({
    what: `figures of villages, this year: ${ids.join(', ')}`,
    path: ({ unit }: Asker) => `/dashboard?unit=${unit}&ids=${ids.join()}&from=${YEAR}-01-01&asOf=${TODAY}`,
    only: ['province', 'commune'],
  })),
  { what: 'courses', path: ({ unit }) => `/courses?unit=${unit}` },
  { what: 'commendations', path: ({ unit }) => `/commendations?unit=${unit}` },
  { what: 'role models', path: ({ unit }) => `/role-models?unit=${unit}` },
  ...TRAINING_BLOCKS.map((ids) => ({
    what: `figures of training, last year: ${ids.join(', ')}`,
    path: ({ unit }: Asker) => `/dashboard?unit=${unit}&ids=${ids.join()}&boundaries=now&from=2024-01-01&to=2024-12-31`,
  })),
  { what: 'evaluation of cells', path: ({ unit }) => `/evaluations?unit=${unit}&year=2024&subject=organisation` },
  {
    what: 'evaluation of members',
    path: ({ unit }) => `/evaluations?unit=${unit}&year=2024&subject=member`,
    only: ['cell'],
  },
  {
    what: 'figures of evaluation',
    path: ({ unit }) =>
      `/dashboard?unit=${unit}&ids=${EVALUATION_FIGURES.join()}&boundaries=now&from=2024-01-01&to=2024-12-31`,
  },
  {
    what: 'who follows which cell',
    path: ({ unit }) => `/cell-assignments?unit=${unit}&year=2024`,
    only: ['commune', 'cell'],
  },
  { what: 'sheets of agenda and scores', path: ({ unit }) => `/meeting-sheets?unit=${unit}` },
  ...HOME_BLOCKS.map((ids) => ({
    what: `home page: ${ids.join(', ')}`,
    path: ({ unit }: Asker) => `/dashboard?unit=${unit}&ids=${ids.join()}&from=${YEAR}-01-01&asOf=${TODAY}`,
  })),
  {
    what: 'home page: legal times that ran out',
    path: ({ unit }) => `/admission/applicants?unit=${unit}&timer=late&limit=3`,
  },
  { what: 'home page: own meetings', path: ({ unit }) => `/meetings?unit=${unit}&own=true&state=planned&limit=20` },
  {
    what: 'home page: own tasks',
    path: ({ unit }) => `/tasks?unit=${unit}&own=true&state=open&from=${TODAY}&to=2025-06-29&limit=3`,
  },
  { what: 'home page: answers owed', path: ({ unit }) => `/requests?unit=${unit}&state=overdue&limit=2` },
  {
    what: 'figures of meetings, this year',
    path: ({ unit }) => `/dashboard?unit=${unit}&ids=${MEETING_FIGURES.join()}&from=${YEAR}-01-01&asOf=${TODAY}`,
  },
  {
    what: 'figures of admission, this year',
    path: ({ unit }) => `/dashboard?unit=${unit}&ids=${ADMISSION_FIGURES.join()}&from=${YEAR}-01-01&asOf=${TODAY}`,
  },
];

export async function someCells({ installation, random }: Bench): Promise<string[]> {
  const cells = await txOf(installation.db.owner).many<{ id: string }>(sql`
    select v.unit_id as id from organisation.unit_version v where v.kind = 'party_cell' and v.valid @> ${TODAY}::date order by v.unit_id limit 4000`);
  return Array.from({ length: 8 }, () => cells[random.below(cells.length)]?.id ?? '');
}

/** A record of each kind below a unit. */
export async function someRecords({ installation }: Bench, unit: string): Promise<Asker['ids']> {
  return txOf(installation.db.owner).one<Asker['ids']>(sql`
    with below as (select p.unit_id from organisation.unit_path p where ${unit}::uuid in (p.unit_id, p.commune_id, p.province_id))
    select (select m.id from meetings.meeting m join below using (unit_id) where m.state = 'locked' order by m.held_on desc limit 1) as meeting,
      (select t.id from tasks.task t join below using (unit_id) limit 1) as task,
      (select a.id from admission.applicant a join below b on b.unit_id = a.cell_id where a.stage <> 'dropped' limit 1) as applicant,
      (select v.unit_id from organisation.unit_version v join organisation.unit_path pl on pl.unit_id = v.unit_id
        where v.kind = 'village' and v.valid @> ${TODAY}::date
          and exists (select from organisation.covers c join organisation.unit_path b on b.unit_id = c.party_id
            where ${unit}::uuid in (b.unit_id, b.commune_id, b.province_id) and c.place_id in (v.unit_id, pl.commune_id)) limit 1) as village`);
}
