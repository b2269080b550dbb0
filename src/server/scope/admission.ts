import type { RoomScope } from './case.ts';

export const admissionScope: RoomScope = {
  arrange: async () => undefined,
  scoped: {},
  open: {},
};
