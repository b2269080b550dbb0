import { sql } from 'kysely';
import { registerField } from '#platform/sync/registry.ts';
import { addMonths } from '#platform/time/dates.ts';
import type { RequestDoc, TaskDoc } from './field-contract.ts';
import { unitName } from './units.ts';

/** What was closed or answered longer ago leaves the phone. */
const KEPT_MONTHS = 3;

registerField({
  commands: [
    {
      type: 'tasks.entry',
      method: 'POST',
      url: '/tasks/:id/entries',
      entity: 'tasks.task',
      kind: 'task',
      versioned: true,
    },
    {
      type: 'tasks.request',
      method: 'POST',
      url: '/requests',
      entity: 'tasks.request',
      kind: 'request',
      units: ['unitId', 'owedById'],
    },
  ],
  providers: [
    {
      kind: 'task',
      right: 'tasks.read',
      entities: ['tasks.task', 'tasks.entry', 'tasks.document', 'membership.person'],
      async read(tx, { place, today }) {
        const rows = await tx.many<TaskDoc>(sql`
          select t.id, t.version, ${unitName(sql`t.unit_id`, today)} as unit,
            case when d.id is null then null else json_build_object('id', d.id, 'title', d.title, 'number', d.number) end as document,
            ${unitName(sql`t.given_by_id`, today)} as "givenBy", t.title, t.theme,
            case when t.owner_person_id is not null then jsonb_build_object('kind', 'person', 'id', t.owner_person_id, 'name', p.full_name)
              else jsonb_build_object('kind', 'unit') || ${unitName(sql`t.owner_unit_id`, today)}::jsonb end as owner,
            t.measure, t.target, (select sum(e.amount) from tasks.entry e where e.task_id = t.id) as amount, t.figure_id as "figureId",
            t.assigned_on as "assignedOn", t.due_on as "dueOn", t.state, t.closed_on as "closedOn", t.carried_from as "carriedFrom",
            t.source_meeting_id as "sourceMeetingId",
            (select json_build_object('on', e.on_date, 'note', e.note, 'meetingId', e.meeting_id) from tasks.entry e
              where e.task_id = t.id order by e.on_date desc, e.id desc limit 1) as last,
            coalesce((select json_agg(json_build_object('id', e.id, 'on', e.on_date, 'to', e.to_state, 'note', e.note, 'amount', e.amount, 'meetingId', e.meeting_id)
              order by e.on_date, e.id) from tasks.entry e where e.task_id = t.id), '[]') as entries
          from tasks.task t left join tasks.document d on d.id = t.document_id left join membership.shown_person p on p.id = t.owner_person_id
          where t.unit_id = any(${[...place.cellIds]}::uuid[])
            and (t.closed_on is null or t.closed_on >= ${addMonths(today, -KEPT_MONTHS)}::date)
          order by t.due_on, t.id`);
        return rows.map((body) => ({ id: body.id, body }));
      },
    },
    {
      kind: 'request',
      right: 'tasks.read',
      entities: ['tasks.request'],
      async read(tx, { place, today }) {
        const rows = await tx.many<RequestDoc>(sql`
          select r.id, r.unit_id as "unitId", r.meeting_id as "meetingId", r.from_whom as "fromWhom", r.topic, r.content, r.received_on as "receivedOn",
            ${unitName(sql`r.owed_by_id`, today)} as "owedBy", r.due_on as "dueOn", r.answered_on as "answeredOn", r.answer
          from tasks.request r where r.unit_id = any(${[...place.cellIds]}::uuid[])
            and (r.answered_on is null or r.answered_on >= ${addMonths(today, -KEPT_MONTHS)}::date)
          order by r.due_on, r.id`);
        return rows.map((body) => ({ id: body.id, body }));
      },
    },
  ],
});
