/** Writes what the plan tells of villages, in bulk. */
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { SamplePlan } from './plan/sample-plan.ts';
import type { Key } from './plan/types.ts';

type Ids = { unit: (key: Key) => string; label: (key: Key) => number };

/** Snapshots, facts, benefits, counts and papers of states; persons of prestige come with the other posts. */
export async function loadVillages(tx: Tx, plan: SamplePlan, { unit, label }: Ids): Promise<void> {
  const { facts, benefits, work, stateEvents } = plan.villages;
  const rows = <T extends { village: Key }>(list: readonly T[]) =>
    JSON.stringify(list.map((one) => ({ ...one, village_id: unit(one.village), label: label(one.village) })));
  await tx.run(sql`
    insert into villages.profile (village_id, as_of, households, residents, poor, near_poor, standard, signal, power, road, culture_house, source, label)
    select village_id, "asOf", households, residents, poor, "nearPoor", standard, signal, power, road, "cultureHouse", source, label
    from jsonb_to_recordset(${rows(plan.profiles)}::jsonb)
      r(village_id uuid, "asOf" date, households int, residents int, poor int, "nearPoor" int, standard text, signal text, power text, road text,
        "cultureHouse" text, source text, label int)`);
  await tx.run(sql`
    insert into villages.fact (village_id, topic, on_date, on_precision, value, source, label)
    select village_id, topic, ("on" ->> 'on')::date, "on" ->> 'precision', value, source, label
    from jsonb_to_recordset(${rows(facts)}::jsonb) r(village_id uuid, topic text, "on" jsonb, value text, source text, label int)`);
  await tx.run(sql`
    insert into villages.benefit (village_id, programme, component, year, quantity, unit, households, stage, source, label)
    select village_id, programme, component, year, quantity, unit, households, stage, source, label
    from jsonb_to_recordset(${rows(benefits)}::jsonb)
      r(village_id uuid, programme text, component text, year int, quantity numeric, unit text, households int, stage text, source text, label int)`);
  await tx.run(sql`
    insert into villages.work (village_id, valid, mediations, settled, talks, listeners, members_helping, households_helped, households_out, models, source, label)
    select village_id, daterange("from", "to"), mediations, settled, talks, listeners, "membersHelping", "householdsHelped", "householdsOut", models, source, label
    from jsonb_to_recordset(${rows(work)}::jsonb)
      r(village_id uuid, "from" date, "to" date, mediations int, settled int, talks int, listeners int, "membersHelping" int, "householdsHelped" int,
        "householdsOut" int, models int, source text, label int)`);
  await tx.run(sql`
    insert into villages.state_event (village_id, state, event, on_date, document, source, label)
    select village_id, state, event, "on", document, source, label
    from jsonb_to_recordset(${rows(stateEvents)}::jsonb) r(village_id uuid, state text, event text, "on" date, document text, source text, label int)`);
}
