import type { TransferRules } from '../platform/transfer/tables.ts';

/** What an export of the whole installation leaves behind: keys to doors of this house, and work that ends with it. */
export const TRANSFER_RULES: TransferRules = {
  leftOut: {
    'signin.session': 'who is signed in here is not signed in there',
    'signin.verification': 'belongs to a sign-in under way',
    'signin.two_factor': 'encrypted with a secret of this data directory',
    'signin.used_code': 'belongs to a sign-in under way',
    'signin.failure': 'tries at this address',
    'platform.token': 'access tokens open this installation',
    'platform.sample_sign_in': 'the passwords of the sample work on the computer that made it',
    'platform.command': 'answers kept for callers of this installation',
    'platform.job': 'work of this server',
    'platform.notice_due': 'said to this server, which tells it within seconds',
    'platform.device': 'a phone is bound to the installation that it was signed in at',
    'platform.device_state': 'of a phone',
    'platform.device_copy': 'of a phone',
    'platform.delivery': 'of a phone',
    'meetings.feed': 'secret addresses at this installation',
  },
  replaced: {
    'signin.account': { password: 'null', access_token: 'null', refresh_token: 'null', id_token: 'null' },
    'signin.user': { two_factor_enabled: 'false' },
    'membership.import_batch': { job_id: 'null::uuid' },
  },
};
