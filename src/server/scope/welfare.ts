import type { RoomScope } from './case.ts';

export const welfareScope: RoomScope = {
  arrange: async () => undefined,
  scoped: {},
  open: {},
};
