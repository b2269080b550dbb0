import type { RoomScope } from './case.ts';

export const tasksScope: RoomScope = {
  arrange: async () => undefined,
  scoped: {},
  open: {},
};
