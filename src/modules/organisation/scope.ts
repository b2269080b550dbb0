import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import { NotFound } from '#platform/errors.ts';
import type { Grant } from '#platform/http/context.ts';

/** The tree is readable by everybody, so writing to it asks here. @throws NotFound when a label lies outside */
export function assertLabelsInScope(grant: Pick<Grant, 'ranges'>, labels: readonly number[]): void {
  const { ranges } = grant;
  if (ranges === 'everything') return;
  for (const label of labels) {
    if (!ranges.some((range) => range.lo <= label && label < range.hi)) throw new NotFound();
  }
}

/** @throws NotFound when one of the units is absent or outside the caller's scope */
export async function assertUnitsInScope(tx: Tx, grant: Pick<Grant, 'ranges'>, ids: readonly string[]): Promise<void> {
  const wanted = [...new Set(ids)];
  const rows = await tx.many<{ label: number }>(
    sql`select label from organisation.unit where id = any (${wanted}::uuid[])`,
  );
  if (rows.length < wanted.length) throw new NotFound();
  assertLabelsInScope(
    grant,
    rows.map((row) => row.label),
  );
}
