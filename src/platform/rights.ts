/**
 * What a role may do. Posts give roles (organisation.post_kind), roles give rights; the scope says where.
 * `sensitive.read` opens ethnicity and discipline (DOMAIN.md 8.4); export is a right of its own (DESIGN.md 4.4).
 */
export const RIGHTS = [
  'organisation.write',
  'members.read',
  'members.write',
  'members.export',
  'members.import',
  'sensitive.read',
  'admission.read',
  'admission.write',
  'admission.nominate',
  'meetings.read',
  'meetings.write',
  'meetings.score',
  'tasks.read',
  'tasks.write',
  'villages.read',
  'villages.write',
  'learning.read',
  'learning.write',
  'evaluation.read',
  'evaluation.write',
  'evaluation.decide',
  'outreach.read',
  'outreach.write',
  'welfare.read',
  'welfare.write',
  'welfare.hand-over',
  'figures.read',
  'posts.write',
  'users.manage',
  'holidays.manage',
  'audit.read',
  'access-log.read',
] as const;
export type Right = (typeof RIGHTS)[number];

export const ROLES = ['leader', 'office', 'inspection', 'cell', 'mass', 'administrator', 'none'] as const;
export type Role = (typeof ROLES)[number];

/** What everybody may read who leads, writes or inspects. */
const READ = [
  'members.read',
  'sensitive.read',
  'admission.read',
  'meetings.read',
  'tasks.read',
  'villages.read',
  'learning.read',
  'evaluation.read',
  'outreach.read',
  'welfare.read',
  'figures.read',
] as const satisfies readonly Right[];

/** An office appoints the others, so it may do whatever they may (organisation/grant.ts). */
export const RIGHTS_OF_ROLE: Record<Role, readonly Right[]> = {
  leader: [...READ, 'meetings.score', 'tasks.write', 'evaluation.decide'],
  office: [
    ...READ,
    'organisation.write',
    'members.write',
    'members.export',
    'members.import',
    'admission.write',
    'admission.nominate',
    'meetings.write',
    'meetings.score',
    'tasks.write',
    'villages.write',
    'learning.write',
    'evaluation.write',
    'evaluation.decide',
    'outreach.write',
    'welfare.write',
    'welfare.hand-over',
    'posts.write',
  ],
  inspection: [...READ, 'audit.read', 'access-log.read', 'members.export'],
  cell: [
    ...READ,
    'members.write',
    'admission.write',
    'admission.nominate',
    'meetings.write',
    'tasks.write',
    'villages.write',
    'evaluation.write',
    'outreach.write',
    'welfare.hand-over',
  ],
  mass: ['figures.read', 'admission.nominate', 'villages.read', 'learning.read', 'outreach.read'],
  administrator: ['organisation.write', 'users.manage', 'holidays.manage', 'audit.read', 'posts.write', 'figures.read'],
  none: [],
};
