/** Figures of the page of villages, in the blocks in which they are asked for. */
export const VILLAGE_BLOCKS = [['I-30', 'I-32', 'I-33'], ['I-31'], ['I-31.relapsed'], ['I-34', 'I-35']] as const;
