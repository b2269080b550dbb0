import { useState } from 'react';
import { FileTrigger } from 'react-aria-components';
import { useFormat, useText } from '#platform/messages.ts';
import { ApiProblem } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { Switch } from '#platform/ui/fields.tsx';
import { UploadSimpleIcon } from '#platform/ui/icons.ts';
import { useProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty } from '#platform/ui/states.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import type { JudgedUnit, UnitListRead, UnitListVerdict } from '../unit-lists/contract.ts';
import { useWords } from './words.ts';

/** How many lines are drawn at once. */
const PAGE = 200;
const TONE = { new: 'ok', known: 'none', refused: 'late' } as const;

/** What becomes of each line, with the reasons of those that cannot be taken. */
export function UnitListPreview({
  list,
  verdict,
  problem,
  onRetry,
  onFile,
}: {
  list: UnitListRead;
  verdict: UnitListVerdict | undefined;
  problem: unknown;
  onRetry: () => void;
  onFile: (file: File) => void;
}) {
  const t = useText();
  const format = useFormat();
  const words = useWords();
  const sentence = useProblemText();
  const [onlyRefused, setOnlyRefused] = useState(false);
  const [most, setMost] = useState(PAGE);
  const wanted = verdict?.units.filter((unit) => !onlyRefused || unit.outcome === 'refused');
  const columns: Column<JudgedUnit>[] = [
    { id: 'row', header: t('organisation.page.list.row'), align: 'end', cell: (unit) => format.number(unit.row) },
    { id: 'name', header: t('organisation.unit-list.column.name'), card: 'title', cell: (unit) => unit.name || '–' },
    {
      id: 'kind',
      header: t('organisation.unit-list.column.kind'),
      cell: (unit) => (unit.kind ? words.kind(unit.kind) : '–'),
    },
    {
      id: 'parent',
      header: t('organisation.unit-list.column.parent'),
      cell: (unit) =>
        unit.parent ??
        (unit.outcome === 'refused' ? '–' : <span className="mut2">{t('organisation.page.list.top')}</span>),
    },
    {
      id: 'covers',
      header: t('organisation.unit-list.column.covers'),
      cell: (unit) =>
        unit.covers.length === 0 ? (
          '–'
        ) : (
          <>
            {unit.covers.join('; ')}{' '}
            {unit.coversByName ? <span className="sm mut2">{t('organisation.page.list.by-name')}</span> : null}
          </>
        ),
    },
    {
      id: 'outcome',
      header: t('organisation.page.list.outcome'),
      card: 'badge',
      cell: (unit) => <Chip tone={TONE[unit.outcome]}>{t(`organisation.page.list.outcome.${unit.outcome}`)}</Chip>,
    },
    ...(verdict && verdict.refused > 0
      ? [
          {
            id: 'reason',
            header: t('organisation.page.list.reason'),
            wraps: true,
            width: 260,
            cell: (unit: JudgedUnit) =>
              unit.findings.length === 0
                ? '–'
                : unit.findings.map(({ code, details }) => (
                    <div key={code}>{sentence(new ApiProblem({ status: 409, code, details }))}</div>
                  )),
          },
        ]
      : []),
  ];
  return (
    <>
      <div className="row wrap org-list-head">
        {verdict ? (
          <span>
            {t('organisation.page.list.counts', {
              fresh: verdict.fresh,
              known: verdict.known,
              refused: verdict.refused,
            })}
            {verdict.bodies > 0 ? `, ${t('organisation.page.list.bodies', { count: verdict.bodies })}` : null}
          </span>
        ) : null}
        {verdict && verdict.refused > 0 ? (
          <Switch isSelected={onlyRefused} onChange={setOnlyRefused}>
            {t('organisation.page.list.only-refused')}
          </Switch>
        ) : null}
        <FileTrigger
          acceptedFileTypes={['.xlsx', '.csv', 'text/csv']}
          onSelect={(files) => {
            const file = files?.item(0);
            if (file) onFile(file);
          }}
        >
          <Button icon={<UploadSimpleIcon className="i" aria-hidden="true" />}>
            {t('organisation.page.list.pick-again')}
          </Button>
        </FileTrigger>
        {list.left.length > 0 ? (
          <span className="sm mut2">{t('organisation.page.list.left', { names: list.left.join(', ') })}</span>
        ) : null}
      </div>
      <DataGrid
        label={t('organisation.page.list.preview', { count: list.rows.length, name: list.fileName })}
        columns={columns}
        rows={wanted?.slice(0, most)}
        rowId={(unit) => String(unit.row)}
        rowLabel={(unit) => unit.name}
        loadingText={t('organisation.page.list.checking')}
        problem={problem ?? undefined}
        onRetry={onRetry}
        total={wanted?.length}
        onMore={wanted && wanted.length > most ? () => setMost((before) => before + PAGE) : undefined}
        empty={<Empty title={t('problem.unit-list.empty')} />}
      />
    </>
  );
}
