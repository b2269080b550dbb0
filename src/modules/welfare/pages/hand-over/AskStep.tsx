import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { ToggleButton } from 'react-aria-components';
import { useText } from '#platform/messages.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { RadioGroup } from '#platform/ui/fields.tsx';
import { CameraIcon, CheckIcon, XIcon } from '#platform/ui/icons.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { captionOfHandover } from '../../rules/captions.ts';
import { ASKED, type StepProps } from './draft.ts';

/** Three questions read aloud. Both answers are equally large, none is chosen beforehand, and a no costs nothing and leaves no trace. */
export function AskStep({ draft, change }: StepProps) {
  const t = useText();
  const photo = draft.answers.photo_sponsor === 'yes' || draft.answers.photo_public === 'yes';
  return (
    <div className="stack">
      <blockquote className="wf-say">{t('welfare.page.hand-over.say')}</blockquote>
      {ASKED.map((what) => {
        const answer = draft.answers[what];
        const set = (next: 'yes' | 'no') => change({ answers: { ...draft.answers, [what]: next } });
        return (
          <fieldset key={what} className="wf-ask-one">
            <legend>{t(`welfare.page.hand-over.ask.${what}`)}</legend>
            <div className="wf-yn">
              <ToggleButton className="btn big yes" isSelected={answer === 'yes'} onChange={() => set('yes')}>
                {answer === 'yes' ? <CheckIcon className="i" weight="bold" aria-hidden="true" /> : null}
                {t('welfare.page.hand-over.yes')}
              </ToggleButton>
              <ToggleButton className="btn big no" isSelected={answer === 'no'} onChange={() => set('no')}>
                {answer === 'no' ? <XIcon className="i" weight="bold" aria-hidden="true" /> : null}
                {t('welfare.page.hand-over.no')}
              </ToggleButton>
            </div>
          </fieldset>
        );
      })}
      {photo ? <TakePhoto draft={draft} change={change} /> : null}
      <p className="sm mut2">{t('welfare.page.hand-over.ask-note')}</p>
    </div>
  );
}

/** A photo of the handover; place and camera data are taken out by the server before it is kept. */
function TakePhoto({ draft, change }: StepProps) {
  const t = useText();
  const [people, setPeople] = useState<'nobody' | 'adults' | 'children'>('nobody');
  const sending = useMutation({
    mutationFn: async (file: File) => {
      const id = newKey();
      const form = new FormData();
      form.set(
        'about',
        JSON.stringify({
          id,
          unitId: draft.village?.id,
          author: draft.handedBy,
          taken: { on: draft.on, precision: 'day' },
          ...captionOfHandover(draft.village?.label ?? ''),
          people,
          consent:
            people === 'nobody'
              ? null
              : {
                  on: draft.on,
                  by: people === 'children' ? 'child_and_guardian' : 'person',
                  recordedBy: draft.handedBy,
                },
          public: draft.answers.photo_public === 'yes',
        }),
      );
      form.set('file', file);
      await api.post('/photos', form, { idempotencyKey: newKey() });
      return id;
    },
    onSuccess: (photoId) => change({ photoId }),
  });
  return (
    <div className="wf-photo">
      <RadioGroup
        label={t('welfare.page.hand-over.people')}
        value={people}
        choices={(['nobody', 'adults', 'children'] as const).map((id) => ({
          id,
          label: t(`welfare.page.hand-over.people.${id}`),
        }))}
        onChange={setPeople}
      />
      <label className="btn big wide">
        <CameraIcon className="i" aria-hidden="true" />
        {t(draft.photoId ? 'welfare.page.hand-over.photo-again' : 'welfare.page.hand-over.photo')}
        <input
          type="file"
          accept="image/jpeg"
          capture="environment"
          className="visually-hidden"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) sending.mutate(file);
          }}
        />
      </label>
      {sending.isPending ? <p role="status">{t('welfare.page.hand-over.photo-sending')}</p> : null}
      {draft.photoId ? (
        <p className="wf-kept" role="status">
          <CheckIcon className="i" weight="bold" aria-hidden="true" /> {t('welfare.page.hand-over.photo-kept')}
        </p>
      ) : null}
      <ProblemText problem={sending.error} />
    </div>
  );
}
