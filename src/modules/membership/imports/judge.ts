import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { ImportColumn, ImportCounts, ImportField, Outcome } from '../contract.ts';

/** Heading and place of the column that became a field, for naming it in a problem. */
export type Headings = ReadonlyMap<ImportField, { name: string; index: number }>;

export function headingsOf(columns: readonly ImportColumn[]): Headings {
  return new Map(columns.flatMap(({ field, name, index }) => (field ? [[field, { name, index }] as const] : [])));
}

export type Source = {
  batchId: string;
  headings: Headings;
  /** The rows to judge: the columns that reading fills, and `decision`. */
  rows: RawBuilder<unknown>;
  /** Which stored rows, as `y`, are not among them; the first of two rows about one person may be there. */
  others: RawBuilder<unknown>;
};

/** Rows are in the order of the file; the right half of a sheet in two blocks is numbered from two million on. */
const order = (row: string): RawBuilder<unknown> => sql.raw(`(${row}.row_number % 2000000, ${row}.row_number)`);
const date = (onColumn: string, precision: string): RawBuilder<unknown> =>
  sql.raw(
    `case when ${onColumn} is null then null else jsonb_build_object('on', ${onColumn}, 'precision', ${precision}) end`,
  );
const bare = (column: string): RawBuilder<unknown> => sql.raw(`translate(${column}, '.- ', '')`);

const SAYS_MORE = sql.raw('membership.says_more');
const plain = (field: string, old: string, next: string): Compared => ({
  field,
  differs: sql.raw(`(${next} is not null and ${old} is distinct from ${next})`),
  old: sql.raw(`to_jsonb(${old})`),
  next: sql.raw(`to_jsonb(${next})`),
});
const dated = (field: string, table: string, column: string): Compared => {
  const [old, oldPrecision] = [`${table}.${column}_on`, `${table}.${column}_precision`];
  const [next, nextPrecision] = [`h.${column}_on`, `h.${column}_precision`];
  return {
    field,
    differs: sql`(${SAYS_MORE}(${sql.raw(`${old}, ${oldPrecision}, ${next}, ${nextPrecision}`)}))`,
    old: date(old, oldPrecision),
    next: date(next, nextPrecision),
  };
};
type Compared = { field: string; differs: RawBuilder<unknown>; old: RawBuilder<unknown>; next: RawBuilder<unknown> };

/** What a row may say that the register says otherwise; what a row leaves out is never a difference. */
const COMPARED: readonly Compared[] = [
  plain('fullName', 'n.full_name', 'h.full_name'),
  plain('sex', 'n.sex', 'h.sex'),
  dated('birth', 'n', 'birth'),
  plain('education', 'm.education', 'h.education'),
  plain('theoryLevel', 'm.theory_level', 'h.theory_level'),
  plain('occupation', 'm.occupation', 'h.occupation'),
  dated('decision', 'm', 'decision'),
  dated('ceremony', 'm', 'ceremony'),
  dated('recognised', 'm', 'recognised'),
  plain('cellId', 'm.cell_id', 'h.cell_id'),
  plain('ethnicity', 'e.group_code', 'h.ethnicity'),
  {
    ...plain('cardNumber', 'm.card_number', 'h.card_number'),
    differs: sql`(h.card_key is not null and m.card_key is distinct from h.card_key)`,
  },
  {
    ...plain('oldCardNumber', 'm.old_card_number', 'h.old_card_number'),
    differs: sql`(h.old_card_number is not null and ${bare('m.old_card_number')} is distinct from ${bare('h.old_card_number')})`,
  },
];

/**
 * Says of rows what each would do: new, changed, same, doubtful or refused. The parts of a `with`, of which `judged` is the last:
 * the rows with outcome, problems, difference, member_id and holds_key. Everything that a row is held against is looked up by
 * index, so judging a thousand rows takes the same time in a large register and in a small one.
 */
export function judging({ batchId, headings, rows, others }: Source): RawBuilder<unknown> {
  /** A problem; heading and value come from the column that became the field. */
  const problem = (code: string, field: ImportField | null): RawBuilder<unknown> => {
    const heading = field === null ? undefined : headings.get(field);
    const value = heading ? sql`raw ->> ${String(heading.index)}` : sql`null::text`;
    return sql`jsonb_build_array(jsonb_build_object('code', ${code}::text, 'field', ${field}::text, 'column', ${heading?.name ?? null}::text, 'value', ${value}))`;
  };
  const when = (condition: RawBuilder<unknown>, code: string, field: ImportField | null): RawBuilder<unknown> =>
    sql`case when ${condition} then ${problem(code, field)} else '[]' end`;
  const moves = (field: string): RawBuilder<unknown> =>
    sql`coalesce(difference ? ${field}::text and (difference -> ${field}::text -> 'old' <> 'null' or state = 'probationary'), false)`;
  return sql`
    -- By card number, which nobody shares. From here on each row is carried along: joined again by its number it would be
    -- compared with every other as soon as the planner takes the rows for few.
    found as materialized (
      select s.*, m.id as by_card
      from (${rows}) s left join lateral (select c.id from membership.member c where c.card_key = s.card_key limit 1) m on true
    ),
    elsewhere as materialized (
      select k as card_key
      from membership.cards_taken((select array_agg(f.card_key) from found f where f.by_card is null and f.card_key is not null)) k
    ),
    known as (
      select f.*, coalesce(f.card_key in (select x.card_key from elsewhere x), false) as is_elsewhere from found f
    ),
    held as (
      select k.*, jsonb_array_length(k.faults) = 0 and k.decision is distinct from 'leave-out' and not k.is_elsewhere as holds_key
      from known k
    ),
    -- The same person twice in the file: the first line counts. Said so that no index but that of twins can be used: statistics
    -- know nothing of a batch that is being read, and the planner would walk all its rows for each.
    lined as (
      select h.*, h.holds_key and h.twin is not null and (
        row_number() over (partition by h.holds_key, h.twin order by h.row_number % 2000000, h.row_number) > 1
        or exists (select 1 from membership.import_row y where y.twin = h.twin and y.holds_key and y.batch_id is not distinct from ${batchId}::uuid and ${others}
          and ${order('y')} < ${order('h')})) as is_second
      from held h
    ),
    -- Else by name, birth and cell: a likely person, for somebody to decide.
    likely as materialized (
      select h.*, k.member_id as by_likeness, coalesce(h.by_card, k.member_id) as whom
      from lined h left join lateral (
        select (array_agg(n.id order by n.id))[1] as member_id
        from membership.person n join membership.member m on m.id = n.id and m.cell_id = h.cell_id
        where h.by_card is null and h.holds_key and not h.is_second and h.decision is distinct from 'new-person'
          and n.family_key = h.family_key and n.birth_on = h.birth_on
      ) k on true
    ),
    compared as materialized (
      select h.*, m.id as member_id, m.state, case when m.id is null then null when ${sql.join(
        COMPARED.map(({ differs }) => differs),
        sql` or `,
      )} then (
          select jsonb_object_agg(f.field, jsonb_build_object('old', f.old, 'new', f.next))
          from (values ${sql.join(COMPARED.map(({ field, differs, old, next }) => sql`(${sql.lit(field)}, ${differs}, ${old}, ${next})`))}) f(field, differs, old, next)
          where f.differs) else '{}' end as difference
      from likely h
      left join lateral (select c.* from membership.member c where c.id = h.whom limit 1) m on true
      left join lateral (select p.* from membership.person p where p.id = m.id limit 1) n on true
      left join lateral (select g.group_code from membership.person_ethnicity g where g.id = m.id limit 1) e on true
    ),
    weighed as (
      select c.*, case when decision = 'leave-out' or is_elsewhere or is_second or difference ?| array['cellId', 'ceremony', 'recognised'] then faults
          || ${when(sql`decision = 'leave-out'`, 'import.left-out', null)}
          || ${when(sql`is_elsewhere`, 'import.card-elsewhere', 'cardNumber')}
          || ${when(sql`is_second and card_key is not null`, 'import.card-twice', 'cardNumber')}
          || ${when(sql`is_second and card_key is null`, 'import.row-twice', 'fullName')}
          || ${when(sql`difference ? 'cellId'`, 'import.cell-differs', 'cell')}
          || ${when(moves('ceremony'), 'import.date-moves-periods', 'ceremony')}
          || ${when(moves('recognised'), 'import.date-moves-periods', 'recognised')}
        else faults end as so_far
      from compared c
    ),
    completed as materialized (
      -- A new member needs a first day.
      select w.*, case when jsonb_array_length(so_far) = 0 and member_id is null and start_on is null
        then ${problem('import.value-missing', 'ceremony')} else so_far end as problems
      from weighed w
    ),
    judged as (
      select c.*, case
        when jsonb_array_length(problems) > 0 then 'refused'
        when member_id is null then 'new'
        when difference = '{}' then 'same'
        when by_likeness is not null and decision is distinct from 'same-person' then 'doubtful'
        else 'changed' end as outcome
      from completed c
    )`;
}

const READ = sql.raw(
  'ctid as place, row_number, full_name, family_key, sex, birth_on, birth_precision, card_number, card_key, old_card_number, decision_on, decision_precision, ceremony_on, ' +
    'ceremony_precision, recognised_on, recognised_precision, education, theory_level, occupation, ethnicity, cell_id, start_on, twin, raw, faults, decision',
);

/** Which rows of a batch: those between two numbers, or those with one of the twins and the row itself. */
export type Part = { from: number; to: number } | { rowNumber: number; twins: readonly string[] };

/** What judging anew changed: the rows whose outcome is another now, and whether it matters to who is missing from the file. */
export type Judged = {
  before: Partial<Record<Outcome, number>>;
  after: Partial<Record<Outcome, number>>;
  members: boolean;
};

/** Judges rows that stand in the batch again: because one was mended, or because the register may have moved. Writes only what changed. */
export async function judgeAgain(tx: Tx, batch: { id: string; headings: Headings }, part: Part): Promise<Judged> {
  const id = sql`${batch.id}::uuid`;
  const [mine, others] =
    'from' in part
      ? [
          sql`r.row_number between ${part.from}::int and ${part.to}::int`,
          sql`(y.row_number < ${part.from}::int or y.row_number > ${part.to}::int)`,
        ]
      : [
          sql`(r.row_number = ${part.rowNumber}::int or (r.twin = any(${part.twins}::text[]) and r.holds_key))`,
          sql`false`,
        ];
  const rows = sql`select ${READ} from membership.import_row r where r.batch_id = ${id} and ${mine} for no key update`;
  const changed = await tx.many<{ before: Outcome; after: Outcome; n: number; members: boolean }>(sql`
    with ${judging({ batchId: batch.id, headings: batch.headings, rows, others })}, written as (
      update membership.import_row r set outcome = j.outcome, problems = j.problems, difference = j.difference, member_id = j.member_id, holds_key = j.holds_key
      from judged j
      where r.ctid = j.place
        and (r.outcome, r.problems, r.difference, r.member_id, r.holds_key) is distinct from (j.outcome, j.problems, j.difference, j.member_id, j.holds_key)
      returning old.outcome as before, new.outcome as after, old.member_id is distinct from new.member_id as members
    )
    select before, after, count(*) as n, bool_or(members) as members from written group by before, after`);
  const result: Judged = { before: {}, after: {}, members: false };
  for (const { before, after, n, members } of changed) {
    result.before[before] = (result.before[before] ?? 0) + n;
    result.after[after] = (result.after[after] ?? 0) + n;
    result.members ||= members;
  }
  return result;
}

/** How many members of the cells that the file names it does not name; nothing happens to them. */
export async function countNotInFile(tx: Tx, batchId: string, today: string): Promise<number> {
  // Counted from both sides and taken from each other; each lookup names its index, whatever the statistics say of the batch.
  const { n } = await tx.one<{ n: number }>(sql`
    with cell as materialized (
      select distinct x.cell_id as id from membership.import_row x where x.batch_id = ${batchId} and x.cell_id is not null
    )
    select (
      select coalesce(sum(k.n), 0) from cell c cross join lateral (
        select count(*) as n from membership.member_period p where p.cell_id = c.id and p.valid @> ${today}::date) k
    ) - (
      select count(distinct x.member_id) filter (where k.cell_id in (select c.id from cell c))
      from membership.import_row x cross join lateral (
        select p.cell_id from membership.member_period p where p.member_id = x.member_id and p.valid @> ${today}::date limit 1) k
      where x.batch_id = ${batchId} and x.member_id is not null
    ) as n`);
  return n;
}

export function addUp(
  counts: ImportCounts,
  { before, after }: { before: Partial<Record<Outcome, number>>; after: Partial<Record<Outcome, number>> },
): ImportCounts {
  const next = { ...counts };
  for (const outcome of ['new', 'changed', 'same', 'doubtful', 'refused'] as const)
    next[outcome] += (after[outcome] ?? 0) - (before[outcome] ?? 0);
  return next;
}
