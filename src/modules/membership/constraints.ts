import { meaningOfConstraint } from '#platform/db/sql-problems.ts';

// What a constraint of this room means to the writer who came a moment later than the rule in the code looked.
meaningOfConstraint('member_card_number_key', 'member.card-number-taken');
meaningOfConstraint('transfer_open_once', 'member.transfer-open');
meaningOfConstraint('stay_remark_once', 'member.stay-remark-known');
meaningOfConstraint('slip_check_once', 'transfer.check-known');
meaningOfConstraint('saved_view_user_id_name_key', 'member.view-name-taken');
meaningOfConstraint('import_profile_name_key', 'import.profile-name-taken');
