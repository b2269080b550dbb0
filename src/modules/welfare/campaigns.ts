import { type RawBuilder, sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { balancesBySponsor, balancesOf } from './balances.ts';
import { holdBooks, measureOf, sponsorInSight } from './books.ts';
import type {
  AddCampaignItem,
  CampaignPage,
  CampaignQuery,
  CampaignRow,
  ChangeCampaign,
  CloseCampaign,
  NewCampaign,
  NewPledge,
  NewPurposeChange,
  NewReported,
  Reported,
  WithdrawPledge,
} from './contract.ts';
import { countOf, TRACED } from './handovers.ts';
import { type About, after, assertVersion, cut, inScopeOf, livingUnit, sponsorOf, unitOn } from './reading.ts';
import { assertPurposeConsent, assertQuantity, wordsAllow } from './rules.ts';

const reversed = (posting: RawBuilder<unknown>) =>
  sql`exists (select 1 from welfare.posting r where r.reverses = ${posting})`;

const ROW = sql`
  c.id, ${unitOn(sql`c.unit_id`, sql`c.starts_on`)} as unit, ${unitOn(sql`c.place_id`, sql`c.starts_on`)} as place, c.kind, c.title, c.title_th as "titleTh", c.title_en as "titleEn",
  c.starts_on as "startsOn", c.ends_on as "endsOn", c.state, c.closed_on as "closedOn",
  coalesce((select json_agg(${sponsorOf(sql`g.sponsor_id`)} order by g.sponsor_id) from (
    select sponsor_id from welfare.stock s where s.campaign_id = c.id union select sponsor_id from welfare.pledge p where p.campaign_id = c.id and p.withdrawn_on is null) g), '[]') as sponsors,
  ${balancesOf(sql`c.id`)} as balances,
  (select count(distinct l.village_id) from welfare.line l where l.campaign_id = c.id and l.account = 'delivered') as villages,
  (select count(distinct l.household_id) from welfare.line l where l.campaign_id = c.id and l.account = 'delivered') as households,
  (select count(*) from welfare.handover h where h.campaign_id = c.id and not ${reversed(sql`h.posting_id`)}) as handovers,
  (select count(*) from welfare.handover h where h.campaign_id = c.id and not ${reversed(sql`h.posting_id`)} and ${TRACED}) as confirmed,
  not exists (select 1 from welfare.stock s where s.campaign_id = c.id
    and s.received + s.bought <> s.delivered + s.in_stock + s.spent + s.returned + s.written_off) as balanced`;

/** Campaigns of and for the units below one, the latest first. @throws NotFound; Invalid `request.cursor` */
export async function listCampaigns(tx: Tx, { caller, today }: About, query: CampaignQuery) {
  const units = await unitsUnder(tx, caller, query.unit, today);
  const conditions = [
    sql`(c.unit_id in ${units} or c.place_id in ${units})`,
    ...(query.state ? [sql`c.state = ${query.state}`] : []),
    ...(query.kind ? [sql`c.kind = ${query.kind}`] : []),
    ...(query.from ? [sql`coalesce(c.closed_on, c.ends_on, 'infinity'::date) >= ${query.from}::date`] : []),
    ...(query.to ? [sql`c.starts_on <= ${query.to}::date`] : []),
    ...(query.sponsor
      ? [
          sql`c.id in (select campaign_id from welfare.stock where sponsor_id = ${query.sponsor} union select campaign_id from welfare.pledge where sponsor_id = ${query.sponsor})`,
        ]
      : []),
  ];
  const where = sql.join(conditions, sql` and `);
  const rows = await tx.many<CampaignRow>(sql`
    select ${ROW} from welfare.campaign c where ${where} ${after(query.cursor, sql`c.starts_on, c.id`, ['date', 'uuid'])}
    order by c.starts_on desc, c.id desc limit ${query.limit + 1}`);
  const page = cut(rows, query.limit, (row) => [row.startsOn, row.id]);
  return query.cursor === undefined
    ? { ...page, total: await countOf(tx, sql`from welfare.campaign c where ${where}`) }
    : page;
}

/** A campaign with its balances, sponsors, villages, pledges, and what texts said beside what the books say. @throws NotFound */
export async function getCampaign(tx: Tx, id: string): Promise<CampaignPage> {
  const page = await tx.one<Omit<CampaignPage, 'reported'> & { reported: Omit<Reported, 'computed' | 'agrees'>[] }>(sql`
    select ${ROW}, c.purpose_th as "purposeTh", c.purpose_en as "purposeEn", c.purpose, c.document, c.closing_document as "closingDocument", c.twinning_id as "twinningId", c.version,
      coalesce((select json_agg(json_build_object('code', i.code, 'kind', i.kind, 'decimals', i.decimals, 'name', i.name, 'unit', i.unit, 'goal', a.goal) order by i.sort)
        from welfare.campaign_item a join welfare.item i on i.code = a.item where a.campaign_id = c.id), '[]') as items,
      ${balancesBySponsor(sql`c.id`)} as "bySponsor",
      coalesce((select json_agg(json_build_object('village', ${unitOn(sql`v.village_id`, sql`c.starts_on`)}, 'item', v.item, 'allocated', v.allocated, 'delivered', v.delivered,
          'households', v.households) order by v.item, v.village_id)
        from (
          select x.village_id, x.item, sum(x.allocated) as allocated, sum(x.delivered) as delivered, count(distinct x.household_id) as households
          from (
            select village_id, item, quantity as allocated, 0 as delivered, null::uuid as household_id from welfare.allocation where campaign_id = c.id
            union all select village_id, item, 0, quantity, household_id from welfare.line where campaign_id = c.id and account = 'delivered') x
          group by x.village_id, x.item) v), '[]') as "byVillage",
      coalesce((select json_agg(json_build_object('id', p.id, 'sponsor', ${sponsorOf(sql`p.sponsor_id`)}, 'agreementId', p.agreement_id, 'item', p.item, 'quantity', p.quantity,
          'valueVnd', p.value_vnd, 'pledged', json_build_object('on', p.pledged_on, 'precision', p.on_precision), 'dueOn', p.due_on, 'document', p.document,
          'received', coalesce((select sum(-l.quantity) from welfare.posting r join welfare.line l on l.posting_id in (r.id, (select b.id from welfare.posting b where b.reverses = r.id))
            and l.account = 'source' where r.pledge_id = p.id), 0),
          'withdrawnOn', p.withdrawn_on, 'version', p.version) order by p.pledged_on, p.id)
        from welfare.pledge p where p.campaign_id = c.id), '[]') as pledges,
      coalesce((select json_agg(json_build_object('id', k.id, 'sponsor', ${sponsorOf(sql`k.sponsor_id`)}, 'postingId', k.posting_id, 'newPurpose', k.new_purpose,
          'consentNumber', k.consent_number, 'consentOn', k.consent_on) order by k.consent_on, k.id) from welfare.purpose_change k where k.campaign_id = c.id), '[]') as "purposeChanges",
      coalesce((select json_agg(json_build_object('id', t.id, 'what', t.what, 'item', t.item, 'comparator', t.comparator, 'value', t.value, 'source', t.source,
          'said', json_build_object('on', t.said_on, 'precision', t.on_precision)) order by t.said_on, t.id) from welfare.reported t where t.campaign_id = c.id), '[]') as reported
    from welfare.campaign c where c.id = ${id}`);
  return { ...page, reported: page.reported.map((said) => ({ ...said, ...computedFor(page.balances, said) })) };
}

/** What the books say where a text said something. Of money delivered, goods count by their value, as the texts count them. */
function computedFor(
  balances: CampaignPage['balances'],
  said: Pick<Reported, 'what' | 'item' | 'comparator' | 'value'>,
): { computed: number; agrees: boolean } {
  const own = balances.find((balance) => balance.item === said.item);
  const computed =
    said.item === 'VND' && said.what === 'delivered'
      ? balances.reduce((sum, balance) => sum + balance.deliveredVnd, 0)
      : (own?.[said.what] ?? 0);
  return { computed, agrees: wordsAllow(computed, said.comparator, said.value) };
}

/** Opens a campaign with its measures. @throws NotFound; RuleBroken `welfare.unit-not-alive`, `campaign.place`, `campaign.dates`, `item.unknown` */
export async function addCampaign(tx: Tx, { caller, today }: About, input: NewCampaign): Promise<{ id: string }> {
  const on = input.startsOn > today ? today : input.startsOn;
  const unit = await livingUnit(tx, caller, input.unitId, on);
  const place = await livingUnit(tx, caller, input.placeId, on);
  if (place.tree !== 'place') throw new RuleBroken('campaign.place', { unit: place.name });
  if (input.endsOn !== null && input.endsOn < input.startsOn) throw new RuleBroken('campaign.dates');
  await assertTwinning(tx, input.twinningId);
  if (await tx.maybeOne(sql`select 1 from welfare.campaign where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into welfare.campaign (id, unit_id, place_id, first_unit_id, first_place_id, twinning_id, kind, title, title_th, title_en, purpose, purpose_th, purpose_en, document, starts_on, ends_on,
      label, place_label)
    values (${input.id}, ${unit.id}, ${place.id}, ${unit.id}, ${place.id}, ${input.twinningId}, ${input.kind}, ${input.title}, ${input.titleTh}, ${input.titleEn},
      ${input.purpose}, ${input.purposeTh}, ${input.purposeEn}, ${input.document}, ${input.startsOn}, ${input.endsOn}, ${unit.label}, ${place.label})`);
  for (const item of input.items) await includeItem(tx, input.id, item);
  return { id: input.id };
}

/** @throws NotFound when the agreement lies outside the caller's scope: the foreign key alone would not ask */
async function assertTwinning(tx: Tx, twinningId: string | null | undefined): Promise<void> {
  if (twinningId) await tx.one(sql`select 1 as seen from outreach.twinning where id = ${twinningId}`);
}

/** Adds a measure to a campaign. @throws NotFound; RuleBroken `item.unknown` `{ item }`, `ledger.not-whole` */
export async function addItem(tx: Tx, _about: About, id: string, input: AddCampaignItem): Promise<{ id: string }> {
  await campaignForWrite(tx, id);
  await includeItem(tx, id, input);
  return { id };
}

async function includeItem(tx: Tx, campaignId: string, { item, goal }: AddCampaignItem): Promise<void> {
  const measure = await tx.maybeOne<{ code: string; kind: 'money' | 'goods' | 'work'; decimals: number }>(
    sql`select code, kind, decimals from welfare.item where code = ${item}`,
  );
  if (!measure) throw new RuleBroken('item.unknown', { item });
  if (goal !== null) assertQuantity(measure, goal);
  await tx.run(sql`
    insert into welfare.campaign_item (campaign_id, item, goal, label, place_label)
    select id, ${item}, ${goal}, label, place_label from welfare.campaign where id = ${campaignId} on conflict on constraint campaign_item_once do nothing`);
}

/** @throws NotFound outside the scope; RuleBroken `welfare.changed-meanwhile` */
export async function campaignForWrite(tx: Tx, id: string, version?: number) {
  const campaign = await tx.one<{
    id: string;
    label: number;
    placeLabel: number;
    state: 'open' | 'closed';
    closedOn: string | null;
    version: number;
  }>(sql`
    select c.id, c.label, c.place_label as "placeLabel", c.state, c.closed_on as "closedOn", c.version from welfare.campaign c
    where c.id = ${id} and ${inScopeOf(sql`c.label`, sql`c.place_label`)} for no key update`);
  if (version !== undefined) assertVersion(campaign.version, version);
  return campaign;
}

/** @throws NotFound; RuleBroken `welfare.changed-meanwhile`, `campaign.closed`, `campaign.dates` */
export async function changeCampaign(
  tx: Tx,
  _about: About,
  id: string,
  input: ChangeCampaign,
): Promise<{ id: string }> {
  const campaign = await campaignForWrite(tx, id, input.version);
  if (campaign.state === 'closed') throw new RuleBroken('campaign.closed', { closedOn: campaign.closedOn });
  await assertTwinning(tx, input.twinningId);
  const set = <T>(key: keyof ChangeCampaign, column: string, value: T | undefined) =>
    input[key] === undefined ? [] : [sql`${sql.ref(column)} = ${value ?? null}`];
  await tx.run(
    sql`update welfare.campaign set ${sql.join([
      sql`version = version + 1`,
      ...set('title', 'title', input.title),
      ...set('titleTh', 'title_th', input.titleTh),
      ...set('titleEn', 'title_en', input.titleEn),
      ...set('purpose', 'purpose', input.purpose),
      ...set('purposeTh', 'purpose_th', input.purposeTh),
      ...set('purposeEn', 'purpose_en', input.purposeEn),
      ...set('document', 'document', input.document),
      ...set('twinningId', 'twinning_id', input.twinningId),
      ...set('endsOn', 'ends_on', input.endsOn),
    ])} where id = ${id}`,
  );
  return { id };
}

/** Closes a campaign whose books stand at zero. @throws RuleBroken `campaign.stock-left` `{ item, remaining }`, `campaign.closed`, `campaign.closed-before`, `ledger.in-future` */
export async function closeCampaign(
  tx: Tx,
  { today }: About,
  id: string,
  input: CloseCampaign,
): Promise<{ id: string }> {
  const campaign = await campaignForWrite(tx, id, input.version);
  const { lots } = await holdBooks(tx, id, 'write');
  if (campaign.state === 'closed') throw new RuleBroken('campaign.closed', { closedOn: campaign.closedOn });
  if (input.on > today) throw new RuleBroken('ledger.in-future', { on: input.on, today });
  const left = lots.find((lot) => lot.inStock !== 0);
  if (left)
    throw new RuleBroken('campaign.stock-left', {
      item: left.item,
      remaining: lots.filter((lot) => lot.item === left.item).reduce((sum, lot) => sum + lot.inStock, 0),
    });
  await tx.run(sql`
    update welfare.campaign set state = 'closed', closed_on = ${input.on}, closing_document = ${input.document}, version = version + 1 where id = ${id}`);
  return { id };
}

/** Opens closed books again, for a correction that nobody can make otherwise. @throws RuleBroken `campaign.open` */
export async function reopenCampaign(tx: Tx, _about: About, id: string, input: CloseCampaign): Promise<{ id: string }> {
  const campaign = await campaignForWrite(tx, id, input.version);
  if (campaign.state === 'open') throw new RuleBroken('campaign.open');
  await tx.run(sql`
    update welfare.campaign set state = 'open', closed_on = null, closing_document = ${input.document}, version = version + 1 where id = ${id}`);
  return { id };
}

/** What a sponsor promises, in a measure of the campaign. @throws NotFound; RuleBroken `pledge.wrong-measure` `{ item, items }`, `ledger.not-whole`, `campaign.closed`, `pledge.other-sponsor` */
export async function addPledge(tx: Tx, _about: About, campaignId: string, input: NewPledge): Promise<{ id: string }> {
  const books = await holdBooks(tx, campaignId, 'write');
  await sponsorInSight(tx, input.sponsorId);
  if (!books.measures.has(input.item))
    throw new RuleBroken('pledge.wrong-measure', { item: input.item, pledged: [...books.measures.keys()].join(', ') });
  assertQuantity(measureOf(books, input.item), input.quantity);
  if (input.agreementId !== null) {
    const agreement = await tx.one<{ sponsorId: string }>(
      sql`select sponsor_id as "sponsorId" from welfare.agreement where id = ${input.agreementId}`,
    );
    if (agreement.sponsorId !== input.sponsorId) throw new RuleBroken('pledge.other-sponsor');
  }
  if (await tx.maybeOne(sql`select 1 from welfare.pledge where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into welfare.pledge (id, campaign_id, sponsor_id, agreement_id, item, quantity, value_vnd, pledged_on, on_precision, due_on, document, label, place_label)
    values (${input.id}, ${campaignId}, ${input.sponsorId}, ${input.agreementId}, ${input.item}, ${input.quantity}, ${input.item === 'VND' ? null : input.valueVnd},
      ${input.pledged.on}, ${input.pledged.precision}, ${input.dueOn}, ${input.document}, ${books.label}, ${books.placeLabel})`);
  return { id: input.id };
}

/** A sponsor takes back what is not given yet. @throws NotFound; RuleBroken `pledge.withdrawn`, `welfare.changed-meanwhile` */
export async function withdrawPledge(
  tx: Tx,
  _about: About,
  id: string,
  input: WithdrawPledge,
): Promise<{ id: string }> {
  const pledge = await tx.one<{ version: number; withdrawnOn: string | null; pledgedOn: string }>(sql`
    select p.version, p.withdrawn_on as "withdrawnOn", p.pledged_on as "pledgedOn" from welfare.pledge p where p.id = ${id} and ${inScopeOf(sql`p.label`, sql`p.place_label`)} for update`);
  assertVersion(pledge.version, input.version);
  if (pledge.withdrawnOn !== null) throw new RuleBroken('pledge.withdrawn', { on: pledge.withdrawnOn });
  if (input.on < pledge.pledgedOn)
    throw new RuleBroken('pledge.withdrawn-before', { on: input.on, after: pledge.pledgedOn });
  await tx.run(sql`
    update welfare.pledge set withdrawn_on = ${input.on}, withdrawn_document = ${input.document}, version = version + 1 where id = ${id}`);
  return { id };
}

/** Another purpose for what was received. @throws NotFound; RuleBroken `receipt.consent-missing`, `receipt.none` */
export async function changePurpose(
  tx: Tx,
  _about: About,
  campaignId: string,
  input: NewPurposeChange,
): Promise<{ id: string }> {
  const campaign = await campaignForWrite(tx, campaignId);
  assertPurposeConsent(input);
  const posting = await tx.one<{ kind: string; sponsorId: string }>(sql`
    select p.kind, (p.lines -> 0 ->> 'sponsor')::uuid as "sponsorId" from welfare.posting p where p.id = ${input.postingId} and p.campaign_id = ${campaignId}`);
  if (posting.kind !== 'receipt') throw new RuleBroken('receipt.none');
  if (await tx.maybeOne(sql`select 1 from welfare.purpose_change where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into welfare.purpose_change (id, campaign_id, posting_id, sponsor_id, new_purpose, consent_number, consent_on, file_id, label, place_label)
    values (${input.id}, ${campaignId}, ${input.postingId}, ${posting.sponsorId}, ${input.newPurpose}, ${input.consentNumber}, ${input.consentOn}, ${input.fileId},
      ${campaign.label}, ${campaign.placeLabel})`);
  return { id: input.id };
}

/** What a text said about the campaign. @throws NotFound; RuleBroken `ledger.not-positive`, `campaign.item-not-included` */
export async function addReported(
  tx: Tx,
  _about: About,
  campaignId: string,
  input: NewReported,
): Promise<{ id: string }> {
  const campaign = await campaignForWrite(tx, campaignId);
  const measure = await tx.maybeOne<{ code: string; kind: 'money' | 'goods' | 'work'; decimals: number }>(
    sql`select code, kind, decimals from welfare.item where code = ${input.item}`,
  );
  if (!measure) throw new RuleBroken('item.unknown', { item: input.item });
  assertQuantity(measure, input.value);
  if (await tx.maybeOne(sql`select 1 from welfare.reported where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into welfare.reported (id, campaign_id, what, item, comparator, value, source, said_on, on_precision, label, place_label)
    values (${input.id}, ${campaignId}, ${input.what}, ${input.item}, ${input.comparator}, ${input.value}, ${input.source}, ${input.said.on}, ${input.said.precision},
      ${campaign.label}, ${campaign.placeLabel})`);
  return { id: input.id };
}
