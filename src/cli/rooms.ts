import { verbs as figures } from '#modules/figures/cli.ts';
import type { Verb } from '../platform/cli.ts';

/** Verbs that the rooms bring. */
export const roomVerbs: readonly Verb[] = [...figures];
