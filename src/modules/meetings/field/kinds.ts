import type { TaskDoc } from '#modules/tasks/field-contract.ts';
import { entryLines, requestLines, taskTheirs } from '#modules/tasks/field-ui.ts';
import type { CommandKind, Say } from '#platform/field/ui/field.ts';
import { dayText } from '#platform/field/day.ts';
import { paramOf, type View } from '#platform/field/view.ts';
import type { Row } from '#platform/field/journal-rows.ts';
import type { MeetingDoc } from '../field-contract.ts';

type Lines = { label: string; value: string }[];
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '–');
const version = (view: View, entity: string): number | null => view.get<MeetingDoc>('meeting', entity)?.version ?? null;

function rollLines(rows: readonly { presence: string | null }[], say: Say): Lines {
  const count = (presence: string) => rows.filter((row) => row.presence === presence).length;
  return (['present', 'excused', 'unexcused'] as const).map((presence) => ({
    label: say(`meetings.presence.${presence}`),
    value: String(count(presence)),
  }));
}

function minutesLines(body: { conclusion: string; items: readonly unknown[] } | null | undefined, say: Say): Lines {
  return [
    { label: say('meetings.page.conclusion'), value: body?.conclusion ?? '–' },
    { label: say('meetings.page.agenda'), value: String(body?.items.length ?? 0) },
  ];
}

function stateLines(state: unknown, say: Say): Lines {
  return [{ label: say('meetings.column.state'), value: say(`meetings.state.${text(state)}`) }];
}

const meetingOf = (doc: Record<string, unknown>) => doc as unknown as MeetingDoc;
/** Ids of a form that opens again: what it writes is a command of its own. */
const fresh = (): string => crypto.randomUUID();
const idOf = (row: Row): string => paramOf(row.command.params, 'id');

export const kinds: Record<string, CommandKind> = {
  'meetings.plan': {
    icon: 'people',
    lines: (payload, { text: say }) => [
      { label: say('meetings.page.day'), value: dayText(text(payload['plannedOn'])) },
      { label: say('meetings.page.place'), value: text(payload['place']) },
    ],
    again: (row) => ({
      path: '/meetings/plan',
      form: 'meeting.plan',
      values: { ...row.command.payload, command: fresh() },
    }),
  },
  'meetings.attendance': {
    icon: 'people',
    lines: (payload, { text: say }) => rollLines(payload['rows'] as { presence: string }[], say),
    theirs: (doc, { text: say }) => rollLines(meetingOf(doc).attendance, say),
    version,
    again: (row) => {
      const { rows, heldOn, startedAt } = row.command.payload as {
        rows: { personId: string; presence: string; reason: string | null }[];
        heldOn: string;
        startedAt: string | null;
      };
      return {
        path: `/meetings/${idOf(row)}/roll`,
        form: `meeting.roll/${idOf(row)}`,
        values: {
          id: fresh(),
          base: baseNow(row),
          heldOn,
          startedAt: startedAt ?? '',
          rows: Object.fromEntries(rows.map(({ personId, ...said }) => [personId, said])),
        },
      };
    },
  },
  'meetings.change': {
    icon: 'people',
    lines: (payload, { view, text: say }) => leadLines(payload, view, say),
    theirs: (doc, { view, text: say }) => leadLines(meetingOf(doc), view, say),
    version,
    again: minutesAgain,
  },
  'meetings.agenda': {
    icon: 'paper',
    lines: (payload, { text: say }) => [
      { label: say('meetings.page.agenda'), value: agendaLine(payload['items'] as MeetingDoc['agenda'], say) },
    ],
    theirs: (doc, { text: say }) => [
      { label: say('meetings.page.agenda'), value: agendaLine(meetingOf(doc).agenda, say) },
    ],
    version,
    again: (row) => ({
      path: `/meetings/${idOf(row)}/agenda`,
      form: `meeting.agenda/${idOf(row)}`,
      values: { id: fresh(), base: baseNow(row), items: row.command.payload['items'] },
    }),
  },
  'meetings.votes': {
    icon: 'task',
    lines: (payload, { text: say }) => [
      { label: text(payload['title']), value: `${text(payload['votesFor'])} / ${text(payload['base'])}` },
      { label: say('meetings.field.votesAgainst'), value: text(payload['votesAgainst']) },
    ],
    theirs: (doc) =>
      meetingOf(doc).votes.map((vote) => ({ label: vote.title, value: `${vote.votesFor} / ${vote.base}` })),
    version,
    again: (row) => ({
      path: `/meetings/${idOf(row)}/decide?vote`,
      form: `meeting.vote/${idOf(row)}`,
      values: { ...row.command.payload, id: fresh(), vote: row.command.payload['id'], base: baseNow(row) },
    }),
  },
  'meetings.delegates': {
    icon: 'people',
    lines: (payload, { text: say }) => delegateLines(payload['items'] as MeetingDoc['delegates'], say),
    theirs: (doc, { text: say }) => delegateLines(meetingOf(doc).delegates, say),
    version,
    again: (row) => ({
      path: `/meetings/${idOf(row)}/decide?delegate`,
      form: `meeting.delegate/${idOf(row)}`,
      // Who was added is the last; who stands there besides comes from the meeting as it is now.
      values: { remarks: '', ...lastOf(row.command.payload['items']), id: fresh(), base: baseNow(row) },
    }),
  },
  'meetings.minutes': {
    icon: 'paper',
    lines: (payload, { text: say }) => minutesLines(payload['body'] as never, say),
    theirs: (doc, { text: say }) => minutesLines(meetingOf(doc).minutes?.body, say),
    version,
    again: minutesAgain,
  },
  'meetings.state': {
    icon: 'sign',
    lines: (payload, { text: say }) => stateLines(payload['to'], say),
    theirs: (doc, { text: say }) => stateLines(meetingOf(doc).state, say),
    version,
    again: minutesAgain,
  },
  'meetings.tasks': {
    icon: 'task',
    lines: (payload, { text: say }) => [
      { label: say('meetings.field.task-what'), value: text(payload['title']) },
      { label: say('meetings.field.task-until'), value: dayText(text(payload['dueOn'])) },
    ],
    version,
    again: (row) => {
      const { id, title, ownerPersonId, measure, dueOn } = row.command.payload;
      return {
        path: `/meetings/${idOf(row)}/decide?task`,
        form: `meeting.task/${idOf(row)}`,
        values: { id: fresh(), task: id, title, owner: ownerPersonId ?? '', measure, dueOn },
      };
    },
  },
  'meetings.requests': {
    icon: 'chat',
    lines: (payload, { text: say }) => requestLines(payload, say),
    version,
    again: (row) => ({
      path: `/meetings/${idOf(row)}/decide?request`,
      form: `request/${idOf(row)}`,
      values: { ...row.command.payload, command: fresh() },
    }),
  },
  'meetings.touch': {
    icon: 'task',
    lines: (payload, { text: say }) => entryLines(payload, say),
    theirs: (doc, { text: say }) => taskTheirs(doc, say),
    version: (view, entity) => view.get<TaskDoc>('task', entity)?.version ?? null,
    again: (row) => {
      const { id, note, dueOn, nextId, to } = row.command.payload;
      const task = row.command.entity;
      const carrying = to === 'carried_over';
      const until = typeof dueOn === 'string' ? { dueOn } : {};
      return {
        path: `/meetings/${idOf(row)}/review?${task}`,
        form: `meeting.touch/${idOf(row)}/${task}`,
        values: {
          id: fresh(),
          entry: id,
          next: nextId ?? fresh(),
          base: baseNow(row),
          note: note ?? '',
          dueOn: '',
          ...until,
          carrying,
        },
      };
    },
  },
};

const lastOf = (items: unknown): object => (items as object[]).at(-1) ?? {};

/** The agenda in one line: its items by name. */
function agendaLine(items: readonly { kind: string; title: string }[], say: Say): string {
  return items.map(({ kind, title }) => title || say(`meetings.agenda.${kind}`)).join('; ') || '–';
}

/** The minutes with all that was written, whichever of their commands was not taken. */
function minutesAgain(row: Row, view: View) {
  const id = idOf(row);
  const meeting = view.get<MeetingDoc>('meeting', id);
  const body = (row.command.payload['body'] ?? meeting?.minutes?.body) as
    { conclusion: string; items: { title: string; text: string }[] } | undefined;
  const given = row.command.payload as Partial<MeetingDoc>;
  const said = (title: string) => body?.items.find((one) => one.title === title);
  return {
    path: `/meetings/${id}/minutes`,
    form: `meeting.minutes/${id}`,
    values: {
      ids: { change: fresh(), minutes: fresh(), state: fresh() },
      base: baseNow(row),
      chairId: given.chairId ?? meeting?.chairId ?? '',
      secretaryId: given.secretaryId ?? meeting?.secretaryId ?? '',
      endedAt: given.endedAt ?? meeting?.endedAt ?? '',
      items: Object.fromEntries(
        (meeting?.agenda ?? []).map((item) => {
          const line = said(item.title);
          return [item.id, { done: line !== undefined || !body, text: line?.text ?? '' }];
        }),
      ),
      conclusion: body?.conclusion ?? '',
    },
  };
}

/** What stands at the server now is the base of writing again. */
function baseNow(row: Row): number | null {
  const now = row.answer?.theirs?.doc?.body['version'];
  return typeof now === 'number' ? now : row.command.base;
}

function leadLines(given: Partial<MeetingDoc>, view: View, say: Say): Lines {
  const name = (id: string | null | undefined) => (id ? (view.get<{ name: string }>('member', id)?.name ?? '–') : '–');
  return [
    { label: say('meetings.page.chair'), value: name(given.chairId) },
    { label: say('meetings.page.secretary'), value: name(given.secretaryId) },
    { label: say('meetings.page.ended'), value: text(given.endedAt) },
  ];
}

function delegateLines(items: readonly { fullName: string }[], say: Say): Lines {
  return [{ label: say('meetings.page.superiors'), value: items.map(({ fullName }) => fullName).join(', ') || '–' }];
}
