import { registerAdmissionFigures } from '#modules/admission/figures.ts';
import { registerChannelFigures } from '#modules/channel/figures.ts';
import { registerDuesFigures } from '#modules/dues/figures.ts';
import { registerEvaluationFigures, registerEvaluationReportCheck } from '#modules/evaluation/figures.ts';
import { registerLearningFigures } from '#modules/learning/figures.ts';
import { registerMeetingFigures, registerMeetingReportCheck } from '#modules/meetings/figures.ts';
import { registerMembershipFigures } from '#modules/membership/figures.ts';
import { registerOutreachFigures } from '#modules/outreach/figures.ts';
import { registerRecordsFigures } from '#modules/records/figures.ts';
import { registerTaskFigures } from '#modules/tasks/figures.ts';
import { registerVillageFigures } from '#modules/villages/figures.ts';
import { registerWelfareFigures } from '#modules/welfare/figures.ts';
import { FIGURE_LISTS, REPORT_SETTINGS } from '#modules/figures/index.ts';
import { CHANNEL_LISTS } from '#modules/channel/index.ts';
import { ADMISSION_LISTS, ADMISSION_RULES } from '#modules/admission/index.ts';
import { DUES_LISTS, DUES_SETTINGS } from '#modules/dues/index.ts';
import { EVALUATION_RULES } from '#modules/evaluation/index.ts';
import { MEETING_LISTS, MEETING_RULES } from '#modules/meetings/index.ts';
import { MEMBERSHIP_LISTS, RULE_TABLES } from '#modules/membership/index.ts';
import { ORGANISATION_LISTS } from '#modules/organisation/index.ts';
import {
  KEEP_SETTINGS,
  RECORDS_LISTS,
  RECORDS_SETTINGS,
  registerRecordsForReports,
  SECRECY_SETTINGS,
} from '#modules/records/index.ts';
import { LEARNING_LISTS, LEARNING_SETTINGS } from '#modules/learning/index.ts';
import { OUTREACH_LISTS } from '#modules/outreach/index.ts';
import { TASK_LISTS, TASK_SETTINGS } from '#modules/tasks/index.ts';
import { WELFARE_LISTS, WELFARE_SETTINGS } from '#modules/welfare/index.ts';
import { VILLAGE_LISTS } from '#modules/villages/index.ts';
import { AUDIT_LISTS } from '../platform/audit/lists.ts';
import { NOTICE_SETTINGS } from '../platform/notices/sender.ts';
import { registerListFiles } from '../platform/lists/list-file.ts';
import { LOOK_SETTINGS } from '../platform/pdf/looks.ts';
import { type DefaultValue, registerSettings } from '../platform/calendar/known-settings.ts';

const LISTS = [
  ADMISSION_LISTS,
  AUDIT_LISTS,
  CHANNEL_LISTS,
  DUES_LISTS,
  FIGURE_LISTS,
  LEARNING_LISTS,
  MEETING_LISTS,
  MEMBERSHIP_LISTS,
  ORGANISATION_LISTS,
  OUTREACH_LISTS,
  RECORDS_LISTS,
  TASK_LISTS,
  VILLAGE_LISTS,
  WELFARE_LISTS,
];

/** What the rooms tell each other before anything is answered: the figures of each, and the values that an administrator may set. */
export function registerRooms(): void {
  registerMembershipFigures();
  registerVillageFigures();
  registerAdmissionFigures();
  registerMeetingFigures();
  registerTaskFigures();
  registerLearningFigures();
  registerEvaluationFigures();
  registerDuesFigures();
  registerWelfareFigures();
  registerOutreachFigures();
  registerRecordsFigures();
  registerChannelFigures();
  registerRecordsForReports();
  registerMeetingReportCheck();
  registerEvaluationReportCheck();
  for (const lists of LISTS) registerListFiles(lists);
  registerSettings('membership.rule.', RULE_TABLES);
  registerSettings('platform.settings.key.', ADMISSION_RULES);
  registerSettings('platform.settings.key.', MEETING_RULES as Record<string, DefaultValue[]>);
  registerSettings('platform.settings.key.', EVALUATION_RULES as unknown as Record<string, DefaultValue[]>);
  registerSettings('platform.settings.key.', DUES_SETTINGS);
  registerSettings('platform.settings.key.', always(TASK_SETTINGS));
  registerSettings('platform.settings.key.', always(WELFARE_SETTINGS));
  registerSettings('platform.settings.key.', always(LEARNING_SETTINGS));
  registerSettings('platform.settings.key.', always(RECORDS_SETTINGS));
  registerSettings('records.setting.', KEEP_SETTINGS);
  registerSettings('records.setting.', SECRECY_SETTINGS);
  registerSettings('records.setting.', LOOK_SETTINGS);
  registerSettings('platform.settings.key.', always(NOTICE_SETTINGS));
  registerSettings('platform.settings.key.', always(REPORT_SETTINGS));
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
