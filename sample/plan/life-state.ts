/** Cells and lives as far as the story has got. */
import type { Random } from './random.ts';
import type { Village } from './places.ts';
import type {
  Key,
  PlanLink,
  PlanMember,
  PlanPerson,
  PlanPost,
  PlanResidence,
  PlanState,
  PlanUnit,
  Setting,
} from './types.ts';

export type Cell = {
  key: Key;
  name: string;
  setting: Setting;
  /** District and commune by their codes before July 2025. */
  district: string;
  commune: string;
  unit: PlanUnit;
  openedOn: string;
  closedOn: string | null;
  members: Set<Life>;
  covers: PlanLink[];
  secretary: PlanPost | null;
  /** No random election before this day: the story says who leads. */
  secretaryLockedUntil: string;
};

/** One member's life as far as the story has got. */
export type Life = {
  person: PlanPerson;
  member: PlanMember;
  cell: Cell;
  open: PlanState | null;
  village: Village | null;
  residence: PlanResidence | null;
  /** Needed by the story: nothing happens to this person by chance. */
  anchor: boolean;
  /** What must happen to this member, by month `YYYY-MM`. */
  due: { month: string; act: (on: string) => void } | null;
  posts: PlanPost[];
  /** Sent from an office to help a young village cell. */
  postedUntil: string | null;
};

/** The decision of admission comes some weeks before the ceremony. */
export function addDaysBack(random: Random, ceremonyOn: string): string {
  const back = random.int(5, 25) * 86_400_000;
  return new Date(Date.parse(`${ceremonyOn}T00:00:00Z`) - back).toISOString().slice(0, 10);
}
