import { z } from 'zod';
import { Id, PageQuery, PlainDate } from '#platform/shapes.ts';
import {
  Boundaries,
  CellSetting,
  Education,
  Flag,
  listOf,
  MemberDate,
  MemberState,
  NamedUnit,
  Occupation,
  Sex,
  Standing,
  TheoryLevel,
} from './values.ts';

/** What narrows the register. Everything is optional; without a unit it is the caller's whole scope. */
export const RegisterFilter = z.object({
  unit: Id.optional().describe('Any unit of either tree, as it stands on the boundaries.'),
  asOf: PlainDate.optional().describe('Day of the list; today when left out.'),
  boundaries: Boundaries.default('then').describe('then = boundaries of asOf, now = of today, or a day.'),
  state: listOf(MemberState).optional(),
  standing: Standing.optional(),
  sex: Sex.optional(),
  ageFrom: z.coerce.number().int().min(0).max(130).optional().describe('Full years on asOf, this age included.'),
  ageTo: z.coerce.number().int().min(0).max(130).optional(),
  ethnicity: listOf(z.string().regex(/^(\d{2}|minority)$/))
    .optional()
    .describe('Codes of decision 121-TCTK/PPCĐ, or minority. Needs the right sensitive.read.'),
  education: listOf(Education).optional(),
  theoryLevel: listOf(TheoryLevel).optional(),
  occupation: listOf(Occupation).optional(),
  setting: listOf(CellSetting).optional().describe('Where the cell works.'),
  joinedFrom: PlainDate.optional().describe('Ceremony on this day or later.'),
  joinedTo: PlainDate.optional().describe('Ceremony on this day or earlier.'),
  probationTo: PlainDate.optional().describe(
    'Probation began on this day or earlier: at the ceremony, or when readmitted.',
  ),
  withoutCard: Flag.optional(),
  q: z
    .string()
    .trim()
    .normalize('NFC')
    .max(80)
    .optional()
    .describe('Name from its start (given or family name), or card number.'),
});
export type RegisterFilter = z.infer<typeof RegisterFilter>;

export const REGISTER_SORTS = ['given', 'family', 'birth', 'admitted', 'cell'] as const;
export const RegisterSort = z.object({
  sort: z.enum(REGISTER_SORTS).default('given'),
  direction: z.enum(['asc', 'desc']).default('asc'),
});
export type RegisterSort = z.infer<typeof RegisterSort>;

export const RegisterQuery = RegisterFilter.extend(RegisterSort.shape).extend(PageQuery.shape);
export type RegisterQuery = z.infer<typeof RegisterQuery>;

/**
 * One line of the register. A member who has since moved out of the caller's scope stands in lists of the past without
 * name: `fullName` is null and the page has nothing to open.
 */
export const RegisterRow = z
  .object({
    id: Id,
    fullName: z.string().nullable(),
    cardNumber: z.string().nullable(),
    cell: NamedUnit,
    commune: NamedUnit.nullable(),
    setting: z.string().nullable(),
    state: MemberState,
    standing: Standing,
    since: PlainDate,
    sex: Sex.nullable(),
    birth: MemberDate.nullable(),
    decision: MemberDate.nullable(),
    ceremony: MemberDate.nullable(),
    recognised: MemberDate.nullable(),
    officialDueOn: PlainDate.nullable().describe('End of month 12 of a probationary member.'),
    partyAgeYears: z.int().nullable(),
    education: Education.nullable(),
    theoryLevel: TheoryLevel.nullable(),
    occupation: Occupation.nullable(),
    posts: z.array(z.string()).describe('Kinds of the posts held on asOf, highest first.'),
    inDoubt: z.boolean().describe('A split leaves open where the cell stands on these boundaries.'),
  })
  .meta({ id: 'RegisterRow' });
export type RegisterRow = z.infer<typeof RegisterRow>;

/** A page of the register, with the days it was read by. */
export const RegisterPage = z.object({
  items: z.array(RegisterRow),
  nextCursor: z.string().nullable(),
  total: z.int().optional().describe('On the first page.'),
  asOf: PlainDate,
  boundariesOn: PlainDate,
  unit: NamedUnit.nullable(),
});
export type RegisterPage = z.infer<typeof RegisterPage>;

const Counts = z.array(z.object({ value: z.string().nullable(), count: z.int() }));

/** How the list divides, under the same filters; the counts of each property add up to the total. */
export const RegisterFacets = z.object({
  total: z.int(),
  facets: z.object({
    state: Counts,
    standing: Counts,
    sex: Counts,
    age: Counts,
    education: Counts,
    theoryLevel: Counts,
    occupation: Counts,
    setting: Counts,
    card: Counts,
    ethnicity: Counts.optional().describe('Only with the right sensitive.read.'),
  }),
  asOf: PlainDate,
  boundariesOn: PlainDate,
});
export type RegisterFacets = z.infer<typeof RegisterFacets>;

/** A person's own saved filters. */
export const SavedViewInput = z.object({
  id: Id,
  name: z.string().trim().normalize('NFC').min(1).max(80),
  query: z.record(z.string().max(40), z.union([z.string().max(400), z.array(z.string().max(80)).max(80)])),
});
export type SavedViewInput = z.infer<typeof SavedViewInput>;
export const SavedView = SavedViewInput.meta({ id: 'SavedView' });
export type SavedView = z.infer<typeof SavedView>;
