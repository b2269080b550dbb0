import type { RoomScope } from './case.ts';

export const villagesScope: RoomScope = {
  arrange: async () => undefined,
  scoped: {},
  open: {},
};
