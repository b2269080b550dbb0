-- Readers of an article that was taken off are told since when.

alter table channel.article add column withdrawn_on date;
comment on column channel.article.withdrawn_on is 'The day on which it was taken off the public pages; not known for what was withdrawn before this column was.';
alter table channel.article add constraint article_withdrawn_since check (withdrawn_on is null or state = 'withdrawn');
grant update (withdrawn_on) on channel.article to gandan_app;
