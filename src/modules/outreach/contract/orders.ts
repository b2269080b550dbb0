import { z } from 'zod';
import { Id, PlainDate } from '#platform/shapes.ts';
import { NamedUnit } from './shapes.ts';

/** When the check of order was taken: as the visit began, or after it. */
export const MOMENTS = ['before', 'after'] as const;
export type Moment = (typeof MOMENTS)[number];

export const TakeOrder = z.object({ id: Id, unitId: Id, moment: z.enum(MOMENTS) }).meta({ id: 'TakeRecordsOrder' });
export type TakeOrder = z.infer<typeof TakeOrder>;

const Counted = z.object({ looked: z.int(), failing: z.int() }).nullable();
/** A paper or file that offended; without a name where it lies outside the reader's scope. */
const Named = z.object({
  check: z.string(),
  weight: z.enum(['fault', 'remark']),
  document: z.object({ id: Id, symbol: z.string().nullable(), summary: z.string().nullable() }).nullable(),
  dossier: z.object({ id: Id, code: z.string(), title: z.string() }).nullable(),
});
export const OrderOfVisit = z
  .object({
    unit: NamedUnit,
    before: PlainDate.nullable(),
    after: PlainDate.nullable(),
    checks: z.array(z.object({ check: z.string(), before: Counted, after: Counted })),
    mended: z.array(Named),
    left: z.array(Named),
    added: z.array(Named),
  })
  .meta({ id: 'RecordsOrderOfVisit' });
export type OrderOfVisit = z.infer<typeof OrderOfVisit>;
