-- Which units stand below a body is asked by every list and figure: from blocks to their units without touching the table.
create index unit_block_units on organisation.unit_block (block_id) include (unit_id);
drop index organisation.unit_block_block;
