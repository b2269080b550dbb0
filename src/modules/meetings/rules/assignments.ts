import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';

/** Posts by which somebody belongs to a committee, besides those that lead it. */
export const COMMITTEE_POSTS = ['committee_member', 'council_chair', 'peoples_committee_chair'] as const;

const SOURCE = '42-HD/BTCTW; DOMAIN 4.6';

/** Whether a post makes its holder one of the committee: whoever leads it, and its members. */
export function isOnCommittee(post: { kind: string; role: string }): boolean {
  return post.role === 'leader' || (COMMITTEE_POSTS as readonly string[]).includes(post.kind);
}

/**
 * Refuses that somebody follows a cell who may not: the cell is none, the committee does not stand above it that day, or he is
 * not one of that committee.
 * @throws RuleBroken `assignment.cell-only`, `assignment.committee-not-above`, `assignment.not-on-committee`, each `{ on, source }`
 * @see DOMAIN.md 4.6: committee members are assigned to cells and attend regularly
 */
export function assertMayFollow(given: {
  unitKind: string;
  committeeId: string;
  /** Units above the cell that day. */
  above: readonly string[];
  /** Posts he holds at that committee that day. */
  posts: readonly { kind: string; role: string }[];
  on: PlainDate;
}): void {
  const { unitKind, committeeId, above, posts, on } = given;
  if (unitKind !== 'party_cell' && unitKind !== 'grassroots_cell')
    throw new RuleBroken('assignment.cell-only', { on, source: SOURCE });
  if (!above.includes(committeeId)) throw new RuleBroken('assignment.committee-not-above', { on, source: SOURCE });
  if (!posts.some(isOnCommittee)) throw new RuleBroken('assignment.not-on-committee', { on, source: SOURCE });
}

/** @throws RuleBroken `assignment.ends-before-start` `{ from, to }`, `assignment.ended-already` `{ to }` */
export function assertEnd(given: { from: PlainDate; until: PlainDate | null; to: PlainDate }): void {
  if (given.to <= given.from) throw new RuleBroken('assignment.ends-before-start', { from: given.from, to: given.to });
  if (given.until !== null && given.until <= given.to)
    throw new RuleBroken('assignment.ended-already', { to: given.until });
}
