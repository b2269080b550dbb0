import { createHash } from 'node:crypto';
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { getFigure, partOf } from '../answer.ts';
import type { FigureQuery } from '../contract.ts';
import { recordsOf } from '../counted-records.ts';
import { type AskedUnit, within } from '../place.ts';
import { settle } from '../question.ts';
import { type FigureDefinition, findFigure, type RecordsList } from '../registry.ts';

/** Lists above that keep their hash and their count, not their ids. */
export const MOST_KEPT = 250_000;

/** Days that belong to no case, so that the text of a query depends on nothing but its definition. */
const CANONICAL = { asOf: '2001-06-30', from: '2001-01-01', to: '2001-07-01' };

/**
 * The version of a figure's query: a fingerprint of everything that decides what it counts. Another text of its SQL, another
 * factor, another list below the line: another version.
 */
export function queryVersion(tx: Tx, ref: string, filter: string | null): string {
  const definition = getFigure(ref);
  const filters = Object.fromEntries(
    (filter ?? '')
      .split(',')
      .filter(Boolean)
      .map((part) => part.split('=') as [string, string]),
  );
  const listText = (list: RecordsList) => {
    const { sql: text, parameters } = list.query({ ...CANONICAL, filters }).compile(tx.kysely);
    return [
      text.replace(/\s+/g, ' ').trim(),
      parameters,
      list.anchor,
      list.crossingOnly ?? false,
      list.aggregate ?? 'sum',
    ];
  };
  const parts = [...(definition.parts?.plus ?? []), ...(definition.parts?.minus ?? [])];
  const said = [
    definition.kind,
    definition.measure,
    definition.base,
    definition.factor ?? null,
    definition.parts ? null : listText(definition.records),
    definition.denominator ? [listText(definition.denominator), definition.denominator.at ?? 'end'] : null,
    parts.map((part) => [part, findFigure(part.id) ? queryVersion(tx, part.id, null) : null]),
  ];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex');
}

export type Part = 'numerator' | 'denominator';
/** One of the two lists of a figure, placed: what its records are for a unit. */
export type PlacedList = {
  definition: FigureDefinition;
  list: RecordsList;
  rows: RawBuilder<unknown>;
  named: string | null;
};

/**
 * The records behind a figure as rows of `id`, `weight`, `unit_id` and `name` (what the list shows first), each once; the same
 * query that counts, lists and exports.
 */
export async function placedList(
  tx: Tx,
  unit: AskedUnit,
  ref: string,
  query: FigureQuery,
  part: Part,
  today: string,
): Promise<PlacedList | null> {
  const definition = getFigure(ref);
  if (definition.parts || (part === 'denominator' && !definition.denominator)) return null;
  const { list, asked } = partOf(definition, settle(query, today), part);
  const place = await within(tx, unit, list, asked.boundariesOn);
  const named = list.columns.find((column) => column.kind === 'text' && column.hidden !== true)?.key ?? null;
  const name = named === null ? sql`null::text` : sql`every.${sql.ref(named)}::text`;
  const columns = sql`every.record_id::text as id, every.weight::numeric as weight, every.unit_id, ${name} as name`;
  const rows =
    list.aggregate === 'distinct'
      ? sql`select distinct on (every.subject_id) ${columns} from (${recordsOf(list, place, asked)}) every where not every.in_doubt order by every.subject_id, every.on_date, every.record_id`
      : sql`select ${columns} from (${recordsOf(list, place, asked)}) every where not every.in_doubt`;
  return { definition, list, rows, named };
}

/** The hash over the sorted ids, weights and units of a list: the same records give the same hash on any machine, for ever. */
const HASHED = sql`encode(sha256(convert_to(coalesce(string_agg(x.id || E'\\x1f' || trim_scale(x.weight)::text || E'\\x1f' || x.unit_id::text, E'\\n' order by x.id collate "C"), ''), 'UTF8')), 'hex')`;

/** Keeps a list under its hash, once. */
export async function keepList(
  tx: Tx,
  rows: RawBuilder<unknown>,
  label: number,
): Promise<{ hash: string; records: number }> {
  const listed = await tx.one<{ hash: string; records: number }>(sql`
    with x as materialized (${rows}),
    s as (select ${HASHED} as hash, count(*) as records,
        coalesce(array_agg(x.id order by x.id collate "C"), '{}') as ids, coalesce(array_agg(trim_scale(x.weight) order by x.id collate "C"), '{}') as weights,
        coalesce(array_agg(x.unit_id order by x.id collate "C"), '{}') as units from x),
    kept as (
      insert into figures.frozen_list (label, hash, records, ids, weights, units)
      select ${label}, s.hash, s.records, case when s.records <= ${MOST_KEPT} then s.ids end, case when s.records <= ${MOST_KEPT} then s.weights end,
        case when s.records <= ${MOST_KEPT} then s.units end from s on conflict (label, hash) do nothing)
    select s.hash, s.records from s`);
  return { hash: listed.hash, records: Number(listed.records) };
}

/** The hash of a list as it is now. */
export async function hashOf(tx: Tx, rows: RawBuilder<unknown>): Promise<string> {
  const { hash } = await tx.one<{ hash: string }>(sql`select ${HASHED} as hash from (${rows}) x`);
  return hash;
}

export type RowDifference = {
  id: string;
  how: 'added' | 'removed' | 'changed';
  before: number | null;
  now: number | null;
  unitId: string;
  unitName: string | null;
  label: number;
  name: string | null;
};

/** What differs between a list as it was kept and as it is now, record by record. Null when only its hash was kept. */
export async function differencesOf(
  tx: Tx,
  rows: RawBuilder<unknown>,
  kept: { label: number; hash: string },
  asOf: string,
): Promise<RowDifference[] | null> {
  const known = await tx.one<{ whole: boolean }>(sql`
    select ids is not null as whole from figures.frozen_list where label = ${kept.label} and hash = ${kept.hash}`);
  if (!known.whole) return null;
  return tx.many<RowDifference>(sql`
    with old as (
      select o.id, o.weight, o.unit_id from figures.frozen_list l
      cross join lateral unnest(l.ids, l.weights, l.units) as o(id, weight, unit_id) where l.label = ${kept.label} and l.hash = ${kept.hash}
    ), now as materialized (${rows})
    select coalesce(o.id, n.id) as id, case when o.id is null then 'added' when n.id is null then 'removed' else 'changed' end as how,
      o.weight as before, n.weight as now, u.id as "unitId", u.label, n.name,
      (select v.name from organisation.unit_version v where v.unit_id = u.id order by (v.valid @> ${asOf}::date) desc, lower(v.valid) desc limit 1) as "unitName"
    from old o full join now n on n.id = o.id
    join organisation.unit u on u.id = coalesce(n.unit_id, o.unit_id)
    where o.id is null or n.id is null or o.weight <> n.weight or o.unit_id <> n.unit_id
    order by 2, coalesce(o.id, n.id)`);
}
