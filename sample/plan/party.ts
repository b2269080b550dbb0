/** Party organisations from the province down to the commune, and the cells that are no village cells. */
import { REORGANISED_ON } from '../facts/index.ts';
import { communeAfter, livesOn, newPlace, oldPlace, OPENING, provinceAfter, successorOf } from './places.ts';
import type { Key, PlanUnit, PlanVersion, Setting } from './types.ts';
import type { Cell, World } from './world.ts';

export const provinceBody = (code: string): Key => `party-province-${code}`;
export const provinceBodyAfter = (code: string): Key =>
  code === '11' ? provinceBody('11') : 'party-province-08-after';
export const districtBody = (code: string): Key => `party-district-${code}`;

/** Key of the Party organisation that leads a place of province or commune level. */
export const bodyOf = (place: Key): Key => place.replace(/^place-/, 'party-commune-');

const body = (key: Key, versions: PlanVersion[]): PlanUnit => ({
  key,
  tree: 'party',
  versions,
  codes: [],
  aliases: [],
  lon: null,
  lat: null,
});

/** Province, district and commune organisations, each leading its place. */
export function buildBodies(world: World) {
  const { facts, units, events } = world.places;
  const lead = (from: Key, to: Key, validFrom: string, validTo: string | null) =>
    world.links.push({ kind: 'leads', from, to, validFrom, validTo });

  for (const unit of facts.before.filter((one) => one.level === 'province')) {
    const stays = unit.code === '11';
    const validTo = stays ? null : REORGANISED_ON;
    world.addPartyUnit(
      body(provinceBody(unit.code), [
        { name: `Đảng bộ tỉnh ${unit.name}`, kind: 'province_body', parent: null, validFrom: OPENING, validTo },
      ]),
    );
    lead(provinceBody(unit.code), oldPlace(unit.code), OPENING, validTo);
  }
  world.addPartyUnit(
    body(provinceBodyAfter('08'), [
      {
        name: 'Đảng bộ tỉnh Tuyên Quang',
        kind: 'province_body',
        parent: null,
        validFrom: REORGANISED_ON,
        validTo: null,
        basis: '202/2025/QH15',
      },
    ]),
  );
  lead(provinceBodyAfter('08'), provinceAfter('08'), REORGANISED_ON, null);
  events.push({
    key: 'merge-party-province-08',
    kind: 'merge',
    effectiveOn: REORGANISED_ON,
    decidedOn: '2025-06-12',
    decidedBy: 'Bộ Chính trị',
    document: '202/2025/QH15',
    lines: ['02', '08'].map((code) => ({
      source: provinceBody(code),
      result: provinceBodyAfter('08'),
      share: 'whole',
    })),
  });

  for (const unit of facts.before.filter((one) => one.level === 'district')) {
    const word = unit.kind === 'huyen' ? 'huyện' : unit.kind === 'thi_xa' ? 'thị xã' : 'thành phố';
    world.addPartyUnit(
      body(districtBody(unit.code), [
        {
          name: `Đảng bộ ${word} ${unit.name}`,
          kind: 'district_body',
          parent: provinceBody(unit.parentCode ?? ''),
          validFrom: OPENING,
          validTo: REORGANISED_ON,
        },
      ]),
    );
    lead(districtBody(unit.code), oldPlace(unit.code), OPENING, REORGANISED_ON);
  }

  // A commune's organisation follows its place: the same versions, one level of the other tree.
  for (const place of units.values()) {
    const { kind } = place.versions[0] ?? {};
    if (kind !== 'commune' && kind !== 'ward' && kind !== 'township') continue;
    const versions = place.versions.map((version): PlanVersion => ({
      name: `Đảng bộ ${version.name.charAt(0).toLowerCase()}${version.name.slice(1)}`,
      kind: 'commune_body',
      parent: parentBody(version.parent),
      validFrom: version.validFrom,
      validTo: version.validTo,
      ...(version.basis ? { basis: version.basis } : {}),
    }));
    world.addPartyUnit(body(bodyOf(place.key), versions));
    lead(bodyOf(place.key), place.key, versions[0]?.validFrom ?? OPENING, versions.at(-1)?.validTo ?? null);
  }
  for (const unit of facts.after.filter((one) => one.level === 'commune')) {
    const lines = facts.merges.filter((line) => line.newCode === unit.code);
    const result = bodyOf(communeAfter(facts, unit.code));
    if (lines.some((line) => livesOn(facts, line.oldCode))) continue;
    events.push({
      key: `merge-party-commune-${unit.code}`,
      kind: 'merge',
      effectiveOn: REORGANISED_ON,
      decidedOn: '2025-06-20',
      decidedBy: 'Ban Thường vụ Tỉnh ủy',
      document: lines[0]?.resolution ?? '',
      lines: lines.map((line) => ({
        source: bodyOf(oldPlace(line.oldCode)),
        result,
        share: line.share,
        areaShare: line.areaShare,
        populationShare: line.populationShare,
      })),
    });
  }
  for (const unit of facts.before.filter((one) => one.level === 'district')) {
    events.push({
      key: `end-party-district-${unit.code}`,
      kind: 'dissolve',
      effectiveOn: REORGANISED_ON,
      decidedOn: '2025-06-20',
      decidedBy: 'Ban Thường vụ Tỉnh ủy',
      document: '294-QĐ/TW',
      lines: [{ source: districtBody(unit.code), result: null, share: 'whole' }],
    });
  }
}

function parentBody(place: Key | null): Key {
  const code = /^place-(\d+)/.exec(place ?? '')?.[1] ?? '';
  if (code.length === 3) return districtBody(code);
  return place === newPlace('08') ? provinceBodyAfter('08') : provinceBody(code);
}

/** Offices of a district, schools and posts: name, where it works, the commune it sits in, and its size in 2010. */
export type CellSpec = { key: Key; name: string; setting: Setting; commune: string; size: number };

const DISTRICT_AGENCIES = [
  'Văn phòng Huyện ủy',
  'Ban Tổ chức Huyện ủy',
  'Ban Tuyên giáo Huyện ủy',
  'Ban Dân vận Huyện ủy',
  'Cơ quan Ủy ban Kiểm tra Huyện ủy',
  'Trung tâm Bồi dưỡng chính trị huyện',
  'Văn phòng HĐND và UBND huyện',
  'Phòng Nội vụ',
  'Phòng Tài chính - Kế hoạch',
  'Phòng Nông nghiệp và PTNT',
  'Phòng Giáo dục và Đào tạo',
  'Phòng Lao động - Thương binh và Xã hội',
  'Phòng Dân tộc',
  'Phòng Tài nguyên và Môi trường',
  'Phòng Văn hóa và Thông tin',
  'Phòng Kinh tế và Hạ tầng',
  'Phòng Tư pháp - Thanh tra',
  'Khối Mặt trận và các đoàn thể',
  'Tòa án nhân dân huyện',
  'Viện kiểm sát nhân dân huyện',
  'Chi cục Thi hành án dân sự',
  'Kho bạc Nhà nước huyện',
  'Chi cục Thuế huyện',
  'Bảo hiểm xã hội huyện',
  'Hạt Kiểm lâm huyện',
  'Ngân hàng Chính sách xã hội huyện',
];

const DISTRICTS: Record<
  string,
  {
    seat: string;
    boarding: boolean;
    posts: [string, string, number][];
    agencySize: [number, number];
    schoolSize: number;
    communeSize: number;
  }
> = {
  '096': {
    seat: '03160',
    boarding: true,
    agencySize: [4, 9],
    schoolSize: 3,
    communeSize: 9,
    posts: [
      ['03154', 'Đồn Biên phòng A Pa Chải', 17],
      ['03155', 'Đồn Biên phòng Sen Thượng', 14],
      ['03158', 'Đồn Biên phòng Leng Su Sìn', 15],
      ['03160', 'Đồn Biên phòng Mường Nhé', 18],
      ['03162', 'Đồn Biên phòng Nậm Kè', 14],
    ],
  },
  '073': { seat: '02287', boarding: false, agencySize: [8, 16], schoolSize: 9, communeSize: 16, posts: [] },
};

/** The cells of a district that cover no village. */
export function officeCells(
  world: World,
  district: string,
  communes: string[],
  random: { int(low: number, high: number): number },
): CellSpec[] {
  const names = new Map(world.places.facts.before.map((unit) => [unit.code, unit]));
  const shape = DISTRICTS[district] ?? {
    seat: '',
    boarding: true,
    posts: [],
    agencySize: [4, 8] as [number, number],
    schoolSize: 4,
    communeSize: 11,
  };
  const specs: CellSpec[] = [];
  for (const commune of communes) {
    const unit = names.get(commune);
    const word = unit?.kind === 'thi_tran' ? 'thị trấn' : 'xã';
    const name = unit?.name ?? commune;
    const secondary = shape.boarding ? 'PTDTBT THCS' : 'THCS';
    specs.push(
      {
        key: `cell-agency-${commune}`,
        name: `Chi bộ cơ quan ${word} ${name}`,
        setting: 'agency',
        commune,
        size: shape.communeSize + random.int(-2, 4),
      },
      {
        key: `cell-kindergarten-${commune}`,
        name: `Chi bộ Trường Mầm non ${name}`,
        setting: 'school',
        commune,
        size: shape.schoolSize + random.int(0, 3),
      },
      {
        key: `cell-primary-${commune}`,
        name: `Chi bộ Trường Tiểu học ${name}`,
        setting: 'school',
        commune,
        size: shape.schoolSize + random.int(1, 5),
      },
      {
        key: `cell-secondary-${commune}`,
        name: `Chi bộ Trường ${secondary} ${name}`,
        setting: 'school',
        commune,
        size: shape.schoolSize + random.int(1, 5),
      },
      {
        key: `cell-health-${commune}`,
        name: `Chi bộ Trạm Y tế ${word} ${name}`,
        setting: 'health',
        commune,
        size: random.int(3, 5),
      },
    );
  }
  if (!shape.seat) return specs;
  const seat = { commune: shape.seat };
  const district2 = names.get(district)?.name ?? '';
  DISTRICT_AGENCIES.forEach((agency, i) =>
    specs.push({
      ...seat,
      key: `cell-district-${district}-${i + 1}`,
      name: `Chi bộ ${agency}`,
      setting: 'agency',
      size: random.int(...shape.agencySize),
    }),
  );
  specs.push(
    {
      ...seat,
      key: `cell-district-${district}-police`,
      name: `Chi bộ Công an huyện ${district2}`,
      setting: 'police',
      size: district === '096' ? 28 : 44,
    },
    {
      ...seat,
      key: `cell-district-${district}-military`,
      name: `Chi bộ Quân sự huyện ${district2}`,
      setting: 'military',
      size: 18,
    },
    {
      ...seat,
      key: `cell-hospital-${district}`,
      name: `Chi bộ Trung tâm Y tế huyện ${district2}`,
      setting: 'health',
      size: 22,
    },
    {
      ...seat,
      key: `cell-highschool-${district}`,
      name: `Chi bộ Trường THPT ${district2}`,
      setting: 'school',
      size: 21,
    },
    {
      ...seat,
      key: `cell-boarding-${district}`,
      name: `Chi bộ Trường PTDTNT THPT huyện ${district2}`,
      setting: 'school',
      size: 14,
    },
  );
  for (const [commune, name, size] of shape.posts) {
    specs.push({ key: `cell-border-${commune}`, name: `Chi bộ ${name}`, setting: 'military', commune, size });
  }
  return specs;
}

/** True for cells that answered to the district organisation itself. */
export const isDistrictCellKey = (key: Key) => /^cell-(district|hospital|highschool|boarding|border)/.test(key);

/** The Party organisation of the commune in which a cell stands since July 2025. */
export const bodyAfter = (world: World, commune: string): Key =>
  bodyOf(communeAfter(world.places.facts, successorOf(world.places.facts, commune)));

/**
 * July 2025: the district's organisation ends, its office cells and the commune offices go into the offices of the new
 * communes, every other cell gets a new parent, and no member is left over.
 */
export function reorganiseParty(world: World, district: string) {
  const { facts } = world.places;
  const on = REORGANISED_ON;
  const cells = [...world.cells.values()].filter((cell) => cell.district === district && cell.closedOn === null);
  const successors = [...new Set(cells.map((cell) => successorOf(facts, cell.commune)))].sort();
  const offices = new Map<string, { party: Cell; government: Cell; police: Cell }>();
  const document = facts.merges.find((line) => line.newCode === successors[0])?.resolution ?? '';
  for (const code of successors) {
    const name = facts.after.find((unit) => unit.code === code)?.name ?? code;
    const commune = facts.merges.find((line) => line.newCode === code)?.oldCode ?? '';
    const open = (key: string, title: string, setting: Setting) => {
      const existing = world.cells.get(`cell-${key}-${code}-after`);
      return (
        existing ??
        world.openCell({
          key: `cell-${key}-${code}-after`,
          name: `Chi bộ ${title} xã ${name}`,
          setting,
          district,
          commune,
          parent: bodyAfter(world, commune),
          on,
          basis: document,
        })
      );
    };
    offices.set(code, {
      party: open('party', 'các cơ quan Đảng', 'agency'),
      government: open('government', 'cơ quan UBND', 'agency'),
      police: open('police', 'Công an', 'police'),
    });
  }
  for (const cell of cells) {
    const code = successorOf(facts, cell.commune);
    const office = offices.get(code);
    if (!office) throw new Error(`no offices for ${cell.key}`);
    const isOffice =
      cell.key.startsWith('cell-agency-') || (cell.key.startsWith('cell-district-') && cell.setting === 'agency');
    const isPolice = cell.setting === 'police';
    if (isOffice || isPolice) {
      const targets = isPolice
        ? [...offices.values()].map((one) => one.police)
        : officeTargets(cell, office, [...offices.values()]);
      const start = cell.members.size;
      const used = new Set<Key>();
      [...cell.members].forEach((life, i) => {
        const target = targets[(start + i) % targets.length] ?? office.party;
        used.add(target.key);
        world.move(life, target, on, 'reorganisation', { event: `close-${cell.key}` });
      });
      world.closeCell(cell, on, {
        document,
        decidedBy: 'Ban Thường vụ Tỉnh ủy',
        successors: used.size > 0 ? [...used] : [office.government.key],
      });
    } else {
      const last = cell.unit.versions.at(-1);
      if (!last) throw new Error(`${cell.key} has no version`);
      last.validTo = on;
      cell.unit.versions.push({
        ...last,
        parent: bodyAfter(world, cell.commune),
        validFrom: on,
        validTo: null,
        basis: document,
      });
    }
  }
}

type Office = { party: Cell; government: Cell };

/**
 * Where the members of an office go: most district offices whole into one new commune, every ninth spread over all of
 * them, which is where figures on today's boundaries honestly stay in doubt.
 */
function officeTargets(cell: Cell, own: Office, all: Office[]): Cell[] {
  const number = Number(/^cell-district-\d+-(\d+)$/.exec(cell.key)?.[1] ?? 0);
  if (number === 0) return [own.party, own.government];
  if (number % 9 === 0) return all.flatMap((one) => [one.party, one.government]);
  const office = all[number % all.length] ?? own;
  return [number <= 6 ? office.party : office.government];
}
