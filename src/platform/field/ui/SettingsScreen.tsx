import { useEffect, useState } from 'react';
import { useFormat, useText } from '../../messages.ts';
import { type ThemeChoice, useTheme } from '../../ui/theme.ts';
import { isGoodPin } from '../vault.ts';
import { useField } from './field.ts';
import { Choices, TextIn } from './inputs.tsx';
import { Btn, Note, Screen, Section } from './kit.tsx';
import { LangChoice } from './LangChoice.tsx';
import { askMe, registerDevice, signIn, signOut } from './register.ts';

const THEMES: readonly ThemeChoice[] = ['system', 'light', 'dark'];

/** The device itself: language, light, PIN, how safe its storage is, and signing in again. */
export function SettingsScreen() {
  const { session, snapshot, line } = useField();
  const t = useText();
  const [theme, setTheme] = useTheme();
  return (
    <Screen title={t('platform.field.settings')} sub={snapshot.device.owner} back="/unsent">
      <Section title={t('platform.field.settings.language')}>
        <LangChoice />
      </Section>
      <Choices
        label={t('platform.field.settings.light')}
        value={theme}
        of={THEMES.map((id) => ({ id, label: t(`platform.field.settings.light.${id}`) }))}
        onChange={setTheme}
      />
      {line.end === 'not-known' || line.end === 'expired' ? <SignInAgain /> : null}
      <OtherPin />
      <Storage />
      <Btn icon="lock" onClick={() => void session.lock()}>
        {t('platform.field.settings.lock')}
      </Btn>
    </Screen>
  );
}

/** The server no longer knows this device's token; everything on it goes on as soon as its person has signed in. */
function SignInAgain() {
  const { session, snapshot } = useField();
  const t = useText();
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [failed, setFailed] = useState(false);
  const go = async () => {
    setFailed(false);
    try {
      await signIn({ userName: userName.trim(), password });
      await askMe();
      const { id, unitId } = snapshot.device;
      const name = t('platform.field.set-up.name', { owner: snapshot.device.owner }).slice(0, 60);
      const made = await registerDevice({ id, unitId, name });
      await session.renew(made.token);
      await signOut();
    } catch {
      // Wrong password or no network: said in one sentence, nothing else changed.
      setFailed(true);
    }
  };
  return (
    <section className="card ask">
      <h2>{t('platform.field.sign-in-again')}</h2>
      <p className="sm mut2">{t('platform.field.settings.again-text')}</p>
      <TextIn label={t('platform.field.set-up.user')} value={userName} onChange={setUserName} />
      <TextIn label={t('platform.field.set-up.password')} type="password" value={password} onChange={setPassword} />
      {failed ? (
        <Note icon="alert" tone="late">
          {t('platform.field.set-up.trouble.other')}
        </Note>
      ) : null}
      <Btn look="primary wide" onClick={() => void go()}>
        {t('platform.field.set-up.sign-in')}
      </Btn>
    </section>
  );
}

function OtherPin() {
  const { session } = useField();
  const t = useText();
  const [old, setOld] = useState('');
  const [pin, setPin] = useState('');
  const [said, setSaid] = useState<'done' | 'wrong' | 'weak' | null>(null);
  const change = async () => {
    if (!isGoodPin(pin)) return setSaid('weak');
    try {
      await session.changePin(old, pin);
      setOld('');
      setPin('');
      setSaid('done');
    } catch {
      // The old PIN was not the right one.
      setSaid('wrong');
    }
  };
  return (
    <Section title={t('platform.field.settings.pin')}>
      <TextIn
        label={t('platform.field.settings.pin-old')}
        type="password"
        numeric
        max={12}
        value={old}
        onChange={setOld}
      />
      <TextIn
        label={t('platform.field.settings.pin-new')}
        type="password"
        numeric
        max={12}
        value={pin}
        onChange={setPin}
        hint={t('platform.field.set-up.pin-hint')}
      />
      {said ? <p role="status">{t(`platform.field.settings.pin-${said}`)}</p> : null}
      <Btn disabled={!old || !pin} onClick={() => void change()}>
        {t('platform.field.settings.pin-change')}
      </Btn>
    </Section>
  );
}

/** Whether the browser may throw the storage away when the phone runs full, and how much it holds. */
function Storage() {
  const t = useText();
  const format = useFormat();
  const [state, setState] = useState<{ kept: boolean; usedMb: number } | null>(null);
  const look = async () => {
    const kept = (await navigator.storage?.persisted?.()) ?? false;
    const { usage = 0 } = (await navigator.storage?.estimate?.()) ?? {};
    setState({ kept, usedMb: usage / 1_048_576 });
  };
  useEffect(() => {
    void look();
  }, []);
  if (!state) return null;
  return (
    <Section title={t('platform.field.settings.storage')}>
      <Note icon={state.kept ? 'done' : 'warning'} tone={state.kept ? '' : 'wait'}>
        {t(state.kept ? 'platform.field.settings.kept' : 'platform.field.settings.not-kept', {
          mb: format.number(state.usedMb, 1),
        })}
      </Note>
      {state.kept ? null : (
        <Btn onClick={() => void navigator.storage.persist().then(look)}>{t('platform.field.settings.keep')}</Btn>
      )}
    </Section>
  );
}
