-- Who counts as a member of a village, on which days; the three states follow from it and from the cells that cover the village.

insert into platform.setting (key, valid, value, source, confidence)
select 'villages.posted-members-count', daterange(null, null), 'false'::jsonb, 'quy ước của tỉnh; khi chưa có thì chỉ tính đảng viên cư trú tại thôn, bản', 'K-l'
where not exists (select 1 from platform.setting where key = 'villages.posted-members-count');

create view villages.presence with (security_invoker = true) as
  select c.place_id as village_id, p.member_id as person_id, c.valid * p.valid * r.valid as valid
  from organisation.covers c
  join membership.on_roll p on p.cell_id = c.party_id and p.valid && c.valid
  join membership.lived_in r on r.person_id = p.member_id and r.village_id = c.place_id and r.valid && p.valid * c.valid
  union all
  select c.place_id, p.member_id, c.valid * p.valid * s.valid
  from platform.setting s
  join organisation.covers c on c.valid && s.valid
  join membership.on_roll p on p.cell_id = c.party_id and p.valid && c.valid * s.valid
  join membership.shown_member m on m.id = p.member_id and m.occupation in ('teacher', 'health', 'police', 'military', 'civil_servant', 'public_employee')
  where s.key = 'villages.posted-members-count' and s.value = 'true'
    and not exists (select 1 from organisation.covers o where o.party_id = c.party_id and o.place_id <> c.place_id and o.valid && c.valid * p.valid);
comment on view villages.presence is
  'A member whose cell covers the village and who lives there; where the province counts posted teachers and officers (setting), also those sent to the cell of that one village.';
grant select on villages.presence to gandan_app;

create function villages.state_ranges(wanted uuid[])
  returns table (village_id uuid, life datemultirange, member datemultirange, covered datemultirange, own datemultirange)
  language sql stable as $$
  select w.id,
    coalesce((select range_agg(v.valid) from organisation.unit_version v where v.unit_id = w.id and v.kind in ('village', 'residential_group')), '{}'),
    coalesce((select range_agg(p.valid) from villages.presence p where p.village_id = w.id), '{}'),
    coalesce((select range_agg(c.valid) from organisation.covers c where c.place_id = w.id), '{}'),
    coalesce((select range_agg(part.valid) from organisation.covers c
      cross join lateral unnest(datemultirange(c.valid) - coalesce((
        select range_agg(o.valid) from organisation.covers o where o.party_id = c.party_id and o.place_id <> c.place_id and o.valid && c.valid), '{}')) as part (valid)
      where c.place_id = w.id), '{}')
  from unnest(wanted) as w (id)
$$;
comment on function villages.state_ranges is 'For each village the days it lived, had a member, was covered by a cell, and had a cell of its own, as the caller sees them.';
grant execute on function villages.state_ranges to gandan_app;
