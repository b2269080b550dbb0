/** Writes what the plan tells of bulletins and news, in bulk. What has not come by the day of the plan is left out. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { SamplePlan } from './plan/sample-plan.ts';
import type { Key } from './plan/types.ts';

type Ids = { id: (kind: string, key: string) => string; label: (key: Key) => number };

/** Bulletins with their receipts and answers, and news. */
export async function loadChannel(tx: Tx, plan: SamplePlan, { id, label }: Ids): Promise<void> {
  const { bulletins, news } = plan.channel;
  const { today } = plan;
  const unit = (key: Key) => id('unit', key);
  const json = (rows: readonly object[]) => sql`${JSON.stringify(rows)}::jsonb`;
  const come = (on: string | null) => (on !== null && on <= today ? on : null);
  await tx.run(sql`
    insert into channel.bulletin (id, unit_id, twinning_id, reach, title, body, happened_on, posted_at, posted_on, answer_by, pinned, ended_on, label)
    select id, unit, twinning, case when twinning is null then 'cells' else 'twinned' end, title, body, "happenedOn",
      "postedOn" + interval '2 hours', "postedOn", "answerBy", pinned and ended is null, ended, label
    from jsonb_to_recordset(${json(
      bulletins.map(({ to: _to, answers: _answers, endedOn, ...one }) => ({
        ...one,
        id: id('bulletin', one.key),
        unit: unit(one.unit),
        twinning: one.twinning === null ? null : id('twinning', one.twinning),
        ended: come(endedOn),
        label: label(one.unit),
      })),
    )}) r(id uuid, unit uuid, twinning uuid, title text, body text, "happenedOn" date, "postedOn" date, "answerBy" date, pinned boolean, ended date, label int)`);
  await tx.run(sql`
    insert into channel.bulletin_unit (bulletin_id, unit_id, read_at, answers, label, sender_label)
    select bulletin, unit, read + interval '4 hours', answers, label, sender
    from jsonb_to_recordset(${json(
      bulletins.flatMap((one) =>
        one.to.map((to) => ({
          bulletin: id('bulletin', one.key),
          unit: unit(to.unit),
          read: come(to.readOn),
          answers: one.answers.filter((answer) => answer.unit === to.unit && answer.on <= today).length,
          label: label(to.unit),
          sender: label(one.unit),
        })),
      ),
    )}) r(bulletin uuid, unit uuid, read date, answers int, label int, sender int)`);
  await tx.run(sql`
    insert into channel.answer (bulletin_id, unit_id, from_sender, body, answered_at, label, sender_label)
    select bulletin, unit, false, body, "on" + interval '5 hours', label, sender
    from jsonb_to_recordset(${json(
      bulletins.flatMap((one) =>
        one.answers
          .filter((answer) => answer.on <= today)
          .map((answer) => ({
            ...answer,
            bulletin: id('bulletin', one.key),
            unit: unit(answer.unit),
            label: label(answer.unit),
            sender: label(one.unit),
          })),
      ),
    )}) r(bulletin uuid, unit uuid, body text, "on" date, label int, sender int)`);
  await tx.run(sql`
    insert into channel.news (id, unit_id, topic, title_vi, title_th, title_en, body_vi, body_th, body_en, source, happened_on, public, state, published_at,
      published_on, label)
    select id, unit, topic, title ->> 'vi', title ->> 'th', title ->> 'en', body ->> 'vi', body ->> 'th', body ->> 'en', source, "happenedOn", public, 'published',
      "publishedOn" + interval '3 hours', "publishedOn", label
    from jsonb_to_recordset(${json(
      news.map((one) => ({ ...one, id: id('news', one.key), unit: unit(one.unit), label: label(one.unit) })),
    )}) r(id uuid, unit uuid, topic text, title jsonb, body jsonb, source text, "happenedOn" date, public boolean, "publishedOn" date, label int)`);
}
