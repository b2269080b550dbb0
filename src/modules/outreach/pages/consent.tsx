import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { todayInVietnam, useFormat, useLang, useText } from '#platform/messages.ts';
import { CONSENT_BY, type Photo } from '#platform/photos/contract.ts';
import { api } from '#platform/ui/api.ts';
import { Notice } from '#platform/ui/notices.tsx';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { type Command, RecordDrawer, textOf, type FormField } from '#platform/ui/RecordDrawer.tsx';
import type { PublicationRow, Testimony } from '../contract.ts';
import { useDone } from './forms.tsx';

export type PhotoAct = 'consent' | 'withdraw' | 'publish' | 'hide' | 'captions';

/** Where a photo or words stand in public today, so that whoever takes the consent back sees what disappears with it. */
function Uses({ id, leaves }: { id: string; leaves: boolean }): ReactNode {
  const t = useText();
  const format = useFormat();
  const lang = useLang();
  const uses = useQuery({
    queryKey: ['outreach', 'publications', 'holding', id],
    queryFn: ({ signal }) => api.get<{ items: PublicationRow[] }>('/publications', { holds: id }, { signal }),
  });
  if (uses.error) return <ProblemText problem={uses.error} />;
  if (!uses.data) return <p className="sm mut2">{t('outreach.consent.looking')}</p>;
  if (uses.data.items.length === 0) return <p className="sm mut2">{t('outreach.consent.nowhere')}</p>;
  return (
    <Notice tone={leaves ? 'wait' : 'none'}>
      <p>{t(leaves ? 'outreach.consent.leaves' : 'outreach.consent.stands')}</p>
      <ul className="ou-uses">
        {uses.data.items.map((row) => (
          <li key={row.id}>
            <a href={`/public/${lang}/${row.unit.id}/${row.year}`} target="_blank" rel="noreferrer">
              {row.unit.name}, {row.year}
            </a>{' '}
            <span className="xs mut">{format.date(row.publishedOn)}</span>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
const usesField = (id: string, leaves: boolean): FormField => ({
  name: 'uses',
  kind: 'own',
  label: '',
  optional: true,
  render: () => <Uses id={id} leaves={leaves} />,
});

const change = (photo: Photo, body: object, { idempotencyKey, version }: Command) =>
  api.patch(`/photos/${photo.id}`, { version, ...body }, { idempotencyKey });

/** Consent of those who can be recognised: when, from whom, and who took it down. */
export function GiveConsent({ photo, onClose }: { photo: Photo; onClose: () => void }) {
  const t = useText();
  const done = useDone();
  return (
    <RecordDrawer
      formId={`given-photo.${photo.id}.consent`}
      standing={{ version: photo.version }}
      title={t('outreach.photo.act.consent')}
      intro={photo.captionVi}
      act={t('outreach.record.save')}
      initial={{ on: todayInVietnam(), by: photo.people === 'children' ? 'child_and_guardian' : 'person' }}
      fields={[
        { name: 'on', kind: 'day', label: t('platform.photo.consent-on') },
        {
          name: 'by',
          kind: 'select',
          label: t('platform.photo.consent-from'),
          choices: CONSENT_BY.filter((id) => photo.people !== 'children' || id !== 'person').map((id) => ({
            id,
            label: t(`platform.photo.consent-by.${id}`),
          })),
        },
        { name: 'recordedBy', kind: 'text', label: t('platform.photo.recorded-by') },
      ]}
      send={(values, command) =>
        change(
          photo,
          { consent: { on: values['on'], by: values['by'], recordedBy: textOf(values['recordedBy']) } },
          command,
        )
      }
      onDone={done}
      onClose={onClose}
    />
  );
}

/** Consent taken back: the picture is internal from now on and leaves every public page at once. */
export function WithdrawPhoto({ photo, onClose }: { photo: Photo; onClose: () => void }) {
  const t = useText();
  const done = useDone();
  return (
    <RecordDrawer
      formId={`given-photo.${photo.id}.withdraw`}
      standing={{ version: photo.version }}
      title={t('outreach.photo.act.withdraw')}
      intro={t('outreach.consent.photo-intro', { caption: photo.captionVi })}
      act={t('outreach.consent.withdraw')}
      initial={{ on: todayInVietnam() }}
      fields={[{ name: 'on', kind: 'day', label: t('outreach.consent.withdrawn-on') }, usesField(photo.id, true)]}
      send={(values, command) => change(photo, { withdrawnOn: values['on'] }, command)}
      onDone={done}
      onClose={onClose}
    />
  );
}

/** Whether a photo may stand in public, and what it says in three languages. */
export function ChangePhoto({ photo, what, onClose }: { photo: Photo; what: PhotoAct; onClose: () => void }) {
  const t = useText();
  const done = useDone();
  const isWords = what === 'captions';
  return (
    <RecordDrawer
      formId={`given-photo.${photo.id}.${what}`}
      standing={{ version: photo.version }}
      title={t(`outreach.photo.act.${what}`)}
      intro={isWords ? t('outreach.photo.captions-intro') : photo.captionVi}
      act={t('outreach.record.save')}
      initial={{ vi: photo.captionVi, th: photo.captionTh ?? '', en: photo.captionEn ?? '' }}
      fields={
        isWords
          ? [
              { name: 'vi', kind: 'text', label: t('platform.photo.caption-vi') },
              { name: 'th', kind: 'text', label: t('platform.photo.caption-th'), optional: true },
              { name: 'en', kind: 'text', label: t('platform.photo.caption-en'), optional: true },
            ]
          : [usesField(photo.id, what === 'hide')]
      }
      send={(values, command) =>
        change(
          photo,
          isWords
            ? { captionVi: textOf(values['vi']), captionTh: textOf(values['th']), captionEn: textOf(values['en']) }
            : { public: what === 'publish' },
          command,
        )
      }
      onDone={done}
      onClose={onClose}
    />
  );
}

/** Consent to words given or taken back, and whether they may stand in public. */
export function WordsConsent({ words, onClose }: { words: Testimony; onClose: () => void }) {
  const t = useText();
  const done = useDone();
  const hasConsent = words.consentOn !== null && words.withdrawnOn === null;
  return (
    <RecordDrawer
      formId={`given-words.${words.id}`}
      standing={{ version: words.version }}
      title={t('outreach.words.consent')}
      intro={`“${words.words}”`}
      act={t('outreach.record.save')}
      initial={{ what: hasConsent ? (words.public ? 'hide' : 'publish') : 'give', on: todayInVietnam() }}
      fields={(values) => [
        {
          name: 'what',
          kind: 'one',
          label: t('outreach.words.what'),
          choices: (hasConsent
            ? ([words.public ? 'hide' : 'publish', 'withdraw'] as const)
            : (['give', 'give-public'] as const)
          ).map((id) => ({ id, label: t(`outreach.words.act.${id}`) })),
        },
        ...(values['what'] === 'publish' || values['what'] === 'hide'
          ? []
          : [
              {
                name: 'on',
                kind: 'day' as const,
                label: t(values['what'] === 'withdraw' ? 'outreach.consent.withdrawn-on' : 'outreach.field.consent-on'),
              },
            ]),
        ...(hasConsent ? [usesField(words.id, values['what'] !== 'publish')] : []),
      ]}
      send={(values, { idempotencyKey, version }) => {
        const { what } = values;
        const body =
          what === 'withdraw'
            ? { withdrawnOn: values['on'] }
            : what === 'publish' || what === 'hide'
              ? { public: what === 'publish' }
              : { consentOn: values['on'], public: what === 'give-public' };
        return api.patch(`/testimonies/${words.id}`, { version, ...body }, { idempotencyKey });
      }}
      onDone={done}
      onClose={onClose}
    />
  );
}
