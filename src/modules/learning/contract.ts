import { z } from 'zod';
import { Id, PageQuery, PlainDate, Text } from '#platform/shapes.ts';

export const SUBJECTS = [
  'secretary_skills',
  'meeting_skills',
  'party_work',
  'new_member',
  'awareness',
  'theory',
  'mass_work',
  'law',
  'digital',
  'production',
  'exchange',
  'other',
] as const;
export const AUDIENCES = [
  'cell_secretary',
  'committee',
  'member',
  'applicant',
  'village_head',
  'prestige_person',
  'mass_organisation',
  'villager',
] as const;
/** As what somebody came: always a member or a holder of a post. */
export const ROLES_THERE = [
  'member',
  'cell_secretary',
  'deputy_secretary',
  'committee_member',
  'village_head',
  'prestige_person',
  'cadre',
] as const;
/** Everybody else is counted by group. Believers are a number, never a name. @see DOMAIN.md 8.3 */
export const GROUPS = [
  'villagers',
  'believers',
  'youth',
  'women',
  'farmers',
  'veterans',
  'village_heads',
  'elders',
  'applicants',
  'pupils',
] as const;
export const FORMS = ['merit', 'bravo', 'emulation_title', 'flag', 'medal', 'letter'] as const;
export const REASONS = [
  'party_building',
  'cell_meetings',
  'member_development',
  'mass_mobilisation',
  'poverty_reduction',
  'mediation',
  'security',
  'model_following',
  'other',
] as const;
export const MODEL_KINDS = [
  'economy',
  'mass_mobilisation',
  'cell_meetings',
  'member_development',
  'village_security',
  'new_rural',
  'digital',
  'other',
] as const;
export const COURSE_STATES = ['planned', 'held', 'cancelled'] as const;

const NamedUnit = z.object({ id: Id, name: z.string() });
const NamedPerson = z.object({ id: Id, name: z.string().nullable() });
export const KnownOn = z.object({ on: PlainDate, precision: z.enum(['day', 'month', 'year']) });
export type KnownOn = z.infer<typeof KnownOn>;

export const NewCourse = z
  .object({
    id: Id,
    unitId: Id,
    subject: z.enum(SUBJECTS),
    audience: z.enum(AUDIENCES),
    title: Text(200),
    curriculum: Text(400),
    place: Text(200).nullable().default(null),
    document: Text(120).nullable().default(null),
    startsOn: PlainDate,
    endsOn: PlainDate,
  })
  .meta({ id: 'NewCourse' });
export type NewCourse = z.infer<typeof NewCourse>;
export const ChangeCourse = z
  .object({
    version: z.int().min(1),
    title: Text(200).optional(),
    curriculum: Text(400).optional(),
    place: Text(200).nullable().optional(),
    startsOn: PlainDate.optional(),
    endsOn: PlainDate.optional(),
    state: z.enum(COURSE_STATES).optional(),
  })
  .meta({ id: 'ChangeCourse' });
export type ChangeCourse = z.infer<typeof ChangeCourse>;
export const NewSession = z
  .object({ id: Id, on: PlainDate, topic: Text(200), hours: z.number().positive().max(12) })
  .meta({ id: 'NewSession' });
export type NewSession = z.infer<typeof NewSession>;
export const NewParticipant = z
  .object({
    id: Id,
    personId: Id,
    as: z.enum(ROLES_THERE).default('member'),
    sessions: z.int().min(0).max(100).default(0),
    passed: z.boolean().nullable().default(null),
  })
  .meta({ id: 'NewParticipant' });
export type NewParticipant = z.infer<typeof NewParticipant>;
export const ChangeParticipant = z
  .object({
    version: z.int().min(1),
    sessions: z.int().min(0).max(100).optional(),
    passed: z.boolean().nullable().optional(),
  })
  .meta({ id: 'ChangeParticipant' });
export type ChangeParticipant = z.infer<typeof ChangeParticipant>;
export const NewHeadCount = z
  .object({ id: Id, group: z.enum(GROUPS), people: z.int().min(1).max(100_000) })
  .meta({ id: 'NewHeadCount' });
export type NewHeadCount = z.infer<typeof NewHeadCount>;
export const NewCertificate = z
  .object({ id: Id, participantId: Id, number: Text(40), issuedOn: PlainDate })
  .meta({ id: 'NewCertificate' });
export type NewCertificate = z.infer<typeof NewCertificate>;

export const CourseRow = z
  .object({
    id: Id,
    unit: NamedUnit,
    subject: z.enum(SUBJECTS),
    audience: z.enum(AUDIENCES),
    title: z.string(),
    startsOn: PlainDate,
    endsOn: PlainDate,
    state: z.enum(COURSE_STATES),
    sessions: z.int(),
    participants: z.int(),
    heads: z.int(),
    certificates: z.int(),
  })
  .meta({ id: 'CourseRow' });
export type CourseRow = z.infer<typeof CourseRow>;
export const CourseQuery = PageQuery.extend({
  unit: z.string().min(1).max(80),
  from: PlainDate.optional(),
  to: PlainDate.optional(),
  subject: z.enum(SUBJECTS).optional(),
  audience: z.enum(AUDIENCES).optional(),
});
export type CourseQuery = z.infer<typeof CourseQuery>;
export const CourseList = z.object({
  items: z.array(CourseRow),
  nextCursor: z.string().nullable(),
  total: z.int().optional(),
});
export type CourseList = z.infer<typeof CourseList>;
export const CoursePage = CourseRow.extend({
  curriculum: z.string(),
  place: z.string().nullable(),
  document: z.string().nullable(),
  version: z.int(),
  sittings: z.array(z.object({ id: Id, on: PlainDate, topic: z.string(), hours: z.number() })),
  people: z.array(
    z.object({
      id: Id,
      person: NamedPerson,
      unit: NamedUnit,
      as: z.enum(ROLES_THERE),
      sessions: z.int(),
      passed: z.boolean().nullable(),
      certificate: z.object({ number: z.string(), issuedOn: PlainDate }).nullable(),
      version: z.int(),
    }),
  ),
  groups: z.array(z.object({ id: Id, group: z.enum(GROUPS), people: z.int() })),
}).meta({ id: 'CoursePage' });
export type CoursePage = z.infer<typeof CoursePage>;

export const NewCommendation = z
  .object({
    id: Id,
    unitId: Id,
    personId: Id.nullable().default(null),
    form: z.enum(FORMS),
    reason: z.enum(REASONS),
    document: Text(120),
    on: KnownOn,
    decidedBy: Text(200),
  })
  .meta({ id: 'NewCommendation' });
export type NewCommendation = z.infer<typeof NewCommendation>;
export const Commendation = z
  .object({
    id: Id,
    unit: NamedUnit,
    person: NamedPerson.nullable(),
    form: z.enum(FORMS),
    reason: z.enum(REASONS),
    document: z.string(),
    on: KnownOn,
    decidedBy: z.string(),
  })
  .meta({ id: 'Commendation' });
export type Commendation = z.infer<typeof Commendation>;
export const OfUnit = PageQuery.extend({
  unit: z.string().min(1).max(80),
  from: PlainDate.optional(),
  to: PlainDate.optional(),
});
export type OfUnit = z.infer<typeof OfUnit>;

export const NewRoleModel = z
  .object({
    id: Id,
    unitId: Id,
    personId: Id.nullable().default(null),
    /** The person agreed to be named; asked whenever one is. */
    agreed: z.boolean().default(false),
    kind: z.enum(MODEL_KINDS),
    title: Text(200),
    document: Text(120).nullable().default(null),
    on: KnownOn,
  })
  .meta({ id: 'NewRoleModel' });
export type NewRoleModel = z.infer<typeof NewRoleModel>;
export const NewAdoption = z.object({ id: Id, unitId: Id, on: KnownOn, source: Text(200) }).meta({ id: 'NewAdoption' });
export type NewAdoption = z.infer<typeof NewAdoption>;
export const RoleModel = z
  .object({
    id: Id,
    unit: NamedUnit,
    person: NamedPerson.nullable(),
    kind: z.enum(MODEL_KINDS),
    title: z.string(),
    document: z.string().nullable(),
    on: KnownOn,
    endedOn: PlainDate.nullable(),
    adoptions: z.array(z.object({ id: Id, unit: NamedUnit, on: KnownOn, source: z.string() })),
  })
  .meta({ id: 'RoleModel' });
export type RoleModel = z.infer<typeof RoleModel>;
export const Written = z.object({ id: Id });
