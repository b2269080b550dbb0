import { meaningOfConstraint } from '#platform/db/sql-problems.ts';

// What a constraint of this room means to the writer who came a moment later than the rule in the code looked.
meaningOfConstraint('twinning_term', 'twinning.term');
meaningOfConstraint('twinning_ended', 'twinning.term');
meaningOfConstraint('twinning_role_once', 'twinning.role-exists');
meaningOfConstraint('channel_name_once', 'twinning.channel-exists');
meaningOfConstraint('plan_item_once', 'plan.exists');
meaningOfConstraint('plan_item_not_of_households', 'plan.of-households');
meaningOfConstraint('activity_ends_after_start', 'activity.dates');
meaningOfConstraint('activity_trip_only', 'activity.only-of-kind');
meaningOfConstraint('activity_audience_only', 'activity.only-of-kind');
meaningOfConstraint('activity_village_once', 'activity.listed-twice');
meaningOfConstraint('quantity_once', 'activity.listed-twice');
meaningOfConstraint('group_count_once', 'activity.listed-twice');
meaningOfConstraint('visit_count_once', 'activity.listed-twice');
meaningOfConstraint('service_done_once', 'activity.listed-twice');
meaningOfConstraint('skill_taught_once', 'activity.listed-twice');
meaningOfConstraint('activity_participant_once', 'activity.participant-exists');
meaningOfConstraint('activity_photo_once', 'activity.photo-linked');
meaningOfConstraint('testimony_public_needs_consent', 'testimony.consent-missing');
meaningOfConstraint('testimony_withdrawn_after', 'testimony.withdrawn-before-consent');
meaningOfConstraint('publication_revision_once', 'publication.changed-meanwhile');
meaningOfConstraint('publication_correction_has_reason', 'publication.reason-needed');
meaningOfConstraint('records_order_before', 'order.before-taken');
meaningOfConstraint('records_order_once_a_day', 'order.taken-today');
