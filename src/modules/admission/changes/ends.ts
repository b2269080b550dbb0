import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { STAGES } from '../contract.ts';
import type * as shape from '../contract.ts';
import { ruleOn } from '../rules/index.ts';
import { judgingOn } from '../read/facts.ts';
import { assertPast, openFile, write } from './file.ts';

type Changed = Promise<shape.ApplicantChanged>;

/**
 * Somebody leaves the way before the ceremony, with a reason as a code. After twelve months the person is forgotten.
 * @throws RuleBroken `admission.member-already` after the ceremony: that is a matter of the register
 */
export async function dropOut(tx: Tx, id: string, input: z.infer<typeof shape.DropOut>, today: PlainDate): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertPast(input.on, today);
  const { ceremonyOn, stageOn } = file.row;
  if (ceremonyOn !== null) throw new RuleBroken('admission.member-already');
  if (input.on < stageOn)
    throw new RuleBroken('admission.date-order', { step: 'drop', on: input.on, after: stageOn, source: 'T1' });
  return write(tx, file, {
    kind: 'drop',
    on: input.on,
    to: 'dropped',
    set: [sql`ended_on = ${input.on}`, sql`drop_reason = ${input.reason}`],
    detail: input.reason,
  });
}

/** Columns that a file loses when it goes back behind the stage that set them. */
const DATED: readonly [stage: shape.Stage, columns: readonly string[]][] = [
  ['outstanding', ['listed_on']],
  ['applied', ['applied_on']],
  ['background_checked', ['checked_on']],
  ['cell_voted', ['voted_on', 'deadlock_reported_on']],
  ['grassroots_voted', ['grassroots_on', 'submitted_on']],
  ['decided', ['decided_on', 'decision_no', 'received_on']],
  ['proposed_official', ['proposed_on']],
];

/**
 * Sends a file back to an earlier stage with a reason; votes taken since stay as history and no longer count.
 * @throws RuleBroken `admission.return-forward` `{ stage }`, `admission.member-already`
 */
export async function returnTo(tx: Tx, id: string, input: z.infer<typeof shape.ReturnTo>, today: PlainDate): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertPast(input.on, today);
  const [from, to] = [STAGES.indexOf(file.row.stage), STAGES.indexOf(input.stage)];
  // A vote that refused keeps the stage: going back to it opens a new round.
  const again = from === to && file.dossier.rejected;
  if (to > from || (to === from && !again)) throw new RuleBroken('admission.return-forward', { stage: file.row.stage });
  const probationary = STAGES.indexOf('probationary');
  if (file.row.ceremonyOn !== null && to < probationary) throw new RuleBroken('admission.member-already');
  const columns = DATED.flatMap(([stage, names]) => (STAGES.indexOf(stage) > to ? names : []));
  const purpose = to >= probationary ? 'recognition' : 'admission';
  const rounds = [['cell', 'superior'], ['grassroots'], ['board']];
  const voided = rounds.slice(Math.max(0, Math.min(3, to - STAGES.indexOf('introduced')))).flat();
  if (to < probationary || purpose === 'recognition')
    await tx.run(sql`
      update admission.vote set is_void = true
      where applicant_id = ${id} and purpose = ${purpose} and body = any(${purpose === 'recognition' ? ['cell', 'superior'] : voided}::text[]) and not is_void`);
  return write(tx, file, {
    kind: 'return',
    on: input.on,
    to: input.stage,
    set: columns.map((name) => sql`${sql.ref(name)} = null`),
    document: input.document,
    detail: input.reason,
  });
}

/**
 * Reduces the files of those who dropped out long enough ago to an anonymous row. Run by the server every day.
 * @see DOMAIN 8.2: twelve months after the exit from the pipeline
 */
export async function reduceDropped(tx: Tx, today: PlainDate): Promise<number> {
  const { settings } = await judgingOn(tx, today);
  const months = ruleOn('admission.keep-dropped-months', today, settings).value;
  const { n } = await tx.one<{ n: number }>(sql`select admission.reduce_dropped(${today}::date, ${months}) as n`);
  return n;
}
