import { meaningOfConstraint } from '#platform/db/sql-problems.ts';

// What a constraint of this room means to the writer who came a moment later than the rule in the code looked.
meaningOfConstraint('task_has_one_owner', 'task.owner-missing');
meaningOfConstraint('task_due_after_assigned', 'task.due-before-assigned');
meaningOfConstraint('task_carried_from_key', 'task.closed-already');
meaningOfConstraint('entry_dropped_with_reason', 'task.drop-needs-reason');
meaningOfConstraint('request_due_after_received', 'request.due-before-received');
meaningOfConstraint('document_until_after_issue', 'document.until-before-issue');
meaningOfConstraint('task_document_id_fkey', 'task.document-unknown');
