/**
 * Mường Nhé, 2010 to today: 38 villages without a member in 2015, all cleared by the end of 2020; 75 village cells
 * founded in those years; 687 members admitted, 538 of them from minorities; 26 village heads who applied.
 */
import { MUONG_NHE_VILLAGES } from '../facts/villages.ts';
import type { Area } from './life.ts';
import { type Deed, homeCell, Story, type StoryPlace } from './muong-nhe-story.ts';
import { namPac } from './nam-pac.ts';
import { longMember, openOffices, openVillageCell } from './opening.ts';
import { OPENING } from './places.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

export const MUONG_NHE = '096';
const ADMITTED: Record<number, [number, number]> = {
  2015: [92, 20],
  2016: [98, 22],
  2017: [108, 24],
  2018: [117, 25],
  2019: [133, 28],
  2020: [139, 30],
};
const MORE_MOTHERS = ['03157', '03160', '03163'];
const MORE_BLANKS = ['03160', '03161', '03162', '03159', '03163'];

export function muongNheArea(): Area {
  return {
    district: MUONG_NHE,
    admissions: (year) => {
      const [total, kinh] = ADMITTED[year] ?? [year < 2015 ? 112 + (year - 2010) * 3 : 118 + (year % 4) * 6, 26];
      return { total, kinh, offices: Math.round(total * 0.36) };
    },
    arrivals: (year) => (year < 2015 ? 62 : 44),
    kinhShare: 0.45,
    scripted: new Map(),
    readmissionsFrom: 2021,
  };
}

/** Opens the district in 2010 and lists what the story will do. */
export function tellMuongNhe(world: World, area: Area, random: Random, lockedHeads: Map<string, string>): Deed[] {
  const places = assign(world);
  openOffices(world, random, {
    district: MUONG_NHE,
    communes: Object.keys(MUONG_NHE_VILLAGES),
    kinhShare: area.kinhShare,
  });
  for (const place of places.filter((one) => one.role === 'mother')) openVillageCell(world, place.village, MUONG_NHE);
  for (const place of places) settle(world, random, place);
  const story = new Story(world, area, random, lockedHeads);
  story.foundCells(places);
  story.clearWithoutOwnCell(places);
  story.headsOfSharedVillages(places);
  story.mergers(places);
  story.lateVillages();
  story.relapses();
  return story.deeds;
}

/** Who has a cell of his own, who shares one, and who has no member in 2015. */
function assign(world: World): StoryPlace[] {
  return Object.keys(MUONG_NHE_VILLAGES).flatMap((commune) => {
    const villages = world.places.villages.filter((one) => one.commune === commune && one.foundedOn === OPENING);
    const mothers = villages.filter((one) => one.key !== 'nam-pac').slice(0, MORE_MOTHERS.includes(commune) ? 4 : 3);
    const blanks = villages.slice(MORE_BLANKS.includes(commune) ? -4 : -3);
    return villages.map((village, i): StoryPlace => {
      const role = mothers.includes(village) ? 'mother' : blanks.includes(village) ? 'blank' : 'shared';
      const mother = role === 'mother' ? village : mothers[i % mothers.length];
      if (!mother) throw new Error(`no cell near ${village.key}`);
      return { village, role, mother, coveredFromStart: role !== 'blank' || i % 2 === 0 };
    });
  });
}

function settle(world: World, random: Random, place: StoryPlace) {
  const cell = homeCell(world, place);
  if (place.role !== 'mother' && place.coveredFromStart) world.cover(cell, place.village.key, OPENING);
  if (place.role === 'blank') return;
  if (place.village.key === 'nam-pac') return namPac.settle(world, random, cell, place.village);
  const { people } = place.village;
  const size = place.role === 'mother' ? random.int(6, 9) : random.int(4, 6);
  for (let i = 0; i < size; i += 1) {
    const anchor = i < 3;
    longMember(world, random, {
      cell,
      people,
      village: place.village,
      ...(anchor ? { anchor, birthYear: random.int(1972, 1988) } : {}),
    });
  }
  world.openVillages.add(place.village.key);
}
