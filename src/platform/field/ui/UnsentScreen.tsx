import { useFormat, useText } from '../../messages.ts';
import type { Row as JournalRow } from '../journal-rows.ts';
import { isUnsent, needsPerson, unsentOf } from '../outbox.ts';
import { useField } from './field.ts';
import { Btn, Chip, Dot, Note, Row, Screen, Section } from './kit.tsx';
import { Icon, type IconName } from './Icon.tsx';

/** Everything that lies in this device, and where each is: needs a person, here only, on its way, received. */
export function UnsentScreen() {
  const { snapshot, session, line, rooms } = useField();
  const t = useText();
  const format = useFormat();
  const asks = snapshot.rows.filter((row) => needsPerson(row.state));
  const unsent = snapshot.rows.filter((row) => isUnsent(row.state)).sort((a, b) => a.seq - b.seq);
  const done = [...snapshot.done].reverse().slice(0, 40);
  const { count, oldestDays } = unsentOf(
    unsent.map(({ state, command }) => ({ state, madeAt: command.madeAt })),
    Date.now(),
  );
  const iconOf = (row: JournalRow): IconName =>
    rooms.map((room) => room.kinds[row.command.type]?.icon).find((icon) => icon !== undefined) ?? 'paper';
  return (
    <Screen
      title={t('platform.field.in-device')}
      sub={snapshot.device.unitName}
      back="/"
      action={
        <a className="icon-btn" href="#/settings" aria-label={t('platform.field.settings')}>
          <Icon name="settings" />
        </a>
      }
      foot={
        <>
          <Btn icon="file" disabled={unsent.length === 0} onClick={() => (location.hash = '/file')}>
            {t('platform.field.by-file')}
          </Btn>
          <Btn look="primary" icon="upload" disabled={line.progress !== null} onClick={() => session.syncNow()}>
            {t('platform.field.send-now')}
          </Btn>
        </>
      }
    >
      {asks.length > 0 ? (
        <Section title={t('platform.field.asks-title')} aside={<Chip tone="two">{asks.length}</Chip>}>
          <ul className="list">
            {asks.map((row) => (
              <Row
                key={row.id}
                href={`/unsent/${row.id}`}
                dot={
                  <Dot icon={row.state === 'conflict' ? 'fork' : row.state === 'held' ? 'clock' : 'alert'} tone="two" />
                }
                title={t(row.said.key, row.said.values)}
              >
                {t(`platform.field.state.${row.state}`)}
              </Row>
            ))}
          </ul>
        </Section>
      ) : null}
      <Section title={t('platform.field.here-only')} aside={<Chip tone={count > 0 ? 'wait' : 'ok'}>{count}</Chip>}>
        {unsent.length === 0 ? (
          <Note icon="done">{t('platform.field.all-sent')}</Note>
        ) : (
          <>
            <p className="xs mut2">{t('platform.field.unsent', { count, days: oldestDays ?? 0 })}</p>
            <ul className="list">
              {unsent.map((row) => (
                <Row
                  key={row.id}
                  dot={
                    <Dot
                      icon={row.state === 'sending' ? 'upload' : iconOf(row)}
                      tone={row.state === 'sending' ? 'wait' : 'here'}
                    />
                  }
                  title={t(row.said.key, row.said.values)}
                >
                  {t(`platform.field.state.${row.state}`)} · {format.instant(row.command.madeAt)}
                  {row.command.blobs.length > 0
                    ? ` · ${t('platform.field.photos', { count: row.command.blobs.length })}`
                    : ''}
                </Row>
              ))}
            </ul>
          </>
        )}
      </Section>
      {line.failures > 0 ? <Note icon="offline">{t('platform.field.tries-again')}</Note> : null}
      {done.length > 0 ? (
        <Section title={t('platform.field.received-title')}>
          <ul className="list">
            {done.map((one) => (
              <Row
                key={one.seq}
                dot={<Dot icon={one.choice ? 'fork' : 'done'} tone={one.choice ? 'two' : 'ok'} />}
                title={t(one.said.key, one.said.values)}
              >
                {one.choice
                  ? t(`platform.field.chosen.${one.choice}`, { at: format.instant(one.at) })
                  : t('platform.field.received', { at: format.instant(one.at) })}
              </Row>
            ))}
          </ul>
        </Section>
      ) : null}
      <Note icon="lock" tone="plain">
        {t('platform.field.only-unit', { unit: snapshot.device.unitName })}
      </Note>
    </Screen>
  );
}
