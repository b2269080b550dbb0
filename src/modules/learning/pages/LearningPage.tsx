import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { Figure, FigureTile, Tiles } from '#platform/ui/figure.tsx';
import { FilterChip, Filters } from '#platform/ui/FilterChips.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { RecordDrawer, idOf, textOf } from '#platform/ui/RecordDrawer.tsx';
import { NoneFound } from '#platform/ui/states.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import { AUDIENCES, SUBJECTS, type CourseRow } from '../contract.ts';
import { TRAINING_BLOCKS } from './blocks.ts';
import { findUnits, periodOf, recordsHref, useAsked, useFigures, useLearningChanged } from './data.ts';
import { Head } from './Head.tsx';
import './learning.css';

const TILES = ['I-41.courses', 'I-41', 'I-41.participants', 'I-41.secretaries', 'I-41.heads'] as const;
export const TONE_OF_COURSE = { planned: 'wait', held: 'ok', cancelled: 'none' } as const;

/** Training of a unit in a year: what was held, who came, how many of the secretaries. */
export default function LearningPage() {
  const t = useText();
  const format = useFormat();
  const asked = useAsked();
  const { unit, year, query, change } = asked;
  const figures = useFigures(TRAINING_BLOCKS, { unit, year });
  const subject = SUBJECTS.find((one) => one === query['subject']);
  const audience = AUDIENCES.find((one) => one === query['audience']);
  const mayWrite = useRight('learning.write');
  const [plans, setPlans] = useState(false);
  const { from, to } = periodOf(year);
  const list = usePagedList<CourseRow>(
    '/courses',
    { unit, from, to: to < todayInVietnam() ? to : `${year}-12-31`, subject, audience },
    { enabled: unit !== '' },
  );
  useCommands(
    useMemo(
      () =>
        mayWrite ? [{ id: 'course-new', label: t('learning.course.new'), key: 'n', act: () => setPlans(true) }] : [],
      [t, mayWrite],
    ),
  );
  const columns = useMemo<Column<CourseRow>[]>(
    () => [
      {
        id: 'title',
        header: t('learning.column.title'),
        cell: (row) => row.title,
        card: 'title',
        width: 240,
        wraps: true,
      },
      {
        id: 'state',
        header: t('learning.column.state'),
        card: 'badge',
        cell: (row) => <Chip tone={TONE_OF_COURSE[row.state]}>{t(`learning.state.${row.state}`)}</Chip>,
      },
      { id: 'dates', header: t('learning.column.dates'), cell: (row) => <Dates row={row} /> },
      {
        id: 'sessions',
        header: t('learning.column.sessions'),
        align: 'end',
        cell: (row) => <Figure value={row.sessions} href={`/learning/courses/${row.id}#sessions`} />,
      },
      {
        id: 'participants',
        header: t('learning.column.participants'),
        align: 'end',
        cell: (row) => <Figure value={row.participants} href={`/learning/courses/${row.id}#people`} />,
      },
      {
        id: 'heads',
        header: t('learning.column.heads'),
        align: 'end',
        cell: (row) => <Figure value={row.heads} href={`/learning/courses/${row.id}#groups`} />,
      },
      {
        id: 'subject',
        header: t('learning.column.subject'),
        wraps: true,
        cell: (row) => t(`learning.subject.${row.subject}`),
      },
      { id: 'unit', header: t('learning.column.organiser'), wraps: true, cell: (row) => row.unit.name },
    ],
    [t],
  );
  return (
    <>
      <Head
        tab="courses"
        actions={
          mayWrite ? (
            <Button
              look="primary"
              keyHint="N"
              icon={<PlusIcon className="i" aria-hidden="true" />}
              onPress={() => setPlans(true)}
            >
              {t('learning.course.new')}
            </Button>
          ) : undefined
        }
      />
      <div className="stack">
        <Tiles>
          {TILES.map((id) => {
            const answer = figures.data?.get(id);
            const isRatio = answer?.definition.kind === 'ratio';
            return (
              <FigureTile
                key={id}
                label={t(`learning.tile.${id}`)}
                value={answer?.value ?? null}
                {...(isRatio ? { kind: 'percent' as const } : {})}
                href={recordsHref(id, { unit, year })}
                under={
                  isRatio && answer.denominator !== null ? (
                    <>
                      {typeof answer.numerator === 'number' ? format.number(answer.numerator) : ''} /{' '}
                      <Figure
                        value={answer.denominator}
                        href={recordsHref(id, { unit, year }, { part: 'denominator' })}
                      />
                    </>
                  ) : (
                    t('learning.tile.in', { year })
                  )
                }
              />
            );
          })}
        </Tiles>
        <section className="panel" aria-label={t('learning.page.courses')}>
          <Filters>
            <FilterChip
              single
              label={t('learning.column.subject')}
              value={subject ? [subject] : []}
              choices={SUBJECTS.map((id) => ({ id, label: t(`learning.subject.${id}`) }))}
              onChange={([id]) => change({ subject: id === subject ? undefined : id })}
            />
            <FilterChip
              single
              label={t('learning.column.audience')}
              value={audience ? [audience] : []}
              choices={AUDIENCES.map((id) => ({ id, label: t(`learning.audience.${id}`) }))}
              onChange={([id]) => change({ audience: id === audience ? undefined : id })}
            />
          </Filters>
          <DataGrid
            label={t('learning.page.courses')}
            columns={columns}
            {...list.grid}
            rowId={(row) => row.id}
            rowLabel={(row) => row.title}
            rowHref={(row) => `/learning/courses/${row.id}`}
            loadingText={t('learning.page.loading')}
            empty={
              <NoneFound title={t('learning.page.none')}>
                <p>{t('learning.page.none-why', { year })}</p>
              </NoneFound>
            }
          />
        </section>
      </div>
      {plans ? <NewCourse onClose={() => setPlans(false)} /> : null}
    </>
  );
}

/** From the first day to the last; one day is said once. */
export function Dates({ row }: { row: { startsOn: string; endsOn: string } }) {
  const format = useFormat();
  return (
    <span className="nw">
      {row.startsOn === row.endsOn
        ? format.date(row.startsOn)
        : `${format.date(row.startsOn)} – ${format.date(row.endsOn)}`}
    </span>
  );
}

function NewCourse({ onClose }: { onClose: () => void }) {
  const t = useText();
  const changed = useLearningChanged();
  const { own } = useAsked();
  const first = own[0];
  const label = (name: string) => t(`learning.field.${name}`);
  return (
    <RecordDrawer
      formId="learning.course"
      title={t('learning.course.new')}
      intro={t('learning.course.intro')}
      act={t('learning.record.save')}
      initial={{ unit: first ? { id: first.id, label: first.name } : null, audience: 'cell_secretary' }}
      fields={[
        { name: 'unit', kind: 'find', label: label('organiser'), search: findUnits },
        { name: 'title', kind: 'text', label: label('title') },
        {
          name: 'subject',
          kind: 'select',
          label: label('subject'),
          choices: SUBJECTS.map((id) => ({ id, label: t(`learning.subject.${id}`) })),
        },
        {
          name: 'audience',
          kind: 'select',
          label: label('audience'),
          choices: AUDIENCES.map((id) => ({ id, label: t(`learning.audience.${id}`) })),
        },
        { name: 'curriculum', kind: 'text', label: label('curriculum') },
        { name: 'startsOn', kind: 'day', label: label('startsOn') },
        { name: 'endsOn', kind: 'day', label: label('endsOn') },
        { name: 'place', kind: 'text', label: label('place'), optional: true },
        { name: 'document', kind: 'text', label: label('document'), optional: true },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/courses',
          {
            id,
            unitId: idOf(values['unit']),
            title: textOf(values['title']),
            subject: values['subject'],
            audience: values['audience'],
            curriculum: textOf(values['curriculum']),
            startsOn: values['startsOn'],
            endsOn: values['endsOn'],
            place: textOf(values['place']),
            document: textOf(values['document']),
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('learning.record.done'));
      }}
      onClose={onClose}
    />
  );
}
