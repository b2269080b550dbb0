import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { registerVillageFigures } from '#modules/villages/figures.ts';

/** What the rooms tell each other before anything is answered: the figures of each. */
export function registerRooms(): void {
  registerMembershipFigures();
  registerVillageFigures();
}
