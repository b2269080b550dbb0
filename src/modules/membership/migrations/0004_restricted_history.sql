-- The history of members is for those who may read members; that of restricted tables for those with the right to them.
insert into platform.audit_right (prefix, needed) values
  ('membership.', 'members.read'), ('membership.person_ethnicity', 'sensitive.read'), ('membership.discipline', 'sensitive.read');
