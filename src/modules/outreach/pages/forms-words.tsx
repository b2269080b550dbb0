import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { dateOf, idOf, numberOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { findAnyUnits, findPeople } from './data.ts';
import { useChoices, useDone } from './forms.tsx';

/** What a coaching visit found. */
export function NewFinding({ activityId, onClose }: { activityId: string; onClose: () => void }) {
  const t = useText();
  const done = useDone();
  const label = (name: string) => t(`outreach.field.${name}`);
  return (
    <RecordDrawer
      formId={`outreach.finding.${activityId}`}
      title={t('outreach.finding.new')}
      intro={t('outreach.finding.intro')}
      act={t('outreach.record.save')}
      fields={[
        { name: 'item', kind: 'number', label: label('checklist-no'), optional: true },
        { name: 'unit', kind: 'find', label: label('owes'), search: findAnyUnits },
        { name: 'finding', kind: 'long', most: 300, label: label('finding') },
        { name: 'remedy', kind: 'long', most: 300, label: label('remedy') },
        { name: 'dueOn', kind: 'day', label: label('due') },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          `/activities/${activityId}/findings`,
          {
            id,
            item: numberOf(values['item']),
            unitId: idOf(values['unit']),
            finding: textOf(values['finding']),
            remedy: textOf(values['remedy']),
            dueOn: values['dueOn'],
          },
          { idempotencyKey },
        )
      }
      onDone={done}
      onClose={onClose}
    />
  );
}

/** Words of a member or holder of a post; public only with the speaker's consent. */
export function NewTestimony({
  activityId = null,
  twinningId = null,
  onClose,
}: {
  activityId?: string | null;
  twinningId?: string | null;
  onClose: () => void;
}) {
  const t = useText();
  const choices = useChoices();
  const done = useDone();
  const label = (name: string) => t(`outreach.field.${name}`);
  return (
    <RecordDrawer
      formId={`outreach.testimony.${activityId ?? twinningId ?? ''}`}
      title={t('outreach.words.new')}
      intro={t('outreach.words.intro')}
      act={t('outreach.record.save')}
      initial={{ kind: 'testimony' }}
      fields={(values) => [
        {
          name: 'kind',
          kind: 'one',
          label: label('words-kind'),
          choices: choices('testimony', ['testimony', 'feedback', 'statement']),
        },
        { name: 'person', kind: 'find', label: label('speaker'), search: findPeople },
        { name: 'said', kind: 'date', label: label('said') },
        { name: 'words', kind: 'long', most: 600, label: label('words') },
        { name: 'source', kind: 'text', label: label('source'), optional: true },
        { name: 'consentOn', kind: 'day', label: label('consent-on'), optional: true },
        ...(values['consentOn'] ? [{ name: 'public', kind: 'check' as const, label: label('words-public') }] : []),
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/testimonies',
          {
            id,
            activityId,
            twinningId,
            kind: values['kind'],
            personId: idOf(values['person']),
            said: dateOf(values['said']),
            words: textOf(values['words']),
            source: textOf(values['source']),
            consentOn: textOf(values['consentOn']),
            public: values['public'] === true,
          },
          { idempotencyKey },
        )
      }
      onDone={done}
      onClose={onClose}
    />
  );
}
