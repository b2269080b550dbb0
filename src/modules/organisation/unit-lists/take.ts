import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import { LANGS } from '#platform/format.ts';
import type { Caller } from '#platform/http/context.ts';
import { translate } from '#platform/messages-node.ts';
import { insertUnits } from '../bulk.ts';
import { getEvent } from '../events.ts';
import { bodyKindOf } from '../import.ts';
import { lockTree } from '../journal.ts';
import { UNIT_KINDS, type UnitKind, unitKinds } from '../kinds.ts';
import { getUnit } from '../resolve.ts';
import { assertUnitsInScope } from '../scope.ts';
import type { NewUnitList, UnitListQuestion, UnitListTaken, UnitListVerdict } from './contract.ts';
import { judgeList, type ListFacts } from './judge.ts';
import type { ListedUnit } from './units.ts';

/**
 * What a list would become, by reading alone.
 * @throws NotFound when the unit that the lines stand under is absent or outside the caller's scope
 */
export async function checkUnitList(tx: Tx, caller: Caller, question: UnitListQuestion): Promise<UnitListVerdict> {
  return (await judged(tx, caller, question)).verdict;
}

/**
 * Founds the units of a list as one event, whole or not at all; it can be taken back like any other while nothing stands on
 * it. Lines that are known already change nothing. Sending the same `id` again changes nothing.
 * @throws RuleBroken `unit-list.refused` `{ count, rows }`, `unit-list.nothing-new`
 */
export async function takeUnitList(tx: Tx, caller: Caller, list: NewUnitList): Promise<UnitListTaken> {
  await lockTree(tx);
  const { verdict, founded } = await judged(tx, caller, list);
  const { fresh, known, bodies } = verdict;
  if (await tx.maybeOne(sql`select 1 from organisation.unit_event where id = ${list.id}`))
    return { event: await getEvent(tx, list.id), fresh, known, bodies };
  if (verdict.refused > 0) {
    const rows = verdict.units.filter((unit) => unit.outcome === 'refused').map((unit) => unit.row);
    throw new RuleBroken('unit-list.refused', { count: rows.length, rows: rows.slice(0, 20).join(', ') });
  }
  if (founded.length === 0) throw new RuleBroken('unit-list.nothing-new', { count: known });
  await tx.run(sql`
    insert into organisation.unit_event (id, kind, effective_on, state, title, document, created_by, carried_out_at)
    values (${list.id}, 'import', ${list.from}, 'carried_out', ${list.title}, ${list.document}, ${caller.userId}, now())`);
  await insertUnits(
    tx,
    founded.map((unit) => ({
      ...unit,
      from: list.from,
      legalBasis: list.document,
      codes: unit.code === null ? [] : [{ code: unit.code }],
    })),
    { eventId: list.id },
  );
  return { event: await getEvent(tx, list.id), fresh, known, bodies };
}

async function judged(tx: Tx, caller: Caller, { from, underId, withBodies, rows }: UnitListQuestion) {
  if (underId !== null) await assertUnitsInScope(tx, caller, [underId]);
  const under = underId === null ? {} : await pairOf(tx, underId, from);
  return judgeList(rows, {
    known: await unitsOn(tx, caller, from, Object.values(under)),
    under,
    mayFoundRoots: caller.ranges === 'everything',
    withBodies,
    named: NAMED,
    newId: randomUUID,
  });
}

/** A place with the Party organisation of its own level, or the other way round. */
async function pairOf(tx: Tx, id: string, on: string): Promise<ListFacts['under']> {
  const unit = await getUnit(tx, id, on);
  if (!unit.alive) throw new RuleBroken('unit-list.under-not-alive', { unit: unit.name, on });
  const linked = await tx.many<{ id: string; kind: UnitKind }>(sql`
    select v.unit_id as id, v.kind from organisation.covers c join organisation.unit_version v
      on v.unit_id = case when c.party_id = ${id} then c.place_id else c.party_id end and v.valid @> ${on}::date
    where (c.party_id = ${id} or c.place_id = ${id}) and c.valid @> ${on}::date`);
  const { tree } = UNIT_KINDS[unit.kind];
  if (tree === 'place')
    return {
      place: id,
      ...idAs(
        'party',
        linked.find(({ kind }) => kind === bodyKindOf(unit.kind)),
      ),
    };
  return { [tree]: id, ...(tree === 'party' && linked.length === 1 ? idAs('place', linked[0]) : {}) };
}

const idAs = (tree: 'party' | 'place', unit: { id: string } | undefined) => (unit ? { [tree]: unit.id } : {});

/** Units of the caller that live on a day: below and with the given ones, or all. */
function unitsOn(tx: Tx, { ranges }: Caller, on: string, below: readonly string[]): Promise<ListedUnit[]> {
  const inScope =
    ranges === 'everything'
      ? sql`true`
      : sql`exists (select from unnest(${ranges.map(({ lo }) => lo)}::int[], ${ranges.map(({ hi }) => hi)}::int[]) as r (lo, hi) where u.label >= r.lo and u.label < r.hi)`;
  const wanted =
    below.length === 0
      ? sql`true`
      : sql`u.id in (select organisation.units_in_reach(${[...below]}::uuid[], ${on}::date))`;
  return tx.many<ListedUnit>(sql`
    with covering as materialized (
      select c.party_id, array_agg(c.place_id) as places from organisation.covers c where c.valid @> ${on}::date group by c.party_id
    ), coded as materialized (
      select c.unit_id, min(c.code) as code from organisation.unit_code c where c.scheme = 'gso' and c.valid @> ${on}::date group by c.unit_id
    )
    select u.id, v.name, v.kind, v.parent_id as "parentId", coded.code, coalesce(covering.places, '{}') as covers, l.ends_on as "endsOn"
    from organisation.unit u join organisation.unit_version v on v.unit_id = u.id and v.valid @> ${on}::date
    join organisation.unit_life l on l.unit_id = u.id
    left join covering on covering.party_id = u.id left join coded on coded.unit_id = u.id
    where ${inScope} and ${wanted} order by u.label`);
}

/** Names of the kinds in every language; where two kinds share a name, the first kind has it. */
const NAMED: ReadonlyMap<string, UnitKind> = new Map(
  [...unitKinds]
    .reverse()
    .flatMap((kind) =>
      LANGS.map((lang) => [translate(lang, `organisation.kind.${kind}`).normalize('NFC').toLowerCase(), kind] as const),
    ),
);
