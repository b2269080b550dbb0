import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { OffenderList } from '#modules/records/ui.ts';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, useRight } from '#platform/ui/api.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { idOf, RecordDrawer } from '#platform/ui/RecordDrawer.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { ActivityPage, OrderOfVisit } from '../contract.ts';
import { findUnits } from './data.ts';
import { useDone } from './forms.tsx';

/** The check of order of the visited papers: what was found before the coaching and after it, and what was mended. */
export function OrderPanel({ activity, mayWrite }: { activity: ActivityPage; mayWrite: boolean }) {
  const t = useText();
  const mayRead = useRight('records.read');
  const [takes, setTakes] = useState(false);
  const orders = useQuery({
    queryKey: ['outreach', 'records-order', activity.id],
    queryFn: ({ signal }) =>
      api.get<{ items: OrderOfVisit[] }>(`/activities/${activity.id}/records-order`, {}, { signal }),
  });
  const items = orders.data?.items;
  return (
    <Panel
      id="order"
      title={t('outreach.order.title')}
      padded
      aside={
        mayWrite && mayRead && activity.state !== 'cancelled' ? (
          <Button onPress={() => setTakes(true)}>{t('outreach.order.take')}</Button>
        ) : undefined
      }
    >
      {orders.error ? (
        <ErrorState problem={orders.error} onRetry={() => void orders.refetch()} />
      ) : items === undefined ? (
        <Loading what={t('outreach.order.loading')} rows={2} />
      ) : items.length === 0 ? (
        <p className="sm mut2">{t('outreach.order.none')}</p>
      ) : (
        items.map((one) => <OfUnit key={one.unit.id} order={one} />)
      )}
      {takes ? (
        <TakeOrder
          activity={activity}
          isBegun={items?.some((one) => one.before !== null) === true}
          onClose={() => setTakes(false)}
        />
      ) : null}
    </Panel>
  );
}

function OfUnit({ order }: { order: OrderOfVisit }) {
  const t = useText();
  const format = useFormat();
  const head = (moment: 'before' | 'after') => {
    const on = order[moment];
    return on === null ? t(`outreach.order.${moment}`) : t(`outreach.order.${moment}-on`, { date: format.date(on) });
  };
  const counted = (one: { looked: number; failing: number } | null) =>
    one === null
      ? '–'
      : t('outreach.order.of', { failing: format.number(one.failing), looked: format.number(one.looked) });
  return (
    <section className="ou-order">
      <h3 className="sm">
        <TextLink href={`/documents/order?unit=${order.unit.id}`}>{order.unit.name}</TextLink>
      </h3>
      <ScrollX>
        <table className="tbl" aria-label={t('outreach.order.title')}>
          <thead>
            <tr>
              <th scope="col">{t('outreach.order.check')}</th>
              <th scope="col" className="num">
                {head('before')}
              </th>
              <th scope="col" className="num">
                {head('after')}
              </th>
            </tr>
          </thead>
          <tbody>
            {order.checks.map((one) => (
              <tr key={one.check}>
                <th scope="row" className="ou-point">
                  {t(`records.check-name.${one.check}`)}
                </th>
                <td className="num" data-label={head('before')}>
                  {counted(one.before)}
                </td>
                <td className="num" data-label={head('after')}>
                  {counted(one.after)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
      {(['mended', 'left', 'added'] as const).map((what) =>
        order[what].length === 0 ? null : (
          <details key={what} className="ou-offenders" open={what === 'left' && order[what].length <= 8}>
            <summary>{t(`outreach.order.${what}`, { count: order[what].length })}</summary>
            <OffenderList offenders={order[what]} />
          </details>
        ),
      )}
    </section>
  );
}

/** Takes the check as it stands today, for the visit. */
function TakeOrder({ activity, isBegun, onClose }: { activity: ActivityPage; isBegun: boolean; onClose: () => void }) {
  const t = useText();
  const done = useDone();
  return (
    <RecordDrawer
      formId={`outreach.order.${activity.id}`}
      title={t('outreach.order.take')}
      intro={t('outreach.order.intro')}
      act={t('outreach.record.save')}
      initial={{
        moment: isBegun || activity.endsOn < todayInVietnam() ? 'after' : 'before',
        unit: { id: activity.place.id, label: activity.place.name },
      }}
      fields={[
        {
          name: 'moment',
          kind: 'one',
          label: t('outreach.order.moment'),
          choices: (['before', 'after'] as const).map((id) => ({ id, label: t(`outreach.order.${id}`) })),
        },
        { name: 'unit', kind: 'find', label: t('outreach.order.unit'), search: findUnits },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          `/activities/${activity.id}/records-order`,
          { id, moment: values['moment'], unitId: idOf(values['unit']) },
          { idempotencyKey },
        )
      }
      onDone={done}
      onClose={onClose}
    />
  );
}
