import { sql } from 'kysely';
import { inScope, type Scope } from '#platform/db/database.ts';
import type { Verb } from '#platform/cli.ts';
import { RIGHTS } from '#platform/rights.ts';
import { ledgerText } from './exports.ts';

/** Who runs a command on the machine itself may see everything the register holds; the access log says so. */
const OPERATOR: Scope = { userId: 'command-line', rights: RIGHTS, ranges: 'everything', via: 'command-line' };

/** `gandan export ledger`: the journal as text that `ledger` and `hledger` read. */
const exportLedger: Verb = {
  name: 'export ledger',
  summary: 'welfare.cli.ledger',
  configure: (command, t) => void command.option('--campaign <id>', t('welfare.cli.campaign')),
  async run(context, { options }) {
    const campaign = options['campaign'];
    const { db } = await context.platform();
    const text = await inScope(db, OPERATOR, (tx) =>
      ledgerText(tx, typeof campaign === 'string' ? sql`p.campaign_id::text = ${campaign}` : sql`true`),
    );
    context.print({ journal: text }, text);
    return 0;
  },
};

export const verbs: readonly Verb[] = [exportLedger];
