import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Select } from '#platform/ui/choices.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Empty, ErrorState, Loading, NoPermission } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import { useMutation } from '@tanstack/react-query';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import type { MonthBook } from '../contract.ts';
import { monthOf } from '../rules/index.ts';
import { BodyMonth } from './BodyMonth.tsx';
import { useAsked, useBook, useDuesChanged, useMonthChoices, useMonthText } from './data.ts';
import { MembersOfMonth } from './MembersOfMonth.tsx';
import { CloseDrawer, ConfirmDrawer, RegionDrawer } from './MonthDrawers.tsx';
import { DuesHead, MonthTiles, Split, StageChip, Unsettled } from './Parts.tsx';
import './dues.css';

/** The dues of a month: of a cell with every member, of a body with its units. */
export default function DuesPage() {
  return useRight('dues.read') ? <WholePage /> : <NoPermission />;
}

function WholePage() {
  const t = useText();
  const { unit, month, change } = useAsked();
  const list = useBook(unit, month);
  const choices = useMonthChoices();
  const thisMonth = monthOf(todayInVietnam());
  const months = choices(thisMonth, 24);
  const shown = months.some(({ id }) => id === month) ? months : [...choices(month, 1), ...months];
  return (
    <>
      <DuesHead tab="book" />
      <div className="du-ask no-print">
        <Select
          label={t('dues.page.month')}
          value={month}
          choices={shown}
          onChange={(id) => change({ month: id === thisMonth ? undefined : id })}
        />
      </div>
      {list.error ? (
        <ErrorState problem={list.error} onRetry={() => void list.refetch()} />
      ) : !list.data ? (
        <Loading what={t('dues.page.loading')} rows={10} />
      ) : list.data.isCell ? (
        <CellMonth key={`${list.data.unit.id}${list.data.month}`} list={list.data} />
      ) : (
        <BodyMonth list={list.data} />
      )}
    </>
  );
}

function CellMonth({ list }: { list: MonthBook }) {
  const t = useText();
  const format = useFormat();
  const text = useMonthText();
  const [act, setAct] = useState<'close' | 'confirm' | 'region'>();
  const changed = useDuesChanged();
  const { book } = list;
  const opening = useMutation({
    mutationFn: () =>
      api.post('/dues/months', { unitId: list.unit.id, month: list.month }, { idempotencyKey: newKey() }),
    onSuccess: async () => {
      await changed();
      notify(t('dues.page.opened'));
    },
  });
  const isOpen = book?.stage === 'open';
  return (
    <div className="stack">
      {opening.error ? <ProblemText problem={opening.error} /> : null}
      <MonthTiles list={list} />
      <p className="du-line sm mut2">
        {book ? <StageChip stage={book.stage} /> : null}
        <span>
          {list.region === null
            ? t('dues.page.region-missing')
            : t('dues.page.region', { region: String(list.region) })}
        </span>
        {list.mayWrite ? (
          <Button look="quiet" className="no-print" onPress={() => setAct('region')}>
            {t('dues.page.set-region')}
          </Button>
        ) : null}
      </p>
      {!book ? (
        <Empty
          title={t('dues.page.not-open')}
          actions={
            list.mayWrite ? (
              <Button look="primary" isPending={opening.isPending} onPress={() => opening.mutate()}>
                {t('dues.page.open-month', { month: text(list.month) })}
              </Button>
            ) : undefined
          }
        >
          <p>{t(list.mayWrite ? 'dues.page.not-open-text' : 'dues.page.not-open-other')}</p>
        </Empty>
      ) : (
        <Panel
          title={t('dues.page.members')}
          aside={
            list.mayWrite && isOpen ? (
              <span className="row wrap no-print">
                <Button look="quiet" isPending={opening.isPending} onPress={() => opening.mutate()}>
                  {t('dues.page.refresh')}
                </Button>
                <Button onPress={() => setAct('close')}>{t('dues.page.close')}</Button>
              </span>
            ) : null
          }
        >
          <MembersOfMonth list={list} />
        </Panel>
      )}
      {book && !isOpen ? (
        <Panel
          title={t('dues.page.split')}
          padded
          aside={
            list.mayConfirm && book.stage === 'closed' ? (
              <Button look="primary" className="no-print" onPress={() => setAct('confirm')}>
                {t('dues.page.confirm')}
              </Button>
            ) : null
          }
          footer={
            <p className="sm mut2">
              {t('dues.page.split-rule', {
                percent: format.number(book.keptPercent ?? 0),
                source: book.splitSource ?? '',
              })}
            </p>
          }
        >
          <Split list={list} />
        </Panel>
      ) : null}
      <Unsettled list={list} />
      {act === 'close' ? <CloseDrawer list={list} onClose={() => setAct(undefined)} /> : null}
      {act === 'region' ? <RegionDrawer list={list} onClose={() => setAct(undefined)} /> : null}
      {act === 'confirm' && book ? (
        <ConfirmDrawer
          waiting={{ monthId: book.id, unit: list.unit, month: list.month, handedVnd: book.handedVnd ?? 0 }}
          onClose={() => setAct(undefined)}
        />
      ) : null}
    </div>
  );
}
