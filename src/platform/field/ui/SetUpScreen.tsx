import { useEffect, useState } from 'react';
import { useText } from '../../messages.ts';
import { deviceIdOfThisPhone, type FieldSession } from '../session.ts';
import { isFull } from '../store.ts';
import { isGoodPin } from '../vault.ts';
import { LangChoice } from './LangChoice.tsx';
import { Choices, TextIn } from './inputs.tsx';
import { Btn, Note, Screen } from './kit.tsx';
import { askMe, type MeAnswer, registerDevice, signIn, signOut, type Trouble } from './register.ts';

/** The first day of a device: who it belongs to, which unit it holds, and its PIN. Needs the network once. */
export function SetUpScreen({ session }: { session: FieldSession }) {
  const t = useText();
  const [me, setMe] = useState<MeAnswer | null>(null);
  const [trouble, setTrouble] = useState<Trouble | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    askMe().then(setMe, () => setMe(null));
  }, []);
  const run = async (work: () => Promise<void>) => {
    setBusy(true);
    setTrouble(null);
    try {
      await work();
    } catch (fault) {
      // A fault of the browser has a number for its code, not one of ours.
      const code = isFull(fault) ? 'full' : fault instanceof Error && 'code' in fault ? fault.code : undefined;
      setTrouble({ code: typeof code === 'string' ? code : 'network' });
    } finally {
      setBusy(false);
    }
  };
  const said = trouble ? (
    <div role="alert">
      <Note icon="alert" tone="late">
        {t(
          trouble.code === 'network'
            ? 'platform.field.set-up.no-network'
            : `platform.field.set-up.trouble.${knownTrouble(trouble.code)}`,
        )}
      </Note>
    </div>
  ) : null;
  return (
    <Screen title={t('platform.field.set-up.title')} strip={<span />}>
      <LangChoice />
      <p className="mut2">{t('platform.field.set-up.about')}</p>
      {said}
      {me ? (
        <ChooseUnit
          me={me}
          busy={busy}
          onReady={(unitId, name, pin) =>
            void run(async () => {
              const made = registerDevice({ id: deviceIdOfThisPhone(), name, unitId });
              await session.begin(made, me.user.displayName, pin);
              await signOut();
            })
          }
        />
      ) : (
        <SignIn
          busy={busy}
          needsCode={trouble?.code.startsWith('sign-in.totp') ?? false}
          onSignIn={(who) =>
            void run(async () => {
              await signIn(who);
              setMe(await askMe());
            })
          }
        />
      )}
    </Screen>
  );
}

function knownTrouble(code: string): 'wrong' | 'code' | 'right' | 'full' | 'other' {
  if (code === 'full') return 'full';
  if (code === 'sign-in.wrong' || code === 'sign-in.failed') return 'wrong';
  if (code.startsWith('sign-in.totp')) return 'code';
  return code.startsWith('right.') || code === 'not-found' ? 'right' : 'other';
}

function SignIn({
  busy,
  needsCode,
  onSignIn,
}: {
  busy: boolean;
  needsCode: boolean;
  onSignIn: (who: { userName: string; password: string; totp?: string }) => void;
}) {
  const t = useText();
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [totp, setTotp] = useState('');
  return (
    <form
      className="card"
      onSubmit={(event) => {
        event.preventDefault();
        onSignIn({ userName: userName.trim(), password, ...(totp ? { totp } : {}) });
      }}
    >
      <h2>{t('platform.field.set-up.who')}</h2>
      <TextIn label={t('platform.field.set-up.user')} value={userName} onChange={setUserName} />
      <TextIn label={t('platform.field.set-up.password')} type="password" value={password} onChange={setPassword} />
      {needsCode ? (
        <TextIn label={t('platform.field.set-up.code')} numeric value={totp} onChange={setTotp} max={20} />
      ) : null}
      <button type="submit" className="btn primary wide" disabled={busy || !userName || !password}>
        {t('platform.field.set-up.sign-in')}
      </button>
    </form>
  );
}

function ChooseUnit({
  me,
  busy,
  onReady,
}: {
  me: MeAnswer;
  busy: boolean;
  onReady: (unitId: string, name: string, pin: string) => void;
}) {
  const t = useText();
  const units = [...new Map(me.posts.map((post) => [post.unitId, post.unitName])).entries()];
  const [unit, setUnit] = useState(units[0]?.[0] ?? '');
  const [pin, setPin] = useState('');
  const [again, setAgain] = useState('');
  const [tried, setTried] = useState(false);
  if (units.length === 0) return <Note icon="alert">{t('platform.field.set-up.no-post')}</Note>;
  const good = isGoodPin(pin);
  const same = pin === again;
  return (
    <div className="card">
      <h2>{me.user.displayName}</h2>
      <Choices
        label={t('platform.field.set-up.unit')}
        value={unit}
        of={units.map(([id, label]) => ({ id, label }))}
        onChange={setUnit}
        hint={t('platform.field.set-up.unit-hint')}
      />
      <TextIn
        label={t('platform.field.set-up.pin')}
        type="password"
        numeric
        max={12}
        value={pin}
        onChange={setPin}
        hint={t('platform.field.set-up.pin-hint')}
        fault={tried && !good ? t('platform.field.set-up.pin-weak') : undefined}
      />
      <TextIn
        label={t('platform.field.set-up.pin-again')}
        type="password"
        numeric
        max={12}
        value={again}
        onChange={setAgain}
        fault={tried && good && !same ? t('platform.field.set-up.pin-differs') : undefined}
      />
      <Btn
        look="primary wide"
        disabled={busy}
        onClick={() => {
          setTried(true);
          if (good && same && unit)
            onReady(unit, t('platform.field.set-up.name', { owner: me.user.displayName }).slice(0, 60), pin);
        }}
      >
        {busy ? t('platform.field.set-up.busy') : t('platform.field.set-up.begin')}
      </Btn>
    </div>
  );
}
