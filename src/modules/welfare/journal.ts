import { sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import { type Database, asOwner } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import type { ClosedPeriod, NewClosedPeriod, Posting, PostingQuery } from './contract.ts';
import { countOf } from './handovers.ts';
import { type About, after, cut, inScopeOf, livingUnit, sponsorOf, unitOn } from './reading.ts';
import { brokenChains, type Chained } from './chain.ts';
import type { OfUnit } from './contract.ts';

/** Entries of a campaign, the latest written first. @throws NotFound */
export async function listPostings(tx: Tx, _about: About, campaignId: string, query: PostingQuery) {
  await tx.one(sql`select 1 as seen from welfare.campaign where id = ${campaignId}`);
  const has = (condition: ReturnType<typeof sql>) =>
    sql`exists (select 1 from welfare.line l where l.posting_id = p.id and ${condition})`;
  const conditions = [
    sql`p.campaign_id = ${campaignId}`,
    ...(query.kind ? [sql`p.kind = ${query.kind}`] : []),
    ...(query.item ? [has(sql`l.item = ${query.item}`)] : []),
    ...(query.sponsor ? [has(sql`l.sponsor_id = ${query.sponsor}`)] : []),
    ...(query.village ? [has(sql`l.village_id = ${query.village}`)] : []),
  ];
  const where = sql.join(conditions, sql` and `);
  const rows = await tx.many<Posting>(sql`
    select p.id, p.no, p.kind, p.effective_on as "effectiveOn", p.recorded_at as "recordedAt", p.voucher, p.purpose, p.document,
      (select json_build_object('id', o.id, 'voucher', o.voucher) from welfare.posting o where o.id = p.reverses) as reverses,
      (select json_build_object('id', r.id, 'voucher', r.voucher) from welfare.posting r where r.reverses = p.id) as "reversedBy",
      (select h.id from welfare.handover h where h.posting_id = p.id) as "handoverId", encode(p.hash, 'hex') as hash,
      (select json_agg(json_build_object('account', l.account, 'item', l.item, 'sponsor', ${sponsorOf(sql`l.sponsor_id`)}, 'quantity', l.quantity, 'valueVnd', l.value_vnd,
          'village', case when l.village_id is not null then ${unitOn(sql`l.village_id`, sql`l.effective_on`)} end,
          'household', case when l.household_id is not null then json_build_object('id', l.household_id, 'code', (select h.code from welfare.household h where h.id = l.household_id)) end,
          'houseId', l.house_id) order by l.no) from welfare.line l where l.posting_id = p.id) as lines
    from welfare.posting p where ${where} ${after(query.cursor, sql`p.no`, ['int'])} order by p.no desc limit ${query.limit + 1}`);
  const page = cut(rows, query.limit, (row) => [row.no]);
  return query.cursor === undefined
    ? { ...page, total: await countOf(tx, sql`from welfare.posting p where ${where}`) }
    : page;
}

/** Whether the books of a campaign are what was written: chain, lines and balances. @throws NotFound */
export async function verifyCampaign(tx: Tx, campaignId: string) {
  // Who sees a part of a journal only cannot say whether the whole of it holds.
  await tx.one(
    sql`select 1 as seen from welfare.campaign c where c.id = ${campaignId} and ${inScopeOf(sql`c.label`, sql`c.place_label`)}`,
  );
  const { checked, findings } = await verifyBooks(tx, campaignId);
  return { postings: checked, agrees: findings.length === 0, findings };
}

const BATCH = 5000;
/** Campaigns whose journal does not end where it should; only the owner sees the ends. */
const ENDS = sql`
    union all
    (select c.campaign_id || ': end' from welfare.chain c
     left join lateral (select p.no, p.hash from welfare.posting p where p.campaign_id = c.campaign_id order by p.no desc limit 1) e on true
     where c.no <> coalesce(e.no, 0) or (e.hash is not null and e.hash <> c.hash) limit 20)`;

/**
 * Goes through the journal: hash after hash, every entry against its text, the lines against the entries, and the balances
 * against the lines. Without a campaign all of it, as the owner.
 */
export async function verifyBooks(tx: Tx, campaignId?: string): Promise<{ checked: number; findings: string[] }> {
  const own = campaignId === undefined ? sql`true` : sql`campaign_id = ${campaignId}`;
  const findings: string[] = [];
  let checked = 0;
  let last: { campaign: string; no: number } | null = null;
  let carried: Chained[] = [];
  for (;;) {
    const rows: (Chained & { same: boolean })[] = await tx.many(sql`
      select p.campaign_id as campaign, p.no, p.payload, encode(p.hash, 'hex') as hash, welfare.posting_text(p) = p.payload as same
      from welfare.posting p where ${own} ${last ? sql`and (p.campaign_id, p.no) > (${last.campaign}::uuid, ${last.no})` : sql``}
      order by p.campaign_id, p.no limit ${BATCH}`);
    checked += rows.length;
    carried = [...carried, ...rows];
    findings.push(...rows.filter((row) => !row.same).map((row) => `${row.campaign} ${row.no}: text`));
    const end = rows.at(-1);
    if (!end || rows.length < BATCH) break;
    last = { campaign: end.campaign, no: end.no };
  }
  findings.push(...brokenChains(carried));
  const different = await tx.many<{ what: string }>(sql`
    (select p.campaign_id || ' ' || p.no || ': lines' as what from welfare.posting p where ${own} and exists (
        (select r.no, r.account, r.item, r.sponsor, r.quantity, r.value, r.village, r.household, r.house from welfare.lines_of(p.lines) r
         except select l.no, l.account, l.item, l.sponsor_id, l.quantity, l.value_vnd, l.village_id, l.household_id, l.house_id from welfare.line l where l.posting_id = p.id)
        union all
        (select l.no, l.account, l.item, l.sponsor_id, l.quantity, l.value_vnd, l.village_id, l.household_id, l.house_id from welfare.line l where l.posting_id = p.id
         except select r.no, r.account, r.item, r.sponsor, r.quantity, r.value, r.village, r.household, r.house from welfare.lines_of(p.lines) r)) limit 20)
    union all
    (select coalesce(s.campaign_id, x.campaign_id) || ' ' || coalesce(s.item, x.item) || ': balance'
     from (select * from welfare.stock where ${own}) s
     full join (
       select campaign_id, item, sponsor_id, sum(quantity) filter (where account = 'stock') as stock, -sum(quantity) filter (where account = 'source') as received,
         sum(quantity) filter (where account = 'delivered') as delivered, sum(quantity) filter (where account = 'returned') as returned,
         sum(quantity) filter (where account = 'written_off') as written_off, sum(value_vnd) filter (where account = 'stock') as value
       from welfare.line where ${own} group by 1, 2, 3) x on x.campaign_id = s.campaign_id and x.item = s.item and x.sponsor_id = s.sponsor_id
     where coalesce(s.in_stock, 0) <> coalesce(x.stock, 0) or coalesce(s.received, 0) <> coalesce(x.received, 0) or coalesce(s.delivered, 0) <> coalesce(x.delivered, 0)
       or coalesce(s.returned, 0) <> coalesce(x.returned, 0) or coalesce(s.written_off, 0) <> coalesce(x.written_off, 0) or coalesce(s.value_vnd, 0) <> coalesce(x.value, 0) limit 20)
    ${campaignId === undefined ? ENDS : sql``}`);
  return { checked, findings: [...findings, ...different.map((row) => row.what)] };
}

/** What `gandan verify` asks of this room. */
export function verifyLedger(db: Database): Promise<{ checked: number; findings: string[] }> {
  return asOwner(db, 'verify', (tx) => verifyBooks(tx));
}

/** Closed periods of units below one, the latest first. @throws NotFound */
export async function listClosedPeriods(tx: Tx, { caller, today }: About, query: OfUnit) {
  const units = await unitsUnder(tx, caller, query.unit, today);
  const rows = await tx.many<ClosedPeriod>(sql`
    select k.id, ${unitOn(sql`k.unit_id`, sql`lower(k.valid)`)} as unit, lower(k.valid) as "from", upper(k.valid) - 1 as "to", k.document, k.recorded_at as "recordedAt"
    from welfare.closed_period k where k.unit_id in ${units} ${after(query.cursor, sql`lower(k.valid), k.id`, ['date', 'uuid'])}
    order by lower(k.valid) desc, k.id desc limit ${query.limit + 1}`);
  return cut(rows, query.limit, (row) => [row.from, row.id]);
}

/** Closes the books of a unit for a period that is over. @throws NotFound; RuleBroken `closed-period.overlaps`, `closed-period.not-over`; Invalid `closed-period.reversed` */
export async function closePeriod(tx: Tx, { caller, today }: About, input: NewClosedPeriod): Promise<{ id: string }> {
  const unit = await livingUnit(tx, caller, input.unitId, today);
  if (input.to < input.from) throw new Invalid('closed-period.reversed', { from: input.from, to: input.to });
  if (input.to >= today) throw new Invalid('closed-period.not-over', { to: input.to, today });
  if (await tx.maybeOne(sql`select 1 from welfare.closed_period where id = ${input.id}`)) return { id: input.id };
  await tx.run(sql`
    insert into welfare.closed_period (id, unit_id, valid, document, label)
    values (${input.id}, ${unit.id}, daterange(${input.from}::date, ${input.to}::date, '[]'), ${input.document}, ${unit.label})`);
  return { id: input.id };
}
