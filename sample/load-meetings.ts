/** Meetings, tasks and requests of the plan as rows. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { PlanAssignment } from './plan/assignments.ts';
import { COMMUNE } from './plan/meetings-facts.ts';
import type { PlanMeetings } from './plan/meetings.ts';
import type { Key } from './plan/types.ts';

type Ids = (kind: string, key: string) => string;
type Label = (unit: Key) => number;
const LINES = ['attendance', 'preparation', 'conduct', 'principles', 'result'] as const;
const RUBRIC_2018 = '0d5a5a52-1f6e-4c1c-8f1e-000000000001';
const RUBRIC_2025 = '0d5a5a52-1f6e-4c1c-8f1e-000000000003';

/** Writes everything of both rooms, in the order in which the rules let it come about. */
export async function loadMeetings(
  tx: Tx,
  { meetings: plan, assignments }: { meetings: PlanMeetings; assignments: readonly PlanAssignment[] },
  id: Ids,
  label: Label,
): Promise<void> {
  const unit = (key: Key) => id('unit', key);
  const person = (key: Key | null) => (key === null ? null : id('person', key));
  const meeting = (key: Key | null) => (key === null ? null : id('meeting', key));
  const write = async (rows: readonly object[], statement: (json: string) => ReturnType<typeof sql>) => {
    for (let at = 0; at < rows.length; at += 10_000)
      await tx.run(statement(JSON.stringify(rows.slice(at, at + 10_000))));
  };
  await write(
    plan.themes.map((one) => ({ ...one, id: id('theme', one.key), unit: unit(one.unit), label: label(one.unit) })),
    (json) => sql`
      insert into meetings.planned_theme (id, unit_id, year, quarter, theme, title, label)
      select id, unit, year, quarter, theme, title, label
      from jsonb_to_recordset(${json}::jsonb) r(id uuid, unit uuid, year int, quarter int, theme text, title text, label int)`,
  );
  await write(
    plan.meetings.map((one) => ({
      ...one,
      attendance: undefined,
      id: meeting(one.key),
      unit: unit(one.unit),
      themeId: one.themeKey === null ? null : id('theme', one.themeKey),
      chair: person(one.chair),
      secretary: person(one.secretary),
      state: one.heldOn === null ? 'planned' : 'held',
      label: label(one.unit),
    })),
    (json) => sql`
      insert into meetings.meeting (id, unit_id, kind, also_thematic, theme_id, theme, theme_title, for_month, planned_on, planned_at, place, held_on, state,
        started_at, ended_at, chair_id, secretary_id, documents_sent_on, committee_met_on, speakers, label)
      select id, unit, kind, "alsoThematic", "themeId", theme, "themeTitle", "forMonth", "plannedOn", '19:30', 'Nhà văn hoá', "heldOn", state,
        "startedAt", "endedAt", chair, secretary, "documentsSentOn", "committeeMetOn", speakers, label
      from jsonb_to_recordset(${json}::jsonb) r(id uuid, unit uuid, kind text, "alsoThematic" boolean, "themeId" uuid, theme text, "themeTitle" text, "forMonth" date,
        "plannedOn" date, "heldOn" date, state text, "startedAt" text, "endedAt" text, chair uuid, secretary uuid, "documentsSentOn" date, "committeeMetOn" date,
        speakers int, label int)`,
  );
  const held = plan.meetings.filter((one) => one.heldOn !== null);
  await write(
    plan.meetings.map((one) => ({
      id: meeting(one.key),
      thematic: one.kind === 'thematic',
      joined: one.alsoThematic,
      label: label(one.unit),
    })),
    (json) => sql`
      insert into meetings.agenda_item (meeting_id, position, kind, title, label)
      select r.id, row_number() over (partition by r.id order by a.at), a.kind, a.title, r.label
      from jsonb_to_recordset(${json}::jsonb) r(id uuid, thematic boolean, joined boolean, label int)
      join (values (1, 'opening', 'Khai mạc, điểm danh', true), (2, 'information', 'Thông tin thời sự, tình hình bản', false), (3, 'review', 'Kết quả thực hiện nghị quyết tháng trước', false),
        (4, 'self_criticism', 'Tự phê bình và phê bình', false), (5, 'theme', 'Chuyên đề', true), (6, 'next_tasks', 'Nhiệm vụ tháng tới', true), (7, 'party_work', 'Công tác đảng', false),
        (8, 'vote', 'Biểu quyết', false), (9, 'conclusion', 'Kết luận', true), (10, 'minutes', 'Thông qua biên bản', true)) a(at, kind, title, in_thematic)
      on case when a.kind = 'theme' then r.thematic or r.joined when r.thematic then a.in_thematic else true end`,
  );
  await write(
    held.flatMap((one) =>
      one.attendance.map((row) => ({
        meeting: meeting(one.key),
        person: person(row.person),
        held: one.heldOn,
        call: row.call,
        standing: row.standing,
        presence: row.presence,
        reason: row.reason,
        unit: unit(one.unit),
        label: label(one.unit),
      })),
    ),
    (json) => sql`
      insert into meetings.attendance (meeting_id, person_id, held_on, call, standing, presence, reason, unit_id, label)
      select meeting, person, held, call, standing, presence, reason, unit, label
      from jsonb_to_recordset(${json}::jsonb) r(meeting uuid, person uuid, held date, call text, standing text, presence text, reason text, unit uuid, label int)`,
  );
  await write(
    held.flatMap((one) =>
      one.vote ? [{ ...one.vote, id: id('vote', one.key), meeting: meeting(one.key), label: label(one.unit) }] : [],
    ),
    (json) => sql`
      insert into meetings.vote (id, meeting_id, subject, title, rule, base, votes_for, votes_against, votes_other, label)
      select id, meeting, 'resolution', title, 'majority', base, "votesFor", 0, 0, label
      from jsonb_to_recordset(${json}::jsonb) r(id uuid, meeting uuid, title text, base int, "votesFor" int, label int)`,
  );
  await write(
    assignments.map((one) => ({
      ...one,
      id: id('assignment', one.key),
      cell: unit(one.cell),
      committee: unit(COMMUNE),
      person: person(one.person),
      label: label(one.cell),
      above: label(COMMUNE),
    })),
    (json) => sql`
      insert into meetings.assignment (id, cell_id, committee_id, person_id, post, valid, document, label, committee_label)
      select id, cell, committee, person, post, daterange("from", "to"), document, label, above
      from jsonb_to_recordset(${json}::jsonb) r(id uuid, cell uuid, committee uuid, person uuid, post text, "from" date, "to" date, document text, label int, above int)`,
  );
  await write(
    held.flatMap((one) =>
      one.delegate
        ? [
            {
              ...one.delegate,
              person: person(one.delegate.person ?? null),
              id: id('delegate', one.key),
              meeting: meeting(one.key),
              label: label(one.unit),
            },
          ]
        : [],
    ),
    (json) => sql`
      insert into meetings.delegate (id, meeting_id, full_name, post, level, remarks, person_id, label)
      select id, meeting, name, post, level, remarks, person, label
      from jsonb_to_recordset(${json}::jsonb) r(id uuid, meeting uuid, name text, post text, level text, remarks text, person uuid, label int)`,
  );
  await loadTasks(tx, plan, { id, unit, person, meeting, label, write });
  const minuted = held.filter((one) => one.through !== 'held');
  await write(
    minuted.map((one) => ({ id: meeting(one.key), label: label(one.unit), at: `${one.heldOn ?? ''}T21:30:00+07:00` })),
    (json) => sql`
      insert into meetings.minutes (meeting_id, version, body, written_at, label)
      select r.id, 1, jsonb_build_object('conclusion', 'Chi bộ thống nhất các nhiệm vụ đã nêu, phân công người làm và hạn xong.', 'items', (
        select jsonb_agg(jsonb_build_object('kind', a.kind, 'title', a.title, 'text', case a.kind
          when 'information' then 'Tình hình chung ổn định; nhân dân yên tâm sản xuất.' when 'review' then 'Chi bộ điểm từng việc của tháng trước.'
          when 'party_work' then 'Thu nộp đảng phí, theo dõi nguồn kết nạp.' when 'theme' then 'Chi bộ thảo luận chuyên đề và thống nhất cách làm.' else '' end) order by a.position)
        from meetings.agenda_item a where a.meeting_id = r.id)), r.at, r.label
      from jsonb_to_recordset(${json}::jsonb) r(id uuid, at timestamptz, label int)`,
  );
  const through = async (wanted: readonly string[], state: string) => {
    const ids = minuted
      .filter((one) => wanted.includes(one.through))
      .map((one) => ({ id: meeting(one.key), at: `${one.heldOn ?? ''}T21:30:00+07:00` }));
    await write(
      ids,
      (json) => sql`
        update meetings.meeting m set state = ${state}, agreed_at = case ${state} when 'agreed' then r.at else m.agreed_at end,
          locked_at = case ${state} when 'locked' then r.at + interval '2 days' else m.locked_at end,
          minutes_number = case ${state} when 'locked' then extract(month from m.for_month) || '-BB/CB' else m.minutes_number end
        from jsonb_to_recordset(${json}::jsonb) r(id uuid, at timestamptz) where r.id = m.id`,
    );
  };
  await through(['draft', 'agreed', 'locked'], 'draft');
  await through(['agreed', 'locked'], 'agreed');
  await through(['locked'], 'locked');
  await write(
    minuted.flatMap((one) =>
      (['own', 'superior'] as const).flatMap((side) => {
        const points = one[side];
        return points
          ? [
              {
                meeting: meeting(one.key),
                side,
                rubric: (one.heldOn ?? '') < '2025-10-28' ? RUBRIC_2018 : RUBRIC_2025,
                label: label(one.unit),
                on: one.heldOn,
                points: Object.fromEntries(LINES.map((line, at) => [line, points[at] ?? 0])),
                total: points.reduce((sum, n) => sum + n, 0),
                unexcused: one.attendance.some((row) => row.presence === 'unexcused'),
              },
            ]
          : [];
      }),
    ),
    (json) => sql`
      insert into meetings.score (meeting_id, side, rubric_id, points, proposed, total, grade, scored_on, label)
      select meeting, side, rubric, points, points, total, case when total >= 90 and not unexcused then 'good' when total >= 70 then 'fair' when total >= 50 then 'average' else 'weak' end, "on", label
      from jsonb_to_recordset(${json}::jsonb) r(meeting uuid, side text, rubric uuid, points jsonb, total int, unexcused boolean, "on" date, label int)`,
  );
}

type Tools = {
  id: Ids;
  unit: (key: Key) => string;
  person: (key: Key | null) => string | null;
  meeting: (key: Key | null) => string | null;
  label: Label;
  write: (rows: readonly object[], statement: (json: string) => ReturnType<typeof sql>) => Promise<void>;
};

async function loadTasks(
  tx: Tx,
  plan: PlanMeetings,
  { id, unit, person, meeting, label, write }: Tools,
): Promise<void> {
  await write(
    plan.documents.map((one) => ({
      ...one,
      sentTo: undefined,
      id: id('document', one.key),
      unit: unit(one.unit),
      parent: one.parent === null ? null : id('document', one.parent),
      meeting: meeting(one.meeting),
      label: label(one.unit),
    })),
    (json) => sql`
      insert into tasks.document (id, unit_id, kind, parent_id, number, title, theme, issued_on, meeting_id, label)
      select id, unit, kind, parent, number, title, theme, "issuedOn", meeting, label
      from jsonb_to_recordset(${json}::jsonb) r(id uuid, unit uuid, kind text, parent uuid, number text, title text, theme text, "issuedOn" date, meeting uuid, label int)`,
  );
  await write(
    plan.documents.flatMap((one) =>
      one.sentTo.map((to) => ({ document: id('document', one.key), unit: unit(to), label: label(to) })),
    ),
    (json) => sql`
      insert into tasks.addressee (document_id, unit_id, label) select document, unit, label from jsonb_to_recordset(${json}::jsonb) r(document uuid, unit uuid, label int)`,
  );
  const unitOf = new Map(plan.documents.map((one) => [one.key, one.unit]));
  await write(
    plan.tasks.map((one) => ({
      ...one,
      entries: undefined,
      id: id('task', one.key),
      unit: unit(one.unit),
      document: id('document', one.document),
      given: unit(unitOf.get(one.document) ?? one.unit),
      meeting: meeting(one.meeting),
      person: person(one.owner),
      label: label(one.unit),
    })),
    (json) => sql`
      insert into tasks.task (id, unit_id, document_id, given_by_id, source_meeting_id, title, theme, owner_person_id, owner_unit_id, measure, target, figure_id,
        figure_compare, assigned_on, due_on, state, closed_on, label)
      select id, unit, document, given, meeting, title, theme, person, case when person is null then unit end, measure, target, figure,
        case when figure is not null then 'at_least' end, "assignedOn", "dueOn", state, "closedOn", label
      from jsonb_to_recordset(${json}::jsonb) r(id uuid, unit uuid, document uuid, given uuid, meeting uuid, title text, theme text, person uuid, measure text, target numeric,
        figure text, "assignedOn" date, "dueOn" date, state text, "closedOn" date, label int)`,
  );
  await write(
    plan.tasks.flatMap((one) =>
      one.entries.map((entry, n) => ({
        ...entry,
        id: id('entry', `${one.key}/${n}`),
        task: id('task', one.key),
        meeting: meeting(entry.meeting),
        label: label(one.unit),
      })),
    ),
    (json) => sql`
      insert into tasks.entry (id, task_id, on_date, to_state, note, meeting_id, label)
      select id, task, "on", "to", note, meeting, label from jsonb_to_recordset(${json}::jsonb) r(id uuid, task uuid, "on" date, "to" text, note text, meeting uuid, label int)`,
  );
  await write(
    plan.requests.map((one) => ({
      ...one,
      id: id('request', one.key),
      unit: unit(one.unit),
      meeting: meeting(one.meeting),
      owedBy: unit(one.owedBy),
      label: label(one.unit),
      owedLabel: label(one.owedBy),
    })),
    (json) => sql`
      insert into tasks.request (id, unit_id, meeting_id, from_whom, topic, content, received_on, owed_by_id, owed_level, due_on, answered_on, answer, label, owed_label)
      select id, unit, meeting, 'members', topic, content, "receivedOn", "owedBy", 'commune', "dueOn", "answeredOn", answer, label, "owedLabel"
      from jsonb_to_recordset(${json}::jsonb) r(id uuid, unit uuid, meeting uuid, topic text, content text, "receivedOn" date, "owedBy" uuid, "dueOn" date, "answeredOn" date,
        answer text, label int, "owedLabel" int)`,
  );
}
