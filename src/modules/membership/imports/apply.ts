import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { ImportCounts } from '../contract.ts';
import { getBatch } from './batch.ts';
import { addUp, headingsOf, judgeAgain } from './judge.ts';

/** How many rows of a file are taken over, or back, with one round of statements: the memory of a step in the database. */
const PART = 10_000;

/** Told after each part; throws when the step is to stop, and with it everything the transaction did is undone. */
export type OnPart = (done: number, total: number) => Promise<void>;
type Range = { from: number; to: number };

/** Whole statements leave one audit record each with count and digest; the rows' values stand in the batch itself. */
async function inBulk(tx: Tx, work: () => Promise<void>): Promise<void> {
  await tx.run(sql`select set_config('gandan.audit', 'bulk', true), set_config('gandan.via', 'import', true)`);
  // Asked at the end of each statement and not all at the end: millions of open questions would fill the memory.
  await tx.run(sql`set constraints all immediate`);
  await work();
  await tx.run(sql`set constraints all deferred`);
  await tx.run(sql`select set_config('gandan.audit', '', true)`);
}

/** Walks the rows of a batch in parts, in the order of the file. */
async function inParts(tx: Tx, batchId: string, onPart: OnPart | undefined, work: (range: Range) => Promise<void>) {
  const { total } = await tx.one<{ total: number }>(
    sql`select count(*) as total from membership.import_row where batch_id = ${batchId}`,
  );
  for (let [after, done] = [0, 0]; ;) {
    const { to, n } = await tx.one<{ to: number | null; n: number }>(sql`
      select max(p.row_number) as to, count(*) as n from (
        select row_number from membership.import_row where batch_id = ${batchId} and row_number > ${after} order by row_number limit ${PART}) p`);
    if (to === null) return;
    // Triggers keep the plans of their statements, made when the register was smaller by all the parts before: a loop over
    // every row was right for a hundred of them.
    await tx.run(sql`discard plans`);
    await work({ from: after + 1, to });
    done += n;
    await onPart?.(done, total);
    after = to;
  }
}

/**
 * Takes over the good rows of a preview, part by part in one transaction: all of them or none. Doubtful and refused ones stay
 * behind. Each part is judged once more first, because the register may have moved since.
 */
export async function applyRows(tx: Tx, batchId: string, onPart?: OnPart): Promise<void> {
  const batch = await getBatch(tx, batchId);
  const headings = headingsOf(batch.columns);
  let counts = batch.counts as ImportCounts;
  // All are judged before the first is written: what this transaction writes is in no statistics yet, and lookups between
  // the parts would be planned for the register as it was.
  await inParts(tx, batchId, onPart && ((_, total) => onPart(0, total)), async (range) => {
    counts = addUp(counts, await judgeAgain(tx, { id: batchId, headings }, range));
  });
  await inBulk(tx, () =>
    inParts(tx, batchId, onPart, async (range) => {
      const good = await tx.one<{ fresh: boolean; changed: boolean }>(sql`
        select coalesce(bool_or(r.outcome = 'new'), false) as fresh, coalesce(bool_or(r.outcome = 'changed'), false) as changed
        from membership.import_row r where ${within(batchId, range)}`);
      if (good.fresh) await insertNew(tx, batchId, range);
      if (good.changed) await updateChanged(tx, batchId, range);
    }),
  );
  await tx.run(sql`
    update membership.import_batch set state = 'applied', applied_at = now(), counts = ${JSON.stringify(counts)}::jsonb where id = ${batchId}`);
}

const within = (batchId: string, { from, to }: Range): RawBuilder<unknown> =>
  sql`r.batch_id = ${batchId} and r.row_number between ${from}::int and ${to}::int`;

async function insertNew(tx: Tx, batchId: string, range: Range): Promise<void> {
  const rows = sql`${within(batchId, range)} and r.outcome = 'new'`;
  const { basis } = await tx.one<{ basis: string }>(
    sql`select file_name as basis from membership.import_batch where id = ${batchId}`,
  );
  await tx.run(sql`
    insert into membership.person (id, full_name, family_key, given_key, sex, birth_on, birth_precision, label)
    select r.new_id, r.full_name, r.family_key, r.given_key, r.sex, r.birth_on, r.birth_precision, r.cell_label
    from membership.import_row r where ${rows}`);
  await tx.run(sql`
    insert into membership.member (id, card_number, old_card_number, decision_on, decision_precision, ceremony_on, ceremony_precision, recognised_on, recognised_precision,
      education, theory_level, occupation, state, cell_id, label)
    select r.new_id, r.card_number, r.old_card_number, r.decision_on, r.decision_precision, r.ceremony_on, r.ceremony_precision, r.official_on, r.official_precision,
      r.education, r.theory_level, r.occupation, r.standing, r.cell_id, r.cell_label
    from membership.import_row r where ${rows}`);
  await tx.run(sql`
    insert into membership.member_period (member_id, valid, from_precision, state, standing, cell_id, label, basis)
    select r.new_id, daterange(p.from_on, p.to_on), p.precision, p.standing, p.standing, r.cell_id, r.cell_label, ${basis}
    from membership.import_row r cross join lateral (
      select r.start_on as from_on, case when r.official_on > r.start_on then r.official_on end as to_on, r.start_precision as precision,
        case when r.official_on is null or r.official_on > r.start_on then 'probationary' else 'official' end as standing
      union all
      select r.official_on, null, r.official_precision, 'official' where r.official_on > r.start_on) p
    where ${rows}`);
  await tx.run(sql`
    insert into membership.member_event (member_id, kind, on_date, on_precision, cell_id, label, basis)
    select r.new_id, e.kind, e.on_date, e.precision, r.cell_id, r.cell_label, ${basis}
    from membership.import_row r cross join lateral (
      select 'admitted' as kind, r.start_on as on_date, r.start_precision as precision
      union all
      select 'recognised', r.official_on, r.official_precision where r.official_on > r.start_on) e
    where ${rows}`);
  await tx.run(sql`
    insert into membership.person_ethnicity (id, group_code, label)
    select r.new_id, r.ethnicity, r.cell_label from membership.import_row r where ${rows} and r.ethnicity is not null`);
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

const changedIn = (batchId: string, range: Range): RawBuilder<unknown> =>
  sql`${within(batchId, range)} and r.outcome = 'changed' and t.id = r.member_id`;

async function updateChanged(tx: Tx, batchId: string, range: Range): Promise<void> {
  const rows = changedIn(batchId, range);
  await tx.run(sql`
    update membership.import_row r set before = jsonb_build_object('version', t.version, 'person', to_jsonb(n), 'member', to_jsonb(t), 'ethnicity', e.group_code)
    from membership.member t join membership.person n on n.id = t.id left join membership.person_ethnicity e on e.id = t.id
    where ${rows}`);
  await tx.run(sql`
    update membership.person t set ${setColumns(PERSON, ['birth'])}, updated_at = now(),
      family_key = case when r.difference ? 'fullName' then r.family_key else t.family_key end,
      given_key = case when r.difference ? 'fullName' then r.given_key else t.given_key end
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
 * Takes an import back as one, part by part in one transaction: new members go, changed values are as before.
 * @throws RuleBroken `import.built-on` `{ count, rows }` when something stands on it already
 */
export async function undoRows(tx: Tx, batchId: string, onPart?: OnPart): Promise<void> {
  await assertNothingBuiltOn(tx, batchId);
  await inBulk(tx, () =>
    inParts(tx, batchId, onPart, async (range) => {
      const gone = sql`in (select r.new_id from membership.import_row r where ${within(batchId, range)} and r.outcome = 'new')`;
      for (const [table, column] of [
        ['member_period', 'member_id'],
        ['member_event', 'member_id'],
        ['person_ethnicity', 'id'],
        ['member', 'id'],
        ['person', 'id'],
      ] as const) {
        await tx.run(sql`delete from membership.${sql.ref(table)} where ${sql.ref(column)} ${gone}`).catch(standsOn);
      }
      await restoreChanged(tx, batchId, range);
    }),
  );
  await tx.run(sql`update membership.import_batch set state = 'undone', undone_at = now() where id = ${batchId}`);
}

/** Another room has linked to a member since: the key says so, without telling where. */
function standsOn(error: unknown): never {
  if (error instanceof Error && 'code' in error && error.code === '23503')
    throw new RuleBroken('import.built-on', { count: 1, rows: [] });
  throw error;
}

async function assertNothingBuiltOn(tx: Tx, batchId: string): Promise<void> {
  const built = await tx.one<{ count: number; rows: number[] | null }>(sql`
    select count(*) as count, (array_agg(r.row_number order by r.row_number))[1:20] as rows
    from membership.import_row r join membership.import_batch b on b.id = r.batch_id
    left join membership.member m on m.id = case r.outcome when 'new' then r.new_id else r.member_id end
    where r.batch_id = ${batchId} and r.outcome in ('new', 'changed') and (
      m.id is null
      or m.version <> case r.outcome when 'new' then 1 else (r.before ->> 'version')::int + 1 end
      or exists (select 1 from membership.member_event e where e.member_id = m.id and e.recorded_at > b.applied_at)
      or (r.outcome = 'new' and (exists (select 1 from organisation.post o where o.person_id = m.id) or exists (select 1 from membership.transfer t where t.member_id = m.id)
        or exists (select 1 from platform.account a where a.person_id = m.id))))`);
  if (built.count > 0) throw new RuleBroken('import.built-on', { count: built.count, rows: built.rows });
}

async function restoreChanged(tx: Tx, batchId: string, range: Range): Promise<void> {
  const rows = changedIn(batchId, range);
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
