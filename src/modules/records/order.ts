import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { CheckCode, Offender, Order } from './contract.ts';
import { type About, askedIn, unitJson } from './reading.ts';
import { type RecordsSetting, secretUntil, settingsOn } from './settings.ts';

/**
 * What keeps papers from being orderly and correct: each check as one query of who was looked at and whether he fails. A fault keeps a
 * file from being closed; a remark is told and no more.
 * @see scenario A9; DOMAIN.md 5.4, 5.5
 */
type Check = {
  check: CheckCode;
  weight: Offender['weight'];
  /** About single documents `d`, or files `o`. */
  of: 'document' | 'dossier';
  looked: RawBuilder<unknown>;
  failing: RawBuilder<unknown>;
};

const CHECKS = (today: string, settings: Record<RecordsSetting, number>): readonly Check[] => [
  {
    check: 'no-file',
    weight: 'fault',
    of: 'document',
    looked: sql`d.state in ('issued', 'open', 'done') and d.secrecy = 'none'`,
    // A file that was taken away for its mark of secrecy is no file of the document.
    failing: sql`not exists (select 1 from records.attachment a where a.document_id = d.id and a.text_state <> 'classified')`,
  },
  {
    check: 'not-handled',
    weight: 'fault',
    of: 'document',
    looked: sql`d.direction = 'in' and (d.due_on is null or d.due_on < ${today}::date or d.dossier_id is not null)`,
    failing: sql`d.state = 'open'`,
  },
  {
    check: 'no-date',
    weight: 'fault',
    of: 'document',
    looked: sql`d.direction = 'in'`,
    failing: sql`d.dated_on is null or d.symbol is null`,
  },
  {
    check: 'no-signer',
    weight: 'fault',
    of: 'document',
    looked: sql`d.direction = 'out' and d.state = 'issued'`,
    failing: sql`btrim(coalesce(d.signer, '')) = ''`,
  },
  {
    check: 'draft',
    weight: 'fault',
    of: 'document',
    looked: sql`d.direction = 'out' and d.dossier_id is not null`,
    failing: sql`d.state = 'draft'`,
  },
  {
    check: 'unfiled',
    weight: 'remark',
    of: 'document',
    looked: sql`d.state in ('issued', 'done')`,
    failing: sql`d.dossier_id is null`,
  },
  {
    check: 'registered-late',
    weight: 'remark',
    of: 'document',
    looked: sql`d.direction = 'in'`,
    failing: sql`d.registered_on > d.arrived_on`,
  },
  {
    check: 'number-voided',
    weight: 'remark',
    of: 'document',
    looked: sql`d.number_id is not null and d.direction = 'out'`,
    failing: sql`d.state = 'voided'`,
  },
  {
    // Whoever keeps it has to decide whether it is opened or protected longer. @see DOMAIN.md 5.6
    check: 'secret-term-over',
    weight: 'remark',
    of: 'document',
    looked: sql`d.secrecy <> 'none' and d.state <> 'voided'`,
    failing: sql`${secretUntil()} < ${today}::date`,
  },
  {
    check: 'empty',
    weight: 'fault',
    of: 'dossier',
    looked: sql`o.state <> 'planned' and o.year < extract(year from ${today}::date)`,
    failing: sql`o.state = 'open' and not exists (select 1 from records.document d where d.dossier_id = o.id)`,
  },
  {
    check: 'not-closed',
    weight: 'remark',
    of: 'dossier',
    looked: sql`o.year < extract(year from ${today}::date) - 1`,
    failing: sql`o.state = 'open'`,
  },
  {
    check: 'not-transferred',
    weight: 'remark',
    of: 'dossier',
    looked: sql`o.closed_on + make_interval(months => ${settings['records.office-archive-months']}::int) < ${today}::date`,
    failing: sql`o.state = 'closed'`,
  },
  {
    // What is kept for good goes on to the historical archive. @see DOMAIN.md 5.5 (K-m)
    check: 'not-in-archive',
    weight: 'remark',
    of: 'dossier',
    looked: sql`o.state in ('closed', 'archived') and o.years is null
      and o.closed_on + make_interval(years => ${settings['records.historical-archive-years']}::int) < ${today}::date`,
    failing: sql`not exists (select 1 from records.transfer_item i join records.transfer t on t.id = i.transfer_id
      where i.dossier_id = o.id and t.archive = 'historical' and t.state = 'accepted')`,
  },
];

const MOST_SHOWN = 200;

const asOffender = (check: Check) =>
  check.of === 'document'
    ? sql`json_build_object('check', ${check.check}::text, 'weight', ${check.weight}::text,
        'document', json_build_object('id', d.id, 'symbol', d.symbol, 'summary', d.summary),
        'dossier', (select json_build_object('id', o.id, 'code', o.code, 'title', o.title) from records.dossier o where o.id = d.dossier_id))`
    : sql`json_build_object('check', ${check.check}::text, 'weight', ${check.weight}::text, 'document', null,
        'dossier', json_build_object('id', o.id, 'code', o.code, 'title', o.title))`;

const day = sql`coalesce(d.arrived_on, d.dated_on, d.registered_on)`;

/** Who keeps one file from being closed, and what else is to be said of it. */
export async function offendersOf(tx: Tx, { today }: Pick<About, 'today'>, dossierId: string): Promise<Offender[]> {
  const checks = CHECKS(today, await settingsOn(tx, today)).filter(
    ({ check }) => !['unfiled', 'not-closed', 'not-transferred', 'not-in-archive'].includes(check),
  );
  const parts = checks.map((one) =>
    one.of === 'document'
      ? sql`select ${asOffender(one)} as said, ${day} as "on", d.id from records.document d where d.dossier_id = ${dossierId} and ${one.looked} and (${one.failing})`
      : sql`select ${asOffender(one)}, o.opened_on, o.id from records.dossier o
          where o.id = ${dossierId} and o.state = 'open' and not exists (select 1 from records.document d where d.dossier_id = o.id)`,
  );
  const rows = await tx.many<{ said: Offender }>(
    sql`select said from (${sql.join(parts, sql` union all `)}) x order by said ->> 'weight', said ->> 'check', "on", id limit ${MOST_SHOWN}`,
  );
  return rows.map(({ said }) => said);
}

/**
 * How orderly the papers of one unit are, check by check, with a list of offenders of this year and the last: what a coaching visit
 * brings along, and what it leaves behind.
 * @throws NotFound
 */
export async function recordsOrder(
  tx: Tx,
  about: Pick<About, 'caller' | 'today'>,
  ref: string,
  check?: CheckCode,
): Promise<Order> {
  const { today } = about;
  const unit = await askedIn(tx, about.caller, ref, today);
  const since = `${Number(today.slice(0, 4)) - 1}-01-01`;
  const checks = CHECKS(today, await settingsOn(tx, today));
  const from = (one: Check) =>
    one.of === 'document'
      ? sql` records.document d where d.unit_id = ${unit.id} and ${day} >= ${since}::date and ${one.looked}`
      : sql` records.dossier o where o.unit_id = ${unit.id} and ${one.looked}`;
  const plan = await tx.one<{ looked: number; failing: number }>(sql`
    select count(*)::int as looked, (count(*) - count(p.id))::int as failing
    from generate_series(extract(year from ${today}::date)::int - 1, extract(year from ${today}::date)::int) y(year)
    left join records.filing_plan p on p.unit_id = ${unit.id} and p.year = y.year and p.approved_on is not null`);
  const counts = await tx.many<{ check: CheckCode; looked: number; failing: number }>(
    sql`${sql.join(
      checks.map(
        (one) =>
          sql`select ${one.check}::text as check, count(*)::int as looked, (count(*) filter (where ${one.failing}))::int as failing from ${from(one)}`,
      ),
      sql` union all `,
    )}`,
  );
  const shown = checks.filter((one) => check === undefined || one.check === check);
  const offenders =
    shown.length === 0
      ? []
      : await tx.many<{ said: Offender }>(sql`
          select said from (${sql.join(
            shown.map(
              (one) =>
                sql`select ${asOffender(one)} as said, ${one.of === 'document' ? day : sql`o.opened_on`} as "on", ${sql.ref(one.of === 'document' ? 'd.id' : 'o.id')} as id from ${from(one)} and (${one.failing})`,
            ),
            sql` union all `,
          )}) x order by said ->> 'weight', said ->> 'check', "on", id limit ${MOST_SHOWN}`);
  return {
    unit: (await tx.one<{ unit: Order['unit'] }>(sql`select ${unitJson(sql`${unit.id}::uuid`, sql`${today}`)} as unit`))
      .unit,
    on: today,
    checks: [...counts, { check: 'plan-missing', ...plan }],
    offenders: offenders.map(({ said }) => said),
  };
}

/** An offender by its identities, as a coaching visit keeps it. */
export type OffenderRef = {
  check: string;
  weight: Offender['weight'];
  document: string | null;
  dossier: string | null;
};
export type NamedOffender = Omit<Offender, 'check'> & { check: string };

/** Names offenders as far as the reader may see them today: two look-ups, however many there are. */
export async function offendersShown(
  tx: Tx,
  refs: readonly OffenderRef[],
): Promise<(ref: OffenderRef) => NamedOffender> {
  const ids = (of: 'document' | 'dossier') => [...new Set(refs.map((ref) => ref[of]).filter((id) => id !== null))];
  const documents = await tx.many<NonNullable<Offender['document']>>(
    sql`select id, symbol, summary from records.document where id = any(${ids('document')}::uuid[])`,
  );
  const dossiers = await tx.many<NonNullable<Offender['dossier']>>(
    sql`select id, code, title from records.dossier where id = any(${ids('dossier')}::uuid[])`,
  );
  const [papers, files] = [
    new Map(documents.map((one) => [one.id, one])),
    new Map(dossiers.map((one) => [one.id, one])),
  ];
  return ({ check, weight, document, dossier }) => ({
    check,
    weight,
    document: document === null ? null : (papers.get(document) ?? null),
    dossier: dossier === null ? null : (files.get(dossier) ?? null),
  });
}
