import { useMemo, useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { ComboBox, Select } from '#platform/ui/choices.tsx';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { FigureTile, Tiles } from '#platform/ui/figure.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { newest } from '#platform/ui/standing.ts';
import { Empty, ErrorState, Loading, NoPermission } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { EvaluationList, EvaluationRow } from '../contract.ts';
import { ABOVE_REASONS, type Level, LEVELS } from '../rules/values.ts';
import { findUnits, recordsHref, useAsked, useChanged, useFigures, useYear } from './data.ts';
import { complaintColumn, ComplaintDrawer, ComplaintOf, ComplaintWindow, hasComplaints } from './Complaints.tsx';
import './evaluation.css';

type Tone = 'ok' | 'sel' | 'none' | 'wait';
const TONE: Record<Level, Tone> = { excellent: 'ok', good: 'sel', completed: 'none', not_completed: 'wait' };

/** Yearly evaluation: the members of a cell, or the organisations of a committee. */
export default function EvaluationPage() {
  return useRight('evaluation.read') ? <WholePage /> : <NoPermission />;
}

function WholePage() {
  const t = useText();
  const { unit, own, year, latest, change } = useAsked();
  const list = useYear(unit, year);
  const notThen = list.error instanceof ApiProblem && list.error.status === 404;
  // A unit that did not stand in that year has no answer to be named by; its own posts name it.
  const shown = list.data?.unit ?? own.find(({ id }) => id === unit);
  const years = Array.from({ length: 8 }, (_, at) => latest - at);
  return (
    <>
      <PageHeader
        title={t('evaluation.page.title')}
        sub={shown ? t('evaluation.page.sub', { unit: shown.name, year: String(year) }) : String(year)}
      />
      <div className="ev-ask no-print">
        <ComboBox
          label={t('evaluation.page.unit')}
          queryKey={['evaluation-unit', ...own.map(({ id }) => id)]}
          search={async (text, signal) =>
            text.trim() === '' ? own.map(({ id, name }) => ({ id, label: name })) : findUnits(text.trim(), signal)
          }
          value={shown ? { id: shown.id, label: shown.name } : null}
          onChange={(choice) => {
            if (choice) change({ unit: choice.id });
          }}
        />
        <Select
          label={t('evaluation.page.year')}
          value={String(year)}
          choices={(years.includes(year) ? years : [...years, year]).map((one) => ({
            id: String(one),
            label: String(one),
          }))}
          onChange={(id) => change({ year: id === String(latest) ? undefined : id })}
        />
      </div>
      {notThen ? (
        <Empty title={t('evaluation.page.not-then', { year: String(year) })}>
          <p>{t('evaluation.page.not-then-text')}</p>
        </Empty>
      ) : list.error ? (
        <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
      ) : list.data ? (
        <Year list={list.data} />
      ) : (
        <Loading what={t('evaluation.page.loading')} rows={10} />
      )}
    </>
  );
}

function Year({ list }: { list: EvaluationList }) {
  const t = useText();
  const format = useFormat();
  const [proposes, setProposes] = useState<EvaluationRow>();
  const [act, setAct] = useState<'decide' | 'withdraw'>();
  const [complaint, setComplaint] = useState<EvaluationRow>();
  const id = list.subject === 'member' ? 'I-43' : 'I-44';
  const asked = { unit: list.unit.id, year: list.year };
  const figures = useFigures([id, ...LEVELS.map((level) => `${id}.${level}`)], asked);
  const { cap, decision } = list;
  return (
    <div className="stack">
      <Tiles>
        <FigureTile
          label={t(`evaluation.figure.${id}.name`)}
          value={figures.data?.get(id)?.value ?? null}
          href={recordsHref(id, asked)}
        />
        {[...LEVELS].reverse().map((level) => (
          <FigureTile
            key={level}
            label={t(`evaluation.level.${level}`)}
            kind="percent"
            value={figures.data?.get(`${id}.${level}`)?.value ?? null}
            href={recordsHref(`${id}.${level}`, asked)}
          />
        ))}
      </Tiles>
      <Panel
        title={t('evaluation.page.own')}
        padded
        aside={
          list.mayPropose && list.own.level === null ? (
            <Button onPress={() => setProposes(list.own)}>{t('evaluation.page.propose')}</Button>
          ) : null
        }
      >
        <p>
          {list.unit.name} <Levels row={list.own} />
        </p>
        {/* Answered where the level was decided: on the list of the body above. */}
        <ComplaintOf row={list.own} mayAnswer={false} onOpen={setComplaint} />
      </Panel>
      <Panel
        title={t(`evaluation.page.list-${list.subject}`)}
        aside={
          decision ? (
            <span className="row wrap">
              <Chip tone="ok">
                {t('evaluation.page.decided', { document: decision.document, on: format.date(decision.on) })}
              </Chip>
              {list.mayDecide ? (
                <Button look="quiet" onPress={() => setAct('withdraw')}>
                  {t('evaluation.page.withdraw')}
                </Button>
              ) : null}
            </span>
          ) : list.mayDecide ? (
            <Button look="primary" onPress={() => setAct('decide')}>
              {t('evaluation.page.decide')}
            </Button>
          ) : (
            <span className="sm mut2">{t('evaluation.page.decided-by', { unit: list.decidedBy?.name ?? '–' })}</span>
          )
        }
        footer={
          <p className="sm mut2">
            {cap.excellent > cap.allowed ? <Chip tone="late">{t('evaluation.page.over')}</Chip> : null}{' '}
            {t('evaluation.page.cap', {
              excellent: cap.excellent,
              allowed: cap.allowed,
              percent: format.number(cap.percent),
              of: cap.of,
              base: t(`evaluation.cap-base.${cap.base}`),
              rounding: t(`evaluation.cap-rounding.${cap.rounding}`),
              source: cap.source,
            })}
            <ComplaintWindow rows={list.rows} />
          </p>
        }
      >
        {list.rows.length === 0 ? (
          <Empty title={t('evaluation.page.nobody')}>
            <p>{t('evaluation.page.nobody-text')}</p>
          </Empty>
        ) : (
          <Table list={list} onPropose={setProposes} onComplaint={setComplaint} />
        )}
      </Panel>
      {proposes ? (
        <Propose list={list} row={newest([list.own, ...list.rows], proposes)} onClose={() => setProposes(undefined)} />
      ) : null}
      {complaint ? <ComplaintDrawer list={list} row={complaint} onClose={() => setComplaint(undefined)} /> : null}
      {act ? <Decide list={list} act={act} onClose={() => setAct(undefined)} /> : null}
    </div>
  );
}

/** What is proposed and what was decided, each in words. */
function Levels({ row }: { row: EvaluationRow }) {
  const t = useText();
  if (row.notDue) return <span className="mut2">{t(`evaluation.not-due.${row.notDue}`)}</span>;
  if (row.level) return <Chip tone={TONE[row.level]}>{t(`evaluation.level.${row.level}`)}</Chip>;
  return row.proposal ? (
    <span>
      <Chip tone="none" icon={false}>
        {t('evaluation.page.proposed', { level: t(`evaluation.level.${row.proposal.level}`) })}
      </Chip>
      {row.proposal.reason ? <span className="sm mut2"> {t(`evaluation.reason.${row.proposal.reason}`)}</span> : null}
    </span>
  ) : (
    <span className="mut2">{t('evaluation.page.not-yet')}</span>
  );
}

function Table({
  list,
  onPropose,
  onComplaint,
}: {
  list: EvaluationList;
  onPropose: (row: EvaluationRow) => void;
  onComplaint: (row: EvaluationRow) => void;
}) {
  const t = useText();
  const members = list.subject === 'member';
  const proposes = members && list.mayPropose && !list.decision;
  const columns = useMemo<Column<EvaluationRow>[]>(
    () => [
      {
        id: 'name',
        header: t(`evaluation.column.${list.subject}`),
        card: 'title',
        wraps: true,
        cell: (row) => (
          <TextLink href={members ? `/members/${row.id}` : `/evaluations?unit=${row.id}&year=${list.year}`}>
            {row.name ?? t('evaluation.page.name-hidden')}
          </TextLink>
        ),
      },
      {
        id: 'meetings',
        header: t('evaluation.column.meetings'),
        cell: ({ id, evidence: { present, summoned } }) => {
          const text = t('evaluation.page.of', { part: present, whole: summoned });
          if (summoned === 0) return '–';
          return members ? text : <TextLink href={`/meetings?unit=${id}&year=${list.year}`}>{text}</TextLink>;
        },
      },
      {
        id: 'tasks',
        header: t('evaluation.column.tasks'),
        cell: ({ evidence }) => (
          <>
            {evidence.tasksDue === 0
              ? '–'
              : t('evaluation.page.of', { part: evidence.tasksOnTime, whole: evidence.tasksDue })}
            {evidence.disciplined ? <span className="sm mut2"> {t('evaluation.page.disciplined')}</span> : null}
          </>
        ),
      },
      {
        id: 'supported',
        header: t('evaluation.column.supported'),
        wraps: true,
        cell: (row) => (row.notDue ? '–' : t(`evaluation.level.${row.supported}`)),
      },
      { id: 'level', header: t('evaluation.column.level'), cell: (row) => <Levels row={row} /> },
      ...(hasComplaints(list.rows) ? [complaintColumn(t('evaluation.column.complaint'), list, onComplaint)] : []),
      ...(proposes
        ? [
            {
              id: 'act',
              header: t('evaluation.page.propose'),
              card: 'acts' as const,
              cell: (row: EvaluationRow) =>
                row.notDue ? null : (
                  <Button look="quiet" onPress={() => onPropose(row)}>
                    {row.proposal ? t('evaluation.page.change') : t('evaluation.page.propose')}
                  </Button>
                ),
            },
          ]
        : []),
    ],
    [t, members, proposes, list, onPropose, onComplaint],
  );
  return (
    <DataGrid
      label={t(`evaluation.page.list-${list.subject}`)}
      columns={columns}
      rows={list.rows}
      tall
      rowId={(row) => row.id}
      rowLabel={(row) => row.name ?? t('evaluation.page.name-hidden')}
    />
  );
}

function Propose({ list, row, onClose }: { list: EvaluationList; row: EvaluationRow; onClose: () => void }) {
  const t = useText();
  const changed = useChanged();
  const isAbove = (level: unknown) => LEVELS.indexOf(level as Level) > LEVELS.indexOf(row.supported);
  return (
    <RecordDrawer
      formId={`evaluation.${row.id}.${list.year}`}
      standing={{ version: row.proposal?.version ?? null }}
      title={t('evaluation.page.propose-for', { name: row.name ?? '', year: String(list.year) })}
      intro={t('evaluation.page.propose-intro', { level: t(`evaluation.level.${row.supported}`) })}
      act={t('evaluation.page.propose')}
      initial={{
        level: row.proposal?.level ?? row.supported,
        document: row.proposal?.document ?? '',
        reason: row.proposal?.reason ?? null,
      }}
      fields={(values) => [
        {
          kind: 'one',
          name: 'level',
          label: t('evaluation.column.level'),
          choices: [...LEVELS].reverse().map((id) => ({ id, label: t(`evaluation.level.${id}`) })),
        },
        ...(isAbove(values['level'])
          ? [
              {
                kind: 'select' as const,
                name: 'reason',
                label: t('evaluation.page.reason'),
                hint: t('evaluation.page.reason-hint'),
                choices: ABOVE_REASONS.map((id) => ({ id, label: t(`evaluation.reason.${id}`) })),
              },
            ]
          : []),
        { kind: 'text', name: 'document', label: t('evaluation.column.document') },
      ]}
      send={(values, { id, idempotencyKey, version }) =>
        api.post(
          '/evaluations/proposals',
          {
            id,
            year: list.year,
            unitId: list.unit.id,
            memberId: row.id === list.unit.id ? null : row.id,
            level: textOf(values['level']),
            reason: isAbove(values['level']) ? textOf(values['reason']) : null,
            document: textOf(values['document']),
            version,
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('evaluation.page.proposal-kept'));
      }}
      onClose={onClose}
    />
  );
}

function Decide({ list, act, onClose }: { list: EvaluationList; act: 'decide' | 'withdraw'; onClose: () => void }) {
  const t = useText();
  const changed = useChanged();
  const { decision } = list;
  return (
    <RecordDrawer
      formId={`evaluation.${act}.${list.unit.id}.${list.year}`}
      title={t(`evaluation.page.${act}-of`, { unit: list.unit.name, year: String(list.year) })}
      intro={t(`evaluation.page.${act}-intro`)}
      act={t(`evaluation.page.${act}`)}
      initial={{ on: todayInVietnam(), outstanding: false }}
      fields={[
        { kind: 'text', name: 'document', label: t('evaluation.column.document') },
        { kind: 'day', name: 'on', label: t('evaluation.column.decided-on') },
        ...(act === 'decide'
          ? [{ kind: 'check' as const, name: 'outstanding', label: t('evaluation.page.outstanding') }]
          : []),
      ]}
      send={(values, { id, idempotencyKey }) => {
        const paper = { document: textOf(values['document']), on: textOf(values['on']) };
        return act === 'decide'
          ? api.post(
              '/evaluations/decisions',
              {
                id,
                year: list.year,
                unitId: list.unit.id,
                outstanding: values['outstanding'] === true,
                ...paper,
              },
              { idempotencyKey },
            )
          : api.post(`/evaluations/decisions/${decision?.id ?? ''}/withdraw`, paper, { idempotencyKey });
      }}
      onDone={async () => {
        await changed();
        notify(t(`evaluation.page.${act}-done`));
      }}
      onClose={onClose}
    />
  );
}
