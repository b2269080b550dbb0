-- The board of a whole province counts and orders its open files from this alone.
create index applicant_open_by_day on admission.applicant (due_on, id) include (stage, cell_id, label, nominator_label, nominator_kind, post_held)
  where stage not in ('official', 'dropped', 'removed');
-- Figures of a period look at what happened in it, not at everybody who was ever noticed.
create index applicant_ceremony on admission.applicant (ceremony_on) where ceremony_on is not null;
