import type { RoomScope } from './case.ts';

export const learningScope: RoomScope = {
  arrange: async () => undefined,
  scoped: {},
  open: {},
};
