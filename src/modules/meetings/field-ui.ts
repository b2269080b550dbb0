import { type FieldRoom, later } from '#platform/field/ui/field.ts';
import { effects } from './field/effects.ts';
import { kinds } from './field/kinds.ts';
import { MeetingScreen } from './field/MeetingScreen.tsx';
import { MeetingsScreen, NextMeeting, PlanScreen } from './field/MeetingsScreen.tsx';
import { MinutesScreen } from './field/MinutesScreen.tsx';
import { ReviewScreen } from './field/ReviewScreen.tsx';
import { RollScreen } from './field/RollScreen.tsx';

export const field: FieldRoom = {
  screens: [
    { path: '/meetings', component: MeetingsScreen },
    { path: '/meetings/plan', component: PlanScreen },
    { path: '/meetings/:id', component: MeetingScreen },
    { path: '/meetings/:id/roll', component: RollScreen },
    { path: '/meetings/:id/review', component: ReviewScreen },
    { path: '/meetings/:id/decide', component: later(() => import('./field/DecideScreen.tsx'), 'DecideScreen') },
    { path: '/meetings/:id/minutes', component: MinutesScreen },
  ],
  parts: [{ on: 'today', order: 10, component: NextMeeting }],
  effects,
  kinds,
};
