import { sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import { logAccess } from '#platform/audit/audit.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type {
  ChangeHousehold,
  HouseholdPage,
  HouseholdQuery,
  HouseholdRow,
  NeedQuery,
  NeedRow,
  NeedStep,
  NewClass,
  NewConsent,
  NewEligibility,
  NewHousehold,
  NewNeed,
} from './contract.ts';
import { countOf } from './handovers.ts';
import { type About, after, assertVersion, cut, inScopeOf, TITLES, unitOn, villageOn } from './reading.ts';
import { assertNeedStep, assertQuantity, type Measure } from './rules.ts';

const notReversed = sql`not exists (select 1 from welfare.posting r where r.reverses = g.posting_id)`;
/** Classes on a day; the policy of the table leaves nothing to who may not see them. */
const classes = (may: boolean, household: ReturnType<typeof sql>, today: string) =>
  may
    ? sql`coalesce((select json_agg(k.class order by k.class) from welfare.household_class k where k.household_id = ${household} and k.valid @> ${today}::date), '[]')`
    : sql`null::json`;
const row = (may: boolean, today: string) => sql`
  h.id, h.code, h.head_name as "headName", ${unitOn(sql`h.village_id`, sql`${today}::date`)} as village, ${classes(may, sql`h.id`, today)} as classes,
  (select count(*) from welfare.handover g where g.household_id = h.id and ${notReversed}) as helped,
  (select max(g.handed_on) from welfare.handover g where g.household_id = h.id and ${notReversed}) as "lastHelpedOn", h.left_on as "leftOn"`;
const maySee = ({ caller }: About) => caller.rights.includes('sensitive.read');

/** Households of the villages below a unit. @throws NotFound */
export async function listHouseholds(tx: Tx, about: About, query: HouseholdQuery) {
  const { caller, today } = about;
  const units = await unitsUnder(tx, caller, query.unit, today);
  const conditions = [
    sql`h.village_id in ${units}`,
    ...(query.q
      ? [sql`(h.name_key like '%' || platform.fold(${query.q}) || '%' or h.code ilike '%' || ${query.q} || '%')`]
      : []),
    ...(query.class
      ? [
          sql`h.id in (select household_id from welfare.household_class where class = ${query.class} and valid @> ${today}::date)`,
        ]
      : []),
    ...(query.helped
      ? [
          sql`${query.helped === 'no' ? sql`not` : sql``} exists (select 1 from welfare.handover g where g.household_id = h.id and ${notReversed})`,
        ]
      : []),
  ];
  const where = sql.join(conditions, sql` and `);
  const rows = await tx.many<HouseholdRow>(sql`
    select ${row(maySee(about), today)} from welfare.household h where ${where} ${after(query.cursor, sql`h.code, h.id`, ['text', 'uuid'], 'asc')}
    order by h.code, h.id limit ${query.limit + 1}`);
  const page = cut(rows, query.limit, (one) => [one.code, one.id]);
  return query.cursor === undefined
    ? { ...page, total: await countOf(tx, sql`from welfare.household h where ${where}`) }
    : page;
}

/** A household with what it was given, agreed to and waits for; who opened it is logged. @throws NotFound */
export async function getHousehold(tx: Tx, about: About, id: string): Promise<HouseholdPage> {
  const { today } = about;
  const may = maySee(about);
  const page = await tx.one<HouseholdPage>(sql`
    select ${row(may, today)}, h.version,
      ${
        may
          ? sql`coalesce((select json_agg(json_build_object('id', k.id, 'class', k.class, 'from', lower(k.valid), 'to', upper(k.valid), 'listNumber', k.list_number, 'listOn', k.list_on, 'source', k.source)
        order by lower(k.valid), k.class) from welfare.household_class k where k.household_id = h.id), '[]')`
          : sql`null::json`
      } as "classHistory",
      ${
        may
          ? sql`coalesce((select json_agg(json_build_object('id', e.id, 'kind', e.kind, 'certificate', e.certificate, 'since', e.since, 'until', e.until) order by e.since, e.kind)
        from welfare.eligibility e where e.household_id = h.id), '[]')`
          : sql`null::json`
      } as eligibility,
      coalesce((select json_agg(json_build_object('id', c.id, 'what', c.what, 'givenOn', c.given_on, 'how', c.how, 'withdrawnOn', c.withdrawn_on) order by c.given_on, c.what)
        from welfare.consent c where c.household_id = h.id), '[]') as consents,
      coalesce((select json_agg(json_build_object('handoverId', g.id, 'on', g.handed_on, 'campaign', json_build_object('id', g.campaign_id, ${TITLES}),
          'items', (select json_agg(json_build_object('item', x.item, 'quantity', x.quantity)) from (
            select l.item, sum(l.quantity) as quantity from welfare.line l where l.posting_id = g.posting_id and l.account = 'delivered' group by l.item) x),
          'reversed', not (${notReversed})) order by g.handed_on desc, g.id)
        from welfare.handover g left join welfare.campaign c on c.id = g.campaign_id where g.household_id = h.id), '[]') as help,
      coalesce((select json_agg(json_build_object('id', n.id, 'title', n.title, 'state', n.state) order by n.proposed_on desc) from welfare.need n where n.household_id = h.id), '[]') as needs,
      coalesce((select json_agg(json_build_object('id', o.id, 'kind', o.kind, 'stage', o.stage, 'stageOn', o.stage_on) order by o.stage_on desc) from welfare.house o where o.household_id = h.id), '[]') as houses
    from welfare.household h where h.id = ${id}`);
  await logAccess(tx, { kind: 'open', subject: 'welfare.household', subjectId: id });
  return page;
}

/** Enters a household. @throws NotFound; RuleBroken `household.not-in-village`, `household.code-taken` */
export async function addHousehold(tx: Tx, { caller, today }: About, input: NewHousehold): Promise<{ id: string }> {
  const village = await villageOn(tx, caller, input.villageId, today);
  if (await tx.maybeOne(sql`select 1 from welfare.household where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into welfare.household (id, village_id, code, head_name, label) values (${input.id}, ${village.id}, ${input.code}, ${input.headName}, ${village.label})`);
  return { id: input.id };
}

async function householdForWrite(tx: Tx, id: string, version?: number) {
  const household = await tx.one<{ id: string; label: number; version: number; villageId: string }>(sql`
    select h.id, h.label, h.version, h.village_id as "villageId" from welfare.household h where h.id = ${id} and ${inScopeOf(sql`h.label`)} for no key update`);
  if (version !== undefined) assertVersion(household.version, version);
  return household;
}

/** @throws NotFound; RuleBroken `welfare.changed-meanwhile` */
export async function changeHousehold(
  tx: Tx,
  _about: About,
  id: string,
  input: ChangeHousehold,
): Promise<{ id: string }> {
  await householdForWrite(tx, id, input.version);
  await tx.run(sql`
    update welfare.household set head_name = coalesce(${input.headName ?? null}, head_name),
      left_on = case when ${input.leftOn !== undefined} then ${input.leftOn ?? null}::date else left_on end, version = version + 1 where id = ${id}`);
  return { id };
}

/** Class by the commune's official list; the same class before it ends on the day. @throws NotFound; RuleBroken `household.class-overlaps`, `household.dates` */
export async function addClass(tx: Tx, _about: About, id: string, input: NewClass): Promise<{ id: string }> {
  const household = await householdForWrite(tx, id);
  if (input.to !== null && input.to <= input.from) throw new RuleBroken('household.dates');
  if (await tx.maybeOne(sql`select 1 from welfare.household_class where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    update welfare.household_class set valid = daterange(lower(valid), ${input.from}::date)
    where household_id = ${id} and class = ${input.class} and upper(valid) is null and lower(valid) < ${input.from}::date`);
  await tx.run(sql`
    insert into welfare.household_class (id, household_id, class, valid, list_number, list_on, source, label)
    values (${input.id}, ${id}, ${input.class}, daterange(${input.from}::date, ${input.to}::date), ${input.listNumber}, ${input.listOn}, ${input.source}, ${household.label})`);
  return { id: input.id };
}

/** A criterion that holds, with its certificate; never a diagnosis. @throws NotFound; RuleBroken `eligibility.certificate-missing`, `eligibility.exists` */
export async function addEligibility(
  tx: Tx,
  _about: About,
  id: string,
  input: NewEligibility,
): Promise<{ id: string }> {
  const household = await householdForWrite(tx, id);
  if ((input.kind === 'disability' || input.kind === 'long_illness') && input.certificate === null)
    throw new RuleBroken('eligibility.certificate-missing', { kind: input.kind });
  if (await tx.maybeOne(sql`select 1 from welfare.eligibility where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into welfare.eligibility (id, household_id, kind, certificate, since, until, label)
    values (${input.id}, ${id}, ${input.kind}, ${input.certificate}, ${input.since}, ${input.until}, ${household.label})`);
  return { id: input.id };
}

/** What a household agreed to. Saying no is not recorded. @throws NotFound; RuleBroken `consent.exists`, `ledger.in-future` */
export async function addConsent(tx: Tx, { today }: About, id: string, input: NewConsent): Promise<{ id: string }> {
  const household = await householdForWrite(tx, id);
  if (input.givenOn > today) throw new RuleBroken('ledger.in-future', { on: input.givenOn, today });
  if (await tx.maybeOne(sql`select 1 from welfare.consent where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into welfare.consent (id, household_id, what, given_on, how, file_id, label)
    values (${input.id}, ${id}, ${input.what}, ${input.givenOn}, ${input.how}, ${input.fileId}, ${household.label})`);
  return { id: input.id };
}

/** Takes an agreement back; what it allowed is not shown any more. @throws NotFound; RuleBroken `consent.withdrawn` */
export async function withdrawConsent(tx: Tx, _about: About, id: string, on: string): Promise<{ id: string }> {
  const consent = await tx.one<{ withdrawnOn: string | null; givenOn: string }>(sql`
    select withdrawn_on as "withdrawnOn", given_on as "givenOn" from welfare.consent k where k.id = ${id} and ${inScopeOf(sql`k.label`)} for update`);
  if (consent.withdrawnOn !== null) throw new RuleBroken('consent.withdrawn', { on: consent.withdrawnOn });
  await tx.run(sql`update welfare.consent set withdrawn_on = greatest(${on}::date, given_on) where id = ${id}`);
  return { id };
}

// ------------------------------------------------------------------------------------------------------------- needs

/** Order of the stated criteria: class on the official list, how many criteria hold, day of the vote. */
const RANK = sql`
  coalesce((select min(case k.class when 'poor' then 1 when 'merit' then 1 when 'near_poor' then 2 when 'policy' then 2 else 3 end)
    from welfare.household_class k where k.household_id = n.household_id and k.valid @> n.proposed_on), case when n.household_id is null then 2 else 4 end)`;
const need = (may: boolean, today: string) => sql`
  n.id, ${unitOn(sql`n.village_id`, sql`n.proposed_on`)} as village,
  case when n.household_id is not null then json_build_object('id', h.id, 'code', h.code, 'headName', h.head_name) end as household,
  n.item, n.quantity, n.title, n.criteria, case when n.household_id is null then null else ${classes(may, sql`n.household_id`, today)} end as classes,
  n.proposed_on as "proposedOn", n.voted_on as "votedOn", n.vote_for as "voteFor", n.vote_present as "votePresent", n.listed_on as "listedOn", n.list_number as "listNumber",
  n.state, n.state = 'listed' as waiting, case when n.state = 'listed' then ${today}::date - n.listed_on end as "waitingDays", n.met_on as "metOn", n.version,
  lpad(${RANK}::text, 2, '0') || lpad((90 - cardinality(n.criteria))::text, 2, '0') || coalesce(n.voted_on, '9999-12-31')::text as rank`;

/** Needs below a unit in the order of the stated criteria. */
export async function listNeeds(tx: Tx, about: About, query: NeedQuery) {
  const { caller, today } = about;
  const units = await unitsUnder(tx, caller, query.unit, today);
  const conditions = [
    sql`n.village_id in ${units}`,
    ...(query.state ? [sql`n.state = ${query.state === 'waiting' ? 'listed' : query.state}`] : []),
    ...(query.item ? [sql`n.item = ${query.item}`] : []),
  ];
  const where = sql.join(conditions, sql` and `);
  const rows = await tx.many<NeedRow & { rank: string }>(sql`
    select * from (
      select ${need(maySee(about), today)} from welfare.need n left join welfare.household h on h.id = n.household_id where ${where}) q
    where true ${after(query.cursor, sql`q.rank, q.id`, ['text', 'uuid'], 'asc')} order by q.rank, q.id limit ${query.limit + 1}`);
  const page = cut(rows, query.limit, (one) => [one.rank, one.id]);
  const items = page.items.map(({ rank: _rank, ...one }) => one);
  return query.cursor === undefined
    ? { ...page, items, total: await countOf(tx, sql`from welfare.need n where ${where}`) }
    : { ...page, items };
}

/** Enters a need. @throws NotFound; RuleBroken `item.unknown`, `ledger.not-whole`, `handover.other-village` */
export async function addNeed(tx: Tx, { caller, today }: About, input: NewNeed): Promise<{ id: string }> {
  const village = await villageOn(tx, caller, input.villageId, today);
  const measure = await tx.maybeOne<Measure>(
    sql`select code, kind, decimals from welfare.item where code = ${input.item}`,
  );
  if (!measure) throw new RuleBroken('item.unknown', { item: input.item });
  assertQuantity(measure, input.quantity);
  if (input.householdId !== null) {
    const household = await householdForWrite(tx, input.householdId);
    if (household.villageId !== village.id) throw new RuleBroken('handover.other-village', { code: '' });
  }
  if (await tx.maybeOne(sql`select 1 from welfare.need where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into welfare.need (id, village_id, household_id, item, quantity, title, criteria, proposed_on, label)
    values (${input.id}, ${village.id}, ${input.householdId}, ${input.item}, ${input.quantity}, ${input.title}, ${input.criteria}::text[], ${input.proposedOn}, ${village.label})`);
  return { id: input.id };
}

/** One step on: vote, list, met, withdrawn. @throws NotFound; RuleBroken `need.step` `{ state, after }`, `need.vote`, `welfare.changed-meanwhile` */
export async function stepNeed(tx: Tx, _about: About, id: string, input: NeedStep): Promise<{ id: string }> {
  const found = await tx.one<{ version: number; state: string; proposedOn: string }>(sql`
    select n.version, n.state, n.proposed_on as "proposedOn" from welfare.need n where n.id = ${id} and ${inScopeOf(sql`n.label`)} for no key update`);
  assertVersion(found.version, input.version);
  assertNeedStep(found.state, input.state);
  if (input.state === 'voted' && (input.voteFor > input.votePresent || input.voteFor * 2 <= input.votePresent))
    throw new RuleBroken('need.vote', { voteFor: input.voteFor, votePresent: input.votePresent });
  const set = {
    voted: () =>
      input.state === 'voted' &&
      sql`voted_on = ${input.on}, vote_for = ${input.voteFor}, vote_present = ${input.votePresent}`,
    listed: () => input.state === 'listed' && sql`listed_on = ${input.on}, list_number = ${input.listNumber}`,
    met: () => input.state === 'met' && sql`met_on = ${input.on}`,
    withdrawn: () => input.state === 'withdrawn' && sql`withdrawn_for = ${input.reason}`,
  }[input.state]();
  if (set)
    await tx.run(sql`update welfare.need set state = ${input.state}, version = version + 1, ${set} where id = ${id}`);
  return { id };
}
