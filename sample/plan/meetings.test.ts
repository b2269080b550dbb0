import { describe, expect, it } from 'vitest';
import { buildSample } from './build.ts';

describe('the meetings of the sample', () => {
  const plan = buildSample({ today: '2026-11-22' });
  const { meetings, tasks, documents, requests, themes } = plan.meetings;

  it('holds every meeting in a cell that lives, with the members of that day, and minutes only where there was a meeting', () => {
    const lives = new Map(plan.units.map((unit) => [unit.key, unit.versions[0]?.validFrom ?? '9999']));
    expect(meetings.length).toBeGreaterThan(1300);
    for (const one of meetings) {
      expect((lives.get(one.unit) ?? '9999') <= one.plannedOn, one.key).toBe(true);
      expect(one.heldOn === null, one.key).toBe(one.through === 'planned');
      if (one.heldOn !== null) expect(one.attendance.length, one.key).toBeGreaterThan(0);
      expect(new Set(one.attendance.map((row) => row.person)).size).toBe(one.attendance.length);
    }
  });

  it('touches every open task at the next meeting, and closes it on a day that fits its state', () => {
    const held = new Map(meetings.map((one) => [one.key, one]));
    for (const task of tasks) {
      const isOpen = task.state === 'assigned' || task.state === 'in_progress';
      expect(task.closedOn === null, task.key).toBe(isOpen);
      if (task.closedOn !== null) expect(task.state === 'late', task.key).toBe(task.closedOn > task.dueOn);
      const touched = new Set(task.entries.map((entry) => entry.meeting));
      for (const one of meetings) {
        if (one.unit !== task.unit || one.heldOn === null || one.key === task.meeting || one.heldOn <= task.assignedOn)
          continue;
        if (isOpen && one.through !== 'held') expect(touched.has(one.key), `${task.key} at ${one.key}`).toBe(true);
      }
      if (task.meeting) expect(held.has(task.meeting)).toBe(true);
    }
  });

  it('tells B3: a resolution, the action programme that carries it out, and the plan of the new commune', () => {
    const programme = documents.find((one) => one.key === 'document-b3-programme');
    expect(documents.find((one) => one.key === programme?.parent)?.kind).toBe('resolution');
    expect(documents.find((one) => one.parent === programme?.key)?.kind).toBe('plan');
    expect(tasks.filter((task) => task.figure !== null).map((task) => task.figure)).toEqual(['I-22', 'I-21']);
    // Each document of 2016 has its tasks, each with a deadline, evidence and an end before the district ended.
    const old = tasks.filter(({ key }) => key.startsWith('task-b3-2016-'));
    expect(new Set(old.map(({ document }) => document))).toEqual(
      new Set(['document-b3-resolution', 'document-b3-scheme', 'document-b3-programme']),
    );
    for (const task of old) {
      expect(task.entries.at(-1)?.note, task.key).toBeTruthy();
      expect(task.closedOn !== null && task.closedOn < '2025-07-01', task.key).toBe(true);
    }
    expect(requests.length).toBeGreaterThan(20);
    expect(themes.length % 4).toBe(0);
  });

  it('has somebody of the committee for most village cells, and names him where he came', () => {
    const { assignments, posts } = plan;
    expect(assignments.length).toBeGreaterThan(20);
    const holds = new Map(posts.filter(({ kind }) => /^com/.test(kind)).map((post) => [post.person, post]));
    for (const one of assignments) expect(holds.has(one.person), one.key).toBe(true);
    const came = meetings.filter(({ delegate }) => delegate?.person !== undefined);
    expect(came.length).toBeGreaterThan(10);
    const followerOf = new Map(assignments.map((one) => [one.cell, one.person]));
    for (const one of came) expect(one.delegate?.person, one.key).toBe(followerOf.get(one.unit));
  });

  it('is the same each time, and a later day leaves what was held as it was', () => {
    const earlier = buildSample({ today: '2026-08-20' }).meetings;
    const now = new Map(meetings.map((one) => [one.key, one]));
    for (const one of earlier.meetings.filter((meeting) => meeting.heldOn !== null)) {
      expect(now.get(one.key)?.heldOn, one.key).toBe(one.heldOn);
    }
  });
}, 120_000);
