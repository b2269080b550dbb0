import { verbs as figures } from '#modules/figures/cli.ts';
import { verbs as membership } from '#modules/membership/cli.ts';
import { verbs as organisation } from '#modules/organisation/cli.ts';
import { verbs as welfare } from '#modules/welfare/cli.ts';
import type { Verb } from '../platform/cli.ts';

/** Verbs that the rooms bring. */
export const roomVerbs: readonly Verb[] = [...organisation, ...membership, ...figures, ...welfare];
