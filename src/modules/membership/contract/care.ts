import { z } from 'zod';
import { Id, PageQuery, PlainDate } from '#platform/shapes.ts';
import { BOX_SIGNERS } from '../rules/letters.ts';
import { TRANSFER_KINDS, TRANSFER_STATES } from './member.ts';
import { NamedUnit } from './values.ts';

const Signer = z.string().trim().normalize('NFC').min(1).max(120);
const Paper = z.string().trim().normalize('NFC').min(1).max(200);

/** A term of a transfer: until when, and by how many working days it was missed. */
const Term = z.object({ until: PlainDate, workingDaysLate: z.int() });

/** A transfer letter as the paper has it: who refers to whom, who signs by the rule, and which boxes are signed. */
export const TransferLetter = z
  .object({
    id: Id,
    memberId: Id,
    fullName: z.string().nullable(),
    kind: z.enum(TRANSFER_KINDS),
    state: z.enum(TRANSFER_STATES),
    letter: z.string().nullable(),
    outside: z.string().nullable(),
    decidedOn: PlainDate.nullable(),
    referredOn: PlainDate,
    acceptedOn: PlainDate.nullable(),
    untilOn: PlainDate.nullable(),
    start: Term.nullable().describe(
      'To be begun within 60 working days of the decision; null without one or without holidays of the year.',
    ),
    present: Term.nullable().describe(
      'To be presented within 30 working days of the referral; of a permanent transfer.',
    ),
    boxes: z.array(
      z.object({
        box: z.int(),
        signer: z.enum(BOX_SIGNERS).describe('Who signs this box by the rule.'),
        from: NamedUnit,
        to: NamedUnit.nullable().describe('Null where the letter leaves the register.'),
        toCommission: z.boolean(),
        side: z.enum(['from', 'to']),
        on: PlainDate.nullable(),
        by: z.string().nullable().describe('Who signed it.'),
        mine: z.boolean().describe('The caller’s side records it.'),
      }),
    ),
  })
  .meta({ id: 'TransferLetter' });
export type TransferLetter = z.infer<typeof TransferLetter>;

export const SignBox = z.object({ box: z.int().min(1).max(4), on: PlainDate, signer: Signer }).meta({ id: 'SignBox' });
export type SignBox = z.infer<typeof SignBox>;

/** The remark of the place of stay: its paper and day, nothing of what it says. */
export const NewStayRemark = z
  .object({ id: Id, version: z.int().min(1), endedOn: PlainDate, receivedOn: PlainDate, document: Paper })
  .meta({ id: 'NewStayRemark' });
export type NewStayRemark = z.infer<typeof NewStayRemark>;

/** Sheets of a year that came in. What is there already stays as it is. */
export const NewSupplements = z
  .object({ year: z.int().min(1990).max(2200), receivedOn: PlainDate, memberIds: z.array(Id).min(1).max(200) })
  .meta({ id: 'NewSupplements' });
export type NewSupplements = z.infer<typeof NewSupplements>;
export const SupplementQuery = PageQuery.extend({
  unit: Id,
  year: z.coerce.number().int().min(1990).max(2200),
  state: z.enum(['missing', 'received']).default('missing'),
});
export type SupplementQuery = z.infer<typeof SupplementQuery>;
export const SupplementRow = z
  .object({
    id: Id,
    fullName: z.string(),
    cardNumber: z.string().nullable(),
    cell: NamedUnit,
    receivedOn: PlainDate.nullable(),
  })
  .meta({ id: 'SupplementRow' });
export type SupplementRow = z.infer<typeof SupplementRow>;
export const SupplementPage = z.object({
  items: z.array(SupplementRow),
  nextCursor: z.string().nullable(),
  total: z.int().optional(),
});

/** The check of slips every three months. */
export const NewSlipCheck = z
  .object({ id: Id, unitId: Id, on: PlainDate, document: Paper.nullable().default(null) })
  .meta({ id: 'NewSlipCheck' });
export type NewSlipCheck = z.infer<typeof NewSlipCheck>;
export const SlipChecks = z
  .object({
    unit: NamedUnit,
    months: z.int(),
    underWay: z.int(),
    late: z.int().describe('More than so many months after the letter.'),
    dueOn: PlainDate.nullable().describe('When the next check is due; null before the first.'),
    items: z.array(
      z.object({ id: Id, on: PlainDate, underWay: z.int(), late: z.int(), document: z.string().nullable() }),
    ),
  })
  .meta({ id: 'SlipChecks' });
export type SlipChecks = z.infer<typeof SlipChecks>;
