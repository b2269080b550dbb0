import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { notify } from '#platform/ui/notices.tsx';
import { type FormField, type FormValues, numberOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import type { MonthBook, MonthRow, Receipt } from '../contract.ts';
import { CHANNELS, DUES_CLASSES, ENTERED, GROUNDS, monthAfter, RELIEFS } from '../rules/index.ts';
import { dayIn, useDuesChanged, useMonthChoices, useMonthText } from './data.ts';

type Common = { list: MonthBook; onClose: () => void };
type OfRow = Common & { row: MonthRow };
const nameOf = (row: MonthRow) => row.name ?? '';
export const openOf = (row: MonthRow): number => (row.charge ? row.charge.dueVnd - row.charge.paidVnd : 0);

function useDone() {
  const changed = useDuesChanged();
  return (word: string) => async () => {
    await changed();
    notify(word);
  };
}
function useWhen(): FormField[] {
  const t = useText();
  return [
    {
      kind: 'one',
      name: 'channel',
      label: t('dues.page.channel'),
      choices: CHANNELS.map((id) => ({ id, label: t(`dues.channel.${id}`) })),
    },
    { kind: 'day', name: 'on', label: t('dues.page.on') },
  ];
}

/** One receipt each for everybody who was ticked: all that is open of the month. */
export function PaySelected({
  list,
  rows,
  onClose,
  onPaid,
}: Common & { rows: readonly MonthRow[]; onPaid: () => void }) {
  const t = useText();
  const format = useFormat();
  const text = useMonthText();
  const done = useDone();
  const when = useWhen();
  const sum = rows.reduce((all, row) => all + openOf(row), 0);
  return (
    <RecordDrawer
      formId={`dues-pay-${list.unit.id}.${list.month}`}
      title={t('dues.page.pay-selected', { count: rows.length })}
      intro={t('dues.page.pay-intro', { month: text(list.month), amount: format.vnd(sum) })}
      act={t('dues.page.pay')}
      initial={{ channel: 'cash', on: dayIn(list.month) }}
      fields={when}
      send={(values, { idempotencyKey }) =>
        api.post(
          '/dues/payments',
          {
            unitId: list.unit.id,
            on: textOf(values['on']),
            channel: textOf(values['channel']),
            lines: rows.map(({ memberId }) => ({ memberId, month: list.month })),
          },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await done(t('dues.page.paid-done', { count: rows.length }))();
        onPaid();
      }}
      onClose={onClose}
    />
  );
}

/** One member: which months, less or more than what is open, ahead for who is temporarily exempt. */
export function PayOne({ list, row, onClose }: OfRow) {
  const t = useText();
  const format = useFormat();
  const text = useMonthText();
  const choices = useMonthChoices();
  const done = useDone();
  const when = useWhen();
  const months = [
    ...row.open.map(({ month, openVnd }) => ({ month, openVnd })),
    ...(row.charge && openOf(row) > 0 ? [{ month: list.month, openVnd: openOf(row) }] : []),
  ];
  const single = months.length === 1 ? months[0] : undefined;
  const isExempt = row.state === 'temp_exempt';
  return (
    <RecordDrawer
      formId={`dues-pay-${row.memberId}.${list.month}`}
      title={t('dues.page.pay-for', { name: nameOf(row) })}
      act={t('dues.page.pay')}
      initial={{
        channel: 'cash',
        on: dayIn(list.month),
        ...Object.fromEntries(months.map(({ month }) => [month, true])),
      }}
      fields={[
        ...months.map(({ month, openVnd }): FormField => ({
          kind: 'check',
          name: month,
          label: t('dues.page.month-of', { month: text(month), amount: format.vnd(openVnd) }),
        })),
        ...(single
          ? [
              {
                kind: 'number' as const,
                name: 'amount',
                label: t('dues.page.amount', { month: text(single.month) }),
                hint: t('dues.page.amount-hint'),
                unit: 'đ',
                optional: true,
              },
            ]
          : []),
        ...(isExempt
          ? [
              {
                kind: 'select' as const,
                name: 'ahead',
                label: t('dues.page.ahead-until'),
                hint: t('dues.page.ahead-hint'),
                optional: true,
                choices: choices(monthAfter(list.month, 11), 11),
              },
            ]
          : []),
        {
          kind: 'number',
          name: 'extra',
          label: t('dues.page.extra'),
          hint: t('dues.page.extra-hint'),
          unit: 'đ',
          optional: true,
        },
        ...when,
      ]}
      send={(values, { idempotencyKey }) =>
        api.post(
          '/dues/payments',
          {
            unitId: list.unit.id,
            on: textOf(values['on']),
            channel: textOf(values['channel']),
            lines: linesOf(row, list.month, months, values),
          },
          { idempotencyKey },
        )
      }
      onDone={done(t('dues.page.paid-done', { count: 1 }))}
      onClose={onClose}
    />
  );
}

function linesOf(
  row: MonthRow,
  month: string,
  months: readonly { month: string }[],
  values: FormValues,
): { memberId: string; month: string; amountVnd?: number; extraVnd?: number }[] {
  const ticked = months.filter((one) => values[one.month] === true).map((one) => one.month);
  const until = textOf(values['ahead']);
  for (let next = monthAfter(month); until !== null && next <= until; next = monthAfter(next)) ticked.push(next);
  const amountVnd = months.length === 1 ? numberOf(values['amount']) : null;
  const extraVnd = numberOf(values['extra']);
  const all = ticked.length === 0 && extraVnd !== null ? [month] : ticked;
  return all.map((one, at) => ({
    memberId: row.memberId,
    month: one,
    ...(amountVnd !== null && one === months[0]?.month ? { amountVnd } : {}),
    ...(extraVnd !== null && at === all.length - 1 ? { extraVnd } : {}),
  }));
}

/** From what the dues of a member are counted. */
export function BasisDrawer({ list, row, onClose }: OfRow) {
  const t = useText();
  const choices = useMonthChoices();
  const done = useDone();
  const isEntered = (value: unknown) => ENTERED.some((one) => one === value);
  return (
    <RecordDrawer
      formId={`dues-basis-${row.memberId}.${list.month}`}
      title={t('dues.page.basis-of', { name: nameOf(row) })}
      intro={t('dues.page.basis-intro')}
      act={t('dues.page.set-basis')}
      initial={{ duesClass: row.basis?.duesClass ?? null, from: list.month }}
      fields={(values) => [
        {
          kind: 'one',
          name: 'duesClass',
          label: t('dues.page.class'),
          choices: DUES_CLASSES.map((id) => ({ id, label: t(`dues.class.${id}`) })),
        },
        ...(isEntered(values['duesClass'])
          ? [
              {
                kind: 'number' as const,
                name: 'dueVnd',
                label: t('dues.page.due-month'),
                hint: t('dues.page.due-month-hint'),
                unit: 'đ',
              },
            ]
          : []),
        { kind: 'select', name: 'from', label: t('dues.page.from'), choices: choices(list.month, 12) },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/dues/bases',
          {
            id,
            memberId: row.memberId,
            unitId: list.unit.id,
            duesClass: textOf(values['duesClass']),
            dueVnd: isEntered(values['duesClass']) ? numberOf(values['dueVnd']) : null,
            from: textOf(values['from']),
          },
          { idempotencyKey },
        )
      }
      onDone={done(t('dues.page.basis-done'))}
      onClose={onClose}
    />
  );
}

/** A waiver or a reduction, or its end. */
export function ReliefDrawer({ list, row, onClose }: OfRow) {
  const t = useText();
  const choices = useMonthChoices();
  const done = useDone();
  const ahead = choices(monthAfter(list.month, 11), 24);
  return (
    <RecordDrawer
      formId={`dues-relief-${row.memberId}.${list.month}`}
      title={t('dues.page.relief-of', { name: nameOf(row) })}
      intro={t('dues.page.relief-intro')}
      act={t('dues.page.set-relief')}
      initial={{ percent: null, from: list.month, decidedOn: todayInVietnam(), requested: false }}
      fields={(values) => [
        {
          kind: 'one',
          name: 'percent',
          label: t('dues.page.relief'),
          choices: RELIEFS.map((id) => ({ id: String(id), label: t(`dues.relief.${id}`) })),
        },
        {
          kind: 'select',
          name: 'ground',
          label: t('dues.page.ground'),
          choices: GROUNDS.map((id) => ({ id, label: t(`dues.ground.${id}`) })),
        },
        { kind: 'select', name: 'from', label: t('dues.page.from'), choices: choices(list.month, 12) },
        {
          kind: 'select',
          name: 'until',
          label: t('dues.page.until'),
          choices: ahead,
          optional: values['percent'] === '100',
        },
        ...(values['percent'] === '100'
          ? []
          : [{ kind: 'check' as const, name: 'requested', label: t('dues.page.requested') }]),
        { kind: 'text', name: 'document', label: t('dues.page.document'), most: 120 },
        { kind: 'day', name: 'decidedOn', label: t('dues.page.decided-on') },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/dues/reliefs',
          {
            id,
            memberId: row.memberId,
            unitId: list.unit.id,
            percent: Number(textOf(values['percent'])),
            ground: textOf(values['ground']),
            from: textOf(values['from']),
            until: textOf(values['until']),
            requested: values['requested'] === true,
            document: textOf(values['document']),
            decidedOn: textOf(values['decidedOn']),
          },
          { idempotencyKey },
        )
      }
      onDone={done(t('dues.page.relief-done'))}
      onClose={onClose}
    />
  );
}

export function EndReliefDrawer({ list, row, onClose }: OfRow) {
  const t = useText();
  const choices = useMonthChoices();
  const done = useDone();
  return (
    <RecordDrawer
      formId={`dues-relief-end-${row.relief?.id ?? ''}`}
      title={t('dues.page.end-relief')}
      act={t('dues.page.end-relief')}
      initial={{ after: list.month }}
      fields={[
        {
          kind: 'select',
          name: 'after',
          label: t('dues.page.end-relief-after'),
          choices: choices(monthAfter(list.month, 6), 18),
        },
      ]}
      send={(values, { idempotencyKey }) =>
        api.post(`/dues/reliefs/${row.relief?.id ?? ''}/end`, { after: textOf(values['after']) }, { idempotencyKey })
      }
      onDone={done(t('dues.page.relief-ended'))}
      onClose={onClose}
    />
  );
}

/** Why months were not paid, accepted by the cell with a paper; the reason itself is not kept. */
export function ExcuseDrawer({ list, row, onClose }: OfRow) {
  const t = useText();
  const text = useMonthText();
  const done = useDone();
  const months = row.open.filter(({ excused }) => !excused).map(({ month }) => month);
  return (
    <RecordDrawer
      formId={`dues-excuse-${row.memberId}.${list.month}`}
      title={t('dues.page.excuse')}
      intro={t('dues.page.excuse-intro', { months: months.map(text).join(', ') })}
      act={t('dues.page.excuse')}
      fields={[{ kind: 'text', name: 'document', label: t('dues.page.document'), most: 120 }]}
      send={(values, { idempotencyKey }) =>
        api.post(
          '/dues/excuses',
          { unitId: list.unit.id, memberId: row.memberId, months, document: textOf(values['document']) },
          { idempotencyKey },
        )
      }
      onDone={done(t('dues.page.excused-done'))}
      onClose={onClose}
    />
  );
}

export function ReverseDrawer({ receipt, onClose }: { receipt: Receipt; onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  const done = useDone();
  return (
    <RecordDrawer
      formId={`dues-reverse-${receipt.id}`}
      title={t('dues.page.reverse', { number: receipt.number })}
      intro={t('dues.page.reverse-intro', { amount: format.vnd(receipt.amountVnd) })}
      act={t('dues.page.reverse-act')}
      cannotBeUndone
      initial={{ on: todayInVietnam() }}
      fields={[
        { kind: 'text', name: 'document', label: t('dues.page.document'), most: 120 },
        { kind: 'day', name: 'on', label: t('dues.page.date') },
      ]}
      send={(values, { idempotencyKey }) =>
        api.post(
          `/dues/receipts/${receipt.id}/reverse`,
          { on: textOf(values['on']), document: textOf(values['document']) },
          { idempotencyKey },
        )
      }
      onDone={done(t('dues.page.reversed-done'))}
      onClose={onClose}
    />
  );
}
