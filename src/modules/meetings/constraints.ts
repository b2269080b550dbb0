import { meaningOfConstraint } from '#platform/db/sql-problems.ts';

// What a constraint of this room means to the writer who came a moment later than the rule in the code looked.
meaningOfConstraint('planned_theme_once', 'theme.planned-already');
meaningOfConstraint('meeting_once', 'meeting.planned-already');
meaningOfConstraint('meeting_thematic_has_theme', 'meeting.theme-needed');
meaningOfConstraint('meeting_cancelled_with_reason', 'meeting.reason-needed');
meaningOfConstraint('meeting_ends_after_start', 'meeting.ends-before-start');
meaningOfConstraint('meeting_chair_is_not_secretary', 'meeting.chair-is-secretary');
meaningOfConstraint('attendance_suspended_not_called', 'attendance.suspended-not-called');
meaningOfConstraint('attendance_excused_with_reason', 'attendance.reason-needed');
meaningOfConstraint('vote_within_base', 'vote.more-than-base');
meaningOfConstraint('vote_rule_of_subject', 'vote.wrong-rule');
meaningOfConstraint('minutes_version_once', 'minutes.written-meanwhile');
meaningOfConstraint('minutes_no_self_criticism', 'minutes.self-criticism-content');
meaningOfConstraint('minutes_correction_has_reason', 'meeting.reason-needed');
meaningOfConstraint('assignment_one_at_a_time', 'assignment.taken');
meaningOfConstraint('agenda_skeleton_one_at_a_time', 'sheet.begins-too-early');
meaningOfConstraint('rubric_one_at_a_time', 'sheet.begins-too-early');
