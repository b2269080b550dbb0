import { useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { Empty } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { MonthBook, Settlement } from '../contract.ts';
import { useChildren } from './data.ts';
import { MonthTiles, Split, StageChip, Unsettled } from './Parts.tsx';
import { ConfirmDrawer, SettleDrawer, type Waiting } from './MonthDrawers.tsx';

/** The month of a body: what each of its units has due, collected and handed on, and its own settlement. */
export function BodyMonth({ list }: { list: MonthBook }) {
  const t = useText();
  const format = useFormat();
  const [settles, setSettles] = useState(false);
  const [waiting, setWaiting] = useState<Waiting>();
  const children = useChildren(list.unit.id, list.month, true);
  const { book, month } = list;
  const mayConfirm = list.mayWrite || list.mayConfirm;
  const columns = useMemo<Column<Settlement>[]>(() => {
    const money = (id: keyof Settlement & `${string}Vnd`, header: string): Column<Settlement> => ({
      id,
      header,
      align: 'end',
      cell: (row) => <span className="num">{format.number(row[id])}</span>,
    });
    return [
      {
        id: 'unit',
        header: t('dues.column.unit'),
        card: 'title',
        wraps: true,
        cell: (row) => <TextLink href={`/dues${queryString({ unit: row.unit.id, month })}`}>{row.unit.name}</TextLink>,
      },
      money('dueVnd', t('dues.column.due')),
      money('collectedVnd', t('dues.column.collected')),
      money('openVnd', t('dues.column.open')),
      money('cashVnd', t('dues.column.cash')),
      money('keptVnd', t('dues.column.kept')),
      money('handedVnd', t('dues.column.handed')),
      money('receivedVnd', t('dues.column.received')),
      { id: 'stage', header: t('dues.column.stage'), card: 'badge', cell: (row) => <StageChip stage={row.stage} /> },
      ...(mayConfirm
        ? [
            {
              id: 'act',
              header: t('dues.page.confirm'),
              card: 'acts' as const,
              cell: (row: Settlement) =>
                row.stage === 'closed' && row.monthId !== null ? (
                  <Button
                    look="quiet"
                    onPress={() =>
                      setWaiting({ monthId: row.monthId ?? '', unit: row.unit, month, handedVnd: row.handedVnd })
                    }
                  >
                    {t('dues.page.confirm')}
                  </Button>
                ) : null,
            },
          ]
        : []),
    ];
  }, [t, format, month, mayConfirm]);
  return (
    <div className="stack">
      <MonthTiles list={list} />
      <Panel
        title={t('dues.page.children')}
        aside={
          list.mayWrite && !book?.closedOn && (children.data?.items.length ?? 0) > 0 ? (
            <Button look="primary" className="no-print" onPress={() => setSettles(true)}>
              {t('dues.page.settle')}
            </Button>
          ) : null
        }
      >
        <DataGrid
          label={t('dues.page.children')}
          columns={columns}
          rows={children.data?.items}
          problem={children.error ?? undefined}
          onRetry={() => void children.refetch()}
          rowId={(row) => row.id}
          rowLabel={(row) => row.unit.name}
          loadingText={t('dues.page.loading')}
          empty={
            <Empty title={t('dues.page.no-children')}>
              <p>{t('dues.page.no-children-text')}</p>
            </Empty>
          }
        />
      </Panel>
      {book?.closedOn ? (
        <Panel
          title={t('dues.page.split')}
          padded
          aside={<StageChip stage={book.stage} />}
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
      {settles ? <SettleDrawer list={list} onClose={() => setSettles(false)} /> : null}
      {waiting ? <ConfirmDrawer waiting={waiting} onClose={() => setWaiting(undefined)} /> : null}
    </div>
  );
}
