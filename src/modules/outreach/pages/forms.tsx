import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { notify } from '#platform/ui/notices.tsx';
import { dateOf, idOf, numberOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { KINDS, SIDES, TWINNING_KINDS, type TwinningPage } from '../contract.ts';
import { findPeople, findUnits, useOutreachChanged } from './data.ts';

/** Choices of a coded field with their words. */
export function useChoices() {
  const t = useText();
  return (prefix: string, values: readonly string[]) =>
    values.map((id) => ({ id, label: t(`outreach.${prefix}.${id}`) }));
}
/** What happens after something was saved: everything is fetched anew, and the person is told. */
export function useDone() {
  const t = useText();
  const changed = useOutreachChanged();
  return async () => {
    await changed();
    notify(t('outreach.record.done'));
  };
}

/** An agreement of an agency with a commune or village. */
export function NewTwinning({ onClose }: { onClose: () => void }) {
  const t = useText();
  const choices = useChoices();
  const done = useDone();
  const label = (name: string) => t(`outreach.field.${name}`);
  return (
    <RecordDrawer
      formId="outreach.twinning"
      title={t('outreach.twinning.new')}
      intro={t('outreach.twinning.intro')}
      act={t('outreach.record.save')}
      initial={{ kind: 'twinning' }}
      fields={[
        { name: 'kind', kind: 'one', label: label('twinning-kind'), choices: choices('twinning-kind', TWINNING_KINDS) },
        { name: 'agency', kind: 'find', label: label('agency'), search: findUnits },
        { name: 'partner', kind: 'find', label: label('partner'), hint: label('partner-hint'), search: findUnits },
        { name: 'title', kind: 'text', label: label('title') },
        { name: 'starts', kind: 'date', label: label('startsOn') },
        { name: 'endsOn', kind: 'day', label: label('endsOn'), hint: label('term-hint') },
        { name: 'document', kind: 'text', label: label('document'), optional: true },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          '/twinnings',
          {
            id,
            kind: values['kind'],
            agencyId: idOf(values['agency']),
            partnerId: idOf(values['partner']),
            title: textOf(values['title']),
            starts: dateOf(values['starts']),
            endsOn: values['endsOn'],
            document: textOf(values['document']),
          },
          { idempotencyKey },
        )
      }
      onDone={done}
      onClose={onClose}
    />
  );
}

/** Something into the plan of a year. */
export function NewPlanItem({
  twinning,
  year,
  onClose,
}: {
  twinning: TwinningPage;
  year: number;
  onClose: () => void;
}) {
  const t = useText();
  const choices = useChoices();
  const done = useDone();
  const label = (name: string) => t(`outreach.field.${name}`);
  return (
    <RecordDrawer
      formId={`outreach.plan.${twinning.id}`}
      title={t('outreach.plan.new')}
      act={t('outreach.record.save')}
      initial={{ year: String(year) }}
      fields={[
        { name: 'year', kind: 'number', label: label('year') },
        { name: 'kind', kind: 'select', label: label('kind'), choices: choices('kind', KINDS) },
        { name: 'title', kind: 'text', label: label('plan-title') },
        { name: 'wanted', kind: 'number', label: label('wanted') },
        { name: 'dueOn', kind: 'day', label: label('due'), optional: true },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          `/twinnings/${twinning.id}/plan-items`,
          {
            id,
            year: numberOf(values['year']),
            kind: values['kind'],
            title: textOf(values['title']),
            wanted: numberOf(values['wanted']),
            dueOn: textOf(values['dueOn']),
          },
          { idempotencyKey },
        )
      }
      onDone={done}
      onClose={onClose}
    />
  );
}

/** A member or holder of a post by name: a trainer, or somebody of the roster. */
export function NewParticipant({ activityId, onClose }: { activityId: string; onClose: () => void }) {
  const t = useText();
  const choices = useChoices();
  const done = useDone();
  const label = (name: string) => t(`outreach.field.${name}`);
  return (
    <RecordDrawer
      formId={`roster.${activityId}`}
      title={t('outreach.roster.add')}
      intro={t('outreach.roster.intro')}
      act={t('outreach.record.save')}
      initial={{ side: 'agency', role: 'member' }}
      fields={[
        { name: 'person', kind: 'find', label: label('person'), search: findPeople },
        { name: 'side', kind: 'one', label: label('side'), choices: choices('side', SIDES) },
        {
          name: 'role',
          kind: 'select',
          label: label('role'),
          choices: choices('role-there', ['leader', 'trainer', 'guide', 'member']),
        },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          `/activities/${activityId}/participants`,
          { id, personId: idOf(values['person']), side: values['side'], role: values['role'] },
          { idempotencyKey },
        )
      }
      onDone={done}
      onClose={onClose}
    />
  );
}
