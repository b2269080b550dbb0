import { sql } from 'kysely';
import { nameHolder } from '#modules/membership/index.ts';
import { createPost, type ResolvedUnit } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import type { Caller } from '#platform/http/context.ts';
import { normaliseDated } from '#platform/time/precision.ts';
import { addDays } from '#platform/time/dates.ts';
import type {
  CorrectProfile,
  CorrectStateEvent,
  DeliverBenefit,
  KnownOn,
  NewBenefit,
  NewFact,
  NewPrestige,
  NewProfile,
  NewStateEvent,
  NewWork,
  ProfileFields,
  VillagePage,
} from './contract.ts';
import { getVillage, listProgrammes, listStandards, stateHistory } from './page.ts';
import { assertBenefit, assertPast, assertProfile, assertWork, missingTurns, standardFor } from './rules.ts';

/** What every write gets: the caller, the village it is about, and the day. */
type About = { caller: Caller; village: string; today: string };

/** @throws NotFound outside the scope; RuleBroken `village.not-alive` when it does not live on that day */
async function villageOn(tx: Tx, { caller, village }: About, on: string): Promise<ResolvedUnit> {
  const found = await getVillage(tx, caller, village, on);
  if (!found.alive) throw new RuleBroken('village.not-alive', { village: found.name, on });
  return found;
}

const dated = (on: string, precision: KnownOn['precision']): KnownOn => ({ on, precision });
const stored = (date: KnownOn): KnownOn => normaliseDated(date) as KnownOn;

/**
 * Records a snapshot. Sending the same `id` again changes nothing.
 * @throws RuleBroken `village.profile-exists` `{ on }` when there is one of that day; those of `assertProfile`, `assertPast`, `standardFor`
 */
export async function addProfile(tx: Tx, about: About, input: NewProfile): Promise<{ id: string }> {
  const { on, precision } = stored(input.asOf);
  const village = await villageOn(tx, about, on);
  assertPast(input.asOf, about.today);
  const { id, asOf: _asOf, standard: named, source, ...fields } = input;
  assertProfile(fields);
  if (await tx.maybeOne(sql`select 1 from villages.profile where id = ${id}`)) return { id };
  const standard = await standardOf(tx, fields, on, named);
  if (await tx.maybeOne(sql`select 1 from villages.profile where village_id = ${village.id} and as_of = ${on}`))
    throw new RuleBroken('village.profile-exists', { on });
  await tx.run(sql`
    insert into villages.profile (id, village_id, as_of, precision, households, residents, poor, near_poor, standard, signal, power, road, culture_house, source, label)
    values (${id}, ${village.id}, ${on}, ${precision}, ${fields.households}, ${fields.residents}, ${fields.poor}, ${fields.nearPoor}, ${standard},
      ${fields.signal}, ${fields.power}, ${fields.road}, ${fields.cultureHouse}, ${source}, ${village.label})`);
  return { id };
}

async function standardOf(tx: Tx, fields: ProfileFields, on: string, named: string | null): Promise<string | null> {
  if (fields.poor === null && fields.nearPoor === null) return null;
  return standardFor(on, named, await listStandards(tx)).code;
}

/**
 * Corrects a snapshot; the trail keeps what stood there.
 * @throws NotFound; RuleBroken `village.changed-meanwhile` `{ version }`, and those of `addProfile`
 */
export async function correctProfile(
  tx: Tx,
  about: About,
  profileId: string,
  input: CorrectProfile,
): Promise<{ id: string }> {
  const village = await getVillage(tx, about.caller, about.village, about.today);
  const row = await tx.one<
    ProfileFields & { asOf: string; standard: string | null; source: string; version: number }
  >(sql`
    select as_of as "asOf", households, residents, poor, near_poor as "nearPoor", standard, signal, power, road, culture_house as "cultureHouse", source, version
    from villages.profile where id = ${profileId} and village_id = ${village.id} for update`);
  if (row.version !== input.version)
    throw new RuleBroken('village.changed-meanwhile', { version: row.version, yours: input.version });
  const pick = <K extends keyof ProfileFields>(key: K): ProfileFields[K] =>
    input[key] === undefined ? row[key] : (input[key] as ProfileFields[K]);
  const next: ProfileFields = {
    households: pick('households'),
    residents: pick('residents'),
    poor: pick('poor'),
    nearPoor: pick('nearPoor'),
    signal: pick('signal'),
    power: pick('power'),
    road: pick('road'),
    cultureHouse: pick('cultureHouse'),
  };
  assertProfile(next);
  const standard = await standardOf(tx, next, row.asOf, input.standard === undefined ? row.standard : input.standard);
  await tx.run(sql`
    update villages.profile set households = ${next.households}, residents = ${next.residents}, poor = ${next.poor}, near_poor = ${next.nearPoor},
      standard = ${standard}, signal = ${next.signal}, power = ${next.power}, road = ${next.road}, culture_house = ${next.cultureHouse},
      source = ${input.source ?? row.source}, version = version + 1
    where id = ${profileId}`);
  return { id: profileId };
}

/** Records what came to the village in which year. @throws RuleBroken `village.fact-exists`, `village.in-future` */
export async function addFact(tx: Tx, about: About, input: NewFact): Promise<{ id: string }> {
  const { on, precision } = stored(input.on);
  const village = await getVillage(tx, about.caller, about.village, about.today);
  assertPast(input.on, about.today);
  if (await tx.maybeOne(sql`select 1 from villages.fact where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into villages.fact (id, village_id, topic, on_date, on_precision, value, source, label)
    values (${input.id}, ${village.id}, ${input.topic}, ${on}, ${precision}, ${input.value}, ${input.source}, ${village.label})`);
  return { id: input.id };
}

/**
 * Records the document that says a village was cleared of a state, or that it fell back.
 * @throws RuleBroken `village.cleared-already`, `village.relapsed-already`, `village.still-so`, `village.not-so`,
 *   `village.event-without-document`, `village.in-future`
 */
export async function addStateEvent(tx: Tx, about: About, input: NewStateEvent): Promise<{ id: string }> {
  const date = stored(input.on);
  const village = await villageOn(tx, about, date.on);
  assertPast(input.on, about.today);
  if (await tx.maybeOne(sql`select 1 from villages.state_event where id = ${input.id}`)) return { id: input.id };
  const recorded = await tx.many<VillagePage['recorded'][number] & { onDate: string }>(sql`
    select state, event, on_date as "onDate" from villages.standing_event where village_id = ${village.id} order by on_date, recorded_at, id`);
  const { days, history } = await stateHistory(tx, village.id);
  const turns = missingTurns(
    { state: input.state, event: input.event, on: date.on, precision: date.precision, document: input.document },
    recorded.map(({ state, event, onDate }) => ({ state, event, on: onDate })),
    history,
    days.life,
  );
  const rows = [
    ...turns.map((turn) => ({ ...turn, id: null, precision: 'day', document: null, source: 'theo sổ đảng viên' })),
    { ...input, on: date.on, precision: date.precision },
  ];
  await tx.run(sql`
    insert into villages.state_event (id, village_id, state, event, on_date, on_precision, document, source, label)
    select coalesce(r.id, uuidv7()), ${village.id}, r.state, r.event, r."on", r.precision, r.document, r.source, ${village.label}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r(id uuid, state text, event text, "on" date, precision text, document text, source text)`);
  return { id: input.id };
}

/**
 * Corrects a state event by a further row: another day or paper, or that it did not happen. The first row stays.
 * @throws NotFound when the event is none of this village's
 * @throws RuleBroken `village.event-corrected-already`, and those of `addStateEvent`
 */
export async function correctStateEvent(
  tx: Tx,
  about: About,
  eventId: string,
  input: CorrectStateEvent,
): Promise<{ id: string }> {
  const village = await getVillage(tx, about.caller, about.village, about.today);
  const wrong = await tx.one<{
    state: VillagePage['recorded'][number]['state'];
    event: 'cleared' | 'relapsed';
    onDate: string;
    precision: KnownOn['precision'];
    document: string | null;
    source: string;
    stands: boolean;
  }>(sql`
    select e.state, e.event, e.on_date as "onDate", e.on_precision as precision, e.document, e.source,
      exists (select 1 from villages.standing_event s where s.id = e.id) as stands
    from villages.state_event e where e.id = ${eventId} and e.village_id = ${village.id}`);
  if (await tx.maybeOne(sql`select 1 from villages.state_event where id = ${input.id}`)) return { id: input.id };
  if (!wrong.stands) throw new RuleBroken('village.event-corrected-already', { on: wrong.onDate });
  const { withdrawn } = input;
  const date = input.on === undefined ? dated(wrong.onDate, wrong.precision) : stored(input.on);
  const document = input.document === undefined ? wrong.document : input.document;
  let turns: ReturnType<typeof missingTurns> = [];
  if (!withdrawn) {
    await villageOn(tx, about, date.on);
    assertPast(date, about.today);
    const others = await tx.many<VillagePage['recorded'][number] & { onDate: string }>(sql`
      select state, event, on_date as "onDate" from villages.standing_event where village_id = ${village.id} and id <> ${eventId}
      order by on_date, recorded_at, id`);
    const { days, history } = await stateHistory(tx, village.id);
    turns = missingTurns(
      { state: wrong.state, event: wrong.event, on: date.on, precision: date.precision, document },
      others.map(({ state, event, onDate }) => ({ state, event, on: onDate })),
      history,
      days.life,
    );
  }
  const rows = [
    ...turns.map((turn) => ({ ...turn, precision: 'day', source: 'theo sổ đảng viên', withdrawn: false })),
    {
      id: input.id,
      state: wrong.state,
      event: wrong.event,
      on: date.on,
      precision: date.precision,
      document,
      source: input.source ?? wrong.source,
      corrects: eventId,
      reason: input.reason,
      withdrawn,
    },
  ];
  await tx.run(sql`
    insert into villages.state_event (id, village_id, state, event, on_date, on_precision, document, source, corrects, reason, withdrawn, label)
    select coalesce(r.id, uuidv7()), ${village.id}, r.state, r.event, r."on", r.precision, r.document, r.source, r.corrects, r.reason, r.withdrawn, ${village.label}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      r(id uuid, state text, event text, "on" date, precision text, document text, source text, corrects uuid, reason text, withdrawn boolean)`);
  return { id: input.id };
}

/**
 * Records a person of prestige: post, recognition, period; opinions have no field.
 * Who is no member stands in the register by name alone, for the sake of the post.
 * @throws NotFound when the person is outside the caller's scope; RuleBroken `post.taken` while another holds it
 * @see DOMAIN.md 6.5: one per village as a rule, chosen by the village, recognised by the province
 */
export async function addPrestige(tx: Tx, about: About, input: NewPrestige): Promise<{ id: string }> {
  const village = await villageOn(tx, about, input.from);
  assertPast({ on: input.from, precision: input.fromPrecision }, about.today);
  const { decision, fullName, ...post } = input;
  if (await tx.maybeOne(sql`select 1 from organisation.post where id = ${input.id}`)) return { id: input.id };
  if (fullName !== null) await nameHolder(tx, { id: input.personId, fullName, label: village.label });
  // A foreign key alone would not ask about scope.
  if (!(await tx.maybeOne(sql`select 1 from membership.shown_person where id = ${input.personId}`)))
    throw new NotFound();
  await createPost(tx, about.caller, {
    ...post,
    unitId: village.id,
    kind: 'prestige_person',
    toPrecision: 'day',
    basis: decision,
    fullName: null,
  });
  return { id: input.id };
}

/** Records what a programme brought in a year. @throws RuleBroken those of `assertBenefit`, `village.programme-unknown`, `village.benefit-exists` */
export async function addBenefit(tx: Tx, about: About, input: NewBenefit): Promise<{ id: string }> {
  const village = await getVillage(tx, about.caller, about.village, about.today);
  const programme = (await listProgrammes(tx)).find((one) => one.code === input.programme);
  if (!programme) throw new RuleBroken('village.programme-unknown', { programme: input.programme });
  assertBenefit(input, programme, about.today);
  if (await tx.maybeOne(sql`select 1 from villages.benefit where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into villages.benefit (id, village_id, programme, component, year, quantity, unit, households, stage, source, label)
    values (${input.id}, ${village.id}, ${input.programme}, ${input.component}, ${input.year}, ${input.quantity}, ${input.unit}, ${input.households},
      ${input.stage}, ${input.source}, ${village.label})`);
  return { id: input.id };
}

/** A planned benefit arrived: its year and quantity as they were in the end. @throws RuleBroken `village.changed-meanwhile`, `village.benefit-delivered` */
export async function deliverBenefit(
  tx: Tx,
  about: About,
  benefitId: string,
  input: DeliverBenefit,
): Promise<{ id: string }> {
  const village = await getVillage(tx, about.caller, about.village, about.today);
  const row = await tx.one<Pick<NewBenefit, 'programme' | 'unit' | 'households' | 'stage'> & { version: number }>(sql`
    select programme, unit, households, stage, version from villages.benefit where id = ${benefitId} and village_id = ${village.id} for update`);
  if (row.version !== input.version)
    throw new RuleBroken('village.changed-meanwhile', { version: row.version, yours: input.version });
  if (row.stage === 'delivered') throw new RuleBroken('village.benefit-delivered');
  const programme = (await listProgrammes(tx)).find((one) => one.code === row.programme);
  if (programme) assertBenefit({ ...row, ...input, stage: 'delivered' }, programme, about.today);
  await tx.run(sql`
    update villages.benefit set stage = 'delivered', year = ${input.year}, quantity = ${input.quantity}, source = ${input.source}, version = version + 1
    where id = ${benefitId}`);
  return { id: benefitId };
}

/** Records the counts of a period. @throws RuleBroken `village.work-overlaps` when a period with counts lies within, and those of `assertWork` */
export async function addWork(tx: Tx, about: About, input: NewWork): Promise<{ id: string }> {
  const { id, from, to, source, ...counts } = input;
  const village = await villageOn(tx, about, from);
  assertWork(counts, { from, to }, about.today);
  if (await tx.maybeOne(sql`select 1 from villages.work where id = ${id}`)) return { id };
  await tx.run(sql`
    insert into villages.work (id, village_id, valid, mediations, settled, talks, listeners, members_helping, households_helped, households_out, models, source, label)
    values (${id}, ${village.id}, daterange(${from}, ${addDays(to, 1)}), ${counts.mediations}, ${counts.settled}, ${counts.talks}, ${counts.listeners},
      ${counts.membersHelping}, ${counts.householdsHelped}, ${counts.householdsOut}, ${counts.models}, ${source}, ${village.label})`);
  return { id };
}
