import type { FieldRoom } from '#platform/field/ui/field.ts';
import { ApplicantsPart } from './field/ApplicantParts.tsx';
import { effects, kinds } from './field/effects.ts';
import { ProposeScreen } from './field/ProposeScreen.tsx';

export const field: FieldRoom = {
  screens: [{ path: '/propose', component: ProposeScreen }],
  parts: [{ on: 'today', order: 30, component: ApplicantsPart }],
  effects,
  kinds,
};
