import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { openBatch } from './batch.ts';
import { judgeRows } from './judge.ts';

/** Whole statements leave one audit record each with count and digest; the rows' values stand in the batch itself. */
async function inBulk(tx: Tx, work: () => Promise<void>): Promise<void> {
  await tx.run(sql`select set_config('gandan.audit', 'bulk', true), set_config('gandan.via', 'import', true)`);
  await work();
  await tx.run(sql`select set_config('gandan.audit', '', true)`);
}

/**
 * Takes over the good rows of a preview, in whole statements; doubtful and refused ones stay behind. The rows are judged
 * once more first, because the register may have moved since.
 * @throws RuleBroken `import.not-open`
 */
export async function applyImport(tx: Tx, batchId: string): Promise<void> {
  await openBatch(tx, batchId);
  await judgeRows(tx, batchId);
  await inBulk(tx, async () => {
    await insertNew(tx, batchId);
    await updateChanged(tx, batchId);
  });
  await tx.run(sql`update membership.import_batch set state = 'applied', applied_at = now() where id = ${batchId}`);
}

const text = (field: string): RawBuilder<unknown> => sql`r.given -> 'fields' ->> ${field}`;
const dateOf = (field: string): RawBuilder<unknown> =>
  sql`(r.given -> 'fields' -> ${field} ->> 'on')::date, r.given -> 'fields' -> ${field} ->> 'precision'`;

async function insertNew(tx: Tx, batchId: string): Promise<void> {
  const rows = sql`r.batch_id = ${batchId} and r.outcome = 'new'`;
  const cell = sql`(r.given -> 'fields' ->> 'cellId')::uuid, (r.given -> 'start' ->> 'label')::int`;
  const startOn = sql`(r.given -> 'start' -> 'on' ->> 'on')::date`;
  const startPrecision = sql`r.given -> 'start' -> 'on' ->> 'precision'`;
  const officialOn = sql`(r.given -> 'start' -> 'recognised' ->> 'on')::date`;
  const officialPrecision = sql`r.given -> 'start' -> 'recognised' ->> 'precision'`;
  const basis = sql`(select b.file_name from membership.import_batch b where b.id = r.batch_id)`;
  await tx.run(sql`update membership.import_row r set member_id = uuidv7() where ${rows}`);
  await tx.run(sql`
    insert into membership.person (id, full_name, family_key, given_key, sex, birth_on, birth_precision, label)
    select r.member_id, ${text('fullName')}, r.given ->> 'familyKey', r.given ->> 'givenKey', ${text('sex')}, ${dateOf('birth')}, (r.given -> 'start' ->> 'label')::int
    from membership.import_row r where ${rows}`);
  await tx.run(sql`
    insert into membership.member (id, card_number, old_card_number, decision_on, decision_precision, ceremony_on, ceremony_precision, recognised_on, recognised_precision,
      education, theory_level, occupation, state, cell_id, label)
    select r.member_id, ${text('cardNumber')}, ${text('oldCardNumber')}, ${dateOf('decision')}, ${dateOf('ceremony')}, ${officialOn}, ${officialPrecision},
      ${text('education')}, ${text('theoryLevel')}, ${text('occupation')}, r.given -> 'start' ->> 'standing', ${cell}
    from membership.import_row r where ${rows}`);
  await tx.run(sql`
    insert into membership.member_period (member_id, valid, from_precision, state, standing, cell_id, label, basis)
    select r.member_id, daterange(p.from_on, p.to_on), p.precision, p.standing, p.standing, ${cell}, ${basis}
    from membership.import_row r cross join lateral (
      select ${startOn} as from_on, case when ${officialOn} > ${startOn} then ${officialOn} end as to_on, ${startPrecision} as precision,
        case when ${officialOn} is null or ${officialOn} > ${startOn} then 'probationary' else 'official' end as standing
      union all
      select ${officialOn}, null, ${officialPrecision}, 'official' where ${officialOn} > ${startOn}) p
    where ${rows}`);
  await tx.run(sql`
    insert into membership.member_event (member_id, kind, on_date, on_precision, cell_id, label, basis)
    select r.member_id, e.kind, e.on_date, e.precision, ${cell}, ${basis}
    from membership.import_row r cross join lateral (
      select 'admitted' as kind, ${startOn} as on_date, ${startPrecision} as precision
      union all
      select 'recognised', ${officialOn}, ${officialPrecision} where ${officialOn} > ${startOn}) e
    where ${rows}`);
  await tx.run(sql`
    insert into membership.person_ethnicity (id, group_code, label)
    select r.member_id, ${text('ethnicity')}, (r.given -> 'start' ->> 'label')::int from membership.import_row r where ${rows} and ${text('ethnicity')} is not null`);
}

const PERSON = { fullName: 'full_name', sex: 'sex' } as const;
const MEMBER = {
  cardNumber: 'card_number',
  oldCardNumber: 'old_card_number',
  education: 'education',
  theoryLevel: 'theory_level',
  occupation: 'occupation',
} as const;

/** The value a row brings, or the one that stands there when the row says nothing of it. */
function setColumns(columns: Readonly<Record<string, string>>, dates: readonly string[]): RawBuilder<unknown> {
  const plain = Object.entries(columns).map(
    ([field, column]) => sql`${sql.ref(column)} = coalesce(r.difference -> ${field} ->> 'new', t.${sql.ref(column)})`,
  );
  const dated = dates.map((field) => {
    const [on, precision] = [sql.ref(`${field}_on`), sql.ref(`${field}_precision`)];
    return sql`${on} = coalesce((r.difference -> ${field} -> 'new' ->> 'on')::date, t.${on}), ${precision} = coalesce(r.difference -> ${field} -> 'new' ->> 'precision', t.${precision})`;
  });
  return sql.join([...plain, ...dated]);
}

async function updateChanged(tx: Tx, batchId: string): Promise<void> {
  const rows = sql`r.batch_id = ${batchId} and r.outcome = 'changed' and t.id = r.member_id`;
  await tx.run(sql`
    update membership.import_row r set before = jsonb_build_object('version', m.version, 'person', to_jsonb(n), 'member', to_jsonb(m), 'ethnicity', e.group_code)
    from membership.member m join membership.person n on n.id = m.id left join membership.person_ethnicity e on e.id = m.id
    where r.batch_id = ${batchId} and r.outcome = 'changed' and m.id = r.member_id`);
  await tx.run(sql`
    update membership.person t set ${setColumns(PERSON, ['birth'])}, updated_at = now(),
      family_key = case when r.difference ? 'fullName' then r.given ->> 'familyKey' else t.family_key end,
      given_key = case when r.difference ? 'fullName' then r.given ->> 'givenKey' else t.given_key end
    from membership.import_row r where ${rows}`);
  await tx.run(sql`
    update membership.member t set ${setColumns(MEMBER, ['decision', 'ceremony', 'recognised'])}, version = t.version + 1, updated_at = now()
    from membership.import_row r where ${rows}`);
  await tx.run(sql`
    insert into membership.person_ethnicity (id, group_code, label)
    select t.id, r.difference -> 'ethnicity' ->> 'new', t.label from membership.import_row r join membership.member t on t.id = r.member_id
    where ${rows} and r.difference ? 'ethnicity'
    on conflict (id) do update set group_code = excluded.group_code`);
}

/**
 * Takes an import back as one: new members go, changed values are as before.
 * @throws RuleBroken `import.not-applied`; `import.built-on` `{ count, rows }` when something stands on it already
 */
export async function undoImport(tx: Tx, batchId: string): Promise<void> {
  const batch = await tx.one<{ state: string }>(
    sql`select state from membership.import_batch where id = ${batchId} for update`,
  );
  if (batch.state !== 'applied') throw new RuleBroken('import.not-applied', { state: batch.state });
  await assertNothingBuiltOn(tx, batchId);
  await inBulk(tx, async () => {
    const gone = sql`in (select r.member_id from membership.import_row r where r.batch_id = ${batchId} and r.outcome = 'new')`;
    for (const [table, column] of [
      ['member_period', 'member_id'],
      ['member_event', 'member_id'],
      ['person_ethnicity', 'id'],
      ['member', 'id'],
      ['person', 'id'],
    ] as const) {
      await tx.run(sql`delete from membership.${sql.ref(table)} where ${sql.ref(column)} ${gone}`);
    }
    await restoreChanged(tx, batchId);
  });
  await tx.run(sql`update membership.import_batch set state = 'undone', undone_at = now() where id = ${batchId}`);
}

async function assertNothingBuiltOn(tx: Tx, batchId: string): Promise<void> {
  const built = await tx.one<{ count: number; rows: number[] | null }>(sql`
    select count(*) as count, (array_agg(r.row_number order by r.row_number))[1:20] as rows
    from membership.import_row r join membership.import_batch b on b.id = r.batch_id left join membership.member m on m.id = r.member_id
    where r.batch_id = ${batchId} and r.outcome in ('new', 'changed') and (
      m.id is null
      or m.version <> case r.outcome when 'new' then 1 else (r.before ->> 'version')::int + 1 end
      or exists (select 1 from membership.member_event e where e.member_id = m.id and e.recorded_at > b.applied_at)
      or (r.outcome = 'new' and (exists (select 1 from organisation.post o where o.person_id = m.id) or exists (select 1 from membership.transfer t where t.member_id = m.id)
        or exists (select 1 from platform.account a where a.person_id = m.id))))`);
  if (built.count > 0) throw new RuleBroken('import.built-on', { count: built.count, rows: built.rows });
}

async function restoreChanged(tx: Tx, batchId: string): Promise<void> {
  const rows = sql`r.batch_id = ${batchId} and r.outcome = 'changed' and t.id = r.member_id`;
  await tx.run(sql`
    update membership.person t set full_name = b.full_name, family_key = b.family_key, given_key = b.given_key, sex = b.sex, birth_on = b.birth_on, birth_precision = b.birth_precision
    from membership.import_row r cross join lateral jsonb_to_record(r.before -> 'person')
      b(full_name text, family_key text, given_key text, sex text, birth_on date, birth_precision text) where ${rows}`);
  await tx.run(sql`
    update membership.member t set card_number = b.card_number, old_card_number = b.old_card_number, education = b.education, theory_level = b.theory_level,
      occupation = b.occupation, decision_on = b.decision_on, decision_precision = b.decision_precision, ceremony_on = b.ceremony_on, ceremony_precision = b.ceremony_precision,
      recognised_on = b.recognised_on, recognised_precision = b.recognised_precision, version = t.version + 1
    from membership.import_row r cross join lateral jsonb_to_record(r.before -> 'member')
      b(card_number text, old_card_number text, education text, theory_level text, occupation text, decision_on date, decision_precision text, ceremony_on date,
        ceremony_precision text, recognised_on date, recognised_precision text) where ${rows}`);
  await tx.run(sql`
    delete from membership.person_ethnicity t using membership.import_row r where ${rows} and r.difference ? 'ethnicity' and r.before ->> 'ethnicity' is null`);
  await tx.run(sql`
    update membership.person_ethnicity t set group_code = r.before ->> 'ethnicity' from membership.import_row r
    where ${rows} and r.difference ? 'ethnicity' and r.before ->> 'ethnicity' is not null`);
}
