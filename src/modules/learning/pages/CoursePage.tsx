import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { CheckIcon, PlusIcon, PrinterIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { Menu } from '#platform/ui/overlays.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import {
  decimalOf,
  idOf,
  numberOf,
  RecordDrawer,
  textOf,
  type FormField,
  type FormValues,
} from '#platform/ui/RecordDrawer.tsx';
import { Empty, ErrorState, Loading, NotFound } from '#platform/ui/states.tsx';
import { Chip, Facts, PageHeader, Panel } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import { GROUPS, ROLES_THERE, type CoursePage as Course } from '../contract.ts';
import { findPeople, useCourse, useLearningChanged } from './data.ts';
import { Dates, TONE_OF_COURSE } from './LearningPage.tsx';
import './learning.css';

type Adding = 'session' | 'participant' | 'head-count' | 'certificate';
const ADDING: readonly Adding[] = ['session', 'participant', 'head-count', 'certificate'];

/** One course: its sittings, who took part by name, and everybody else as numbers. */
export default function CoursePage() {
  const t = useText();
  const id = useParam('id');
  const course = useCourse(id);
  if (course.error instanceof ApiProblem && course.error.status === 404) return <NotFound page />;
  if (course.error) return <ErrorState page problem={course.error} onRetry={() => void course.refetch()} />;
  if (!course.data)
    return (
      <>
        <PageHeader title={t('learning.page.courses')} />
        <Loading what={t('learning.course.loading')} rows={8} />
      </>
    );
  return <Whole course={course.data} />;
}

function Whole({ course }: { course: Course }) {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('learning.write');
  const [adding, setAdding] = useState<Adding>();
  const changed = useLearningChanged();
  const hold = useMutation({
    mutationFn: (state: 'held' | 'cancelled') =>
      api.patch(`/courses/${course.id}`, { version: course.version, state }, { idempotencyKey: newKey() }),
    onSuccess: async () => {
      await changed();
      notify(t('learning.record.done'));
    },
  });
  const passed = course.people.filter((one) => one.passed).length;
  return (
    <>
      <PageHeader
        title={course.title}
        crumbs={[{ label: t('learning.page.courses'), href: '/learning' }, { label: course.unit.name }]}
        badge={<Chip tone={TONE_OF_COURSE[course.state]}>{t(`learning.state.${course.state}`)}</Chip>}
        actions={
          <>
            <Button icon={<PrinterIcon className="i" aria-hidden="true" />} onPress={() => window.print()}>
              {t('learning.course.print')}
            </Button>
            {mayWrite && course.state === 'planned' ? (
              <Button
                icon={<CheckIcon className="i" aria-hidden="true" />}
                isPending={hold.isPending}
                onPress={() => hold.mutate('held')}
              >
                {t('learning.course.hold')}
              </Button>
            ) : null}
            {mayWrite && course.state !== 'cancelled' ? (
              <Menu
                label={t('learning.course.record')}
                trigger={
                  <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />}>
                    {t('learning.course.record')}
                  </Button>
                }
                entries={[
                  ...ADDING.map((kind) => ({
                    id: kind,
                    label: t(`learning.add.${kind}`),
                    onAction: () => setAdding(kind),
                  })),
                  ...(course.state === 'planned'
                    ? [{ id: 'cancel', label: t('learning.course.cancel'), onAction: () => hold.mutate('cancelled') }]
                    : []),
                ]}
              />
            ) : null}
          </>
        }
      />
      {hold.error ? <ProblemText problem={hold.error} /> : null}
      <div className="ln-page">
        <div className="stack">
          <Panel
            id="people"
            title={t('learning.course.people')}
            aside={<span className="xs mut">{t('learning.course.by-name')}</span>}
            footer={
              course.people.length > 0 ? (
                <span className="sm mut2">
                  {t('learning.course.sum', {
                    people: format.number(course.people.length),
                    passed: format.number(passed),
                    certificates: format.number(course.certificates),
                  })}
                </span>
              ) : undefined
            }
          >
            {course.people.length === 0 ? (
              <Empty title={t('learning.course.nobody')}>
                <p>{t('learning.course.nobody-how')}</p>
              </Empty>
            ) : (
              <ScrollX>
                <table className="tbl" aria-label={t('learning.course.people')}>
                  <thead>
                    <tr>
                      <th scope="col">{t('learning.column.name')}</th>
                      <th scope="col">{t('learning.column.as')}</th>
                      <th scope="col">{t('learning.column.from')}</th>
                      <th scope="col" className="num">
                        {t('learning.column.sessions')}
                      </th>
                      <th scope="col">{t('learning.column.result')}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {course.people.map((one) => (
                      <tr key={one.id}>
                        <th scope="row">
                          {one.person.name === null ? (
                            <span className="mut">{t('learning.course.name-hidden')}</span>
                          ) : one.as === 'village_head' ? (
                            one.person.name
                          ) : (
                            <TextLink href={`/members/${one.person.id}`}>{one.person.name}</TextLink>
                          )}
                        </th>
                        <td>{t(`learning.as.${one.as}`)}</td>
                        <td>{one.unit.name}</td>
                        <td className="num">
                          {format.number(one.sessions)} / {format.number(course.sessions)}
                        </td>
                        <td>
                          {one.certificate
                            ? t('learning.course.certificate', { number: one.certificate.number })
                            : one.passed === null
                              ? '–'
                              : t(one.passed ? 'learning.course.passed' : 'learning.course.not-passed')}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </ScrollX>
            )}
          </Panel>
        </div>
        <div className="stack">
          <Panel title={t('learning.course.about')} padded>
            <Facts
              facts={[
                { label: t('learning.column.subject'), value: t(`learning.subject.${course.subject}`) },
                { label: t('learning.column.audience'), value: t(`learning.audience.${course.audience}`) },
                { label: t('learning.field.curriculum'), value: course.curriculum },
                { label: t('learning.column.dates'), value: <Dates row={course} /> },
                { label: t('learning.field.place'), value: course.place ?? '–' },
                { label: t('learning.field.document'), value: course.document ?? '–' },
                {
                  label: t('learning.column.organiser'),
                  value: <TextLink href={`/organisation/${course.unit.id}`}>{course.unit.name}</TextLink>,
                },
              ]}
            />
          </Panel>
          <Panel
            id="groups"
            title={t('learning.course.groups')}
            aside={<span className="xs mut">{t('learning.course.no-names')}</span>}
            padded
          >
            {course.groups.length === 0 ? (
              <p className="sm mut2">{t('learning.course.no-groups')}</p>
            ) : (
              <ul className="list">
                {course.groups.map((one) => (
                  <li key={one.id}>
                    <span className="sp">{t(`learning.group.${one.group}`)}</span>
                    <b>{format.number(one.people)}</b>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          <Panel id="sessions" title={t('learning.course.sessions')} padded>
            {course.sittings.length === 0 ? (
              <p className="sm mut2">{t('learning.course.no-sessions')}</p>
            ) : (
              <ol className="list">
                {course.sittings.map((one) => (
                  <li key={one.id}>
                    <span className="sp">
                      {one.topic}
                      <span className="xs mut"> {t('learning.course.hours', { hours: format.number(one.hours) })}</span>
                    </span>
                    <time dateTime={one.on}>{format.date(one.on)}</time>
                  </li>
                ))}
              </ol>
            )}
          </Panel>
        </div>
      </div>
      {adding ? <Add kind={adding} course={course} onClose={() => setAdding(undefined)} /> : null}
    </>
  );
}

function Add({ kind, course, onClose }: { kind: Adding; course: Course; onClose: () => void }) {
  const t = useText();
  const changed = useLearningChanged();
  const label = (name: string) => t(`learning.field.${name}`);
  const ready = course.people.filter((one) => one.passed && !one.certificate);
  const fields: Record<Adding, readonly FormField[]> = {
    session: [
      { name: 'on', kind: 'day', label: label('on') },
      { name: 'topic', kind: 'text', label: label('topic') },
      { name: 'hours', kind: 'number', parts: true, label: label('hours') },
    ],
    participant: [
      {
        name: 'person',
        kind: 'find',
        label: label('person'),
        hint: t('learning.field.person-hint'),
        search: findPeople,
      },
      {
        name: 'as',
        kind: 'select',
        label: label('as'),
        choices: ROLES_THERE.map((id) => ({ id, label: t(`learning.as.${id}`) })),
      },
      { name: 'sessions', kind: 'number', label: label('sessions') },
      { name: 'passed', kind: 'check', label: label('passed') },
    ],
    'head-count': [
      {
        name: 'group',
        kind: 'select',
        label: label('group'),
        choices: GROUPS.map((id) => ({ id, label: t(`learning.group.${id}`) })),
      },
      { name: 'people', kind: 'number', label: label('people'), hint: t('learning.field.people-hint') },
    ],
    certificate: [
      {
        name: 'participant',
        kind: 'select',
        label: label('participant'),
        choices: ready.map((one) => ({ id: one.id, label: one.person.name ?? t('learning.course.name-hidden') })),
      },
      { name: 'number', kind: 'text', label: label('number') },
      { name: 'issuedOn', kind: 'day', label: label('issuedOn') },
    ],
  };
  return (
    <RecordDrawer
      formId={`learning.${kind}.${course.id}`}
      title={t(`learning.add.${kind}`)}
      intro={t(`learning.add.${kind}-intro`)}
      act={t('learning.record.save')}
      initial={{ as: 'member' }}
      fields={fields[kind]}
      send={(values, { id, idempotencyKey }) =>
        api.post(`/courses/${course.id}/${kind}s`, { id, ...bodyOf(kind, values) }, { idempotencyKey })
      }
      onDone={async () => {
        await changed();
        notify(t('learning.record.done'));
      }}
      onClose={onClose}
    />
  );
}

function bodyOf(kind: Adding, values: FormValues): Record<string, unknown> {
  switch (kind) {
    case 'session':
      return { on: values['on'], topic: textOf(values['topic']), hours: decimalOf(values['hours']) };
    case 'participant':
      return {
        personId: idOf(values['person']),
        as: values['as'],
        sessions: numberOf(values['sessions']) ?? 0,
        passed: values['passed'] === true ? true : null,
      };
    case 'head-count':
      return { group: values['group'], people: numberOf(values['people']) };
    case 'certificate':
      return { participantId: values['participant'], number: textOf(values['number']), issuedOn: values['issuedOn'] };
  }
}
