import type { FieldRoom } from '#platform/field/ui/field.ts';
import { MembersPart, MembersScreen } from './field/MembersPart.tsx';

export const field: FieldRoom = {
  screens: [{ path: '/members', component: MembersScreen }],
  parts: [{ on: 'village', order: 20, component: MembersPart }],
  effects: {},
  kinds: {},
};
