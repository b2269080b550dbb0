import type { RoomScope } from './case.ts';

export const meetingsScope: RoomScope = {
  arrange: async () => undefined,
  scoped: {},
  open: {},
};
