import { recountTotals } from '#modules/figures/verify.ts';
import { verifyChain } from '../platform/audit/audit.ts';
import { type Database, asOwner } from '../platform/db/database.ts';

/** Something that must hold, counted or computed again from its records. `name` is part of a message key. */
export type Check = {
  name: string;
  run(db: Database): Promise<{ ok: boolean; checked: number; findings: string[] }>;
};

/** What `gandan verify` goes through. */
export const CHECKS: readonly Check[] = [
  {
    name: 'audit-chain',
    run: async (db) => {
      const { agrees, checked, firstBroken } = await verifyChain(db);
      return { ok: agrees, checked, findings: firstBroken ? [`${firstBroken.position}: ${firstBroken.reason}`] : [] };
    },
  },
  {
    name: 'totals',
    run: async (db) => {
      const { compared, different } = await asOwner(db, 'verify', (tx) => recountTotals(tx));
      return { ok: different.length === 0, checked: compared, findings: different.map((one) => JSON.stringify(one)) };
    },
  },
];
