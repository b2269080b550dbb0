-- How blocks are read: many of them by day (the country), and which of them hold any sums at all.
create index if not exists block_day_date on figures.block_day (on_date);
grant select on figures.unit_block to gandan_app;
