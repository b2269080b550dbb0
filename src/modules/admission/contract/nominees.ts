import { z } from 'zod';
import { PageQuery } from '#platform/shapes.ts';
import { FunnelStage, NamedUnit } from './applicant.ts';
import { Stage } from './values.ts';

/** What a nominating body sees of its own nominees: how far each has come, and nothing of votes and checks. */
export const Nominee = z
  .object({
    id: z.uuid(),
    fullName: z.string().nullable(),
    cell: NamedUnit,
    stage: Stage,
    noticedOn: z.string(),
    stageOn: z.string(),
    ceremonyOn: z.string().nullable(),
    officialOn: z.string().nullable(),
    endedOn: z.string().nullable(),
  })
  .meta({ id: 'Nominee' });
export type Nominee = z.infer<typeof Nominee>;

/** Where a nominee stands for the body that named him. */
export const NOMINEE_VIEWS = ['open', 'admitted', 'ended', 'all'] as const;
export type NomineeView = (typeof NOMINEE_VIEWS)[number];

export const NomineeQuery = z.object({
  ...PageQuery.shape,
  limit: z.coerce.number().int().min(1).max(500).default(200),
  view: z.enum(NOMINEE_VIEWS).default('all'),
  /** Only those who came this far, or farther. */
  reached: FunnelStage.shape.key.optional(),
  /** Only those named in this year, or admitted in it. */
  namedIn: z.coerce.number().int().min(2000).max(2100).optional(),
  admittedIn: z.coerce.number().int().min(2000).max(2100).optional(),
});
export type NomineeQuery = z.infer<typeof NomineeQuery>;

export const NomineePage = z.object({
  items: z.array(Nominee),
  nextCursor: z.string().nullable(),
  total: z.int(),
  /** Of all own nominees: all = open + admitted + ended. */
  counts: z.record(z.enum(NOMINEE_VIEWS), z.int()),
  /** How many of all own nominees came at least this far. */
  way: z.array(FunnelStage.pick({ key: true, reached: true, percent: true })),
});
export type NomineePage = z.infer<typeof NomineePage>;
