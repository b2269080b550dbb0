import { useState } from 'react';
import { todayInVietnam, useText } from '#platform/messages.ts';
import { api, newKey } from '#platform/ui/api.ts';
import { notify } from '#platform/ui/notices.tsx';
import {
  dateOf,
  idOf,
  decimalOf,
  numberOf,
  RecordDrawer,
  textOf,
  type FormField,
  type FormValues,
} from '#platform/ui/RecordDrawer.tsx';
import {
  COMPONENTS,
  CULTURE_HOUSES,
  POWERS,
  ROADS,
  SIGNALS,
  STATES,
  TOPICS,
  UNITS,
  type VillagePage,
} from '../contract.ts';
import { useProgrammes, useVillageChanged } from './data.ts';

export const RECORDS = ['snapshot', 'fact', 'cleared', 'work', 'benefit', 'prestige'] as const;
export type RecordKind = (typeof RECORDS)[number];
const PATH: Record<RecordKind, string> = {
  snapshot: 'profiles',
  fact: 'facts',
  cleared: 'state-events',
  work: 'work',
  benefit: 'benefits',
  prestige: 'prestige',
};
const COUNTS = [
  'mediations',
  'settled',
  'talks',
  'listeners',
  'membersHelping',
  'householdsHelped',
  'householdsOut',
  'models',
] as const;

/** The form of one thing that is recorded about a village. */
export function RecordForm({
  kind,
  village,
  onClose,
}: {
  kind: RecordKind;
  village: VillagePage;
  onClose: () => void;
}) {
  const t = useText();
  const changed = useVillageChanged();
  const fields = useFields(kind);
  const today = todayInVietnam();
  const [newPersonId] = useState(newKey);
  return (
    <RecordDrawer
      formId={`village.${kind}.${village.id}`}
      title={t(`villages.record.${kind}.title`)}
      intro={t(`villages.record.${kind}.intro`, { village: village.name })}
      act={t('villages.record.save')}
      fields={fields}
      initial={{
        asOf: { on: today, precision: 'day' },
        state: 'blank_members',
        event: 'cleared',
        stage: 'delivered',
        who: 'member',
        newPersonId,
      }}
      send={(values, { id, idempotencyKey }) =>
        api.post(`/villages/${village.id}/${PATH[kind]}`, { id, ...bodyOf(kind, values) }, { idempotencyKey })
      }
      onDone={async () => {
        await changed();
        notify(t('villages.record.done', { village: village.name }));
      }}
      onClose={onClose}
    />
  );
}

/** What is typed, as the API takes it. */
function bodyOf(kind: RecordKind, values: FormValues): Record<string, unknown> {
  const source = textOf(values['source']);
  switch (kind) {
    case 'snapshot':
      return {
        asOf: dateOf(values['asOf']),
        source,
        ...Object.fromEntries(
          ['households', 'residents', 'poor', 'nearPoor'].map((key) => [key, numberOf(values[key])]),
        ),
        ...Object.fromEntries(['signal', 'power', 'road', 'cultureHouse'].map((key) => [key, textOf(values[key])])),
      };
    case 'fact':
      return { topic: values['topic'], on: dateOf(values['on']), value: textOf(values['value']), source };
    case 'cleared':
      return {
        state: values['state'],
        event: values['event'],
        on: dateOf(values['on']),
        document: textOf(values['document']),
        source,
      };
    case 'work':
      return {
        from: values['from'],
        to: values['to'],
        source,
        ...Object.fromEntries(COUNTS.map((key) => [key, numberOf(values[key])])),
      };
    case 'benefit':
      return {
        programme: values['programme'],
        component: values['component'],
        year: numberOf(values['year']),
        quantity: decimalOf(values['quantity']),
        unit: values['unit'],
        households: numberOf(values['households']),
        stage: values['stage'],
        source,
      };
    case 'prestige':
      return {
        ...(values['who'] === 'other'
          ? { personId: values['newPersonId'], fullName: textOf(values['fullName']) }
          : { personId: idOf(values['person']) }),
        from: values['from'],
        decision: textOf(values['decision']),
      };
  }
}

function useFields(kind: RecordKind): readonly FormField[] | ((values: FormValues) => readonly FormField[]) {
  const t = useText();
  const programmes = useProgrammes().data?.items ?? [];
  const label = (name: string) => t(`villages.field.${name}`);
  const source: FormField = {
    name: 'source',
    kind: 'text',
    label: label('source'),
    hint: t('villages.field.source-hint'),
  };
  const number = (name: string): FormField => ({ name, kind: 'number', label: label(name), optional: true });
  const choice = (name: string, prefix: string, ids: readonly string[], optional = false): FormField => ({
    name,
    kind: 'select',
    label: label(name),
    choices: ids.map((id) => ({ id, label: t(`villages.${prefix}.${id}`) })),
    optional,
  });
  switch (kind) {
    case 'snapshot':
      return [
        { name: 'asOf', kind: 'date', label: label('asOf') },
        ...['households', 'residents', 'poor', 'nearPoor'].map(number),
        choice('signal', 'signal', SIGNALS, true),
        choice('power', 'power', POWERS, true),
        choice('road', 'road', ROADS, true),
        choice('cultureHouse', 'cultureHouse', CULTURE_HOUSES, true),
        source,
      ];
    case 'fact':
      return [
        choice('topic', 'topic', TOPICS),
        { name: 'on', kind: 'date', label: label('on'), hint: t('villages.field.on-hint') },
        { name: 'value', kind: 'text', label: label('value'), hint: t('villages.field.value-hint') },
        source,
      ];
    case 'cleared':
      return [
        choice('state', 'state', STATES),
        {
          name: 'event',
          kind: 'one',
          label: label('event'),
          choices: ['cleared', 'relapsed'].map((id) => ({ id, label: t(`villages.event.${id}`) })),
        },
        { name: 'on', kind: 'date', label: label('on'), hint: t('villages.field.first-day-hint') },
        { name: 'document', kind: 'text', label: label('document'), optional: true },
        source,
      ];
    case 'work':
      return [
        { name: 'from', kind: 'day', label: label('from') },
        { name: 'to', kind: 'day', label: label('to') },
        ...COUNTS.map(number),
        source,
      ];
    case 'benefit':
      return [
        {
          name: 'programme',
          kind: 'select',
          label: label('programme'),
          choices: programmes.map((one) => ({
            id: one.code,
            label: one.name,
            hint: `${one.firstYear}–${one.lastYear}`,
          })),
        },
        choice('component', 'component', COMPONENTS),
        { name: 'year', kind: 'number', label: label('year') },
        { name: 'quantity', kind: 'number', parts: true, label: label('quantity') },
        choice('unit', 'unit', UNITS),
        number('households'),
        {
          name: 'stage',
          kind: 'one',
          label: label('stage'),
          choices: ['delivered', 'planned'].map((id) => ({ id, label: t(`villages.stage.${id}`) })),
        },
        source,
      ];
    case 'prestige':
      // Most persons of prestige are no members: such a one is entered by name alone.
      return (values: FormValues) => [
        {
          name: 'who',
          kind: 'one',
          label: label('who'),
          choices: ['member', 'other'].map((id) => ({ id, label: t(`villages.field.who-${id}`) })),
        },
        values['who'] === 'other'
          ? {
              name: 'fullName',
              kind: 'text',
              label: label('full-name'),
              hint: t('villages.field.full-name-hint'),
            }
          : {
              name: 'person',
              kind: 'find',
              label: label('person'),
              hint: t('villages.field.person-hint'),
              search: findPeople,
            },
        { name: 'from', kind: 'day', label: label('from') },
        { name: 'decision', kind: 'text', label: label('decision'), hint: t('villages.field.decision-hint') },
      ];
  }
}

async function findPeople(text: string, signal: AbortSignal) {
  const { items } = await api.get<{ items: { id: string; fullName: string; cell: { name: string } }[] }>(
    '/members',
    { q: text, limit: 15 },
    { signal },
  );
  return items.map((member) => ({ id: member.id, label: member.fullName, hint: member.cell.name }));
}
