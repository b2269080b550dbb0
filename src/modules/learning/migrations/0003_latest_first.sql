-- Commendations of a province are walked from the latest until a page is full.
create index commendation_order on learning.commendation (decided_on, id);
