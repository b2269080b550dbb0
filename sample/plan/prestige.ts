/** Persons of prestige: one a village and term, recognised by the province; and who was a member of which village when. */
import { addDays, yearOf, yearsBetween } from './dates.ts';
import { inventPerson } from './people.ts';
import type { Village } from './places.ts';
import { districtOf } from './posts.ts';
import { randomFor } from './random.ts';
import type { SamplePlan } from './sample-plan.ts';
import type { Key, PlanPerson, PlanPost } from './types.ts';

/** What of the plan is read here. */
export type Told = Pick<SamplePlan, 'links' | 'states' | 'residences' | 'persons' | 'posts' | 'today' | 'seed'> & {
  villages: readonly Village[];
};
export const isMountain = (village: Village) => districtOf(village) !== '073';
export const livesOn = (village: Village, on: string) =>
  village.foundedOn <= on && (village.endedOn === null || on < village.endedOn);

const TERMS = ['2013-06-18', '2018-06-12', '2023-06-20'];
const PRESTIGE_DECISIONS = [
  '1042/QĐ-UBND ngày 18/6/2013',
  '1187/QĐ-UBND ngày 12/6/2018',
  '1140/QĐ-UBND ngày 20/6/2023',
];

/** Persons of prestige, one a village and term, recognised by the province; some are members. */
export function choosePrestige(plan: Told): { persons: PlanPerson[]; posts: PlanPost[] } {
  const persons: PlanPerson[] = [];
  const posts: PlanPost[] = [];
  const byPerson = new Map(plan.persons.map((person) => [person.key, person]));
  const presence = presenceOf(plan);
  for (const village of plan.villages) {
    if (village.people === '01') continue;
    const random = randomFor(`${plan.seed}/prestige/${village.key}`);
    TERMS.forEach((from, n) => {
      const [wanted, member] = [random.chance(isMountain(village) ? 0.9 : 0.6), random.chance(0.4)];
      const to = TERMS[n + 1] ?? null;
      if (!wanted || from > plan.today || !livesOn(village, from)) return;
      const end = [to, village.endedOn].filter((on) => on !== null).sort()[0] ?? null;
      const elders = (presence.get(village.key) ?? [])
        .filter((one) => one.from < from && (one.to === null || one.to > addDays(from, 400)))
        .filter((one) => yearsBetween(byPerson.get(one.person)?.birth.on ?? '1990-01-01', from) >= 45);
      let person: Key;
      let ends = end;
      if (member && elders.length > 0) {
        const chosen = random.pick(elders);
        person = chosen.person;
        ends = [end, chosen.to].filter((on) => on !== null && on <= plan.today).sort()[0] ?? null;
      } else {
        const invented = inventPerson(random, {
          key: `prestige-${village.key}-${n}`,
          people: village.people,
          sex: random.chance(0.1) ? 'female' : 'male',
          birthYear: yearOf(from) - random.int(48, 74),
          member: false,
        });
        persons.push(invented);
        person = invented.key;
        ends = end !== null && end <= plan.today ? end : null;
      }
      posts.push({
        person,
        unit: village.key,
        kind: 'prestige_person',
        from: { on: from, precision: 'day' },
        to: ends === null ? null : { on: ends, precision: 'day' },
        basis: PRESTIGE_DECISIONS[n] ?? '',
      });
    });
  }
  return { persons, posts };
}

type Presence = { person: Key; from: string; to: string | null };

/** Who was a member of which village when: on the roll of a cell that covers it, and living there. */
export function presenceOf({
  links,
  states,
  residences,
}: Pick<Told, 'links' | 'states' | 'residences'>): Map<Key, Presence[]> {
  const covers = new Map<string, { validFrom: string; validTo: string | null }[]>();
  for (const link of links.filter((one) => one.kind === 'covers')) {
    const key = `${link.from} ${link.to}`;
    covers.set(key, [...(covers.get(key) ?? []), link]);
  }
  const homes = new Map<Key, typeof residences>();
  for (const home of residences) homes.set(home.person, [...(homes.get(home.person) ?? []), home]);
  const found = new Map<Key, Presence[]>();
  for (const state of states) {
    for (const home of homes.get(state.person) ?? []) {
      for (const link of covers.get(`${state.cell} ${home.village}`) ?? []) {
        const from = [state.from.on, home.validFrom, link.validFrom].sort().at(-1) ?? '';
        const to = [state.to, home.validTo, link.validTo].filter((on) => on !== null).sort()[0] ?? null;
        if (to !== null && to <= from) continue;
        const list = found.get(home.village) ?? [];
        // A change of state is no leaving.
        const before = list.find((one) => one.person === state.person && one.to === from);
        if (before) before.to = to;
        else list.push({ person: state.person, from, to });
        found.set(home.village, list);
      }
    }
  }
  return found;
}
