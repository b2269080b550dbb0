import { expect } from 'vitest';
import type { Tx } from '../../platform/db/tx.ts';
import type { TestCaller } from '../../platform/testing/http.ts';
import type { People } from '#modules/figures/testing.ts';
import type { History, Naive } from '#modules/organisation/testing.ts';

/** The day on which the generated histories are looked at. */
export const TODAY = '2027-06-15';

/** Somebody with a post, and the units that a naive walk of the tree from it reaches. */
export type User = { id: string; post: string; reach: Set<string> };

export type Case = {
  caller: TestCaller;
  user: User;
  history: History;
  naive: Naive;
  people: People;
  labels: Map<number, string>;
};
export type Check = (given: Case) => Promise<void>;

/**
 * How the routes of one room are held to the walk: `arrange` writes records of the room at many units of the generated tree
 * (as the owner), `scoped` asks every route that answers or changes them, `open` names the others, each with its reason.
 */
export type RoomScope = {
  arrange(tx: Tx, world: { history: History; people: People }): Promise<void>;
  scoped: Record<string, Check>;
  open: Record<string, string>;
};

export async function everyItem<T>(caller: TestCaller, path: string): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const join: string = path.includes('?') ? '&' : '?';
    const page: { status: number; text: string; body: { items: T[]; nextCursor: string | null } } = await caller.get(
      `${path}${join}limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    expect(page.status, `${path} ${page.text}`).toBe(200);
    items.push(...page.body.items);
    // A log that is followed always answers where to go on; an empty page is its end.
    cursor = page.body.items.length === 0 ? null : page.body.nextCursor;
  } while (cursor !== null);
  return items;
}

export const same = (found: Iterable<string>, expected: Iterable<string>, what: string) =>
  expect([...found].sort(), what).toEqual([...expected].sort());

/** A few of a list, taken evenly over it. */
export function spread<T>(list: readonly T[], most = 5): T[] {
  return list.filter((_, index) => index % Math.max(1, Math.ceil(list.length / most)) === 0);
}

/** A route about one unit answers exactly within reach. */
export const aboutUnit =
  (path: (unit: string) => string): Check =>
  async ({ caller, user, history, naive }) => {
    for (const unit of spread(history.units.filter((one) => one.tree !== 'body' && naive.at(one.id, TODAY)))) {
      expect((await caller.get(path(unit.id))).status, path(unit.id)).toBe(user.reach.has(unit.id) ? 200 : 404);
    }
  };
