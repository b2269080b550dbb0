import type { FieldRoom } from '#platform/field/ui/field.ts';
import { effects, kinds } from './field/effects.ts';
import { ProfilePart, ProfileScreen } from './field/ProfileParts.tsx';

export const field: FieldRoom = {
  screens: [{ path: '/villages/:id', component: ProfileScreen }],
  parts: [{ on: 'village', order: 10, component: ProfilePart }],
  effects,
  kinds,
};
