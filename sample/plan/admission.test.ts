import { describe, expect, it } from 'vitest';
import { UNION } from './admission.ts';
import { buildSample } from './build.ts';

const TODAY = '2026-11-22';
const plan = buildSample({ today: TODAY });
const files = plan.applications;
const introduced = files.filter(
  (one) => one.nominatorKind === 'youth_union' && one.noticedOn >= '2019-01-01' && one.noticedOn <= '2025-06-30',
);

describe('the ways to membership', () => {
  it('254 introduced by the Youth Union since 2019, 211 of them admitted by the last day of the district', () => {
    expect(introduced).toHaveLength(UNION.introduced);
    const admitted = introduced.filter((one) => one.ceremonyOn !== null && one.ceremonyOn <= '2025-06-30');
    expect(admitted).toHaveLength(UNION.admitted);
    expect(introduced.filter((one) => one.stage === 'dropped')).toHaveLength(UNION.ended);
  });

  it('those admitted are members of the plan already: nobody is invented twice', () => {
    const members = new Map(plan.members.map((member) => [member.person, member]));
    const wrong = files.filter((one) => one.member !== null && members.get(one.member)?.ceremony.on !== one.ceremonyOn);
    expect(wrong).toEqual([]);
    const persons = files.flatMap((one) => one.member ?? []);
    expect(new Set(persons).size).toBe(persons.length);
  });

  it('the 26 heads each have their file, filed on the day that is told', () => {
    const heads = files.filter((one) => one.post !== null);
    expect(heads.map((one) => [one.person, one.appliedOn]).sort()).toEqual(
      plan.headApplicants.map((head) => [head.person, head.appliedOn]).sort(),
    );
  });

  it('every file keeps the order of the way, and nothing lies ahead of today', () => {
    const order = [
      'noticedOn',
      'listedOn',
      'courseOn',
      'appliedOn',
      'requestedOn',
      'checkedOn',
      'votedOn',
      'grassrootsOn',
      'submittedOn',
      'decidedOn',
      'ceremonyOn',
      'proposedOn',
      'recognisedOn',
    ] as const;
    const wrong = files.filter((one) => {
      const days = order.flatMap((key) => one[key] ?? []);
      return days.some((day, at) => day < (days[at - 1] ?? '') || day > TODAY);
    });
    expect(wrong.map((one) => [one.key, ...order.map((key) => one[key])])).toEqual([]);
  });

  it('somebody stands at every stage, and some are late', () => {
    const stages = new Set(files.map((one) => one.stage));
    for (const stage of [
      'noticed',
      'outstanding',
      'course_done',
      'applied',
      'introduced',
      'cell_voted',
      'grassroots_voted',
      'decided',
      'probationary',
    ])
      expect(stages, stage).toContain(stage);
  });
});
