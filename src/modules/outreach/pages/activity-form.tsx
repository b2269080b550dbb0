import { useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import {
  decimalOf,
  idOf,
  numberOf,
  RecordDrawer,
  textOf,
  type FormField,
  type FormValues,
} from '#platform/ui/RecordDrawer.tsx';
import {
  AUDIENCES,
  CLASSES,
  KINDS,
  MEASURES_OF,
  PROGRAMMES,
  SERVICES,
  SIDES,
  SKILLS,
  type ActivityPage,
  type Kind,
  type TwinningPage,
} from '../contract.ts';
import { findAnyUnits, findUnits, useTwinning } from './data.ts';
import { useChoices, useDone } from './forms.tsx';

const isKind = (value: unknown): value is Kind => KINDS.some((kind) => kind === value);
/** Categories that the form asks for; the others come with an import. */
const ASKED = ['cadres', 'villagers', 'members', 'youth', 'commune_officials', 'village_heads', 'women'] as const;
/** So many stops and villages can be typed; the form shows one empty line more than is filled. */
const MOST_STOPS = 12;
const MOST_VILLAGES = 40;
const lines = (values: FormValues, prefix: string, most: number): number[] => {
  let last = 0;
  for (let n = 1; n <= most; n += 1) {
    const value = values[`${prefix}${n}`];
    if (textOf(value) !== null || idOf(value) !== null) last = n;
  }
  return Array.from({ length: Math.min(last + 1, most) }, (_, at) => at + 1);
};

/** Something done with a commune or village: the fields follow the kind, so that each has its own measures. */
export function NewActivity({ twinningId, onClose }: { twinningId: string | null; onClose: () => void }) {
  const t = useText();
  const done = useDone();
  const twinning = useTwinning(twinningId ?? '').data;
  const fields = useFields(twinning, undefined);
  return (
    <RecordDrawer
      formId={`given-activity.${twinningId ?? 'none'}`}
      title={t('outreach.activity.new')}
      intro={t('outreach.activity.intro')}
      act={t('outreach.record.save')}
      fields={fields}
      send={(values, { id, idempotencyKey }) => {
        const kind = isKind(values['kind']) ? values['kind'] : 'cleaning';
        const body = {
          id,
          kind,
          placeId: idOf(values['place']),
          agencyId: twinning?.agency.id ?? idOf(values['agency']),
          twinningId: twinning?.id ?? null,
          programme: textOf(values['programme']),
          ...(kind === 'roots_trip'
            ? { occasion: textOf(values['occasion']), costVnd: numberOf(values['costVnd']) }
            : {}),
          ...(kind === 'digital_help' || kind === 'records_coaching' ? { audience: textOf(values['audience']) } : {}),
          ...sayings(values),
          ...listsOf(kind, values, idOf(values['place'])),
        };
        return api.post('/activities', body, { idempotencyKey });
      }}
      onDone={done}
      onClose={onClose}
    />
  );
}

/** The same of one that stands there: what was wrong is put right, the lists are written anew. */
export function EditActivity({ activity, onClose }: { activity: ActivityPage; onClose: () => void }) {
  const t = useText();
  const done = useDone();
  const twinning = useTwinning(activity.twinningId ?? '').data;
  const fields = useFields(twinning, activity);
  return (
    <RecordDrawer
      formId={`given-activity.${activity.id}`}
      standing={{ version: activity.version }}
      title={t('outreach.activity.edit')}
      intro={t('outreach.activity.edit-intro')}
      act={t('outreach.record.save')}
      initial={typedOf(activity)}
      fields={fields}
      send={(values, { idempotencyKey, version }) =>
        api.patch(
          `/activities/${activity.id}`,
          {
            version,
            outcome: textOf(values['outcome']),
            ...sayings(values),
            ...listsOf(activity.kind, values, activity.place.id, activity),
          },
          { idempotencyKey },
        )
      }
      onDone={done}
      onClose={onClose}
    />
  );
}

function useFields(twinning: TwinningPage | undefined, activity: ActivityPage | undefined) {
  const t = useText();
  const choices = useChoices();
  const label = (name: string) => t(`outreach.field.${name}`);
  const number = (name: string, text: string, more: { unit?: string; parts?: boolean } = {}): FormField => ({
    name,
    kind: 'number',
    label: text,
    ...more,
    optional: true,
  });
  const stops = (values: FormValues): FormField[] => {
    const ends = textOf(values['endsOn']);
    const isLong = ends !== null && ends !== textOf(values['startsOn']);
    return lines(values, 'stop', MOST_STOPS).flatMap((n): FormField[] => [
      { name: `stop${n}`, kind: 'text', label: t('outreach.field.stop', { n }), optional: true },
      ...(textOf(values[`stop${n}`]) === null
        ? []
        : [
            ...(isLong
              ? [
                  {
                    name: `stopOn${n}`,
                    kind: 'day' as const,
                    label: t('outreach.field.stop-on', { n }),
                    optional: true,
                  },
                ]
              : []),
            {
              name: `at${n}`,
              kind: 'text' as const,
              label: t('outreach.field.stop-at', { n }),
              hint: label('stop-hint'),
              optional: true,
            },
            { name: `note${n}`, kind: 'text' as const, label: t('outreach.field.stop-note', { n }), optional: true },
          ]),
    ]);
  };
  const ofKind = (kind: Kind, values: FormValues): FormField[] => [
    ...(kind === 'roots_trip' ? stops(values) : []),
    ...MEASURES_OF[kind].map((measure) =>
      number(`q.${measure}`, t('outreach.field.amount', { measure: t(`outreach.measure.${measure}`) }), {
        parts: true,
      }),
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
  return (values: FormValues): FormField[] => {
    const kind = activity?.kind ?? (isKind(values['kind']) ? values['kind'] : undefined);
    const plan = (twinning?.plan ?? []).filter(
      (item) => item.kind === kind && (textOf(values['startsOn']) ?? '').startsWith(String(item.year)),
    );
    return [
      ...(activity
        ? []
        : [{ name: 'kind', kind: 'select' as const, label: label('kind'), choices: choices('kind', KINDS) }]),
      { name: 'title', kind: 'text', label: label('activity-title') },
      { name: 'titleTh', kind: 'text', label: label('title-th'), hint: label('title-hint'), optional: true },
      { name: 'titleEn', kind: 'text', label: label('title-en'), optional: true },
      ...(activity
        ? []
        : [
            {
              name: 'place',
              kind: 'find' as const,
              label: label('place'),
              hint: label('place-hint'),
              search: findAnyUnits,
            },
          ]),
      ...lines(values, 'village', MOST_VILLAGES).map((n): FormField => ({
        name: `village${n}`,
        kind: 'find',
        label: t('outreach.field.village', { n }),
        ...(n === 1 ? { hint: label('village-hint') } : {}),
        search: findAnyUnits,
        optional: true,
      })),
      ...(twinning || activity
        ? []
        : [{ name: 'agency', kind: 'find' as const, label: label('agency'), search: findUnits }]),
      { name: 'startsOn', kind: 'day', label: label('startsOn') },
      { name: 'endsOn', kind: 'day', label: label('endsOn'), optional: true },
      ...(activity
        ? []
        : [
            {
              name: 'programme',
              kind: 'select' as const,
              label: label('programme'),
              choices: choices('programme', PROGRAMMES),
              optional: true,
            },
          ]),
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
      ...(kind === 'roots_trip' && !activity
        ? [
            { name: 'occasion', kind: 'text' as const, label: label('occasion'), optional: true },
            number('costVnd', label('cost'), { unit: 'đ' }),
          ]
        : []),
      ...((kind === 'digital_help' || kind === 'records_coaching') && !activity
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
      ...(kind ? ofKind(kind, values) : []),
      ...(activity
        ? [
            {
              name: 'outcome',
              kind: 'long' as const,
              most: 400,
              label: t('outreach.activity.outcome'),
              hint: label('outcome-hint'),
              optional: true,
            },
          ]
        : []),
    ];
  };
}

/** What is said of an activity, as typed. */
const sayings = (values: FormValues) => ({
  title: textOf(values['title']),
  titleTh: textOf(values['titleTh']),
  titleEn: textOf(values['titleEn']),
  startsOn: values['startsOn'],
  endsOn: textOf(values['endsOn']) ?? values['startsOn'],
  planItemId: textOf(values['planItem']),
});

/** The lists as the contract has them; an empty field is no line. What the form does not ask for stays as it was. */
function listsOf(kind: Kind, values: FormValues, placeId: string | null, before?: ActivityPage): object {
  const given = <T,>(
    list: readonly string[],
    prefix: string,
    row: (one: string, amount: number) => T,
    read = numberOf,
  ): T[] =>
    list.flatMap((one) => {
      const amount = read(values[`${prefix}.${one}`]);
      return amount === null ? [] : [row(one, amount)];
    });
  const groups = given(ASKED, 'g', (category, people) => {
    const old = before?.groups.find((one) => one.category === category);
    return {
      side: old?.side ?? SIDES[category === 'cadres' ? 0 : 1],
      category,
      people,
      days: old?.days ?? 1,
      // Whoever came for the first time is asked for villagers only.
      firstTime:
        category === 'villagers' ? (numberOf(values['firstTime']) ?? 0) : Math.min(old?.firstTime ?? 0, people),
    };
  });
  const elsewhere = <T extends { unit: { id: string } }>(rows: readonly T[] | undefined): T[] =>
    (rows ?? []).filter((one) => one.unit.id !== placeId);
  return {
    villageIds: [
      ...new Set(
        lines(values, 'village', MOST_VILLAGES).flatMap((n) => {
          const id = idOf(values[`village${n}`]);
          return id === null ? [] : [id];
        }),
      ),
    ],
    quantities: [
      ...given(MEASURES_OF[kind], 'q', (measure, amount) => ({ measure, amount, unitId: placeId }), decimalOf),
      ...elsewhere(before?.quantities).map(({ measure, amount, unit }) => ({ measure, amount, unitId: unit.id })),
    ],
    groups: [
      ...groups,
      ...(before?.groups ?? [])
        .filter((one) => !ASKED.some((asked) => asked === one.category))
        .map(({ id: _id, ...group }) => group),
    ],
    ...(kind === 'roots_trip'
      ? {
          stops: lines(values, 'stop', MOST_STOPS).flatMap((n) => {
            const name = textOf(values[`stop${n}`]);
            return name === null
              ? []
              : [
                  {
                    name,
                    on: textOf(values[`stopOn${n}`]) ?? values['startsOn'],
                    at: textOf(values[`at${n}`]),
                    note: textOf(values[`note${n}`]),
                  },
                ];
          }),
        }
      : {}),
    ...(kind === 'digital_help'
      ? {
          skills: SKILLS.filter((skill) => values[`k.${skill}`] === true),
          services: given(SERVICES, 's', (service, count) => ({ service, done: count })),
        }
      : {}),
    ...(kind === 'household_visit'
      ? {
          visits: [
            ...given(CLASSES, 'v', (one, households) => ({ class: one, villageId: placeId, households })),
            ...(before?.visits ?? [])
              .filter((one) => one.village.id !== placeId)
              .map(({ class: of, village, households }) => ({ class: of, villageId: village.id, households })),
          ],
        }
      : {}),
  };
}

/** What stands there, as it would have been typed. */
function typedOf(activity: ActivityPage): FormValues {
  const text = (value: number) => String(value).replace('.', ',');
  const own = <T extends { unit: { id: string } }>(rows: readonly T[]) =>
    rows.filter((one) => one.unit.id === activity.place.id);
  return {
    title: activity.title,
    titleTh: activity.titleTh ?? '',
    titleEn: activity.titleEn ?? '',
    startsOn: activity.startsOn,
    endsOn: activity.endsOn === activity.startsOn ? '' : activity.endsOn,
    planItem: activity.planItem?.id ?? '',
    outcome: activity.outcome ?? '',
    ...Object.fromEntries(
      activity.villages.map((village, at) => [`village${at + 1}`, { id: village.id, label: village.name }]),
    ),
    ...Object.fromEntries(own(activity.quantities).map((one) => [`q.${one.measure}`, text(one.amount)])),
    ...Object.fromEntries(activity.groups.map((one) => [`g.${one.category}`, String(one.people)])),
    firstTime: text(activity.groups.find((one) => one.category === 'villagers')?.firstTime ?? 0),
    ...Object.fromEntries(activity.skills.map((skill) => [`k.${skill}`, true])),
    ...Object.fromEntries(activity.services.map((one) => [`s.${one.service}`, String(one.done)])),
    ...Object.fromEntries(
      activity.visits
        .filter((one) => one.village.id === activity.place.id)
        .map((one) => [`v.${one.class}`, String(one.households)]),
    ),
    ...Object.fromEntries(
      activity.stops.flatMap((stop, at) => [
        [`stop${at + 1}`, stop.name],
        [`stopOn${at + 1}`, stop.on],
        [`at${at + 1}`, stop.at ?? ''],
        [`note${at + 1}`, stop.note ?? ''],
      ]),
    ),
  };
}
