-- What the columns hold now is no longer kept twice, and a row is known by its place in the file.

alter table membership.import_row drop column given, drop column id;
alter table membership.import_row drop constraint import_row_batch_id_row_number_key;
alter table membership.import_row add primary key (batch_id, row_number);
drop function membership.says_less;
