import { z } from 'zod';
import { HeldPost, Prestige } from './prestige-contract.ts';
import { Id, PageQuery, PlainDate } from '#platform/shapes.ts';

/** The three states of a village, each asked by itself and never merged into one flag. @see DOMAIN.md 2.3 */
export const STATES = ['blank_members', 'blank_cell', 'combined'] as const;
export const VillageState = z.enum(STATES);
export type VillageState = z.infer<typeof VillageState>;

export const SIGNALS = ['none', 'holes', 'good'] as const;
export const POWERS = ['none', 'partial', 'grid'] as const;
export const ROADS = ['footpath', 'motorbike', 'car_dry', 'car_all_year'] as const;
export const CULTURE_HOUSES = ['none', 'shared', 'own'] as const;
export const TOPICS = [
  'road',
  'power',
  'signal',
  'internet',
  'radio_tv',
  'press',
  'school',
  'health',
  'water',
  'market',
  'culture_house',
  'production',
  'other',
] as const;
export const COMPONENTS = [
  'production_land',
  'residential_land',
  'housing',
  'water',
  'livestock',
  'seed',
  'road',
  'power',
  'irrigation',
  'school',
  'culture_house',
  'training',
  'machinery',
  'other',
] as const;
export const UNITS = [
  'household',
  'house',
  'plot',
  'hectare',
  'square_metre',
  'animal',
  'kilogram',
  'tank',
  'tap',
  'metre',
  'kilometre',
  'work',
  'person',
  'piece',
] as const;

/** Known to the day, the month or the year. */
export const KnownOn = z.object({ on: PlainDate, precision: z.enum(['day', 'month', 'year']) });
export type KnownOn = z.infer<typeof KnownOn>;

const Count = z.int().min(0).max(1_000_000);
const Source = z.string().trim().normalize('NFC').min(1).max(200);
const NamedUnit = z.object({ id: Id, name: z.string() });

/** What was looked at in a village on a day. What is left out stays as it was last known. */
const PROFILE = {
  households: Count.nullable(),
  residents: Count.nullable(),
  poor: Count.nullable(),
  nearPoor: Count.nullable(),
  signal: z.enum(SIGNALS).nullable(),
  power: z.enum(POWERS).nullable(),
  road: z.enum(ROADS).nullable(),
  cultureHouse: z.enum(CULTURE_HOUSES).nullable(),
};
export const ProfileFields = z.object(PROFILE);
export type ProfileFields = z.infer<typeof ProfileFields>;
export const NewProfile = z
  .object({
    households: PROFILE.households.default(null),
    residents: PROFILE.residents.default(null),
    poor: PROFILE.poor.default(null),
    nearPoor: PROFILE.nearPoor.default(null),
    signal: PROFILE.signal.default(null),
    power: PROFILE.power.default(null),
    road: PROFILE.road.default(null),
    cultureHouse: PROFILE.cultureHouse.default(null),
    id: Id,
    asOf: KnownOn,
    /** Poverty standard by which the households were reviewed; that of the day when left out. */
    standard: z.string().max(20).nullable().default(null),
    source: Source,
  })
  .meta({ id: 'NewVillageProfile' });
export type NewProfile = z.infer<typeof NewProfile>;
/** What is left out stays; null says that it was not looked at after all. */
export const CorrectProfile = ProfileFields.partial()
  .extend({ version: z.int().min(1), standard: z.string().max(20).nullable().optional(), source: Source.optional() })
  .meta({ id: 'CorrectVillageProfile' });
export type CorrectProfile = z.infer<typeof CorrectProfile>;
export const Profile = ProfileFields.extend({
  id: Id,
  asOf: KnownOn,
  standard: z.string().nullable(),
  source: z.string(),
  version: z.int(),
}).meta({ id: 'VillageProfile' });
export type Profile = z.infer<typeof Profile>;

export const NewFact = z
  .object({
    id: Id,
    topic: z.enum(TOPICS),
    on: KnownOn,
    value: z.string().trim().normalize('NFC').min(1).max(200),
    source: Source,
  })
  .meta({ id: 'NewVillageFact' });
export type NewFact = z.infer<typeof NewFact>;
export const Fact = NewFact.meta({ id: 'VillageFact' });
export type Fact = z.infer<typeof Fact>;

export const NewStateEvent = z
  .object({
    id: Id,
    state: VillageState,
    event: z.enum(['cleared', 'relapsed']),
    on: KnownOn,
    document: z.string().trim().normalize('NFC').min(1).max(120).nullable().default(null),
    source: Source,
  })
  .meta({ id: 'NewVillageStateEvent' });
export type NewStateEvent = z.infer<typeof NewStateEvent>;

/** Another day or paper of an event, or that it did not happen; what is left out stays. */
export const CorrectStateEvent = z
  .object({
    id: Id,
    on: KnownOn.optional(),
    document: z.string().trim().normalize('NFC').min(1).max(120).nullable().optional(),
    source: Source.optional(),
    withdrawn: z.boolean().default(false).describe('The event did not happen.'),
    reason: z.string().trim().normalize('NFC').min(1).max(200),
  })
  .meta({ id: 'CorrectVillageStateEvent' });
export type CorrectStateEvent = z.infer<typeof CorrectStateEvent>;

export const NewPrestige = z
  .object({
    id: Id,
    personId: Id,
    fullName: z
      .string()
      .trim()
      .min(2)
      .max(120)
      .nullable()
      .default(null)
      .describe('Of somebody the register does not know: he is entered by name alone, under the id given.'),
    from: PlainDate,
    fromPrecision: z.enum(['day', 'month', 'year']).default('day'),
    to: PlainDate.nullable().default(null),
    /** Number, day and issuer of the recognition. */
    decision: z.string().trim().normalize('NFC').min(1).max(200),
  })
  .meta({ id: 'NewPrestige' });
export type NewPrestige = z.infer<typeof NewPrestige>;

export const NewBenefit = z
  .object({
    id: Id,
    programme: z.string().max(40),
    component: z.enum(COMPONENTS),
    year: z.int().min(1990).max(2100),
    quantity: z.number().positive().max(1_000_000_000),
    unit: z.enum(UNITS),
    households: z.int().min(1).max(100_000).nullable().default(null),
    stage: z.enum(['planned', 'delivered']).default('delivered'),
    source: Source,
  })
  .meta({ id: 'NewVillageBenefit' });
export type NewBenefit = z.infer<typeof NewBenefit>;
export const Benefit = z
  .object({
    ...NewBenefit.shape,
    households: z.int().nullable(),
    stage: z.enum(['planned', 'delivered']),
    version: z.int(),
  })
  .meta({ id: 'VillageBenefit' });
export type Benefit = z.infer<typeof Benefit>;
export const DeliverBenefit = z
  .object({
    version: z.int().min(1),
    year: z.int().min(1990).max(2100),
    quantity: z.number().positive().max(1_000_000_000),
    source: Source,
  })
  .meta({ id: 'DeliverVillageBenefit' });
export type DeliverBenefit = z.infer<typeof DeliverBenefit>;

/** What was done in a period, as counts; who was helped or at odds has no field. */
export const WorkCounts = z.object({
  mediations: Count.nullable().default(null),
  settled: Count.nullable().default(null),
  talks: Count.nullable().default(null),
  listeners: Count.nullable().default(null),
  membersHelping: Count.nullable().default(null),
  householdsHelped: Count.nullable().default(null),
  householdsOut: Count.nullable().default(null),
  models: Count.nullable().default(null),
});
export type WorkCounts = z.infer<typeof WorkCounts>;
export const NewWork = WorkCounts.extend({
  id: Id,
  from: PlainDate,
  /** Last day, included. */
  to: PlainDate,
  source: Source,
}).meta({ id: 'NewVillageWork' });
export type NewWork = z.infer<typeof NewWork>;
export const Work = WorkCounts.required()
  .extend({ id: Id, from: PlainDate, to: PlainDate, source: z.string() })
  .meta({ id: 'VillageWork' });
export type Work = z.infer<typeof Work>;

export const Programme = z
  .object({
    code: z.string(),
    name: z.string(),
    document: z.string().nullable(),
    firstYear: z.int(),
    lastYear: z.int(),
    about: z.string(),
    confidence: z.string(),
    successors: z.array(z.string()),
  })
  .meta({ id: 'Programme' });
export type Programme = z.infer<typeof Programme>;

export const Standard = z
  .object({
    code: z.string(),
    from: PlainDate.nullable(),
    to: PlainDate.nullable(),
    document: z.string(),
    confidence: z.string(),
  })
  .meta({ id: 'PovertyStandard' });
export type Standard = z.infer<typeof Standard>;

/** A stretch of days in a state; `to` is the first day no longer in it. */
export const Stretch = z.object({
  from: PlainDate,
  to: PlainDate.nullable(),
  /** It was so when the records begin: nobody wrote down since when. */
  sinceBefore: z.boolean(),
});
export type Stretch = z.infer<typeof Stretch>;
export const Happening = z.object({ state: VillageState, event: z.enum(['cleared', 'relapsed']), on: PlainDate });
export type Happening = z.infer<typeof Happening>;

export const VillageQuery = PageQuery.extend({
  unit: z.string().min(1).max(80),
  asOf: PlainDate.optional(),
  boundaries: z.union([z.literal('then'), z.literal('now'), PlainDate]).default('now'),
  state: VillageState.optional(),
  signal: z.enum(SIGNALS).optional(),
  q: z.string().trim().normalize('NFC').max(120).optional(),
});
export type VillageQuery = z.infer<typeof VillageQuery>;
export const VillageRow = z
  .object({
    id: Id,
    slug: z.string().nullable(),
    name: z.string(),
    kind: z.string(),
    commune: NamedUnit.nullable(),
    states: z.array(VillageState),
    cells: z.array(NamedUnit),
    members: z.int().describe('Members on the roll who live there, whichever their cell.'),
    households: z.int().nullable(),
    residents: z.int().nullable(),
    poor: z.int().nullable(),
    signal: z.enum(SIGNALS).nullable(),
    seenOn: PlainDate.nullable().describe('Day of the last snapshot.'),
    lon: z.number().nullable(),
    lat: z.number().nullable(),
  })
  .meta({ id: 'VillageRow' });
export type VillageRow = z.infer<typeof VillageRow>;
export const VillageList = z.object({
  items: z.array(VillageRow),
  nextCursor: z.string().nullable(),
  total: z.int().optional(),
});
export type VillageList = z.infer<typeof VillageList>;

export const MapVillage = z
  .object({
    id: Id,
    name: z.string(),
    commune: NamedUnit.nullable(),
    states: z.array(VillageState),
    lon: z.number().nullable(),
    lat: z.number().nullable(),
  })
  .meta({ id: 'MapVillage' });
export type MapVillage = z.infer<typeof MapVillage>;
export const VillageMap = z
  .object({
    unit: NamedUnit,
    /** The place whose outlines are drawn beneath. */
    placeId: Id.nullable(),
    asOf: PlainDate,
    total: z.int(),
    /** Villages in none of the three states: not drawn, but counted. */
    own: z.int(),
    /** More are in a state than a map can show; the list has them all. */
    more: z.int(),
    items: z.array(MapVillage),
  })
  .meta({ id: 'VillageMap' });
export type VillageMap = z.infer<typeof VillageMap>;

export const Cover = z.object({
  cell: NamedUnit,
  from: PlainDate,
  to: PlainDate.nullable(),
  villages: z.int().describe('Villages the cell covered, on the last day of the link or today.'),
  members: z.int().nullable().describe('On its roll on the day asked; only for cells that cover it then.'),
  foundedOn: PlainDate.nullable(),
  decision: z.string().nullable(),
  founders: z.int().nullable().describe('Official members on the day it was founded.'),
  localFounders: z.int().nullable().describe('Those of them who lived in a village it covered.'),
});
export type Cover = z.infer<typeof Cover>;
/** One person from village head to member to secretary. */
export const LifePath = z.object({
  personId: Id,
  name: z.string().nullable(),
  head: z.object({ from: PlainDate, precision: z.string(), to: PlainDate.nullable() }),
  joined: z.object({ on: PlainDate, precision: z.string() }).nullable(),
  secretary: z.object({ from: PlainDate, precision: z.string(), to: PlainDate.nullable() }),
  /** Holds both posts on the day asked. */
  bothNow: z.boolean(),
});
export type LifePath = z.infer<typeof LifePath>;

const Known = <T extends z.ZodType>(value: T) => z.object({ value, asOf: KnownOn, source: z.string() }).nullable();

export const VillagePage = z
  .object({
    id: Id,
    slug: z.string().nullable(),
    name: z.string(),
    kind: z.string(),
    asOf: PlainDate,
    alive: z.boolean(),
    from: PlainDate,
    to: PlainDate.nullable(),
    path: z.array(NamedUnit),
    formerCommunes: z.array(z.object({ id: Id, name: z.string(), to: PlainDate })),
    states: z.array(VillageState),
    known: z.object({
      households: Known(z.int()),
      residents: Known(z.int()),
      poor: Known(z.int()),
      nearPoor: Known(z.int()),
      signal: Known(z.enum(SIGNALS)),
      power: Known(z.enum(POWERS)),
      road: Known(z.enum(ROADS)),
      cultureHouse: Known(z.enum(CULTURE_HOUSES)),
    }),
    standard: z.string().nullable().describe('By which poor and near-poor were reviewed.'),
    profiles: z.array(Profile),
    members: z.int(),
    membersByYear: z.array(z.object({ on: PlainDate, members: z.int() })),
    history: z.object({
      blank_members: z.array(Stretch),
      blank_cell: z.array(Stretch),
      combined: z.array(Stretch),
    }),
    happenings: z.array(Happening),
    recorded: z.array(
      z.object({
        id: Id,
        state: VillageState,
        event: z.enum(['cleared', 'relapsed']),
        on: KnownOn,
        document: z.string().nullable(),
        source: z.string(),
        /** What stood there before it was corrected, and why. */
        corrected: z.object({ on: KnownOn, document: z.string().nullable(), reason: z.string() }).nullable(),
      }),
    ),
    covers: z.array(Cover),
    prestige: z.array(Prestige),
    heads: z.array(HeldPost),
    paths: z.array(LifePath),
    facts: z.array(Fact),
    benefits: z.array(Benefit),
    work: z.array(Work),
  })
  .meta({ id: 'VillagePage' });
export type VillagePage = z.infer<typeof VillagePage>;
export const Written = z.object({ id: Id });
export * from './prestige-contract.ts';
