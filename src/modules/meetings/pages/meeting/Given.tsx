import { useState } from 'react';
import { fold } from '#platform/format.ts';
import { useFormat, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { queryString } from '#platform/ui/pages.ts';
import { idOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import { THEMES } from '#modules/tasks/rules/index.ts';
import type { MeetingPage } from '../../contract.ts';
import { useMeetingChanged } from '../data.ts';

/** Tasks that this meeting's resolution gives: what, who, until when, measured how. */
export function Given({ meeting }: { meeting: MeetingPage }) {
  const t = useText();
  const format = useFormat();
  const [giving, setGiving] = useState(false);
  const writable = meeting.mayWrite && (meeting.state === 'held' || meeting.state === 'draft');
  return (
    <Panel
      className="no-print"
      title={t('meetings.page.given', { month: Number(meeting.forMonth.slice(5, 7)) })}
      aside={
        <span className="row">
          <Figure
            value={meeting.given.length}
            href={`/tasks${queryString({ unit: meeting.unit.id, meeting: meeting.id, view: 'all' })}`}
          />
          {writable ? (
            <Button look="quiet" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setGiving(true)}>
              {t('tasks.page.give')}
            </Button>
          ) : null}
        </span>
      }
    >
      {meeting.given.length === 0 ? (
        <p className="mt-quiet">{t('meetings.page.none-given')}</p>
      ) : (
        <ScrollX>
          <table className="tbl">
            <thead>
              <tr>
                <th>{t('tasks.column.title')}</th>
                <th>{t('tasks.column.owner')}</th>
                <th>{t('tasks.column.due')}</th>
                <th>{t('tasks.column.measure')}</th>
                <th>{t('meetings.page.from-where')}</th>
              </tr>
            </thead>
            <tbody>
              {meeting.given.map((task) => (
                <tr key={task.id}>
                  <td>
                    <TextLink href={`/tasks/${task.id}`}>{task.title}</TextLink>
                  </td>
                  <td>{task.owner.name ?? '–'}</td>
                  <td className="nw">{format.date(task.dueOn)}</td>
                  <td>{task.measure}</td>
                  <td>
                    <Chip tone={task.carriedFrom ? 'late' : 'none'}>
                      {t(task.carriedFrom ? 'meetings.page.carried' : 'meetings.page.new')}
                    </Chip>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollX>
      )}
      {giving ? <GiveHere meeting={meeting} onClose={() => setGiving(false)} /> : null}
    </Panel>
  );
}

function GiveHere({ meeting, onClose }: { meeting: MeetingPage; onClose: () => void }) {
  const t = useText();
  const changed = useMeetingChanged();
  const people = meeting.attendance.flatMap(({ person }) =>
    person.name === null ? [] : [{ id: person.id, label: person.name }],
  );
  return (
    <RecordDrawer
      formId={`meeting.give.${meeting.id}`}
      title={t('tasks.page.give')}
      intro={t('meetings.page.give-intro')}
      act={t('tasks.page.give-act')}
      fields={[
        { kind: 'text', name: 'title', label: t('tasks.column.title') },
        {
          kind: 'find',
          name: 'owner',
          label: t('tasks.column.owner'),
          search: async (text) => people.filter((one) => fold(one.label).includes(fold(text.trim()))),
        },
        { kind: 'day', name: 'dueOn', label: t('tasks.column.due') },
        { kind: 'text', name: 'measure', label: t('tasks.column.measure'), hint: t('tasks.page.measure-hint') },
        {
          kind: 'select',
          name: 'theme',
          label: t('tasks.column.theme'),
          optional: true,
          choices: THEMES.map((id) => ({ id, label: t(`tasks.theme.${id}`) })),
        },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          `/meetings/${meeting.id}/tasks`,
          {
            id,
            title: textOf(values['title']) ?? '',
            ownerPersonId: idOf(values['owner']),
            measure: textOf(values['measure']) ?? '',
            dueOn: textOf(values['dueOn']) ?? '',
            theme: textOf(values['theme']),
          },
          { idempotencyKey },
        )
      }
      onDone={changed}
      onClose={onClose}
    />
  );
}
