import type { RoomScope } from './case.ts';

export const outreachScope: RoomScope = {
  arrange: async () => undefined,
  scoped: {},
  open: {},
};
