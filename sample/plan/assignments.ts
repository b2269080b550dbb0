/**
 * Who of the committee of Mường Nhé follows which cell since the commune was formed: its secretary and deputy, and eight members
 * out of the commune's own cells. A few cells have nobody yet. At most of the visits of superiors it is the one who follows the cell.
 */
import { addDays } from './dates.ts';
import { COMMUNE, type PlanMeeting } from './meetings-facts.ts';
import { randomFor } from './random.ts';
import type { Key, PlanPerson, PlanPost, PlanState, PlanUnit } from './types.ts';
import { day } from './world.ts';

export type PlanAssignment = {
  key: Key;
  cell: Key;
  person: Key;
  post: PlanPost['kind'];
  from: string;
  to: string | null;
  document: string;
};
type Told = {
  units: readonly PlanUnit[];
  states: readonly PlanState[];
  posts: readonly PlanPost[];
  persons: readonly PlanPerson[];
  meetings: readonly PlanMeeting[];
};

const FROM = '2025-07-15';
const HOMES = ['cell-party-03160-after', 'cell-government-03160-after'];
const MEMBERS = 8;

/** Posts of the committee and what each follows. Names at visits in `meetings` become those of the followers. */
export function buildAssignments(
  told: Told,
  { seed, today }: { seed: string; today: string },
): { posts: PlanPost[]; assignments: PlanAssignment[] } {
  if (today < FROM) return { posts: [], assignments: [] };
  const random = randomFor(`${seed}/assignments`);
  const leaders = told.posts.filter(
    (post) =>
      post.unit === COMMUNE &&
      (post.kind === 'commune_secretary' || post.kind === 'commune_deputy_secretary') &&
      post.from.on <= FROM &&
      (post.to === null || post.to.on > FROM),
  );
  const led = new Set(leaders.map(({ person }) => person));
  const ready = told.states.filter(
    (state) =>
      HOMES.includes(state.cell) &&
      state.from.on <= FROM &&
      (state.to === null || state.to > FROM) &&
      !led.has(state.person) &&
      state.standing === 'official',
  );
  const posts = random
    .shuffle(ready)
    .slice(0, MEMBERS)
    .map((state): PlanPost => {
      const until = stays(told.states, state);
      return {
        person: state.person,
        unit: COMMUNE,
        kind: 'committee_member',
        from: day(FROM),
        to: until === null ? null : day(until),
        basis: '01-QĐ/ĐU',
      };
    });
  const followers = [...posts, ...leaders];
  const cells = told.units.filter((unit) => {
    const last = unit.versions.at(-1);
    return (
      last?.parent === COMMUNE && last.kind === 'party_cell' && last.setting === 'village' && last.validFrom <= FROM
    );
  });
  const assignments: PlanAssignment[] = [];
  cells.forEach((cell, index) => {
    // One in nine waits for somebody to be named.
    const follower = followers[index % followers.length];
    if (index % 9 === 7 || !follower) return;
    assignments.push({
      key: `assignment-${cell.key}`,
      cell: cell.key,
      person: follower.person,
      post: follower.kind,
      from: FROM,
      to: follower.to?.on ?? null,
      document: '12-QĐ/ĐU',
    });
  });
  nameVisitors(told, assignments, seed);
  return { posts, assignments };
}

/** The day on which somebody leaves the cell he is in, or null. */
function stays(states: readonly PlanState[], from: PlanState): string | null {
  let [at, until] = [from.cell, from.to];
  for (;;) {
    const next =
      until === null
        ? undefined
        : states.find((one) => one.person === from.person && one.from.on === until && one.cell === at);
    if (!next) return until;
    [at, until] = [next.cell, next.to];
  }
}

function nameVisitors({ meetings, persons }: Told, assignments: readonly PlanAssignment[], seed: string): void {
  const names = new Map(persons.map((person) => [person.key, person.fullName]));
  const ofCell = new Map(assignments.map((one) => [one.cell, one]));
  for (const meeting of meetings) {
    const one = ofCell.get(meeting.unit);
    const { delegate, heldOn } = meeting;
    if (!one || !delegate || heldOn === null || heldOn < addDays(one.from, 1) || (one.to !== null && heldOn >= one.to))
      continue;
    if (randomFor(`${seed}/visitor/${meeting.key}`).chance(0.25)) continue;
    delegate.name = names.get(one.person) ?? delegate.name;
    delegate.post = one.post === 'committee_member' ? 'Đảng uỷ viên' : 'Thường trực Đảng uỷ xã';
    delegate.person = one.person;
  }
}
