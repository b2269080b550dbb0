import { z } from 'zod';
import { Id, PlainDate } from '#platform/shapes.ts';
import { KnownOn, NamedUnit, Year } from './shapes.ts';
import { KINDS, MEASURES, ROLES, SIDES } from './values.ts';

export const SummaryQuery = z.object({ year: z.coerce.number().pipe(Year) });
/** The year of an agreement: what was planned, what was done and with whom, what was given, what is left to do. */
export const TwinningYear = z
  .object({
    twinning: z.object({
      id: Id,
      title: z.string(),
      document: z.string().nullable(),
      starts: KnownOn,
      endsOn: PlainDate,
    }),
    year: z.int(),
    /** Years of the agreement up to now. */
    years: z.array(z.int()),
    asOf: PlainDate,
    /** Who stood on each side in that year, one after the other. */
    sides: z.array(z.object({ side: z.enum(SIDES), unit: NamedUnit })),
    roles: z.array(
      z.object({
        side: z.enum(SIDES),
        role: z.enum(ROLES),
        name: z.string().nullable(),
        post: z.object({ kind: z.string(), unit: z.string() }).nullable(),
      }),
    ),
    plan: z.array(z.object({ id: Id, kind: z.enum(KINDS), title: z.string(), wanted: z.int(), held: z.int() })),
    unplanned: z.int(),
    activities: z.int(),
    personDays: z.number(),
    /** The year before; nothing when the agreement did not run. */
    before: z.object({ activities: z.int(), personDays: z.number() }).nullable(),
    kinds: z.array(
      z.object({
        kind: z.enum(KINDS),
        activities: z.int(),
        personDays: z.number(),
        people: z.int(),
        firstTime: z.int(),
        results: z.array(z.object({ measure: z.enum(MEASURES), amount: z.number() })),
      }),
    ),
    services: z.int(),
    householdVisits: z.int(),
    villages: z.array(z.object({ id: Id, name: z.string(), activities: z.int() })),
    checklist: z.object({ items: z.int(), first: z.int(), last: z.int() }).nullable(),
    findings: z.object({ found: z.int(), mended: z.int() }),
    trips: z.array(
      z.object({
        id: Id,
        title: z.string(),
        titleTh: z.string().nullable(),
        titleEn: z.string().nullable(),
        on: PlainDate,
        occasion: z.string().nullable(),
        people: z.int(),
        stops: z.array(z.string()),
        followUps: z.int(),
        followUpsDone: z.int(),
      }),
    ),
    gifts: z.array(
      z.object({
        campaignId: Id,
        title: z.string(),
        titleTh: z.string().nullable(),
        titleEn: z.string().nullable(),
        sponsors: z.array(z.string().nullable()),
        item: z.string(),
        itemName: z.string(),
        itemUnit: z.string(),
        received: z.number(),
        bought: z.number(),
        spent: z.number(),
        delivered: z.number(),
        returned: z.number(),
        writtenOff: z.number(),
        left: z.number(),
        villages: z.int(),
        households: z.int(),
      }),
    ),
    /** Words whose speakers agreed that they are public, with the post of that day. */
    words: z.array(z.object({ words: z.string(), post: z.string(), unit: z.string() })),
  })
  .meta({ id: 'TwinningYear' });
export type TwinningYear = z.infer<typeof TwinningYear>;
