/** The two ways in which official papers are laid out. */
export const LOOK_NAMES = ['party', 'state'] as const;
export type LookName = (typeof LOOK_NAMES)[number];
