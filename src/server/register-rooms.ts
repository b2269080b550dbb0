import { registerAdmissionFigures } from '#modules/admission/figures.ts';
import { registerEvaluationFigures, registerEvaluationReportCheck } from '#modules/evaluation/figures.ts';
import { registerLearningFigures } from '#modules/learning/figures.ts';
import { registerMeetingFigures, registerMeetingReportCheck } from '#modules/meetings/figures.ts';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { registerOutreachFigures } from '#modules/outreach/figures.ts';
import { registerRecordsFigures } from '#modules/records/figures.ts';
import { registerTaskFigures } from '#modules/tasks/figures.ts';
import { registerVillageFigures } from '#modules/villages/figures.ts';
import { registerWelfareFigures } from '#modules/welfare/figures.ts';
import { ADMISSION_RULES } from '#modules/admission/index.ts';
import { EVALUATION_RULES } from '#modules/evaluation/index.ts';
import { MEETING_RULES } from '#modules/meetings/index.ts';
import { RULE_TABLES } from '#modules/membership/index.ts';
import { RECORDS_SETTINGS, registerRecordsForReports } from '#modules/records/index.ts';
import { TASK_SETTINGS } from '#modules/tasks/index.ts';
import { WELFARE_SETTINGS } from '#modules/welfare/index.ts';
import { NOTICE_SETTINGS } from '../platform/notices/sender.ts';
import { type DefaultValue, registerSettings } from '../platform/calendar/known-settings.ts';

/** What the rooms tell each other before anything is answered: the figures of each, and the values that an administrator may set. */
export function registerRooms(): void {
  registerMembershipFigures();
  registerVillageFigures();
  registerAdmissionFigures();
  registerMeetingFigures();
  registerTaskFigures();
  registerLearningFigures();
  registerEvaluationFigures();
  registerWelfareFigures();
  registerOutreachFigures();
  registerRecordsFigures();
  registerRecordsForReports();
  registerMeetingReportCheck();
  registerEvaluationReportCheck();
  registerSettings('membership.rule.', RULE_TABLES);
  registerSettings('platform.settings.key.', ADMISSION_RULES);
  registerSettings('platform.settings.key.', MEETING_RULES as Record<string, DefaultValue[]>);
  registerSettings('platform.settings.key.', EVALUATION_RULES as unknown as Record<string, DefaultValue[]>);
  registerSettings('platform.settings.key.', always(TASK_SETTINGS));
  registerSettings('platform.settings.key.', always(WELFARE_SETTINGS));
  registerSettings('platform.settings.key.', always(RECORDS_SETTINGS));
  registerSettings('platform.settings.key.', always(NOTICE_SETTINGS));
}

/** Defaults that have held as long as the rule itself. */
function always(
  values: Readonly<Record<string, { value: number | string; source: string }>>,
): Record<string, DefaultValue[]> {
  return Object.fromEntries(
    Object.entries(values).map(([key, row]) => [
      key,
      [{ ...row, validFrom: null, validTo: null, confidence: 'K-l' as const }],
    ]),
  );
}
