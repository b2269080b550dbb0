import { describe, expect, test } from 'vitest';
import { RuleBroken } from '#platform/errors.ts';
import { assertEnd, assertMayFollow, isOnCommittee } from './assignments.ts';

const codeOf = (work: () => void): string => {
  try {
    work();
  } catch (problem) {
    if (problem instanceof RuleBroken) return problem.code;
    throw problem;
  }
  return 'allowed';
};
const leader = { kind: 'commune_deputy_secretary', role: 'leader' };
const good = {
  unitKind: 'party_cell',
  committeeId: 'commune',
  above: ['commune', 'province'],
  posts: [leader],
  on: '2026-01-05',
};

/** DOMAIN.md 4.6: members of the committee above are assigned to cells. */
describe('who may follow a cell', () => {
  test.each([
    ['a leader of the commune', {}, 'allowed'],
    ['a member of its committee', { posts: [{ kind: 'committee_member', role: 'none' }] }, 'allowed'],
    ['the chair of the people’s council', { posts: [{ kind: 'council_chair', role: 'none' }] }, 'allowed'],
    ['somebody of the province', { committeeId: 'province' }, 'allowed'],
    ['a grassroots cell', { unitKind: 'grassroots_cell' }, 'allowed'],
    [
      'a clerk of the office',
      { posts: [{ kind: 'commune_office_staff', role: 'office' }] },
      'assignment.not-on-committee',
    ],
    ['nobody’s post', { posts: [] }, 'assignment.not-on-committee'],
    ['a neighbour commune', { committeeId: 'other' }, 'assignment.committee-not-above'],
    ['a committee as the followed', { unitKind: 'commune_body' }, 'assignment.cell-only'],
  ])('%s: %s', (_who, more, expected) => {
    expect(codeOf(() => assertMayFollow({ ...good, ...more }))).toBe(expected);
  });

  test.each([
    [{ kind: 'commune_secretary', role: 'leader' }, true],
    [{ kind: 'peoples_committee_chair', role: 'none' }, true],
    [{ kind: 'village_head', role: 'none' }, false],
    [{ kind: 'cell_secretary', role: 'cell' }, false],
  ])('%o is of the committee: %s', (post, expected) => expect(isOnCommittee(post)).toBe(expected));

  test.each([
    [{ from: '2026-01-05', until: null, to: '2026-01-06' }, 'allowed'],
    [{ from: '2026-01-05', until: null, to: '2026-01-05' }, 'assignment.ends-before-start'],
    [{ from: '2026-01-05', until: '2026-03-01', to: '2026-03-01' }, 'assignment.ended-already'],
    [{ from: '2026-01-05', until: '2026-03-01', to: '2026-02-28' }, 'allowed'],
  ])('ending %o: %s', (given, expected) => expect(codeOf(() => assertEnd(given))).toBe(expected));
});
