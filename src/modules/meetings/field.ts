import { sql } from 'kysely';
import { unitsUp } from '#modules/tasks/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { translate } from '#platform/messages-node.ts';
import { type FieldCommand, registerField } from '#platform/sync/registry.ts';
import { addMonths } from '#platform/time/dates.ts';
import type { Follower } from './contract.ts';
import type { MeetingDoc, StandingOrderDoc } from './field-contract.ts';
import { agendaSkeleton } from './rules/index.ts';
import { ownAgenda } from './sheets.ts';

/** Meetings held longer ago leave the phone. */
const KEPT_MONTHS = 3;

const about = (
  name: string,
  method: FieldCommand['method'],
  path: string,
  more: Partial<FieldCommand>,
): FieldCommand => ({
  type: `meetings.${name}`,
  method,
  url: `/meetings${path}`,
  entity: 'meetings.meeting',
  kind: 'meeting',
  ...more,
});
const versioned = { versioned: true } as const;

const COMMANDS: readonly FieldCommand[] = [
  about('plan', 'POST', '', { units: ['unitId'] }),
  about('change', 'PATCH', '/:id', versioned),
  about('agenda', 'PUT', '/:id/agenda', versioned),
  about('attendance', 'PUT', '/:id/attendance', versioned),
  about('delegates', 'PUT', '/:id/delegates', versioned),
  about('votes', 'POST', '/:id/votes', {}),
  about('minutes', 'PUT', '/:id/minutes', versioned),
  about('state', 'POST', '/:id/state', versioned),
  about('tasks', 'POST', '/:id/tasks', { units: ['ownerUnitId'] }),
  about('requests', 'POST', '/:id/requests', { units: ['owedById'] }),
  about('touch', 'POST', '/:id/tasks/:taskId/entries', { entity: 'tasks.task', kind: 'task', versioned: true }),
];

type Row = Omit<MeetingDoc, 'followers'>;

async function meetingsOf(tx: Tx, cellIds: readonly string[], today: string): Promise<Row[]> {
  const rows = (columns: string, from: string, order: string) =>
    sql`coalesce((select json_agg(x) from (select ${sql.raw(columns)} from ${sql.raw(from)} order by ${sql.raw(order)}) x), '[]')`;
  return tx.many<Row>(sql`
    select m.id, m.version, m.unit_id as "unitId", m.kind, m.also_thematic as "alsoThematic", m.theme, m.theme_title as "themeTitle",
      m.for_month as "forMonth", m.number_in_month as "numberInMonth", m.state, m.planned_on as "plannedOn", m.planned_at as "plannedAt", m.place,
      m.held_on as "heldOn", m.started_at as "startedAt", m.ended_at as "endedAt", m.chair_id as "chairId", m.secretary_id as "secretaryId",
      m.speakers, m.guests, m.guest_voters as "guestVoters", m.cancelled_because as "cancelledBecause", m.minutes_number as "minutesNumber", m.summoned, m.present, m.vote_base as "voteBase",
      ${rows('a.id, a.position, a.kind, a.title', 'meetings.agenda_item a where a.meeting_id = m.id', 'a.position')} as agenda,
      ${rows(
        'a.person_id as "personId", p.full_name as name, a.call, a.standing, a.presence, a.reason',
        'meetings.attendance a left join membership.shown_person p on p.id = a.person_id where a.meeting_id = m.id',
        'a.person_id',
      )} as attendance,
      ${rows(
        'v.id, v.subject, v.title, v.rule, v.base, v.votes_for as "votesFor", v.votes_against as "votesAgainst", v.votes_other as "votesOther", v.passed',
        'meetings.vote v where v.meeting_id = m.id',
        'v.position, v.id',
      )} as votes,
      ${rows(
        'd.id, d.full_name as "fullName", d.post, d.level, d.remarks, d.person_id as "personId"',
        'meetings.delegate d where d.meeting_id = m.id',
        'd.recorded_at, d.id',
      )} as delegates,
      (select json_build_object('version', x.version, 'body', x.body, 'reason', x.reason) from meetings.minutes x
        where x.meeting_id = m.id order by x.version desc limit 1) as minutes,
      coalesce((select json_agg(t.id order by t.id) from tasks.task t where t.source_meeting_id = m.id), '[]') as "taskIds",
      coalesce((select json_agg(distinct e.task_id) from tasks.entry e where e.meeting_id = m.id), '[]') as "touchedIds",
      coalesce((select json_agg(r.id order by r.id) from tasks.request r where r.meeting_id = m.id), '[]') as "requestIds"
    from meetings.meeting m
    where m.unit_id = any(${[...cellIds]}::uuid[])
      and (m.state not in ('locked', 'cancelled') or coalesce(m.held_on, m.planned_on) >= ${addMonths(today, -KEPT_MONTHS)}::date)
      and coalesce(m.held_on, m.planned_on) >= ${addMonths(today, -12)}::date
    order by m.planned_on, m.id`);
}

/** Who of the committees above follows each cell today. */
async function followersToday(tx: Tx, cellIds: readonly string[], today: string): Promise<Map<string, Follower[]>> {
  const rows = await tx.many<Follower & { cellId: string }>(sql`
    select a.cell_id as "cellId", a.id as "assignmentId", a.person_id as "personId", coalesce(p.full_name, '') as name,
      json_build_object('id', a.committee_id, 'name', coalesce((select v.name from organisation.unit_version v where v.unit_id = a.committee_id
        order by v.valid @> ${today}::date desc, v.valid desc limit 1), '')) as committee,
      coalesce((select o.kind from organisation.post o where o.person_id = a.person_id and o.unit_id = a.committee_id and o.valid @> ${today}::date order by o.kind limit 1), '') as post,
      lower(a.valid) as "from", a.document
    from meetings.assignment a left join membership.shown_person p on p.id = a.person_id
    where a.cell_id = any(${[...cellIds]}::uuid[]) and a.valid @> ${today}::date order by a.id`);
  const by = new Map<string, Follower[]>();
  for (const { cellId, ...follower } of rows) by.set(cellId, [...(by.get(cellId) ?? []), follower]);
  return by;
}

registerField({
  commands: COMMANDS,
  providers: [
    {
      kind: 'meeting',
      right: 'meetings.read',
      entities: [
        'meetings.meeting',
        'meetings.agenda_item',
        'meetings.attendance',
        'meetings.vote',
        'meetings.delegate',
        'meetings.minutes',
        'meetings.assignment',
        'membership.person',
        'tasks.task',
        'tasks.entry',
        'tasks.request',
      ],
      async read(tx, { place, today }) {
        const followers = await followersToday(tx, place.cellIds, today);
        const rows = await meetingsOf(tx, place.cellIds, today);
        return rows.map((row) => {
          const open = row.state !== 'locked' && row.state !== 'cancelled';
          const body: MeetingDoc = { ...row, followers: open ? (followers.get(row.unitId) ?? []) : [] };
          return { id: row.id, body };
        });
      },
    },
    {
      kind: 'standing-order',
      right: 'meetings.read',
      entities: ['meetings.agenda_skeleton', 'organisation.unit_version'],
      async read(tx, { place, today }) {
        const [cell] = place.cellIds;
        if (cell === undefined || (await unitsUp(tx, cell, today)).length === 0) return [];
        const docs: StandingOrderDoc[] = [];
        for (const kind of ['regular', 'thematic'] as const) {
          const usual = agendaSkeleton(kind, false).map((item) => ({
            kind: item,
            title: translate('vi', `meetings.agenda.${item}`),
          }));
          docs.push({ kind, items: (await ownAgenda(tx, { unitId: cell, kind, on: today })) ?? usual });
        }
        return docs.map((body) => ({ id: body.kind, body }));
      },
    },
  ],
});
