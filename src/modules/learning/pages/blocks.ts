/** Figures of the page of training, in the blocks in which they are asked for. */
export const TRAINING_BLOCKS = [
  ['I-41.courses', 'I-41', 'I-41.heads'],
  ['I-41.participants'],
  ['I-41.secretaries'],
] as const;
