import { type FieldRoom, later } from '#platform/field/ui/field.ts';
import { effects } from './field/effects.ts';
import { kinds } from './field/kinds.ts';
import { MeetingScreen } from './field/MeetingScreen.tsx';
import { MeetingsScreen, NextMeeting, PlanScreen } from './field/MeetingsScreen.tsx';

export const field: FieldRoom = {
  screens: [
    { path: '/meetings', component: MeetingsScreen },
    { path: '/meetings/plan', component: PlanScreen },
    { path: '/meetings/:id', component: MeetingScreen },
    { path: '/meetings/:id/roll', component: later(() => import('./field/RollScreen.tsx'), 'RollScreen') },
    { path: '/meetings/:id/agenda', component: later(() => import('./field/AgendaScreen.tsx'), 'AgendaScreen') },
    { path: '/meetings/:id/review', component: later(() => import('./field/ReviewScreen.tsx'), 'ReviewScreen') },
    { path: '/meetings/:id/decide', component: later(() => import('./field/DecideScreen.tsx'), 'DecideScreen') },
    { path: '/meetings/:id/minutes', component: later(() => import('./field/MinutesScreen.tsx'), 'MinutesScreen') },
  ],
  parts: [{ on: 'today', order: 10, component: NextMeeting }],
  effects,
  kinds,
};
