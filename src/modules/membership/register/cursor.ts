import { type RawBuilder, sql } from 'kysely';
import { Invalid } from '#platform/errors.ts';
import type { RegisterSort } from '../contract.ts';

/** Sorts behind every name and before nothing: members whose name is no longer in the caller's scope. */
const LAST_NAME = '\u{10FFFF}';

/** What each order sorts by, before the identity that makes it total; `type` is what the cursor's text is read as. */
const KEYS: Record<RegisterSort['sort'], { column: string; type: string; missing: string | null }[]> = {
  given: [{ column: 'given_order', type: 'text', missing: LAST_NAME }],
  family: [{ column: 'family_order', type: 'text', missing: LAST_NAME }],
  birth: [{ column: 'birth_on', type: 'date', missing: 'infinity' }],
  admitted: [{ column: 'ceremony_on', type: 'date', missing: 'infinity' }],
  cell: [
    { column: 'p_label', type: 'int', missing: null },
    { column: 'given_order', type: 'text', missing: LAST_NAME },
  ],
};

const COLLATE: Record<string, RawBuilder<unknown>> = { text: sql` collate "C"`, date: sql``, int: sql`` };

/** The sort keys of a row, as SQL. In a walk along an index the bare column must stand, or the index would not serve. */
export function sortKeys(sort: RegisterSort['sort'], walk: boolean): RawBuilder<unknown>[] {
  const keys = KEYS[sort].map(({ column, type, missing }) => {
    const bare = sql.ref(column);
    const isAlwaysThere = missing === null || (walk && type === 'text');
    return isAlwaysThere ? sql`${bare}` : sql`coalesce(${bare}, ${missing}::${sql.raw(type)})${COLLATE[type] ?? sql``}`;
  });
  return [...keys, sql.ref('member_id')];
}

/** Condition for the rows behind a cursor. @throws Invalid `request.cursor` when the text is none of ours */
export function behind(cursor: string, { sort, direction }: RegisterSort, walk: boolean): RawBuilder<unknown> {
  const values = keysOf(cursor);
  const types = [...KEYS[sort].map((key) => key.type), 'uuid'];
  if (values === undefined || values.length !== types.length) throw new Invalid('request.cursor');
  const given = values.map((value, index) => sql`${value}::${sql.raw(types[index] ?? 'text')}`);
  const sign = sql.raw(direction === 'asc' ? '>' : '<');
  return sql`(${sql.join(sortKeys(sort, walk))}) ${sign} (${sql.join(given)})`;
}

/** The cursor that stands for a row, from its sort keys as text. */
export function cursorOf(keys: readonly string[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** The keys that a cursor carries; undefined when the text is none of ours. */
export function keysOf(cursor: string): string[] | undefined {
  try {
    const values: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(values) && values.every((value) => typeof value === 'string') ? values : undefined;
  } catch {
    return undefined; // not base64 of JSON: a cursor of somebody else
  }
}
