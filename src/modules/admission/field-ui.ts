import { type FieldRoom, later } from '#platform/field/ui/field.ts';
import { ApplicantsPart } from './field/ApplicantParts.tsx';
import { effects, kinds } from './field/effects.ts';

export const field: FieldRoom = {
  screens: [{ path: '/propose', component: later(() => import('./field/ProposeScreen.tsx'), 'ProposeScreen') }],
  parts: [{ on: 'today', order: 30, component: ApplicantsPart }],
  effects,
  kinds,
};
