import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '#platform/db/tx.ts';
import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { cellRollOn, versionOf, memberLeaves } from '#modules/membership/index.ts';
import { officialDueOn } from '#modules/membership/rules/index.ts';
import type * as shape from '../contract.ts';
import {
  assertCellBase,
  assertSuperiorMayConsider,
  type Ballot,
  baseOf,
  CHARTER_4,
  dueOn,
  majorityResult,
  ruleOn,
  SECTION_4,
  twoThirdsResult,
} from '../rules/index.ts';
import { assertMay, assertPast, type OpenFile, openFile, write } from './file.ts';

type Changed = Promise<shape.ApplicantChanged>;
type VoteRow = {
  id: string;
  body: (typeof shape.VOTE_BODIES)[number];
  purpose: (typeof shape.VOTE_PURPOSES)[number];
  on: PlainDate;
  official: number;
  ballot: Ballot;
  excused?: number;
  exemptPresent?: number;
  document: string;
};

/**
 * T6, and T11 for a probationary member: the cell votes about one person. What counts are two thirds of its official members;
 * a vote without a result is kept, and the file stays.
 * @throws RuleBroken `admission.vote-base-wrong` `{ base, expected, official, needed, source }`, `admission.deadlock`, and every
 *   condition of entry: `admission.too-young`, `admission.course-stale`, `admission.dossier-stale`, `admission.introducers-missing` …
 */
export async function cellVote(tx: Tx, id: string, input: z.infer<typeof shape.CellVote>, today: PlainDate): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertMay(file.row.stage === 'probationary' ? 'propose' : 'cell_vote', file, input.on);
  const { settings } = file.judging;
  const roll = await cellRollOn(tx, file.row.cellId, input.on);
  const ballot = ballotOf(input);
  const { excused, exemptPresent } = input;
  assertCellBase({ ballot, roll, exemptPresent, excused, on: input.on }, settings);
  return considered(tx, file, { ...input, body: 'cell', official: roll.official, ballot, excused, exemptPresent });
}

/**
 * T6, and T11, where the cell has no official member or too few: its direct superior considers the case in its place, by two thirds
 * of the committee. Everything else that the cell would have to see stands in the file as well.
 * @throws RuleBroken `admission.cell-has-enough` `{ official, enough, source }`, `admission.committee-base-wrong`, and those of `cellVote`
 * @see Charter 4.4
 */
export async function superiorVote(
  tx: Tx,
  id: string,
  input: z.infer<typeof shape.SuperiorVote>,
  today: PlainDate,
): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertMay(file.row.stage === 'probationary' ? 'propose' : 'cell_vote', file, input.on);
  const { official } = await cellRollOn(tx, file.row.cellId, input.on);
  assertSuperiorMayConsider({ official, on: input.on }, file.judging.settings);
  const ballot = ballotOf(input);
  assertCommitteeBase(baseOf(ballot), input.members);
  return considered(tx, file, { ...input, body: 'superior', official: input.members, ballot });
}

/** Keeps a vote about one person; with two thirds the file goes on. */
async function considered(tx: Tx, file: OpenFile, vote: Omit<VoteRow, 'purpose'>): Changed {
  const recognition = file.row.stage === 'probationary';
  await insertVote(tx, file, { ...vote, purpose: recognition ? 'recognition' : 'admission' });
  const result = twoThirdsResult(vote.ballot);
  const passed = result === 'passed';
  return write(tx, file, {
    kind: recognition ? 'propose' : 'cell_vote',
    on: vote.on,
    to: passed ? (recognition ? 'proposed_official' : 'cell_voted') : undefined,
    set: passed ? [recognition ? sql`proposed_on = ${vote.on}` : sql`voted_on = ${vote.on}`] : [],
    document: vote.document,
    detail: result,
    dueOn: recognition ? proposalDue(file) : null,
  });
}

function proposalDue({ row, judging }: OpenFile): PlainDate | null {
  if (row.ceremonyOn === null) return null;
  const { calendar, settings } = judging;
  return dueOn('recognition.vote-working-days', officialDueOn(row.ceremonyOn, settings), calendar, settings);
}

/**
 * T7: the grassroots committee votes, two thirds of its members.
 * @throws RuleBroken `admission.committee-base-wrong` `{ base, members, source }`
 */
export async function grassrootsVote(
  tx: Tx,
  id: string,
  input: z.infer<typeof shape.CommitteeVote>,
  today: PlainDate,
): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertMay('grassroots_vote', file, input.on);
  const ballot = ballotOf(input);
  assertCommitteeBase(baseOf(ballot), input.members);
  const vote = {
    id: input.id,
    body: 'grassroots',
    purpose: 'admission',
    on: input.on,
    official: input.members,
    ballot,
  } as const;
  await insertVote(tx, file, { ...vote, document: input.document });
  const result = twoThirdsResult(ballot);
  return write(tx, file, {
    kind: 'grassroots_vote',
    on: input.on,
    to: result === 'passed' ? 'grassroots_voted' : undefined,
    set: result === 'passed' ? [sql`grassroots_on = ${input.on}`] : [],
    document: input.document,
    detail: result,
  });
}

/** The dossier reaches the superior: from here the 60 working days run. */
export async function submit(tx: Tx, id: string, input: z.infer<typeof shape.Submit>, today: PlainDate): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertPast(input.on, today);
  const { stage, grassrootsOn } = file.row;
  if (stage !== 'grassroots_voted') throw new RuleBroken('admission.order', { step: 'submit', stage, source: 'T8' });
  if (grassrootsOn !== null && input.on < grassrootsOn)
    throw new RuleBroken('admission.date-order', { step: 'submit', on: input.on, after: grassrootsOn, source: 'T8' });
  return write(tx, file, {
    kind: 'submit',
    on: input.on,
    set: [sql`submitted_on = ${input.on}`],
    document: input.document,
  });
}

/**
 * T8: the standing board of the direct superior decides by more than half of its members.
 * @throws RuleBroken `admission.dossier-not-submitted`, `admission.board-majority` `{ for, needed, members, source }`
 */
export async function decide(tx: Tx, id: string, input: z.infer<typeof shape.Decide>, today: PlainDate): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertMay('decide', file, input.on);
  const ballot = { for: input.for, against: input.members - input.for, abstain: 0, absent: 0 };
  const { value, source } = ruleOn('admission.decision-working-days', input.on, file.judging.settings);
  if (input.for > input.members || majorityResult(ballot) !== 'passed')
    throw new RuleBroken('admission.board-majority', {
      for: input.for,
      needed: Math.floor(input.members / 2) + 1,
      members: input.members,
      source,
      value,
    });
  const { calendar, settings } = file.judging;
  const vote = { body: 'board', purpose: 'admission', on: input.on, official: input.members, ballot } as const;
  const { id: voteId } = await tx.one<{ id: string }>(sql`select uuidv7() as id`);
  await insertVote(tx, file, { ...vote, id: voteId, document: input.document });
  return write(tx, file, {
    kind: 'decide',
    on: input.on,
    to: 'decided',
    set: [sql`decided_on = ${input.on}`, sql`decision_no = ${input.document}`],
    document: input.document,
    dueOn:
      file.row.submittedOn === null
        ? null
        : dueOn('admission.decision-working-days', file.row.submittedOn, calendar, settings),
  });
}

/** T13: three votes without two thirds either way are reported to the direct superior; then a vote is possible again. */
export async function reportDeadlock(
  tx: Tx,
  id: string,
  input: z.infer<typeof shape.ReportDeadlock>,
  today: PlainDate,
): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertMay('report_deadlock', file, input.on);
  const { value, source } = ruleOn('admission.votes-before-report', input.on, file.judging.settings);
  if (file.dossier.undecided < value)
    throw new RuleBroken('admission.no-deadlock', { votes: file.dossier.undecided, needed: value, source });
  return write(tx, file, {
    kind: 'report_deadlock',
    on: input.on,
    set: [sql`deadlock_reported_on = ${input.on}`],
    document: input.document,
  });
}

/** T14: the competent committee removes a probationary member who does not meet the conditions; the register follows. */
export async function remove(
  tx: Tx,
  id: string,
  input: z.infer<typeof shape.RemoveApplicant>,
  today: PlainDate,
): Changed {
  const file = await openFile(tx, id, input.version, today);
  assertMay('remove', file, input.on);
  const { memberId, ceremonyOn } = file.row;
  if (ceremonyOn !== null && input.on < ceremonyOn)
    throw new RuleBroken('admission.date-order', {
      step: 'remove',
      on: input.on,
      after: ceremonyOn,
      source: SECTION_4,
    });
  if (memberId !== null) {
    const version = await versionOf(tx, memberId);
    await memberLeaves(
      tx,
      memberId,
      {
        version,
        kind: 'struck_off',
        on: input.on,
        precision: 'day',
        outside: null,
        ground: 'probation_failed',
        vote: null,
        basis: input.document,
      },
      today,
    );
  }
  return write(tx, file, {
    kind: 'remove',
    on: input.on,
    to: 'removed',
    set: [sql`ended_on = ${input.on}`],
    document: input.document,
  });
}

const ballotOf = ({ for: inFavour, against, abstain, absent }: Ballot): Ballot => ({
  for: inFavour,
  against,
  abstain,
  absent,
});

function assertCommitteeBase(base: number, members: number): void {
  if (base !== members) throw new RuleBroken('admission.committee-base-wrong', { base, members, source: CHARTER_4 });
}

async function insertVote(tx: Tx, { row }: OpenFile, vote: VoteRow): Promise<void> {
  const { ballot } = vote;
  await tx.run(sql`
    insert into admission.vote (id, applicant_id, body, purpose, round, on_date, cell_id, official, in_favour, against, abstain, absent, excused, exempt_present, document, label)
    select ${vote.id}, ${row.id}, ${vote.body}, ${vote.purpose},
      1 + (select count(*) from admission.vote v where v.applicant_id = ${row.id} and v.body = ${vote.body} and v.purpose = ${vote.purpose} and not v.is_void),
      ${vote.on}, ${row.cellId}, ${Math.max(1, vote.official)}, ${ballot.for}, ${ballot.against}, ${ballot.abstain}, ${ballot.absent}, ${vote.excused ?? 0},
      ${vote.exemptPresent ?? 0}, ${vote.document}, ${row.label}`);
}
