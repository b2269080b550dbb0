-- Evidence stays, by the function that all rooms share.

drop trigger append_only on tasks.entry;
drop function tasks.append_only();
create trigger append_only before update or delete on tasks.entry for each row execute function platform.stays('task.evidence-stays');
