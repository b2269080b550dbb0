import type { PlainDate } from '#platform/shapes.ts';

type Paper = { from: PlainDate | null; name: string };

/** Who is left out of the attendance base. @see DOMAIN.md 0 and 4.1: 12-HD/BTCTW, since 28 October 2025 42-HD/BTCTW [S19][S20] */
const ATTENDANCE: readonly Paper[] = [
  { from: null, name: '12-HD/BTCTW' },
  { from: '2025-10-28', name: '42-HD/BTCTW' },
];

/**
 * Who is in the base of votes: clause 9.3 of the regulation on implementing the Charter, whichever was in force.
 * @see DOMAIN.md 0 and 4.1: 24-QĐ/TW 9.3.2 [S7]; replaced by 232 and, from 1 July 2025, by 294 [S1][S2], its clause K-h
 */
const VOTES: readonly Paper[] = [
  { from: null, name: '29-QĐ/TW' },
  { from: '2021-07-30', name: '24-QĐ/TW, 9.3.2' },
  { from: '2025-01-20', name: '232-QĐ/TW, 9.3' },
  { from: '2025-07-01', name: '294-QĐ/TW, 9.3' },
];

const inForce = (papers: readonly Paper[], on: PlainDate): string =>
  papers.findLast(({ from }) => from === null || from <= on)?.name ?? '';

/** The papers that say who is in the two bases of a meeting on its own day, never those of today. */
export function baseSources(on: PlainDate): { attendance: string; votes: string } {
  return { attendance: inForce(ATTENDANCE, on), votes: inForce(VOTES, on) };
}
