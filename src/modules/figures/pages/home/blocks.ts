/** Figures of the first page, in the blocks in which they are asked for. */
export const HOME_BLOCKS = [
  ['I-01', 'I-11', 'I-12', 'I-02.probationary'],
  ['I-36'],
  ['I-47'],
  ['I-30', 'I-32', 'I-33'],
] as const;
