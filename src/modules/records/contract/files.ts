import { z } from 'zod';
import { Id, PageQuery, PlainDate, Text } from '#platform/shapes.ts';
import { ARCHIVES, DOSSIER_STATES, NamedUnit, Version } from './values.ts';

export const NewDossier = z
  .object({
    id: Id,
    unitId: Id,
    year: z.int().min(1945).max(2100),
    code: Text(30),
    title: Text(300),
    retention: z.string().min(1).max(40),
    keeper: Text(120),
    /** Given when the file is opened at once, beside the plan. */
    openedOn: PlainDate.nullable().default(null),
  })
  .meta({ id: 'NewDossier' });
export type NewDossier = z.infer<typeof NewDossier>;
export const ChangeDossier = z
  .object({
    version: Version,
    title: Text(300).optional(),
    keeper: Text(120).optional(),
    retention: z.string().min(1).max(40).optional(),
    box: Text(80).nullable().optional(),
    sheets: z.int().min(0).max(100_000).nullable().optional(),
  })
  .meta({ id: 'ChangeDossier' });
export type ChangeDossier = z.infer<typeof ChangeDossier>;
export const CloseDossier = z
  .object({ version: Version, on: PlainDate, sheets: z.int().min(0).max(100_000), box: Text(80) })
  .meta({ id: 'CloseDossier' });
export type CloseDossier = z.infer<typeof CloseDossier>;
export const ApprovePlan = z
  .object({ unitId: Id, year: z.int().min(1945).max(2100), on: PlainDate, by: Text(120) })
  .meta({ id: 'ApprovePlan' });
export type ApprovePlan = z.infer<typeof ApprovePlan>;

/** What keeps a file, or a register, from being orderly and correct. */
export const CHECKS = [
  'empty',
  'no-file',
  'not-handled',
  'no-date',
  'no-signer',
  'draft',
  'unfiled',
  'registered-late',
  'number-voided',
  'secret-term-over',
  'plan-missing',
  'not-closed',
  'not-transferred',
  'not-in-archive',
] as const;
export type CheckCode = (typeof CHECKS)[number];
export const Offender = z
  .object({
    check: z.enum(CHECKS),
    /** A fault keeps a file from being closed; a remark is only told. */
    weight: z.enum(['fault', 'remark']),
    document: z.object({ id: Id, symbol: z.string().nullable(), summary: z.string().nullable() }).nullable(),
    dossier: z.object({ id: Id, code: z.string(), title: z.string() }).nullable(),
  })
  .meta({ id: 'Offender' });
export type Offender = z.infer<typeof Offender>;

export const DossierRow = z
  .object({
    id: Id,
    unit: NamedUnit,
    year: z.int(),
    code: z.string(),
    title: z.string(),
    retention: z.string(),
    retentionName: z.string(),
    years: z.int().nullable(),
    keeper: z.string(),
    state: z.enum(DOSSIER_STATES),
    openedOn: PlainDate.nullable(),
    closedOn: PlainDate.nullable(),
    expiresOn: PlainDate.nullable(),
    documents: z.int(),
    transferDueOn: PlainDate.nullable(),
  })
  .meta({ id: 'DossierRow' });
export type DossierRow = z.infer<typeof DossierRow>;
export const DossierPage = DossierRow.extend({
  box: z.string().nullable(),
  sheets: z.int().nullable(),
  version: z.int(),
  items: z.array(
    z.object({
      id: Id,
      direction: z.enum(['in', 'out']),
      kindName: z.string(),
      symbol: z.string().nullable(),
      summary: z.string().nullable(),
      datedOn: PlainDate.nullable(),
      files: z.int(),
      years: z.int().nullable(),
    }),
  ),
  offenders: z.array(Offender),
  tombstone: z
    .object({ documents: z.int(), files: z.int(), checksums: z.string(), destroyedOn: PlainDate, keepUntil: PlainDate })
    .nullable(),
}).meta({ id: 'DossierPage' });
export type DossierPage = z.infer<typeof DossierPage>;
/** For what a file may be ready: to be handed over to the archive of the office or the historical one, or to be destroyed. */
export const READY = [...ARCHIVES, 'destruction'] as const;
export type Ready = (typeof READY)[number];
export const DossierQuery = PageQuery.extend({
  unit: z.string().min(1).max(80),
  year: z.coerce.number().int().optional(),
  state: z.enum(DOSSIER_STATES).optional(),
  /** Closed and past the time to hand it over; or past the time it has to be kept. */
  due: z.enum(['transfer', 'destruction']).optional(),
  /** The unit's own files that may be put on a list today: for an archive, or for destruction. */
  ready: z.enum(READY).optional(),
  lang: z.enum(['vi', 'th', 'en']).optional(),
});
export type DossierQuery = z.infer<typeof DossierQuery>;

/** How orderly a unit's papers are: each check with how many were looked at, and who fails it. */
export const Order = z
  .object({
    unit: NamedUnit,
    on: PlainDate,
    checks: z.array(z.object({ check: z.enum(CHECKS), looked: z.int(), failing: z.int() })),
    offenders: z.array(Offender),
  })
  .meta({ id: 'RecordsOrder' });
export type Order = z.infer<typeof Order>;

export const NewTransfer = z
  .object({
    id: Id,
    unitId: Id,
    archive: z.enum(ARCHIVES),
    archiveName: Text(200),
    dossierIds: z.array(Id).min(1).max(500),
  })
  .meta({ id: 'NewTransfer' });
export type NewTransfer = z.infer<typeof NewTransfer>;
export const AcceptTransfer = z
  .object({ version: Version, on: PlainDate, by: Text(120) })
  .meta({ id: 'AcceptTransfer' });
export type AcceptTransfer = z.infer<typeof AcceptTransfer>;
const DossierBrief = z.object({
  id: Id,
  code: z.string(),
  title: z.string(),
  year: z.int(),
  years: z.int().nullable(),
  documents: z.int(),
});
export const Transfer = z
  .object({
    id: Id,
    unit: NamedUnit,
    archive: z.enum(ARCHIVES),
    archiveName: z.string(),
    state: z.enum(['prepared', 'accepted', 'withdrawn']),
    preparedOn: PlainDate,
    acceptedOn: PlainDate.nullable(),
    acceptedBy: z.string().nullable(),
    manifest: z.string().nullable(),
    version: z.int(),
    dossiers: z.array(DossierBrief),
  })
  .meta({ id: 'RecordsTransfer' });
export type Transfer = z.infer<typeof Transfer>;

export const NewDestruction = z
  .object({
    id: Id,
    unitId: Id,
    reason: Text(400),
    council: Text(400),
    dossierIds: z.array(Id).min(1).max(500),
  })
  .meta({ id: 'NewDestruction' });
export type NewDestruction = z.infer<typeof NewDestruction>;
export const ApproveDestruction = z
  .object({ version: Version, listHash: z.string().length(64), opinion: Text(200), decision: Text(120) })
  .meta({ id: 'ApproveDestruction' });
export type ApproveDestruction = z.infer<typeof ApproveDestruction>;
export const CarryOutDestruction = z
  .object({ version: Version, minutes: Text(120) })
  .meta({ id: 'CarryOutDestruction' });
export type CarryOutDestruction = z.infer<typeof CarryOutDestruction>;
export const Destruction = z
  .object({
    id: Id,
    unit: NamedUnit,
    reason: z.string(),
    council: z.string(),
    opinion: z.string().nullable(),
    decision: z.string().nullable(),
    minutes: z.string().nullable(),
    state: z.enum(['proposed', 'approved', 'carried_out', 'withdrawn']),
    proposedOn: PlainDate,
    approvedOn: PlainDate.nullable(),
    carriedOutOn: PlainDate.nullable(),
    listHash: z.string(),
    /** The caller proposed it, so somebody else has to approve. */
    proposedByMe: z.boolean(),
    version: z.int(),
    dossiers: z.array(DossierBrief),
  })
  .meta({ id: 'Destruction' });
export type Destruction = z.infer<typeof Destruction>;
export const OfUnit = PageQuery.extend({ unit: z.string().min(1).max(80) });
export type OfUnit = z.infer<typeof OfUnit>;
