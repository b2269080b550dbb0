import type { FieldRoom } from '#platform/field/ui/field.ts';
import { GiftsScreen, TodayGifts } from './field/GiftsScreen.tsx';
import { HandOverScreen } from './field/HandOverScreen.tsx';
import { effects, kinds } from './field/handover.ts';

export const field: FieldRoom = {
  screens: [
    { path: '/gifts', component: GiftsScreen },
    { path: '/gifts/:campaign/:allocation', component: HandOverScreen },
  ],
  parts: [{ on: 'today', order: 40, component: TodayGifts }],
  effects,
  kinds,
};
