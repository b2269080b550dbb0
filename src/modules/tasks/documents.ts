import { type RawBuilder, sql } from 'kysely';
import { assertUnitsInScope } from '#modules/organisation/index.ts';
import { cursorParts } from '#platform/cursor.ts';
import type { Tx } from '#platform/db/tx.ts';
import type { Grant } from '#platform/http/context.ts';
import { Id, PlainDate } from '#platform/shapes.ts';
import type { DocumentPage, DocumentRow, NewDocument } from './contract.ts';
import { assertCarriesOut, assertIssued } from './rules/index.ts';
import { livingUnit, reachBelow, unitName } from './units.ts';

/** What became of the tasks of each document, counted once for the whole list. */
const COUNTS = (today: PlainDate, of: RawBuilder<unknown>) => sql`
  left join (
    select t.document_id, count(*) as "all", count(*) filter (where t.closed_on is null) as open,
      count(*) filter (where t.closed_on is null and t.due_on < ${today}::date) as overdue, count(*) filter (where t.state = 'done') as done,
      count(*) filter (where t.state = 'late') as late, count(*) filter (where t.state = 'dropped') as dropped,
      count(*) filter (where t.state = 'carried_over') as "carriedOver"
    from tasks.task t where t.document_id in (${of}) group by t.document_id) c on c.document_id = d.id`;
const COLUMNS = (today: PlainDate) => sql`
  d.id, ${unitName(sql`d.unit_id`, today)} as unit, d.kind, d.parent_id as "parentId", d.number, d.title, d.theme, d.issued_on as "issuedOn",
  d.until_on as "untilOn", d.meeting_id as "meetingId",
  json_build_object('all', coalesce(c."all", 0), 'open', coalesce(c.open, 0), 'overdue', coalesce(c.overdue, 0), 'done', coalesce(c.done, 0),
    'late', coalesce(c.late, 0), 'dropped', coalesce(c.dropped, 0), 'carriedOver', coalesce(c."carriedOver", 0)) as tasks`;

/** Of few units the documents are looked up by what each issued and received; of very many each document is asked. */
const issuedOrReceived = ({ units, isLarge }: { units: RawBuilder<unknown>; isLarge: boolean }): RawBuilder<unknown> =>
  isLarge
    ? sql`(d.unit_id in (${units}) or exists (select 1 from tasks.addressee a where a.document_id = d.id and a.unit_id in (${units})))`
    : sql`d.id in (
        select o.id from tasks.document o where o.unit_id in (${units})
        union select a.document_id from tasks.addressee a where a.unit_id in (${units}))`;

/** Documents of a unit and those below it, newest first; those of single meetings are left to their meetings unless asked for. */
export async function listDocuments(
  tx: Tx,
  query: {
    unit?: string | undefined;
    kind?: string | undefined;
    meetings?: boolean;
    limit: number;
    cursor?: string | undefined;
  },
  today: PlainDate,
): Promise<{ items: DocumentRow[]; nextCursor: string | null }> {
  const below = query.unit === undefined ? null : await reachBelow(tx, query.unit, today);
  const [day, id] = cursorParts(query.cursor, [PlainDate, Id]) ?? [];
  const wanted = sql`
    select d.id from tasks.document d
    where ${query.kind === undefined ? sql`true` : sql`d.kind = ${query.kind}`}
      and ${query.meetings ? sql`true` : sql`d.meeting_id is null`}
      and ${below ? issuedOrReceived(below) : sql`true`}
      and ${day && id ? sql`(d.issued_on, d.id) < (${day}::date, ${id}::uuid)` : sql`true`}
    order by d.issued_on desc, d.id desc limit ${query.limit + 1}`;
  const items = await tx.many<DocumentRow>(sql`
    with wanted as materialized (${wanted})
    select ${COLUMNS(today)} from wanted w join tasks.document d on d.id = w.id ${COUNTS(today, sql`select id from wanted`)}
    order by d.issued_on desc, d.id desc`);
  const page = items.slice(0, query.limit);
  const last = page.at(-1);
  return { items: page, nextCursor: items.length > query.limit && last ? `${last.issuedOn}~${last.id}` : null };
}

/** A document with the tree it stands in: what it carries out, and what carries it out. @throws NotFound */
export async function getDocument(tx: Tx, id: string, today: PlainDate): Promise<DocumentPage> {
  const tree = await tx.many<DocumentRow & { place: number; addressees: DocumentPage['addressees'] | null }>(sql`
    with recursive up (id, step) as (
      select d.id, 0 from tasks.document d where d.id = ${id}
      union all select p.id, u.step - 1 from up u join tasks.document d on d.id = u.id join tasks.document p on p.id = d.parent_id where u.step > -12
    ), down (id, step, path) as (
      select d.id, 0, array[d.issued_on::text || d.id::text] from tasks.document d where d.id = ${id}
      union all select c.id, u.step + 1, u.path || (c.issued_on::text || c.id::text) from down u join tasks.document c on c.parent_id = u.id where u.step < 12
    ), family as materialized (
      select id, step, null::text[] as path from up where step < 0 union all select id, step, path from down)
    select ${COLUMNS(today)}, f.step as place,
      (select json_agg(${unitName(sql`a.unit_id`, today)}) from tasks.addressee a where f.step = 0 and a.document_id = d.id) as addressees
    from family f join tasks.document d on d.id = f.id ${COUNTS(today, sql`select id from family`)}
    order by f.step < 0 desc, case when f.step < 0 then f.step end, f.path`);
  const plain = (row: (typeof tree)[number]): DocumentRow => {
    const { place: _place, addressees: _addressees, ...document } = row;
    return document;
  };
  const own = tree.find((row) => row.place === 0);
  const document = own ? plain(own) : await tx.one<DocumentRow>(sql`select 1 from tasks.document where id = ${id}`);
  return {
    document,
    above: tree.filter((row) => row.place < 0).map(plain),
    below: tree.filter((row) => row.place > 0).map(plain),
    addressees: own?.addressees ?? [],
  };
}

/**
 * Enters a document and sends it down. Sending the same `id` again changes nothing.
 * @throws NotFound when the unit or an addressee is outside the scope, or the parent is not readable
 * @throws RuleBroken `document.unit-not-alive`, `document.older-than-parent`
 */
export async function enterDocument(
  tx: Tx,
  caller: Pick<Grant, 'ranges'>,
  input: NewDocument,
  today: PlainDate,
  source: { meetingId: string | null } = { meetingId: null },
): Promise<{ id: string }> {
  if (await tx.maybeOne(sql`select 1 from tasks.document where id = ${input.id}`)) return { id: input.id };
  await assertUnitsInScope(tx, caller, [input.unitId, ...input.addresseeIds]);
  assertIssued(input.issuedOn, today);
  const unit = await livingUnit(tx, input.unitId, input.issuedOn, 'document.unit-not-alive');
  if (input.parentId !== null) {
    const parent = await tx.one<{ issuedOn: string }>(
      sql`select issued_on as "issuedOn" from tasks.document where id = ${input.parentId}`,
    );
    assertCarriesOut(input, parent);
  }
  await tx.run(sql`
    insert into tasks.document (id, unit_id, kind, parent_id, number, title, theme, issued_on, until_on, meeting_id, label)
    values (${input.id}, ${input.unitId}, ${input.kind}, ${input.parentId}, ${input.number}, ${input.title}, ${input.theme}, ${input.issuedOn},
      ${input.untilOn}, ${source.meetingId}, ${unit.label})`);
  if (input.addresseeIds.length > 0) {
    await tx.run(sql`
      insert into tasks.addressee (document_id, unit_id, label)
      select ${input.id}, u.id, u.label from organisation.unit u where u.id = any(${[...new Set(input.addresseeIds)]}::uuid[])`);
  }
  return { id: input.id };
}
