import { useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { type Column, DataGrid } from '#platform/ui/DataGrid.tsx';
import { CaretDownIcon } from '#platform/ui/icons.ts';
import { Menu } from '#platform/ui/overlays.tsx';
import { Empty } from '#platform/ui/states.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import type { MonthBook, MonthRow, Receipt } from '../contract.ts';
import { useMonthText } from './data.ts';
import {
  BasisDrawer,
  EndReliefDrawer,
  ExcuseDrawer,
  openOf,
  PayOne,
  PaySelected,
  ReliefDrawer,
  ReverseDrawer,
} from './Drawers.tsx';

type Act = { kind: 'pay' | 'basis' | 'relief' | 'end-relief' | 'excuse'; row: MonthRow };

/** Every member of the month with what is due; ticked are those who paid. */
export function MembersOfMonth({ list }: { list: MonthBook }) {
  const t = useText();
  const format = useFormat();
  const text = useMonthText();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const [paying, setPaying] = useState(false);
  const [act, setAct] = useState<Act>();
  const [receipt, setReceipt] = useState<Receipt>();
  const isOpen = list.book?.stage === 'open';
  const { mayWrite } = list;
  const payable = list.rows.filter((row) => openOf(row) > 0);
  const rows = payable.filter((row) => ticked.has(row.memberId));
  const showsClass = list.rows.some((row) => row.basis !== null);

  const columns = useMemo<Column<MonthRow>[]>(
    () => [
      {
        id: 'name',
        header: t('dues.column.name'),
        card: 'title',
        wraps: true,
        cell: (row) => <TextLink href={`/members/${row.memberId}`}>{row.name ?? t('dues.page.name-hidden')}</TextLink>,
      },
      ...(showsClass
        ? [
            {
              id: 'class',
              header: t('dues.column.class'),
              wraps: true,
              cell: (row: MonthRow) => (row.basis ? t(`dues.class.${row.basis.duesClass}`) : '–'),
            },
          ]
        : []),
      {
        id: 'due',
        header: t('dues.column.due'),
        align: 'end',
        cell: (row) => <Due row={row} />,
      },
      { id: 'paid', header: t('dues.column.paid'), card: 'badge', cell: (row) => <Paid row={row} /> },
      {
        id: 'open',
        header: t('dues.column.paid-up-to'),
        wraps: true,
        cell: (row) => <UpTo row={row} />,
      },
      {
        id: 'receipts',
        header: t('dues.column.receipts'),
        wraps: true,
        cell: (row) => <Receipts row={row} onReverse={mayWrite ? setReceipt : undefined} />,
      },
      ...(mayWrite
        ? [
            {
              id: 'act',
              header: t('dues.page.more'),
              card: 'acts' as const,
              cell: (row: MonthRow) => <Acts row={row} isOpen={isOpen} onAct={setAct} />,
            },
          ]
        : []),
    ],
    [t, showsClass, mayWrite, isOpen],
  );
  const sum = rows.reduce((all, row) => all + openOf(row), 0);
  const close = () => setAct(undefined);
  return (
    <>
      {mayWrite && isOpen && payable.length > 0 ? (
        <div className="du-bar no-print">
          <Button look="primary" isDisabled={rows.length === 0} onPress={() => setPaying(true)}>
            {rows.length === 0 ? t('dues.page.pay') : t('dues.page.pay-selected', { count: rows.length })}
          </Button>
          {rows.length === 0 ? (
            <span className="sm mut2">{t('dues.page.tick')}</span>
          ) : (
            <b className="num">{format.vnd(sum)}</b>
          )}
        </div>
      ) : null}
      <DataGrid
        label={t('dues.page.members')}
        columns={columns}
        rows={list.rows}
        rowId={(row) => row.memberId}
        rowLabel={(row) => row.name ?? t('dues.page.name-hidden')}
        {...(mayWrite && isOpen ? { selected: ticked, onSelect: setTicked } : {})}
        empty={
          <Empty title={t('dues.page.nobody')}>
            <p>{t('dues.page.nobody-text')}</p>
          </Empty>
        }
        foot={list.book ? text(list.month) : undefined}
      />
      {paying ? (
        <PaySelected list={list} rows={rows} onClose={() => setPaying(false)} onPaid={() => setTicked(new Set())} />
      ) : null}
      {receipt ? <ReverseDrawer receipt={receipt} onClose={() => setReceipt(undefined)} /> : null}
      {act?.kind === 'pay' ? <PayOne list={list} row={act.row} onClose={close} /> : null}
      {act?.kind === 'basis' ? <BasisDrawer list={list} row={act.row} onClose={close} /> : null}
      {act?.kind === 'relief' ? <ReliefDrawer list={list} row={act.row} onClose={close} /> : null}
      {act?.kind === 'end-relief' ? <EndReliefDrawer list={list} row={act.row} onClose={close} /> : null}
      {act?.kind === 'excuse' ? <ExcuseDrawer list={list} row={act.row} onClose={close} /> : null}
    </>
  );
}

function Due({ row }: { row: MonthRow }) {
  const t = useText();
  const format = useFormat();
  const { charge } = row;
  if (!charge) return <span className="mut2">{t('dues.page.no-basis')}</span>;
  if (charge.relief === 100)
    return (
      <span>
        {t('dues.page.waived')}
        {row.relief?.ground ? <span className="sm mut2 du-under">{t(`dues.ground.${row.relief.ground}`)}</span> : null}
      </span>
    );
  return (
    <span className="num">
      {format.vnd(charge.dueVnd)}
      {charge.relief > 0 ? (
        <span className="sm mut2 du-under">{t('dues.page.reduced', { percent: charge.relief })}</span>
      ) : null}
    </span>
  );
}

function Paid({ row }: { row: MonthRow }) {
  const t = useText();
  const format = useFormat();
  const { charge } = row;
  if (!charge || (charge.dueVnd === 0 && charge.extraVnd === 0)) return <>–</>;
  const more =
    charge.extraVnd > 0 ? (
      <span className="sm mut2 du-under">{t('dues.page.extra-paid', { amount: format.vnd(charge.extraVnd) })}</span>
    ) : null;
  if (openOf(row) === 0)
    return (
      <>
        <Chip tone="ok">{t('dues.page.paid')}</Chip>
        {more}
      </>
    );
  return (
    <>
      <Chip tone={charge.paidVnd > 0 ? 'wait' : 'none'}>
        {charge.paidVnd > 0 ? t('dues.page.paid-part', { amount: format.vnd(charge.paidVnd) }) : t('dues.page.unpaid')}
      </Chip>
      {more}
    </>
  );
}

/** Up to which month everything is paid, and which earlier months are open. */
function UpTo({ row }: { row: MonthRow }) {
  const t = useText();
  const text = useMonthText();
  if (row.open.length === 0) return <>{row.paidUpTo ? text(row.paidUpTo) : '–'}</>;
  return (
    <>
      {row.paidUpTo ? text(row.paidUpTo) : '–'}
      <span className="sm du-under du-late">
        {t('dues.page.owes', { months: row.open.map(({ month }) => text(month)).join(', ') })}
        {row.open.every(({ excused }) => excused) ? ` (${t('dues.page.excused')})` : ''}
      </span>
    </>
  );
}

function Receipts({ row, onReverse }: { row: MonthRow; onReverse?: ((receipt: Receipt) => void) | undefined }) {
  const t = useText();
  const format = useFormat();
  if (row.receipts.length === 0) return <>–</>;
  const word = (one: Receipt) =>
    one.reverses !== null
      ? t('dues.page.receipt-back', { number: one.number, other: one.reverses })
      : one.reversedBy !== null
        ? t('dues.page.receipt-reversed', { number: one.number })
        : t('dues.page.receipt', { number: one.number });
  return (
    <span className="du-receipts">
      {row.receipts.map((one) => {
        const said = `${word(one)} · ${format.date(one.on)} · ${format.vnd(one.amountVnd)}`;
        return onReverse && one.reverses === null && one.reversedBy === null ? (
          <Button key={one.id} look="quiet" onPress={() => onReverse(one)}>
            {said}
          </Button>
        ) : (
          <span key={one.id}>{said}</span>
        );
      })}
    </span>
  );
}

function Acts({ row, isOpen, onAct }: { row: MonthRow; isOpen: boolean; onAct: (act: Act) => void }) {
  const t = useText();
  const entry = (kind: Act['kind'], label: string) => ({ id: kind, label, onAction: () => onAct({ kind, row }) });
  const canPay = row.charge !== null && (isOpen || openOf(row) > 0 || row.open.length > 0);
  const entries = [
    ...(canPay ? [entry('pay', t('dues.page.pay'))] : []),
    ...(isOpen ? [entry('basis', t('dues.page.set-basis'))] : []),
    ...(isOpen && row.relief === null ? [entry('relief', t('dues.page.set-relief'))] : []),
    ...(row.relief !== null ? [entry('end-relief', t('dues.page.end-relief'))] : []),
    ...(row.open.some(({ excused }) => !excused) ? [entry('excuse', t('dues.page.excuse'))] : []),
  ];
  if (entries.length === 0) return null;
  return (
    <Menu
      label={t('dues.page.more-of', { name: row.name ?? '' })}
      trigger={
        <Button look="quiet" aria-label={t('dues.page.more-of', { name: row.name ?? '' })}>
          {t('dues.page.more')}
          <CaretDownIcon className="i" aria-hidden="true" />
        </Button>
      }
      entries={entries}
    />
  );
}
