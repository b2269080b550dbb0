-- Who stands on the list on a day: neither admitted nor ended by then. Both ends in one index, so that a whole province does not look into each of its cells.
create index applicant_standing on admission.applicant (ceremony_on, ended_on);
