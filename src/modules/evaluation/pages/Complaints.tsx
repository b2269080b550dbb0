import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import type { Column } from '#platform/ui/DataGrid.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import type { EvaluationList, EvaluationRow } from '../contract.ts';
import { LEVELS } from '../rules/values.ts';
import { useChanged } from './data.ts';

type Opened = {
  row: EvaluationRow;
  mayAnswer: boolean;
  onOpen: (row: EvaluationRow) => void;
  /** stands where there is nothing to say */
  none?: string;
};

/** Whether a complaint about a line may still come; where its last day is not known it may. */
const isOpen = ({ ratingId, complaint, complainUntil }: EvaluationRow): boolean =>
  ratingId !== null && complaint === null && (complainUntil === null || todayInVietnam() <= complainUntil);

/** Whether a list has anything to say of complaints. */
export const hasComplaints = (rows: readonly EvaluationRow[]): boolean =>
  rows.some((row) => row.complaint !== null || isOpen(row));

/** The complaint of a line: until when it may be made, that it waits and until when, or how it ended. */
export function ComplaintOf({ row, mayAnswer, onOpen, none }: Opened) {
  const t = useText();
  const format = useFormat();
  const mayFile = useRight('evaluation.write');
  const { complaint } = row;
  const today = todayInVietnam();
  if (row.ratingId === null) return none;
  if (!complaint) {
    const until = row.complainUntil;
    if (!isOpen(row) || !mayFile) return none;
    return (
      <span className="ev-complaint">
        <Button
          look="quiet"
          aria-label={t('evaluation.page.complain-of', { name: row.name ?? '' })}
          onPress={() => onOpen(row)}
        >
          {t('evaluation.page.complain')}
        </Button>
        {until ? (
          <span className="sm mut2">{t('evaluation.page.complain-until', { on: format.date(until) })}</span>
        ) : null}
      </span>
    );
  }
  if (complaint.answeredOn !== null) {
    return (
      <span>
        {t(`evaluation.outcome.${complaint.outcome ?? 'kept'}`)}{' '}
        <span className="sm mut2">
          {complaint.answerDocument} · {format.date(complaint.answeredOn)}
        </span>
      </span>
    );
  }
  const isLate = complaint.dueOn !== null && complaint.dueOn < today;
  return (
    <span className="ev-complaint">
      <Chip tone={isLate ? 'late' : 'wait'}>
        {complaint.dueOn
          ? t(`evaluation.page.answer-${isLate ? 'late' : 'until'}`, { on: format.date(complaint.dueOn) })
          : t('evaluation.page.answer-owed')}
      </Chip>
      {mayAnswer ? (
        <Button
          look="quiet"
          aria-label={t('evaluation.page.answer-of', { name: row.name ?? '' })}
          onPress={() => onOpen(row)}
        >
          {t('evaluation.page.answer')}
        </Button>
      ) : null}
    </span>
  );
}

/** Until when the decided list may be complained about, under the list. */
export function ComplaintWindow({ rows }: { rows: readonly EvaluationRow[] }) {
  const t = useText();
  const format = useFormat();
  const until = rows.find(({ complainUntil }) => complainUntil !== null)?.complainUntil;
  if (!until) return null;
  const key = todayInVietnam() <= until ? 'evaluation.page.window-open' : 'evaluation.page.window-over';
  return <> {t(key, { on: format.date(until) })}</>;
}

export function complaintColumn(
  header: string,
  list: EvaluationList,
  onOpen: (row: EvaluationRow) => void,
): Column<EvaluationRow> {
  return {
    id: 'complaint',
    header,
    wraps: true,
    cell: (row) => <ComplaintOf row={row} mayAnswer={list.mayDecide} onOpen={onOpen} none="–" />,
  };
}

/** Records a complaint, or answers the one that waits. */
export function ComplaintDrawer({
  list,
  row,
  onClose,
}: {
  list: EvaluationList;
  row: EvaluationRow;
  onClose: () => void;
}) {
  const t = useText();
  const changed = useChanged();
  const act = row.complaint ? 'answer' : 'complain';
  const others = [...LEVELS].reverse().filter((level) => level !== row.level);
  return (
    <RecordDrawer
      formId={`evaluation.${act}.${row.ratingId ?? ''}`}
      title={t(`evaluation.page.${act}-title`, { name: row.name ?? '', year: String(list.year) })}
      intro={t(`evaluation.page.${act}-intro`)}
      act={t(`evaluation.page.${act}`)}
      initial={{ on: todayInVietnam(), outcome: 'kept' }}
      fields={[
        ...(act === 'answer'
          ? [
              {
                kind: 'one' as const,
                name: 'outcome',
                label: t('evaluation.page.outcome'),
                choices: [
                  { id: 'kept', label: t('evaluation.outcome.kept') },
                  ...others.map((id) => ({
                    id,
                    label: t('evaluation.page.changed-to', { level: t(`evaluation.level.${id}`) }),
                  })),
                ],
              },
            ]
          : []),
        { kind: 'text', name: 'document', label: t('evaluation.column.document') },
        { kind: 'day', name: 'on', label: t(`evaluation.page.${act}-on`) },
      ]}
      send={(values, { id, idempotencyKey }) => {
        const paper = { document: textOf(values['document']), on: textOf(values['on']) };
        if (!row.complaint)
          return api.post('/evaluations/complaints', { id, ratingId: row.ratingId, ...paper }, { idempotencyKey });
        const level = LEVELS.find((one) => one === values['outcome']) ?? null;
        return api.post(`/evaluations/complaints/${row.complaint.id}/answer`, { level, ...paper }, { idempotencyKey });
      }}
      onDone={async () => {
        await changed();
        notify(t(`evaluation.page.${act}-done`));
      }}
      onClose={onClose}
    />
  );
}
