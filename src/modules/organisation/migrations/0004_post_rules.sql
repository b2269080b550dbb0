-- A post that one person holds at a time, and where each kind of post can stand: said by the program, kept here.

alter table organisation.post add column singular boolean not null default false;
comment on column organisation.post.singular is 'Repeats post_kind.singular, for the constraint: two secretaries of one cell on one day cannot be.';

create function organisation.post_singular() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  select k.singular into new.singular from organisation.post_kind k where k.kind = new.kind;
  return new;
end
$$;
create trigger post_singular before insert or update of kind, singular on organisation.post for each row execute function organisation.post_singular();
update organisation.post p set singular = true from organisation.post_kind k where k.kind = p.kind and k.singular;
alter table organisation.post add constraint post_one_holder exclude using gist (unit_id with =, kind with =, valid with &&) where (singular);

create table organisation.post_place (
  kind       text not null references organisation.post_kind (kind),
  unit_kind  text not null references organisation.unit_kind (kind),
  primary key (kind, unit_kind)
);
comment on table organisation.post_place is 'At which kinds of unit a kind of post can stand; a kind without a line can stand anywhere.';
grant select on organisation.post_place to gandan_app;
insert into organisation.post_place (kind, unit_kind)
select p.kind, u.kind from (values
  (array['province_secretary', 'province_deputy_secretary'], array['province_body']),
  (array['province_office_chief', 'province_office_staff'], array['province_body', 'office']),
  (array['organisation_commission_staff'], array['province_body', 'district_body', 'commission']),
  (array['inspection_staff'], array['province_body', 'district_body', 'commune_body', 'commission']),
  (array['district_secretary', 'district_deputy_secretary'], array['district_body']),
  (array['district_office_staff'], array['district_body', 'office']),
  (array['commune_secretary', 'commune_deputy_secretary'], array['commune_body']),
  (array['commune_office_staff', 'party_building_staff'], array['commune_body', 'office', 'commission']),
  (array['body_secretary', 'body_deputy_secretary'], array['grassroots_body', 'section_body']),
  (array['cell_secretary', 'deputy_secretary', 'cell_committee_member'], array['party_cell', 'grassroots_cell']),
  (array['village_head', 'village_deputy_head', 'elder', 'prestige_person'], array['village', 'residential_group', 'hamlet'])
) as t (kinds, unit_kinds) cross join lateral unnest(t.kinds) as p (kind) cross join lateral unnest(t.unit_kinds) as u (kind);
