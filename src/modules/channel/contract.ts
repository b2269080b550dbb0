import { z } from 'zod';
import { Id, PageQuery, PlainDate, Text } from '#platform/shapes.ts';

/** To whom a bulletin goes: the other side of an agreement, the units next below, the cells below, or units that are named. */
export const REACHES = ['twinned', 'next', 'cells', 'chosen'] as const;
/** The five topics of news. @see scenario claim A7 */
export const TOPICS = ['party_guidelines', 'law_policy', 'economy_society', 'security', 'defence'] as const;
export const NEWS_STATES = ['draft', 'published', 'withdrawn'] as const;
export const OUTLET_KINDS = ['zalo_group', 'zalo_page', 'facebook_page', 'web_page', 'loudspeaker'] as const;
export const SHARE_WAYS = ['text', 'card', 'qr'] as const;

const NamedUnit = z.object({ id: Id, name: z.string() });
const UnitRef = z.string().min(1).max(80);
export const Written = z.object({ id: Id });

// ------------------------------------------------------------------------------------------------------------- bulletins
export const NewBulletin = z
  .object({
    id: Id,
    unitId: Id,
    reach: z.enum(REACHES),
    twinningId: Id.nullable().default(null),
    /** Named units, with the reach `chosen`. */
    unitIds: z.array(Id).max(200).default([]),
    title: Text(200),
    body: Text(8000),
    happenedOn: PlainDate.nullable().default(null),
    answerBy: PlainDate.nullable().default(null),
    pinned: z.boolean().default(false),
  })
  .meta({ id: 'NewBulletin' });
export type NewBulletin = z.infer<typeof NewBulletin>;

export const ChangeBulletin = z
  .object({ version: z.int().min(1), pinned: z.boolean().optional(), ended: z.literal(true).optional() })
  .meta({ id: 'ChangeBulletin' });
export type ChangeBulletin = z.infer<typeof ChangeBulletin>;

export const NewAnswer = z
  .object({
    id: Id,
    /** The unit with which the sender speaks. */
    unitId: Id,
    body: Text(4000),
    fromSender: z.boolean().default(false),
  })
  .meta({ id: 'NewAnswer' });
export type NewAnswer = z.infer<typeof NewAnswer>;

export const BulletinRow = z
  .object({
    id: Id,
    unit: NamedUnit,
    reach: z.enum(REACHES),
    twinning: NamedUnit.nullable(),
    title: z.string(),
    postedAt: z.string(),
    postedOn: PlainDate,
    happenedOn: PlainDate.nullable(),
    answerBy: PlainDate.nullable(),
    pinned: z.boolean(),
    endedOn: PlainDate.nullable(),
    /** To how many units it went and how many have read it, of those the caller may see. */
    sentTo: z.int(),
    readBy: z.int(),
    answers: z.int(),
    files: z.int(),
    /** Some unit that the caller works for got it and has not read it. */
    unread: z.boolean(),
  })
  .meta({ id: 'BulletinRow' });
export type BulletinRow = z.infer<typeof BulletinRow>;

export const BulletinQuery = PageQuery.extend({
  unit: UnitRef,
  box: z.enum(['all', 'in', 'out']).default('all'),
  ended: z.enum(['no', 'yes', 'all']).default('no'),
  twinning: Id.optional(),
});
export type BulletinQuery = z.infer<typeof BulletinQuery>;

export const Receipt = z
  .object({
    unit: NamedUnit,
    readAt: z.string().nullable(),
    remindedAt: z.string().nullable(),
    reminders: z.int(),
    answers: z.int(),
  })
  .meta({ id: 'BulletinReceipt' });
export type Receipt = z.infer<typeof Receipt>;
export const FileRow = z.object({ id: Id, name: z.string(), mediaType: z.string(), bytes: z.int() });

export const BulletinPage = BulletinRow.extend({
  body: z.string(),
  version: z.int(),
  /** The caller may write for the unit that sent it. */
  mine: z.boolean(),
  /** Units that the caller works for, to which it went. */
  myUnits: z.array(z.object({ id: Id, name: z.string(), readAt: z.string().nullable() })),
  attachments: z.array(FileRow),
  thread: z.array(
    z.object({ id: Id, unit: NamedUnit, fromSender: z.boolean(), body: z.string(), answeredAt: z.string() }),
  ),
  shares: z.array(
    z.object({ id: Id, way: z.enum(SHARE_WAYS), on: PlainDate, into: z.string().nullable(), unit: NamedUnit }),
  ),
}).meta({ id: 'BulletinPage' });
export type BulletinPage = z.infer<typeof BulletinPage>;

export const ReceiptQuery = PageQuery.extend({ read: z.enum(['all', 'yes', 'no']).default('all') });
export const ReceiptList = z.object({ items: z.array(Receipt), nextCursor: z.string().nullable(), total: z.int() });
/** Which units have read a piece of news: never which person. */
export const NewsReader = z.object({ unit: NamedUnit, readAt: z.string() }).meta({ id: 'NewsReader' });
export type NewsReader = z.infer<typeof NewsReader>;
export const NewsReaderList = z.object({
  items: z.array(NewsReader),
  nextCursor: z.string().nullable(),
  total: z.int(),
});
export const Reminded = z.object({ reminded: z.int() });
export const ReadMarked = z.object({ units: z.int() });

/** Whom the caller may write for and to. */
export const Desk = z
  .object({
    /** with the unit above, so that an office is found from the committee that it serves */
    units: z.array(NamedUnit.extend({ parentId: Id.nullable() })),
    twinnings: z.array(z.object({ id: Id, name: z.string(), unitId: Id, other: NamedUnit })),
    unread: z.int(),
  })
  .meta({ id: 'ChannelDesk' });
export type Desk = z.infer<typeof Desk>;

// ------------------------------------------------------------------------------------------------------------- news
const Words = {
  titleVi: Text(200),
  bodyVi: Text(12_000),
  titleTh: Text(200).nullable().default(null),
  bodyTh: Text(12_000).nullable().default(null),
  titleEn: Text(200).nullable().default(null),
  bodyEn: Text(12_000).nullable().default(null),
};
export const NewNews = z
  .object({
    id: Id,
    unitId: Id,
    topic: z.enum(TOPICS),
    ...Words,
    source: Text(200).nullable().default(null),
    happenedOn: PlainDate.nullable().default(null),
    public: z.boolean().default(false),
  })
  .meta({ id: 'NewNews' });
export type NewNews = z.infer<typeof NewNews>;
export const ChangeNews = z
  .object({
    version: z.int().min(1),
    topic: z.enum(TOPICS).optional(),
    titleVi: Text(200).optional(),
    bodyVi: Text(12_000).optional(),
    titleTh: Text(200).nullable().optional(),
    bodyTh: Text(12_000).nullable().optional(),
    titleEn: Text(200).nullable().optional(),
    bodyEn: Text(12_000).nullable().optional(),
    source: Text(200).nullable().optional(),
    happenedOn: PlainDate.nullable().optional(),
    public: z.boolean().optional(),
  })
  .meta({ id: 'ChangeNews' });
export type ChangeNews = z.infer<typeof ChangeNews>;
export const PublishNews = z.object({ version: z.int().min(1) }).meta({ id: 'PublishNews' });
export const WithdrawNews = z.object({ version: z.int().min(1), why: Text(300) }).meta({ id: 'WithdrawNews' });

export const NewsRow = z
  .object({
    id: Id,
    unit: NamedUnit,
    topic: z.enum(TOPICS),
    titleVi: z.string(),
    titleTh: z.string().nullable(),
    titleEn: z.string().nullable(),
    state: z.enum(NEWS_STATES),
    public: z.boolean(),
    happenedOn: PlainDate.nullable(),
    publishedOn: PlainDate.nullable(),
    /** How many units have read it, of those the caller may see. */
    readBy: z.int(),
  })
  .meta({ id: 'NewsRow' });
export type NewsRow = z.infer<typeof NewsRow>;
export const NewsQuery = PageQuery.extend({
  /** News of this unit, of those above it and of those twinned with it: what its people are to know. */
  unit: UnitRef,
  /** `mine`: also drafts and what was withdrawn of the unit and those below it. */
  of: z.enum(['reader', 'writer']).default('reader'),
  topic: z.enum(TOPICS).optional(),
  state: z.enum(NEWS_STATES).optional(),
});
export type NewsQuery = z.infer<typeof NewsQuery>;
export const NewsPage = NewsRow.extend({
  bodyVi: z.string(),
  bodyTh: z.string().nullable(),
  bodyEn: z.string().nullable(),
  source: z.string().nullable(),
  attachments: z.array(FileRow),
  withdrawnOn: PlainDate.nullable(),
  withdrawnWhy: z.string().nullable(),
  version: z.int(),
  mine: z.boolean(),
  shares: BulletinPage.shape.shares,
}).meta({ id: 'NewsPage' });
export type NewsPage = z.infer<typeof NewsPage>;

// ------------------------------------------------------------------------------------------------------------- channels
export const NewOutlet = z
  .object({
    id: Id,
    unitId: Id,
    kind: z.enum(OUTLET_KINDS),
    name: Text(160),
    link: z
      .url({ protocol: /^https$/ })
      .max(300)
      .nullable()
      .default(null),
    rules: Text(600),
    keeperId: Id.nullable().default(null),
    openedOn: PlainDate,
  })
  .meta({ id: 'NewOutlet' });
export type NewOutlet = z.infer<typeof NewOutlet>;
export const ChangeOutlet = z
  .object({
    version: z.int().min(1),
    link: z
      .url({ protocol: /^https$/ })
      .max(300)
      .nullable()
      .optional(),
    rules: Text(600).optional(),
    keeperId: Id.nullable().optional(),
    closedOn: PlainDate.optional(),
  })
  .meta({ id: 'ChangeOutlet' });
export type ChangeOutlet = z.infer<typeof ChangeOutlet>;
export const OutletRow = z
  .object({
    id: Id,
    /** Of a unit, or of an agreement, where it is kept with it. */
    of: z.enum(['unit', 'twinning']),
    unit: NamedUnit,
    twinningId: Id.nullable(),
    kind: z.string(),
    name: z.string(),
    link: z.string().nullable(),
    rules: z.string(),
    keepers: z.array(z.string()),
    openedOn: PlainDate,
    closedOn: PlainDate.nullable(),
    shares: z.int(),
    version: z.int(),
  })
  .meta({ id: 'OutletRow' });
export type OutletRow = z.infer<typeof OutletRow>;
export const OutletQuery = PageQuery.extend({ unit: UnitRef });
export type OutletQuery = z.infer<typeof OutletQuery>;

// ------------------------------------------------------------------------------------------------------------- sharing
export const NewShare = z
  .object({
    id: Id,
    bulletinId: Id.nullable().default(null),
    newsId: Id.nullable().default(null),
    outletId: Id.nullable().default(null),
    /** A channel of an agreement instead. */
    groupId: Id.nullable().default(null),
    way: z.enum(SHARE_WAYS),
    unitId: Id,
  })
  .meta({ id: 'NewShare' });
export type NewShare = z.infer<typeof NewShare>;
export const ShareQuery = z.object({ lang: z.enum(['vi', 'th', 'en']).default('vi') });
export const ShareKit = z
  .object({ text: z.string(), link: z.string(), card: z.string(), qr: z.string() })
  .meta({ id: 'ShareKit' });
export type ShareKit = z.infer<typeof ShareKit>;
