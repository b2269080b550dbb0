-- Who came to the courses of a period is read from an index alone: with what the row policy asks, and no list of names is touched.

create index participant_course on learning.participant (course_id) include (unit_id, person_id, sessions, label, home_label);
