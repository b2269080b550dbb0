import { useFormat, useText } from '#platform/messages.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { PrinterIcon } from '#platform/ui/icons.ts';
import { queryString } from '#platform/ui/pages.ts';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import { CHECKS } from '../contract.ts';
import { useAsked, useOrder } from './data.ts';
import { Head } from './Head.tsx';
import { OffenderList } from './OffenderList.tsx';

/** How orderly a unit's papers are: what a coaching visit looks at first, and prints. */
export default function OrderPage() {
  const t = useText();
  const format = useFormat();
  const { unit, query } = useAsked();
  const check = CHECKS.find((one) => one === query['check']);
  const order = useOrder(unit, check);
  const href = (of?: string) => `/documents/order${queryString({ unit: query['unit'], check: of })}`;
  return (
    <>
      <Head
        tab="order"
        actions={
          <Button icon={<PrinterIcon className="i" aria-hidden="true" />} onPress={() => window.print()}>
            {t('records.page.print')}
          </Button>
        }
      />
      {order.error ? (
        <ErrorState problem={order.error} onRetry={() => void order.refetch()} />
      ) : !order.data ? (
        <Loading what={t('records.page.loading')} rows={6} />
      ) : (
        <div className="stack">
          <Panel title={t('records.order.checks', { on: format.date(order.data.on) })}>
            <ul className="rc-checks" role="list">
              {order.data.checks.map((one) => (
                <li key={one.check} className="rc-check" data-bad={one.failing > 0}>
                  <span>{t(`records.check-name.${one.check}`)}</span>
                  <span className="sm mut2">
                    <Figure value={one.failing} href={one.check === 'plan-missing' ? undefined : href(one.check)} />{' '}
                    {t('records.order.of', { looked: format.number(one.looked) })}
                  </span>
                </li>
              ))}
            </ul>
          </Panel>
          <Panel
            title={check ? t(`records.check-name.${check}`) : t('records.order.offenders')}
            padded
            aside={check ? <TextLink href={href()}>{t('records.order.all')}</TextLink> : undefined}
          >
            {order.data.offenders.length === 0 ? (
              <Empty title={t('records.order.none')}>
                <p>{t('records.order.none-why')}</p>
              </Empty>
            ) : (
              <OffenderList offenders={order.data.offenders} />
            )}
          </Panel>
        </div>
      )}
    </>
  );
}
