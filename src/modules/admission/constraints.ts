import { meaningOfConstraint } from '#platform/db/sql-problems.ts';

// What a constraint of this room means to the writer who came a moment later than the rule in the code looked.
meaningOfConstraint('identity_open_person', 'admission.person-open');
meaningOfConstraint('identity_open_alike', 'admission.person-open');
meaningOfConstraint('applicant_ceremony_after_decision', 'admission.ceremony-before-decision');
meaningOfConstraint('target_once', 'admission.target-changed-meanwhile');
meaningOfConstraint('introduction_once', 'admission.introducer-twice');
