import { newKey } from '../../src/platform/ids.ts';
import type { About } from './devices.ts';
import type { Faults } from './page.ts';
import type { Phone } from './phone.ts';
import type { Written } from './stands.ts';

export type Send = Parameters<Faults['write']>[0][number];
export type Draft = { note: Written; send: Send };

/** Kind of the document of the copy that a kind of command writes on. */
export const KIND_OF: Readonly<Record<Written['kind'], string>> = {
  activity: 'activity',
  entry: 'task',
  agenda: 'meeting',
  paper: 'file',
};

type Record_ = {
  version: number;
  state?: string;
  closedOn?: string | null;
  agenda?: { kind: string; title: string }[];
};

/** What a person writes next: mostly something new, at times on a record that the other phones have too, at times with a picture. */
export async function nextCommand(about: About, at: number, phone: Phone, chance: () => number): Promise<Draft> {
  const dice = chance();
  if (dice < 0.1) return (await onShared('entry', about, at, phone, chance)) ?? activity(about, at);
  if (dice < 0.16) return (await onShared('agenda', about, at, phone, chance)) ?? activity(about, at);
  if (dice < 0.19) return paper(about, at, chance);
  return activity(about, at);
}

/** A writing on a record of which every phone has a copy; undefined where this phone does not see it. */
export async function onShared(
  kind: 'entry' | 'agenda',
  about: About,
  at: number,
  phone: Phone,
  chance: () => number,
): Promise<Draft | undefined> {
  const entity =
    kind === 'agenda' ? about.meetingId : (about.taskIds[Math.floor(chance() * about.taskIds.length)] ?? '');
  const doc = (await phone.do('doc', KIND_OF[kind], entity)) as Record_ | null;
  if (!doc) return undefined;
  const [id, record] = [newKey(), newKey()];
  const common = { id, entity, base: doc.version, params: { id: entity } };
  const note = { id, device: at, kind, record: kind === 'agenda' ? id : record };
  if (kind === 'agenda') {
    const items = (doc.agenda ?? []).map(({ kind: item, title }) => ({ kind: item, title: title || 'Nội dung' }));
    const first = { kind: 'other', title: `Máy ${at + 1} ${id.slice(-6)}` };
    return { note, send: { ...common, type: 'meetings.agenda', payload: { items: [first, ...items.slice(-4)] } } };
  }
  const payload = {
    id: record,
    on: about.today,
    to: 'in_progress',
    note: `máy ${at + 1}`,
    amount: null,
    dueOn: null,
    nextId: null,
  };
  return { note, send: { ...common, type: 'tasks.entry', payload } };
}

function paper(about: About, at: number, chance: () => number): Draft {
  const [id, record] = [newKey(), newKey()];
  return {
    note: { id, device: at, kind: 'paper', record },
    send: {
      id,
      type: 'welfare.paper',
      entity: record,
      base: null,
      params: {},
      payload: { unitId: about.villageId },
      picture: Math.floor(chance() * 1e9),
    },
  };
}

function activity(about: About, at: number): Draft {
  const [id, record] = [newKey(), newKey()];
  return {
    note: { id, device: at, kind: 'activity', record },
    send: {
      id,
      type: 'outreach.activity',
      entity: record,
      base: null,
      params: {},
      payload: {
        id: record,
        kind: 'cleaning',
        title: `Nạo vét mương ${id.slice(-6)}`,
        placeId: about.villageId,
        agencyId: about.unitId,
        startsOn: about.today,
        endsOn: about.today,
      },
    },
  };
}
