-- A member of a committee above the cell (cấp uỷ viên): no role in the program of his own, but he follows cells and votes in its sessions.

insert into organisation.post_kind (kind, role, singular, rank) values ('committee_member', 'none', false, 45);
insert into organisation.post_place (kind, unit_kind)
select 'committee_member', u.kind from unnest(array['province_body', 'district_body', 'commune_body', 'grassroots_body', 'section_body']) as u (kind);
