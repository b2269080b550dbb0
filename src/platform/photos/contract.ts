import { z } from 'zod';
import { DatedBy, Id, PlainDate } from '../shapes.ts';

/**
 * Who can be recognised on a photo. `household`: no face, but the home of a family that was helped; everybody in the village knows whose
 * it is. @see DOMAIN.md 8.3 point 9
 */
export const PHOTO_PEOPLE = ['nobody', 'adults', 'children', 'household'] as const;
/** Who agreed. Of a child of seven and more both the child and the guardian. @see DOMAIN.md 8.1 */
export const CONSENT_BY = ['person', 'guardian', 'child_and_guardian'] as const;
export const CONSENT_STATES = ['not-needed', 'missing', 'recorded', 'withdrawn'] as const;

const Caption = z.string().trim().min(1).max(300);
/** Consent as it was recorded: when, from whom, and who of the office took it down. Never the name of a villager. */
export const Consent = z.object({
  on: PlainDate,
  by: z.enum(CONSENT_BY),
  recordedBy: z.string().trim().min(1).max(120),
});
export type Consent = z.infer<typeof Consent>;

/** What stands before the file in the upload, as JSON in the field `about`. */
export const NewPhoto = z
  .object({
    id: Id,
    unitId: Id,
    ownerUnitId: Id.nullable().default(null),
    author: z.string().trim().min(1).max(120),
    taken: DatedBy,
    captionVi: Caption,
    captionTh: Caption.nullable().default(null),
    captionEn: Caption.nullable().default(null),
    people: z.enum(PHOTO_PEOPLE),
    consent: Consent.nullable().default(null),
    public: z.boolean().default(false),
  })
  .meta({ id: 'NewPhoto' });
export type NewPhoto = z.infer<typeof NewPhoto>;

export const ChangePhoto = z
  .object({
    version: z.int().min(1),
    captionVi: Caption.optional(),
    captionTh: Caption.nullable().optional(),
    captionEn: Caption.nullable().optional(),
    people: z.enum(PHOTO_PEOPLE).optional(),
    consent: Consent.optional(),
    /** The day on which the consent was taken back; the photo leaves every public page with it. */
    withdrawnOn: PlainDate.optional(),
    public: z.boolean().optional(),
  })
  .meta({ id: 'ChangePhoto' });
export type ChangePhoto = z.infer<typeof ChangePhoto>;

export const Photo = z
  .object({
    id: Id,
    unit: z.object({ id: Id, name: z.string() }),
    author: z.string(),
    taken: DatedBy,
    captionVi: z.string(),
    captionTh: z.string().nullable(),
    captionEn: z.string().nullable(),
    people: z.enum(PHOTO_PEOPLE),
    consentState: z.enum(CONSENT_STATES),
    consent: Consent.nullable(),
    withdrawnOn: PlainDate.nullable(),
    public: z.boolean(),
    width: z.int(),
    height: z.int(),
    version: z.int(),
  })
  .meta({ id: 'Photo' });
export type Photo = z.infer<typeof Photo>;
