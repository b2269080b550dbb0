import { useMutation } from '@tanstack/react-query';
import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { useDraft } from '#platform/ui/drafts.ts';
import { TextArea } from '#platform/ui/fields.tsx';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { MeetingPage, MinutesBody } from '../../contract.ts';
import { useMeetingChanged } from '../data.ts';

/** The minutes as they stand, one text for each item of the agenda; self-criticism has none. */
export function bodyOf(meeting: MeetingPage): MinutesBody {
  const written = meeting.minutes[0]?.body;
  return {
    items: meeting.agenda.map((item) => ({
      kind: item.kind,
      title: item.title,
      text: written?.items.find((one) => one.kind === item.kind && one.title === item.title)?.text ?? '',
    })),
    conclusion: written?.conclusion ?? '',
  };
}

/** Fields for a body of minutes. */
export function MinutesFields({ body, onChange }: { body: MinutesBody; onChange: (body: MinutesBody) => void }) {
  const t = useText();
  return (
    <div className="stack">
      {body.items.map((item, at) =>
        item.kind === 'self_criticism' ? (
          <p key={at} className="sm mut2">
            <b>{item.title}</b>: {t('meetings.page.self-criticism-note')}
          </p>
        ) : item.kind === 'opening' ||
          item.kind === 'minutes' ||
          item.kind === 'conclusion' ||
          item.kind === 'vote' ? null : (
          <TextArea
            key={at}
            label={item.title}
            rows={2}
            value={item.text}
            onChange={(text) =>
              onChange({ ...body, items: body.items.map((one, n) => (n === at ? { ...one, text } : one)) })
            }
          />
        ),
      )}
      <TextArea
        label={t('meetings.page.conclusion')}
        rows={3}
        value={body.conclusion}
        onChange={(conclusion) => onChange({ ...body, conclusion })}
      />
    </div>
  );
}

/** Writing the minutes until the cell agrees. What is typed stays on this device until it is saved. */
export function MinutesEditor({ meeting }: { meeting: MeetingPage }) {
  const t = useText();
  const changed = useMeetingChanged();
  const draft = useDraft(`meeting.minutes.${meeting.id}.${meeting.version}`, { body: bodyOf(meeting) });
  const save = useMutation({
    mutationFn: () => api.put(`/meetings/${meeting.id}/minutes`, { version: meeting.version, body: draft.values.body }),
    onSuccess: async () => {
      draft.clear();
      await changed();
      notify(t('meetings.page.minutes-saved'));
    },
  });
  return (
    <Panel
      title={t('meetings.page.minutes')}
      padded
      footer={
        meeting.mayWrite ? (
          <div className="mt-acts">
            <span className="sp sm mut2">{t('meetings.page.minutes-note')}</span>
            <Button look="primary" isPending={save.isPending} onPress={() => save.mutate()}>
              {t('meetings.page.save-minutes')}
            </Button>
          </div>
        ) : null
      }
    >
      {draft.restored ? <Notice tone="sel">{t('platform.form.restored')}</Notice> : null}
      <ProblemText problem={save.error} />
      <MinutesFields body={draft.values.body} onChange={(body) => draft.change({ body })} />
    </Panel>
  );
}
