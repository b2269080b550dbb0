/**
 * Yearly evaluation in the cells of Mường Nhé since the commune was formed: members by cell, and the cells themselves, each list
 * within the cap (excellent at most a fifth of those rated good). Who is exempt, suspended or new is left out, as the rule says.
 */
import { addMonths } from './dates.ts';
import { COMMUNE, type PlanMeetings } from './meetings-facts.ts';
import { randomFor } from './random.ts';
import type { Key, PlanMember, PlanState, PlanUnit } from './types.ts';

type Level = 'excellent' | 'good' | 'completed' | 'not_completed';
export type PlanDecision = {
  key: Key;
  year: number;
  subject: 'member' | 'organisation';
  unit: Key;
  document: string;
  decidedOn: string;
  ratings: { subject: Key; level: Level }[];
};
type Told = {
  units: readonly PlanUnit[];
  states: readonly PlanState[];
  members: readonly PlanMember[];
  meetings: Pick<PlanMeetings, 'tasks'>;
};

const FIRST_YEAR = 2025;
const OUT = new Set(['exempt', 'temp_exempt', 'suspended']);

/** Decisions of every year that is over and decided by `today`. */
export function buildEvaluation(told: Told, { seed, today }: { seed: string; today: string }): PlanDecision[] {
  const ceremony = new Map(told.members.map((member) => [member.person, member.ceremony.on]));
  const decisions: PlanDecision[] = [];
  for (let year = FIRST_YEAR; `${year + 1}-01-15` <= today; year += 1) {
    const on = `${year}-12-31`;
    const cells = told.units.filter((unit) =>
      unit.versions.some(
        (one) =>
          one.parent === COMMUNE &&
          (one.kind === 'party_cell' || one.kind === 'grassroots_cell') &&
          one.validFrom <= on &&
          (one.validTo === null || one.validTo > on),
      ),
    );
    // Who left work of the year undone or late is not among the good.
    const behind = new Set<Key>();
    for (const task of told.meetings.tasks)
      if (
        task.owner !== null &&
        task.dueOn >= `${year}-01-01` &&
        task.dueOn <= on &&
        task.state !== 'done' &&
        task.state !== 'dropped'
      )
        behind.add(task.owner);
    const due = new Map<Key, Key[]>(cells.map(({ key }) => [key, []]));
    for (const state of told.states) {
      const here = state.from.on <= on && (state.to === null || state.to > on);
      if (!here || OUT.has(state.state) || addMonths(ceremony.get(state.person) ?? '', 6) > on) continue;
      due.get(state.cell)?.push(state.person);
    }
    for (const [cell, people] of due)
      if (people.length > 0)
        decisions.push({
          key: `evaluation-${cell}-${year}`,
          year,
          subject: 'member',
          unit: cell,
          document: `${year - 2010}-QĐ/ĐU`,
          decidedOn: `${year + 1}-01-08`,
          ratings: levelsOf(people, behind, `${seed}/evaluation/${cell}/${year}`),
        });
    decisions.push({
      key: `evaluation-${COMMUNE}-${year}`,
      year,
      subject: 'organisation',
      unit: COMMUNE,
      document: `${year - 2009}-QĐ/ĐU`,
      decidedOn: `${year + 1}-01-12`,
      ratings: levelsOf([...due.keys()], behind, `${seed}/evaluation/cells/${year}`),
    });
  }
  return decisions;
}

/** Most are good, a few below; one in six of the best is excellent, which is a fifth of those left good. */
function levelsOf(
  subjects: readonly Key[],
  behind: ReadonlySet<Key>,
  stream: string,
): { subject: Key; level: Level }[] {
  const random = randomFor(stream);
  const levels = subjects.map((subject): { subject: Key; level: Level } => {
    const luck = random.next();
    return {
      subject,
      level: luck < 0.01 ? 'not_completed' : luck < 0.08 || behind.has(subject) ? 'completed' : 'good',
    };
  });
  const best = random.shuffle(levels.filter(({ level }) => level === 'good'));
  for (const one of best.slice(0, Math.floor(best.length / 6))) one.level = 'excellent';
  return levels;
}
