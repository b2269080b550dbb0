import type { Tone } from '#platform/ui/notices.tsx';
import type { Transfer } from '../../contract.ts';

/** What each state of a transfer looks like. */
export const TRANSFER_TONE: Record<Transfer['state'], Tone> = {
  referred: 'wait',
  accepted: 'ok',
  refused: 'late',
  returned: 'two',
  withdrawn: 'none',
};
