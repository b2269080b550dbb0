import { type FieldRoom, later } from '#platform/field/ui/field.ts';
import { GiftsScreen, TodayGifts } from './field/GiftsScreen.tsx';
import { effects, kinds } from './field/handover.ts';

export const field: FieldRoom = {
  screens: [
    { path: '/gifts', component: GiftsScreen },
    {
      path: '/gifts/:campaign/:allocation',
      component: later(() => import('./field/HandOverScreen.tsx'), 'HandOverScreen'),
    },
  ],
  parts: [{ on: 'today', order: 40, component: TodayGifts }],
  effects,
  kinds,
};
