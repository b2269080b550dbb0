-- Lists of a province are walked in their order until a page is full, instead of being read whole and sorted: 80,000 requests and 100,000 documents in five years.
create index request_order on tasks.request ((answered_on is not null), due_on, id);
create index document_order on tasks.document (issued_on, id);
-- What an organisation was given to do in a year is asked for its evaluation.
create index task_owner_unit on tasks.task (owner_unit_id) where owner_unit_id is not null;
-- What was sent down to a unit; the key begins with the document.
create index addressee_unit on tasks.addressee (unit_id);
