-- The page of a meeting asks for its requests.
create index request_meeting on tasks.request (meeting_id) where meeting_id is not null;
