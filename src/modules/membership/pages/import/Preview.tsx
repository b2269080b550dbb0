import { useMutation } from '@tanstack/react-query';
import { Fragment, useMemo, useState, type ReactNode } from 'react';
import { hasText, useFormat, useLang, useText } from '#platform/messages.ts';
import { api, apiUrl, newKey } from '#platform/ui/api.ts';
import { Button, LinkButton } from '#platform/ui/buttons.tsx';
import { useCommands } from '#platform/ui/commands.ts';
import { DownloadSimpleIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Panel, Tabs } from '#platform/ui/surface.tsx';
import { OUTCOMES, type ImportBatch, type ImportCounts, type ImportRow, type Outcome } from '../../contract.ts';
import { PersonValue } from '../member/Conflict.tsx';
import { Working } from './ChooseFile.tsx';
import { TONE_OF_OUTCOME, useBatchChanged, useRows } from './data.ts';
import { useReason } from './reason.ts';
import { RowWork } from './RowWork.tsx';

type Tab = Outcome | 'all';

/** The rows of a file beside the register: what is new, what changes, what needs a person; then one act takes the good ones. */
export function Preview({ batch, counts }: { batch: ImportBatch; counts: ImportCounts }) {
  const t = useText();
  const format = useFormat();
  const lang = useLang();
  const changed = useBatchChanged();
  const open = batch.state === 'previewed';
  const [tab, setTab] = useState<Tab>(
    () =>
      (open ? (['refused', 'doubtful', 'changed', 'new'] as const).find((one) => counts[one] > 0) : undefined) ?? 'all',
  );
  const apply = useMutation({
    mutationFn: () =>
      api.post<ImportBatch>(`/member-imports/${batch.id}/apply`, undefined, { idempotencyKey: newKey() }),
    onSuccess: async (next) => {
      await changed(next, 'register');
      if (next.work === null) notify(t('membership.page.import.applied', { count: counts.new + counts.changed }));
    },
  });
  const good = counts.new + counts.changed;
  const rest = counts.doubtful + counts.refused;
  const { mutate } = apply;
  useCommands(
    useMemo(
      () =>
        open && good > 0
          ? [{ id: 'import.apply', label: t('membership.page.import.apply', { count: good }), act: () => mutate() }]
          : [],
      [t, open, good, mutate],
    ),
  );
  return (
    <Panel
      className="preview"
      footer={
        <>
          {open ? (
            apply.isPending ? (
              <Working text={t('membership.page.import.applying')} />
            ) : (
              <Button look="primary" isDisabled={good === 0} onPress={() => mutate()}>
                {t('membership.page.import.apply', { count: good })}
              </Button>
            )
          ) : null}
          {rest > 0 ? (
            <LinkButton
              href={apiUrl(`/member-imports/${batch.id}/problems.xlsx`, { lang })}
              download
              icon={<DownloadSimpleIcon className="i" aria-hidden="true" />}
            >
              {t('membership.page.import.problem-file', { count: rest })}
            </LinkButton>
          ) : null}
          <span className="sp" />
          <span className="sum">
            {OUTCOMES.map((one) => `${format.number(counts[one])} ${t(`membership.page.import.outcome.${one}`)}`).join(
              ' + ',
            )}{' '}
            = <b>{format.number(counts.rows)}</b>
            {counts.skipped > 0 ? ` · ${t('membership.page.import.skipped', { count: counts.skipped })}` : ''}
          </span>
        </>
      }
    >
      {apply.error ? (
        <div className="in">
          <ProblemText problem={apply.error} />
        </div>
      ) : null}
      <Tabs
        label={t('membership.page.import.outcomes')}
        selected={tab}
        onSelect={(id) => setTab(id as Tab)}
        tabs={(['all', 'new', 'changed', 'doubtful', 'refused', 'same'] as const).map((id) => ({
          id,
          label: t(`membership.page.import.outcome.${id}`),
          count: id === 'all' ? counts.rows : counts[id],
          panel: id === tab ? <Rows key={id} batch={batch} outcome={id} open={open} /> : null,
        }))}
      />
    </Panel>
  );
}

function Rows({ batch, outcome, open }: { batch: ImportBatch; outcome: Tab; open: boolean }) {
  const t = useText();
  const rows = useRows(batch.id, outcome);
  const [at, setAt] = useState<number>();
  if (rows.error) return <ErrorState problem={rows.error} onRetry={() => void rows.refetch()} />;
  const items = rows.data?.pages.flatMap((page) => page.items);
  if (!items) return <Loading what={t('membership.page.import.loading-rows')} />;
  if (items.length === 0) return <p className="opts-none">{t('membership.page.import.none')}</p>;
  const head = (name: string) => t(`membership.page.import.col.${name}`);
  return (
    <>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={t('membership.page.import.outcomes')}>
        <table className="tbl import-rows">
          <thead>
            <tr>
              <th scope="col" className="num">
                {head('row')}
              </th>
              <th scope="col">{head('outcome')}</th>
              <th scope="col">{head('card')}</th>
              <th scope="col">{head('name')}</th>
              <th scope="col">{head('difference')}</th>
              <th scope="col">{head('do')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map((row) => {
              const isOpen = at === row.rowNumber;
              const works = open && (row.outcome === 'doubtful' || row.outcome === 'refused');
              return (
                <Fragment key={row.rowNumber}>
                  <tr className={isOpen ? 'current' : undefined}>
                    <td className="num" data-label={head('row')}>
                      {row.rowNumber > 2_000_000 ? row.rowNumber - 2_000_000 : row.rowNumber}
                    </td>
                    <td>
                      <Chip tone={TONE_OF_OUTCOME[row.outcome]}>
                        {t(`membership.page.import.outcome.${row.outcome}`)}
                      </Chip>
                    </td>
                    <td>{row.cardNumber ?? '–'}</td>
                    <td className="b">{row.name ?? '–'}</td>
                    <td className="what">
                      <What row={row} />
                    </td>
                    <td>
                      {works ? (
                        <Button
                          look="quiet"
                          onPress={() => setAt(isOpen ? undefined : row.rowNumber)}
                          aria-label={`${t(`membership.page.import.work.${row.outcome}`)}: ${row.name ?? row.rowNumber}`}
                        >
                          {t(`membership.page.import.work.${row.outcome}`)}
                        </Button>
                      ) : row.memberId && !open ? (
                        <LinkButton href={`/members/${row.memberId}`} look="quiet">
                          {t('membership.page.register.open')}
                        </LinkButton>
                      ) : null}
                    </td>
                  </tr>
                  {isOpen && works ? (
                    <tr className="work">
                      <td colSpan={6}>
                        <RowWork batch={batch} row={row} onDone={() => setAt(undefined)} />
                      </td>
                    </tr>
                  ) : null}
                </Fragment>
              );
            })}
          </tbody>
        </table>
      </div>
      {rows.hasNextPage ? (
        <div className="in">
          <Button isPending={rows.isFetchingNextPage} onPress={() => void rows.fetchNextPage()}>
            {t('platform.ui.more-rows')}
          </Button>
        </div>
      ) : null}
    </>
  );
}

/** What a row would do, or why it cannot: old struck, new beside it. */
function What({ row }: { row: ImportRow }): ReactNode {
  const t = useText();
  const reason = useReason();
  if (row.problems.length > 0) return row.problems.map((problem, at) => <div key={at}>{reason(problem)}</div>);
  if (row.difference.length > 0) return <Difference row={row} />;
  if (row.outcome === 'new') return Object.values(row.raw).filter(Boolean).slice(0, 6).join(' · ');
  return <span className="mut">{t('membership.page.import.nothing-differs')}</span>;
}

/** Each field that differs, the value of the register struck and that of the file beside it. */
export function Difference({ row }: { row: ImportRow }): ReactNode {
  const t = useText();
  return row.difference.map(({ field, old, new: next }) => (
    <div key={field}>
      <span className="mut2">
        {hasText(`membership.page.import.field.${field}`) ? t(`membership.page.import.field.${field}`) : field}:{' '}
      </span>
      <del>
        <PersonValue field={field} value={old} />
      </del>{' '}
      <ins>
        <PersonValue field={field} value={next} />
      </ins>
    </div>
  ));
}
