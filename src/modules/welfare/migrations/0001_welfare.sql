-- Sponsors, campaigns, needs, house cases and the ledger in which every gift is traced from its sponsor to a household.

create schema welfare;
comment on schema welfare is 'Sponsors, campaigns, needs, house cases and the ledger in which every gift is traced from its sponsor to a household.';
grant usage on schema welfare to gandan_app;
