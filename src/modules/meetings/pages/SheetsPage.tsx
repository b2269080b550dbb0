import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { PlusIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { useQueryParams } from '#platform/ui/pages.ts';
import { type FormField, numberOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { ErrorState, Loading, NoPermission } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { Sheets } from '../contract.ts';
import { AGENDA_NEEDS, agendaSkeleton, GRADES, SCORE_LINES, SHEET_KINDS, type SheetKind } from '../rules/index.ts';
import { useUnit } from './data.ts';
import './meetings.css';

/** Agendas and score sheets of a province, with their time; the framework beside them. */
export default function SheetsPage() {
  return useRight('meetings.read') ? <WholePage /> : <NoPermission />;
}

function WholePage() {
  const t = useText();
  const [query] = useQueryParams();
  const unit = useUnit(query['unit']);
  const [begins, setBegins] = useState<{ what: 'rubric' | 'agenda'; kind: SheetKind }>();
  const sheets = useQuery({
    queryKey: ['/meeting-sheets', unit?.id],
    queryFn: ({ signal }) => api.get<Sheets>('/meeting-sheets', { unit: unit?.id }, { signal }),
    enabled: unit !== undefined,
  });
  if (sheets.error) return <ErrorState page problem={sheets.error} onRetry={() => void sheets.refetch()} />;
  if (!sheets.data) return <Loading what={t('meetings.page.loading-sheets')} rows={8} />;
  const { province, mayWrite } = sheets.data;
  const acts = (what: 'rubric' | 'agenda') =>
    mayWrite && province ? (
      <span className="row wrap">
        {SHEET_KINDS.map((kind) => (
          <Button
            key={kind}
            look="quiet"
            icon={<PlusIcon className="i" aria-hidden="true" />}
            onPress={() => setBegins({ what, kind })}
          >
            {t(`meetings.page.new-${what}`)} · {t(`meetings.kind.${kind}`)}
          </Button>
        ))}
      </span>
    ) : null;
  return (
    <>
      <PageHeader
        title={t('meetings.page.sheets')}
        crumbs={[{ label: t('meetings.page.nav'), href: '/meetings' }, { label: t('meetings.page.sheets') }]}
        sub={t('meetings.page.sheets-sub', { province: province?.name ?? '–' })}
      />
      <div className="stack">
        <Panel title={t('meetings.page.rubrics')} aside={acts('rubric')}>
          <Rubrics sheets={sheets.data} />
        </Panel>
        <Panel title={t('meetings.page.agendas')} aside={acts('agenda')} padded>
          <Agendas sheets={sheets.data} />
        </Panel>
      </div>
      {begins && province ? (
        begins.what === 'rubric' ? (
          <BeginRubric
            sheets={sheets.data}
            kind={begins.kind}
            province={province}
            onClose={() => setBegins(undefined)}
          />
        ) : (
          <BeginAgenda
            sheets={sheets.data}
            kind={begins.kind}
            province={province}
            onClose={() => setBegins(undefined)}
          />
        )
      ) : null}
    </>
  );
}

type Rubric = Sheets['rubrics'][number];

function Rubrics({ sheets }: { sheets: Sheets }) {
  const t = useText();
  const format = useFormat();
  const columns = useMemo<Column<Rubric>[]>(
    () => [
      {
        id: 'name',
        header: t('meetings.page.sheet-name'),
        card: 'title',
        wraps: true,
        cell: (sheet) => (
          <>
            {sheet.name}
            <span className="mt-under">
              {t(`meetings.kind.${sheet.kind}`)} · {sheet.source}
            </span>
          </>
        ),
      },
      {
        id: 'own',
        header: t('meetings.page.sheet-whose'),
        cell: (sheet) => (
          <Chip tone={sheet.own ? 'sel' : 'none'} icon={false}>
            {t(sheet.own ? 'meetings.page.sheets-own' : 'meetings.page.sheets-framework')}
          </Chip>
        ),
      },
      {
        id: 'from',
        header: t('meetings.page.sheet-from'),
        cell: (sheet) => (
          <>
            {format.date(sheet.from)}
            {sheet.to ? (
              <span className="mt-under">{t('meetings.page.sheet-until', { to: format.date(sheet.to) })}</span>
            ) : null}
          </>
        ),
      },
      {
        id: 'points',
        header: t('meetings.page.sheet-points'),
        wraps: true,
        cell: (sheet) => sheet.lines.map(({ key, max }) => `${t(`meetings.score.${key}`)}\u00a0${max}`).join(' · '),
      },
      {
        id: 'grades',
        header: t('meetings.page.sheet-grades'),
        wraps: true,
        cell: (sheet) =>
          sheet.grades.map(({ grade, from }) => `${t(`meetings.grade.${grade}`)}\u00a0${from}`).join(' · '),
      },
      { id: 'used', header: t('meetings.page.sheet-used'), cell: (sheet) => format.number(sheet.used) },
    ],
    [t, format],
  );
  return (
    <DataGrid
      label={t('meetings.page.rubrics')}
      columns={columns}
      rows={sheets.rubrics}
      rowId={(sheet) => sheet.id}
      rowLabel={(sheet) => sheet.name}
    />
  );
}

function Agendas({ sheets }: { sheets: Sheets }) {
  const t = useText();
  const format = useFormat();
  if (sheets.agendas.length === 0) return <p className="mut2">{t('meetings.page.no-agendas')}</p>;
  return (
    <div className="stack">
      {sheets.agendas.map((agenda) => (
        <div key={agenda.id}>
          <p className="b">
            {t(`meetings.kind.${agenda.kind}`)}, {format.date(agenda.from)}{' '}
            {agenda.to ? t('meetings.page.sheet-until', { to: format.date(agenda.to) }) : ''}
          </p>
          <ol>
            {agenda.items.map((item) => (
              <li key={`${item.kind}/${item.title}`}>{item.title}</li>
            ))}
          </ol>
          <p className="mt-under">{agenda.source}</p>
        </div>
      ))}
    </div>
  );
}

type Begin = { sheets: Sheets; kind: SheetKind; province: { id: string }; onClose: () => void };

function useKept() {
  const t = useText();
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: ['/meeting-sheets'] });
    notify(t('meetings.page.sheet-kept'));
  };
}

function BeginRubric({ sheets, kind, province, onClose }: Begin) {
  const t = useText();
  const kept = useKept();
  const last =
    sheets.rubrics.find((sheet) => sheet.kind === kind && sheet.own) ??
    sheets.rubrics.find((sheet) => sheet.kind === kind);
  const number = (name: string, label: string): FormField => ({ kind: 'number', name, label });
  return (
    <RecordDrawer
      formId={`sheet.rubric.${province.id}.${kind}`}
      title={`${t('meetings.page.new-rubric')}: ${t(`meetings.kind.${kind}`)}`}
      intro={t('meetings.page.sheet-intro')}
      act={t('platform.ui.save')}
      initial={{
        from: todayInVietnam(),
        absence: last?.caps[0]?.grade ?? '',
        ...Object.fromEntries((last?.lines ?? []).map(({ key, max }) => [`max.${key}`, String(max)])),
        ...Object.fromEntries((last?.grades ?? []).map(({ grade, from }) => [`from.${grade}`, String(from)])),
      }}
      fields={[
        { kind: 'text', name: 'name', label: t('meetings.page.sheet-name') },
        { kind: 'day', name: 'from', label: t('meetings.page.sheet-from') },
        ...SCORE_LINES.map((key) => number(`max.${key}`, t(`meetings.score.${key}`))),
        ...GRADES.map((grade) =>
          number(`from.${grade}`, t('meetings.page.sheet-grade-from', { grade: t(`meetings.grade.${grade}`) })),
        ),
        {
          kind: 'select',
          name: 'absence',
          label: t('meetings.page.sheet-absence'),
          optional: true,
          choices: GRADES.map((id) => ({ id, label: t(`meetings.grade.${id}`) })),
        },
        { kind: 'text', name: 'source', label: t('meetings.page.sheet-source') },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/meeting-sheets/rubrics',
          {
            id,
            unitId: province.id,
            kind,
            name: textOf(values['name']),
            from: textOf(values['from']),
            lines: SCORE_LINES.map((key) => ({ key, max: numberOf(values[`max.${key}`]) ?? 0 })),
            grades: GRADES.map((grade) => ({ grade, from: numberOf(values[`from.${grade}`]) ?? 0 })),
            absenceCaps: textOf(values['absence']),
            source: textOf(values['source']),
          },
          { idempotencyKey },
        )
      }
      onDone={kept}
      onClose={onClose}
    />
  );
}

function BeginAgenda({ sheets, kind, province, onClose }: Begin) {
  const t = useText();
  const kept = useKept();
  const last = sheets.agendas.find((agenda) => agenda.kind === kind);
  const kinds = agendaSkeleton(kind, false);
  return (
    <RecordDrawer
      formId={`sheet.agenda.${province.id}.${kind}`}
      title={`${t('meetings.page.new-agenda')}: ${t(`meetings.kind.${kind}`)}`}
      intro={t('meetings.page.sheet-intro')}
      act={t('platform.ui.save')}
      initial={{
        from: todayInVietnam(),
        ...Object.fromEntries(
          kinds.map((item) => [
            item,
            last ? (last.items.find((one) => one.kind === item)?.title ?? '') : t(`meetings.agenda.${item}`),
          ]),
        ),
      }}
      fields={[
        { kind: 'day', name: 'from', label: t('meetings.page.sheet-from') },
        ...kinds.map((item): FormField => ({
          kind: 'text',
          name: item,
          label: t(`meetings.agenda.${item}`),
          ...(AGENDA_NEEDS[kind].includes(item) ? {} : { optional: true, hint: t('meetings.page.agenda-item-hint') }),
        })),
        { kind: 'text', name: 'source', label: t('meetings.page.sheet-source') },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/meeting-sheets/agendas',
          {
            id,
            unitId: province.id,
            kind,
            from: textOf(values['from']),
            items: kinds.flatMap((item) => {
              const title = textOf(values[item]);
              return title === null ? [] : [{ kind: item, title }];
            }),
            source: textOf(values['source']),
          },
          { idempotencyKey },
        )
      }
      onDone={kept}
      onClose={onClose}
    />
  );
}
