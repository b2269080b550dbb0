import { describe, expect, it } from 'vitest';
import { communeAfter, oldPlace, readPlanTree } from './reading.ts';
import { buildSample, SAMPLE_COMMUNES } from './build.ts';
import { papersOf } from './papers.ts';

const TODAY = '2026-11-22';
const plan = buildSample({ today: TODAY });
const tree = readPlanTree(plan);
const inMuongNhe = (cell: string, on: string) => tree.isBelow(cell, 'party-district-096', on);
const TERM = { start: '2015-01-01', end: '2020-12-31' };
const personOf = new Map(plan.persons.map((person) => [person.key, person]));

describe('the sample keeps the rules of the register', () => {
  it('is the same for the same seed, and a later day only adds to the past', () => {
    const earlier = buildSample({ today: '2026-03-15' });
    const past = (one: typeof plan) =>
      one.states
        .filter((state) => state.from.on <= '2026-02-28')
        .map((state) => [state.person, state.cell, state.state, state.from.on]);
    expect(past(earlier)).toEqual(past(plan));
    expect(earlier.states.some((state) => state.from.on > '2026-03-15')).toBe(false);
  });

  it('rests every admission of the register on a decision, numbered onwards within a term, the same on a later day', () => {
    const dated = (one: typeof plan) => {
      const papers = papersOf(one);
      return one.states.map((state, n) => ({ ...state, paper: papers[n] ?? null }));
    };
    const past = (all: ReturnType<typeof dated>) =>
      all.filter((one) => one.from.on <= '2026-02-28').map((one) => [one.person, one.from.on, one.paper]);
    const now = dated(plan);
    expect(past(dated(buildSample({ today: '2026-03-15' })))).toEqual(past(now));
    const admitted = now.filter((one) => one.cause === 'admission' && one.from.precision === 'day');
    expect(admitted.length).toBeGreaterThan(500);
    expect(admitted.filter((one) => !/^\d{2,}-QĐ\/(HU|ĐU)$/.test(one.paper ?? ''))).toEqual([]);
    const district = admitted
      .filter((one) => inMuongNhe(one.cell, one.from.on) && one.from.on > '2015-08-01' && one.from.on < '2020-08-01')
      .sort((a, b) => (a.from.on < b.from.on ? -1 : a.from.on > b.from.on ? 1 : a.person < b.person ? -1 : 1))
      .map((one) => Number((one.paper ?? '').split('-')[0]));
    expect(district.every((number, n) => n === 0 || number > (district[n - 1] ?? 0))).toBe(true);
  });

  it('has no member in two cells on a day, and no state in a cell that does not stand', () => {
    const last = new Map<string, string | null>();
    const broken = plan.states.filter((state) => {
      const before = last.get(state.person);
      const twice = last.has(state.person) && (before === null || before === undefined || before > state.from.on);
      last.set(state.person, state.to);
      const cell = tree.unit(state.cell);
      const [opened, closed] = [cell.versions[0]?.validFrom ?? '', cell.versions.at(-1)?.validTo ?? null];
      const stands = opened <= state.from.on && (closed === null || (state.to !== null && state.to <= closed));
      return twice || !stands || (state.to !== null && state.to <= state.from.on);
    });
    expect(broken).toEqual([]);
  });

  it('keeps the roll identity of the whole register, year by year', () => {
    for (let year = 2010; year < 2026; year += 1) {
      const [from, to] = [`${year}-01-02`, `${year + 1}-01-01`];
      const within = (on: string) => on >= from && on <= to;
      const roll = (on: string) =>
        plan.states.filter((state) => state.from.on <= on && (state.to === null || state.to > on)).length;
      const entries = plan.states.filter(
        (state) => within(state.from.on) && ['admission', 'readmission', 'transfer_in'].includes(state.cause),
      ).length;
      const exits = plan.exits.filter((exit) => within(exit.on)).length;
      expect(roll(to) - roll(`${year}-01-01`) - entries + exits, String(year)).toBe(0);
    }
  });

  it('gives every card number once and every ethnicity to members only', () => {
    const cards = plan.members.flatMap((member) => (member.cardNumber ? [member.cardNumber] : []));
    expect(new Set(cards).size).toBe(cards.length);
    expect(cards.every((card) => /^[0-9A-Z.-]{4,20}$/.test(card))).toBe(true);
    const members = new Set(plan.members.map((member) => member.person));
    expect(plan.persons.filter((person) => person.ethnicity !== null && !members.has(person.key))).toEqual([]);
  });

  it('admits nobody under 18, decides before the ceremony, and recognises twelve months after it', () => {
    const year = (on: string) => Number(on.slice(0, 4));
    const broken = plan.members.filter(({ person, ceremony, decision, recognition }) => {
      const age = year(ceremony.on) - year(personOf.get(person)?.birth.on ?? '9999');
      return (
        age < 18 ||
        decision.on > ceremony.on ||
        (recognition !== null && year(recognition.on) !== year(ceremony.on) + 1)
      );
    });
    expect(broken).toEqual([]);
  });

  it('lets every unit stand under a parent that lives as long, and uses no code twice in one period', () => {
    for (const unit of plan.units) {
      for (const [i, version] of unit.versions.entries()) {
        const next = unit.versions[i + 1];
        if (next) expect(version.validTo !== null && version.validTo <= next.validFrom, unit.key).toBe(true);
        if (version.parent)
          expect(
            tree.livesThrough(version.parent, version.validFrom, version.validTo),
            `${unit.key} under ${version.parent}`,
          ).toBe(true);
      }
    }
    const codes = plan.units.flatMap((unit) =>
      unit.codes.map((code) => ({ ...code, key: `${code.scheme} ${code.code}` })),
    );
    for (const key of new Set(codes.map((code) => code.key))) {
      const same = codes.filter((code) => code.key === key);
      const sorted = same.sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
      for (const [i, code] of sorted.slice(1).entries())
        expect((sorted[i]?.validTo ?? '9999') <= code.validFrom, code.key).toBe(true);
    }
  });

  it('moves every member of a cell that closes', () => {
    const closed = plan.units.filter((unit) => unit.key.startsWith('cell-') && unit.versions.at(-1)?.validTo);
    expect(closed.length).toBeGreaterThan(50);
    for (const unit of closed) {
      const end = unit.versions.at(-1)?.validTo ?? '';
      expect(plan.states.filter((state) => state.cell === unit.key && (state.to === null || state.to > end))).toEqual(
        [],
      );
    }
  });

  it('is alive this month and last month', () => {
    const recent = (on: string | null) => on !== null && on > '2026-10-01' && on <= TODAY;
    const causes = new Set(plan.states.filter((state) => recent(state.from.on)).map((state) => state.cause));
    expect(causes.has('admission') && causes.has('transfer_in') && causes.has('state_change')).toBe(true);
    expect(plan.exits.some((exit) => recent(exit.on) && exit.cause === 'deceased')).toBe(true);
    expect(plan.transfers.filter((transfer) => transfer.completedOn === null).length).toBeGreaterThanOrEqual(4);
  });
});

describe('the sample agrees with the published figures', () => {
  const ceremonies = plan.members.filter(
    (member) =>
      member.ceremonyCell !== null &&
      member.ceremony.on >= TERM.start &&
      member.ceremony.on <= TERM.end &&
      inMuongNhe(member.ceremonyCell, member.ceremony.on),
  );

  it('I-11: nearly 700 admitted in the term, over 500 from minorities', () => {
    expect(ceremonies).toHaveLength(687);
    const minority = ceremonies.filter((member) => personOf.get(member.person)?.ethnicity !== '01');
    expect(minority).toHaveLength(538);
    const outside = plan.members.filter(
      (member) => member.ceremonyCell === null && member.ceremony.on >= TERM.start && member.ceremony.on <= TERM.end,
    );
    expect(outside).toEqual([]);
  });

  const villagesOn = (on: string) => tree.villages(SAMPLE_COMMUNES['096'], on);

  it('I-30 and I-31: 38 villages without a member at the start of the term, all cleared at its end', () => {
    const blank = tree.blankVillages(villagesOn(TERM.start), TERM.start);
    expect(blank).toHaveLength(38);
    const still = new Set(tree.blankVillages(villagesOn(TERM.end), TERM.end));
    expect(blank.filter((village) => still.has(village))).toEqual([]);
    const later = tree.blankVillages(blank, '2023-12-31');
    expect(later.length).toBeGreaterThan(0);
  });

  it('I-34: 75 village cells founded in the term', () => {
    const founded = plan.events.filter((event) => {
      const key = event.lines[0]?.result ?? '';
      return (
        event.kind === 'establish' &&
        event.effectiveOn >= TERM.start &&
        event.effectiveOn <= TERM.end &&
        key.startsWith('cell-') &&
        inMuongNhe(key, event.effectiveOn)
      );
    });
    expect(founded).toHaveLength(75);
    expect(founded.every((event) => tree.unit(event.lines[0]?.result ?? '').versions[0]?.setting === 'village')).toBe(
      true,
    );
  });

  it('I-33 and I-35: ten places without a Party organisation at the end of 2020, some villages in combined cells', () => {
    const villages = villagesOn(TERM.end);
    expect(villages.filter((village) => tree.cellsOver(village, TERM.end).length === 0)).toHaveLength(10);
    const combined = villages.filter((village) =>
      tree.cellsOver(village, TERM.end).some((cell) => tree.covered(cell, TERM.end).length > 1),
    );
    expect(combined.length).toBeGreaterThanOrEqual(4);
  });

  it('I-37 and I-38: 26 heads applied while in office and without membership, 12 of them lead their village cell', () => {
    expect(plan.headApplicants).toHaveLength(26);
    for (const { person, village, appliedOn, admittedOn } of plan.headApplicants) {
      expect(appliedOn >= TERM.start && appliedOn <= TERM.end && (admittedOn ?? '9999') > appliedOn, village).toBe(
        true,
      );
      const head = plan.posts.find(
        (post) => post.person === person && post.kind === 'village_head' && post.unit === village,
      );
      expect(
        head !== undefined && head.from.on <= appliedOn && (head.to === null || head.to.on > appliedOn),
        village,
      ).toBe(true);
    }
    const leading = plan.headApplicants.filter(({ person, village }) =>
      plan.posts.some(
        (post) =>
          post.person === person &&
          post.kind === 'cell_secretary' &&
          post.unit === `cell-${village}` &&
          post.from.on <= TERM.end &&
          (post.to === null || post.to.on > TERM.end),
      ),
    );
    expect(leading).toHaveLength(12);
  });

  it('no other head without membership joined in the term', () => {
    const applicants = new Set(plan.headApplicants.map((one) => one.person));
    const heads = plan.posts.filter((post) => post.kind === 'village_head' && !applicants.has(post.person));
    for (const member of ceremonies) {
      expect(
        heads.some((post) => post.person === member.person && post.from.on < member.ceremony.on),
        member.person,
      ).toBe(false);
    }
  });

  it('Nậm Pắc: 37 households, 139 residents, 16 members, and its secretary by years', () => {
    for (const on of ['2020-12-31', '2025-07-01', TODAY]) {
      expect(tree.roll('cell-nam-pac', on), on).toHaveLength(16);
      expect(tree.covered('cell-nam-pac', on)).toEqual(['nam-pac']);
      expect(tree.residents('nam-pac', on)).toHaveLength(16);
    }
    const profile = plan.profiles.filter((one) => one.village === 'nam-pac').at(-1);
    expect([profile?.households, profile?.residents]).toEqual([37, 139]);
    const secretary = plan.posts.find(
      (post) => post.unit === 'cell-nam-pac' && post.kind === 'cell_secretary' && post.to === null,
    );
    const person = personOf.get(secretary?.person ?? '');
    const member = plan.members.find((one) => one.person === secretary?.person);
    const head = plan.posts.find((post) => post.person === secretary?.person && post.kind === 'village_head');
    expect(person).toMatchObject({ sex: 'male', ethnicity: '35' });
    expect(head?.from).toEqual({ on: '2015-01-01', precision: 'year' });
    expect(member?.ceremony).toEqual({ on: '2017-01-01', precision: 'year' });
    expect(secretary?.from).toEqual({ on: '2019-01-01', precision: 'year' });
  });

  it('the districts are about as large as told', () => {
    const size = (district: string, on: string) =>
      plan.states.filter(
        (state) =>
          state.from.on <= on &&
          (state.to === null || state.to > on) &&
          tree.isBelow(state.cell, `party-district-${district}`, on),
      ).length;
    expect(size('096', '2015-01-01')).toBeGreaterThan(1800);
    expect(size('096', '2015-01-01')).toBeLessThan(2000);
    expect(size('096', '2025-06-30')).toBeGreaterThan(3000);
    expect(size('096', '2025-06-30')).toBeLessThan(3500);
    expect(size('073', '2025-06-30')).toBeGreaterThan(6000);
    expect(size('073', '2025-06-30')).toBeLessThan(8000);
  });
});

describe('the places', () => {
  it('know both districts before and after', () => {
    expect(tree.villages(SAMPLE_COMMUNES['096'], TERM.end).length).toBeGreaterThanOrEqual(110);
    for (const [village, before, after] of [
      ['nam-pac', '03157', '03160'],
      ['phieng-vai', '03162', '03162'],
      ['lung-lu', '02368', '02359'],
      ['pac-hop', '02368', '02359'],
    ] as const) {
      expect(tree.parent(village, '2025-06-30')).toBe(oldPlace(before));
      expect(tree.parent(village, '2025-07-01')).toBe(communeAfter(after));
    }
    const names = plan.units
      .filter((unit) => unit.codes.some((code) => code.scheme === 'village'))
      .map((unit) => unit.versions[0]?.name);
    expect(names.length).toBeGreaterThan(new Set(names).size);
  });

  it('give every user a person with a post in office today', () => {
    expect(plan.users.map((user) => user.username).sort()).toEqual([
      'admin',
      'cell',
      'commune',
      'inspection',
      'province',
      'youth',
    ]);
    for (const user of plan.users)
      expect(
        plan.posts.some((post) => post.person === user.person && post.to === null),
        user.username,
      ).toBe(true);
    const province = plan.posts
      .filter((post) => post.person === plan.users[0]?.person && post.to === null)
      .map((post) => post.unit);
    expect(province).toEqual(['party-province-11', 'party-province-08-after']);
  });

  it('give every secretary a seat in the cell he leads', () => {
    const held = new Set(plan.states.map((state) => `${state.person} ${state.cell}`));
    const without = plan.posts.filter((post) => {
      if (post.kind !== 'cell_secretary') return false;
      return (
        !held.has(`${post.person} ${post.unit}`) ||
        !plan.states.some(
          (state) =>
            state.person === post.person &&
            state.cell === post.unit &&
            state.from.on <= post.from.on &&
            (state.to === null || state.to > post.from.on),
        )
      );
    });
    expect(without).toEqual([]);
  });
});
