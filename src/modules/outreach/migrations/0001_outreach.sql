-- Twinning of an agency with a commune or village: plans, activities, digital help, coaching, trips, visits, photos, testimonies.

create schema outreach;
comment on schema outreach is 'Twinning of an agency with a commune or village: plans, activities, digital help, coaching, trips, visits, photos, testimonies.';
grant usage on schema outreach to gandan_app;
