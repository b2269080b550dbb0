/** The levels above the cells: provincial offices, and who leads provinces, districts and communes. */
import { REORGANISED_ON } from '../facts/index.ts';
import { CHIEM_HOA_COMMUNES, MUONG_NHE_VILLAGES, NA_CO_SA_VILLAGES } from '../facts/villages.ts';
import { dateOf } from './dates.ts';
import type { Deed } from './muong-nhe-story.ts';
import { longMember } from './opening.ts';
import { bodyOf, districtBody, provinceBody, provinceBodyAfter } from './party.ts';
import { communeAfter, oldPlace, OPENING, successorOf } from './places.ts';
import type { Random } from './random.ts';
import type { Key, PlanPost, PostKind } from './types.ts';
import { day, type World } from './world.ts';

const PROVINCES = [
  ['11', 'Điện Biên'],
  ['08', 'Tuyên Quang'],
  ['02', 'Hà Giang'],
] as const;
const OFFICE_SIZE = 18;

/** The offices of the provincial committees with their cells; Hà Giang's goes into Tuyên Quang's in July 2025. */
export function openProvinces(world: World, random: Random): Deed[] {
  for (const [code, name] of PROVINCES) {
    const stays = code === '11';
    const until = stays ? null : REORGANISED_ON;
    office(world, `office-${code}`, `Văn phòng Tỉnh ủy ${name}`, provinceBody(code), OPENING, until);
    const cell = world.openCell({
      key: `cell-office-${code}`,
      name: `Chi bộ Văn phòng Tỉnh ủy ${name}`,
      setting: 'agency',
      district: stays ? '11' : '08',
      commune: '',
      parent: provinceBody(code),
      on: OPENING,
      grassroots: true,
    });
    for (let i = 0; i < OFFICE_SIZE; i += 1) {
      const people = random.weighted([
        ['01', 6],
        [stays ? '03' : '02', 4],
      ]);
      longMember(world, random, { cell, people, anchor: true, birthYear: random.int(1966, 1986) });
    }
  }
  office(world, 'office-08-after', 'Văn phòng Tỉnh ủy Tuyên Quang', provinceBodyAfter('08'), REORGANISED_ON, null);
  return [
    {
      on: REORGANISED_ON,
      act: () => {
        const cell = world.openCell({
          key: 'cell-office-08-after',
          name: 'Chi bộ Văn phòng Tỉnh ủy Tuyên Quang',
          setting: 'agency',
          district: '08',
          commune: '',
          parent: provinceBodyAfter('08'),
          on: REORGANISED_ON,
          grassroots: true,
          basis: '202/2025/QH15',
        });
        for (const code of ['08', '02']) {
          const old = world.cells.get(`cell-office-${code}`);
          if (!old) throw new Error(`no office cell of ${code}`);
          for (const life of [...old.members])
            world.move(life, cell, REORGANISED_ON, 'reorganisation', { event: `close-${old.key}` });
          world.closeCell(old, REORGANISED_ON, {
            document: '202/2025/QH15',
            decidedBy: 'Ban Thường vụ Tỉnh ủy',
            successors: [cell.key],
          });
        }
      },
    },
  ];
}

function office(world: World, key: Key, name: string, parent: Key, validFrom: string, validTo: string | null) {
  world.addPartyUnit({
    key,
    tree: 'body',
    versions: [{ name, kind: 'office', parent, validFrom, validTo }],
    codes: [],
    aliases: [],
    lon: null,
    lat: null,
  });
}

/** Youth Union organisations of Mường Nhé, before and after. */
export function openYouthUnions(world: World) {
  const add = (key: Key, name: string, parent: Key, validFrom: string, validTo: string | null) =>
    world.addPartyUnit({
      key,
      tree: 'body',
      versions: [{ name, kind: 'youth_union', parent, validFrom, validTo }],
      codes: [],
      aliases: [],
      lon: null,
      lat: null,
    });
  add('youth-096', 'Huyện đoàn Mường Nhé', districtBody('096'), OPENING, REORGANISED_ON);
  add(
    'youth-03160',
    'Đoàn TNCS Hồ Chí Minh xã Mường Nhé',
    bodyOf(communeAfter(world.places.facts, '03160')),
    REORGANISED_ON,
    null,
  );
}

/** A post that must never stay empty while its unit lives. */
export type Seat = { unit: Key; kind: PostKind; cell: Key; from: string; to: string | null; post: PlanPost | null };

/** The leading posts of the sample's provinces, districts and communes. */
export function leadingSeats(world: World): Seat[] {
  const { facts } = world.places;
  const seat = (unit: Key, kind: PostKind, cell: Key, from: string, to: string | null): Seat => ({
    unit,
    kind,
    cell,
    from,
    to,
    post: null,
  });
  const old = (unit: Key, kinds: PostKind[], cell: Key) =>
    kinds.map((kind) => seat(unit, kind, cell, OPENING, REORGANISED_ON));
  const communes = [MUONG_NHE_VILLAGES, NA_CO_SA_VILLAGES, CHIEM_HOA_COMMUNES].flatMap((one) => Object.keys(one));
  const after = [...new Set(communes.map((code) => successorOf(facts, code)))];
  return [
    seat(provinceBody('11'), 'province_secretary', 'cell-office-11', OPENING, null),
    seat(provinceBody('11'), 'province_office_chief', 'cell-office-11', OPENING, null),
    ...old(provinceBody('08'), ['province_secretary', 'province_office_chief'], 'cell-office-08'),
    ...old(provinceBody('02'), ['province_secretary', 'province_office_chief'], 'cell-office-02'),
    seat(provinceBodyAfter('08'), 'province_secretary', 'cell-office-08-after', REORGANISED_ON, null),
    seat(provinceBodyAfter('08'), 'province_office_chief', 'cell-office-08-after', REORGANISED_ON, null),
    ...['096', '073'].flatMap((code) =>
      old(districtBody(code), ['district_secretary', 'district_deputy_secretary'], `cell-district-${code}-1`),
    ),
    ...communes
      .flatMap((code) =>
        old(bodyOf(oldPlace(code)), ['commune_secretary', 'commune_deputy_secretary'], `cell-agency-${code}`),
      )
      .map((one) => one),
    ...after.flatMap((code) =>
      (['commune_secretary', 'commune_deputy_secretary', 'commune_office_staff'] as const).map((kind) =>
        seat(bodyOf(communeAfter(facts, code)), kind, `cell-party-${code}-after`, REORGANISED_ON, null),
      ),
    ),
  ];
}

/** Fills the leading posts of a month; terms change in June 2015 and June 2020. */
export function fillSeats(
  world: World,
  seats: Seat[],
  at: { year: number; month: number; today: string },
  random: Random,
) {
  const first = dateOf(at.year, at.month, 1);
  const on =
    at.year === 2010 && at.month === 1 ? OPENING : first === REORGANISED_ON ? first : dateOf(at.year, at.month, 4);
  const congress = at.month === 6 && (at.year === 2015 || at.year === 2020);
  for (const seat of seats) {
    if (seat.to !== null && seat.to <= on) {
      world.endPost(seat.post, seat.to);
      continue;
    }
    const changes = random.chance(0.5);
    if (seat.from > on || on > at.today) continue;
    if (seat.post && seat.post.to === null && !(congress && changes)) continue;
    const cell = world.cells.get(seat.cell);
    const busy = new Set(seats.flatMap((one) => (one.post && one.post.to === null ? [one.post.person] : [])));
    const ready = cell ? world.officials(cell).filter((life) => !busy.has(life.person.key)) : [];
    if (ready.length === 0) continue;
    world.endPost(seat.post, on);
    const life = random.pick(ready);
    // Whoever holds such a post does not vanish by chance before the next congress.
    life.anchor = true;
    seat.post = world.holdPost(life.person.key, seat.unit, seat.kind, day(on));
  }
}
