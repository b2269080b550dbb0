import { meaningOfConstraint } from '#platform/db/sql-problems.ts';

// What a constraint of this room means to the writer who came a moment later than the rule in the code looked.
meaningOfConstraint('term_one_at_a_time', 'term.overlaps');
meaningOfConstraint('term_ends_after_start', 'term.dates');
meaningOfConstraint('number_one_per_document', 'number.drawn-already');
meaningOfConstraint('number_once', 'number.gap');
meaningOfConstraint('link_once', 'document.linked-already');
meaningOfConstraint('link_not_itself', 'document.link-itself');
meaningOfConstraint('addressee_once', 'document.addressee-twice');
meaningOfConstraint('document_arrived_after_its_date', 'document.arrived-before-date');
meaningOfConstraint('document_due_after_registered', 'document.due-before');
meaningOfConstraint('document_top_secret_bare', 'document.top-secret-abstract');
meaningOfConstraint('document_stub_only', 'document.classified');
meaningOfConstraint('document_has_summary', 'document.summary-missing');
meaningOfConstraint('dossier_code_once', 'dossier.code-taken');
meaningOfConstraint('dossier_closed_after_opened', 'dossier.closed-before-opened');
meaningOfConstraint('destruction_two_persons', 'destruction.same-person');
meaningOfConstraint('transfer_item_once', 'transfer.on-list');
meaningOfConstraint('template_active', 'template.active-already');
