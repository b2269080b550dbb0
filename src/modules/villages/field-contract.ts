import type { Profile, ProfileFields } from './contract.ts';

/** Kind `profile`: a village of the unit; `known` is the last value of each thing. `id` is the village. */
export type ProfileDoc = {
  id: string;
  name: string;
  known: { [K in keyof ProfileFields]: { value: NonNullable<ProfileFields[K]>; on: string; source: string } | null };
  /** The newest snapshot, whose `version` is the base of a correction. */
  last: Profile | null;
};
