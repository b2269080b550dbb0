import { useQuery } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { hasText, useText } from '#platform/messages.ts';
import { api, ApiProblem } from '#platform/ui/api.ts';
import { LangSwitch, Mark, ThemeSwitch } from '#platform/ui/AppShell.tsx';
import { Button } from '#platform/ui/buttons.tsx';
import { TextField } from '#platform/ui/fields.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Notice } from '#platform/ui/notices.tsx';
import { Weave } from '#platform/ui/surface.tsx';

type Sample = { userName: string; password: string; label: string };

/**
 * The card that a person signs in with: user name and password, then a code where the account has one.
 * @param again whether a session has just ended here: said above the fields
 * @param onIn what follows once the server knows the person
 */
export function SignInForm({ again, onIn }: { again: boolean; onIn: () => void | Promise<void> }) {
  const t = useText();
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [step, setStep] = useState<'password' | 'code'>('password');
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const form = useRef<HTMLFormElement>(null);
  const options = useQuery({
    queryKey: ['sign-in-options'],
    queryFn: () => api.get<{ samples?: Sample[] }>('/sign-in/options'),
    retry: false,
  });

  /** The role in the reader's language; what the loader of the sample wrote stays for accounts of its own. */
  const roleOf = ({ userName: name, label }: Sample): string => {
    const key = `platform.cli.sample.user.${name}`;
    return hasText(key) ? t(key) : label;
  };
  const signIn = async (as: { userName: string; password: string; totp?: string }): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    try {
      await api.post('/sign-in', as);
      await onIn();
    } catch (fault) {
      if (fault instanceof ApiProblem && fault.code === 'sign-in.totp-required' && !as.totp) setStep('code');
      else setProblem(fault);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void signIn({ userName: userName.trim(), password, ...(step === 'code' ? { totp: code.replace(/\s/g, '') } : {}) });
  };
  return (
    <div className="cover-card panel">
      <Weave />
      <div className="cover-in">
        <div className="brand">
          <Mark size={34} />
          <div>
            <b>Gần Dân</b>
            <span>{t('platform.shell.motto')}</span>
          </div>
        </div>
        <h1>{t('platform.sign-in.title')}</h1>
        {again ? <Notice tone="sel">{t('platform.sign-in.again')}</Notice> : null}
        <form ref={form} onSubmit={submit} className="stack" noValidate>
          {step === 'password' ? (
            <>
              <TextField
                label={t('platform.sign-in.user-name')}
                name="username"
                autoComplete="username"
                value={userName}
                onChange={setUserName}
                autoFocus
              />
              <TextField
                label={t('platform.sign-in.password')}
                name="password"
                type={shown ? 'text' : 'password'}
                autoComplete="current-password"
                value={password}
                onChange={setPassword}
                end={
                  <Button look="quiet" onPress={() => setShown(!shown)}>
                    {shown ? t('platform.sign-in.hide') : t('platform.sign-in.show')}
                  </Button>
                }
              />
            </>
          ) : (
            <TextField
              label={t('platform.sign-in.code')}
              hint={t('platform.sign-in.code-hint')}
              value={code}
              onChange={setCode}
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={9}
              autoFocus
            />
          )}
          <ProblemText problem={problem} />
          <Button
            type="submit"
            look="primary"
            size="big wide"
            isPending={busy}
            isDisabled={busy || !userName.trim() || !password || (step === 'code' && code.trim().length < 6)}
          >
            {t('platform.sign-in.enter')}
          </Button>
          {step === 'code' ? (
            <Button
              look="quiet"
              onPress={() => {
                setStep('password');
                setCode('');
                setProblem(undefined);
              }}
            >
              {t('platform.sign-in.back')}
            </Button>
          ) : null}
        </form>
        {options.data?.samples?.length ? (
          <section className="samples">
            <h2>{t('platform.sign-in.samples')}</h2>
            <div className="samples-list">
              {options.data.samples.map((sample) => (
                <Button
                  key={sample.userName}
                  isDisabled={busy}
                  onPress={() => void signIn({ userName: sample.userName, password: sample.password })}
                >
                  <span>
                    <b>{roleOf(sample)}</b> <span className="mut sm">{sample.userName}</span>
                  </span>
                </Button>
              ))}
            </div>
          </section>
        ) : null}
        <p className="sm mut">{t('platform.sign-in.note')}</p>
        <div className="row">
          <LangSwitch />
          <span className="sp" />
          <ThemeSwitch />
        </div>
      </div>
    </div>
  );
}
