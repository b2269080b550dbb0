import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { todayInVietnam, useFormat, useLang, useText } from '#platform/messages.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Checkbox } from '#platform/ui/fields.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { ActivityPage } from '../contract.ts';
import { checklistShare } from '../rules.ts';
import { useOutreachChanged } from './data.ts';

type Answer = { before: boolean; after: boolean };

/** The checklist as it applied on the day of the visit: met before, met after. */
export function ChecklistPanel({ activity, mayWrite }: { activity: ActivityPage; mayWrite: boolean }) {
  const t = useText();
  const format = useFormat();
  const lang = useLang();
  const changed = useOutreachChanged();
  const checklist = activity.checklist;
  const [edits, setEdits] = useState<Record<number, Answer>>();
  const save = useMutation({
    mutationFn: (answers: Record<number, Answer>) =>
      api.put(
        `/activities/${activity.id}/checklist`,
        { answers: Object.entries(answers).map(([item, answer]) => ({ item: Number(item), ...answer })) },
        { idempotencyKey: newKey() },
      ),
    onSuccess: async () => {
      await changed();
      setEdits(undefined);
      notify(t('outreach.record.done'));
    },
  });
  if (!checklist) return null;
  const shares = (['before', 'after'] as const).map((when) =>
    checklistShare(checklist.items.map((item) => item[when])),
  );
  const [before, after] = shares;
  const begin = () =>
    setEdits(
      Object.fromEntries(
        checklist.items.map((item) => [item.no, { before: item.before ?? false, after: item.after ?? false }]),
      ),
    );
  const cell = (no: number, when: 'before' | 'after', value: boolean | null, name: string) => {
    const edited = edits?.[no];
    if (!edited)
      return value === null ? (
        '–'
      ) : (
        <Chip tone={value ? 'ok' : 'wait'}>{t(value ? 'outreach.checklist.met' : 'outreach.checklist.not-met')}</Chip>
      );
    return (
      <Checkbox isSelected={edited[when]} onChange={(met) => setEdits({ ...edits, [no]: { ...edited, [when]: met } })}>
        <span className="visually-hidden">{t(`outreach.checklist.tick-${when}`, { name })}</span>
      </Checkbox>
    );
  };
  return (
    <Panel
      id="checklist"
      title={checklist.title}
      aside={
        before && after ? (
          <b>
            {t('outreach.checklist.share', {
              before: format.number(before.met),
              after: format.number(after.met),
              of: format.number(after.of),
            })}
          </b>
        ) : undefined
      }
      footer={
        mayWrite && activity.state !== 'cancelled' ? (
          edits ? (
            <>
              <Button onPress={() => setEdits(undefined)}>{t('platform.ui.cancel')}</Button>
              <Button look="primary" isPending={save.isPending} onPress={() => save.mutate(edits)}>
                {t('outreach.record.save')}
              </Button>
            </>
          ) : (
            <Button onPress={begin}>{t('outreach.checklist.fill')}</Button>
          )
        ) : undefined
      }
    >
      {save.error ? <ProblemText problem={save.error} /> : null}
      <ScrollX>
        <table className="tbl ou-checks" aria-label={checklist.title}>
          <thead>
            <tr>
              <th scope="col" className="num">
                {t('outreach.checklist.no')}
              </th>
              <th scope="col">{t('outreach.checklist.point')}</th>
              <th scope="col">{t('outreach.checklist.before')}</th>
              <th scope="col">{t('outreach.checklist.after')}</th>
            </tr>
          </thead>
          <tbody>
            {checklist.items.map((item) => (
              <tr key={item.no}>
                <td className="num">{item.no}</td>
                <th scope="row" className="ou-point">
                  {item[lang]}
                  <span className="xs mut"> {t(`outreach.part.${item.part}`)}</span>
                </th>
                <td data-label={t('outreach.checklist.before')}>{cell(item.no, 'before', item.before, item[lang])}</td>
                <td data-label={t('outreach.checklist.after')}>{cell(item.no, 'after', item.after, item[lang])}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
      <p className="xs mut ou-note">{t('outreach.checklist.source', { source: checklist.source })}</p>
    </Panel>
  );
}

/** What was found and until when it is to be mended. */
export function FindingsPanel({ activity, mayWrite }: { activity: ActivityPage; mayWrite: boolean }) {
  const t = useText();
  const format = useFormat();
  const changed = useOutreachChanged();
  const today = todayInVietnam();
  const close = useMutation({
    mutationFn: ({ id, version }: { id: string; version: number }) =>
      api.patch(`/findings/${id}`, { version, closedOn: today }, { idempotencyKey: newKey() }),
    onSuccess: async () => {
      await changed();
      notify(t('outreach.record.done'));
    },
  });
  return (
    <Panel id="findings" title={t('outreach.finding.title')} padded>
      {close.error ? <ProblemText problem={close.error} /> : null}
      {activity.findings.length === 0 ? (
        <p className="sm mut2">{t('outreach.finding.none')}</p>
      ) : (
        <ul className="list ou-findings">
          {activity.findings.map((one) => (
            <li key={one.id}>
              <span className="sp">
                {one.item === null ? '' : `${one.item}. `}
                {one.finding}
                <br />
                <span className="sm mut2">
                  {one.remedy} · {one.unit.name}
                </span>
              </span>
              {one.closedOn ? (
                <Chip tone="ok">{t('outreach.finding.closed', { date: format.date(one.closedOn) })}</Chip>
              ) : (
                <>
                  <Chip tone={one.dueOn < today ? 'late' : 'wait'}>
                    {t('outreach.finding.due', { date: format.date(one.dueOn) })}
                  </Chip>
                  {mayWrite ? (
                    <Button isPending={close.isPending} onPress={() => close.mutate(one)}>
                      {t('outreach.finding.close')}
                    </Button>
                  ) : null}
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
