import { z } from 'zod';
import { Id, PlainDate } from '#platform/shapes.ts';

/** A post with its days, as far as they are known. */
export const HeldPost = z.object({
  id: Id,
  personId: Id,
  personName: z.string().nullable(),
  from: PlainDate,
  fromPrecision: z.enum(['day', 'month', 'year', 'term']),
  to: PlainDate.nullable(),
  toPrecision: z.enum(['day', 'month', 'year', 'term']),
});

export const REVIEW_OUTCOMES = ['kept', 'ended'] as const;
/** A yearly review of a person of prestige. */
export const PrestigeReview = z.object({
  id: Id,
  year: z.int(),
  on: PlainDate,
  outcome: z.enum(REVIEW_OUTCOMES),
  decision: z.string(),
});
export type PrestigeReview = z.infer<typeof PrestigeReview>;

/** A person of prestige: post, recognition, reviews and when the next is due. */
export const Prestige = HeldPost.extend({
  decision: z.string().nullable(),
  isMember: z.boolean(),
  reviews: z.array(PrestigeReview),
  reviewDueOn: PlainDate.nullable(),
});

export const NewPrestigeReview = z
  .object({
    id: Id,
    postId: Id,
    on: PlainDate,
    outcome: z.enum(REVIEW_OUTCOMES),
    decision: z.string().trim().normalize('NFC').min(1).max(200),
  })
  .meta({ id: 'NewPrestigeReview' });
export type NewPrestigeReview = z.infer<typeof NewPrestigeReview>;
