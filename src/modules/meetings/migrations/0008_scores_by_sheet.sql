-- How many meetings a sheet was used for, as far as one sees them: half a million scores of a province in five years.
create index score_rubric on meetings.score (rubric_id, label);
