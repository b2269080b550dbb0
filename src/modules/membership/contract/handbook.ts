import { z } from 'zod';
import { Id, PlainDate } from '#platform/shapes.ts';
import { MemberDate } from './values.ts';

/** What the national handbook shows of a member and this register keeps too. @see DOMAIN.md 4.7 [S23f] */
export const HANDBOOK_FIELDS = ['fullName', 'birth', 'sex', 'ceremony', 'recognised', 'cell'] as const;
export type HandbookField = (typeof HANDBOOK_FIELDS)[number];

const Value = z.union([z.string(), MemberDate]).nullable();
export const HandbookComparison = z
  .object({
    on: PlainDate,
    unit: z.object({ id: Id, name: z.string() }).nullable(),
    fileName: z.string(),
    /** Columns of the file that were compared; others, and what must not be collected, were not read. */
    fields: z.array(z.enum(HANDBOOK_FIELDS)),
    counts: z.object({
      agree: z.int(),
      differ: z.int(),
      onlyHere: z.int(),
      onlyThere: z.int(),
      /** Card numbers that stand in the file more than once. */
      twice: z.int(),
      /** Without a card number nobody can be matched. */
      withoutCardHere: z.int(),
      withoutCardThere: z.int(),
    }),
    differ: z.array(
      z.object({
        id: Id,
        cardNumber: z.string(),
        fullName: z.string(),
        row: z.int(),
        fields: z.array(z.object({ field: z.enum(HANDBOOK_FIELDS), here: Value, there: Value })),
      }),
    ),
    onlyHere: z.array(z.object({ id: Id, cardNumber: z.string(), fullName: z.string(), cell: z.string() })),
    onlyThere: z.array(z.object({ row: z.int(), cardNumber: z.string(), fullName: z.string() })),
    twice: z.array(z.object({ cardNumber: z.string(), rows: z.array(z.int()) })),
    withoutCardThere: z.array(z.object({ row: z.int(), fullName: z.string() })),
  })
  .meta({ id: 'HandbookComparison' });
export type HandbookComparison = z.infer<typeof HandbookComparison>;
