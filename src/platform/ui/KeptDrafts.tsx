import { useRouterState } from '@tanstack/react-router';
import { useFormat, useText } from '../messages.ts';
import { Button, TextLink } from './buttons.tsx';
import { dropDraft, useKeptDrafts } from './drafts.ts';
import { Notice } from './notices.tsx';

/** Leads a person back to forms that he began on this device and did not send: on the first page all of them, elsewhere those of the page. */
export function KeptDrafts() {
  const t = useText();
  const format = useFormat();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const drafts = useKeptDrafts().filter(({ href }) => path === '/' || href.split('?')[0] === path);
  if (drafts.length === 0) return null;
  return (
    <div className="no-print kept-drafts">
      <Notice tone="sel">
        <p>
          <b>{t('platform.drafts.title')}</b>
        </p>
        <ul>
          {drafts.map(({ key, title, href, at }) => (
            <li key={key}>
              {path === '/' ? <TextLink href={href}>{title}</TextLink> : t('platform.drafts.here', { title })}{' '}
              <span className="mut nw">{format.instant(at)}</span>{' '}
              <Button
                look="quiet"
                {...(drafts.length > 1 ? { 'aria-label': t('platform.drafts.drop-of', { title }) } : {})}
                onPress={() => dropDraft(key)}
              >
                {t('platform.drafts.drop')}
              </Button>
            </li>
          ))}
        </ul>
        <p className="sm">{t('platform.drafts.why')}</p>
      </Notice>
    </div>
  );
}
