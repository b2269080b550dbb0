import { type RawBuilder, sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import { assertLabelsInScope } from '#modules/organisation/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { normaliseDated } from '#platform/time/precision.ts';
import { joinCampaign } from '#modules/welfare/index.ts';
import type {
  ChangeChannel,
  ChangeTwinning,
  EndRole,
  JoinCampaign,
  KnownOn,
  NewChannel,
  NewPlanItem,
  NewRole,
  NewTwinning,
  TwinningQuery,
  TwinningRow,
} from './contract.ts';
import { assertCadre, assertChannel, assertRoleEnd, assertSides, assertTerm, twinningState } from './rules.ts';
import { type About, agencyOn, assertVersion, cadreOn, cursorKeys, cursorOf, namedUnit, unitOn } from './shared.ts';

type Row = Omit<TwinningRow, 'state'>;
export const TWINNING_ROW = (today: string) => sql`
  w.id, w.kind, ${namedUnit(sql`w.agency_id`, sql`${today}::date`)} as agency, ${namedUnit(sql`w.partner_id`, sql`${today}::date`)} as partner,
  w.title, w.document, json_build_object('on', w.starts_on, 'precision', w.starts_precision) as starts, w.ends_on as "endsOn", w.ended_on as "endedOn", w.version,
  (select count(*) from outreach.activity a where a.twinning_id = w.id and a.state = 'held') as activities,
  (select max(a.starts_on) from outreach.activity a where a.twinning_id = w.id and a.state = 'held') as "lastOn"`;

/** Agreements whose agency or partner stands below a unit, the latest term first. @throws NotFound; Invalid `request.cursor` */
export async function listTwinnings(tx: Tx, { caller, today }: About, query: TwinningQuery) {
  const units = await unitsUnder(tx, caller, query.unit, today);
  // Asked in each column by itself, so that the units are walked once and both indexes serve.
  const where = sql`(w.partner_id in ${units} or w.agency_id in ${units})`;
  const after =
    query.cursor === undefined ? sql`` : sql`and (w.starts_on, w.id) < (${sql.join(cursorKeys(query.cursor))})`;
  const rows = await tx.many<Row>(sql`
    select ${TWINNING_ROW(today)} from outreach.twinning w where ${where} ${after} order by w.starts_on desc, w.id desc limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit).map((row) => ({ ...row, state: twinningState(row, today) }));
  const last = items.at(-1);
  const total =
    query.cursor === undefined
      ? (await tx.one<{ n: number }>(sql`select count(*) as n from outreach.twinning w where ${where}`)).n
      : undefined;
  return {
    items,
    nextCursor: rows.length > query.limit && last ? cursorOf(last.starts.on, last.id) : null,
    ...(total === undefined ? {} : { total }),
  };
}

/**
 * Enters an agreement. Sending the same `id` again changes nothing. One side at least lies in the caller's scope.
 * @throws NotFound; RuleBroken `twinning.term`, `twinning.partner-kind`, `twinning.agency-kind`, `outreach.unit-not-alive`
 */
export async function addTwinning(tx: Tx, { caller }: About, input: NewTwinning): Promise<{ id: string }> {
  const starts = normaliseDated(input.starts);
  const partner = await unitOn(tx, caller, input.partnerId, input.starts.on);
  const agency = await agencyOn(tx, input.agencyId, input.starts.on);
  assertTerm(input);
  assertSides(agency, partner);
  if (await tx.maybeOne(sql`select 1 from outreach.twinning where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into outreach.twinning (id, kind, agency_id, partner_id, title, document, starts_on, starts_precision, ends_on, label, agency_label)
    values (${input.id}, ${input.kind}, ${agency.id}, ${partner.id}, ${input.title}, ${input.document}, ${starts.on}, ${starts.precision}, ${input.endsOn},
      ${partner.label}, ${agency.label})`);
  await tx.run(sql`
    insert into outreach.side_period (twinning_id, side, unit_id, valid)
    values (${input.id}, 'agency', ${agency.id}, daterange(${starts.on}, null)), (${input.id}, 'partner', ${partner.id}, daterange(${starts.on}, null))`);
  return { id: input.id };
}

export type TwinningForWrite = {
  id: string;
  agencyId: string;
  partnerId: string;
  label: number;
  agencyLabel: number;
  starts: KnownOn;
  endsOn: string;
  endedOn: string | null;
  version: number;
};
/** An agreement for a change, held until the end of the transaction. @throws NotFound */
export async function twinningForWrite(tx: Tx, caller: About['caller'], id: string): Promise<TwinningForWrite> {
  const found = await tx.one<TwinningForWrite>(sql`
    select id, agency_id as "agencyId", partner_id as "partnerId", label, agency_label as "agencyLabel",
      json_build_object('on', starts_on, 'precision', starts_precision) as starts, ends_on as "endsOn", ended_on as "endedOn", version
    from outreach.twinning where id = ${id} for update`);
  assertEitherInScope(caller, [found.label, found.agencyLabel]);
  return found;
}

/** @throws NotFound when none of the labels lies in scope */
export function assertEitherInScope(caller: About['caller'], labels: readonly number[]): void {
  const { ranges } = caller;
  if (ranges === 'everything') return;
  const inside = labels.find((label) => ranges.some((range) => range.lo <= label && label < range.hi));
  assertLabelsInScope(caller, [inside ?? labels[0] ?? 0]);
}

/** @throws RuleBroken `twinning.term`, `outreach.changed-meanwhile` */
export async function changeTwinning(
  tx: Tx,
  { caller }: About,
  id: string,
  input: ChangeTwinning,
): Promise<{ id: string }> {
  const found = await twinningForWrite(tx, caller, id);
  assertVersion(found.version, input.version);
  assertTerm({ starts: found.starts, endsOn: input.endsOn ?? found.endsOn });
  if (input.endedOn) assertTerm({ starts: found.starts, endsOn: input.endedOn });
  await tx.run(sql`
    update outreach.twinning set title = coalesce(${input.title ?? null}, title), ends_on = coalesce(${input.endsOn ?? null}, ends_on),
      document = case when ${input.document !== undefined} then ${input.document ?? null} else document end,
      ended_on = case when ${input.endedOn !== undefined} then ${input.endedOn ?? null}::date else ended_on end, version = version + 1
    where id = ${id}`);
  return { id };
}

/** Says who stands for a side, from a day on. @throws NotFound; RuleBroken `activity.person-not-cadre`, `twinning.role-dates`, `twinning.role-exists` */
export async function addRole(tx: Tx, { caller }: About, id: string, input: NewRole): Promise<{ id: string }> {
  await twinningForWrite(tx, caller, id);
  assertCadre(await cadreOn(tx, input.personId, input.from));
  if (input.to !== null && input.to <= input.from)
    throw new RuleBroken('twinning.role-dates', { from: input.from, to: input.to });
  return insertOnce(
    tx,
    'twinning_role',
    input.id,
    sql`
    insert into outreach.twinning_role (id, twinning_id, side, role, person_id, valid)
    values (${input.id}, ${id}, ${input.side}, ${input.role}, ${input.personId}, daterange(${input.from}, ${input.to}))`,
  );
}

/** Enters a shared channel: its name, owners and rules; never what is said in it. @throws NotFound; RuleBroken `twinning.channel-exists` @see DOMAIN.md 8.3 */
export async function addChannel(tx: Tx, { caller }: About, id: string, input: NewChannel): Promise<{ id: string }> {
  await twinningForWrite(tx, caller, id);
  for (const owner of [input.agencyOwnerId, input.partnerOwnerId])
    if (owner !== null) assertCadre(await cadreOn(tx, owner, input.openedOn));
  return insertOnce(
    tx,
    'channel',
    input.id,
    sql`
    insert into outreach.channel (id, twinning_id, kind, name, rules, agency_owner, partner_owner, opened_on)
    values (${input.id}, ${id}, ${input.kind}, ${input.name}, ${input.rules}, ${input.agencyOwnerId}, ${input.partnerOwnerId}, ${input.openedOn})`,
  );
}

/**
 * Says until when somebody stands for a side; who did stays in the register.
 * @throws NotFound; RuleBroken `twinning.role-dates` `{ from, to }`, `twinning.role-ended` `{ to }`
 */
export async function endRole(
  tx: Tx,
  { caller }: About,
  id: string,
  roleId: string,
  { to }: EndRole,
): Promise<{ id: string }> {
  await twinningForWrite(tx, caller, id);
  const role = await tx.one<{ from: string; to: string | null }>(sql`
    select lower(valid) as "from", upper(valid) as "to" from outreach.twinning_role where id = ${roleId} and twinning_id = ${id} for update`);
  assertRoleEnd(role, to);
  await tx.run(
    sql`update outreach.twinning_role set valid = daterange(lower(valid), ${to}::date) where id = ${roleId}`,
  );
  return { id: roleId };
}

/**
 * Changes the rules or owners of a channel, or says that it was closed.
 * @throws NotFound; RuleBroken `outreach.changed-meanwhile`, `activity.person-not-cadre`, `twinning.channel-closed`, `twinning.channel-dates`
 */
export async function changeChannel(
  tx: Tx,
  { caller, today }: About,
  id: string,
  channelId: string,
  input: ChangeChannel,
): Promise<{ id: string }> {
  await twinningForWrite(tx, caller, id);
  const channel = await tx.one<{ openedOn: string; closedOn: string | null; version: number }>(sql`
    select opened_on as "openedOn", closed_on as "closedOn", version from outreach.channel where id = ${channelId} and twinning_id = ${id} for update`);
  assertVersion(channel.version, input.version);
  assertChannel(channel, input.closedOn, today);
  for (const owner of [input.agencyOwnerId, input.partnerOwnerId])
    if (owner) assertCadre(await cadreOn(tx, owner, today));
  await tx.run(sql`
    update outreach.channel set rules = coalesce(${input.rules ?? null}, rules), closed_on = coalesce(${input.closedOn ?? null}, closed_on),
      agency_owner = case when ${input.agencyOwnerId !== undefined} then ${input.agencyOwnerId ?? null}::uuid else agency_owner end,
      partner_owner = case when ${input.partnerOwnerId !== undefined} then ${input.partnerOwnerId ?? null}::uuid else partner_owner end, version = version + 1
    where id = ${channelId}`);
  return { id: channelId };
}

/** Says that a campaign belongs to the agreement, or no more. @throws NotFound when either lies outside the caller's scope */
export async function joinCampaignTo(
  tx: Tx,
  { caller }: About,
  id: string,
  campaignId: string,
  { joined }: JoinCampaign,
): Promise<{ id: string }> {
  await twinningForWrite(tx, caller, id);
  await joinCampaign(tx, campaignId, joined ? id : null);
  return { id: campaignId };
}

/** Puts something into the plan of a year. @throws NotFound; RuleBroken `plan.outside-term` `{ year }`, `plan.exists` */
export async function addPlanItem(tx: Tx, { caller }: About, id: string, input: NewPlanItem): Promise<{ id: string }> {
  const twinning = await twinningForWrite(tx, caller, id);
  const last = Number((twinning.endedOn ?? twinning.endsOn).slice(0, 4));
  if (input.year < Number(twinning.starts.on.slice(0, 4)) || input.year > last)
    throw new RuleBroken('plan.outside-term', { year: input.year });
  return insertOnce(
    tx,
    'plan_item',
    input.id,
    sql`
    insert into outreach.plan_item (id, twinning_id, year, kind, title, wanted, due_on)
    values (${input.id}, ${id}, ${input.year}, ${input.kind}, ${input.title}, ${input.wanted}, ${input.dueOn})`,
  );
}

/** Writes a record unless it stands there already: sent again it is the same one. */
export async function insertOnce(
  tx: Tx,
  table: string,
  id: string,
  insert: RawBuilder<unknown>,
): Promise<{ id: string }> {
  if (!(await tx.maybeOne(sql`select 1 from ${sql.table(`outreach.${table}`)} where id = ${id}`))) await tx.run(insert);
  return { id };
}
