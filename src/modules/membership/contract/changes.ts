import { z } from 'zod';
import { Id, PlainDate } from '#platform/shapes.ts';
import { TRANSFER_KINDS, PersonData } from './member.ts';
import { HANDLING_KINDS, MemberDate, STRIKE_OFF_GROUNDS } from './values.ts';

const Text = z.string().trim().normalize('NFC').min(1).max(200);
/** Number and day of the document a change rests on. */
const Basis = Text.nullable().optional();
const GroupCode = z.string().regex(/^\d{2}$/);
/** The version the form was opened with; a newer one is a conflict that both people see. */
const Version = z.int().min(1);

/** Enters a person as a member of a cell: admitted there, or received from outside this register. */
export const NewMember = PersonData.extend({
  id: Id.describe('Made when the form opens, so that a resend is the same person.'),
  cellId: Id,
  entry: z.enum(['admitted', 'transferred_in']),
  on: PlainDate.optional().describe('Day of the transfer in; an admission is dated by its ceremony.'),
  recognised: MemberDate.nullable().default(null).describe('Official since, of somebody who is official already.'),
  outside: Text.nullable().default(null).describe('Where the member comes from, outside this register.'),
  ethnicity: GroupCode.nullable().default(null),
  overAgeConsent: z.boolean().default(false),
  basis: Basis,
});
export type NewMember = z.infer<typeof NewMember>;

/** Corrects data of a file. Only the fields given change. */
export const CorrectMember = z.object({
  version: Version,
  changes: PersonData.partial(),
  ethnicity: GroupCode.nullable().optional(),
});
export type CorrectMember = z.infer<typeof CorrectMember>;

/** A side state from a day on, or the way back to the ordinary one. */
export const ChangeState = z.discriminatedUnion('to', [
  z.object({
    to: z.literal('temporarily_away'),
    version: Version,
    on: PlainDate,
    until: PlainDate.nullable(),
    study: z.boolean().default(false),
    basis: Basis,
  }),
  z.object({
    to: z.literal('temp_exempt'),
    version: Version,
    on: PlainDate,
    until: PlainDate.nullable(),
    writtenRequest: z.boolean(),
    residenceRegistered: z.boolean().describe('Residence is registered where the member stays.'),
    basis: Basis.describe('Decision of the grassroots committee; needed.'),
  }),
  z.object({
    to: z.literal('exempt'),
    version: Version,
    on: PlainDate,
    ground: z.enum(['old', 'weak', 'ill']),
    request: z.enum(['written', 'spoken']).nullable(),
    illSince: PlainDate.optional(),
    basis: Basis,
  }),
  z.object({
    to: z.literal('suspended'),
    version: Version,
    on: PlainDate,
    until: PlainDate.nullable(),
    extensions: z.int().min(0).max(5).default(0),
    basis: Basis,
  }),
  z.object({
    to: z.literal('back'),
    version: Version,
    on: PlainDate,
    basis: Basis,
    remark: z
      .object({ id: Id, document: Text })
      .nullable()
      .default(null)
      .describe('Paper with the remark of the place of stay; it may also be recorded later.'),
  }),
]);
export type ChangeState = z.infer<typeof ChangeState>;

/** Recognition as official member; it is dated at the end of month 12 even when decided later. */
export const Recognise = z.object({ version: Version, decidedOn: PlainDate, basis: Basis });
export type Recognise = z.infer<typeof Recognise>;

/** Refers a member to another cell, inside the register or outside. */
export const ReferTransfer = z.object({
  id: Id,
  version: Version,
  kind: z.enum(TRANSFER_KINDS),
  toCellId: Id.nullable(),
  outside: Text.nullable().default(null),
  letter: Text.nullable().default(null),
  decidedOn: PlainDate.nullable().default(null),
  referredOn: PlainDate,
  untilOn: PlainDate.nullable().default(null),
  study: z.boolean().default(false),
  signer: Text.nullable().default(null).describe('Who signs box 1; without it the secretary of the cell on that day.'),
});
export type ReferTransfer = z.infer<typeof ReferTransfer>;

/** What the other side answers, or the sending side takes back. */
export const SettleTransfer = z.object({
  outcome: z.enum(['accepted', 'refused', 'returned', 'withdrawn']),
  on: PlainDate,
  reason: Text.nullable().default(null),
});
export type SettleTransfer = z.infer<typeof SettleTransfer>;

export const Leave = z.object({
  version: Version,
  kind: z.enum(['struck_off', 'expelled', 'withdrawn', 'deceased', 'transferred_out']),
  on: PlainDate,
  precision: z.enum(['day', 'month', 'year']).default('day'),
  outside: Text.nullable().default(null),
  ground: z.enum(STRIKE_OFF_GROUNDS).nullable().default(null).describe('Of a strike-off; needed then.'),
  vote: z
    .object({
      for: z.int().min(0).max(1000),
      base: z.int().min(1).max(1000),
      on: PlainDate.optional().describe(
        'Day of the vote; without it that of the exit. The base is compared with the register of that day.',
      ),
    })
    .nullable()
    .default(null)
    .describe('Official members of the cell who voted for the proposal to strike off, and how many it has.'),
  basis: Basis,
});
export type Leave = z.infer<typeof Leave>;

export const Readmit = z.object({
  version: Version,
  cellId: Id,
  decision: MemberDate,
  ceremonyOn: PlainDate,
  provincialConsent: z.boolean(),
  serious: z.boolean().default(false),
  basis: Basis,
});
export type Readmit = z.infer<typeof Readmit>;

export const GiveBadge = z.object({
  id: Id,
  version: Version,
  years: z.int(),
  occasionOn: PlainDate,
  graveIllness: z.boolean().default(false),
});
export type GiveBadge = z.infer<typeof GiveBadge>;

export const NewDiscipline = z.object({
  id: Id,
  version: Version,
  form: z.enum(['reprimand', 'warning', 'removal_from_office', 'expulsion']),
  validFrom: PlainDate,
  validTo: PlainDate.nullable().default(null),
  document: Text,
});
export type NewDiscipline = z.infer<typeof NewDiscipline>;

/** Opens a case, or closes one with the document that ends it. */
export const NewHandling = z.object({
  id: Id,
  version: Version,
  kind: z.enum(HANDLING_KINDS),
  from: PlainDate,
  document: Text,
});
export type NewHandling = z.infer<typeof NewHandling>;
export const CloseHandling = z.object({ version: Version, on: PlainDate, document: Text });
export type CloseHandling = z.infer<typeof CloseHandling>;

/** What a write answers: the file's new version. */
export const Changed = z.object({ id: Id, version: z.int() });
export type Changed = z.infer<typeof Changed>;
