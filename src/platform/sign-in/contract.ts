import { z } from 'zod';
import { LANGS } from '../format.ts';
import { RIGHTS } from '../rights.ts';
import { Id, PlainDate } from '../shapes.ts';
import { PASSWORD_MAX, PASSWORD_MIN } from './limits.ts';

export const Language = z.enum(LANGS);
export const RightName = z.enum(RIGHTS);
export const UserName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,59}$/, { error: 'user.name-malformed' });
export const NewPassword = z
  .string()
  .min(PASSWORD_MIN, { error: 'password.too-short' })
  .max(PASSWORD_MAX, { error: 'password.too-long' });
const GivenPassword = z.string().min(1, { error: 'field.required' }).max(1000);
const DisplayName = z.string().trim().min(1, { error: 'field.required' }).max(120);

export const SignInBody = z.object({
  userName: z.string().min(1, { error: 'field.required' }).max(200),
  password: GivenPassword,
  totp: z.string().max(40).optional(),
});
export const SignInOptions = z.object({
  samples: z.array(z.object({ userName: z.string(), password: z.string(), label: z.string() })),
});

export const PostHeld = z.object({
  unitId: z.string(),
  unitName: z.string(),
  kind: z.string(),
  from: z.string().nullable(),
});
export type PostHeld = z.infer<typeof PostHeld>;

export const Me = z.object({
  user: z.object({
    id: z.string(),
    userName: z.string(),
    displayName: z.string(),
    language: Language,
    totp: z.boolean(),
  }),
  posts: z.array(PostHeld),
  rights: z.array(RightName),
  via: z.enum(['office', 'token', 'field']),
});

export const ChangePassword = z.object({ current: GivenPassword, next: NewPassword });
export const WithPassword = z.object({ password: GivenPassword });
export const TotpCode = z.object({
  code: z
    .string()
    .trim()
    .regex(/^\d{6}$/, { error: 'totp.malformed' }),
});
export const TotpEnrolment = z.object({ secret: z.string(), uri: z.string(), backupCodes: z.array(z.string()) });

export const Session = z.object({
  id: z.string(),
  current: z.boolean(),
  createdAt: z.string(),
  lastSeenAt: z.string(),
  expiresAt: z.string(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
});

export const NewToken = z.object({
  name: z.string().trim().min(1, { error: 'field.required' }).max(80),
  rights: z.array(RightName).max(RIGHTS.length),
  expiresOn: PlainDate.nullable().default(null),
});
export const Token = z.object({
  id: Id,
  name: z.string(),
  rights: z.array(RightName),
  expiresOn: z.string().nullable(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
});

export const NewUserBody = z.object({
  /** Made when the form opens, so that sending it twice is the same account. */
  id: Id.optional(),
  userName: UserName,
  displayName: DisplayName,
  password: NewPassword,
  language: Language.default('vi'),
  personId: Id.nullable().default(null),
  /** A post for somebody whom the register does not know yet: he is entered by his name, and the account is his. */
  post: z
    .object({ unitId: Id, kind: z.string().max(60), from: PlainDate })
    .nullable()
    .default(null),
});
export const ChangeUser = z
  .object({
    displayName: DisplayName,
    language: Language,
    personId: Id.nullable(),
    disabled: z.boolean(),
    /** A new password; ends all sessions of the user. */
    password: NewPassword,
    /** Takes the second factor away, for somebody who lost the phone. */
    withoutTotp: z.literal(true),
    /** Forgets failed tries. */
    unlock: z.literal(true),
  })
  .partial();
export type ChangeUser = z.infer<typeof ChangeUser>;
export const User = z.object({
  id: z.string(),
  userName: z.string(),
  displayName: z.string(),
  language: Language,
  personId: z.string().nullable(),
  createdAt: z.string(),
  disabledAt: z.string().nullable(),
  totp: z.boolean(),
  sessions: z.int(),
  lastSeenAt: z.string().nullable(),
  locked: z.boolean(),
  posts: z.array(PostHeld),
});
export type User = z.infer<typeof User>;
