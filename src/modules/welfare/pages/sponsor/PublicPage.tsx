import { useMutation } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent, type ReactNode } from 'react';
import { hasText, useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey } from '#platform/ui/api.ts';
import { LangSwitch, Mark, ThemeSwitch } from '#platform/ui/AppShell.tsx';
import { Button } from '#platform/ui/buttons.tsx';
import { TextField } from '#platform/ui/fields.tsx';
import { KeyIcon } from '#platform/ui/icons.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { Weave } from '#platform/ui/surface.tsx';
import type { PublicSponsorPage } from '../../contract.ts';
import { GiftsOfSponsor } from './GiftsOfSponsor.tsx';
import './public.css';

/** What a sponsor sees by link and code, without an account: read only, its own campaigns, villages and never households. */
export default function PublicPage() {
  const t = useText();
  const link = useParam('link');
  const [code, setCode] = useState('');
  useEffect(() => {
    document.title = `${t('welfare.page.public.title')} · Gần Dân`;
  }, [t]);
  const opening = useMutation({
    mutationFn: (typed: string) =>
      api.post<PublicSponsorPage>(
        `/sponsor-page/${encodeURIComponent(link)}`,
        { code: typed },
        { idempotencyKey: newKey() },
      ),
  });
  if (opening.data)
    return (
      <Frame page={opening.data}>
        <GiftsOfSponsor page={opening.data} link={link} code={code} />
      </Frame>
    );
  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (code.trim() !== '' && !opening.isPending) opening.mutate(code.trim());
  };
  return (
    <Frame>
      <section className="sp-ask panel">
        <div className="in">
          <h1>{t('welfare.page.public.title')}</h1>
          <p className="mut2">{t('welfare.page.public.how')}</p>
          <form className="stack" onSubmit={send} noValidate>
            <TextField
              label={t('welfare.page.sponsor.code')}
              value={code}
              autoComplete="off"
              autoFocus
              maxLength={64}
              onChange={setCode}
              hint={t('welfare.page.public.code-hint')}
            />
            <Refused problem={opening.error} />
            <Button
              type="submit"
              look="primary"
              size="big wide"
              isPending={opening.isPending}
              isDisabled={code.trim() === ''}
            >
              {t('welfare.page.public.open')}
            </Button>
          </form>
          <p className="sm mut2">{t('welfare.page.public.sees')}</p>
        </div>
      </section>
    </Frame>
  );
}

/** Wrong code, expired, withdrawn or locked: each says what to do, none says whether such a link ever was. */
function Refused({ problem }: { problem: unknown }) {
  const t = useText();
  if (!problem) return null;
  const key = problem instanceof ApiProblem ? `welfare.page.public.${problem.code}` : '';
  return key !== '' && hasText(key) ? (
    <Notice tone="late" live>
      {t(key)}
    </Notice>
  ) : (
    <ProblemText problem={problem} />
  );
}

function Frame({ page, children }: { page?: PublicSponsorPage; children: ReactNode }) {
  const t = useText();
  const format = useFormat();
  return (
    <div className="sp-page">
      <Weave />
      <header className="sp-bar">
        <Mark size={34} />
        <div className="sp-brand">
          <b>Gần Dân</b>
          <span>{page?.keeper ?? t('welfare.page.public.motto')}</span>
        </div>
        {page ? (
          <span className="sp-access">
            <KeyIcon className="i" aria-hidden="true" />
            {t('welfare.page.public.access', { on: format.date(page.expiresOn, 'day', { buddhist: true }) })}
          </span>
        ) : null}
        <div className="sp-tools no-print">
          <LangSwitch />
          <ThemeSwitch />
        </div>
      </header>
      <main>{children}</main>
    </div>
  );
}
