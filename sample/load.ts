/** Writes a sample plan into an empty register, in bulk and in one transaction, as the owner of the schema. */
import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import { ETHNIC_GROUPS } from '#modules/membership/ethnic-groups.ts';
import { jointPreorder, rebuildTree } from '#modules/organisation/index.ts';
import { asOwner, type Database } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { nameKeys } from '#platform/text/index.ts';
import { foldTotals } from '#modules/figures/verify.ts';
import { PUBLISHED } from './facts/published.ts';
import { loadMeetings } from './load-meetings.ts';
import { eventRows, memberRows, outsideRows, type Row } from './load-members.ts';
import { papersOf } from './plan/papers.ts';
import { loadArticles } from './load-articles.ts';
import { loadAdmission } from './load-admission.ts';
import { loadChannel } from './load-channel.ts';
import { loadDues, loadEvaluation } from './load-evaluation.ts';
import { loadLearning } from './load-learning.ts';
import { loadOutreach, loadPhotos, publishOutreach } from './load-outreach.ts';
import { loadRecords, loadScans } from './load-records.ts';
import { loadReports } from './load-reports.ts';
import { loadVillages } from './load-villages.ts';
import { loadSignedPapers, loadWelfare } from './load-welfare.ts';
import type { SamplePlan } from './plan/sample-plan.ts';
import type { Key, PlanUnit } from './plan/types.ts';

const LABEL_GAP = 64;
const ROWS_AT_ONCE = 10_000;
const REPORTED =
  'case_id text, indicator text, unit_ref text, unit_name text, period_from text, period_to text, precision text, comparator text, value numeric, measure text, filter text, said text, source text';

/** What the caller needs to go on: the persons behind the sign-ins. */
export type LoadedSample = {
  users: { username: string; personId: string; displayName: string }[];
  unitId: (key: Key) => string;
};

/** The identity that a key of the plan has in the register: always the same for the same key. */
export function sampleId(kind: string, key: string): string {
  const hex = createHash('sha256').update(`gan-dan-sample/${kind}/${key}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Loads the plan. The register must be empty of units; passwords and accounts are the caller's affair.
 * @param dataDir where files are kept; without it the sample has no pictures
 */
export async function loadSample(db: Database, plan: SamplePlan, dataDir?: string): Promise<LoadedSample> {
  const names = new Map(plan.persons.map((person) => [person.key, person.fullName]));
  await asOwner(db, 'sample', async (tx) => {
    await tx.run(sql`select set_config('gandan.audit', 'bulk', true)`);
    const labels = await loadTree(tx, plan);
    const ids = { id: sampleId, label: (key: Key) => labels.get(key) ?? 0 };
    await loadPeople(tx, plan, labels);
    await loadLearning(tx, plan, ids);
    await loadVillages(tx, plan, { unit: (key) => sampleId('unit', key), label: ids.label });
    await loadMeetings(tx, plan, sampleId, ids.label);
    await loadEvaluation(tx, plan.evaluation, ids);
    await loadDues(tx, plan.dues, ids);
    await loadAdmission(tx, plan, ids);
    await insert(tx, 'figures.reported', REPORTED, [...PUBLISHED]);
    await rebuildTree(tx);
    await loadWelfare(tx, plan, ids);
    await loadRecords(tx, plan, ids);
    await loadOutreach(tx, plan, ids);
    await loadChannel(tx, plan, ids);
    if (dataDir !== undefined) {
      await loadPhotos(tx, plan, ids, dataDir);
      await loadSignedPapers(tx, plan, ids, dataDir);
      await loadScans(tx, plan, ids, dataDir);
    }
    await publishOutreach(tx, plan, ids);
    await loadReports(tx, plan.reports, ids);
    await foldTotals(tx, plan.today);
    if (dataDir !== undefined) await loadArticles(tx, plan.articles, ids, dataDir);
  });
  return {
    users: plan.users.map(({ username, person }) => ({
      username,
      personId: sampleId('person', person),
      displayName: names.get(person) ?? username,
    })),
    unitId: (key) => sampleId('unit', key),
  };
}

/** Rows into a table, column by column as named and typed; `from` and `to` of a range are written by the caller's select. */
async function insert(
  tx: Tx,
  table: string,
  columns: string,
  rows: readonly Row[],
  select?: RawBuilder<unknown>,
): Promise<void> {
  const names = columns.split(', ').map((column) => column.split(' ')[0] ?? '');
  const target = select ? sql`` : sql`(${sql.raw(names.map((name) => `"${name}"`).join(', '))})`;
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    const json = JSON.stringify(rows.slice(at, at + ROWS_AT_ONCE));
    const wanted = select ?? sql`select ${sql.raw(names.map((name) => `"${name}"`).join(', '))}`;
    const into = select ? sql.raw(table) : sql`${sql.raw(table)} ${target}`;
    await tx.run(sql`insert into ${into} ${wanted} from jsonb_to_recordset(${json}::jsonb) r(${sql.raw(columns)})`);
  }
}

const rankOf: Record<string, number> = {
  province: 10,
  province_body: 10,
  district: 20,
  town: 20,
  provincial_city: 20,
  district_body: 20,
  commune: 30,
  ward: 30,
  township: 30,
  commune_body: 30,
  grassroots_body: 40,
};

async function loadTree(tx: Tx, plan: SamplePlan): Promise<Map<Key, number>> {
  const leads = new Map(plan.links.filter((link) => link.kind === 'leads').map((link) => [link.from, link.to]));
  const order = jointPreorder(
    plan.units.map((unit) => {
      const place = leads.get(unit.key);
      return {
        id: unit.key,
        kind: lastVersion(unit).kind,
        parentId: lastVersion(unit).parent,
        ...(place ? { covers: [place] } : {}),
      };
    }),
  );
  const { first } = await tx.one<{ first: number }>(
    sql`select organisation.allocate_labels(${order.length}, ${LABEL_GAP}) as first`,
  );
  const labels = new Map(order.map((key, i) => [key, first + i * LABEL_GAP]));
  const id = (key: Key) => sampleId('unit', key);

  await insert(
    tx,
    'organisation.unit',
    'id uuid, tree text, label int, slug text',
    plan.units.map((unit) => ({
      id: id(unit.key),
      tree: unit.tree,
      label: labels.get(unit.key),
      slug: unit.codes.some((code) => code.scheme === 'village') ? unit.key : null,
    })),
  );
  await insert(
    tx,
    'organisation.unit_event',
    'id uuid, kind text, effective_on date, state text, title text, document text, document_on date, deciding_body text, carried_out_at date',
    plan.events.map((event) => ({
      id: sampleId('event', event.key),
      kind: event.kind,
      effective_on: event.effectiveOn,
      state: 'carried_out',
      title: null,
      document: event.document || null,
      document_on: event.document ? event.decidedOn : null,
      deciding_body: event.decidedBy,
      carried_out_at: event.effectiveOn,
    })),
  );

  const opened = new Map<string, string>();
  const closed = new Map<string, string>();
  for (const event of plan.events) {
    for (const { source, result } of event.lines) {
      if (result) opened.set(`${result} ${event.effectiveOn}`, sampleId('event', event.key));
      if (source) closed.set(`${source} ${event.effectiveOn}`, sampleId('event', event.key));
    }
  }
  const versions = plan.units.flatMap((unit) =>
    unit.versions.map((version) => ({
      unit_id: id(unit.key),
      from: version.validFrom,
      to: version.validTo,
      name: version.name,
      kind: version.kind,
      parent_id: version.parent ? id(version.parent) : null,
      setting: version.setting ?? null,
      legal_basis: version.basis || null,
      lon: unit.lon,
      lat: unit.lat,
      opened_by: opened.get(`${unit.key} ${version.validFrom}`) ?? null,
      closed_by: version.validTo ? (closed.get(`${unit.key} ${version.validTo}`) ?? null) : null,
    })),
  );
  versions.sort((a, b) => (rankOf[a.kind] ?? 60) - (rankOf[b.kind] ?? 60));
  await insert(
    tx,
    'organisation.unit_version (unit_id, valid, name, kind, parent_id, setting, legal_basis, lon, lat, opened_by, closed_by)',
    '"unit_id" uuid, "from" date, "to" date, name text, kind text, parent_id uuid, setting text, legal_basis text, lon numeric, lat numeric, opened_by uuid, closed_by uuid',
    versions,
    sql`select unit_id, daterange("from", "to"), name, kind, parent_id, setting, legal_basis, lon, lat, opened_by, closed_by`,
  );
  await insert(
    tx,
    'organisation.unit_code (unit_id, scheme, code, valid)',
    'unit_id uuid, scheme text, code text, "from" date, "to" date',
    plan.units.flatMap((unit) =>
      unit.codes.map((code) => ({
        unit_id: id(unit.key),
        scheme: code.scheme,
        code: code.code,
        from: code.validFrom,
        to: code.validTo,
      })),
    ),
    sql`select unit_id, scheme, code, daterange("from", "to")`,
  );
  await insert(
    tx,
    'organisation.unit_alias',
    'unit_id uuid, alias text, kind text',
    plan.units.flatMap((unit) => unit.aliases.map((alias) => ({ unit_id: id(unit.key), alias, kind: 'spelling' }))),
  );
  await insert(
    tx,
    'organisation.covers (party_id, place_id, valid)',
    'party_id uuid, place_id uuid, "from" date, "to" date',
    plan.links.map((link) => ({
      party_id: id(link.from),
      place_id: id(link.to),
      from: link.validFrom,
      to: link.validTo,
    })),
    sql`select party_id, place_id, daterange("from", "to")`,
  );
  await insert(
    tx,
    'organisation.unit_succession',
    'event_id uuid, source_id uuid, target_id uuid, share text, area_share text, population_share text, clause text',
    plan.events.flatMap((event) =>
      event.lines.flatMap((line) =>
        line.source && line.result && line.source !== line.result
          ? [
              {
                event_id: sampleId('event', event.key),
                source_id: id(line.source),
                target_id: id(line.result),
                share: line.share,
                area_share: line.areaShare ?? null,
                population_share: line.populationShare ?? null,
                clause: event.clause ?? null,
              },
            ]
          : [],
      ),
    ),
  );
  return labels;
}

function lastVersion(unit: PlanUnit) {
  const last = unit.versions.at(-1);
  if (!last) throw new Error(`${unit.key} has no version`);
  return last;
}

async function loadPeople(tx: Tx, plan: SamplePlan, labels: Map<Key, number>): Promise<void> {
  const id = {
    person: (key: Key) => sampleId('person', key),
    unit: (key: Key) => sampleId('unit', key),
    event: (key: Key) => sampleId('event', key),
  };
  const label = (unit: Key) => {
    const found = labels.get(unit);
    if (found === undefined) throw new Error(`no label for ${unit}`);
    return found;
  };
  await tx.run(sql`insert into membership.ethnic_group (code, name)
    select code, name from jsonb_to_recordset(${JSON.stringify(ETHNIC_GROUPS)}::jsonb) r(code text, name text) on conflict do nothing`);

  const lastCell = new Map(plan.states.map((state) => [state.person, state.cell]));
  const postUnit = new Map([...plan.posts].reverse().map((post) => [post.person, post.unit]));
  const homeOf = new Map(plan.residences.map((one) => [one.person, one.village]));
  const kept = plan.persons.filter((person) => lastCell.has(person.key) || postUnit.has(person.key));
  const personLabel = (key: Key) => label(lastCell.get(key) ?? postUnit.get(key) ?? '');
  await insert(
    tx,
    'membership.person',
    'id uuid, full_name text, family_key text, given_key text, sex text, birth_on date, birth_precision text, residence_village_id uuid, label int',
    kept.map((person) => {
      const keys = nameKeys(person.fullName);
      const home = homeOf.get(person.key);
      return {
        id: id.person(person.key),
        full_name: person.fullName,
        family_key: keys.familyKey,
        given_key: keys.givenKey,
        sex: person.sex,
        birth_on: person.birth.on,
        birth_precision: person.birth.precision,
        residence_village_id: home ? id.unit(home) : null,
        label: personLabel(person.key),
      };
    }),
  );
  const isKept = new Set(kept.map((person) => person.key));
  await insert(
    tx,
    'membership.residence (person_id, village_id, valid, label)',
    'person_id uuid, village_id uuid, "from" date, "to" date, label int',
    plan.residences
      .filter((one) => isKept.has(one.person))
      .map((one) => ({
        person_id: id.person(one.person),
        village_id: id.unit(one.village),
        from: one.validFrom,
        to: one.validTo,
        label: personLabel(one.person),
      })),
    sql`select person_id, village_id, daterange("from", "to"), label`,
  );
  await insert(
    tx,
    'membership.person_ethnicity',
    'id uuid, group_code text, label int',
    kept.flatMap((person) =>
      person.ethnicity && lastCell.has(person.key)
        ? [{ id: id.person(person.key), group_code: person.ethnicity, label: personLabel(person.key) }]
        : [],
    ),
  );
  await insert(
    tx,
    'membership.member',
    'id uuid, card_number text, decision_on date, decision_precision text, ceremony_on date, ceremony_precision text, recognised_on date, recognised_precision text, education text, theory_level text, occupation text, state text, cell_id uuid, label int',
    memberRows(plan, id, label),
  );
  const papers = papersOf(plan);
  await insert(
    tx,
    'membership.member_period (member_id, valid, from_precision, state, standing, cell_id, label, basis)',
    'member_id uuid, "from" date, "to" date, from_precision text, state text, standing text, cell_id uuid, label int, basis text',
    plan.states.map((state, index) => ({
      member_id: id.person(state.person),
      from: state.from.on,
      to: state.to,
      from_precision: state.from.precision,
      state: state.state,
      standing: state.standing,
      cell_id: id.unit(state.cell),
      label: label(state.cell),
      basis: papers[index] ?? null,
    })),
    sql`select member_id, daterange("from", "to"), from_precision, state, standing, cell_id, label, basis`,
  );
  const moved = eventRows(plan, papers, id, label, (person, n) => sampleId('transfer', `${person}/${n}`));
  await insert(
    tx,
    'membership.transfer',
    'id uuid, member_id uuid, kind text, from_cell_id uuid, to_cell_id uuid, outside text, letter text, state text, referred_on date, accepted_on date, from_label int, to_label int',
    moved.transfers,
  );
  await insert(
    tx,
    'membership.member_event',
    'member_id uuid, kind text, on_date date, on_precision text, cell_id uuid, counterpart_cell_id uuid, outside text, late boolean, reorganisation uuid, label int, basis text, transfer_id uuid',
    moved.events,
  );
  await insert(
    tx,
    'membership.period_outside (member_id, valid, reason, label)',
    'member_id uuid, "from" date, "to" date, reason text, label int',
    outsideRows(plan, id, personLabel),
    sql`select member_id, daterange("from", "to"), reason, label`,
  );
  await insert(
    tx,
    'membership.badge',
    'member_id uuid, years int, occasion_on date, label int',
    plan.badges.map((badge) => ({
      member_id: id.person(badge.person),
      years: badge.years,
      occasion_on: badge.givenOn,
      label: personLabel(badge.person),
    })),
  );
  await insert(
    tx,
    'membership.discipline (member_id, form, valid, document, label)',
    'member_id uuid, form text, "from" date, document text, label int',
    plan.exits
      .filter((exit) => exit.cause === 'expelled')
      .map((exit) => ({
        member_id: id.person(exit.person),
        form: 'expulsion',
        from: exit.on,
        document: exit.document ?? '',
        label: personLabel(exit.person),
      })),
    sql`select member_id, form, daterange("from", null), document, label`,
  );
  await insert(
    tx,
    'organisation.post (unit_id, kind, person_id, valid, from_precision, to_precision, basis, label)',
    'unit_id uuid, kind text, person_id uuid, "from" date, "to" date, from_precision text, to_precision text, basis text, label int',
    plan.posts.map((post) => ({
      unit_id: id.unit(post.unit),
      kind: post.kind,
      person_id: id.person(post.person),
      from: post.from.on,
      to: post.to?.on ?? null,
      from_precision: post.from.precision,
      to_precision: post.to?.precision ?? 'day',
      basis: post.basis ?? null,
      label: label(post.unit),
    })),
    sql`select unit_id, kind, person_id, daterange("from", "to"), from_precision, to_precision, basis, label`,
  );
}
