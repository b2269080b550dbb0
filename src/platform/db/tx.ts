import type { Kysely, RawBuilder } from 'kysely';
import { NotFound } from '../errors.ts';
import { asProblem } from './sql-problems.ts';

/**
 * One database transaction as somebody: everything a use case does goes through it. Queries are Kysely `sql`
 * templates, so values are always parameters and never text.
 */
export interface Tx {
  /** The single row of a query. @throws NotFound when there is none */
  one<T>(query: RawBuilder<unknown>): Promise<T>;
  /** The row of a query that may find nothing. */
  maybeOne<T>(query: RawBuilder<unknown>): Promise<T | undefined>;
  /** All rows. */
  many<T>(query: RawBuilder<unknown>): Promise<T[]>;
  /** Runs a statement and tells how many rows it touched. */
  run(query: RawBuilder<unknown>): Promise<number>;
  /** Below this: Kysely itself, for what the four cannot say. */
  readonly kysely: Kysely<unknown>;
}

/** Wraps a Kysely connection or transaction. Refusals of the database become the classes of errors.ts. */
export function txOf(kysely: Kysely<unknown>): Tx {
  const execute = async <T>(query: RawBuilder<unknown>) => {
    try {
      const result = await kysely.executeQuery<T>(query.compile(kysely));
      return result;
    } catch (error) {
      throw asProblem(error);
    }
  };
  return {
    kysely,
    async one<T>(query: RawBuilder<unknown>) {
      const row = (await execute<T>(query)).rows[0];
      if (row === undefined) throw new NotFound();
      return row;
    },
    async maybeOne<T>(query: RawBuilder<unknown>) {
      return (await execute<T>(query)).rows[0];
    },
    async many<T>(query: RawBuilder<unknown>) {
      return (await execute<T>(query)).rows;
    },
    async run(query: RawBuilder<unknown>) {
      return Number((await execute(query)).numAffectedRows ?? 0);
    },
  };
}
