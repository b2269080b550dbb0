import { meaningOfConstraint } from '#platform/db/sql-problems.ts';

// What a constraint of reports means to the writer who came a moment later than the rule in the code looked.
meaningOfConstraint('report_once', 'report.exists');
meaningOfConstraint('signed_report_once', 'report.changed-meanwhile');
meaningOfConstraint('signed_roll_agrees', 'report.blocked');
meaningOfConstraint('signed_without_blocks', 'report.blocked');
meaningOfConstraint('frozen_roll_agrees', 'report.blocked');
