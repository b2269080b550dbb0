import { z } from 'zod';
import { Id } from '#platform/shapes.ts';
import { NamedUnit, Version } from './values.ts';

/** Papers that the register can write, each from records of one kind. */
export const PAPERS = [
  'minutes',
  'resolution',
  'plan',
  'report',
  'decision',
  'submission',
  'invitation',
  'notice',
  'letter',
  'admission_decision',
  'transfer_letter',
  'member_extract',
  'gift_receipt',
  'statement',
  'knd_1',
  'knd_2',
  'knd_3',
  'knd_4',
  'knd_5',
  'knd_6',
  'knd_7',
  'knd_8',
  'knd_9',
] as const;
export type PaperCode = (typeof PAPERS)[number];

/** What is wrong with a template, with the tag and the place where it stands, as its author can find them. */
export const TemplateFault = z.object({
  what: z.enum([
    'unopened',
    'unclosed',
    'unclosed-loop',
    'unopened-loop',
    'crossed-loops',
    'unknown',
    'duplicate',
    'malformed',
  ]),
  tag: z.string(),
  /** The words around it, and the number of the paragraph. */
  near: z.string(),
  paragraph: z.int().nullable(),
});
export type TemplateFault = z.infer<typeof TemplateFault>;
export const PaperKind = z
  .object({
    code: z.enum(PAPERS),
    source: z.enum(['meeting', 'applicant', 'member', 'transfer', 'document', 'handover', 'campaign']),
    tags: z.array(z.object({ tag: z.string(), loop: z.boolean() })),
    templates: z.array(
      z.object({
        id: Id,
        name: z.string(),
        unit: NamedUnit,
        state: z.enum(['tried', 'active', 'retired']),
        version: Version,
        mine: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'PaperKind' });
export type PaperKind = z.infer<typeof PaperKind>;
export const ChangeTemplate = z
  .object({ version: Version, state: z.enum(['active', 'retired']) })
  .meta({ id: 'ChangeTemplate' });
export type ChangeTemplate = z.infer<typeof ChangeTemplate>;
