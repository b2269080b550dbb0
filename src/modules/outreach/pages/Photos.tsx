import { useState } from 'react';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import type { Photo } from '#platform/photos/contract.ts';
import { CONSENT_BY, PHOTO_PEOPLE } from '#platform/photos/contract.ts';
import type { DatedBy } from '#platform/shapes.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { Select } from '#platform/ui/choices.tsx';
import { DateField, DayField } from '#platform/ui/DateField.tsx';
import { Checkbox, Fault, RadioGroup, TextField } from '#platform/ui/fields.tsx';
import { FormDialog, useSaving } from '#platform/ui/FormDialog.tsx';
import { EyeIcon, EyeSlashIcon, LockIcon } from '#platform/ui/icons.ts';
import { Chip } from '#platform/ui/surface.tsx';

/** The caption in the reader's language; Vietnamese where there is none. */
export function captionOf(photo: Photo, lang: string): string {
  return (lang === 'th' ? photo.captionTh : lang === 'en' ? photo.captionEn : null) ?? photo.captionVi;
}

/** Photos with what they show, when, and who may see them. A withdrawn one leaves an empty frame. */
export function Photos({ photos }: { photos: readonly Photo[] }) {
  const t = useText();
  const format = useFormat();
  const lang = useLang();
  return (
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
            <span>{captionOf(photo, lang)}</span>
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
            </span>
          </figcaption>
        </figure>
      ))}
    </div>
  );
}

type Draft = {
  author: string;
  taken: DatedBy | undefined;
  vi: string;
  th: string;
  en: string;
  people: (typeof PHOTO_PEOPLE)[number];
  agreed: boolean;
  consentOn: string | undefined;
  by: (typeof CONSENT_BY)[number];
  recordedBy: string;
  public: boolean;
};

/** Adds a photo to an activity. Place and camera data are taken out by the server before it is kept. */
export function AddPhoto({
  activityId,
  unitId,
  ownerUnitId,
  on,
  onClose,
}: {
  activityId: string;
  unitId: string;
  ownerUnitId: string | null;
  on: string;
  onClose: () => void;
}) {
  const t = useText();
  const [ids] = useState(() => ({ photo: newKey(), link: newKey(), linkKey: newKey() }));
  const [file, setFile] = useState<File>();
  const [tried, setTried] = useState(false);
  const [given, setGiven] = useState<Draft>({
    author: '',
    taken: { on, precision: 'day' },
    vi: '',
    th: '',
    en: '',
    people: 'nobody',
    agreed: false,
    consentOn: on,
    by: 'person',
    recordedBy: '',
    public: false,
  });
  const change = (patch: Partial<Draft>) => setGiven((before) => ({ ...before, ...patch }));
  const saving = useSaving({
    send: async (idempotencyKey) => {
      setTried(true);
      if (!file) throw new Error('no file');
      const form = new FormData();
      const agreed = given.people !== 'nobody' && given.agreed;
      form.append(
        'about',
        JSON.stringify({
          id: ids.photo,
          unitId,
          ownerUnitId,
          author: given.author,
          taken: given.taken,
          captionVi: given.vi,
          captionTh: given.th.trim() || null,
          captionEn: given.en.trim() || null,
          people: given.people,
          consent: agreed ? { on: given.consentOn, by: given.by, recordedBy: given.recordedBy } : null,
          public: given.public,
        }),
      );
      form.append('file', file);
      await api.post('/photos', form, { idempotencyKey });
      await api.post(
        `/activities/${activityId}/photos`,
        { id: ids.link, photoId: ids.photo },
        { idempotencyKey: ids.linkKey },
      );
    },
    forget: ['outreach'],
    said: t('outreach.record.done'),
    onDone: onClose,
  });
  const gap = (value: string) => (tried && value.trim() === '' ? t('platform.form.needed') : undefined);
  return (
    <FormDialog
      title={t('outreach.photo.add')}
      act={t('outreach.record.save')}
      saving={{
        ...saving,
        error: file ? saving.error : undefined,
        save: () => (file && given.vi.trim() && given.author.trim() ? saving.save() : setTried(true)),
      }}
      onClose={onClose}
      wide
    >
      <p className="sm mut2">{t('outreach.photo.intro')}</p>
      <label className="ou-file">
        <span>{t('outreach.photo.file')}</span>
        <input
          type="file"
          accept="image/jpeg"
          onChange={(event) => setFile(event.target.files?.item(0) ?? undefined)}
        />
        {tried && !file ? <Fault>{t('platform.form.needed')}</Fault> : null}
      </label>
      <TextField
        label={t('outreach.photo.caption-vi')}
        value={given.vi}
        fault={gap(given.vi)}
        onChange={(vi) => change({ vi })}
        maxLength={300}
      />
      <TextField
        label={t('platform.form.optional', { label: t('outreach.photo.caption-th') })}
        value={given.th}
        onChange={(th) => change({ th })}
        maxLength={300}
      />
      <TextField
        label={t('platform.form.optional', { label: t('outreach.photo.caption-en') })}
        value={given.en}
        onChange={(en) => change({ en })}
        maxLength={300}
      />
      <TextField
        label={t('outreach.photo.author')}
        value={given.author}
        fault={gap(given.author)}
        onChange={(author) => change({ author })}
        maxLength={120}
      />
      <DateField
        label={t('outreach.photo.taken')}
        value={given.taken}
        onChange={(taken) => change({ taken: taken ?? undefined })}
      />
      <RadioGroup
        label={t('outreach.photo.people')}
        value={given.people}
        choices={PHOTO_PEOPLE.map((id) => ({ id, label: t(`platform.photo.people.${id}`) }))}
        onChange={(people) => change({ people, by: people === 'children' ? 'child_and_guardian' : 'person' })}
      />
      {given.people === 'nobody' ? null : (
        <Checkbox isSelected={given.agreed} onChange={(agreed) => change({ agreed })}>
          {t('outreach.photo.agreed')}
        </Checkbox>
      )}
      {given.people !== 'nobody' && given.agreed ? (
        <>
          <DayField
            label={t('outreach.photo.consent-on')}
            value={given.consentOn}
            onChange={(consentOn) => change({ consentOn: consentOn ?? undefined })}
          />
          <Select
            label={t('outreach.photo.consent-by')}
            value={given.by}
            choices={CONSENT_BY.map((id) => ({ id, label: t(`platform.photo.consent-by.${id}`) }))}
            onChange={(by) => change({ by })}
          />
          <TextField
            label={t('outreach.photo.recorded-by')}
            value={given.recordedBy}
            fault={gap(given.recordedBy)}
            onChange={(recordedBy) => change({ recordedBy })}
            maxLength={120}
          />
        </>
      ) : null}
      <Checkbox isSelected={given.public} onChange={(isPublic) => change({ public: isPublic })}>
        {t('outreach.photo.make-public')}
      </Checkbox>
    </FormDialog>
  );
}
