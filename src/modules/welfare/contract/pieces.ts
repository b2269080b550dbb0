import { z } from 'zod';
import { Id, PageQuery, PlainDate, Text } from '#platform/shapes.ts';
import { SPONSOR_KINDS } from './values.ts';

export const Maybe = (most: number) => Text(most).nullable().default(null);
/** What a campaign is called in other languages; null where nobody translated it. */
export const Titles = z.object({ titleTh: z.string().nullable(), titleEn: z.string().nullable() });
/** A campaign by its names; without any where the reader may not see it. */
export const NamedCampaign = Titles.extend({ id: Id, title: z.string().nullable() });
/** What a campaign is called and for in other languages; null where nobody translated it. */
export const CampaignWords = Titles.extend({
  purposeTh: z.string().nullable(),
  purposeEn: z.string().nullable(),
});
/** A photo with what it shows, in Vietnamese and in whatever else somebody wrote. */
export const Captioned = z.object({ id: Id, vi: z.string(), th: z.string().nullable(), en: z.string().nullable() });
/** A quantity in the item's own unit; how many decimals it may have is a rule of the item. */
export const Quantity = z.number().max(1e15);
export const Vnd = z.int().min(0).max(1e15);
export const ItemCode = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{1,30}$/);
export const NamedUnit = z.object({ id: Id, name: z.string().nullable() });
export const NamedSponsor = z.object({ id: Id, name: z.string().nullable(), kind: z.enum(SPONSOR_KINDS).nullable() });
export const Precise = z.enum(['day', 'month', 'year']);
export const KnownOn = z.object({ on: PlainDate, precision: Precise });
export const ById = z.object({ id: Id });
export const Written = z.object({ id: Id }).meta({ id: 'WelfareWritten' });
export const Version = z.int().min(1);
export const pageOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable(), total: z.int().optional() });
/** Within a unit: its id, slug or code. */
export const OfUnit = PageQuery.extend({ unit: z.string().max(80) });
export type OfUnit = z.infer<typeof OfUnit>;
