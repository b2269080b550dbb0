/** The people behind the sample's sign-ins: invented, each with the posts that give the right to look. */
import { REORGANISED_ON } from '../facts/index.ts';
import { bodyOf, provinceBody, provinceBodyAfter } from './party.ts';
import { communeAfter } from './places.ts';
import { randomFor } from './random.ts';
import type { Key, PlanUser, PostKind } from './types.ts';
import { day, type Life, type World } from './world.ts';

/** Gives the six sample users their persons and posts. */
export function appointUsers(world: World, seed: string): PlanUser[] {
  const random = randomFor(`${seed}/users`);
  const taken = new Set<Key>();
  const someone = (cell: Key): Life => {
    const found = world.cells.get(cell);
    const life = found
      ? world.officials(found).find((one) => !taken.has(one.person.key) && one.posts.every((post) => post.to !== null))
      : undefined;
    if (!life) throw new Error(`nobody to appoint in ${cell}`);
    taken.add(life.person.key);
    return life;
  };
  const appoint = (username: string, person: Key, posts: [Key, PostKind, string][]): PlanUser => {
    for (const [unit, kind, from] of posts) world.holdPost(person, unit, kind, day(from));
    return { username, person };
  };
  const muongNhe = bodyOf(communeAfter(world.places.facts, '03160'));
  const bothProvinces = (kind: PostKind, from: string): [Key, PostKind, string][] => [
    [provinceBody('11'), kind, from],
    [provinceBodyAfter('08'), kind, from < REORGANISED_ON ? REORGANISED_ON : from],
  ];
  const secretary = world.cells.get('cell-nam-pac')?.secretary;
  if (!secretary) throw new Error('the cell of Nậm Pắc has no secretary');
  const administrator = world.newPerson(random, { people: '01', sex: 'female', birthYear: 1990, member: false });
  return [
    appoint(
      'province',
      someone('cell-office-08-after').person.key,
      bothProvinces('province_office_staff', '2021-03-01'),
    ),
    appoint('commune', someone('cell-party-03160-after').person.key, [
      [muongNhe, 'commune_office_staff', REORGANISED_ON],
    ]),
    { username: 'cell', person: secretary.person },
    appoint('youth', someone('cell-government-03160-after').person.key, [
      ['youth-03160', 'youth_union_secretary', REORGANISED_ON],
    ]),
    appoint('inspection', someone('cell-office-11').person.key, bothProvinces('inspection_staff', '2022-05-04')),
    appoint('admin', administrator.key, bothProvinces('administrator', REORGANISED_ON)),
  ];
}
