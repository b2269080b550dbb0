import { sql } from 'kysely';
import { unitsUnder } from '#modules/figures/index.ts';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid } from '#platform/errors.ts';
import type { AgreementQuery, AgreementRow, PledgeQuery, PledgeRow } from './contract.ts';
import { countOf } from './handovers.ts';
import { type About, after, cut, sponsorOf, unitOn } from './reading.ts';

/** Agreements with sponsors that units below one keep, the latest first. @throws NotFound; Invalid `request.cursor` */
export async function listAgreements(tx: Tx, { caller, today }: About, query: AgreementQuery) {
  const units = await unitsUnder(tx, caller, query.unit, today);
  const running = sql`(a.ends_on is null or a.ends_on >= ${today}::date)`;
  const conditions = [
    sql`s.keeper_id in ${units}`,
    ...(query.sponsor ? [sql`a.sponsor_id = ${query.sponsor}`] : []),
    ...(query.running ? [query.running === 'yes' ? running : sql`not ${running}`] : []),
  ];
  const from = sql`from welfare.agreement a join welfare.sponsor s on s.id = a.sponsor_id where ${sql.join(conditions, sql` and `)}`;
  const rows = await tx.many<AgreementRow>(sql`
    select a.id, ${sponsorOf(sql`a.sponsor_id`)} as sponsor, ${unitOn(sql`s.keeper_id`, sql`${today}::date`)} as keeper, a.number, a.purpose,
      a.signed_on as "signedOn", a.ends_on as "endsOn", ${running} as running,
      (select count(*) from welfare.pledge p where p.agreement_id = a.id and p.withdrawn_on is null) as pledges,
      coalesce((select sum(coalesce(p.value_vnd, case when p.item = 'VND' then p.quantity else 0 end)) from welfare.pledge p
        where p.agreement_id = a.id and p.withdrawn_on is null), 0)::bigint as "pledgedVnd"
    ${from} ${after(query.cursor, sql`a.signed_on, a.id`, ['date', 'uuid'])} order by a.signed_on desc, a.id desc limit ${query.limit + 1}`);
  const page = cut(rows, query.limit, (row) => [row.signedOn, row.id]);
  return query.cursor === undefined ? { ...page, total: await countOf(tx, from) } : page;
}

/** What arrived of a pledge, less what was taken back. */
const RECEIVED = sql`coalesce((select sum(-l.quantity) from welfare.posting r
  join welfare.line l on l.posting_id in (r.id, (select b.id from welfare.posting b where b.reverses = r.id)) and l.account = 'source' where r.pledge_id = p.id), 0)`;

/** Pledges to campaigns of and for the units below one, or of a sponsor: what was promised and what of it arrived. @throws NotFound; Invalid `request.cursor`, `request.invalid` */
export async function listPledges(tx: Tx, { caller, today }: About, query: PledgeQuery) {
  if (query.unit === undefined && query.sponsor === undefined) throw new Invalid('request.invalid', { field: 'unit' });
  const units = query.unit === undefined ? undefined : await unitsUnder(tx, caller, query.unit, today);
  const conditions = [
    ...(units ? [sql`(c.unit_id in ${units} or c.place_id in ${units})`] : []),
    ...(query.sponsor ? [sql`p.sponsor_id = ${query.sponsor}`] : []),
    ...(query.agreement ? [sql`p.agreement_id = ${query.agreement}`] : []),
  ];
  const all = sql`
    select p.id, p.sponsor_id, p.campaign_id, c.title, c.title_th, c.title_en, p.agreement_id, p.item, p.quantity, p.pledged_on, p.on_precision, p.due_on, p.document, g.received,
      case when p.withdrawn_on is not null then 'withdrawn' when g.received >= p.quantity then 'kept' when p.due_on < ${today}::date then 'late' else 'waiting' end as state
    from welfare.pledge p join welfare.campaign c on c.id = p.campaign_id cross join lateral (select ${RECEIVED} as received) g
    where ${sql.join(conditions, sql` and `)}`;
  const from = sql`from (${all}) q ${query.state ? sql`where q.state = ${query.state}` : sql`where true`}`;
  const rows = await tx.many<PledgeRow>(sql`
    select q.id, ${sponsorOf(sql`q.sponsor_id`)} as sponsor, json_build_object('id', q.campaign_id, 'title', q.title, 'titleTh', q.title_th, 'titleEn', q.title_en) as campaign,
      (select json_build_object('id', a.id, 'number', a.number) from welfare.agreement a where a.id = q.agreement_id) as agreement,
      q.item, q.quantity, q.received, json_build_object('on', q.pledged_on, 'precision', q.on_precision) as pledged, q.due_on as "dueOn", q.document, q.state
    ${from} ${after(query.cursor, sql`q.pledged_on, q.id`, ['date', 'uuid'])} order by q.pledged_on desc, q.id desc limit ${query.limit + 1}`);
  const page = cut(rows, query.limit, (row) => [row.pledged.on, row.id]);
  return query.cursor === undefined ? { ...page, total: await countOf(tx, from) } : page;
}
