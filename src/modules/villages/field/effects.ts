import type { CommandKind, Say } from '#platform/field/ui/field.ts';
import { paramOf, type Effects } from '#platform/field/view.ts';
import type { ProfileDoc } from '../field-contract.ts';

export const effects: Effects = {
  'villages.profile': (desk, { params, payload }) => {
    const village = desk.get<ProfileDoc>('profile', paramOf(params, 'village'));
    if (!village) return;
    const { id: _id, asOf, source, standard: _standard, ...given } = payload;
    const on = (asOf as { on: string }).on;
    const seen = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, { value, on, source }]));
    desk.put('profile', village.id, { ...village, known: { ...village.known, ...seen } });
  },
};

/** The word of a value; each list by its own name, so that the phone carries these words alone. */
export function wordOf(say: Say, name: string, value: string): string {
  if (name === 'signal') return say(`villages.signal.${value}`);
  if (name === 'power') return say(`villages.power.${value}`);
  if (name === 'road') return say(`villages.road.${value}`);
  return say(`villages.cultureHouse.${value}`);
}

export const kinds: Record<string, CommandKind> = {
  'villages.profile': {
    icon: 'map',
    lines: (payload, { text: say }) => {
      const { id: _id, asOf: _asOf, source: _source, standard: _standard, ...given } = payload;
      return Object.entries(given).map(([name, value]) => ({
        label: say(`villages.field.${name}`),
        value: typeof value === 'number' ? String(value) : wordOf(say, name, String(value)),
      }));
    },
    again: (row) => {
      const { id, asOf, source, standard: _standard, ...given } = row.command.payload;
      const village = paramOf(row.command.params, 'village');
      return {
        path: `/villages/${village}`,
        form: `village.profile/${village}`,
        values: {
          id,
          command: crypto.randomUUID(),
          on: (asOf as { on: string }).on,
          source,
          values: Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)])),
        },
      };
    },
  },
};
