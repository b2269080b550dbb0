import { meaningOfConstraint } from '#platform/db/sql-problems.ts';

// What a constraint of this room means to the writer who came a moment later than the rule in the code looked.
meaningOfConstraint('course_ends_after_start', 'course.dates');
meaningOfConstraint('session_course_id_on_date_topic_key', 'course.session-exists');
meaningOfConstraint('participant_once', 'course.participant-exists');
meaningOfConstraint('head_count_once', 'course.group-counted');
meaningOfConstraint('certificate_once', 'course.certified');
meaningOfConstraint('certificate_number_once', 'course.certificate-number-taken');
meaningOfConstraint('commendation_once', 'commendation.exists');
meaningOfConstraint('role_model_person_agreed', 'model.not-agreed');
meaningOfConstraint('adoption_once', 'model.adopted-already');
