import { meaningOfConstraint } from '#platform/db/sql-problems.ts';

// What a constraint of this room means to the writer who came a moment later than the rule in the code looked.
meaningOfConstraint('proposal_member', 'evaluation.changed-meanwhile');
meaningOfConstraint('proposal_organisation', 'evaluation.changed-meanwhile');
meaningOfConstraint('proposal_above_with_reason', 'evaluation.reason-needed');
meaningOfConstraint('complaint_once', 'evaluation.complained-already');
meaningOfConstraint('decision_once', 'evaluation.decided-already');
meaningOfConstraint('decision_within_cap', 'evaluation.over-cap');
meaningOfConstraint('decision_after_year', 'evaluation.too-early');
