-- Blocks summed from the days that stand already; on a new database there is nothing to sum.
select figures.know_measures((select array_agg(distinct d.measure) from figures.unit_day d));
insert into figures.unit_block (unit_id, block_id, label)
select d.unit_id, o.block_id, min(d.label) from figures.unit_day d left join organisation.unit_block o on o.unit_id = d.unit_id group by 1, 2;
select figures.sum_blocks(null);
select figures.take_snapshots(f.folded_on) from figures.fold_state f where f.folded_on > '1800-01-01';
