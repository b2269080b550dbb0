/** Writes what the plan tells of training, commendations and role models, in bulk. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { SamplePlan } from './plan/sample-plan.ts';
import type { Key } from './plan/types.ts';

type Ids = { id: (kind: string, key: string) => string; label: (key: Key) => number };

/** Courses with their sittings, people, head counts and certificates; commendations; models and who took them up. */
export async function loadLearning(tx: Tx, plan: SamplePlan, { id, label }: Ids): Promise<void> {
  const { courses, commendations, models } = plan.learning;
  const unit = (key: Key) => id('unit', key);
  const json = (rows: readonly object[]) => JSON.stringify(rows);
  await tx.run(sql`
    insert into learning.course (id, unit_id, subject, audience, title, curriculum, place, document, starts_on, ends_on, state, label)
    select id, unit, subject, audience, title, curriculum, place, document, "startsOn", "endsOn", 'held', label
    from jsonb_to_recordset(${json(courses.map(({ sessions: _s, participants: _p, heads: _h, ...one }) => ({ ...one, id: id('course', one.key), unit: unit(one.unit), label: label(one.unit) })))}::jsonb)
      r(id uuid, unit uuid, subject text, audience text, title text, curriculum text, place text, document text, "startsOn" date, "endsOn" date, label int)`);
  const parts = <T extends object>(of: (course: (typeof courses)[number]) => readonly T[]) =>
    json(
      courses.flatMap((one) =>
        of(one).map((part) => ({ ...part, course: id('course', one.key), label: label(one.unit) })),
      ),
    );
  await tx.run(sql`
    insert into learning.session (course_id, on_date, topic, hours, label)
    select course, "on", topic, hours, label from jsonb_to_recordset(${parts((one) => one.sessions)}::jsonb) r(course uuid, "on" date, topic text, hours numeric, label int)`);
  await tx.run(sql`
    insert into learning.head_count (course_id, "group", people, label)
    select course, "group", people, label from jsonb_to_recordset(${parts((one) => one.heads)}::jsonb) r(course uuid, "group" text, people int, label int)`);
  const people = json(
    courses.flatMap((one) =>
      one.participants.map((part) => ({
        ...part,
        id: id('participant', `${one.key}/${part.person}`),
        course: id('course', one.key),
        person: id('person', part.person),
        unit: unit(part.unit),
        label: label(one.unit),
        home: label(part.unit),
        on: one.endsOn,
      })),
    ),
  );
  await tx.run(sql`
    insert into learning.participant (id, course_id, person_id, as_what, unit_id, sessions, passed, label, home_label)
    select id, course, person, "as", unit, sessions, case when "as" = 'cell_secretary' then passed end, label, home
    from jsonb_to_recordset(${people}::jsonb) r(id uuid, course uuid, person uuid, "as" text, unit uuid, sessions int, passed boolean, label int, home int)`);
  await tx.run(sql`
    insert into learning.certificate (participant_id, number, issued_on, label, home_label)
    select id, certificate, "on", label, home from jsonb_to_recordset(${people}::jsonb) r(id uuid, certificate text, "on" date, label int, home int) where certificate is not null`);
  await tx.run(sql`
    insert into learning.commendation (unit_id, person_id, form, reason, document, decided_on, decided_by, label)
    select unit, person, form, reason, document, "on", "decidedBy", label
    from jsonb_to_recordset(${json(commendations.map((one) => ({ ...one, unit: unit(one.unit), person: one.person === null ? null : id('person', one.person), label: label(one.unit) })))}::jsonb)
      r(unit uuid, person uuid, form text, reason text, document text, "on" date, "decidedBy" text, label int)`);
  await tx.run(sql`
    insert into learning.role_model (id, unit_id, kind, title, document, named_on, label)
    select id, unit, kind, title, document, "on", label
    from jsonb_to_recordset(${json(models.map(({ adoptions: _a, ...one }) => ({ ...one, id: id('model', one.key), unit: unit(one.unit), label: label(one.unit) })))}::jsonb)
      r(id uuid, unit uuid, kind text, title text, document text, "on" date, label int)`);
  await tx.run(sql`
    insert into learning.adoption (model_id, unit_id, adopted_on, on_precision, source, label, model_label)
    select model, unit, "on", precision, source, label, "modelLabel"
    from jsonb_to_recordset(${json(models.flatMap((one) => one.adoptions.map((part) => ({ ...part, model: id('model', one.key), unit: unit(part.unit), label: label(part.unit), modelLabel: label(one.unit) }))))}::jsonb)
      r(model uuid, unit uuid, "on" date, precision text, source text, label int, "modelLabel" int)`);
}
