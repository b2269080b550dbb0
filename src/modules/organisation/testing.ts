import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { insertUnits, type NewUnit, type WrittenUnit } from './bulk.ts';

export { arbitraryHistory, arbitraryTree, writeHistory, type History } from './generators.ts';
export { Naive } from './naive.ts';

let counter = 0;

/** One unit with believable defaults: a village cell from 2020 on, unless told otherwise. */
export async function aUnit(tx: Tx, given: Partial<NewUnit> = {}): Promise<WrittenUnit> {
  counter += 1;
  const kind = given.kind ?? 'party_cell';
  const [unit] = await insertUnits(tx, [{ name: `Đơn vị ${counter}`, from: '2020-01-01', ...given, kind }]);
  if (!unit) throw new Error('nothing written');
  return unit;
}

export type BuiltTree = {
  provinces: (WrittenUnit & { body: WrittenUnit; communes: BuiltCommune[] })[];
  /** All of them, in the order written. */
  units: WrittenUnit[];
  cells: WrittenUnit[];
};
export type BuiltCommune = WrittenUnit & { body: WrittenUnit; villages: WrittenUnit[]; cells: WrittenUnit[] };

/**
 * Provinces with their bodies, communes with theirs, villages, and cells that cover one village each in turn. Numbers
 * are per parent; without districts unless asked.
 */
export async function aTree(
  tx: Tx,
  size: { provinces?: number; communes?: number; villages?: number; cells?: number; from?: string } = {},
): Promise<BuiltTree> {
  const { provinces = 1, communes = 2, villages = 2, cells = 2, from = '2020-01-01' } = size;
  const units: (NewUnit & { id: string })[] = [];
  const add = (kind: NewUnit['kind'], name: string, more: Partial<NewUnit>) => {
    const unit = { from, ...more, id: randomUUID(), kind, name };
    units.push(unit);
    return unit;
  };
  const plan = Array.from({ length: provinces }, (_, p) => {
    const place = add('province', `Tỉnh ${p + 1}`, {});
    const body = add('province_body', `Đảng bộ tỉnh ${p + 1}`, { covers: [place.id] });
    return {
      place,
      body,
      communes: Array.from({ length: communes }, (_, c) => {
        const name = `${p + 1}.${c + 1}`;
        const commune = add('commune', `Xã ${name}`, { parentId: place.id });
        const communeBody = add('commune_body', `Đảng bộ xã ${name}`, { parentId: body.id, covers: [commune.id] });
        const inCommune = Array.from({ length: villages }, (_, v) =>
          add('village', `Bản ${name}.${v + 1}`, { parentId: commune.id }),
        );
        const inBody = Array.from({ length: cells }, (_, k) => {
          const covered = inCommune[k % Math.max(villages, 1)];
          return add('party_cell', `Chi bộ ${name}.${k + 1}`, {
            parentId: communeBody.id,
            setting: 'village',
            ...(covered ? { covers: [covered.id] } : {}),
          });
        });
        return { place: commune, body: communeBody, villages: inCommune, cells: inBody };
      }),
    };
  });
  const written = await insertUnits(tx, units);
  const byId = new Map(written.map((unit) => [unit.id, unit]));
  const of = (unit: { id: string }) => byId.get(unit.id) as WrittenUnit;
  return {
    units: written,
    cells: written.filter((unit) => unit.kind === 'party_cell'),
    provinces: plan.map((province) => ({
      ...of(province.place),
      body: of(province.body),
      communes: province.communes.map((commune) => ({
        ...of(commune.place),
        body: of(commune.body),
        villages: commune.villages.map(of),
        cells: commune.cells.map(of),
      })),
    })),
  };
}

/** A person by name alone, kept at the label of a unit: enough to hold a post. */
export async function aPersonAt(tx: Tx, at: { label: number }, fullName = 'Lò Văn Thử'): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into membership.person (full_name, family_key, given_key, label)
    values (${fullName}, platform.fold(${fullName}), platform.fold(${fullName}), ${at.label}) returning id`);
  return id;
}

/** An account whose person holds a post at each of the units; its user id. */
export async function aPostHolder(
  tx: Tx,
  posts: readonly { unit: { id: string; label: number }; kind: string; from?: string; to?: string | null }[],
): Promise<{ userId: string; personId: string }> {
  const first = posts[0];
  const personId = await aPersonAt(tx, { label: first?.unit.label ?? 1 });
  const userId = `user-${randomUUID()}`;
  await tx.run(sql`
    insert into platform.account (user_id, user_name, person_id, display_name)
    values (${userId}, ${`u${randomUUID().slice(0, 13)}`}, ${personId}, 'Lò Văn Thử')`);
  for (const post of posts) {
    await tx.run(sql`
      insert into organisation.post (unit_id, kind, person_id, valid, label)
      values (${post.unit.id}, ${post.kind}, ${personId}, daterange(${post.from ?? '2020-01-01'}, ${post.to ?? null}), ${post.unit.label})`);
  }
  return { userId, personId };
}
