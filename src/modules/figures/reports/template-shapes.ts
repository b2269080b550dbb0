/** What a template of a report is made of. */

/** A figure in a report: its id of the dictionary, narrowed where a sentence asks for a part of it. */
export type Slot = { figure: string; filter?: string };
export type Part =
  /** A sentence of the catalogue, `figures.report.say.<say>`, with figures for its placeholders. */
  | { kind: 'say'; say: string; slots: Record<string, Slot> }
  /** What the writer adds; about work and units, never about persons. */
  | { kind: 'free'; id: string }
  /** Figures of this period beside those of the last one. */
  | { kind: 'compare'; id: string; slots: readonly Slot[] }
  /** Figures of the units directly below. */
  | { kind: 'units'; id: string; slots: readonly Slot[] }
  /** Figures by a dimension that all of them have: one line for each of its values. */
  | { kind: 'by'; id: string; by: string; slots: readonly Slot[] };
export type Section = { id: string; parts: readonly Part[] };
