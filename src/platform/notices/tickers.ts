import type { Platform } from '../http/context.ts';
import type { Ticker } from '../jobs/tickers.ts';
import { translate } from '../messages-node.ts';
import { tellWhatIsDue, tellWhatWasSaid } from './due.ts';
import { sendDue } from './sender.ts';
import { openWays } from './settings.ts';
import { ZALO } from './ways/zalo.ts';

/** Tells what rooms said and sends the outbox; looks every quarter of an hour for what has come due with the days. */
export function noticeTickers({ db, dataDir, clock }: Platform): Ticker[] {
  return [
    {
      name: 'notices',
      everyMs: 5_000,
      work: async () => {
        await tellWhatWasSaid(db, clock);
        const { ways, base } = await openWays({ db, dataDir, clock, zalo: ZALO });
        await sendDue({ db, clock, ways, base, say: (key, lang) => translate(lang, key) });
      },
    },
    { name: 'notices-due', everyMs: 15 * 60_000, work: async () => void (await tellWhatIsDue(db, clock)) },
  ];
}
