import { z } from 'zod';
import { Id, PageQuery, PlainDate, Text } from '#platform/shapes.ts';
import {
  CIRCULATIONS,
  DIRECTIONS,
  DOCUMENT_STATES,
  DOSSIER_STATES,
  LAYOUTS,
  LINKS,
  MaybeText,
  NamedUnit,
  ROLES_OF_FILES,
  SECRECIES,
  SIGNED_AS,
  STEPS,
  TEXT_STATES,
  URGENCIES,
  Version,
} from './values.ts';

/** Paragraphs of a paper as plain text. Marks of a page (`<p>`, `<script>`) are no text: they come from pasting and are refused. */
const Body = z
  .string()
  .transform((text) => text.normalize('NFC').replace(/\r\n?/g, '\n').trim())
  .pipe(z.string().max(100_000))
  .nullable();

export const NewAddressee = z
  .object({
    unitId: Id.nullable().default(null),
    outside: MaybeText(200),
    copies: z.int().min(1).max(1000).default(1),
  })
  .refine((one) => (one.unitId === null) !== (one.outside === null), { error: 'document.addressee' });

/** Left out it stays, null clears it. A default would make nothing out of what was left out. */
const Clearable = (most: number) => Text(most).nullable().optional();

/** What both registers ask of a paper. */
const Paper = z.object({
  id: Id,
  unitId: Id,
  kind: z.string().min(1).max(40),
  summary: MaybeText(600),
  urgency: z.enum(URGENCIES).default('none'),
  secrecy: z.enum(SECRECIES).default('none'),
  custodian: MaybeText(120),
  keptAt: MaybeText(200),
  copies: z.int().min(1).max(10_000).default(1),
});
export const NewArrival = Paper.extend({
  issuerId: Id.nullable().default(null),
  issuerName: MaybeText(200),
  symbol: MaybeText(60),
  datedOn: PlainDate.nullable().default(null),
  arrivedOn: PlainDate,
  receivedBy: MaybeText(120),
  note: MaybeText(500),
  dueOn: PlainDate.nullable().default(null),
  /** The line of an issued document that was sent to this unit through the register. */
  addresseeId: Id.nullable().default(null),
}).meta({ id: 'NewArrival' });
export type NewArrival = z.infer<typeof NewArrival>;
export const NewDraft = Paper.extend({
  layout: z.enum(LAYOUTS).optional(),
  body: Body.default(null),
  signer: MaybeText(120),
  signerPost: MaybeText(200),
  signedAs: z.enum(SIGNED_AS).nullable().default(null),
  signedFor: MaybeText(120),
  circulation: z.enum(CIRCULATIONS).default('none'),
  typist: MaybeText(20),
  draftedById: Id.nullable().default(null),
  addressees: z.array(NewAddressee).max(200).default([]),
}).meta({ id: 'NewDraft' });
export type NewDraft = z.infer<typeof NewDraft>;
export const ChangeDraft = z
  .object({
    version: Version,
    summary: Text(600).optional(),
    body: Body.optional(),
    signer: Clearable(120),
    signerPost: Clearable(200),
    signedAs: z.enum(SIGNED_AS).nullable().optional(),
    signedFor: Clearable(120),
    circulation: z.enum(CIRCULATIONS).optional(),
    typist: Clearable(20),
    urgency: z.enum(URGENCIES).optional(),
    copies: z.int().min(1).max(10_000).optional(),
    addressees: z.array(NewAddressee).max(200).optional(),
  })
  .meta({ id: 'ChangeDraft' });
export type ChangeDraft = z.infer<typeof ChangeDraft>;
/** Draws the next number of the series and issues the document with it. */
export const DrawNumber = z.object({ version: Version, on: PlainDate }).meta({ id: 'DrawNumber' });
export type DrawNumber = z.infer<typeof DrawNumber>;
export const VoidDocument = z.object({ version: Version, reason: Text(300) }).meta({ id: 'VoidDocument' });
export type VoidDocument = z.infer<typeof VoidDocument>;
export const NewLink = z.object({ id: Id, toId: Id, kind: z.enum(LINKS) }).meta({ id: 'NewLink' });
export type NewLink = z.infer<typeof NewLink>;
export const NewHandling = z
  .object({
    id: Id,
    version: Version,
    step: z.enum(STEPS),
    on: PlainDate,
    note: MaybeText(500),
    ownerUnitId: Id.nullable().default(null),
    dueOn: PlainDate.nullable().default(null),
    evidenceId: Id.nullable().default(null),
  })
  .meta({ id: 'NewHandling' });
export type NewHandling = z.infer<typeof NewHandling>;
export const FileDocument = z.object({ version: Version, dossierId: Id.nullable() }).meta({ id: 'FileDocument' });
export type FileDocument = z.infer<typeof FileDocument>;

export const DocumentRow = z
  .object({
    id: Id,
    direction: z.enum(DIRECTIONS),
    unit: NamedUnit,
    kind: z.string(),
    kindName: z.string(),
    symbol: z.string().nullable(),
    summary: z.string().nullable(),
    signer: z.string().nullable(),
    recipients: z.string().nullable(),
    draftedBy: NamedUnit.nullable(),
    copies: z.int(),
    receivedBy: z.string().nullable(),
    note: z.string().nullable(),
    issuer: z.string().nullable(),
    datedOn: PlainDate.nullable(),
    arrivedOn: PlainDate.nullable(),
    arrivalNo: z.int().nullable(),
    urgency: z.enum(URGENCIES),
    secrecy: z.enum(SECRECIES),
    state: z.enum(DOCUMENT_STATES),
    dueOn: PlainDate.nullable(),
    closedOn: PlainDate.nullable(),
    owner: NamedUnit.nullable(),
    lateDays: z.int().nullable(),
    files: z.int(),
    dossier: z.object({ id: Id, code: z.string(), year: z.int(), state: z.enum(DOSSIER_STATES) }).nullable(),
  })
  .meta({ id: 'DocumentRow' });
export type DocumentRow = z.infer<typeof DocumentRow>;
export const DocumentQuery = PageQuery.extend({
  unit: z.string().min(1).max(80),
  direction: z.enum(DIRECTIONS).optional(),
  /** Also the registers of the units below. */
  below: z.enum(['yes', 'no']).default('no'),
  kind: z.string().max(40).optional(),
  state: z.enum(DOCUMENT_STATES).optional(),
  urgency: z.enum(URGENCIES).optional(),
  /** Open and past its deadline. */
  late: z.enum(['yes']).optional(),
  unfiled: z.enum(['yes']).optional(),
  from: PlainDate.optional(),
  to: PlainDate.optional(),
  q: z
    .string()
    .max(200)
    .transform((text) => text.normalize('NFC'))
    .optional(),
  lang: z.enum(['vi', 'th', 'en']).optional(),
});
export type DocumentQuery = z.infer<typeof DocumentQuery>;
export const DocumentList = z.object({
  items: z.array(DocumentRow),
  nextCursor: z.string().nullable(),
  total: z.int().optional(),
});
export type DocumentList = z.infer<typeof DocumentList>;

const Linked = z.object({
  id: Id,
  kind: z.enum(LINKS),
  document: z.object({
    id: Id,
    symbol: z.string().nullable(),
    summary: z.string().nullable(),
    datedOn: PlainDate.nullable(),
    kindName: z.string(),
    /** As a paper says it: papers are in Vietnamese. */
    kindNameVi: z.string(),
  }),
});
export const DocumentPage = DocumentRow.extend({
  layout: z.enum(LAYOUTS),
  body: z.string().nullable(),
  signer: z.string().nullable(),
  signerPost: z.string().nullable(),
  signedAs: z.enum(SIGNED_AS).nullable(),
  signedFor: z.string().nullable(),
  circulation: z.enum(CIRCULATIONS),
  typist: z.string().nullable(),
  note: z.string().nullable(),
  copies: z.int(),
  custodian: z.string().nullable(),
  keptAt: z.string().nullable(),
  registeredOn: PlainDate,
  /** Until when its level protects it, of a classified paper. */
  secretUntil: PlainDate.nullable(),
  receivedBy: z.string().nullable(),
  voidReason: z.string().nullable(),
  draftedBy: NamedUnit.nullable(),
  number: z.object({ no: z.int(), from: PlainDate, until: PlainDate.nullable(), drawnOn: PlainDate }).nullable(),
  /** In force, or what became of it by a later document. */
  standing: z.enum(['in_force', 'amended', 'replaced', 'repealed']).nullable(),
  addressees: z.array(
    z.object({
      id: Id,
      unit: NamedUnit.nullable(),
      outside: z.string().nullable(),
      copies: z.int(),
      arrived: z.boolean(),
    }),
  ),
  links: z.array(Linked),
  linkedFrom: z.array(Linked),
  handling: z.array(
    z.object({
      id: Id,
      step: z.enum(STEPS),
      on: PlainDate,
      note: z.string().nullable(),
      owner: NamedUnit.nullable(),
      dueOn: PlainDate.nullable(),
      evidence: z.object({ id: Id, symbol: z.string().nullable() }).nullable(),
    }),
  ),
  attachments: z.array(
    z.object({
      id: Id,
      name: z.string(),
      role: z.enum(ROLES_OF_FILES),
      mediaType: z.string(),
      bytes: z.int(),
      sha256: z.string(),
      textState: z.enum(TEXT_STATES),
      /** Of a PDF, where they could be counted: as many as were read can be searched. */
      pages: z.int().nullable(),
      pagesRead: z.int().nullable(),
      gone: z.boolean(),
    }),
  ),
  /** The caller's units have it in their register; others read it because it was sent to them. */
  mine: z.boolean(),
  version: z.int(),
}).meta({ id: 'DocumentPage' });
export type DocumentPage = z.infer<typeof DocumentPage>;

/** A document sent to a unit through the register that the unit has not entered yet. */
export const Waiting = z
  .object({
    addresseeId: Id,
    unit: NamedUnit,
    document: z.object({
      id: Id,
      kind: z.string(),
      kindName: z.string(),
      symbol: z.string().nullable(),
      summary: z.string().nullable(),
      issuer: z.string(),
      issuerId: Id,
      datedOn: PlainDate,
      urgency: z.enum(URGENCIES),
      secrecy: z.enum(SECRECIES),
    }),
  })
  .meta({ id: 'WaitingDocument' });
export type Waiting = z.infer<typeof Waiting>;
