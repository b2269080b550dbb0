import { type ReactNode, useEffect, useState } from 'react';
import { useFormat, useLang, useText } from '../../messages.ts';
import { unsentOf } from '../outbox.ts';
import { DISK_FULL } from '../session.ts';
import { go, goBack, useField, type WriteFault } from './field.ts';
import { Icon, type IconName } from './Icon.tsx';

/** A screen: title, where everything stands, what one does here, and the one next act under the thumb. */
export function Screen({
  title,
  sub,
  back,
  action,
  strip,
  foot,
  tab,
  children,
}: {
  title: string;
  sub?: ReactNode;
  /** Where back leads when nothing was before. */
  back?: string;
  action?: ReactNode;
  /** Takes the place of the line about sending. */
  strip?: ReactNode;
  foot?: ReactNode;
  tab?: TabName;
  children: ReactNode;
}) {
  const t = useText();
  useEffect(() => {
    document.title = `${title} · Gần Dân`;
  }, [title]);
  return (
    <div className="phone">
      <div className="top">
        <header className={back ? 'bar' : 'bar flush'}>
          {back ? (
            <button
              type="button"
              className="icon-btn"
              aria-label={t('platform.field.back')}
              onClick={() => goBack(back)}
            >
              <Icon name="back" />
            </button>
          ) : null}
          <div className="sp">
            <h1>{title}</h1>
            {sub ? <div className="sub">{sub}</div> : null}
          </div>
          {action}
        </header>
        {strip ?? <SyncStrip />}
      </div>
      <main className="body">{children}</main>
      {foot ? <div className="foot">{foot}</div> : null}
      {tab ? <TabBar current={tab} /> : null}
    </div>
  );
}

export type TabName = 'today' | 'meetings' | 'village' | 'gifts';
const TABS: readonly { name: TabName; href: string; icon: IconName; on: IconName }[] = [
  { name: 'today', href: '/', icon: 'today', on: 'today-on' },
  { name: 'meetings', href: '/meetings', icon: 'people', on: 'people-on' },
  { name: 'village', href: '/village', icon: 'home', on: 'home-on' },
  { name: 'gifts', href: '/gifts', icon: 'gift', on: 'gift-on' },
];

function TabBar({ current }: { current: TabName }) {
  const t = useText();
  return (
    <nav className="tabbar" aria-label={t('platform.field.places')}>
      {TABS.map(({ name, href, icon, on }) => (
        <a key={name} href={`#${href}`} aria-current={name === current ? 'page' : undefined}>
          <Icon name={name === current ? on : icon} />
          <span>{t(`platform.field.tab.${name}`)}</span>
        </a>
      ))}
    </nav>
  );
}

/** Always in sight: how much is here only and since when, whether a person is asked, and what the line does. */
export function SyncStrip() {
  const { snapshot, line } = useField();
  const t = useText();
  const format = useFormat();
  const rows = snapshot.rows.map(({ state, command }) => ({ state, madeAt: command.madeAt }));
  const { count, undecided, oldestDays } = unsentOf(rows, Date.now());
  const [tone, icon, words] = wordsOf();
  return (
    <button type="button" className={`strip ${tone}`} onClick={() => go('/unsent')}>
      <Icon name={icon} />
      <span className="sp" role="status">
        {words}
      </span>
      <Icon name="next" />
    </button>
  );

  function wordsOf(): [string, IconName, string] {
    const unsent = t('platform.field.unsent', { count, days: oldestDays ?? 0 });
    if (undecided > 0) return ['two', 'fork', t('platform.field.asks', { count: undecided })];
    if (line.progress && line.progress.phase !== 'receiving' && count > 0)
      return ['wait', 'upload', t('platform.field.sending', { done: line.progress.done, of: line.progress.of })];
    if (count > 0 && (!line.online || line.failures > 0)) return ['off', 'offline', unsent];
    if (line.end === 'not-known' || line.end === 'expired') return ['late', 'alert', t('platform.field.sign-in-again')];
    if (line.end === 'stopped')
      return ['late', 'alert', t(line.code === DISK_FULL ? 'platform.field.full' : 'platform.field.stopped')];
    if (count > 0) return ['wait', 'upload', unsent];
    if (!line.online || line.failures > 0)
      return [
        'off',
        'offline',
        snapshot.contactAt
          ? t('platform.field.offline-since', { at: format.instant(snapshot.contactAt) })
          : t('platform.field.offline'),
      ];
    return snapshot.contactAt
      ? ['ok', 'done', t('platform.field.received', { at: format.instant(snapshot.contactAt) })]
      : ['wait', 'clock', t('platform.field.fetching')];
  }
}

/** Steps of a longer act. */
export function Steps({ at, of }: { at: number; of: number }) {
  const t = useText();
  return (
    <div className="steps" role="img" aria-label={t('platform.field.step', { at, of })}>
      {Array.from({ length: of }, (_, index) => (
        <i key={index} className={index < at ? 'on' : ''} />
      ))}
    </div>
  );
}

export function Btn({
  look = '',
  icon,
  disabled,
  onClick,
  children,
}: {
  look?: '' | 'primary' | 'quiet' | 'danger' | 'wide' | 'primary wide';
  icon?: IconName;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <button type="button" className={`btn ${look}`} disabled={disabled} onClick={onClick}>
      {icon ? <Icon name={icon} /> : null}
      <span>{children}</span>
    </button>
  );
}

export type Tone = '' | 'ok' | 'wait' | 'late' | 'two' | 'sel' | 'here';
export function Dot({ icon, tone = '' }: { icon: IconName; tone?: Tone }) {
  return (
    <span className={`dot ${tone}`}>
      <Icon name={icon} />
    </span>
  );
}

export function Chip({ tone = '', children }: { tone?: Tone | 'outline'; children: ReactNode }) {
  return <span className={`chip ${tone}`}>{children}</span>;
}

export function Note({
  icon = 'info',
  tone = '',
  children,
}: {
  icon?: IconName;
  tone?: 'wait' | 'late' | 'plain' | '';
  children: ReactNode;
}) {
  return (
    <p className={`note ${tone}`}>
      <Icon name={icon} />
      <span>{children}</span>
    </p>
  );
}

/** A row that leads somewhere. */
export function Row({
  href,
  dot,
  title,
  children,
  end,
}: {
  href?: string;
  dot?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  end?: ReactNode;
}) {
  const inside = (
    <>
      {dot}
      <div className="sp">
        <div className="nm">{title}</div>
        {children ? <div className="xs">{children}</div> : null}
      </div>
      {end}
      {href ? <Icon name="next" /> : null}
    </>
  );
  return (
    <li>
      {href ? (
        <a className="line" href={`#${href}`}>
          {inside}
        </a>
      ) : (
        <div className="line">{inside}</div>
      )}
    </li>
  );
}

export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <div className="sec">
        <h2>{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/** Shown on a record that the server does not have yet, or that asks. */
export function Mark({ entity }: { entity: string }) {
  const t = useText();
  const mark = useField().view.mark(entity);
  if (!mark) return null;
  return mark === 'asks' ? (
    <Chip tone="two">
      <Icon name="fork" /> {t('platform.field.mark.asks')}
    </Chip>
  ) : (
    <Chip tone="wait">
      <Icon name="upload" /> {t('platform.field.mark.unsent')}
    </Chip>
  );
}

/** Nothing was kept: said at once, with what is safe and what to do. */
export function FaultNote({ fault }: { fault: WriteFault | null }) {
  const t = useText();
  if (!fault) return null;
  return (
    <div role="alert">
      <Note icon="alert" tone="late">
        {fault === 'full' ? t('platform.field.disk-full') : t('platform.field.not-kept')}
      </Note>
    </div>
  );
}

/** Reads a text aloud where the device has a voice for the language. */
export function SpeakButton({ text, lang }: { text: string; lang?: string }) {
  const t = useText();
  const shown = useLang();
  const [speaking, setSpeaking] = useState(false);
  const wanted = lang ?? shown;
  useEffect(() => () => speechSynthesis?.cancel(), []);
  if (typeof speechSynthesis === 'undefined') return null;
  const toggle = () => {
    speechSynthesis.cancel();
    if (speaking) return setSpeaking(false);
    const words = new SpeechSynthesisUtterance(text);
    words.lang = { vi: 'vi-VN', th: 'th-TH', en: 'en-GB' }[wanted] ?? wanted;
    words.rate = 0.9;
    words.onend = () => setSpeaking(false);
    words.onerror = () => setSpeaking(false);
    speechSynthesis.speak(words);
    setSpeaking(true);
  };
  return (
    <button
      type="button"
      className="icon-btn"
      aria-label={t(speaking ? 'platform.field.quiet' : 'platform.field.aloud')}
      onClick={toggle}
    >
      <Icon name={speaking ? 'stop' : 'speak'} />
    </button>
  );
}
