import { type RawBuilder, sql } from 'kysely';
import { nameOfCode } from './kinds.ts';
import type { Tx } from '#platform/db/tx.ts';
import { fold } from '#platform/text/index.ts';
import type { DocumentList, DocumentPage, DocumentQuery, DocumentRow, Waiting } from './contract.ts';
import { type About, askedIn, cursorKeys, cursorOf, reachOf, unitJson } from './reading.ts';
import { secretUntil } from './settings.ts';

const DAY = sql`coalesce(d.arrived_on, d.dated_on, d.registered_on)`;

const ROW = ({ lang, today }: About) => sql`
  d.id, d.direction, ${unitJson(sql`d.unit_id`, DAY)} as unit, d.kind, ${nameOfCode('kind', sql`d.kind`, lang)} as "kindName",
  d.symbol, d.summary, d.signer, d.copies, d.received_by as "receivedBy", d.note, ${unitJson(sql`d.drafted_by_id`, DAY)} as "draftedBy",
  (select string_agg(coalesce(a.outside, (select v.name from organisation.unit_version v where v.unit_id = a.unit_id order by v.valid @> ${DAY} desc, v.valid desc limit 1)), '; ' order by a.id)
    from records.addressee a where a.document_id = d.id) as recipients,
  coalesce(d.issuer_name, (select v.name from organisation.unit_version v where v.unit_id = d.issuer_id order by v.valid @> ${DAY} desc, v.valid desc limit 1)) as issuer,
  d.dated_on as "datedOn", d.arrived_on as "arrivedOn", d.arrival_no as "arrivalNo", d.urgency, d.secrecy, d.state, d.due_on as "dueOn", d.closed_on as "closedOn",
  ${unitJson(sql`d.owner_unit_id`, sql`${today}`)} as owner,
  case when d.state = 'open' and d.due_on < ${today}::date then ${today}::date - d.due_on end as "lateDays",
  (select count(*) from records.attachment a where a.document_id = d.id) as files,
  (select json_build_object('id', o.id, 'code', o.code, 'year', o.year, 'state', o.state) from records.dossier o where o.id = d.dossier_id) as dossier`;

/** Words of a question as they are looked for: without accents, each anywhere in the text. */
export function wordsOf(q: string | undefined): string[] {
  return (q === undefined ? '' : fold(q)).split(/\s+/u).filter(Boolean).slice(0, 8);
}

/** What the filters of the list mean; the same for the rows and their number. */
function conditions(query: DocumentQuery, units: RawBuilder<unknown>, today: string): RawBuilder<unknown> {
  const words = wordsOf(query.q);
  return sql.join(
    [
      // The unit's own register, and what is to be handled there.
      query.direction === 'out'
        ? sql`d.unit_id in ${units}`
        : sql`(d.unit_id in ${units} or (d.direction = 'in' and d.owner_unit_id in ${units}))`,
      ...(query.direction ? [sql`d.direction = ${query.direction}`] : []),
      ...(query.kind ? [sql`d.kind = ${query.kind}`] : []),
      ...(query.state ? [sql`d.state = ${query.state}`] : []),
      ...(query.urgency ? [sql`d.urgency = ${query.urgency}`] : []),
      ...(query.late ? [sql`d.state = 'open' and d.due_on < ${today}::date`] : []),
      ...(query.unfiled ? [sql`d.dossier_id is null and d.state in ('issued', 'done')`] : []),
      ...(query.from ? [sql`${DAY} >= ${query.from}::date`] : []),
      ...(query.to ? [sql`${DAY} <= ${query.to}::date`] : []),
      ...(words.length > 0 ? [sql`d.id in (select records.matching(${words}::text[]))`] : []),
    ],
    sql` and `,
  );
}

/** The register of a unit, the latest first; late ones with the oldest deadline first. @throws NotFound; Invalid `request.cursor` */
export async function listDocuments(tx: Tx, about: About, query: DocumentQuery): Promise<DocumentList> {
  const unit = await askedIn(tx, about.caller, query.unit, about.today);
  const where = conditions(query, await reachOf(tx, unit, query.below === 'yes', about.today), about.today);
  const day = query.late ? sql`d.due_on` : DAY;
  const keys = query.cursor === undefined ? undefined : sql.join(cursorKeys(query.cursor));
  const after =
    keys === undefined ? sql`` : query.late ? sql`and (${day}, d.id) > (${keys})` : sql`and (${day}, d.id) < (${keys})`;
  const order = query.late ? sql`${day}, d.id` : sql`${day} desc, d.id desc`;
  const rows = await tx.many<DocumentRow & { key: string }>(sql`
    select ${ROW(about)}, ${day} as key from records.document d where ${where} ${after} order by ${order} limit ${query.limit + 1}`);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const items = page.map(({ key: _key, ...row }) => row);
  const total =
    query.cursor === undefined
      ? (await tx.one<{ n: number }>(sql`select count(*) as n from records.document d where ${where}`)).n
      : undefined;
  return {
    items,
    nextCursor: rows.length > query.limit && last ? cursorOf(last.key, last.id) : null,
    ...(total === undefined ? {} : { total }),
  };
}

const LINKED = (about: About, other: RawBuilder<unknown>) => sql`
  json_build_object('id', l.id, 'kind', l.kind, 'document', json_build_object('id', o.id, 'symbol', o.symbol, 'summary', o.summary,
    'datedOn', o.dated_on, 'kindName', ${nameOfCode('kind', sql`o.kind`, about.lang)}, 'kindNameVi', ${nameOfCode('kind', sql`o.kind`, 'vi')})) from records.link l join records.document o on o.id = ${other}`;

/** An entry of a register with everything that hangs on it. @throws NotFound */
export async function getDocument(tx: Tx, about: About, id: string): Promise<DocumentPage> {
  const document = await tx.one<DocumentPage>(sql`
    select ${ROW(about)}, d.layout, d.body, d.signer_post as "signerPost", d.signed_as as "signedAs", d.signed_for as "signedFor", d.circulation, d.typist, d.custodian, d.kept_at as "keptAt",
      d.registered_on as "registeredOn", ${secretUntil()} as "secretUntil", d.void_reason as "voidReason", d.version,
      (select json_build_object('no', n.no, 'from', s.from_on, 'until', s.until_on, 'drawnOn', n.drawn_on)
        from records.number n join records.series s on s.id = n.series_id where n.id = d.number_id) as number,
      case when d.direction = 'out' and d.state = 'issued' then coalesce((
        select case l.kind when 'repeals' then 'repealed' when 'replaces' then 'replaced' else 'amended' end
        from records.link l join records.document o on o.id = l.from_id and o.state = 'issued'
        where l.to_id = d.id and l.kind in ('amends', 'replaces', 'repeals')
        order by array_position(array['repeals', 'replaces', 'amends'], l.kind) limit 1), 'in_force') end as standing,
      coalesce((select json_agg(json_build_object('id', a.id, 'unit', ${unitJson(sql`a.unit_id`, DAY)}, 'outside', a.outside, 'copies', a.copies, 'arrived', a.arrival_id is not null) order by a.id)
        from records.addressee a where a.document_id = d.id), '[]') as addressees,
      coalesce((select json_agg(x.j) from (select ${LINKED(about, sql`l.to_id`)} where l.from_id = d.id order by l.recorded_at) x(j)), '[]') as links,
      coalesce((select json_agg(x.j) from (select ${LINKED(about, sql`l.from_id`)} where l.to_id = d.id order by l.recorded_at) x(j)), '[]') as "linkedFrom",
      coalesce((select json_agg(json_build_object('id', h.id, 'step', h.step, 'on', h.on_date, 'note', h.note, 'owner', ${unitJson(sql`h.owner_unit_id`, sql`h.on_date`)},
          'dueOn', h.due_on, 'evidence', (select json_build_object('id', e.id, 'symbol', e.symbol) from records.document e where e.id = h.evidence_id)) order by h.on_date, h.recorded_at)
        from records.handling h where h.document_id = d.id), '[]') as handling,
      coalesce((select json_agg(json_build_object('id', a.id, 'name', a.name, 'role', a.role, 'mediaType', a.media_type, 'bytes', a.bytes, 'sha256', a.sha256,
          'textState', a.text_state, 'pages', a.pages, 'pagesRead', a.pages_read, 'gone', a.file_id is null) order by a.role desc, a.name) from records.attachment a where a.document_id = d.id), '[]') as attachments,
      d.label as "mine"
    from records.document d where d.id = ${id}`);
  const { ranges } = about.caller;
  const label = document.mine as unknown as number;
  const mine = ranges === 'everything' || ranges.some(({ lo, hi }) => lo <= label && label < hi);
  return { ...document, mine };
}

/** What was sent to units below one through the register and not entered there yet, the oldest first. @throws NotFound */
export async function listWaiting(
  tx: Tx,
  about: About,
  query: { unit: string; limit: number; cursor?: string | undefined },
): Promise<{ items: Waiting[]; nextCursor: string | null }> {
  const unit = await askedIn(tx, about.caller, query.unit, about.today);
  const after =
    query.cursor === undefined ? sql`` : sql`and (d.dated_on, a.id) > (${sql.join(cursorKeys(query.cursor))})`;
  const rows = await tx.many<Waiting>(sql`
    select a.id as "addresseeId", ${unitJson(sql`a.unit_id`, sql`${about.today}`)} as unit,
      json_build_object('id', d.id, 'kind', d.kind, 'kindName', ${nameOfCode('kind', sql`d.kind`, about.lang)}, 'symbol', d.symbol, 'summary', d.summary,
        'issuer', (select v.name from organisation.unit_version v where v.unit_id = d.unit_id order by v.valid @> d.dated_on desc, v.valid desc limit 1),
        'issuerId', d.unit_id, 'datedOn', d.dated_on, 'urgency', d.urgency, 'secrecy', d.secrecy) as document
    from records.addressee a join records.document d on d.id = a.document_id and d.state = 'issued'
    where a.arrival_id is null and a.unit_id in ${await reachOf(tx, unit, true, about.today)} ${after} order by d.dated_on, a.id limit ${query.limit + 1}`);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items,
    nextCursor: rows.length > query.limit && last ? cursorOf(last.document.datedOn, last.addresseeId) : null,
  };
}
