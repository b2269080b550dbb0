import type { AgendaItem, Delegate, Follower, MinutesBody, Vote } from './contract.ts';
import type { z } from 'zod';
import type { AgendaKind, Call, MeetingKind, MeetingState, Presence, Reason } from './rules/values.ts';

/** Kind `meeting`: planned ones, and those of the last three months. `version` is the base of every command about it. */
export type MeetingDoc = {
  id: string;
  version: number;
  unitId: string;
  kind: MeetingKind;
  alsoThematic: boolean;
  theme: string | null;
  themeTitle: string | null;
  forMonth: string;
  numberInMonth: number;
  state: MeetingState;
  plannedOn: string;
  plannedAt: string | null;
  place: string | null;
  heldOn: string | null;
  startedAt: string | null;
  endedAt: string | null;
  chairId: string | null;
  secretaryId: string | null;
  speakers: number | null;
  guests: number;
  /** Of them who vote here on local matters; a phone set up before does not know. */
  guestVoters?: number;
  cancelledBecause: string | null;
  minutesNumber: string | null;
  /** Counts as the register has them once it was held; null before. */
  summoned: number | null;
  present: number | null;
  voteBase: number | null;
  agenda: z.infer<typeof AgendaItem>[];
  /** What was written; of a meeting not held yet, empty: the roll stands in the members. */
  attendance: {
    personId: string;
    name: string | null;
    call: Call;
    standing: 'official' | 'probationary';
    presence: Presence;
    reason: Reason | null;
  }[];
  votes: z.infer<typeof Vote>[];
  delegates: z.infer<typeof Delegate>[];
  /** Who of the committees above follows this cell. */
  followers: z.infer<typeof Follower>[];
  /** The newest version of the minutes. */
  minutes: { version: number; body: MinutesBody; reason: string | null } | null;
  /** Tasks given by it, and tasks that were touched at it (documents of kind `task`). */
  taskIds: string[];
  touchedIds: string[];
  requestIds: string[];
};

/** Kind `standing-order`: the agenda that is proposed for a kind of meeting. `id` is the kind. */
export type StandingOrderDoc = { kind: MeetingKind; items: { kind: AgendaKind; title: string }[] };
