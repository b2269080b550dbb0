import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { RadioGroup } from '#platform/ui/fields.tsx';
import { CopyIcon } from '#platform/ui/icons.ts';
import { Notice, notify } from '#platform/ui/notices.tsx';
import { Dialog } from '#platform/ui/overlays.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { useFeeds } from './data.ts';

/** Calendar addresses: made once and told once, withdrawn when they are no longer wanted. */
export function FeedDialog({ unit, onClose }: { unit: { id: string; name: string } | undefined; onClose: () => void }) {
  const t = useText();
  const format = useFormat();
  const lang = useLang();
  const client = useQueryClient();
  const [whose, setWhose] = useState<'unit' | 'person'>(unit ? 'unit' : 'person');
  const feeds = useFeeds(true);
  const refresh = () => client.invalidateQueries({ queryKey: ['/calendar-feeds'] });
  const make = useMutation({
    mutationFn: () =>
      api.post<{ path: string }>('/calendar-feeds', { id: newKey(), unitId: whose === 'unit' ? unit?.id : null, lang }),
    onSuccess: refresh,
  });
  const revoke = useMutation({
    mutationFn: (id: string) => api.post(`/calendar-feeds/${id}/revoke`, {}),
    onSuccess: async () => {
      await refresh();
      notify(t('meetings.page.feed-revoked'));
    },
  });
  const address = make.data ? `${location.origin}${make.data.path}` : undefined;
  const living = (feeds.data?.items ?? []).filter((feed) => feed.revokedAt === null);
  return (
    <Dialog
      title={t('meetings.page.feed')}
      isOpen
      onClose={onClose}
      footer={<Button onPress={onClose}>{t('platform.ui.close')}</Button>}
    >
      <div className="stack">
        <p className="sm mut2">{t('meetings.page.feed-text')}</p>
        <ProblemText problem={make.error ?? revoke.error} />
        {address ? (
          <Notice tone="ok" live>
            <p>{t('meetings.page.feed-once')}</p>
            <p className="mt-secret">
              <code>{address}</code>
            </p>
            <Button
              icon={<CopyIcon className="i" aria-hidden="true" />}
              onPress={() => {
                void navigator.clipboard.writeText(address).then(() => notify(t('meetings.page.copied')));
              }}
            >
              {t('meetings.page.copy')}
            </Button>
          </Notice>
        ) : (
          <>
            <RadioGroup
              label={t('meetings.page.feed-of')}
              value={whose}
              onChange={setWhose}
              choices={[
                ...(unit ? [{ id: 'unit' as const, label: unit.name }] : []),
                { id: 'person' as const, label: t('meetings.page.feed-mine') },
              ]}
            />
            <Button look="primary" isPending={make.isPending} onPress={() => make.mutate()}>
              {t('meetings.page.feed-make')}
            </Button>
          </>
        )}
        {living.length > 0 ? (
          <ul className="list">
            {living.map((feed) => (
              <li key={feed.id} className="row">
                <span className="sp">
                  {feed.unit?.name ?? t('meetings.page.feed-mine')}
                  <span className="mt-under">
                    {t('meetings.page.feed-since', { on: format.instant(feed.createdAt) })}
                  </span>
                </span>
                <Button look="danger" isPending={revoke.isPending} onPress={() => revoke.mutate(feed.id)}>
                  {t('meetings.page.feed-revoke')}
                </Button>
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </Dialog>
  );
}
