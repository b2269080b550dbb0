import { useFormat, useText, todayInVietnam } from '../../messages.ts';
import { type FieldRoom, useField } from './field.ts';
import { Chip, Dot, Note, Row, Screen, Section } from './kit.tsx';
import { Icon } from './Icon.tsx';
import { asking } from '../view.ts';

/** The two places that several rooms fill: the day, and the village. */
export function home(rooms: readonly FieldRoom[]): FieldRoom {
  const parts = (on: 'today' | 'village') =>
    rooms
      .flatMap((room) => room.parts)
      .filter((part) => part.on === on)
      .sort((a, b) => a.order - b.order)
      .map(({ order, component: Component }) => <Component key={order} />);

  function Today() {
    const { snapshot } = useField();
    const t = useText();
    const format = useFormat();
    const asks = asking(snapshot);
    return (
      <Screen
        title={t('platform.field.tab.today')}
        sub={`${format.dayInWords(todayInVietnam()).replace(/,?( năm)? \d{4}$/u, '')} · ${snapshot.device.unitName}`}
        tab="today"
        action={
          <a className="icon-btn" href="#/settings" aria-label={t('platform.field.settings')}>
            <Icon name="settings" />
          </a>
        }
      >
        {asks.length > 0 ? (
          <Section title={t('platform.field.asks-title')} aside={<Chip tone="two">{asks.length}</Chip>}>
            <ul className="list">
              {asks.slice(0, 3).map((row) => (
                <Row key={row.id} href={`/unsent/${row.id}`} title={t(row.said.key, row.said.values)}>
                  {t(`platform.field.state.${row.state}`)}
                </Row>
              ))}
            </ul>
          </Section>
        ) : null}
        <NotYet />
        {parts('today')}
      </Screen>
    );
  }

  function Village() {
    const { snapshot, view } = useField();
    const t = useText();
    const cell = view.list<{ commune: { name: string } | null }>('cell')[0];
    return (
      <Screen title={snapshot.device.unitName} sub={cell?.commune?.name} tab="village">
        <NotYet />
        {parts('village')}
        <ul className="list">
          <Row href="/rules" dot={<Dot icon="paper" />} title={t('platform.field.rules')}>
            {t('platform.field.rules.short')}
          </Row>
        </ul>
        <Note icon="lock" tone="plain">
          {t('platform.field.only-unit', { unit: snapshot.device.unitName })}
        </Note>
      </Screen>
    );
  }

  return {
    screens: [
      { path: '/', component: Today },
      { path: '/village', component: Village },
    ],
    parts: [],
    effects: {},
    kinds: {},
  };
}

/** The copy has not come yet: said, so that an empty page is not taken for an empty cell. */
function NotYet() {
  const { snapshot, line } = useField();
  const t = useText();
  if (snapshot.docs.size > 0) return null;
  return (
    <Note icon={line.online ? 'clock' : 'offline'} tone="wait">
      {t(line.online ? 'platform.field.fetching' : 'platform.field.no-copy')}
    </Note>
  );
}
