import { useState } from 'react';
import { inLanguage } from '#platform/in-language.ts';
import { type Lang, useFormat, useLang, useText } from '#platform/messages.ts';
import type { Photo } from '#platform/photos/contract.ts';
import { IconButton } from '#platform/ui/buttons.tsx';
import { DotsThreeIcon, EyeIcon, EyeSlashIcon, LockIcon } from '#platform/ui/icons.ts';
import { InLanguage } from '#platform/ui/InLanguage.tsx';
import { Menu } from '#platform/ui/overlays.tsx';
import { newest } from '#platform/ui/standing.ts';
import { Chip } from '#platform/ui/surface.tsx';
import { ChangePhoto, GiveConsent, type PhotoAct, WithdrawPhoto } from './consent.tsx';

/** The caption in the reader's language; Vietnamese where there is none. */
export function captionOf(photo: Photo, lang: Lang): string {
  return inLanguage(lang, { vi: photo.captionVi, th: photo.captionTh, en: photo.captionEn }).text;
}

/** Photos with what they show, when, and who may see them. A withdrawn one leaves an empty frame. */
export function Photos({ photos, mayWrite = false }: { photos: readonly Photo[]; mayWrite?: boolean }) {
  const t = useText();
  const [act, setAct] = useState<{ photo: Photo; what: PhotoAct }>();
  const format = useFormat();
  const lang = useLang();
  const close = () => setAct(undefined);
  return (
    <>
      <div className="ou-photos">
        {photos.map((photo) => (
          <figure key={photo.id}>
            {photo.consentState === 'withdrawn' ? (
              <div className="ou-frame">
                <EyeSlashIcon className="i" aria-hidden="true" />
                {t('outreach.photo.withdrawn')}
              </div>
            ) : (
              <img
                src={`/api/v1/photos/${photo.id}/image`}
                alt={captionOf(photo, lang)}
                width={photo.width}
                height={photo.height}
                loading="lazy"
              />
            )}
            <figcaption>
              <span>
                <InLanguage vi={photo.captionVi} th={photo.captionTh} en={photo.captionEn} />
              </span>
              <span className="xs mut">
                {photo.unit.name} · {format.date(photo.taken.on, photo.taken.precision)} · {photo.author}
              </span>
              <span className="ou-chips">
                {photo.public ? (
                  <Chip tone="ok" icon={<EyeIcon className="i" aria-hidden="true" />}>
                    {t('outreach.photo.public')}
                  </Chip>
                ) : (
                  <Chip icon={<LockIcon className="i" aria-hidden="true" />}>{t('outreach.photo.internal')}</Chip>
                )}
                {photo.people === 'nobody' ? null : (
                  <Chip tone={photo.consentState === 'recorded' ? 'ok' : 'wait'}>
                    {t(`platform.photo.consent.${photo.consentState}`)}
                  </Chip>
                )}
                {mayWrite ? (
                  <span className="ou-act no-print">
                    <Menu
                      label={t('outreach.photo.acts')}
                      trigger={
                        <IconButton label={t('outreach.photo.acts-of', { caption: captionOf(photo, lang) })}>
                          <DotsThreeIcon className="i" weight="bold" aria-hidden="true" />
                        </IconButton>
                      }
                      entries={actsOf(photo).map((what) => ({
                        id: what,
                        label: t(`outreach.photo.act.${what}`),
                        onAction: () => setAct({ photo, what }),
                      }))}
                    />
                  </span>
                ) : null}
              </span>
            </figcaption>
          </figure>
        ))}
      </div>
      {act?.what === 'consent' ? <GiveConsent photo={newest(photos, act.photo)} onClose={close} /> : null}
      {act?.what === 'withdraw' ? <WithdrawPhoto photo={newest(photos, act.photo)} onClose={close} /> : null}
      {act && ['publish', 'hide', 'captions'].includes(act.what) ? (
        <ChangePhoto photo={newest(photos, act.photo)} what={act.what} onClose={close} />
      ) : null}
    </>
  );
}

/** What may be done with a photo: consent first, then the public, and always its words. */
function actsOf(photo: Photo): PhotoAct[] {
  const open = photo.consentState === 'not-needed' || photo.consentState === 'recorded';
  return [
    ...(photo.consentState === 'missing' || photo.consentState === 'withdrawn' ? (['consent'] as const) : []),
    ...(photo.consentState === 'recorded' ? (['withdraw'] as const) : []),
    ...(photo.public ? (['hide'] as const) : open ? (['publish'] as const) : []),
    'captions',
  ];
}
