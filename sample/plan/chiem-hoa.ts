/** Chiêm Hóa and Na Cô Sa, 2010 to today: steady places, with village mergers of 2019 in which cells merge too. */
import { CHIEM_HOA_COMMUNES, NA_CO_SA_VILLAGES } from '../facts/villages.ts';
import type { Area } from './life.ts';
import type { Deed } from './muong-nhe-story.ts';
import { longMember, openOffices, openVillageCell } from './opening.ts';
import { mergeVillages, type Village } from './places.ts';
import type { Random } from './random.ts';
import type { Cell, World } from './world.ts';

export function chiemHoaArea(): Area {
  return {
    district: '073',
    admissions: (year) => ({ total: 200 + ((year * 7) % 5) * 6, kinh: 18, offices: 70 }),
    arrivals: (year) => (year < 2020 ? 62 : 54),
    kinhShare: 0.28,
    scripted: new Map(),
    readmissionsFrom: 2014,
  };
}

export function naCoSaArea(): Area {
  return {
    district: '103',
    admissions: () => ({ total: 9, kinh: 1, offices: 3 }),
    arrivals: () => 2,
    kinhShare: 0.3,
    scripted: new Map(),
    readmissionsFrom: 2022,
  };
}

/** Opens Chiêm Hóa in 2010: nearly every village has its cell, some share one. */
export function tellChiemHoa(world: World, area: Area, random: Random): Deed[] {
  openOffices(world, random, { district: '073', communes: Object.keys(CHIEM_HOA_COMMUNES), kinhShare: area.kinhShare });
  for (const commune of Object.keys(CHIEM_HOA_COMMUNES)) settleCommune(world, random, '073', commune, [9, 19]);
  return [
    merger(world, 'Bản Ho 2', 'Bản Ho 1', '02332', 'Thôn Bản Ho'),
    merger(world, 'Vĩnh Quý', 'Vĩnh Lợi', '02287'),
    merger(world, 'Đầm Hồng 2', 'Đầm Hồng 1', '02329', 'Thôn Đầm Hồng'),
  ];
}

/** Opens Na Cô Sa of Nậm Pồ, so that the new commune of Quảng Lâm is whole. */
export function tellNaCoSa(world: World, area: Area, random: Random): Deed[] {
  openOffices(world, random, { district: '103', communes: Object.keys(NA_CO_SA_VILLAGES), kinhShare: area.kinhShare });
  for (const commune of Object.keys(NA_CO_SA_VILLAGES)) settleCommune(world, random, '103', commune, [4, 9]);
  return [];
}

function settleCommune(world: World, random: Random, district: string, commune: string, size: [number, number]) {
  let cell: Cell | undefined;
  world.places.villages
    .filter((village) => village.commune === commune)
    .forEach((village, i) => {
      const shares = cell !== undefined && i % 12 === 6;
      if (shares && cell) world.cover(cell, village.key, '2010-01-01');
      else cell = openVillageCell(world, village, district);
      for (let n = random.int(...size); n > 0; n -= 1) {
        const mixed = district === '073' && random.chance(0.1);
        const people = mixed ? random.pick(['01', '02', '07']) : village.people;
        if (cell)
          longMember(world, random, {
            cell,
            people,
            village,
            ...(n <= 3 ? { anchor: true, birthYear: random.int(1972, 1988) } : {}),
          });
      }
      world.openVillages.add(village.key);
    });
}

/** One village is taken into another at the end of 2019; its cell goes into the other's. */
function merger(world: World, absorbedName: string, intoName: string, commune: string, newName?: string): Deed {
  const on = '2020-01-01';
  const village = (name: string): Village => {
    const found = world.places.villages.find((one) => one.name === name && one.commune === commune);
    if (!found) throw new Error(`no village ${name}`);
    return found;
  };
  return {
    on,
    act: () => {
      const [absorbed, into] = [village(absorbedName), village(intoName)];
      const [closing, staying] = [world.cells.get(`cell-${absorbed.key}`), world.cells.get(`cell-${into.key}`)];
      if (!closing || !staying) throw new Error(`${absorbedName} and ${intoName} have no cells of their own`);
      for (const life of [...closing.members]) {
        world.move(life, staying, on, 'reorganisation', {
          event: `close-${closing.key}`,
          ...(life.village ? { village: into } : {}),
        });
      }
      world.closeCell(closing, on, {
        document: '45/NQ-HĐND',
        decidedBy: 'Ban Thường vụ Huyện ủy',
        successors: [staying.key],
      });
      world.endPost(world.heads.get(absorbed.key), on);
      world.openVillages.delete(absorbed.key);
      mergeVillages(world.places, {
        absorbed: absorbed.key,
        into: into.key,
        on,
        act: '45/NQ-HĐND',
        ...(newName ? { newName } : {}),
      });
    },
  };
}
