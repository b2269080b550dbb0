/** The ways to membership: those that ended in the admissions of the plan, those that ended otherwise, and those under way. */
import type { NominatorKind, PlanApplication } from './application.ts';
import { addDays, addMonths, yearOf } from './dates.ts';
import { inventPerson } from './people.ts';
import { randomFor, type Random } from './random.ts';
import { readPlanTree } from './reading.ts';
import type { SamplePlan } from './sample-plan.ts';
import type { Education, Key, PlanMember, PlanPerson, PlanState } from './types.ts';

const SINCE = '2019-01-01';
const DISTRICT_ENDS = '2025-06-30';
/** What the article says: 254 introduced, 211 of them admitted. */
export const UNION = { introduced: 254, admitted: 211, ended: 19 } as const;
const DISTRICT = 'party-district-096';
const UNION_UNIT = 'youth-096';
const UNION_AFTER = 'youth-03160';
const COMMUNE_AFTER = '03160';
/** Everywhere else the register tells of those admitted from here on. */
const ELSEWHERE_SINCE = '2024-07-01';

type Dates = Pick<
  PlanApplication,
  | 'noticedOn'
  | 'listedOn'
  | 'courseOn'
  | 'appliedOn'
  | 'requestedOn'
  | 'checkedOn'
  | 'introducedOn'
  | 'votedOn'
  | 'grassrootsOn'
  | 'submittedOn'
  | 'decidedOn'
>;
type Told = Omit<SamplePlan, 'applications'>;

/** Every application of the sample; those under way as they stand today. */
export function buildApplications(plan: Told): PlanApplication[] {
  const story = new Story(plan);
  const admitted = story.admitted();
  const ended = story.endedOfUnion();
  const union = admitted.filter((one) => one.nominator === UNION_UNIT && one.noticedOn >= SINCE).length + ended.length;
  return [...admitted, ...ended, ...story.underWay(UNION.introduced - union)];
}

class Story {
  private readonly plan: Told;
  private readonly tree: ReturnType<typeof readPlanTree>;
  private readonly persons: Map<Key, PlanPerson>;
  private readonly statesOf = new Map<Key, PlanState[]>();
  private readonly lastState = new Map<Key, PlanState>();

  constructor(plan: Told) {
    this.plan = plan;
    this.tree = readPlanTree(plan as SamplePlan);
    this.persons = new Map(plan.persons.map((person) => [person.key, person]));
    for (const state of plan.states) {
      const list = this.statesOf.get(state.cell) ?? [];
      list.push(state);
      this.statesOf.set(state.cell, list);
      this.lastState.set(state.person, state);
    }
  }

  private random(of: string): Random {
    return randomFor(`${this.plan.seed}/admission/${of}`);
  }

  private inDistrict(cell: Key, on: string): boolean {
    return this.tree.isBelow(cell, DISTRICT, on < DISTRICT_ENDS ? on : DISTRICT_ENDS);
  }

  admitted(): PlanApplication[] {
    const heads = new Map(this.plan.headApplicants.map((head) => [head.person, head]));
    const told = this.plan.members.flatMap((member) => {
      const cell = member.ceremonyCell;
      const head = heads.get(member.person);
      if (cell === null || (!head && member.decision.precision !== 'day')) return [];
      const here = this.inDistrict(cell, member.ceremony.on);
      if (!head && member.ceremony.on < (here ? '2019-03-01' : ELSEWHERE_SINCE)) return [];
      const dates = this.datesOf(member, head?.appliedOn);
      return dates ? [{ member, cell, head, here, dates }] : [];
    });
    const young = told.filter(({ member, head, here, dates }) => {
      const age = yearOf(dates.noticedOn) - yearOf(this.persons.get(member.person)?.birth.on ?? '1900');
      return here && !head && age <= 30 && dates.noticedOn >= SINCE && dates.noticedOn <= DISTRICT_ENDS;
    });
    const chosen = this.random('union').shuffle(young.filter(({ member }) => member.ceremony.on <= DISTRICT_ENDS));
    const later = young.filter(({ member }) => member.ceremony.on > DISTRICT_ENDS);
    const union = new Set(
      [...chosen.slice(0, UNION.admitted), ...later.slice(0, UNION.introduced - UNION.admitted - UNION.ended)].map(
        ({ member }) => member.person,
      ),
    );
    if (chosen.length < UNION.admitted) throw new Error('not enough young members for what the Union introduced');
    return told.map(({ member, cell, head, dates }) => this.fileOf(member, cell, dates, union, head));
  }

  private fileOf(
    member: PlanMember,
    cell: Key,
    dates: Dates,
    union: ReadonlySet<Key>,
    head: SamplePlan['headApplicants'][number] | undefined,
  ): PlanApplication {
    const random = this.random(`file/${member.person}`);
    const person = this.persons.get(member.person);
    if (!person) throw new Error(`${member.person} is nobody`);
    const exit = this.plan.exits.find(
      (one) => one.person === member.person && one.on < (member.recognition?.on ?? '9999'),
    );
    const dueOn = addMonths(member.ceremony.on, 12);
    const officialOn = exit ? null : (member.recognition?.on ?? null);
    const late = member.recognitionDecidedOn;
    // The register has recognised at month 12, so the papers are there by today.
    const by = (on: string) => (on < this.plan.today ? on : this.plan.today);
    const votedOn = by(addDays(dueOn, random.int(2, late === null ? 24 : 50)));
    const proposedOn = officialOn === null ? null : votedOn;
    const decidedOn = addDays(votedOn, random.int(6, late === null ? 30 : 60));
    const recognisedOn = officialOn === null ? null : by(late !== null && late > votedOn ? late : decidedOn);
    const official = officialOn !== null;
    const receivedOn = [addDays(member.decision.on, random.int(1, 6)), member.ceremony.on].sort()[0] ?? null;
    return {
      key: `admitted-${member.person}`,
      person: member.person,
      member: member.person,
      fullName: person.fullName,
      sex: person.sex,
      birth: person.birth,
      education: member.education,
      cell: official ? cell : (this.lastState.get(member.person)?.cell ?? cell),
      nominatedCell: cell,
      ...this.nominatorOf(cell, dates.noticedOn, union.has(member.person), random),
      relaxed: member.education === 'primary' ? 'area' : 'none',
      post: head ? { kind: 'village_head', village: head.village } : null,
      ...dates,
      stage: exit ? 'removed' : official ? 'official' : 'probationary',
      stageOn: exit?.on ?? (official ? (recognisedOn ?? dueOn) : member.ceremony.on),
      receivedOn,
      ceremonyOn: member.ceremony.on,
      proposedOn,
      recognisedOn,
      officialOn,
      endedOn: exit?.on ?? null,
      dropReason: null,
      introducers: this.introducersOf(cell, dates.introducedOn ?? dates.noticedOn, random),
      votes: this.votesOf(cell, dates.votedOn, random),
    };
  }

  private nominatorOf(
    cell: Key,
    on: string,
    union: boolean,
    random: Random,
  ): Pick<PlanApplication, 'nominator' | 'nominatorKind'> {
    if (union) return { nominator: UNION_UNIT, nominatorKind: 'youth_union' };
    const kind = random.weighted<NominatorKind>([
      ['cell', 5],
      ['women_union', 2],
      ['farmers_union', 3],
    ]);
    const body = this.tree.parent(cell, on) ?? this.tree.unit(cell).versions[0]?.parent;
    return kind === 'cell' || !body
      ? { nominator: cell, nominatorKind: 'cell' }
      : { nominator: body, nominatorKind: kind };
  }

  /** Days of the papers, back from the decision. */
  private datesOf(member: PlanMember, applied: string | undefined): Dates | null {
    const random = this.random(`dates/${member.person}`);
    const decided = member.decision.on;
    // Most boards keep the 60 working days; some do not.
    const board = random.chance(0.07) ? random.int(92, 125) : random.int(25, 78);
    const before = applied === undefined ? board + random.int(70, 120) : 0;
    const appliedOn = applied ?? addDays(decided, -before);
    const span = (Date.parse(decided) - Date.parse(appliedOn)) / 86_400_000;
    const at = (days: number, share: number) =>
      addDays(appliedOn, applied === undefined ? days : Math.max(1, Math.round(span * share)));
    const rest = before - board;
    const [requested, checked, introduced] = [
      at(4, 0.05),
      at(Math.round(rest * 0.55), 0.35),
      at(Math.round(rest * 0.65), 0.42),
    ];
    const person = this.persons.get(member.person);
    const eighteen = person ? addMonths(person.birth.on, 216) : appliedOn;
    const voted = [at(Math.round(rest * 0.75), 0.5), eighteen].sort()[1] ?? '';
    const grassroots = at(Math.round(rest * 0.92), 0.62);
    if (voted > grassroots) return null;
    const courseOn = addDays(appliedOn, -random.int(25, 160));
    const listedOn = addDays(courseOn, -random.int(20, 80));
    return {
      noticedOn: addDays(listedOn, -random.int(8, 45)),
      listedOn,
      courseOn,
      appliedOn,
      requestedOn: requested,
      checkedOn: checked,
      introducedOn: introduced,
      votedOn: voted,
      grassrootsOn: grassroots,
      submittedOn: applied === undefined ? addDays(decided, -board) : at(0, 0.7),
      decidedOn: decided,
    };
  }

  private officialsOn(cell: Key, on: string): PlanState[] {
    return (this.statesOf.get(cell) ?? []).filter(
      (state) => state.standing === 'official' && state.from.on <= on && (state.to === null || state.to > on),
    );
  }

  private introducersOf(cell: Key, on: string, random: Random): Key[] {
    return random
      .shuffle(this.officialsOn(cell, on))
      .slice(0, 2)
      .map((state) => state.person);
  }

  private votesOf(cell: Key, on: string | null, random: Random): PlanApplication['votes'] {
    if (on === null) return null;
    const base = this.officialsOn(cell, on).filter((state) => state.state === 'official').length;
    return base === 0 ? null : { base, for: base - random.int(0, Math.floor(base / 5)) };
  }

  /** Nineteen whom the Union introduced and who did not go on; by now nobody knows who most of them were. */
  endedOfUnion(): PlanApplication[] {
    const random = this.random('ended');
    const cells = this.villageCells((cell) => this.inDistrict(cell, DISTRICT_ENDS));
    return Array.from({ length: UNION.ended }, (_, at) => {
      const noticedOn = addDays('2019-02-04', at * 105 + random.int(0, 60));
      const reached = at % 4;
      const listedOn = addDays(noticedOn, random.int(12, 50));
      const courseOn = reached > 0 ? addDays(listedOn, random.int(30, 90)) : null;
      const appliedOn = courseOn !== null && reached > 1 ? addDays(courseOn, random.int(30, 90)) : null;
      const checkedOn = appliedOn !== null && reached > 2 ? addDays(appliedOn, random.int(25, 60)) : null;
      const last = checkedOn ?? appliedOn ?? courseOn ?? listedOn;
      const endedOn = [addDays(last, random.int(30, 150)), DISTRICT_ENDS].sort()[0] ?? last;
      const dropReason = at < 11 ? 'moved_away' : at < 16 ? 'not_eligible' : 'withdrew';
      return {
        ...this.invent(`union-ended-${at}`, random.pick(cells), noticedOn, random),
        nominator: UNION_UNIT,
        nominatorKind: 'youth_union',
        listedOn,
        courseOn,
        appliedOn,
        requestedOn: checkedOn === null ? null : addDays(appliedOn ?? last, 3),
        checkedOn,
        stage: 'dropped',
        stageOn: endedOn,
        endedOn,
        dropReason,
      };
    });
  }

  private villageCells(wanted: (cell: Key) => boolean): Key[] {
    return this.plan.units
      .filter((unit) => unit.key.startsWith('cell-') && unit.versions.at(-1)?.validTo === null)
      .filter((unit) => unit.versions.at(-1)?.setting === 'village' && wanted(unit.key))
      .map((unit) => unit.key);
  }

  /** Those on their way today, stage by stage; heads of villages among them. `ofUnion` still belong to the Union's 254. */
  underWay(ofUnion: number): PlanApplication[] {
    const list: PlanApplication[] = [];
    const communes = new Map<Key, Key[]>();
    for (const cell of this.villageCells(() => true)) {
      const body = this.tree.parent(cell, this.plan.today);
      if (body) communes.set(body, [...(communes.get(body) ?? []), cell]);
    }
    for (const [body, cells] of communes) {
      const home = body === `party-commune-${COMMUNE_AFTER}` || body.endsWith(`-${COMMUNE_AFTER}-after`);
      const random = this.random(`open/${body}`);
      for (let at = 0; at < (home ? 40 : random.int(5, 9)); at += 1) {
        const cell = home && at % 7 === 0 ? 'cell-nam-pac' : random.pick(cells);
        list.push(
          this.onTheWay(`open-${body}-${at}`, cell, home && at % 2 === 0, home ? at : at + random.int(0, 11), random),
        );
      }
    }
    const random = this.random('open-union');
    const before = this.villageCells((cell) => this.inDistrict(cell, DISTRICT_ENDS));
    for (let at = 0; at < ofUnion; at += 1) {
      const noticedOn = addDays(DISTRICT_ENDS, -random.int(20, 200));
      list.push({
        ...this.invent(`open-union-${at}`, random.pick(before), noticedOn, random),
        nominator: UNION_UNIT,
        nominatorKind: 'youth_union',
        listedOn: addDays(noticedOn, 14),
        stage: 'outstanding',
        stageOn: addDays(noticedOn, 14),
      });
    }
    return list;
  }

  /** How many days before today each stage began, by the place in the column: some are quiet, some soon due, some late. */
  private onTheWay(key: string, cell: Key, ofUnion: boolean, place: number, random: Random): PlanApplication {
    const { today } = this.plan;
    const stages = [
      'noticed',
      'outstanding',
      'course_done',
      'applied',
      'introduced',
      'cell_voted',
      'grassroots_voted',
      'decided',
    ] as const;
    const stage = stages[place % stages.length] ?? 'noticed';
    const far = stages.indexOf(stage);
    const turn = Math.floor(place / stages.length) % 3;
    // Days in the stage: comfortable, near the end of its legal time, past it.
    const inStage =
      {
        noticed: [9, 24, 38],
        outstanding: [40, 90, 150],
        course_done: [70, 240, 320],
        applied: [14, 34, 51],
        introduced: [20, 45, 341],
        cell_voted: [6, 15, 25],
        grassroots_voted: [18, 74, 95],
        decided: [5, 33, 50],
      }[stage][turn] ?? 10;
    const ago = (days: number) => addDays(today, -days);
    // Days between a stage and the next.
    const steps = [35, 75, 90, 40, 16, 14, 48];
    const days = Array.from(
      { length: far + 1 },
      (_, i) => inStage + steps.slice(i, far).reduce((sum, step) => sum + step, 0),
    );
    const on = (i: number) => (i <= far ? ago(days[i] ?? 0) : null);
    const base = this.invent(key, cell, on(0) ?? today, random);
    const appliedOn = on(3);
    const introducedOn = on(4);
    const staleCourse = stage === 'course_done' && turn === 1 ? addDays(addMonths(today, -60), 19) : null;
    return {
      ...base,
      noticedOn: staleCourse === null ? base.noticedOn : addDays(staleCourse, -60),
      ...(ofUnion && staleCourse === null && base.noticedOn > DISTRICT_ENDS
        ? { nominator: UNION_AFTER, nominatorKind: 'youth_union' as const }
        : this.nominatorOf(cell, today, false, random)),
      stage,
      stageOn: ago(inStage),
      listedOn: staleCourse === null ? on(1) : addDays(staleCourse, -30),
      courseOn: staleCourse ?? on(2),
      appliedOn,
      requestedOn: appliedOn === null ? null : addDays(appliedOn, 2),
      checkedOn: introducedOn === null ? null : addDays(introducedOn, -12),
      introducedOn,
      votedOn: on(5),
      grassrootsOn: on(6),
      submittedOn: stage === 'decided' ? addDays(on(6) ?? today, 3) : on(6),
      decidedOn: on(7),
      receivedOn: on(7) === null ? null : addDays(on(7) ?? today, 2),
      introducers: introducedOn === null ? [] : this.introducersOf(cell, introducedOn, random),
      votes: this.votesOf(cell, on(5), random),
    };
  }

  private invent(key: string, cell: Key, noticedOn: string, random: Random): PlanApplication {
    const people = this.plan.states.find((state) => state.cell === cell);
    const ethnicity = this.persons.get(people?.person ?? '')?.ethnicity ?? '08';
    const sex = random.chance(0.42) ? 'female' : 'male';
    const person = inventPerson(random, {
      key,
      people: ethnicity,
      sex,
      birthYear: yearOf(noticedOn) - random.int(20, 29),
      member: false,
    });
    return {
      key,
      person: null,
      member: null,
      fullName: person.fullName,
      sex,
      birth: person.birth,
      education: random.weighted<Education>([
        ['lower_secondary', 3],
        ['upper_secondary', 5],
        ['vocational', 1],
      ]),
      cell,
      nominatedCell: cell,
      nominator: cell,
      nominatorKind: 'cell',
      relaxed: 'none',
      post: null,
      stage: 'noticed',
      stageOn: noticedOn,
      noticedOn,
      listedOn: null,
      courseOn: null,
      appliedOn: null,
      requestedOn: null,
      checkedOn: null,
      introducedOn: null,
      votedOn: null,
      grassrootsOn: null,
      submittedOn: null,
      decidedOn: null,
      receivedOn: null,
      ceremonyOn: null,
      proposedOn: null,
      recognisedOn: null,
      officialOn: null,
      endedOn: null,
      dropReason: null,
      introducers: [],
      votes: null,
    };
  }
}
