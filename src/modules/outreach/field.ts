import { registerField } from '#platform/sync/registry.ts';
import { KINDS, MEASURES_OF } from './contract.ts';
import type { ActivityKindDoc } from './field-contract.ts';

registerField({
  commands: [
    {
      type: 'outreach.activity',
      method: 'POST',
      url: '/activities',
      entity: 'outreach.activity',
      units: ['placeId', 'agencyId'],
    },
    {
      type: 'photos.add',
      method: 'POST',
      url: '/photos',
      entity: 'platform.photo',
      units: ['unitId', 'ownerUnitId'],
      file: { fields: 'about', extension: 'jpg' },
    },
  ],
  providers: [
    {
      kind: 'activity-kind',
      right: 'outreach.write',
      // In the program itself: a newer program is noticed on the next day.
      entities: [],
      read: () =>
        Promise.resolve(
          KINDS.map((code) => {
            const body: ActivityKindDoc = { code, measures: [...MEASURES_OF[code]] };
            return { id: code, body };
          }),
        ),
    },
  ],
});
