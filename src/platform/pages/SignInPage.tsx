import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState, type FormEvent } from 'react';
import { hasText, useText } from '#platform/messages.ts';
import { api, ApiProblem, beginSession } from '#platform/ui/api.ts';
import { LangSwitch, Mark, ThemeSwitch } from '#platform/ui/AppShell.tsx';
import { Button } from '#platform/ui/buttons.tsx';
import { TextField } from '#platform/ui/fields.tsx';
import { useGo, useQueryParams } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Notice } from '#platform/ui/notices.tsx';
import { Weave } from '#platform/ui/surface.tsx';

type Sample = { userName: string; password: string; label: string };

/** Only addresses of this app: a link from outside must not lead the signed-in person elsewhere. */
function safeNext(next: string | undefined): string {
  return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/sign-in') ? next : '/';
}

/** Signing in by user name and password, then a code where the account has one; leads back to where the person was. */
export default function SignInPage() {
  const t = useText();
  const go = useGo();
  const client = useQueryClient();
  const [query] = useQueryParams();
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
      beginSession();
      client.clear();
      go(safeNext(query['next']));
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
    <main className="cover">
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
          {query['next'] ? <Notice tone="sel">{t('platform.sign-in.again')}</Notice> : null}
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
    </main>
  );
}
