import { z } from 'zod';
import { Difference, FigureQuery } from '#modules/figures/contract.ts';
import { Id, isVisible, PageQuery, PlainDate } from '#platform/shapes.ts';

export const KINDS = ['twinning', 'cell', 'unit'] as const;
export type Kind = (typeof KINDS)[number];
export const STATES = ['draft', 'published', 'withdrawn'] as const;
export type State = (typeof STATES)[number];
export const WORDS = ['exactly', 'nearly', 'over', 'about'] as const;
export type Word = (typeof WORDS)[number];
/** At most so many blocks and figures: an article, not a book. */
export const MOST_BLOCKS = 80;
const MOST_FIGURES = 80;

/** A text in three languages; null is not translated yet, and the reader is told so. */
const texts = (most: number) => {
  const one = z.string().trim().max(most);
  return z.object({ vi: one, th: one.nullable().default(null), en: one.nullable().default(null) });
};
export const Texts = texts(4000);
export type Texts = z.infer<typeof Texts>;
const Short = texts(240);
/** A title has letters: signs that nobody sees make none. */
const Title = Short.refine(({ vi }) => isVisible(vi), { path: ['vi'], message: 'field.required' });

/** A live figure of an article: what is asked, of which unit and days, and the word that prose puts before a round number. */
export const FigureRef = z.object({
  figure: z.string().max(60),
  filter: FigureQuery.shape.filter,
  /** Another unit than that of the article. */
  unitId: Id.optional(),
  /** Another period than that of the article. */
  from: PlainDate.optional(),
  to: PlainDate.optional(),
  word: z.enum(WORDS).default('exactly'),
  round: z.number().nonnegative().optional(),
});
export type FigureRef = z.infer<typeof FigureRef>;
export const FigureKey = z.string().regex(/^[a-z][a-z0-9-]{0,29}$/);
export const FigureRefs = z.record(FigureKey, FigureRef).refine((all) => Object.keys(all).length <= MOST_FIGURES);
export type FigureRefs = z.infer<typeof FigureRefs>;

/**
 * A block of an article. Prose holds figures as `{key}` and names with numbers in them as `[Chương trình 135]`; everything else of
 * it is words.
 */
export const Block = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), text: Short }),
  z.object({ kind: z.literal('paragraph'), text: Texts }),
  /** The records behind a figure by place: never of persons or households. */
  z.object({ kind: z.literal('list'), figure: FigureKey, title: Short }),
  z.object({ kind: z.literal('photo'), photoId: Id }),
  /** Words of a testimony; the Vietnamese stand as they were said, translations are the office's. */
  z.object({
    kind: z.literal('quote'),
    testimonyId: Id,
    th: z.string().trim().max(900).nullable().default(null),
    en: z.string().trim().max(900).nullable().default(null),
  }),
  z.object({
    kind: z.literal('table'),
    title: Short,
    heads: z.array(Short).min(2).max(6),
    rows: z
      .array(z.object({ label: Short, cells: z.array(FigureKey.nullable()).min(1).max(5) }))
      .min(1)
      .max(30),
  }),
]);
export type Block = z.infer<typeof Block>;

const Content = z.object({
  title: Title,
  lead: Texts,
  from: PlainDate,
  to: PlainDate,
  figures: FigureRefs,
  blocks: z.array(Block).max(MOST_BLOCKS),
});
export const NewArticle = z
  .object({
    id: Id,
    kind: z.enum(KINDS),
    unitId: Id,
    from: PlainDate,
    to: PlainDate,
    title: Title,
    /** Begin with what the records of the year hold: figures, photos and words that may be public. */
    start: z.boolean().default(true),
  })
  .meta({ id: 'NewArticle' });
export type NewArticle = z.infer<typeof NewArticle>;
export const ChangeArticle = Content.partial()
  .extend({ version: z.int().min(1) })
  .meta({ id: 'ChangeArticle' });
export type ChangeArticle = z.infer<typeof ChangeArticle>;
export const PublishArticle = z
  .object({
    version: z.int().min(1),
    /** What a correction puts right; needed from the second version on. */ correction: Short.optional(),
  })
  .meta({ id: 'PublishArticle' });
export type PublishArticle = z.infer<typeof PublishArticle>;
export const WithdrawArticle = z
  .object({ version: z.int().min(1), reason: z.string().trim().min(1).max(300) })
  .meta({ id: 'WithdrawArticle' });
export type WithdrawArticle = z.infer<typeof WithdrawArticle>;

const NamedUnit = z.object({ id: Id, name: z.string() });
export const ArticleQuery = PageQuery.extend({
  unit: z.string().min(1).max(80).optional(),
  state: z.enum(STATES).optional(),
});
export type ArticleQuery = z.infer<typeof ArticleQuery>;
export const ArticleRow = z
  .object({
    id: Id,
    kind: z.enum(KINDS),
    unit: NamedUnit,
    title: z.string(),
    from: PlainDate,
    to: PlainDate,
    state: z.enum(STATES),
    edition: z.int(),
    publishedAt: z.string().nullable(),
    /** Languages in which something is not translated. */
    untranslated: z.array(z.enum(['th', 'en'])),
    pending: z.int(),
    version: z.int(),
  })
  .meta({ id: 'ArticleRow' });
export type ArticleRow = z.infer<typeof ArticleRow>;
export const ArticleList = z.object({
  items: z.array(ArticleRow),
  nextCursor: z.string().nullable(),
  total: z.int().optional(),
});

const Value = z.union([z.number(), z.literal('withheld')]).nullable();
/** A figure as an article shows it. */
export const ShownFigure = z.object({
  key: z.string(),
  note: z.int(),
  figure: z.string(),
  filter: z.string().nullable(),
  name: z.string(),
  definition: z.string(),
  measure: z.string(),
  unit: NamedUnit,
  from: PlainDate,
  to: PlainDate,
  value: Value,
  /** The exact value as it reads. */
  shown: z.string(),
  /** What the text says: `gần 700`. */
  prose: z.string(),
  word: z.enum(WORDS),
  holds: z.boolean(),
  records: z.int(),
  /** What the footnote says. */
  says: z.string(),
  /** Page of the list, for who may open it. */
  href: z.string().nullable(),
});
export type ShownFigure = z.infer<typeof ShownFigure>;
const Piece = z.union([z.object({ text: z.string() }), z.object({ slot: z.string() })]);
export type Piece = z.infer<typeof Piece>;
/** Whether a text stands in another language than the reader's, because it was not translated. */
const Said = z.object({ pieces: z.array(Piece), own: z.boolean() });
export const ShownBlock = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), said: Said }),
  z.object({ kind: z.literal('paragraph'), said: Said }),
  z.object({
    kind: z.literal('list'),
    said: Said,
    slot: z.string(),
    rows: z.array(z.object({ name: z.string(), shown: z.string() })),
  }),
  z.object({
    kind: z.literal('photo'),
    id: Id,
    caption: z.string(),
    own: z.boolean(),
    author: z.string(),
    place: z.string(),
    on: z.string(),
    width: z.int(),
    height: z.int(),
    /** Whether people can be recognised, whose consent stands in the register. */
    consent: z.boolean(),
  }),
  z.object({
    kind: z.literal('quote'),
    id: Id,
    words: z.string(),
    own: z.boolean(),
    speaker: z.string(),
    post: z.string(),
    on: z.string(),
  }),
  z.object({
    kind: z.literal('table'),
    said: Said,
    heads: z.array(z.string()),
    rows: z.array(z.object({ label: z.string(), cells: z.array(z.string().nullable()) })),
  }),
]);
export type ShownBlock = z.infer<typeof ShownBlock>;
/** An article in one language, computed a moment ago or frozen when it was published. */
export const ArticleDocument = z
  .object({
    lang: z.enum(['vi', 'th', 'en']),
    title: z.string(),
    titleOwn: z.boolean(),
    lead: Said,
    unit: NamedUnit,
    period: z.string(),
    blocks: z.array(ShownBlock),
    figures: z.record(z.string(), ShownFigure),
    untranslated: z.int(),
  })
  .meta({ id: 'ArticleDocument' });
export type ArticleDocument = z.infer<typeof ArticleDocument>;

export const Finding = z
  .object({
    code: z.string(),
    severity: z.enum(['block', 'warning']),
    says: z.string(),
    /** Number of the block it is about, from 1; null for the whole. */
    block: z.int().nullable(),
  })
  .meta({ id: 'ArticleFinding' });
export type Finding = z.infer<typeof Finding>;
export const Edition = z.object({
  number: z.int(),
  publishedAt: z.string(),
  publishedBy: z.string(),
  correction: Texts.nullable(),
  contentHash: z.string(),
});
export type Edition = z.infer<typeof Edition>;
export const ArticlePage = ArticleRow.extend({
  content: Content,
  document: ArticleDocument,
  findings: z.array(Finding),
  editions: z.array(Edition),
  withdrawnOn: PlainDate.nullable(),
  withdrawnReason: z.string().nullable(),
  /** Round numbers with the words that are true of a figure, by its key. */
  proposals: z.record(z.string(), z.array(z.object({ word: z.enum(WORDS), round: z.number() }))),
  /** Photos and words of the unit that may stand in an article. */
  photos: z.array(z.object({ id: Id, caption: z.string(), author: z.string(), on: z.string() })),
  quotes: z.array(z.object({ id: Id, speaker: z.string(), words: z.string(), on: z.string() })),
}).meta({ id: 'Article' });
export type ArticlePage = z.infer<typeof ArticlePage>;
/** What differs between a published version and the records as they are now. */
export const ArticleRerun = z
  .object({
    same: z.boolean(),
    edition: z.int(),
    figures: z.int(),
    differences: z.array(Difference),
  })
  .meta({ id: 'ArticleRerun' });
export type ArticleRerun = z.infer<typeof ArticleRerun>;

export const COMMENT_STATES = ['pending', 'accepted', 'refused'] as const;
export const Comment = z
  .object({
    id: Id,
    articleId: Id,
    title: z.string(),
    unit: NamedUnit,
    name: z.string(),
    words: z.string(),
    receivedAt: z.string(),
    state: z.enum(COMMENT_STATES),
  })
  .meta({ id: 'ArticleComment' });
export type Comment = z.infer<typeof Comment>;
export const CommentQuery = PageQuery.extend({
  state: z.enum(COMMENT_STATES).default('pending'),
  article: Id.optional(),
});
export type CommentQuery = z.infer<typeof CommentQuery>;
export const DecideComment = z.object({ accept: z.boolean() }).meta({ id: 'DecideComment' });
export const Written = z.object({ id: Id, version: z.int().optional(), edition: z.int().optional() });
