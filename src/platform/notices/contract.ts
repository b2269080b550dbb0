import { z } from 'zod';
import { Id } from '../shapes.ts';

export const WAYS = ['mail', 'push', 'zalo'] as const;
export type WayName = (typeof WAYS)[number];
export const DELIVERY_STATES = ['waiting', 'sending', 'sent', 'dead', 'dropped'] as const;

const Clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

export const NoticeRow = z
  .object({
    id: Id,
    kind: z.string(),
    href: z.string(),
    at: z.string(),
    seen: z.boolean(),
    deliveries: z.array(
      z.object({
        way: z.enum(WAYS),
        state: z.enum(DELIVERY_STATES),
        sentAt: z.string().nullable(),
        nextAt: z.string().nullable(),
        problem: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Notice' });
export type NoticeRow = z.infer<typeof NoticeRow>;

export const MyWays = z
  .object({
    ways: z.array(z.object({ id: Id, way: z.enum(WAYS), name: z.string(), address: z.string(), givenAt: z.string() })),
    /** Which ways this installation can send by at all. */
    ready: z.object({ mail: z.boolean(), push: z.boolean(), zalo: z.boolean() }),
    pushKey: z.string(),
    /** Where the account of the office is found on Zalo. */
    zaloLink: z.string().nullable(),
    quiet: z.object({ from: Clock, to: Clock, own: z.boolean() }),
    kinds: z.array(z.object({ kind: z.string(), on: z.boolean() })),
  })
  .meta({ id: 'MyNoticeWays' });
export type MyWays = z.infer<typeof MyWays>;

export const NewWay = z
  .discriminatedUnion('way', [
    z.object({ way: z.literal('mail'), id: Id, address: z.email().max(200) }),
    z.object({
      way: z.literal('push'),
      id: Id,
      name: z.string().trim().min(1).max(120),
      subscription: z.object({
        endpoint: z.url({ protocol: /^https$/ }).max(1000),
        keys: z.object({ p256dh: z.string().min(20).max(200), auth: z.string().min(8).max(100) }),
      }),
    }),
  ])
  .meta({ id: 'NewNoticeWay' });
export type NewWay = z.infer<typeof NewWay>;

export const Preference = z
  .object({
    quiet: z.object({ from: Clock, to: Clock }).nullable(),
    off: z.array(z.string().max(60)).max(60),
  })
  .meta({ id: 'NoticePreference' });
export type Preference = z.infer<typeof Preference>;

export const ZaloCode = z.object({ code: z.string(), expiresAt: z.string() });

const Host = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9.-]+$/)
  .max(200);
/** What an administrator may read of the settings; secrets are told as there or not there, never shown. */
export const NoticeSettings = z
  .object({
    address: z.string(),
    mail: z.object({
      host: z.string(),
      port: z.int(),
      secure: z.boolean(),
      user: z.string(),
      from: z.string(),
      hasPassword: z.boolean(),
    }),
    zalo: z.object({
      appId: z.string(),
      link: z.string(),
      hasSecret: z.boolean(),
      hasToken: z.boolean(),
      problem: z.string().nullable(),
    }),
    webhook: z.string(),
  })
  .meta({ id: 'NoticeSettings' });
export type NoticeSettings = z.infer<typeof NoticeSettings>;

export const ChangeSettings = z
  .object({
    address: z
      .url({ protocol: /^https?$/ })
      .max(200)
      .optional(),
    mail: z
      .object({
        host: z.union([Host, z.literal('')]),
        port: z.int().min(1).max(65_535),
        secure: z.boolean(),
        user: z.string().trim().max(200),
        from: z.union([z.email().max(200), z.literal('')]),
        /** Left out, the one that is kept stays. */
        password: z.string().max(300).optional(),
      })
      .optional(),
    zalo: z
      .object({
        appId: z
          .string()
          .trim()
          .regex(/^\d{0,30}$/),
        link: z.union([z.url({ protocol: /^https$/ }).max(300), z.literal('')]),
        appSecret: z.string().max(200).optional(),
        oaSecret: z.string().max(200).optional(),
        refreshToken: z.string().max(2000).optional(),
      })
      .optional(),
  })
  .meta({ id: 'ChangeNoticeSettings' });
export type ChangeSettings = z.infer<typeof ChangeSettings>;

export const Outbox = z
  .object({
    ways: z.array(
      z.object({
        way: z.enum(WAYS),
        ready: z.boolean(),
        people: z.int(),
        waiting: z.int(),
        sent: z.int(),
        dead: z.int(),
        dropped: z.int(),
        pausedUntil: z.string().nullable(),
        problem: z.string().nullable(),
      }),
    ),
    dead: z.array(
      z.object({
        id: Id,
        way: z.enum(WAYS),
        kind: z.string(),
        who: z.string(),
        attempts: z.int(),
        problem: z.string(),
        at: z.string(),
      }),
    ),
  })
  .meta({ id: 'NoticeOutbox' });
export type Outbox = z.infer<typeof Outbox>;
