/**
 * The small world that the stories act on: cells, members, posts. Every change is made through one of these functions,
 * so that nobody is in two cells on a day and every ending has its record.
 */
import type { DatedBy, Precision } from '#platform/shapes.ts';
import { addMonths, yearOf, yearsBetween } from './dates.ts';
import { educationFor, inventPerson, occupationFor, theoryFor } from './people.ts';
import { OPENING, type Places, type Village } from './places.ts';
import type { Random } from './random.ts';
import type {
  EntryCause,
  ExitCause,
  Key,
  MemberState,
  PlanExit,
  PlanHeadApplicant,
  PlanLink,
  PlanMember,
  PlanPerson,
  PlanPost,
  PlanReadmission,
  PlanResidence,
  PlanState,
  PlanTransfer,
  PlanUnit,
  PostKind,
  Setting,
} from './types.ts';
import { addDaysBack } from './life-state.ts';
import type { Cell, Life } from './life-state.ts';

export type { Cell, Life } from './life-state.ts';

export const day = (on: string, precision: Precision = 'day'): DatedBy => ({ on, precision });

export class World {
  readonly places: Places;
  readonly cells = new Map<Key, Cell>();
  readonly lives: Life[] = [];
  readonly persons: PlanPerson[] = [];
  readonly states: PlanState[] = [];
  readonly transfers: PlanTransfer[] = [];
  readonly exits: PlanExit[] = [];
  readonly readmissions: PlanReadmission[] = [];
  readonly residences: PlanResidence[] = [];
  readonly posts: PlanPost[] = [];
  readonly links: PlanLink[] = [];
  readonly partyUnits: PlanUnit[] = [];
  readonly headApplicants: PlanHeadApplicant[] = [];
  /** Villages in which somebody may be admitted by chance. */
  readonly openVillages = new Set<Key>();
  readonly heads = new Map<Key, PlanPost>();
  readonly lifeByPerson = new Map<Key, Life>();
  private numbers = 0;
  private cards = 0;

  constructor(places: Places) {
    this.places = places;
  }

  addPartyUnit(unit: PlanUnit) {
    this.partyUnits.push(unit);
    return unit;
  }

  openCell(about: {
    key: Key;
    name: string;
    setting: Setting;
    district: string;
    commune: string;
    parent: Key;
    on: string;
    basis?: string;
    grassroots?: boolean;
  }): Cell {
    const { key, name, setting, district, commune, parent, on, basis } = about;
    const version = {
      name,
      kind: about.grassroots ? ('grassroots_cell' as const) : ('party_cell' as const),
      setting,
      parent,
      validFrom: on,
      validTo: null,
      ...(basis ? { basis } : {}),
    };
    const unit = this.addPartyUnit({
      key,
      tree: 'party',
      versions: [version],
      codes: [],
      aliases: [],
      lon: null,
      lat: null,
    });
    const cell: Cell = {
      key,
      name,
      setting,
      district,
      commune,
      unit,
      openedOn: on,
      closedOn: null,
      members: new Set(),
      covers: [],
      secretary: null,
      secretaryLockedUntil: '',
    };
    if (this.cells.has(key)) throw new Error(`two cells with the key ${key}`);
    this.cells.set(key, cell);
    if (on > OPENING) {
      this.places.events.push({
        key: `establish-${key}`,
        kind: 'establish',
        effectiveOn: on,
        decidedOn: on,
        decidedBy: on < '2025-07-01' ? 'Ban Thường vụ Huyện ủy' : 'Ban Thường vụ Đảng ủy xã',
        document: basis ?? '',
        lines: [{ source: null, result: key, share: 'whole' }],
      });
    }
    return cell;
  }

  cover(cell: Cell, village: Key, on: string) {
    const link: PlanLink = { kind: 'covers', from: cell.key, to: village, validFrom: on, validTo: null };
    cell.covers.push(link);
    this.links.push(link);
  }

  uncover(cell: Cell, village: Key, on: string) {
    for (const link of cell.covers) if (link.to === village && link.validTo === null) link.validTo = on;
    cell.covers = cell.covers.filter((link) => link.validTo === null);
  }

  /** Which cell covers which village now. */
  coverage(): Map<Key, Cell> {
    const map = new Map<Key, Cell>();
    for (const cell of this.cells.values()) {
      if (cell.closedOn === null) for (const link of cell.covers) map.set(link.to, cell);
    }
    return map;
  }

  /** Ends a cell; its members must have moved before. */
  closeCell(cell: Cell, on: string, event: { document: string; decidedBy: string; successors: Key[] }) {
    if (cell.members.size > 0) throw new Error(`${cell.key} closes with members left over`);
    this.endPost(cell.secretary, on);
    cell.secretary = null;
    cell.closedOn = on;
    for (const link of cell.covers) link.validTo = on;
    const last = cell.unit.versions.at(-1);
    if (last) last.validTo = on;
    this.places.events.push({
      key: `close-${cell.key}`,
      kind: event.successors.length > 1 ? 'split' : 'merge',
      effectiveOn: on,
      decidedOn: on,
      decidedBy: event.decidedBy,
      document: event.document,
      lines: event.successors.map((result) => ({
        source: cell.key,
        result,
        share: event.successors.length > 1 ? 'part' : 'whole',
      })),
    });
  }

  newPerson(
    random: Random,
    about: { people: string; sex: 'male' | 'female'; birthYear: number; member: boolean },
  ): PlanPerson {
    this.numbers += 1;
    const person = inventPerson(random, { ...about, key: `person-${String(this.numbers).padStart(5, '0')}` });
    this.persons.push(person);
    return person;
  }

  /** A member in a cell from a day on, by any way in. */
  enter(
    random: Random,
    about: {
      cell: Cell;
      on: string;
      cause: EntryCause;
      people?: string;
      person?: PlanPerson;
      sex?: 'male' | 'female';
      birthYear?: number;
      ceremonyOn: string;
      precision?: Precision;
      village?: Village | null;
      anchor?: boolean;
      outside?: string;
    },
  ): Life {
    const { cell, on, cause, ceremonyOn, precision = 'day', village = null } = about;
    const person =
      about.person ??
      this.newPerson(random, {
        people: about.people ?? '01',
        sex: about.sex ?? (random.chance(cell.setting === 'military' ? 0.04 : 0.36) ? 'female' : 'male'),
        birthYear: about.birthYear ?? yearOf(ceremonyOn) - 25,
        member: true,
      });
    const age = yearsBetween(person.birth.on, on);
    const official = cause !== 'admission';
    const decidedOn = precision === 'day' ? addDaysBack(random, ceremonyOn) : ceremonyOn;
    this.cards += official ? 1 : 0;
    const member: PlanMember = {
      person: person.key,
      cardNumber: official ? this.card(cell) : null,
      decision: { on: decidedOn, precision },
      ceremony: { on: ceremonyOn, precision },
      ceremonyCell: cause === 'admission' ? cell.key : null,
      recognition: official ? { on: addMonths(ceremonyOn, 12), precision } : null,
      recognitionDecidedOn: null,
      education: educationFor(random, cell.setting, yearOf(person.birth.on)),
      theory: theoryFor(random, cell.setting, age),
      occupation: occupationFor(random, cell.setting, age),
    };
    const life: Life = {
      person,
      member,
      cell,
      open: null,
      village: null,
      residence: null,
      anchor: about.anchor ?? false,
      due: null,
      posts: [],
      postedUntil: null,
    };
    this.lives.push(life);
    this.lifeByPerson.set(person.key, life);
    this.begin(
      life,
      cell,
      official ? 'official' : 'probationary',
      { on, precision: cause === 'admission' ? precision : 'day' },
      cause,
    );
    if (village) this.moveHome(life, village, on);
    if (cause === 'transfer_in') {
      this.transfers.push({
        person: person.key,
        kind: 'permanent',
        fromCell: null,
        fromOutside: about.outside ?? null,
        toCell: cell.key,
        toOutside: null,
        letterOn: addMonths(on, -1),
        completedOn: on,
        event: null,
      });
    }
    return life;
  }

  private card(cell: Cell) {
    const province = cell.district === '096' || cell.district === '103' || cell.district === '11' ? '11' : '08';
    return `GD${province}.${String(this.cards).padStart(6, '0')}`;
  }

  private begin(life: Life, cell: Cell, state: MemberState, from: DatedBy, cause: PlanState['cause']) {
    const standing =
      state === 'probationary'
        ? 'probationary'
        : state === 'official'
          ? 'official'
          : (life.open?.standing ?? 'official');
    if (life.open) {
      if (life.open.from.on >= from.on) throw new Error(`${life.person.key}: two changes on ${from.on}`);
      life.open.to = from.on;
    }
    life.open = { person: life.person.key, cell: cell.key, state, standing, from, to: null, cause };
    this.states.push(life.open);
    life.cell.members.delete(life);
    life.cell = cell;
    cell.members.add(life);
  }

  setState(life: Life, state: MemberState, on: string, precision: Precision = 'day') {
    this.begin(life, life.cell, state, { on, precision }, 'state_change');
  }

  recognise(life: Life, random: Random) {
    const { ceremony } = life.member;
    const on = addMonths(ceremony.on, 12);
    life.member.recognition = { on, precision: ceremony.precision };
    if (random.chance(0.08)) life.member.recognitionDecidedOn = addMonths(on, 2);
    this.cards += 1;
    life.member.cardNumber = this.card(life.cell);
    this.setState(life, 'official', on, ceremony.precision);
  }

  move(life: Life, to: Cell, on: string, kind: PlanTransfer['kind'], about: { village?: Village; event?: Key } = {}) {
    const from = life.cell;
    const open = life.open;
    if (!open) throw new Error(`${life.person.key} is not on the roll`);
    this.leavePosts(life, on, from);
    const state =
      open.state === 'probationary'
        ? 'probationary'
        : open.state === 'exempt'
          ? 'exempt'
          : kind === 'reorganisation'
            ? open.state
            : 'official';
    this.begin(life, to, state, day(on), kind === 'reorganisation' ? 'reorganisation' : 'internal_transfer');
    this.transfers.push({
      person: life.person.key,
      kind,
      fromCell: from.key,
      fromOutside: null,
      toCell: to.key,
      toOutside: null,
      letterOn: kind === 'reorganisation' ? on : addMonths(on, -1),
      completedOn: on,
      event: about.event ?? null,
    });
    if (about.village) this.moveHome(life, about.village, on);
  }

  /** A transfer whose letter is written while the member still counts at home. */
  announceTransfer(life: Life, on: string, toOutside: string) {
    life.anchor = true;
    this.transfers.push({
      person: life.person.key,
      kind: 'permanent',
      fromCell: life.cell.key,
      fromOutside: null,
      toCell: null,
      toOutside,
      letterOn: on,
      completedOn: null,
      event: null,
    });
  }

  exit(life: Life, cause: ExitCause, on: string, about: { document?: string; toOutside?: string } = {}) {
    if (!life.open) throw new Error(`${life.person.key} is not on the roll`);
    if (life.open.from.on >= on) throw new Error(`${life.person.key}: two changes on ${on}`);
    life.open.to = on;
    life.open = null;
    life.cell.members.delete(life);
    this.leavePosts(life, on, null);
    if (life.residence && cause !== 'struck_off' && cause !== 'withdrawn' && cause !== 'expelled')
      life.residence.validTo = on;
    this.exits.push({ person: life.person.key, cell: life.cell.key, cause, on, document: about.document ?? null });
    if (cause === 'transfer_out') {
      this.transfers.push({
        person: life.person.key,
        kind: 'permanent',
        fromCell: life.cell.key,
        fromOutside: null,
        toCell: null,
        toOutside: about.toOutside ?? null,
        letterOn: addMonths(on, -1),
        completedOn: on,
        event: null,
      });
    }
    life.due = null;
  }

  readmit(life: Life, on: string) {
    this.begin(life, life.cell, 'probationary', day(on), 'readmission');
    this.readmissions.push({
      person: life.person.key,
      cell: life.cell.key,
      decidedOn: addMonths(on, -1),
      ceremonyOn: on,
    });
  }

  moveHome(life: Life, village: Village, on: string) {
    if (life.residence && life.residence.validTo === null) {
      if (life.residence.validFrom === on) this.residences.splice(this.residences.indexOf(life.residence), 1);
      else life.residence.validTo = on;
    }
    life.village = village;
    life.residence = { person: life.person.key, village: village.key, validFrom: on, validTo: null };
    this.residences.push(life.residence);
  }

  holdPost(person: Key, unit: Key, kind: PostKind, from: DatedBy): PlanPost {
    // Who left in mid-month held the post until then, also when the vote is dated earlier.
    const left = this.posts.findLast((post) => post.unit === unit && post.kind === kind)?.to;
    const post: PlanPost = { person, unit, kind, from: left && left.on > from.on ? left : from, to: null };
    this.posts.push(post);
    this.lifeByPerson.get(person)?.posts.push(post);
    return post;
  }

  endPost(post: PlanPost | null | undefined, on: string, precision: Precision = 'day') {
    if (!post || post.to !== null) return;
    if (post.from.on >= on) this.posts.splice(this.posts.indexOf(post), 1);
    post.to = { on, precision };
  }

  elect(life: Life, on: string, precision: Precision = 'day') {
    const { cell } = life;
    this.endPost(cell.secretary, on, precision);
    cell.secretary = this.holdPost(life.person.key, cell.key, 'cell_secretary', { on, precision });
  }

  /** Who leaves a cell leaves its secretary's post; who leaves the roll leaves every post. */
  private leavePosts(life: Life, on: string, only: Cell | null) {
    for (const post of life.posts.filter((one) => one.to === null && (!only || one.unit === only.key))) {
      this.endPost(post, on);
      if (life.cell.secretary === post) life.cell.secretary = null;
      if (only?.secretary === post) only.secretary = null;
    }
  }

  officials = (cell: Cell): Life[] => [...cell.members].filter((life) => life.open?.state === 'official');
}
