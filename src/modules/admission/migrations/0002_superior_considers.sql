-- Charter 4.4: where a cell has no official member or too few, its direct superior considers the case itself.

alter table admission.vote drop constraint vote_body_check;
alter table admission.vote add constraint vote_body_check check (body in ('cell', 'superior', 'grassroots', 'board'));
comment on column admission.vote.body is 'Who voted: the cell; the direct superior in its place where the cell has too few official members (Charter 4.4); the grassroots committee; the board.';

create or replace function admission.judge_vote() returns trigger
  language plpgsql security definer set search_path = '' as $$
declare
  official int := admission.official_members(new.cell_id, new.on_date);
  enough int;
begin
  if new.body = 'cell' then
    new.official := official;
    if new.in_favour + new.against + new.abstain + new.absent > new.official then
      perform platform.refuse('admission.vote-base-wrong', jsonb_build_object(
        'base', new.in_favour + new.against + new.abstain + new.absent, 'expected', new.official, 'official', new.official,
        'needed', ceil(new.official * 2 / 3.0), 'source', 'Điều lệ Đảng, Điều 4'));
    end if;
  elsif new.body = 'superior' then
    select coalesce((select (s.value #>> '{}')::int from platform.setting s where s.key = 'admission.members-enough' and s.valid @> new.on_date), 3) into enough;
    if official >= enough then
      perform platform.refuse('admission.cell-has-enough', jsonb_build_object('official', official, 'enough', enough, 'source', 'Điều lệ Đảng, Điều 4, khoản 4'));
    end if;
  end if;
  return new;
end
$$;

create or replace function admission.judge_stage() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if new.stage is distinct from old.stage and new.stage in ('cell_voted', 'grassroots_voted', 'decided', 'proposed_official') then
    perform 1 from admission.vote v
    where v.applicant_id = new.id and not v.is_void and v.result = 'passed'
      and v.purpose = case new.stage when 'proposed_official' then 'recognition' else 'admission' end
      and v.body = any(case new.stage when 'grassroots_voted' then array['grassroots'] when 'decided' then array['board'] else array['cell', 'superior'] end);
    if not found then
      perform platform.refuse('admission.order', jsonb_build_object('step', new.stage, 'stage', old.stage, 'source', 'T6'));
    end if;
  end if;
  if (new.stage, new.cell_id, new.label) is distinct from (old.stage, old.cell_id, old.label) then
    update admission.identity i set is_open = new.stage not in ('official', 'dropped', 'removed'), cell_id = new.cell_id, label = new.label where i.id = new.id;
  end if;
  return null;
end
$$;
