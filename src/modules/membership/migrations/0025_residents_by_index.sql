-- Who lives in a village is read from the index alone: a map of a province asks it of three thousand villages.

drop index membership.residence_village;
create index residence_village on membership.residence (village_id) include (person_id, valid, label);
