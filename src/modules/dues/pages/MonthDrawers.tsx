import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { notify } from '#platform/ui/notices.tsx';
import { type FormField, numberOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import type { MonthBook } from '../contract.ts';
import { useDuesChanged, useMonthChoices, useMonthText } from './data.ts';

function useDone() {
  const changed = useDuesChanged();
  return (word: string) => async () => {
    await changed();
    notify(word);
  };
}
function usePaper(): FormField[] {
  const t = useText();
  return [
    { kind: 'text', name: 'document', label: t('dues.page.document'), most: 120 },
    { kind: 'day', name: 'on', label: t('dues.page.date') },
  ];
}

/** Closes the month of a cell. */
export function CloseDrawer({ list, onClose }: { list: MonthBook; onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  const text = useMonthText();
  const done = useDone();
  const fields = usePaper();
  return (
    <RecordDrawer
      formId={`dues-close-${list.book?.id ?? ''}`}
      title={t('dues.page.close-of', { month: text(list.month) })}
      intro={t('dues.page.close-intro', { cash: format.vnd(list.book?.cashVnd ?? 0) })}
      act={t('dues.page.close')}
      initial={{ on: todayInVietnam() }}
      fields={fields}
      send={(values, { idempotencyKey }) =>
        api.post(
          `/dues/months/${list.book?.id ?? ''}/close`,
          { on: textOf(values['on']), document: textOf(values['document']) },
          { idempotencyKey },
        )
      }
      onDone={done(t('dues.page.closed-done'))}
      onClose={onClose}
    />
  );
}

export type Waiting = { monthId: string; unit: { name: string }; month: string; handedVnd: number };

/** The body above confirms what it received. */
export function ConfirmDrawer({ waiting, onClose }: { waiting: Waiting; onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  const text = useMonthText();
  const done = useDone();
  const fields = usePaper();
  return (
    <RecordDrawer
      formId={`dues-confirm-${waiting.monthId}`}
      title={t('dues.page.confirm-of', { unit: waiting.unit.name, month: text(waiting.month) })}
      intro={t('dues.page.confirm-intro', { amount: format.vnd(waiting.handedVnd) })}
      act={t('dues.page.confirm')}
      initial={{ on: todayInVietnam(), receivedVnd: String(waiting.handedVnd) }}
      fields={[{ kind: 'number', name: 'receivedVnd', label: t('dues.page.received-amount'), unit: 'đ' }, ...fields]}
      send={(values, { idempotencyKey }) =>
        api.post(
          `/dues/months/${waiting.monthId}/confirm`,
          {
            on: textOf(values['on']),
            document: textOf(values['document']),
            receivedVnd: numberOf(values['receivedVnd']),
          },
          { idempotencyKey },
        )
      }
      onDone={done(t('dues.page.confirmed-done'))}
      onClose={onClose}
    />
  );
}

/** Settles the month of a body. */
export function SettleDrawer({ list, onClose }: { list: MonthBook; onClose: () => void }) {
  const t = useText();
  const text = useMonthText();
  const done = useDone();
  const fields = usePaper();
  return (
    <RecordDrawer
      formId={`dues-settle-${list.unit.id}.${list.month}`}
      title={t('dues.page.settle-of', { month: text(list.month) })}
      intro={t('dues.page.settle-intro')}
      act={t('dues.page.settle')}
      initial={{ on: todayInVietnam() }}
      fields={fields}
      send={(values, { idempotencyKey }) =>
        api.post(
          '/dues/settlements',
          { unitId: list.unit.id, month: list.month, on: textOf(values['on']), document: textOf(values['document']) },
          { idempotencyKey },
        )
      }
      onDone={done(t('dues.page.settled-done'))}
      onClose={onClose}
    />
  );
}

/** Region of the minimum wage at the place of a cell or of all cells of a commune. */
export function RegionDrawer({ list, onClose }: { list: MonthBook; onClose: () => void }) {
  const t = useText();
  const choices = useMonthChoices();
  const changed = useDuesChanged();
  return (
    <RecordDrawer
      formId={`dues-region-${list.unit.id}`}
      title={t('dues.page.set-region')}
      act={t('dues.page.set-region')}
      initial={{ from: list.month }}
      fields={[
        {
          kind: 'one',
          name: 'region',
          label: t('dues.page.set-region'),
          choices: ['1', '2', '3', '4'].map((id) => ({ id, label: t('dues.page.region', { region: id }) })),
        },
        { kind: 'select', name: 'from', label: t('dues.page.from'), choices: choices(list.month, 12) },
        { kind: 'text', name: 'document', label: t('dues.page.document'), most: 120 },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/dues/regions',
          {
            id,
            unitId: list.unit.id,
            region: Number(textOf(values['region'])),
            from: textOf(values['from']),
            document: textOf(values['document']),
          },
          { idempotencyKey },
        )
      }
      onDone={changed}
      onClose={onClose}
    />
  );
}
