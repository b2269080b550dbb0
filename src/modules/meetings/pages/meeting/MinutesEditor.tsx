import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Translate } from '#platform/format.ts';
import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Conflict } from '#platform/ui/Conflict.tsx';
import { useDraft } from '#platform/ui/drafts.ts';
import { TextArea } from '#platform/ui/fields.tsx';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { isConflict, type StandingLine } from '#platform/ui/standing.ts';
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

/** What somebody else wrote otherwise, part by part. */
export function minutesLines(now: MinutesBody, typed: MinutesBody, t: Translate): StandingLine[] {
  const items = now.items.flatMap(({ title, text }, at): StandingLine[] =>
    text === typed.items[at]?.text ? [] : [{ label: title, value: text || '–', field: String(at) }],
  );
  const conclusion = { label: t('meetings.page.conclusion'), value: now.conclusion || '–', field: 'conclusion' };
  return now.conclusion === typed.conclusion ? items : [...items, conclusion];
}

/** One part of what stands, in place of what was typed there. */
export const takenOver = (typed: MinutesBody, now: MinutesBody, field: string): MinutesBody =>
  field === 'conclusion'
    ? { ...typed, conclusion: now.conclusion }
    : { ...typed, items: typed.items.map((one, at) => (String(at) === field ? (now.items[at] ?? one) : one)) };

/** What was typed and not saved, over which version and which text. */
type Typed = { body: MinutesBody | null; over: number; begun: string };

/** Writing the minutes until the cell agrees. What is typed stays on this device until it is saved. */
export function MinutesEditor({ meeting }: { meeting: MeetingPage }) {
  const t = useText();
  const changed = useMeetingChanged();
  const client = useQueryClient();
  const now = bodyOf(meeting);
  const standing = JSON.stringify(now);
  const draft = useDraft<Typed>(`meeting.minutes.${meeting.id}`, {
    body: null,
    over: meeting.version,
    begun: standing,
  });
  const { over, begun } = draft.values;
  const body = draft.values.body ?? now;
  // What else was recorded of the meeting meanwhile is no other text.
  const isBehind = draft.values.body !== null && begun !== standing && JSON.stringify(body) !== standing;
  const write = (next: MinutesBody) =>
    draft.change(draft.values.body === null ? { body: next, over: meeting.version, begun: standing } : { body: next });
  const save = useMutation({
    mutationFn: () => api.put(`/meetings/${meeting.id}/minutes`, { version: isBehind ? over : meeting.version, body }),
    onError: (problem) => {
      if (isConflict(problem)) void client.invalidateQueries();
    },
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
      {isBehind ? (
        <Conflict
          lines={minutesLines(now, body, t)}
          onTake={(field) => write(takenOver(body, now, field))}
          onKeep={() => {
            save.reset();
            draft.change({ over: meeting.version, begun: standing });
          }}
        />
      ) : null}
      <MinutesFields body={body} onChange={write} />
    </Panel>
  );
}
