-- The home of a family that was helped is recognised without a face: such a photo needs the family's consent like one of people.
-- Source: DOMAIN.md 8.3 point 9 (recognisable children or poor households). The other constraints ask for consent of all but `nobody`.
alter table platform.photo drop constraint photo_people_check;
alter table platform.photo add constraint photo_people_check check (people in ('nobody', 'adults', 'children', 'household'));
comment on column platform.photo.people is 'Who can be recognised: nobody, adults, children among them, or a household by its home.';
