import { createHash } from 'node:crypto';

/** An entry of the journal as it was written down: the text that was hashed, and the hash that came out. */
export type Chained = { campaign: string; no: number; payload: string; hash: string };

/** What stands before the first entry of a campaign. */
export function beginning(campaign: string): Buffer {
  return createHash('sha256').update(`gandan welfare ${campaign}`).digest();
}

/**
 * Goes through the journal of one or more campaigns, also out of a file that was exported: every hash must be that of the one
 * before and the text, and no number may be missing.
 * @returns what is wrong, `campaign no: reason`; nothing when all of it holds
 */
export function brokenChains(entries: readonly Chained[]): string[] {
  const ends = new Map<string, { no: number; hash: Buffer }>();
  const findings: string[] = [];
  for (const entry of [...entries].sort((a, b) =>
    a.campaign === b.campaign ? a.no - b.no : a.campaign < b.campaign ? -1 : 1,
  )) {
    const before = ends.get(entry.campaign) ?? { no: 0, hash: beginning(entry.campaign) };
    const hash = createHash('sha256').update(before.hash).update(entry.payload, 'utf8').digest();
    if (entry.no !== before.no + 1) findings.push(`${entry.campaign} ${entry.no}: number`);
    else if (hash.toString('hex') !== entry.hash) findings.push(`${entry.campaign} ${entry.no}: hash`);
    ends.set(entry.campaign, { no: entry.no, hash: Buffer.from(entry.hash, 'hex') });
  }
  return findings;
}
