import { z } from 'zod';
import { Photo } from '#platform/photos/contract.ts';
import { Id, PageQuery, PlainDate, Text } from '#platform/shapes.ts';
import { KnownOn, NamedPerson, NamedUnit, Year } from './shapes.ts';
import { CHANNEL_KINDS, KINDS, MEASURES, ROLES, SIDES, TESTIMONY_KINDS, TWINNING_KINDS } from './values.ts';

export const NewTwinning = z
  .object({
    id: Id,
    kind: z.enum(TWINNING_KINDS).default('twinning'),
    agencyId: Id,
    partnerId: Id,
    title: Text(200),
    document: Text(160).nullable().default(null),
    starts: KnownOn,
    endsOn: PlainDate,
  })
  .meta({ id: 'NewTwinning' });
export type NewTwinning = z.infer<typeof NewTwinning>;
export const ChangeTwinning = z
  .object({
    version: z.int().min(1),
    title: Text(200).optional(),
    document: Text(160).nullable().optional(),
    endsOn: PlainDate.optional(),
    endedOn: PlainDate.nullable().optional(),
  })
  .meta({ id: 'ChangeTwinning' });
export type ChangeTwinning = z.infer<typeof ChangeTwinning>;
export const NewRole = z
  .object({
    id: Id,
    side: z.enum(SIDES),
    role: z.enum(ROLES),
    personId: Id,
    from: PlainDate,
    to: PlainDate.nullable().default(null),
  })
  .meta({ id: 'NewTwinningRole' });
export type NewRole = z.infer<typeof NewRole>;
export const NewChannel = z
  .object({
    id: Id,
    kind: z.enum(CHANNEL_KINDS).default('zalo'),
    name: Text(160),
    rules: Text(600),
    agencyOwnerId: Id.nullable().default(null),
    partnerOwnerId: Id.nullable().default(null),
    openedOn: PlainDate,
  })
  .meta({ id: 'NewChannel' });
export type NewChannel = z.infer<typeof NewChannel>;
/** The last day of a role is the day before `to`. */
export const EndRole = z.object({ to: PlainDate }).meta({ id: 'EndTwinningRole' });
export type EndRole = z.infer<typeof EndRole>;
export const ChangeChannel = z
  .object({
    version: z.int().min(1),
    rules: Text(600).optional(),
    agencyOwnerId: Id.nullable().optional(),
    partnerOwnerId: Id.nullable().optional(),
    closedOn: PlainDate.optional(),
  })
  .meta({ id: 'ChangeChannel' });
export type ChangeChannel = z.infer<typeof ChangeChannel>;
/** Whether a campaign of welfare belongs to the agreement. */
export const JoinCampaign = z.object({ joined: z.boolean() }).meta({ id: 'JoinCampaign' });
export type JoinCampaign = z.infer<typeof JoinCampaign>;
export const NewPlanItem = z
  .object({
    id: Id,
    year: Year,
    kind: z.enum(KINDS),
    title: Text(200),
    wanted: z.int().min(1).max(1000),
    dueOn: PlainDate.nullable().default(null),
  })
  .meta({ id: 'NewPlanItem' });
export type NewPlanItem = z.infer<typeof NewPlanItem>;
/** Whether a promise of the plan may stand on public pages, and its words in the other languages. */
export const TellPromise = z
  .object({
    version: z.int().min(1),
    public: z.boolean(),
    th: Text(200).nullable().default(null),
    en: Text(200).nullable().default(null),
  })
  .meta({ id: 'TellPromise' });
export type TellPromise = z.infer<typeof TellPromise>;

export const TwinningRow = z
  .object({
    id: Id,
    kind: z.enum(TWINNING_KINDS),
    agency: NamedUnit,
    partner: NamedUnit,
    title: z.string(),
    document: z.string().nullable(),
    starts: KnownOn,
    endsOn: PlainDate,
    endedOn: PlainDate.nullable(),
    state: z.enum(['coming', 'running', 'over']),
    activities: z.int(),
    lastOn: PlainDate.nullable(),
    version: z.int(),
  })
  .meta({ id: 'TwinningRow' });
export type TwinningRow = z.infer<typeof TwinningRow>;
export const TwinningQuery = PageQuery.extend({ unit: z.string().min(1).max(80) });
export type TwinningQuery = z.infer<typeof TwinningQuery>;

/** A year of one kind: how often, and what came of it, each measure by itself. */
const KindYear = z.object({
  year: z.int(),
  kind: z.enum(KINDS),
  activities: z.int(),
  personDays: z.number(),
  people: z.int(),
  firstTime: z.int(),
});
export const Testimony = z
  .object({
    id: Id,
    activityId: Id.nullable(),
    kind: z.enum(TESTIMONY_KINDS),
    person: NamedPerson,
    /** The posts held on that day, as the register has them. */
    posts: z.array(z.object({ kind: z.string(), unit: NamedUnit })),
    said: KnownOn,
    words: z.string(),
    source: z.string().nullable(),
    consentOn: PlainDate.nullable(),
    withdrawnOn: PlainDate.nullable(),
    public: z.boolean(),
    version: z.int(),
  })
  .meta({ id: 'Testimony' });
export type Testimony = z.infer<typeof Testimony>;
const PlanItem = z.object({
  id: Id,
  year: z.int(),
  kind: z.enum(KINDS),
  title: z.string(),
  wanted: z.int(),
  held: z.int(),
  dueOn: PlainDate.nullable(),
  movedTo: z.int().nullable(),
  titleTh: z.string().nullable(),
  titleEn: z.string().nullable(),
  /** Since when it may stand on public pages. */
  publicOn: PlainDate.nullable(),
  version: z.int(),
});
export const TwinningPage = TwinningRow.extend({
  sides: z.array(
    z.object({ side: z.enum(SIDES), unit: NamedUnit, from: PlainDate.nullable(), to: PlainDate.nullable() }),
  ),
  roles: z.array(
    z.object({
      id: Id,
      side: z.enum(SIDES),
      role: z.enum(ROLES),
      person: NamedPerson,
      posts: z.array(z.object({ kind: z.string(), unit: NamedUnit })),
      from: PlainDate.nullable(),
      to: PlainDate.nullable(),
    }),
  ),
  channels: z.array(
    z.object({
      id: Id,
      kind: z.enum(CHANNEL_KINDS),
      name: z.string(),
      rules: z.string(),
      agencyOwner: NamedPerson.nullable(),
      partnerOwner: NamedPerson.nullable(),
      openedOn: PlainDate,
      version: z.int(),
    }),
  ),
  /** Campaigns of welfare that belong to it: those joined to it, and those of its deeds. Sums per measure, never added. */
  campaigns: z.array(
    z.object({
      id: Id,
      title: z.string(),
      titleTh: z.string().nullable(),
      titleEn: z.string().nullable(),
      state: z.enum(['open', 'closed']),
      startsOn: PlainDate,
      joined: z.boolean(),
      items: z.array(z.object({ item: z.string(), received: z.number(), delivered: z.number(), inStock: z.number() })),
    }),
  ),
  plan: z.array(PlanItem),
  /** Held without standing in a plan, by year. */
  unplanned: z.array(z.object({ year: z.int(), activities: z.int() })),
  years: z.array(KindYear),
  results: z.array(z.object({ kind: z.enum(KINDS), measure: z.enum(MEASURES), year: z.int(), amount: z.number() })),
  services: z.array(z.object({ year: z.int(), done: z.int() })),
  households: z.array(z.object({ year: z.int(), households: z.int() })),
  checklist: z.object({ items: z.int(), first: z.int(), last: z.int() }).nullable(),
  villages: z.array(
    z.object({
      id: Id,
      name: z.string(),
      lon: z.number().nullable(),
      lat: z.number().nullable(),
      activities: z.int(),
    }),
  ),
  openFindings: z.int(),
  trip: z
    .object({
      id: Id,
      title: z.string(),
      titleTh: z.string().nullable(),
      titleEn: z.string().nullable(),
      occasion: z.string().nullable(),
      startsOn: PlainDate,
      agencyPeople: z.int(),
      partnerPeople: z.int(),
      stops: z.array(
        z.object({ position: z.int(), name: z.string(), at: z.string().nullable(), note: z.string().nullable() }),
      ),
      followUps: z.int(),
    })
    .nullable(),
  testimonies: z.array(Testimony),
  photos: z.array(Photo),
  photoCounts: z.object({ all: z.int(), nobody: z.int(), agreed: z.int() }),
}).meta({ id: 'TwinningPage' });
export type TwinningPage = z.infer<typeof TwinningPage>;
