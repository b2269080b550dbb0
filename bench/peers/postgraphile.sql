-- What a user of PostGraphile would write for lists: views on the product's own tables, read with the reader's policies.
create schema peers;
create view peers.roll with (security_invoker) as
  select n.id, n.full_name, n.family_order, n.family_key, n.sex, n.birth_on, m.card_number, m.education, m.theory_level, m.occupation, m.ceremony_on,
    p.state, p.standing, lower(p.valid) as since, p.cell_id, v.name as cell_name, v.setting, t.commune_id, t.district_id, c.name as commune_name
  from membership.person n
  join membership.member m on m.id = n.id
  join membership.member_period p on p.member_id = n.id and lower(p.valid) <= date 'TODAY' and (upper(p.valid) is null or upper(p.valid) > date 'TODAY')
  join organisation.unit_version v on v.unit_id = p.cell_id and v.valid @> date 'TODAY'
  join organisation.unit_path t on t.unit_id = p.cell_id and t.valid @> date 'TODAY'
  join organisation.unit_version c on c.unit_id = t.commune_id and c.valid @> date 'TODAY';
comment on view peers.roll is E'@primaryKey id\n@name member';
comment on column peers.roll.family_order is '@behavior +orderBy';

create view peers.commune_total with (security_invoker) as
  select t.commune_id, t.district_id, c.name, s.members
  from (
    select t.commune_id, t.district_id, count(*) as members
    from membership.member_period p join organisation.unit_path t on t.unit_id = p.cell_id and t.valid @> date 'TODAY'
    where lower(p.valid) <= date 'TODAY' and (upper(p.valid) is null or upper(p.valid) > date 'TODAY')
    group by t.commune_id, t.district_id
  ) s join organisation.unit_version c on c.unit_id = s.commune_id and c.valid @> date 'TODAY'
  cross join lateral (select s.commune_id, s.district_id) t;
comment on view peers.commune_total is '@primaryKey commune_id';

create view peers.district_total with (security_invoker) as
  select s.district_id, d.name, s.members
  from (
    select t.district_id, count(*) as members
    from membership.member_period p join organisation.unit_path t on t.unit_id = p.cell_id and t.valid @> date 'TODAY'
    where lower(p.valid) <= date 'TODAY' and (upper(p.valid) is null or upper(p.valid) > date 'TODAY')
    group by t.district_id
  ) s join organisation.unit_version d on d.unit_id = s.district_id and d.valid @> date 'TODAY';
comment on view peers.district_total is '@primaryKey district_id';

grant usage on schema peers to gandan_app;
grant select on all tables in schema peers to gandan_app;
