-- The blocks have policies of their own; whoever sees the whole tree sees them all.
select platform.protect_whole(p.polrelid::regclass) from pg_policy p where p.polname = 'scope_1';
