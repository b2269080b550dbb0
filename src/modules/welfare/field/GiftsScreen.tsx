import { useFormat, useText } from '#platform/messages.ts';
import { useField, useView } from '#platform/field/ui/field.ts';
import { Chip, Dot, Mark, Note, Row, Screen, Section } from '#platform/field/ui/kit.tsx';
import type { StockDoc } from '../field-contract.ts';
import { householdOf, type Waiting, waitingOf } from './data.ts';
import { useItemWords } from './words.ts';

/** Gifts that wait here, on the page of the day. */
export function TodayGifts() {
  const view = useView();
  const t = useText();
  const waiting = waitingOf(view);
  if (waiting.length === 0) return null;
  return (
    <Section
      title={t('welfare.phone.in-hand')}
      aside={
        <a className="link b" href="#/gifts">
          {waiting.length}
        </a>
      }
    >
      <WaitingList waiting={waiting.slice(0, 2)} />
    </Section>
  );
}

function WaitingList({ waiting }: { waiting: readonly Waiting[] }) {
  const words = useItemWords();
  const t = useText();
  return (
    <ul className="list">
      {waiting.map(({ stock, allocation }) => (
        <Row
          key={allocation.id}
          href={`/gifts/${stock.id}/${allocation.id}`}
          dot={<Dot icon="gift" tone="wait" />}
          title={words.what(stock, allocation.item, allocation.left)}
        >
          {allocation.household
            ? t('welfare.phone.for-household', {
                code: allocation.household.code ?? '',
                head: allocation.household.headName ?? '',
              })
            : (allocation.village.name ?? '')}
          {' · '}
          {words.title(stock)}
        </Row>
      ))}
    </ul>
  );
}

/** What waits to be handed over, and what was. */
export function GiftsScreen() {
  const view = useView();
  const t = useText();
  const format = useFormat();
  const words = useItemWords();
  const waiting = waitingOf(view);
  const given = view
    .list<StockDoc>('handover-stock')
    .flatMap((stock) => stock.given.map((one) => ({ stock, one })))
    .sort((a, b) => (a.one.on < b.one.on ? 1 : -1));
  return (
    <Screen title={t('welfare.phone.gifts')} sub={useField().snapshot.device.unitName} tab="gifts">
      <Section title={t('welfare.phone.in-hand')} aside={<b>{waiting.length}</b>}>
        {waiting.length > 0 ? <WaitingList waiting={waiting} /> : <Note icon="info">{t('welfare.phone.none')}</Note>}
      </Section>
      {given.length > 0 ? (
        <Section title={t('welfare.phone.given')} aside={<b>{given.length}</b>}>
          <ul className="list">
            {given.map(({ stock, one }) => {
              const household = householdOf(view, one.householdId);
              return (
                <Row
                  key={one.id}
                  dot={<Dot icon="done" tone="ok" />}
                  title={one.items.map(({ item, quantity }) => words.what(stock, item, quantity)).join(', ')}
                  end={one.reversed ? <Chip tone="late">{t('welfare.phone.reversed')}</Chip> : undefined}
                >
                  {household ? `${household.code} · ${household.headName} · ` : ''}
                  {format.date(one.on)} <Mark entity={one.id} />
                </Row>
              );
            })}
          </ul>
        </Section>
      ) : null}
      <Note icon="lock" tone="plain">
        {t('welfare.phone.privacy')}
      </Note>
    </Screen>
  );
}
