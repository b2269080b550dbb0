-- Figures ask for the ratings of a year, of a province or of a few units.
create index rating_year on evaluation.rating (subject, year) where not is_void;
create index rating_unit on evaluation.rating (unit_id, year) where not is_void;
