import { paramOf, type Desk, type Effects } from '#platform/field/view.ts';
import type { TaskDoc, RequestDoc } from '../field-contract.ts';

type Entry = {
  id: string;
  on: string;
  to: 'in_progress' | 'finished' | 'dropped' | 'carried_over';
  note?: string | null;
  amount?: number | null;
  dueOn?: string | null;
  nextId?: string | null;
};

/** What an entry does to a task, on the device as at the server: finished after its day is late, carried over it goes on as another. */
export function applyEntry(desk: Desk, taskId: string, entry: Entry, meetingId: string | null): void {
  const task = desk.get<TaskDoc>('task', taskId);
  if (!task) return;
  const state = entry.to === 'finished' ? (entry.on > task.dueOn ? 'late' : 'done') : entry.to;
  const closed = state !== 'in_progress';
  const note = entry.note ?? null;
  desk.put('task', taskId, {
    ...task,
    state,
    closedOn: closed ? entry.on : null,
    amount: entry.amount ?? task.amount,
    last: { on: entry.on, note, meetingId },
    entries: [
      ...task.entries,
      { id: entry.id, on: entry.on, to: state, note, amount: entry.amount ?? null, meetingId },
    ],
  } satisfies TaskDoc);
  if (entry.to === 'carried_over' && entry.nextId && entry.dueOn)
    desk.put('task', entry.nextId, {
      ...task,
      id: entry.nextId,
      version: 1,
      state: 'assigned',
      dueOn: entry.dueOn,
      assignedOn: entry.on,
      carriedFrom: taskId,
      closedOn: null,
      last: null,
      entries: [],
      sourceMeetingId: meetingId,
    } satisfies TaskDoc);
}

export const effects: Effects = {
  'tasks.entry': (desk, { params, payload }) =>
    applyEntry(desk, paramOf(params, 'id'), payload as unknown as Entry, null),
  'tasks.request': (desk, { payload }) => applyRequest(desk, payload, null),
};

/** A request noted on the device. */
export function applyRequest(
  desk: Desk,
  payload: Record<string, unknown>,
  meeting: { id: string; unitId: string; on: string } | null,
): void {
  const given = payload as unknown as Omit<RequestDoc, 'owedBy'> & { owedById: string };
  const cell = desk.list<{ up: { id: string; name: string }[] }>('cell')[0];
  desk.put('request', given.id, {
    id: given.id,
    unitId: meeting?.unitId ?? given.unitId,
    meetingId: meeting?.id ?? null,
    fromWhom: given.fromWhom,
    topic: given.topic,
    content: given.content,
    receivedOn: meeting?.on ?? given.receivedOn,
    owedBy: cell?.up.find(({ id }) => id === given.owedById) ?? { id: given.owedById, name: '' },
    dueOn: given.dueOn,
    answeredOn: null,
    answer: null,
  } satisfies RequestDoc);
}
