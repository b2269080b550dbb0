import { meaningOfConstraint } from '#platform/db/sql-problems.ts';

// What a constraint of this room means to the writer who came a moment later than the rule in the code looked.
meaningOfConstraint('prestige_review_once', 'village.review-once');
meaningOfConstraint('profile_village_id_as_of_key', 'village.profile-exists');
meaningOfConstraint('profile_poor_of_households', 'village.poor-over-households');
meaningOfConstraint('profile_residents_of_households', 'village.residents-under-households');
meaningOfConstraint('profile_says_something', 'village.profile-empty');
meaningOfConstraint('fact_village_id_topic_on_date_value_key', 'village.fact-exists');
meaningOfConstraint('benefit_village_id_programme_component_year_unit_source_key', 'village.benefit-exists');
meaningOfConstraint('work_once_per_period', 'village.work-overlaps');
meaningOfConstraint('work_settled_of_taken', 'village.settled-over-taken');
meaningOfConstraint('work_out_of_helped', 'village.out-over-helped');
meaningOfConstraint('state_event_corrected_once', 'village.event-corrected-already');
