import { useState } from 'react';
import { useText } from '../messages.ts';
import { CONSENT_BY, PHOTO_PEOPLE } from '../photos/contract.ts';
import type { DatedBy } from '../shapes.ts';
import { api, newKey } from './api.ts';
import { Select } from './choices.tsx';
import { DateField, DayField } from './DateField.tsx';
import { Checkbox, Fault, RadioGroup, TextField } from './fields.tsx';
import { FormDialog, useSaving } from './FormDialog.tsx';

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

/**
 * Adds a photo. Place and camera data are taken out by the server before it is kept.
 * @param link puts the photo where it belongs, after it is kept; sent again it is the same photo
 */
export function AddPhoto({
  unitId,
  ownerUnitId = null,
  on,
  link,
  forget,
  onClose,
}: {
  unitId: string;
  ownerUnitId?: string | null;
  on: string;
  link: (photo: { id: string; caption: string }) => Promise<unknown> | void;
  forget: readonly string[];
  onClose: () => void;
}) {
  const t = useText();
  const [photoId] = useState(newKey);
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
          id: photoId,
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
      await link({ id: photoId, caption: given.vi });
    },
    forget: [...forget],
    said: t('platform.photo.kept'),
    onDone: onClose,
  });
  const gap = (value: string) => (tried && value.trim() === '' ? t('platform.form.needed') : undefined);
  return (
    <FormDialog
      title={t('platform.photo.add')}
      act={t('platform.ui.save')}
      saving={{
        ...saving,
        error: file ? saving.error : undefined,
        save: () => (file && given.vi.trim() && given.author.trim() ? saving.save() : setTried(true)),
      }}
      onClose={onClose}
      wide
    >
      <p className="sm mut2">{t('platform.photo.intro')}</p>
      <label className="photo-file">
        <span>{t('platform.photo.file')}</span>
        <input
          type="file"
          accept="image/jpeg"
          onChange={(event) => setFile(event.target.files?.item(0) ?? undefined)}
        />
        {tried && !file ? <Fault>{t('platform.form.needed')}</Fault> : null}
      </label>
      <TextField
        label={t('platform.photo.caption-vi')}
        value={given.vi}
        fault={gap(given.vi)}
        onChange={(vi) => change({ vi })}
        maxLength={300}
      />
      <TextField
        label={t('platform.form.optional', { label: t('platform.photo.caption-th') })}
        value={given.th}
        onChange={(th) => change({ th })}
        maxLength={300}
      />
      <TextField
        label={t('platform.form.optional', { label: t('platform.photo.caption-en') })}
        value={given.en}
        onChange={(en) => change({ en })}
        maxLength={300}
      />
      <TextField
        label={t('platform.photo.author')}
        value={given.author}
        fault={gap(given.author)}
        onChange={(author) => change({ author })}
        maxLength={120}
      />
      <DateField
        label={t('platform.photo.taken')}
        value={given.taken}
        onChange={(taken) => change({ taken: taken ?? undefined })}
      />
      <RadioGroup
        label={t('platform.photo.who')}
        value={given.people}
        choices={PHOTO_PEOPLE.map((id) => ({ id, label: t(`platform.photo.people.${id}`) }))}
        onChange={(people) => change({ people, by: people === 'children' ? 'child_and_guardian' : 'person' })}
      />
      {given.people === 'nobody' ? null : (
        <Checkbox isSelected={given.agreed} onChange={(agreed) => change({ agreed })}>
          {t('platform.photo.asked')}
        </Checkbox>
      )}
      {given.people !== 'nobody' && given.agreed ? (
        <>
          <DayField
            label={t('platform.photo.consent-on')}
            value={given.consentOn}
            onChange={(consentOn) => change({ consentOn: consentOn ?? undefined })}
          />
          <Select
            label={t('platform.photo.consent-from')}
            value={given.by}
            choices={CONSENT_BY.map((id) => ({ id, label: t(`platform.photo.consent-by.${id}`) }))}
            onChange={(by) => change({ by })}
          />
          <TextField
            label={t('platform.photo.recorded-by')}
            value={given.recordedBy}
            fault={gap(given.recordedBy)}
            onChange={(recordedBy) => change({ recordedBy })}
            maxLength={120}
          />
        </>
      ) : null}
      <Checkbox isSelected={given.public} onChange={(isPublic) => change({ public: isPublic })}>
        {t('platform.photo.make-public')}
      </Checkbox>
    </FormDialog>
  );
}
