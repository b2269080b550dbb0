import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';

/** Adds a problem to the rows a condition selects; the column's heading and the value come from the row itself. */
const problem = (code: string, field: string | null): RawBuilder<unknown> => sql`
  jsonb_build_array(jsonb_build_object('code', ${code}::text, 'field', ${field}::text,
    'column', (select c ->> 'name' from membership.import_batch b cross join jsonb_array_elements(b.columns) c where b.id = r.batch_id and c ->> 'field' = ${field} limit 1),
    'value', (select r.given -> 'raw' ->> (c ->> 'index') from membership.import_batch b cross join jsonb_array_elements(b.columns) c
      where b.id = r.batch_id and c ->> 'field' = ${field} limit 1)))`;

/**
 * Says of every row of a batch what it would do: new, changed, same, doubtful or refused. Whole statements over all rows,
 * never one by one; run again after a row was mended.
 */
export async function judgeRows(tx: Tx, batchId: string): Promise<void> {
  const rows = sql`r.batch_id = ${batchId}`;
  const sound = sql`jsonb_array_length(r.problems) = 0`;
  const decision = sql`coalesce(r.given ->> 'decision', '')`;
  await tx.run(sql`
    update membership.import_row r set member_id = null, difference = null, outcome = 'new',
      problems = (r.given -> 'problems') || case when ${decision} = 'leave-out' then ${problem('import.left-out', null)} else '[]' end
    where ${rows}`);
  // 1. By card number, which nobody shares.
  await tx.run(sql`
    update membership.import_row r set member_id = m.id from membership.member m where ${rows} and m.card_key = r.given ->> 'cardKey'`);
  await tx.run(sql`
    update membership.import_row r set problems = r.problems || ${problem('import.card-elsewhere', 'cardNumber')}
    from membership.cards_taken((select array_agg(x.given ->> 'cardKey') from membership.import_row x
      where x.batch_id = ${batchId} and x.member_id is null and x.given ->> 'cardKey' is not null)) k
    where ${rows} and r.given ->> 'cardKey' = k`);
  // 2. The same person twice in the file: the first line counts.
  await tx.run(sql`
    with line as (
      select x.id, row_number() over (partition by x.given ->> 'cardKey' order by x.row_number) as card_line,
        row_number() over (partition by x.given ->> 'familyKey', x.given -> 'fields' -> 'birth', x.given -> 'fields' ->> 'cellId', x.given ->> 'cardKey' order by x.row_number) as same_line
      from membership.import_row x where x.batch_id = ${batchId} and jsonb_array_length(x.problems) = 0
    )
    update membership.import_row r set problems = r.problems || case when r.given ->> 'cardKey' is not null then ${problem('import.card-twice', 'cardNumber')}
      else ${problem('import.row-twice', 'fullName')} end
    from line l where ${rows} and l.id = r.id and case when r.given ->> 'cardKey' is not null then l.card_line > 1 else l.same_line > 1 end`);
  // 3. Else by name, birth and cell: a likely person, for somebody to decide.
  await tx.run(sql`
    with likely as (
      select x.id, (array_agg(n.id order by n.id))[1] as member_id
      from membership.import_row x
      join membership.person n on n.family_key = x.given ->> 'familyKey' and n.birth_on = (x.given -> 'fields' -> 'birth' ->> 'on')::date
      join membership.member m on m.id = n.id and m.cell_id = (x.given -> 'fields' ->> 'cellId')::uuid
      where x.batch_id = ${batchId} and x.member_id is null and jsonb_array_length(x.problems) = 0 and coalesce(x.given ->> 'decision', '') <> 'new-person'
      group by x.id
    )
    update membership.import_row r set member_id = l.member_id, outcome = 'doubtful' from likely l where ${rows} and l.id = r.id`);
  // 4. What would change.
  await tx.run(sql`
    with now_is as (
      select x.id, m.standing_now, x.given, jsonb_build_object(
        'fullName', n.full_name, 'sex', n.sex, 'birth', ${dateJson('n', 'birth')}, 'education', m.education, 'theoryLevel', m.theory_level, 'occupation', m.occupation,
        'decision', ${dateJson('m', 'decision')}, 'ceremony', ${dateJson('m', 'ceremony')}, 'recognised', ${dateJson('m', 'recognised')}, 'cellId', m.cell_id, 'ethnicity', e.group_code,
        'cardNumber', case when m.card_key = x.given ->> 'cardKey' then x.given -> 'fields' ->> 'cardNumber' else m.card_number end,
        'oldCardNumber', case when translate(m.old_card_number, '.- ', '') = translate(x.given -> 'fields' ->> 'oldCardNumber', '.- ', '')
          then x.given -> 'fields' ->> 'oldCardNumber' else m.old_card_number end) as image
      from membership.import_row x
      join membership.person n on n.id = x.member_id
      join (select o.*, case when o.state in ('probationary') then 'probationary' else 'official' end as standing_now from membership.member o) m on m.id = x.member_id
      left join membership.person_ethnicity e on e.id = x.member_id
      where x.batch_id = ${batchId} and x.member_id is not null
    ), compared as (
      select c.id, c.standing_now, (
        select coalesce(jsonb_object_agg(f.key, jsonb_build_object('old', c.image -> f.key, 'new', f.value)), '{}')
        from jsonb_each(c.given -> 'fields') f
        where c.image -> f.key is distinct from f.value and not membership.says_less(c.image -> f.key, f.value)) as difference
      from now_is c
    )
    update membership.import_row r set difference = c.difference, problems = r.problems
      || case when c.difference ? 'cellId' then ${problem('import.cell-differs', 'cell')} else '[]' end
      || case when c.difference ? 'ceremony' and (c.difference -> 'ceremony' -> 'old' <> 'null' or c.standing_now = 'probationary')
          then ${problem('import.date-moves-periods', 'ceremony')} else '[]' end
      || case when c.difference ? 'recognised' and (c.difference -> 'recognised' -> 'old' <> 'null' or c.standing_now = 'probationary')
          then ${problem('import.date-moves-periods', 'recognised')} else '[]' end
    from compared c where ${rows} and c.id = r.id`);
  // 5. A new member needs a first day.
  await tx.run(sql`
    update membership.import_row r set problems = r.problems || ${problem('import.value-missing', 'ceremony')}
    where ${rows} and ${sound} and r.member_id is null and r.given -> 'start' = 'null'`);
  await tx.run(sql`
    update membership.import_row r set outcome = case
      when not (${sound}) then 'refused'
      when r.member_id is null then 'new'
      when r.outcome = 'doubtful' and r.difference <> '{}' and ${decision} <> 'same-person' then 'doubtful'
      when r.difference = '{}' then 'same' else 'changed' end
    where ${rows}`);
  await countRows(tx, batchId);
}

function dateJson(table: string, column: string): RawBuilder<unknown> {
  const on = sql.ref(`${table}.${column}_on`);
  const precision = sql.ref(`${table}.${column}_precision`);
  return sql`case when ${on} is null then null else jsonb_build_object('on', ${on}, 'precision', ${precision}) end`;
}

/** The counts of a batch; the five outcomes add up to the rows. */
async function countRows(tx: Tx, batchId: string): Promise<void> {
  await tx.run(sql`
    with r as (
      select count(*) as rows, count(*) filter (where outcome = 'new') as new, count(*) filter (where outcome = 'changed') as changed,
        count(*) filter (where outcome = 'same') as same, count(*) filter (where outcome = 'doubtful') as doubtful, count(*) filter (where outcome = 'refused') as refused
      from membership.import_row where batch_id = ${batchId}
    ), cell as (
      select distinct (x.given -> 'fields' ->> 'cellId')::uuid as id from membership.import_row x where x.batch_id = ${batchId}
    ), missing as (
      select count(*) as n from membership.member_period p join cell c on c.id = p.cell_id
      where p.valid @> current_date and not exists (select 1 from membership.import_row x where x.batch_id = ${batchId} and x.member_id = p.member_id)
    )
    update membership.import_batch b set counts = to_jsonb(r) || jsonb_build_object('skipped', coalesce(b.options -> 'skipped', '0'), 'notInFile', missing.n)
    from r, missing where b.id = ${batchId}`);
}
