import { dayText } from '#platform/field/day.ts';
import { type FieldRoom, later } from '#platform/field/ui/field.ts';
import { ActivityPart } from './field/ActivityPart.tsx';

export const field: FieldRoom = {
  screens: [
    { path: '/activities/new', component: later(() => import('./field/ActivityScreen.tsx'), 'ActivityScreen') },
  ],
  parts: [{ on: 'village', order: 30, component: ActivityPart }],
  effects: {},
  kinds: {
    'outreach.activity': {
      icon: 'work',
      lines: (payload, { text: say }) => [
        { label: say('outreach.phone.title'), value: String(payload['title']) },
        { label: say('outreach.phone.on'), value: dayText(String(payload['startsOn'])) },
      ],
      again: (row) => {
        const { startsOn, quantities, ...given } = row.command.payload;
        const amounts = (quantities as { measure: string; value: number }[]).map(({ measure, value }) => [
          measure,
          String(value),
        ]);
        return {
          path: '/activities/new',
          form: 'outreach.activity',
          values: {
            ...given,
            on: startsOn,
            command: crypto.randomUUID(),
            amounts: Object.fromEntries(amounts) as Record<string, string>,
          },
        };
      },
    },
  },
};
