/**
 * Nậm Pắc of Chung Chải: 37 households, 139 people, 16 members, and a secretary who was village head in 2015, joined in
 * 2017 and leads the cell since 2019. The text knows the years only, and so does the sample.
 */
import type { Village } from './places.ts';
import type { Random } from './random.ts';
import { longMember } from './opening.ts';
import { day, type Cell, type World } from './world.ts';

const BORN = [1957, 1962, 1966, 1970, 1974, 1978, 1981, 1984, 1987];
const JOINED = ['2016-05-19', '2016-11-07', '2018-05-19', '2018-09-12', '2019-11-07', '2020-05-19'];
const HA_NHI = '35';

export const namPac = {
  key: 'nam-pac',
  households: 37,
  residents: 139,
  members: 16,

  /** The nine members of 2010, in the cell of the neighbouring village. */
  settle(world: World, random: Random, cell: Cell, village: Village) {
    for (const birthYear of BORN) longMember(world, random, { cell, people: HA_NHI, village, anchor: true, birthYear });
  },

  /** The cell of 2016, the seven who joined in the term, and the head who became secretary. */
  tell(
    world: World,
    random: Random,
    story: {
      found: () => Cell;
      at: (on: string, act: () => void) => void;
      count: (on: string) => void;
      lockedHeads: Map<string, string>;
    },
  ) {
    const village = world.places.villages.find((one) => one.key === namPac.key);
    if (!village) throw new Error('Nậm Pắc is not among the villages');
    const cell = () => {
      const found = world.coverage().get(namPac.key);
      if (!found) throw new Error('nobody covers Nậm Pắc');
      return found;
    };
    story.at('2016-02-03', () => {
      story.found().secretaryLockedUntil = '9999';
    });
    JOINED.forEach((on, i) => {
      story.count(on);
      story.at(on, () =>
        world.enter(random, {
          cell: cell(),
          on,
          cause: 'admission',
          people: HA_NHI,
          sex: i % 2 === 0 ? 'female' : 'male',
          birthYear: 1988 + i * 2,
          ceremonyOn: on,
          village,
          anchor: true,
        }),
      );
    });

    const head = world.newPerson(random, { people: HA_NHI, sex: 'male', birthYear: 1983, member: true });
    story.lockedHeads.set(namPac.key, '2019-02-01');
    story.at('2015-01-01', () => {
      world.endPost(world.heads.get(namPac.key), '2015-01-01', 'year');
      world.heads.set(namPac.key, world.holdPost(head.key, namPac.key, 'village_head', day('2015-01-01', 'year')));
    });
    story.count('2017-01-01');
    world.headApplicants.push({
      person: head.key,
      village: namPac.key,
      appliedOn: '2016-08-15',
      admittedOn: '2017-01-01',
    });
    story.at('2017-01-01', () => {
      const life = world.enter(random, {
        cell: cell(),
        on: '2017-01-01',
        cause: 'admission',
        person: head,
        ceremonyOn: '2017-01-01',
        precision: 'year',
        village,
        anchor: true,
      });
      life.posts.push(...world.posts.filter((post) => post.person === head.key));
      story.at('2019-01-01', () => {
        world.elect(life, '2019-01-01', 'year');
        world.endPost(world.heads.get(namPac.key), '2019-01-01', 'year');
      });
    });
  },
};
