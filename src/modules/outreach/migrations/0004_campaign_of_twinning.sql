-- A campaign names the agreement it belongs to. What was written before this rule is not looked at again.

alter table welfare.campaign add constraint campaign_twinning_known foreign key (twinning_id) references outreach.twinning (id) not valid;
create index campaign_twinning on welfare.campaign (twinning_id) where twinning_id is not null;
