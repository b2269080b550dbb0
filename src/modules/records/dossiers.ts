import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { Invalid, RuleBroken } from '#platform/errors.ts';
import type {
  ApprovePlan,
  ChangeDossier,
  CloseDossier,
  DossierPage,
  DossierQuery,
  DossierRow,
  FileDocument,
  NewDossier,
  Ready,
} from './contract.ts';
import { nameOfCode, retentionOf } from './kinds.ts';
import { offendersOf } from './order.ts';
import { type About, askedIn, assertVersion, cursorKeys, cursorOf, livingUnit, reachOf, unitJson } from './reading.ts';
import { assertClose, assertOpen, assertPlainText, expiresOn, longest, type Years } from './rules.ts';
import { settingsOn } from './settings.ts';
import { documentForWrite } from './writing.ts';

const ROW = ({ lang, today }: About, months: number) => sql`
  o.id, ${unitJson(sql`o.unit_id`, sql`coalesce(o.opened_on, ${today}::date)`)} as unit, o.year, o.code, o.title, o.retention,
  ${nameOfCode('retention', sql`o.retention`, lang)} as "retentionName", o.years, o.keeper, o.state, o.opened_on as "openedOn", o.closed_on as "closedOn", o.expires_on as "expiresOn",
  (select count(*) from records.document d where d.dossier_id = o.id) as documents,
  case when o.state = 'closed' then (o.closed_on + make_interval(months => ${months}::int))::date end as "transferDueOn"`;

/** Rows where a file `o` already stands on a list that goes on; one that the historical archive took stays with it. */
export const ON_TRANSFER = sql`
  select 1 from records.transfer_item i join records.transfer t on t.id = i.transfer_id
  where i.dossier_id = o.id and (t.state = 'prepared' or (t.state = 'accepted' and t.archive = 'historical'))`;
export const ON_DESTRUCTION = sql`
  select 1 from records.destruction_item i join records.destruction t on t.id = i.destruction_id
  where i.dossier_id = o.id and t.state in ('proposed', 'approved')`;

/**
 * What `assertTransfer` and `assertExpired` let pass, as a condition: only such files are offered where a list is made.
 * @see rules/files.ts
 */
function readyFor(what: Ready, unitId: string, today: string): RawBuilder<unknown> {
  const may = {
    office: sql`o.state = 'closed'`,
    historical: sql`o.state in ('closed', 'archived') and o.years is null`,
    destruction: sql`o.state in ('closed', 'archived') and o.expires_on < ${today}::date`,
  }[what];
  return sql`o.unit_id = ${unitId} and ${may} and not exists (${what === 'destruction' ? ON_DESTRUCTION : ON_TRANSFER})`;
}

/** Files of a unit and those below it, the latest year first, then by code. @throws NotFound; Invalid `request.cursor` */
export async function listDossiers(
  tx: Tx,
  about: About,
  query: DossierQuery,
): Promise<{ items: DossierRow[]; nextCursor: string | null; total?: number }> {
  const unit = await askedIn(tx, about.caller, query.unit, about.today);
  const months = (await settingsOn(tx, about.today))['records.office-archive-months'];
  const where = sql.join(
    [
      sql`o.unit_id in ${await reachOf(tx, unit, true, about.today)}`,
      ...(query.year === undefined ? [] : [sql`o.year = ${query.year}`]),
      ...(query.state ? [sql`o.state = ${query.state}`] : []),
      ...(query.due === 'transfer'
        ? [sql`o.state = 'closed' and o.closed_on + make_interval(months => ${months}::int) < ${about.today}::date`]
        : query.due === 'destruction'
          ? [sql`o.state in ('closed', 'archived') and o.expires_on < ${about.today}::date`]
          : []),
      ...(query.ready ? [readyFor(query.ready, unit.id, about.today)] : []),
    ],
    sql` and `,
  );
  // A day of the year and the identity: the cursor that every list of this room has.
  const key = sql`make_date(o.year, 1, 1)`;
  const after = query.cursor === undefined ? sql`` : sql`and (${key}, o.id) < (${sql.join(cursorKeys(query.cursor))})`;
  const rows = await tx.many<DossierRow & { key: string }>(sql`
    select ${ROW(about, months)}, ${key} as key from records.dossier o where ${where} ${after} order by ${key} desc, o.id desc limit ${query.limit + 1}`);
  const page = rows.slice(0, query.limit);
  const last = page.at(-1);
  const total =
    query.cursor === undefined
      ? (await tx.one<{ n: number }>(sql`select count(*) as n from records.dossier o where ${where}`)).n
      : undefined;
  return {
    items: page.map(({ key: _key, ...row }) => row),
    nextCursor: rows.length > query.limit && last ? cursorOf(last.key, last.id) : null,
    ...(total === undefined ? {} : { total }),
  };
}

/** A file with its papers, what is wanting, and what stays of it after destruction. @throws NotFound */
export async function getDossier(tx: Tx, about: About, id: string): Promise<DossierPage> {
  const months = (await settingsOn(tx, about.today))['records.office-archive-months'];
  const dossier = await tx.one<Omit<DossierPage, 'items' | 'offenders'>>(sql`
    select ${ROW(about, months)}, o.box, o.sheets, o.version,
      (select json_build_object('documents', t.documents, 'files', t.files, 'checksums', t.checksums, 'destroyedOn', t.destroyed_on, 'keepUntil', t.keep_until)
        from records.tombstone t where t.dossier_id = o.id) as tombstone
    from records.dossier o where o.id = ${id}`);
  const items = await tx.many<DossierPage['items'][number]>(sql`
    select d.id, d.direction, ${nameOfCode('kind', sql`d.kind`, about.lang)} as "kindName", d.symbol, d.summary, d.dated_on as "datedOn", records.years_of(k.retention, ${about.today}::date) as years,
      (select count(*) from records.attachment a where a.document_id = d.id) as files
    from records.document d join records.kind k on k.code = d.kind
    where d.dossier_id = ${id} order by coalesce(d.dated_on, d.arrived_on, d.registered_on), d.id limit 2000`);
  const offenders = dossier.state === 'open' ? await offendersOf(tx, about, id) : [];
  return { ...dossier, items, offenders };
}

type Held = {
  id: string;
  unitId: string;
  code: string;
  title: string;
  state: string;
  years: Years;
  openedOn: string | null;
  label: number;
  version: number;
};

/** @throws NotFound; RuleBroken `records.changed-meanwhile` */
async function dossierForWrite(tx: Tx, id: string, version?: number): Promise<Held> {
  const row = await tx.one<Held>(sql`
    select id, unit_id as "unitId", code, title, state, years, opened_on as "openedOn", label, version from records.dossier where id = ${id} for update`);
  if (version !== undefined) assertVersion(row, version);
  return row;
}

/**
 * Puts a file into the plan of a year, or opens one beside it. Sending the same `id` again changes nothing.
 * @throws NotFound; RuleBroken `dossier.code-taken`, `dossier.in-future`; Invalid `dossier.retention-unknown`
 */
export async function addDossier(tx: Tx, about: About, input: NewDossier): Promise<{ id: string }> {
  if (await tx.maybeOne(sql`select 1 from records.dossier where id = ${input.id}`)) return { id: input.id };
  const unit = await livingUnit(tx, about.caller, input.unitId, about.today);
  const retention = await retentionOf(tx, input.retention, about.lang, about.today);
  assertPlainText({ title: input.title, keeper: input.keeper });
  if (input.openedOn !== null && input.openedOn > about.today)
    throw new RuleBroken('dossier.in-future', { on: input.openedOn, today: about.today });
  await tx.run(sql`
    insert into records.dossier (id, unit_id, year, code, title, retention, years, keeper, state, opened_on, label)
    values (${input.id}, ${unit.id}, ${input.year}, ${input.code}, ${input.title}, ${retention.code}, ${retention.years}, ${input.keeper},
      ${input.openedOn === null ? 'planned' : 'open'}, ${input.openedOn}, ${unit.label})`);
  return { id: input.id };
}

/**
 * Approves the filing plan of a year: its files are opened. Asked again, what was added since is opened.
 * @throws NotFound; RuleBroken `plan.empty`, `plan.in-future`
 * @see DOMAIN.md 5.5: made in December for the next year
 */
export async function approvePlan(tx: Tx, about: About, input: ApprovePlan): Promise<{ id: string }> {
  const unit = await livingUnit(tx, about.caller, input.unitId, about.today);
  if (input.on > about.today) throw new RuleBroken('plan.in-future', { on: input.on, today: about.today });
  const opened = await tx.run(sql`
    update records.dossier set state = 'open', opened_on = greatest(${input.on}::date, make_date(year, 1, 1)), version = version + 1
    where unit_id = ${unit.id} and year = ${input.year} and state = 'planned'`);
  if (opened === 0) throw new RuleBroken('plan.empty', { year: input.year });
  return tx.one<{ id: string }>(sql`
    insert into records.filing_plan (unit_id, year, approved_on, approved_by, label) values (${unit.id}, ${input.year}, ${input.on}, ${input.by}, ${unit.label})
    on conflict on constraint filing_plan_once do update set version = records.filing_plan.version + 1 returning id`);
}

/** Changes what a file is called, who keeps it and where it lies. @throws NotFound; RuleBroken `dossier.closed`, `records.changed-meanwhile` */
export async function changeDossier(tx: Tx, about: About, id: string, input: ChangeDossier): Promise<{ id: string }> {
  const dossier = await dossierForWrite(tx, id, input.version);
  const { title, keeper, retention, box, sheets } = input;
  // Where the paper lies may change at any time; what it is does not once it is closed.
  const onlyPlace = title === undefined && keeper === undefined && retention === undefined;
  if (!onlyPlace && dossier.state !== 'planned' && dossier.state !== 'open')
    throw new RuleBroken('dossier.not-open', { code: dossier.code, state: dossier.state });
  assertPlainText({ title, keeper });
  const found = retention === undefined ? undefined : await retentionOf(tx, retention, about.lang, about.today);
  await tx.run(sql`
    update records.dossier set title = coalesce(${title ?? null}, title), keeper = coalesce(${keeper ?? null}, keeper),
      retention = coalesce(${found?.code ?? null}, retention), years = case when ${found !== undefined} then ${found?.years ?? null}::int else years end,
      box = case when ${box !== undefined} then ${box ?? null} else box end, sheets = case when ${sheets !== undefined} then ${sheets ?? null}::int else sheets end,
      version = version + 1 where id = ${id}`);
  return { id };
}

/** Puts a document into a file, into another, or takes it out. @throws NotFound; RuleBroken `dossier.not-open`, `dossier.other-unit`, `records.changed-meanwhile` */
export async function fileDocument(tx: Tx, about: About, id: string, input: FileDocument): Promise<{ id: string }> {
  const document = await documentForWrite(tx, about, id, input.version);
  if (input.dossierId !== null) {
    const dossier = await dossierForWrite(tx, input.dossierId);
    if (dossier.unitId !== document.unitId) throw new RuleBroken('dossier.other-unit', { code: dossier.code });
    assertOpen(dossier);
  }
  await tx.run(sql`
    update records.document set dossier_id = ${input.dossierId}::uuid, version = version + 1 where id = ${id}`);
  return { id };
}

/**
 * Closes a file that is orderly and correct. From now on it is kept as long as the paper in it that is kept longest.
 * @throws NotFound; RuleBroken of `assertClose`
 */
export async function closeDossier(
  tx: Tx,
  about: About,
  id: string,
  input: CloseDossier,
): Promise<{ id: string; years: Years; expiresOn: string | null }> {
  const dossier = await dossierForWrite(tx, id, input.version);
  const offenders = await offendersOf(tx, about, id);
  assertClose(
    dossier,
    offenders.filter(({ weight }) => weight === 'fault'),
    { on: input.on, today: about.today },
  );
  const papers = await tx.many<{ years: Years }>(sql`
    select distinct records.years_of(k.retention, ${input.on}::date) as years from records.document d join records.kind k on k.code = d.kind
    where d.dossier_id = ${id} and d.state <> 'voided'
    union select records.years_of(retention, ${input.on}::date) from records.dossier where id = ${id}`);
  const years = longest(papers.map((one) => one.years));
  const until = expiresOn(input.on, years);
  await tx.run(sql`
    update records.dossier set state = 'closed', closed_on = ${input.on}, years = ${years}, expires_on = ${until}, sheets = ${input.sheets}, box = ${input.box}, version = version + 1
    where id = ${id}`);
  return { id, years, expiresOn: until };
}

/** @throws Invalid `dossier.unknown` when one is absent or outside the scope */
export async function dossiersForList(tx: Tx, ids: readonly string[], unitId: string, inList: RawBuilder<unknown>) {
  const wanted = [...new Set(ids)];
  const rows = await tx.many<{
    id: string;
    code: string;
    state: string;
    years: Years;
    expiresOn: string | null;
    sameUnit: boolean;
    onList: boolean;
    label: number;
  }>(sql`
    select o.id, o.code, o.state, o.years, o.expires_on as "expiresOn", o.unit_id = ${unitId} as "sameUnit", exists (${inList}) as "onList", o.label
    from records.dossier o where o.id = any(${wanted}::uuid[]) order by o.year, o.code for update of o`);
  if (rows.length < wanted.length) throw new Invalid('dossier.unknown');
  return rows;
}
