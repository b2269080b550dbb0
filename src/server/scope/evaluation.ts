import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { expect } from 'vitest';
import { type RoomScope, spread, TODAY } from './case.ts';

type Rec = { id: string; unit: string };
let decisions: Rec[] = [];
/** Complaints about the year before, each with the rating it is about. */
let complaints: (Rec & { rating: string })[] = [];
const YEAR = 2026;

export const evaluationScope: RoomScope = {
  arrange: async (tx, { history }) => {
    await tx.run(sql`truncate evaluation.proposal, evaluation.decision, evaluation.rating, evaluation.complaint`);
    decisions = [];
    complaints = [];
    for (const unit of history.units.filter(({ tree }) => tree === 'party')) {
      const id = randomUUID();
      await tx.run(sql`
        insert into evaluation.decision (id, year, subject, unit_id, decided_by_id, document, decided_on, evaluated, excellent, good, allowed, cap_percent, cap_base, cap_rounding,
          label, by_label)
        values (${id}, ${YEAR}, 'organisation', ${unit.id}, ${unit.id}, '1-QĐ', '2027-01-10', 1, 0, 1, 0, 20, 'good', 'down', ${unit.label}, ${unit.label})`);
      decisions.push({ id, unit: unit.id });
      const [before, rating, complaint] = [randomUUID(), randomUUID(), randomUUID()];
      await tx.run(sql`
        insert into evaluation.decision (id, year, subject, unit_id, decided_by_id, document, decided_on, evaluated, excellent, good, allowed, cap_percent, cap_base, cap_rounding,
          label, by_label)
        values (${before}, ${YEAR - 1}, 'organisation', ${unit.id}, ${unit.id}, '1-QĐ', '2026-01-10', 1, 0, 1, 0, 20, 'good', 'down', ${unit.label}, ${unit.label})`);
      await tx.run(sql`
        insert into evaluation.rating (id, decision_id, year, subject, unit_id, level, label)
        values (${rating}, ${before}, ${YEAR - 1}, 'organisation', ${unit.id}, 'good', ${unit.label})`);
      await tx.run(sql`
        insert into evaluation.complaint (id, rating_id, filed_on, document, label, by_label)
        values (${complaint}, ${rating}, '2026-01-12', 'đơn', ${unit.label}, ${unit.label})`);
      complaints.push({ id: complaint, unit: unit.id, rating });
    }
  },
  scoped: {
    'GET /evaluations': async ({ caller, user, history, naive }) => {
      for (const unit of spread(
        history.units.filter((one) => one.tree === 'party' && naive.at(one.id, `${YEAR}-12-31`)),
        5,
      )) {
        const answer = await caller.get<{ rows?: { id: string }[]; subject?: string; decision?: { id: string } }>(
          `/evaluations?unit=${unit.id}&year=${YEAR}`,
        );
        expect(answer.status, answer.text).toBe(user.reach.has(unit.id) ? 200 : 404);
        if (answer.body.subject === 'organisation')
          for (const { id } of answer.body.rows ?? []) expect(user.reach.has(id)).toBe(true);
        if (answer.status === 200)
          expect(answer.body.decision?.id).toBe(decisions.find((one) => one.unit === unit.id)?.id);
      }
    },
    // Inside, a member who is none of the cell's does not exist; so a year in which nothing lived tells the unit apart.
    'POST /evaluations/proposals': async ({ caller, user, history, naive }) => {
      for (const unit of spread(
        history.units.filter((one) => one.tree === 'party' && naive.at(one.id, `${YEAR}-12-31`)),
        4,
      )) {
        const answer = await caller.post<{ code?: string }>('/evaluations/proposals', {
          id: randomUUID(),
          year: YEAR,
          unitId: unit.id,
          level: 'not_completed',
          document: '1-BC',
          version: 99,
        });
        expect(answer.body.code, answer.text).toBe(
          user.reach.has(unit.id) ? 'evaluation.changed-meanwhile' : 'not-found',
        );
      }
    },
    'POST /evaluations/decisions': async ({ caller, user, history, naive }) => {
      for (const unit of spread(
        history.units.filter((one) => one.tree === 'party' && naive.at(one.id, `${YEAR}-12-31`)),
        4,
      )) {
        const answer = await caller.post<{ code?: string }>('/evaluations/decisions', {
          id: randomUUID(),
          year: YEAR,
          unitId: unit.id,
          document: '2-QĐ',
          on: TODAY,
        });
        // A cell is decided on from above: without the superior in reach there is nothing to decide.
        if (!user.reach.has(unit.id)) expect(answer.body.code).toBe('not-found');
        else expect(['evaluation.decided-already', 'not-found']).toContain(answer.body.code);
      }
    },
    'POST /evaluations/complaints': async ({ caller, user }) => {
      for (const { rating, unit } of spread(complaints, 4)) {
        const answer = await caller.post<{ code?: string }>('/evaluations/complaints', {
          id: randomUUID(),
          ratingId: rating,
          document: 'đơn',
          on: '2026-01-12',
        });
        expect(answer.body.code).toBe(user.reach.has(unit) ? 'evaluation.complained-already' : 'not-found');
      }
    },
    'POST /evaluations/complaints/:id/answer': async ({ caller, user }) => {
      for (const { id, unit } of spread(complaints, 4)) {
        const answer = await caller.post<{ code?: string }>(`/evaluations/complaints/${id}/answer`, {
          document: '3-QĐ',
          on: '2090-01-01',
        });
        expect(answer.body.code).toBe(user.reach.has(unit) ? 'evaluation.in-future' : 'not-found');
      }
    },
    'POST /evaluations/decisions/:id/withdraw': async ({ caller, user }) => {
      for (const { id, unit } of spread(decisions, 4)) {
        const answer = await caller.post<{ code?: string }>(`/evaluations/decisions/${id}/withdraw`, {
          document: '3-QĐ',
          on: '2090-01-01',
        });
        expect(answer.body.code).toBe(user.reach.has(unit) ? 'evaluation.in-future' : 'not-found');
      }
    },
  },
  open: {},
};
