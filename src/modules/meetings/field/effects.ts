import { applyEntry, applyRequest } from '#modules/tasks/field-ui.ts';
import type { TaskDoc } from '#modules/tasks/field-contract.ts';
import type { MemberDoc } from '#modules/membership/field-contract.ts';
import { paramOf, type Desk, type Effect, type Effects } from '#platform/field/view.ts';
import type { MeetingDoc, StandingOrderDoc } from '../field-contract.ts';
import { numbersOf } from '../rules/attendance.ts';
import { agendaSkeleton } from '../rules/course.ts';
import type { MeetingState } from '../rules/values.ts';
import { hasPassed, ruleOf } from '../rules/votes.ts';

/** A meeting that was planned on the device, before the server knows it. */
function plan(desk: Desk, payload: Record<string, unknown>): void {
  const given = payload as unknown as MeetingDoc;
  const order = desk.get<StandingOrderDoc>('standing-order', given.kind);
  const items = order?.items ?? agendaSkeleton(given.kind, given.alsoThematic).map((kind) => ({ kind, title: '' }));
  desk.put('meeting', given.id, {
    id: given.id,
    version: 1,
    unitId: given.unitId,
    kind: given.kind,
    alsoThematic: given.alsoThematic,
    theme: given.theme,
    themeTitle: given.themeTitle,
    forMonth: `${(given.forMonth ?? given.plannedOn).slice(0, 7)}-01`,
    numberInMonth: 1,
    state: 'planned',
    plannedOn: given.plannedOn,
    plannedAt: given.plannedAt,
    place: given.place,
    heldOn: null,
    startedAt: null,
    endedAt: null,
    chairId: null,
    secretaryId: null,
    speakers: null,
    guests: 0,
    cancelledBecause: null,
    minutesNumber: null,
    summoned: null,
    present: null,
    voteBase: null,
    agenda: items.map((item, at) => ({ ...item, id: `${given.id}/${at}`, position: at + 1 })),
    attendance: [],
    votes: [],
    delegates: [],
    followers: [],
    minutes: null,
    taskIds: [],
    touchedIds: [],
    requestIds: [],
  } satisfies MeetingDoc);
}

/** Changes a meeting that is in the copy. */
function change(
  work: (meeting: MeetingDoc, payload: Record<string, unknown>, desk: Desk) => Partial<MeetingDoc>,
): Effect {
  return (desk, { params, payload }) => {
    const meeting = desk.get<MeetingDoc>('meeting', paramOf(params, 'id'));
    if (meeting) desk.put('meeting', meeting.id, { ...meeting, ...work(meeting, payload, desk) });
  };
}

type AttendancePayload = {
  heldOn: string;
  startedAt: string | null;
  guests: number;
  rows: Pick<MeetingDoc['attendance'][number], 'personId' | 'presence' | 'reason'>[];
};

function hold(meeting: MeetingDoc, payload: Record<string, unknown>, desk: Desk): Partial<MeetingDoc> {
  const given = payload as unknown as AttendancePayload;
  const attendance = given.rows.flatMap((row) => {
    const member = desk.get<MemberDoc>('member', row.personId);
    return member ? [{ ...row, name: member.name, call: member.call, standing: member.standing }] : [];
  });
  const { summoned, present, voteBase } = numbersOf(attendance);
  return {
    attendance,
    heldOn: given.heldOn,
    startedAt: given.startedAt ?? meeting.startedAt,
    guests: given.guests,
    state: meeting.state === 'planned' ? 'held' : meeting.state,
    summoned,
    present,
    voteBase,
  };
}

function giveTask(meeting: MeetingDoc, payload: Record<string, unknown>, desk: Desk): Partial<MeetingDoc> {
  const given = payload as unknown as TaskDoc & { ownerPersonId: string | null; ownerUnitId: string | null };
  const member = given.ownerPersonId ? desk.get<MemberDoc>('member', given.ownerPersonId) : undefined;
  desk.put('task', given.id, {
    id: given.id,
    version: 1,
    unit: { id: meeting.unitId, name: '' },
    document: null,
    givenBy: { id: meeting.unitId, name: '' },
    title: given.title,
    theme: given.theme ?? null,
    owner: {
      kind: given.ownerPersonId ? 'person' : 'unit',
      id: given.ownerPersonId ?? given.ownerUnitId ?? '',
      name: member?.name ?? null,
    },
    measure: given.measure,
    target: given.target ?? null,
    amount: null,
    figureId: null,
    assignedOn: meeting.heldOn ?? meeting.plannedOn,
    dueOn: given.dueOn,
    state: 'assigned',
    closedOn: null,
    carriedFrom: null,
    sourceMeetingId: meeting.id,
    last: null,
    entries: [],
  } satisfies TaskDoc);
  return { taskIds: [...meeting.taskIds, given.id] };
}

export const effects: Effects = {
  'meetings.plan': (desk, { payload }) => plan(desk, payload),
  'meetings.change': change((_meeting, payload) => payload),
  'meetings.attendance': change(hold),
  'meetings.agenda': change((meeting, payload) => ({
    agenda: (payload['items'] as { kind: MeetingDoc['agenda'][number]['kind']; title: string }[]).map((item, at) => ({
      ...item,
      id: `${meeting.id}/${at}`,
      position: at + 1,
    })),
  })),
  'meetings.delegates': change((meeting, payload) => ({
    delegates: (payload['items'] as Omit<MeetingDoc['delegates'][number], 'id'>[]).map((item, at) => ({
      ...item,
      id: `${meeting.id}/${at}`,
    })),
  })),
  'meetings.votes': change((meeting, payload) => {
    const vote = payload as unknown as Omit<MeetingDoc['votes'][number], 'rule' | 'passed'>;
    const rule = ruleOf(vote.subject);
    return { votes: [...meeting.votes, { ...vote, rule, passed: hasPassed({ ...vote, rule }) }] };
  }),
  'meetings.minutes': change((meeting, payload) => ({
    minutes: { version: 1, body: payload['body'] as NonNullable<MeetingDoc['minutes']>['body'], reason: null },
    state: meeting.state === 'held' ? 'draft' : meeting.state,
  })),
  'meetings.state': change((_meeting, payload) => ({
    state: payload['to'] as MeetingState,
    ...(typeof payload['reason'] === 'string' ? { cancelledBecause: payload['reason'] } : {}),
  })),
  'meetings.tasks': change(giveTask),
  'meetings.requests': change((meeting, payload, desk) => {
    applyRequest(desk, payload, { id: meeting.id, unitId: meeting.unitId, on: meeting.heldOn ?? meeting.plannedOn });
    return { requestIds: [...meeting.requestIds, String(payload['id'])] };
  }),
  'meetings.touch': (desk, { params, payload }) => {
    const [id, taskId] = [paramOf(params, 'id'), paramOf(params, 'taskId')];
    applyEntry(desk, taskId, payload as unknown as Parameters<typeof applyEntry>[2], id);
    const meeting = desk.get<MeetingDoc>('meeting', id);
    if (meeting && !meeting.touchedIds.includes(taskId))
      desk.put('meeting', id, { ...meeting, touchedIds: [...meeting.touchedIds, taskId] });
  },
};
