import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useText } from '#platform/messages.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { TextField } from '#platform/ui/fields.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Facts } from '#platform/ui/surface.tsx';
import type { ImportBatch, ImportRow, MendRow } from '../../contract.ts';
import { PersonValue } from '../member/Conflict.tsx';
import { useBatchChanged } from './data.ts';
import { useReason } from './reason.ts';

/** Where a person helps a row along: mends its texts in place, or decides who it is. */
export function RowWork({ batch, row, onDone }: { batch: ImportBatch; row: ImportRow; onDone: () => void }) {
  const t = useText();
  const changed = useBatchChanged();
  const send = useMutation({
    mutationFn: (mend: MendRow) =>
      api.patch<ImportRow>(`/member-imports/${batch.id}/rows/${row.rowNumber}`, mend, { idempotencyKey: newKey() }),
    onSuccess: async (next) => {
      await changed(undefined);
      notify(
        t('membership.page.import.mended', {
          row: row.rowNumber,
          outcome: t(`membership.page.import.outcome.${next.outcome}`),
        }),
        {
          tone: next.outcome === 'refused' ? 'late' : 'ok',
        },
      );
      onDone();
    },
  });
  const decide = (decision: NonNullable<MendRow['decision']>): void => send.mutate({ decision });
  return (
    <div className="row-work">
      {row.outcome === 'doubtful' ? (
        <TwoPeople row={row} />
      ) : (
        <Mend batch={batch} row={row} busy={send.isPending} onMend={(values) => send.mutate({ values })} />
      )}
      <div className="row-acts">
        {row.outcome === 'doubtful' ? (
          <>
            <Button isDisabled={send.isPending} onPress={() => decide('same-person')}>
              {t('membership.page.import.same-person')}
            </Button>
            <Button isDisabled={send.isPending} onPress={() => decide('new-person')}>
              {t('membership.page.import.new-person')}
            </Button>
          </>
        ) : null}
        <Button look="quiet" isDisabled={send.isPending} onPress={() => decide('leave-out')}>
          {t('membership.page.import.leave-row')}
        </Button>
        <ProblemText problem={send.error} />
      </div>
    </div>
  );
}

/** The person of the register beside the row of the file; what differs is marked. */
function TwoPeople({ row }: { row: ImportRow }) {
  const t = useText();
  const label = (field: string) => t(`membership.page.import.field.${field}`);
  const side = (which: 'old' | 'new') =>
    row.difference.map((one) => ({
      label: label(one.field),
      value: <PersonValue field={one.field} value={one[which]} />,
    }));
  return (
    <div className="two-people">
      <div>
        <h3>{t('membership.page.import.in-register')}</h3>
        <Facts
          facts={[
            {
              label: label('fullName'),
              value: row.candidate ? (
                <TextLink href={`/members/${row.candidate.id}`}>{row.candidate.fullName}</TextLink>
              ) : (
                '–'
              ),
            },
            ...(row.difference.some((one) => one.field === 'cardNumber')
              ? []
              : [{ label: label('cardNumber'), value: row.candidate?.cardNumber ?? '–' }]),
            ...side('old'),
          ]}
        />
      </div>
      <div>
        <h3>{t('membership.page.import.in-file', { row: row.rowNumber })}</h3>
        <Facts
          facts={[
            { label: label('fullName'), value: row.name ?? '–' },
            ...(row.difference.some((one) => one.field === 'cardNumber')
              ? []
              : [{ label: label('cardNumber'), value: row.cardNumber ?? '–' }]),
            ...side('new'),
          ]}
        />
      </div>
    </div>
  );
}

/** The texts of the columns that are wrong, each with its reason beneath. */
function Mend({
  batch,
  row,
  busy,
  onMend,
}: {
  batch: ImportBatch;
  row: ImportRow;
  busy: boolean;
  onMend: (values: Record<string, string>) => void;
}) {
  const t = useText();
  const reason = useReason();
  const wrong = batch.columns.filter((column) =>
    row.problems.some(
      (problem) => problem.column === column.name || (problem.field !== null && problem.field === column.field),
    ),
  );
  const [values, setValues] = useState<Record<string, string>>({});
  return (
    <div className="mend">
      {wrong.map((column) => {
        const problem = row.problems.find((one) => one.column === column.name || one.field === column.field);
        return (
          <TextField
            key={column.index}
            label={column.name || column.letter}
            value={values[String(column.index)] ?? row.raw[String(column.index)] ?? ''}
            onChange={(value) => setValues((before) => ({ ...before, [String(column.index)]: value }))}
            fault={problem ? reason({ ...problem, column: null }) : undefined}
            maxLength={400}
          />
        );
      })}
      {wrong.length > 0 ? (
        <Button
          look="primary"
          isPending={busy}
          isDisabled={Object.keys(values).length === 0}
          onPress={() => onMend(values)}
        >
          {t('membership.page.import.mend')}
        </Button>
      ) : (
        <p>{row.problems.map(reason).join(' ')}</p>
      )}
    </div>
  );
}
