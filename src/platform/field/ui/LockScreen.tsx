import { useEffect, useState } from 'react';
import { useText } from '../../messages.ts';
import { unsentOf } from '../outbox.ts';
import type { FieldSession, Phase } from '../session.ts';
import { isFull } from '../store.ts';
import { PIN_LENGTH, triesLeft, waitBefore } from '../vault.ts';
import { Icon } from './Icon.tsx';
import { LangChoice } from './LangChoice.tsx';

/** The PIN, with keys a thumb cannot miss. What is unsent is counted here already; nothing else is told. */
export function LockScreen({ session, phase }: { session: FieldSession; phase: Extract<Phase, { at: 'locked' }> }) {
  const t = useText();
  const [pin, setPin] = useState('');
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState(false);
  const [fault, setFault] = useState<'full' | 'other' | null>(null);
  const wait = useWait(phase.keeper);
  const { count, oldestDays } = unsentOf(phase.outbox, Date.now());
  const open = async () => {
    setBusy(true);
    setFault(null);
    try {
      if (!(await session.unlock(pin))) {
        setWrong(true);
        setPin('');
      }
    } catch (fault) {
      // The try could not be counted, so it was not made.
      setFault(isFull(fault) ? 'full' : 'other');
    } finally {
      setBusy(false);
    }
  };
  const press = (key: string) => {
    if (busy || wait > 0) return;
    setWrong(false);
    setPin((before) => (key === 'wipe' ? before.slice(0, -1) : (before + key).slice(0, PIN_LENGTH.most)));
  };
  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      if (/^\d$/.test(event.key)) press(event.key);
      else if (event.key === 'Backspace') press('wipe');
      else if (event.key === 'Enter' && pin.length >= PIN_LENGTH.least && !(event.target instanceof HTMLButtonElement))
        void open();
    };
    addEventListener('keydown', typed);
    return () => removeEventListener('keydown', typed);
  });
  return (
    <main className="phone">
      <div className="body">
        <LangChoice />
        <div className="centre">
          <h1>{t('platform.field.lock.title')}</h1>
          <p className="mut2">
            {t('platform.field.lock.of', { unit: phase.device.unitName, owner: phase.device.owner })}
          </p>
        </div>
        {count > 0 ? (
          <p className="note wait">
            <Icon name="upload" />
            <span>{t('platform.field.unsent', { count, days: oldestDays ?? 0 })}</span>
          </p>
        ) : null}
        {fault ? (
          <p className="note late" role="alert">
            <Icon name="alert" />
            <span>{t(`platform.field.lock.${fault}`)}</span>
          </p>
        ) : null}
        <div className="pin-dots" role="img" aria-label={t('platform.field.lock.typed', { count: pin.length })}>
          {Array.from({ length: Math.max(PIN_LENGTH.least, pin.length) }, (_, at) => (
            <i key={at} className={at < pin.length ? 'on' : ''} />
          ))}
        </div>
        <div className="pins">
          {['1', '2', '3', '4', '5', '6', '7', '8', '9', 'wipe', '0', 'open'].map((key) => (
            <button
              key={key}
              type="button"
              disabled={busy || wait > 0 || (key === 'open' && pin.length < PIN_LENGTH.least)}
              aria-label={key === 'wipe' || key === 'open' ? t(`platform.field.lock.${key}`) : key}
              onClick={() => (key === 'open' ? void open() : press(key))}
            >
              {key === 'wipe' ? <Icon name="wipe" /> : key === 'open' ? <Icon name="check" /> : key}
            </button>
          ))}
        </div>
        <p role="status" className="centre sm">
          {busy
            ? t('platform.field.lock.opening')
            : wait > 0
              ? t('platform.field.lock.wait', { minutes: Math.ceil(wait / 60_000) })
              : wrong
                ? t('platform.field.lock.wrong', { left: triesLeft(phase.keeper.tries) })
                : ''}
        </p>
        <p className="xs mut2">{t('platform.field.lock.about')}</p>
      </div>
    </main>
  );
}

/** Milliseconds until the next try, counted down. */
function useWait(keeper: { tries: number; triedAt: number }): number {
  const [now, setNow] = useState(() => Date.now());
  const wait = waitBefore(keeper, Math.max(now, keeper.triedAt));
  useEffect(() => {
    if (wait <= 0) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [wait]);
  return wait;
}
