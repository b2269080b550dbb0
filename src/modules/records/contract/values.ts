import { z } from 'zod';
import { Id, Text } from '#platform/shapes.ts';

export const DIRECTIONS = ['in', 'out'] as const;
export { LOOK_NAMES as LAYOUTS, type LookName as Layout } from '#platform/pdf/look-names.ts';
export const URGENCIES = ['none', 'urgent', 'very_urgent', 'express'] as const;
/** How a paper is signed: for a collective (T/M), for oneself, for the head (K/T), by order (T/L), by delegation (T/U). @see DOMAIN.md 5.2 */
export const SIGNED_AS = ['collective', 'own', 'deputy', 'order', 'delegated'] as const;
export type SignedAs = (typeof SIGNED_AS)[number];
/** How far a paper may go. @see DOMAIN.md 5.2, extra marks (S25a) */
export const CIRCULATIONS = ['none', 'internal', 'return_read', 'return_met'] as const;
/** Levels of secrecy of a paper of which only a stub stands here. @see DOMAIN.md 5.6 */
export const SECRECIES = ['none', 'confidential', 'secret', 'top_secret'] as const;
export type Secrecy = (typeof SECRECIES)[number];
export const DOCUMENT_STATES = ['draft', 'issued', 'voided', 'open', 'done'] as const;
export const LINKS = ['amends', 'replaces', 'repeals', 'answers', 'carries_out', 'copies'] as const;
export type LinkKind = (typeof LINKS)[number];
export const STEPS = ['forwarded', 'instructed', 'assigned', 'extended', 'done', 'reopened'] as const;
/** What the search knows of a file: see `records.attachment.text_state`. */
export const TEXT_STATES = ['waiting', 'whole', 'part', 'none', 'locked', 'unreadable', 'classified'] as const;
export type TextState = (typeof TEXT_STATES)[number];
export const ROLES_OF_FILES = ['main', 'annex', 'scan'] as const;
export const DOSSIER_STATES = ['planned', 'open', 'closed', 'archived', 'destroyed'] as const;
export const ARCHIVES = ['office', 'historical'] as const;

export const MaybeText = (most: number) => Text(most).nullable().default(null);
export const NamedUnit = z.object({ id: Id, name: z.string() });
export const Written = z.object({ id: Id });
export const Version = z.int().min(1);
export const ById = z.object({ id: Id });
