import { useFormat, useText } from '#platform/messages.ts';
import { go, newKey, useDraft, useWrite } from '#platform/field/ui/field.ts';
import { Btn, FaultNote, Note, Screen } from '#platform/field/ui/kit.tsx';
import { Icon } from '#platform/field/ui/Icon.tsx';
import type { MeetingDoc } from '../field-contract.ts';
import { useMeeting, useMeetingBase } from './data.ts';
import { Gone } from './Gone.tsx';
import { useMeetingTitle } from './MeetingsScreen.tsx';

type Item = Pick<MeetingDoc['agenda'][number], 'kind' | 'title'>;
type Draft = { id: string; base: number | null; items: Item[]; replaces?: string };
const LONGEST = 300;
const MOST = 60;

/** The agenda on the phone: words, order, what is added and what falls away. */
export function AgendaScreen({ params }: { params: Record<string, string> }) {
  const meeting = useMeeting(params['id']);
  return meeting ? <Agenda meeting={meeting} /> : <Gone />;
}

function Agenda({ meeting }: { meeting: MeetingDoc }) {
  const t = useText();
  const format = useFormat();
  const title = useMeetingTitle();
  const base = useMeetingBase(meeting);
  const form = `meeting.agenda/${meeting.id}`;
  const named = ({ kind, title: words }: Item): string => words || t(`meetings.agenda.${kind}`);
  const { values, change, over } = useDraft<Draft>(form, () => ({
    id: newKey(),
    base,
    items: meeting.agenda.map((item) => ({ kind: item.kind, title: named(item) })),
  }));
  const { write, busy, fault } = useWrite();
  const { items } = values;
  const put = (at: number, words: string) =>
    change({ items: items.map((item, index) => (index === at ? { ...item, title: words } : item)) });
  const up = (at: number) =>
    change({
      items: [
        ...items.slice(0, at - 1),
        ...items.slice(at, at + 1),
        ...items.slice(at - 1, at),
        ...items.slice(at + 1),
      ],
    });
  const ready = items.length > 0 && items.every((item) => item.title.trim() !== '');
  const save = async () => {
    const command = {
      id: values.id,
      type: 'meetings.agenda',
      entity: meeting.id,
      base: values.base,
      params: { id: meeting.id },
      payload: { items: items.map((item) => ({ ...item, title: item.title.trim() })) },
      said: { key: 'meetings.field.said.agenda', values: { on: format.date(meeting.heldOn ?? meeting.plannedOn) } },
    };
    if (!(await write([command], [form], values.replaces))) return;
    over();
    go(`/meetings/${meeting.id}`, { replace: true });
  };
  return (
    <Screen
      title={t('meetings.page.agenda')}
      sub={title(meeting)}
      back={`/meetings/${meeting.id}`}
      foot={
        <Btn look="primary" disabled={busy || !ready} onClick={() => void save()}>
          {t('meetings.field.save-here')}
        </Btn>
      }
    >
      <FaultNote fault={fault} />
      <ol className="list">
        {items.map((item, at) => (
          <li key={at} className="line">
            <textarea
              className="in sp"
              rows={2}
              aria-label={t('meetings.field.agenda-item', { at: at + 1 })}
              value={item.title}
              maxLength={LONGEST}
              onChange={(event) => put(at, event.target.value)}
            />
            <span className="pair">
              <button
                type="button"
                className="icon-btn"
                aria-label={t('meetings.field.agenda-up', { at: at + 1 })}
                disabled={at === 0}
                onClick={() => up(at)}
              >
                <Icon name="up" />
              </button>
              <button
                type="button"
                className="icon-btn"
                aria-label={t('meetings.field.agenda-away', { at: at + 1 })}
                onClick={() => change({ items: items.filter((_item, index) => index !== at) })}
              >
                <Icon name="no" />
              </button>
            </span>
          </li>
        ))}
      </ol>
      <Btn
        icon="plus"
        disabled={items.length >= MOST}
        onClick={() => change({ items: [...items, { kind: 'discussion', title: '' }] })}
      >
        {t('meetings.field.agenda-add')}
      </Btn>
      {ready ? null : <Note icon="info">{t('meetings.field.agenda-empty')}</Note>}
    </Screen>
  );
}
