-- Sums are written again and again while members are: cleared away early and without pauses, as the tree they hang on (organisation/0016_quick_vacuum).
alter table figures.body_total set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
alter table figures.cell_total set (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0);
alter table figures.delta set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);
