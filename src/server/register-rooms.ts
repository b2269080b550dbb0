import { registerAdmissionFigures } from '#modules/admission/figures.ts';
import { registerLearningFigures } from '#modules/learning/figures.ts';
import { registerMeetingFigures } from '#modules/meetings/figures.ts';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { registerTaskFigures } from '#modules/tasks/figures.ts';
import { registerVillageFigures } from '#modules/villages/figures.ts';

/** What the rooms tell each other before anything is answered: the figures of each. */
export function registerRooms(): void {
  registerMembershipFigures();
  registerVillageFigures();
  registerAdmissionFigures();
  registerMeetingFigures();
  registerTaskFigures();
  registerLearningFigures();
}
