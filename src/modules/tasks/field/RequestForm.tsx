import { todayInVietnam, useText } from '#platform/messages.ts';
import { goBack, newKey, useDraft, useField, useWrite } from '#platform/field/ui/field.ts';
import { Choices, LongIn, Pick, DayIn } from '#platform/field/ui/inputs.tsx';
import { Btn, FaultNote, Note, Screen } from '#platform/field/ui/kit.tsx';
import { addDays } from '#platform/time/dates.ts';
import { REQUEST_TOPICS, type RequestTopic } from '../rules/values.ts';

type Draft = {
  id: string;
  command: string;
  fromWhom: 'members' | 'people';
  topic: RequestTopic | null;
  content: string;
  owedById: string;
  dueOn: string;
  replaces?: string;
};
/** Days that an answer usually takes; only where the form begins. */
const USUAL_DAYS = 30;

/** What somebody asks for, and who owes the answer by when. At a meeting it belongs to that meeting. */
export function RequestForm({
  meeting,
  onDone,
}: {
  meeting: { id: string; base: number | null } | null;
  onDone: () => void;
}) {
  const { view, snapshot } = useField();
  const t = useText();
  const form = `request/${meeting?.id ?? 'new'}`;
  const cell = view.list<{ up: { id: string; name: string }[]; commune: { id: string } | null }>('cell')[0];
  const up = cell?.up ?? [];
  const { values, change, over } = useDraft<Draft>(form, () => ({
    id: newKey(),
    command: newKey(),
    fromWhom: meeting ? 'members' : 'people',
    topic: null,
    content: '',
    owedById: up[0]?.id ?? '',
    dueOn: addDays(todayInVietnam(), USUAL_DAYS),
  }));
  const { write, busy, fault } = useWrite();
  const ready = values.topic !== null && values.content.trim() !== '' && values.owedById !== '';
  const save = async () => {
    if (!ready) return;
    const { id, fromWhom, topic, content, owedById, dueOn } = values;
    const asked = { id, fromWhom, topic, content: content.trim(), owedById, dueOn };
    const said = { key: 'tasks.field.said.request', values: { content: content.trim().slice(0, 60) } };
    const command = meeting
      ? {
          type: 'meetings.requests',
          entity: meeting.id,
          base: meeting.base,
          params: { id: meeting.id },
          payload: asked,
        }
      : {
          type: 'tasks.request',
          entity: id,
          base: null,
          params: {},
          payload: { ...asked, unitId: snapshot.device.unitId, receivedOn: todayInVietnam() },
        };
    if (await write([{ id: values.command, said, ...command }], [form], values.replaces)) {
      over();
      onDone();
    }
  };
  return (
    <>
      <FaultNote fault={fault} />
      <Choices
        label={t('tasks.field.from')}
        value={values.fromWhom}
        of={(['people', 'members'] as const).map((id) => ({ id, label: t(`tasks.field.from.${id}`) }))}
        onChange={(fromWhom) => change({ fromWhom })}
      />
      <Choices
        label={t('tasks.field.topic')}
        value={values.topic}
        of={REQUEST_TOPICS.map((id) => ({ id, label: t(`tasks.topic.${id}`) }))}
        onChange={(topic) => change({ topic })}
      />
      <LongIn
        label={t('tasks.field.content')}
        value={values.content}
        max={500}
        onChange={(content) => change({ content })}
        hint={t('tasks.field.content-hint')}
      />
      <Pick
        label={t('tasks.field.owed-by')}
        value={values.owedById}
        of={up.map(({ id, name }) => ({ id, label: name }))}
        onChange={(owedById) => change({ owedById })}
        none={t('tasks.field.choose')}
      />
      <DayIn label={t('tasks.field.answer-by')} value={values.dueOn} onChange={(dueOn) => change({ dueOn })} />
      <Note icon="lock" tone="plain">
        {t('tasks.field.no-names')}
      </Note>
      <Btn look="primary wide" disabled={busy || !ready} onClick={() => void save()}>
        {t('tasks.field.save')}
      </Btn>
    </>
  );
}

export function NewRequestScreen() {
  const t = useText();
  return (
    <Screen title={t('tasks.field.new-request')} back="/tasks">
      <RequestForm meeting={null} onDone={() => goBack('/tasks')} />
    </Screen>
  );
}
