import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, Problem } from '#platform/errors.ts';
import type { Lang } from '#platform/format.ts';
import type { Caller } from '#platform/http/context.ts';
import { translate } from '#platform/messages-node.ts';
import { answerFigures, getFigure } from '../answer.ts';
import type { FigureAnswer, FigureQuery } from '../contract.ts';
import { askedUnit, type AskedUnit } from '../place.ts';
import type { FigureDefinition } from '../registry.ts';
import type { ChangedRecord, Difference, Rerun } from './contract.ts';
import { shownValue } from './document.ts';
import { differencesOf, hashOf, placedList, queryVersion, type RowDifference } from './freeze-list.ts';
import { type About, getEdition, type Report } from './store.ts';
import { treeEpoch } from './tree-epoch.ts';
import { withAllRecords } from './whole.ts';

/** Records are named up to so many for each figure; the others are counted. */
const MOST_NAMED = 200;

export type FrozenFigure = {
  key: string;
  figure: string;
  filter: string | null;
  from: string;
  to: string;
  asOf: string;
  boundariesOn: string;
  value: number | null;
  numerator: number | null;
  denominator: number | null;
  queryVersion: string;
  recordHash: string | null;
  denominatorHash: string | null;
  inDoubt: number;
  computedAt: string;
  records: number;
  denominatorRecords: number;
  label: number;
};

/** The figures of a signed version as they were frozen. */
export function frozenFigures(tx: Tx, signedId: string): Promise<FrozenFigure[]> {
  return tx.many<FrozenFigure>(sql`
    select key, figure, filter, from_on as "from", to_on as "to", as_of as "asOf", boundaries_on as "boundariesOn", value, numerator, denominator,
      query_version as "queryVersion", record_hash as "recordHash", denominator_hash as "denominatorHash", label, in_doubt as "inDoubt", computed_at as "computedAt",
      coalesce((select l.records from figures.frozen_list l where l.label = f.label and l.hash = f.record_hash), 0) as records,
      coalesce((select l.records from figures.frozen_list l where l.label = f.label and l.hash = f.denominator_hash), 0) as "denominatorRecords"
    from figures.frozen_figure f where signed_id = ${signedId} order by key`);
}

/**
 * Computes a signed version anew on its own days and says `same`, or what differs, figure by figure and record by record. It looks
 * at all records of the unit, and names those that the reader may open.
 * @throws NotFound no such version, or outside the scope
 */
export async function rerunEdition(tx: Tx, about: About, report: Report, number: number, lang: Lang): Promise<Rerun> {
  const edition = await getEdition(tx, report.id, number);
  const frozen = await frozenFigures(tx, edition.id);
  const notes = new Map(
    Object.values(edition.documents.vi.figures).flatMap(({ key, note }) =>
      note === null ? [] : [[key, note] as const],
    ),
  );
  const { differences, epoch, events } = await withAllRecords(tx, async () => ({
    differences: await rerunFigures(tx, about, { frozen, unitOf: () => report.unitId, notes }, lang),
    epoch: await treeEpoch(tx, edition.treeOn),
    events: await tx.many<Rerun['events'][number]>(sql`
      select id, kind, effective_on as "effectiveOn", title from organisation.unit_event
      where effective_on <= ${edition.treeOn}::date and (carried_out_at > ${edition.signedAt}::timestamptz or taken_back_at > ${edition.signedAt}::timestamptz)
      order by effective_on, id limit 50`),
  }));
  const treeSame = epoch === edition.treeEpoch;
  return {
    same: differences.length === 0,
    edition: number,
    signedAt: edition.signedAt,
    figures: frozen.length,
    differences,
    treeSame,
    events: treeSame ? [] : events,
  };
}

/**
 * Asks frozen figures anew, each on its own days, and answers those that differ. Runs with all records (`withAllRecords`); the caller must
 * have been let at the text that shows them.
 * @param given.unitOf the unit that a figure is about
 */
export async function rerunFigures(
  tx: Tx,
  about: Pick<About, 'caller' | 'today'>,
  given: {
    frozen: readonly FrozenFigure[];
    unitOf: (figure: FrozenFigure) => string;
    notes: ReadonlyMap<string, number>;
  },
  lang: Lang,
): Promise<Difference[]> {
  // On another day another tree: figures of the period before may be read on one on which the unit did not live.
  const units = new Map<string, AskedUnit | null>();
  const differences: Difference[] = [];
  for (const one of given.frozen) {
    const unitId = given.unitOf(one);
    const place = `${unitId} ${one.boundariesOn}`;
    if (!units.has(place)) units.set(place, await livingUnit(tx, unitId, one.boundariesOn));
    const unit = units.get(place) ?? null;
    const note = given.notes.get(one.key) ?? null;
    const difference = await rerunFigure(tx, about, { unit, unitId, one, note, lang });
    if (difference) differences.push(difference);
  }
  return differences.sort((a, b) => (a.note ?? 999) - (b.note ?? 999) || a.key.localeCompare(b.key));
}

async function livingUnit(tx: Tx, id: string, on: string): Promise<AskedUnit | null> {
  try {
    return await askedUnit(tx, id, on);
  } catch (error) {
    if (error instanceof Problem && error.code === 'unit.not-on-date') return null;
    throw error;
  }
}

async function rerunFigure(
  tx: Tx,
  { caller, today }: Pick<About, 'caller' | 'today'>,
  given: { unit: AskedUnit | null; unitId: string; one: FrozenFigure; note: number | null; lang: Lang },
): Promise<Difference | null> {
  const { unit, unitId, one, note, lang } = given;
  const definition = knownFigure(one.figure);
  const show = (what: {
    value: number | 'withheld' | null;
    numerator: number | 'withheld' | null;
    denominator: number | null;
  }) => ({
    value: what.value,
    numerator: what.numerator,
    denominator: what.denominator,
    shown: definition ? shownValue(lang, definition.kind, definition.measure, what) : String(what.value ?? '–'),
  });
  const base = {
    key: one.key,
    figure: one.figure,
    name: definition
      ? translate(lang, `${definition.room}.figure.${one.figure.replace(/\.denominator$/, '')}.name`)
      : one.figure,
    note,
    definitionChanged: false,
    signed: show(one),
    now: null,
    added: 0,
    removed: 0,
    changed: 0,
    records: [],
    hidden: 0,
    href: null,
  };
  if (!definition) return { ...base, gone: 'figure' };
  if (!unit) return { ...base, gone: 'unit' };
  const query: FigureQuery = {
    unit: unitId,
    from: one.from,
    to: one.to,
    asOf: one.asOf,
    boundaries: one.boundariesOn,
    count: 'participations',
    ...(one.filter === null ? {} : { filter: one.filter }),
  };
  const definitionChanged = queryVersion(tx, one.figure, one.filter) !== one.queryVersion;
  const rows: RowDifference[] = [];
  let unknown = false;
  for (const part of ['numerator', 'denominator'] as const) {
    const hash = part === 'numerator' ? one.recordHash : one.denominatorHash;
    const placed = await placedList(tx, unit, one.figure, query, part, today);
    if (!placed || hash === null || (await hashOf(tx, placed.rows)) === hash) continue;
    const found = await differencesOf(tx, placed.rows, { label: one.label, hash }, one.asOf);
    if (found) rows.push(...found);
    else unknown = true;
  }
  // The caller may ask what he could sign; whoever may not know a figure exactly is not told it here either.
  const [answer] = mayAsk(definition, caller) ? await answerFigures(tx, caller, [one.figure], query, today) : [];
  const moved = answer !== undefined && answer.definition.kind === 'check' && answer.value !== one.value;
  if (rows.length === 0 && !unknown && !moved && !definitionChanged) return null;
  const count = (how: RowDifference['how']) => new Set(rows.filter((row) => row.how === how).map((row) => row.id)).size;
  const named = nameable(rows, definition, caller);
  return {
    ...base,
    gone: null,
    definitionChanged,
    now: answer ? show(answer) : null,
    added: count('added'),
    removed: count('removed'),
    changed: count('changed'),
    records: named.slice(0, MOST_NAMED),
    hidden: new Set(rows.map((row) => row.id)).size - Math.min(named.length, MOST_NAMED),
    href: answer ? hrefOf(answer) : null,
  };
}

/** Also what stands below the line of a ratio, which has no entry of its own. */
function knownFigure(ref: string): FigureDefinition | undefined {
  try {
    return getFigure(ref);
  } catch (error) {
    if (error instanceof NotFound) return undefined;
    throw error;
  }
}

const mayAsk = (definition: FigureDefinition, caller: Caller): boolean =>
  definition.right === undefined || caller.rights.includes(definition.right);
const hrefOf = (answer: FigureAnswer): string => answer.records.href.replace('/api/v1', '');

/** What the reader may open: records of units in his scope, and lists of persons only with the right to read members. */
function nameable(rows: readonly RowDifference[], definition: FigureDefinition, caller: Caller): ChangedRecord[] {
  if (!mayAsk(definition, caller) || (definition.measure === 'people' && !caller.rights.includes('members.read')))
    return [];
  const { ranges } = caller;
  const seen = new Map<string, ChangedRecord>();
  for (const row of rows) {
    if (ranges !== 'everything' && !ranges.some(({ lo, hi }) => row.label >= lo && row.label < hi)) continue;
    // A record that stands above and below the line is one record.
    if (seen.has(row.id)) continue;
    seen.set(row.id, {
      id: row.id,
      how: row.how,
      unit: { id: row.unitId, name: row.unitName ?? '–' },
      name: row.name,
      before: row.before === null ? null : Number(row.before),
      now: row.now === null ? null : Number(row.now),
    });
  }
  return [...seen.values()];
}
