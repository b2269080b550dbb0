import { sql } from 'kysely';
import type { Tx } from '#platform/db/tx.ts';
import type { TellPromise } from './contract.ts';
import { assertTellable } from './rules.ts';
import { type About, assertVersion } from './shared.ts';
import { twinningForWrite } from './twinnings.ts';

/**
 * Says that a promise of the plan may stand on the public page of the commune, in which words, or that it may no more. The page itself
 * changes with its next publication; who said so and when is in the trail.
 * @throws NotFound; RuleBroken `outreach.changed-meanwhile`, `plan.of-households`
 */
export async function tellPromise(
  tx: Tx,
  { caller, today }: About,
  id: string,
  itemId: string,
  input: TellPromise,
): Promise<{ id: string }> {
  await twinningForWrite(tx, caller, id);
  const item = await tx.one<{ kind: string; version: number }>(
    sql`select kind, version from outreach.plan_item where id = ${itemId} and twinning_id = ${id} for update`,
  );
  assertVersion(item.version, input.version);
  assertTellable(item.kind, input.public);
  await tx.run(sql`
    update outreach.plan_item set public_on = case when ${input.public} then coalesce(public_on, ${today}::date) end,
      title_th = ${input.th}, title_en = ${input.en}, version = version + 1
    where id = ${itemId}`);
  return { id: itemId };
}
