-- How many periods run on a day. The planner may not look at statistics through an operator that could leak (range @> day), and then
-- takes one row in two hundred for running; comparisons of the two ends it may, so lists of a day ask for these.
create statistics membership.member_period_begins on (lower(valid)) from membership.member_period;
create statistics membership.member_period_ends on (upper(valid)) from membership.member_period;
analyze membership.member_period;
