import { type RawBuilder, sql } from 'kysely';
import type { LabelRange } from '#platform/db/database.ts';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound, RuleBroken } from '#platform/errors.ts';
import { registerField } from '#platform/sync/registry.ts';
import type { FieldTree } from '#platform/sync/tree.ts';
import type { CellDoc, MeDoc } from './field-contract.ts';
import { namesOfPersons } from './registry.ts';
import { assertLabelsInScope } from './scope.ts';

/** Where somebody works who needs no network: the smallest units of both trees. */
const HOME_KINDS = ['party_cell', 'grassroots_cell', 'village', 'residential_group'];
const CELL_KINDS = sql`('party_cell', 'grassroots_cell')`;
const VILLAGE_KINDS = sql`('village', 'residential_group', 'hamlet')`;
const MASS_KINDS = sql`('youth_union', 'women_union', 'farmers_union', 'veterans', 'fatherland_front')`;

const named = (unit: RawBuilder<unknown>, today: string) => sql`json_build_object('id', ${unit}, 'name', coalesce((
  select v.name from organisation.unit_version v where v.unit_id = ${unit} order by v.valid @> ${today}::date desc, v.valid desc limit 1), ''))`;

/**
 * The units that each went into, as far as the way is clear: one whole successor after another until one that lives. Units that
 * went into several are left out; who helps decides then.
 */
async function successorsOf(tx: Tx, unitIds: readonly string[], today: string): Promise<Map<string, string>> {
  const rows = await tx.many<{ id: string; to: string }>(sql`
    with recursive way (id, at, step) as (
      select u.id, u.id, 0 from unnest(${[...unitIds]}::uuid[]) u (id)
      union
      select w.id, s.target_id, w.step + 1 from way w
      join organisation.unit_succession s on s.source_id = w.at and s.share <> 'none' and s.target_id <> s.source_id
      join organisation.unit_event e on e.id = s.event_id and e.state = 'carried_out' and e.effective_on <= ${today}::date
      where w.step < 12 and not exists (select from organisation.unit_version v where v.unit_id = w.at and v.valid @> ${today}::date))
    select id, (array_agg(at))[1] as "to" from (
      select distinct w.id, w.at from way w
      where w.step > 0 and exists (select from organisation.unit_version v where v.unit_id = w.at and v.valid @> ${today}::date)) x
    group by id having count(*) = 1`);
  return new Map(rows.map(({ id, to }) => [id, to]));
}

async function placeOf(tx: Tx, home: string, today: string) {
  const unitId = (await successorsOf(tx, [home], today)).get(home) ?? home;
  const near = await tx.one<{
    label: number;
    tree: string;
    cells: string[];
    villages: string[];
    ranges: LabelRange[];
  }>(sql`
    select u.label, u.tree,
      coalesce((select json_agg(c.party_id) from organisation.covers c join organisation.unit_version v on v.unit_id = c.party_id and v.valid @> ${today}::date
        where c.place_id = u.id and c.valid @> ${today}::date and v.kind in ${CELL_KINDS}), '[]') as cells,
      coalesce((select json_agg(c.place_id) from organisation.covers c join organisation.unit_version v on v.unit_id = c.place_id and v.valid @> ${today}::date
        where c.party_id = u.id and c.valid @> ${today}::date and v.kind in ${VILLAGE_KINDS}), '[]') as villages,
      coalesce((select json_agg(json_build_object('lo', r.lo, 'hi', r.hi)) from organisation.label_ranges(array[u.id], ${today}::date) r), '[]') as ranges
    from organisation.unit u where u.id = ${unitId}`);
  const isCell = near.tree === 'party';
  return {
    unitId,
    label: near.label,
    ranges: near.ranges,
    cellIds: isCell ? [unitId] : near.cells,
    villageIds: isCell ? near.villages : [unitId],
  };
}

/** What the field asks of the tree. */
export const fieldTree: FieldTree = {
  placeOf,
  successorsOf,
  unitName: named,
  async homeFor(tx, caller, unitId, today) {
    const unit = await tx.maybeOne<{ label: number; name: string; kind: string }>(sql`
      select u.label, v.name, v.kind from organisation.unit u join organisation.unit_version v on v.unit_id = u.id and v.valid @> ${today}::date
      where u.id = ${unitId}`);
    if (!unit) throw new NotFound();
    assertLabelsInScope(caller, [unit.label]);
    if (!HOME_KINDS.includes(unit.kind)) throw new RuleBroken('device.unit-kind', { unit: unit.name });
    return unit;
  },
};

registerField({
  providers: [
    {
      kind: 'cell',
      entities: [
        'organisation.unit_version',
        'organisation.covers',
        'organisation.post',
        'organisation.unit_succession',
        'membership.person',
      ],
      async read(tx, { place, today }) {
        const units = [...new Set([place.unitId, ...place.cellIds, ...place.villageIds])];
        const row = await tx.maybeOne<Omit<CellDoc, 'posts'>>(sql`
          with recursive up (id, step) as (
            select v.parent_id, 1 from organisation.unit_version v
            where v.unit_id = coalesce(${place.cellIds[0] ?? null}::uuid, ${place.unitId}::uuid) and v.valid @> ${today}::date and v.parent_id is not null
            union all
            select v.parent_id, u.step + 1 from up u join organisation.unit_version v on v.unit_id = u.id and v.valid @> ${today}::date
            where v.parent_id is not null and u.step < 8),
          near (id) as (
            select id from up
            union select unnest(${units}::uuid[])
            union select v.parent_id from organisation.unit_version v where v.unit_id = any(${units}::uuid[]) and v.valid @> ${today}::date and v.parent_id is not null)
          select v.unit_id as id, v.name, v.kind,
            coalesce((select json_agg(json_build_object('id', up.id, 'name', a.name, 'kind', a.kind) order by up.step)
              from up join organisation.unit_version a on a.unit_id = up.id and a.valid @> ${today}::date), '[]') as up,
            (select ${named(sql`p.commune_id`, today)} from organisation.unit_path p
              where p.unit_id = coalesce(${place.villageIds[0] ?? null}::uuid, v.unit_id) and p.valid @> ${today}::date and p.commune_id is not null) as commune,
            coalesce((select json_agg(${named(sql`x.id`, today)} order by x.id) from unnest(${[...place.villageIds]}::uuid[]) x (id)), '[]') as villages,
            coalesce((select json_agg(${named(sql`x.id`, today)} order by x.id) from unnest(${[...place.cellIds]}::uuid[]) x (id)), '[]') as cells,
            coalesce((select json_agg(json_build_object('id', m.unit_id, 'name', m.name, 'kind', m.kind) order by m.kind, m.unit_id)
              from organisation.unit_version m where m.kind in ${MASS_KINDS} and m.valid @> ${today}::date and m.parent_id in (select id from near)), '[]') as masses
          from organisation.unit_version v where v.unit_id = ${place.unitId} and v.valid @> ${today}::date`);
        if (!row) return [];
        const posts = await tx.many<{ unitId: string; kind: string; personId: string }>(sql`
          select p.unit_id as "unitId", p.kind, p.person_id as "personId" from organisation.post p
          where p.unit_id = any(${units}::uuid[]) and p.valid @> ${today}::date order by p.kind, p.unit_id, p.person_id`);
        const names = await namesOfPersons(
          tx,
          posts.map(({ personId }) => personId),
        );
        const body: CellDoc = {
          ...row,
          posts: posts.map((post) => ({ ...post, name: names.get(post.personId) ?? null })),
        };
        return [{ id: row.id, body }];
      },
    },
    {
      kind: 'me',
      entities: ['platform.account', 'organisation.post'],
      async read(tx, { caller, today }) {
        const me = await tx.maybeOne<Omit<MeDoc, 'posts' | 'rights'>>(sql`
          select user_id as "userId", display_name as name, language, person_id as "personId" from platform.account where user_id = ${caller.userId}`);
        if (!me) return [];
        const posts = await tx.many<MeDoc['posts'][number]>(sql`
          select ${named(sql`p.unit_id`, today)} as unit, p.kind from organisation.post p
          where p.person_id = ${me.personId}::uuid and p.valid @> ${today}::date order by p.kind, p.unit_id`);
        const body: MeDoc = { ...me, posts, rights: [...caller.rights] };
        return [{ id: me.userId, body }];
      },
    },
  ],
});
