import { meaningOfConstraint } from '#platform/db/sql-problems.ts';

// What a constraint of this room means to the writer who came a moment later than the rule in the code looked.
meaningOfConstraint('basis_one_at_a_time', 'dues.changed-meanwhile');
meaningOfConstraint('basis_sum_of_class', 'dues.sum-by-rule');
meaningOfConstraint('relief_one_at_a_time', 'dues.relief-exists');
meaningOfConstraint('relief_at_most_a_year', 'member.dues-reduction-too-long');
meaningOfConstraint('charge_within_due', 'dues.paid-more');
meaningOfConstraint('charge_once', 'dues.changed-meanwhile');
meaningOfConstraint('receipt_number_once', 'dues.changed-meanwhile');
meaningOfConstraint('receipt_reversed_once', 'dues.changed-meanwhile');
meaningOfConstraint('wage_region_one', 'dues.changed-meanwhile');
