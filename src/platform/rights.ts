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

export const RIGHTS_OF_ROLE: Record<Role, readonly Right[]> = {
  leader: ['members.read', 'figures.read', 'sensitive.read'],
  office: [
    'organisation.write',
    'members.read',
    'members.write',
    'members.export',
    'members.import',
    'sensitive.read',
    'figures.read',
    'posts.write',
  ],
  inspection: ['members.read', 'figures.read', 'sensitive.read', 'audit.read', 'access-log.read', 'members.export'],
  cell: ['members.read', 'members.write', 'figures.read', 'sensitive.read'],
  mass: ['figures.read'],
  administrator: ['organisation.write', 'users.manage', 'holidays.manage', 'audit.read', 'posts.write', 'figures.read'],
  none: [],
};
