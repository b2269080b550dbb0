import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { go, newKey, useDraft, useField, useWrite } from '#platform/field/ui/field.ts';
import { LongIn, Pick, TextIn } from '#platform/field/ui/inputs.tsx';
import { Btn, FaultNote, Note, Screen, SpeakButton, Steps } from '#platform/field/ui/kit.tsx';
import type { CellDoc } from '#modules/organisation/field-contract.ts';
import type { MeetingDoc } from '../field-contract.ts';
import { membersOf, reviewOf, useMeeting, useMeetingBase } from './data.ts';
import { Gone } from './Gone.tsx';
import { useMeetingTitle } from './MeetingsScreen.tsx';
import { useRecap } from './recap.ts';

type Draft = {
  ids: { change: string; minutes: string; state: string };
  base: number | null;
  chairId: string;
  secretaryId: string;
  endedAt: string;
  /** By agenda item: done, and what is written about it. */
  items: Record<string, { done: boolean; text: string }>;
  conclusion: string;
  replaces?: string;
};

/** Step 4: the minutes by ticking, a conclusion that is read to the cell, and its consent. */
export function MinutesScreen({ params }: { params: Record<string, string> }) {
  const meeting = useMeeting(params['id']);
  return meeting ? <Minutes meeting={meeting} /> : <Gone />;
}

function Minutes({ meeting }: { meeting: MeetingDoc }) {
  const { view, snapshot } = useField();
  const t = useText();
  const format = useFormat();
  const title = useMeetingTitle();
  const base = useMeetingBase(meeting);
  const recap = useRecap({ ...meeting, minutes: null });
  const members = membersOf(view);
  const posts = view.list<CellDoc>('cell')[0]?.posts ?? [];
  const form = `meeting.minutes/${meeting.id}`;
  const { values, change, over } = useDraft<Draft>(form, () => {
    const written = meeting.minutes?.body;
    return {
      ids: { change: newKey(), minutes: newKey(), state: newKey() },
      base,
      chairId:
        meeting.chairId ?? posts.find(({ kind }) => /secretary$/.test(kind) && !/deputy/.test(kind))?.personId ?? '',
      secretaryId: meeting.secretaryId ?? '',
      endedAt: meeting.endedAt ?? '',
      items: Object.fromEntries(
        meeting.agenda.map((item) => {
          const said = written?.items.find((one) => one.title === item.title);
          return [item.id, { done: written ? said !== undefined : true, text: said?.text ?? '' }];
        }),
      ),
      conclusion: written?.conclusion ?? recap.join(' '),
    };
  });
  const { write, busy, fault } = useWrite();
  const left = reviewOf(view, meeting).filter(({ touched }) => !touched).length;
  const ready = values.chairId !== '' && values.secretaryId !== '' && values.conclusion.trim() !== '';
  const save = async (agree: boolean) => {
    const about = { entity: meeting.id, base: values.base, params: { id: meeting.id } };
    const on = format.date(meeting.heldOn ?? todayInVietnam());
    const body = {
      items: meeting.agenda
        .filter((item) => values.items[item.id]?.done)
        .map((item) => ({
          kind: item.kind,
          title: item.title || t(`meetings.agenda.${item.kind}`),
          text: item.kind === 'self_criticism' ? '' : (values.items[item.id]?.text.trim() ?? ''),
        })),
      conclusion: values.conclusion.trim(),
    };
    const { chairId, secretaryId, endedAt } = values;
    const commands = [
      {
        ...about,
        id: values.ids.change,
        type: 'meetings.change',
        payload: { chairId: chairId || null, secretaryId: secretaryId || null, ...(endedAt ? { endedAt } : {}) },
        said: { key: 'meetings.field.said.lead', values: { on } },
      },
      {
        ...about,
        id: values.ids.minutes,
        type: 'meetings.minutes',
        payload: { body },
        said: { key: 'meetings.field.said.minutes', values: { on } },
      },
    ];
    // Where the consent waits behind what is written anew, it goes on behind it by itself.
    const waits = snapshot.rows.some(
      (row) => row.state === 'held' && row.command.entity === meeting.id && row.command.type === 'meetings.state',
    );
    if (agree && !(values.replaces && waits))
      commands.push({
        ...about,
        id: values.ids.state,
        type: 'meetings.state',
        payload: { to: 'agreed' } as never,
        said: { key: 'meetings.field.said.agreed', values: { on } },
      });
    if (!(await write(commands, [form], values.replaces))) return;
    over();
    go(`/meetings/${meeting.id}`, { replace: true });
  };
  return (
    <Screen
      title={t('meetings.page.minutes')}
      sub={`${title(meeting)}${meeting.startedAt ? ` · ${meeting.startedAt}` : ''}`}
      back={`/meetings/${meeting.id}`}
      action={<SpeakButton text={values.conclusion} lang="vi" />}
      foot={
        <>
          <Btn disabled={busy} onClick={() => void save(false)}>
            {t('meetings.field.save-draft')}
          </Btn>
          <Btn look="primary" icon="sign" disabled={busy || !ready || left > 0} onClick={() => void save(true)}>
            {left > 0 ? t('meetings.field.left-tasks', { count: left }) : t('meetings.field.agree')}
          </Btn>
        </>
      }
    >
      <Steps at={4} of={4} />
      <FaultNote fault={fault} />
      <section className="card lead">
        <LongIn
          label={t('meetings.page.conclusion')}
          value={values.conclusion}
          onChange={(conclusion) => change({ conclusion })}
          hint={t('meetings.field.conclusion-hint')}
        />
        <Btn look="quiet" onClick={() => change({ conclusion: recap.join(' ') })}>
          {t('meetings.field.compose')}
        </Btn>
      </section>
      <section>
        <h2>{t('meetings.field.what-was-done')}</h2>
        <ul className="list">
          {meeting.agenda.map((item) => {
            const said = values.items[item.id] ?? { done: false, text: '' };
            const put = (patch: Partial<typeof said>) =>
              change({ items: { ...values.items, [item.id]: { ...said, ...patch } } });
            return (
              <li key={item.id} style={{ padding: '10px 12px' }} className="opts">
                <label style={{ border: 0, padding: 0, background: 'none' }}>
                  <input
                    type="checkbox"
                    checked={said.done}
                    onChange={(event) => put({ done: event.target.checked })}
                  />
                  <span>{item.title || t(`meetings.agenda.${item.kind}`)}</span>
                </label>
                {said.done && item.kind === 'self_criticism' ? (
                  <Note icon="lock" tone="plain">
                    {t('meetings.page.self-criticism-note')}
                  </Note>
                ) : said.done ? (
                  <textarea
                    className="in"
                    style={{ minHeight: 52 }}
                    rows={1}
                    aria-label={item.title || t(`meetings.agenda.${item.kind}`)}
                    placeholder={t('meetings.field.write-if-needed')}
                    maxLength={4000}
                    value={said.text}
                    onChange={(event) => put({ text: event.target.value })}
                  />
                ) : null}
              </li>
            );
          })}
        </ul>
      </section>
      <Pick
        label={t('meetings.page.chair')}
        value={values.chairId}
        of={members.map(({ id, name }) => ({ id, label: name }))}
        onChange={(chairId) => change({ chairId })}
        none={t('meetings.field.choose-who')}
      />
      <Pick
        label={t('meetings.page.secretary')}
        value={values.secretaryId}
        of={members.map(({ id, name }) => ({ id, label: name }))}
        onChange={(secretaryId) => change({ secretaryId })}
        none={t('meetings.field.choose-who')}
      />
      <TextIn
        label={t('meetings.page.ended')}
        type="time"
        value={values.endedAt}
        onChange={(endedAt) => change({ endedAt })}
      />
      <Note>{t('meetings.field.draft-note')}</Note>
    </Screen>
  );
}
