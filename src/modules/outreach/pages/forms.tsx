import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { notify } from '#platform/ui/notices.tsx';
import {
  dateOf,
  idOf,
  numberOf,
  RecordDrawer,
  textOf,
  type FormField,
  type FormValues,
} from '#platform/ui/RecordDrawer.tsx';
import {
  AUDIENCES,
  CATEGORIES,
  CLASSES,
  KINDS,
  MEASURES_OF,
  PROGRAMMES,
  SERVICES,
  SIDES,
  SKILLS,
  TWINNING_KINDS,
  type Kind,
  type TwinningPage,
} from '../contract.ts';
import { findAnyUnits, findPeople, findUnits, useOutreachChanged, useTwinning } from './data.ts';

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

const isKind = (value: unknown): value is Kind => KINDS.some((kind) => kind === value);
/** Categories that the short form asks for; the others come with an import or a later change. */
const ASKED = ['cadres', 'villagers', 'members', 'youth', 'commune_officials', 'village_heads', 'women'] as const;

/** Something done with a commune or village: the fields follow the kind, so that each has its own measures. */
export function NewActivity({ twinningId, onClose }: { twinningId: string | null; onClose: () => void }) {
  const t = useText();
  const choices = useChoices();
  const done = useDone();
  const twinning = useTwinning(twinningId ?? '').data;
  const label = (name: string) => t(`outreach.field.${name}`);
  const fields = (values: FormValues): FormField[] => {
    const kind = isKind(values['kind']) ? values['kind'] : undefined;
    const plan = (twinning?.plan ?? []).filter(
      (item) => item.kind === kind && (textOf(values['startsOn']) ?? '').startsWith(String(item.year)),
    );
    return [
      { name: 'kind', kind: 'select', label: label('kind'), choices: choices('kind', KINDS) },
      { name: 'title', kind: 'text', label: label('activity-title') },
      { name: 'place', kind: 'find', label: label('place'), hint: label('place-hint'), search: findAnyUnits },
      ...(twinning ? [] : [{ name: 'agency', kind: 'find' as const, label: label('agency'), search: findUnits }]),
      { name: 'startsOn', kind: 'day', label: label('startsOn') },
      { name: 'endsOn', kind: 'day', label: label('endsOn'), optional: true },
      {
        name: 'programme',
        kind: 'select',
        label: label('programme'),
        choices: choices('programme', PROGRAMMES),
        optional: true,
      },
      ...(plan.length > 0
        ? [
            {
              name: 'planItem',
              kind: 'select' as const,
              label: label('plan-item'),
              choices: plan.map((item) => ({ id: item.id, label: item.title })),
              optional: true,
            },
          ]
        : []),
      ...(kind ? ofKind(kind) : []),
    ];
  };
  const number = (name: string, text: string, unit?: string): FormField => ({
    name,
    kind: 'number',
    label: text,
    ...(unit === undefined ? {} : { unit }),
    optional: true,
  });
  const ofKind = (kind: Kind): FormField[] => [
    ...(kind === 'roots_trip'
      ? [
          { name: 'occasion', kind: 'text' as const, label: label('occasion'), optional: true },
          number('costVnd', label('cost'), 'đ'),
          ...[1, 2, 3].flatMap((n): FormField[] => [
            { name: `stop${n}`, kind: 'text', label: t('outreach.field.stop', { n }), optional: true },
            {
              name: `at${n}`,
              kind: 'text',
              label: t('outreach.field.stop-at', { n }),
              hint: label('stop-hint'),
              optional: true,
            },
          ]),
        ]
      : []),
    ...(kind === 'digital_help' || kind === 'records_coaching'
      ? [
          {
            name: 'audience',
            kind: 'select' as const,
            label: label('audience'),
            choices: choices('audience', AUDIENCES),
            optional: true,
          },
        ]
      : []),
    ...MEASURES_OF[kind].map((measure) =>
      number(`q.${measure}`, t('outreach.field.amount', { measure: t(`outreach.measure.${measure}`) })),
    ),
    ...ASKED.map((category) =>
      number(`g.${category}`, t('outreach.field.people-of', { category: t(`outreach.category.${category}`) })),
    ),
    ...(kind === 'digital_help'
      ? [
          number('firstTime', label('first-time')),
          ...SKILLS.map((skill): FormField => ({
            name: `k.${skill}`,
            kind: 'check',
            label: t('outreach.field.taught', { skill: t(`outreach.skill.${skill}`) }),
          })),
          ...SERVICES.map((service) =>
            number(`s.${service}`, t('outreach.field.services-of', { service: t(`outreach.service.${service}`) })),
          ),
        ]
      : []),
    ...(kind === 'household_visit'
      ? CLASSES.map((one) =>
          number(`v.${one}`, t('outreach.field.households-of', { class: t(`outreach.class.${one}`) })),
        )
      : []),
  ];
  return (
    <RecordDrawer
      formId={`outreach.activity.${twinningId ?? 'none'}`}
      title={t('outreach.activity.new')}
      intro={t('outreach.activity.intro')}
      act={t('outreach.record.save')}
      fields={fields}
      send={(values, { id, idempotencyKey }) =>
        api.post('/activities', bodyOf(values, id, twinning), { idempotencyKey })
      }
      onDone={done}
      onClose={onClose}
    />
  );
}

/** What is typed as the contract has it; an empty field is no line. */
function bodyOf(values: FormValues, id: string, twinning: TwinningPage | undefined): object {
  const kind = isKind(values['kind']) ? values['kind'] : 'cleaning';
  const placeId = idOf(values['place']);
  const startsOn = values['startsOn'];
  const given = <T,>(list: readonly string[], prefix: string, row: (one: string, amount: number) => T): T[] =>
    list.flatMap((one) => {
      const amount = decimalOf(values[`${prefix}.${one}`]);
      return amount === null ? [] : [row(one, amount)];
    });
  const groups = given(CATEGORIES, 'g', (category, people) => ({
    side: SIDES[category === 'cadres' ? 0 : 1],
    category,
    people,
    // Whoever came for the first time is asked for villagers only.
    firstTime: category === 'villagers' ? (numberOf(values['firstTime']) ?? 0) : 0,
  }));
  const stops = [1, 2, 3].flatMap((n) => {
    const name = textOf(values[`stop${n}`]);
    return name === null ? [] : [{ name, on: startsOn, at: textOf(values[`at${n}`]) }];
  });
  return {
    id,
    kind,
    title: textOf(values['title']),
    placeId,
    agencyId: twinning?.agency.id ?? idOf(values['agency']),
    twinningId: twinning?.id ?? null,
    planItemId: textOf(values['planItem']),
    programme: textOf(values['programme']),
    startsOn,
    endsOn: textOf(values['endsOn']) ?? startsOn,
    quantities: given(MEASURES_OF[kind], 'q', (measure, amount) => ({ measure, amount })),
    groups,
    ...(kind === 'roots_trip'
      ? { occasion: textOf(values['occasion']), costVnd: numberOf(values['costVnd']), stops }
      : {}),
    ...(kind === 'digital_help'
      ? {
          audience: textOf(values['audience']),
          skills: SKILLS.filter((skill) => values[`k.${skill}`] === true),
          services: given(SERVICES, 's', (service, count) => ({ service, done: count })),
        }
      : {}),
    ...(kind === 'household_visit'
      ? { visits: given(CLASSES, 'v', (one, households) => ({ class: one, villageId: placeId, households })) }
      : {}),
  };
}

/** A number as typed in Vietnam: a comma before the parts, points between thousands. */
function decimalOf(value: FormValues[string]): number | null {
  if (typeof value !== 'string' || value.trim() === '') return null;
  return Number(value.replace(/[.\s]/g, '').replace(',', '.'));
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
