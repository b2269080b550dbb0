import { z } from 'zod';
import { KINDS, MEASURES } from '../contract.ts';
import { Gifts } from './gifts.ts';
import { Promises } from './promises.ts';

const Result = z.object({ measure: z.enum(MEASURES), amount: z.number() });
/** A count of people as it may be told: the number, nothing, or withheld. */
const People = z.union([z.number(), z.literal('withheld'), z.null()]);
export type People = z.infer<typeof People>;
const KindLine = z.object({
  kind: z.enum(KINDS),
  activities: z.number(),
  results: z.array(Result),
  people: People,
});
export type KindLine = z.infer<typeof KindLine>;
const Deed = z.object({
  on: z.string(),
  precision: z.enum(['day', 'month', 'year']),
  kind: z.enum(KINDS),
  title: z.string(),
  /** Missing in what was published before there were titles in three languages. */
  th: z.string().nullable().optional(),
  en: z.string().nullable().optional(),
  place: z.string(),
  results: z.array(Result),
});
const Place = z.object({
  id: z.string(),
  name: z.string(),
  isCommune: z.boolean(),
  /** Where it lies, for the map; villages without a place stand in the table only. */
  lon: z.number().nullable().optional(),
  lat: z.number().nullable().optional(),
  activities: z.number(),
  people: People,
  kinds: z.array(KindLine),
  deeds: z.array(Deed),
});
const Change = z.union([
  z.object({
    kind: z.enum(KINDS),
    what: z.union([z.enum(MEASURES), z.literal('activities'), z.literal('people')]),
    before: z.number().nullable(),
    now: z.number().nullable(),
  }),
  /** What was given of a thing over the whole commune. */
  z.object({
    kind: z.literal('given'),
    what: z.string(),
    name: z.string(),
    unit: z.string(),
    before: z.number(),
    now: z.number(),
  }),
  /** A promise: how often it was held of how often; null where it stands on no page. */
  z.object({
    kind: z.literal('promised'),
    what: z.string(),
    before: z.object({ held: z.number(), wanted: z.number() }).nullable(),
    now: z.object({ held: z.number(), wanted: z.number() }).nullable(),
  }),
]);
export type Change = z.infer<typeof Change>;

/** What is published of a commune and a year: every page of it is made of this and of nothing else. */
export const Content = z.object({
  unit: z.object({ id: z.string(), name: z.string() }),
  year: z.number(),
  agencies: z.array(z.string()),
  activities: z.number(),
  people: People,
  kinds: z.array(KindLine),
  places: z.array(Place),
  /** Missing in what was published before gifts were told. */
  gifts: Gifts.optional(),
  /** Missing in what was published before promises were told. */
  promises: Promises.optional(),
  words: z.array(z.object({ id: z.string(), words: z.string(), post: z.string(), unit: z.string() })),
  photos: z.array(
    z.object({
      id: z.string(),
      vi: z.string(),
      th: z.string().nullable(),
      en: z.string().nullable(),
      author: z.string(),
      on: z.string(),
      precision: z.enum(['day', 'month', 'year', 'term']),
      width: z.number(),
      height: z.number(),
    }),
  ),
  /** What differs from the version before; counts of people only where the difference itself is none of a few. */
  changes: z.array(Change),
});
export type Content = z.infer<typeof Content>;

/** A version with what the readers may see of it today. */
export type Published = {
  content: Content;
  revision: number;
  publishedOn: string;
  corrections: { revision: number; publishedOn: string; reason: string | null; changes: Content['changes'] }[];
};
