import type { CommandKind } from '#platform/field/ui/field.ts';
import type { Effects } from '#platform/field/view.ts';
import type { ApplicantDoc } from '../field-contract.ts';

const text = (value: unknown): string => (typeof value === 'string' ? value : '–');

export const effects: Effects = {
  'admission.propose': (desk, { payload }) =>
    desk.put('applicant', String(payload['id']), {
      id: String(payload['id']),
      version: 1,
      name: text(payload['fullName']),
      cellId: text(payload['cellId']),
      nominator: { id: text(payload['nominatorId']), name: '' },
      stage: 'noticed',
      stageOn: text(payload['noticedOn']),
      noticedOn: text(payload['noticedOn']),
      mentorId: null,
      timers: [],
    } satisfies ApplicantDoc),
};

export const kinds: Record<string, CommandKind> = {
  'admission.propose': {
    icon: 'applicant',
    lines: (payload, { text: say }) => [
      { label: say('admission.phone.name'), value: text(payload['fullName']) },
      { label: say('admission.phone.birth'), value: text((payload['birth'] as { on: string }).on).slice(0, 4) },
    ],
    again: (row) => {
      const { birth, nominatorId, education, ...given } = row.command.payload;
      return {
        path: '/propose',
        form: 'admission.propose',
        values: {
          ...given,
          command: crypto.randomUUID(),
          birthYear: text((birth as { on: string }).on).slice(0, 4),
          education: education ?? '',
          nominator: nominatorId,
          consented: true,
        },
      };
    },
  },
};
