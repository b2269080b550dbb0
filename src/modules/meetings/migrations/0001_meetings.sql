-- Cell and committee meetings: agenda, attendance, minutes, votes, quality, superiors attending.

create schema meetings;
comment on schema meetings is 'Cell and committee meetings: agenda, attendance, minutes, votes, quality, superiors attending.';
grant usage on schema meetings to gandan_app;
