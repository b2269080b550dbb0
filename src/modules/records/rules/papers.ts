import { Invalid, RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { LinkKind, Secrecy, SignedAs } from '../contract/values.ts';

const MARKUP =
  /<\/?(script|style|iframe|object|embed|svg|img|a|p|div|span|br|b|i|u|table|tr|td|ul|ol|li|h[1-6]|font|meta|link|form|input)\b[^>]*>/iu;

/**
 * What was pasted from a page brings its marks along; they would stand on the paper as text, or run where somebody opens it.
 * @throws Invalid `document.markup` `{ mark, field }` with the first of them
 */
export function assertPlainText(fields: Readonly<Record<string, string | null | undefined>>): void {
  for (const [field, text] of Object.entries(fields)) {
    const mark = text === null || text === undefined ? null : MARKUP.exec(text);
    if (mark) throw new Invalid('document.markup', { mark: mark[0].slice(0, 40), field });
  }
}

/**
 * Who signs by order or by delegation says whose; for a collective and for the head the issuer says it.
 * @throws RuleBroken `document.signed-for-missing`
 * @see DOMAIN.md 5.2, authority line [K-h]
 */
export function assertSigned({ signedAs, signedFor }: { signedAs: SignedAs | null; signedFor: string | null }): void {
  if ((signedAs === 'order' || signedAs === 'delegated') && signedFor === null)
    throw new RuleBroken('document.signed-for-missing');
}

/**
 * A paper that amends, replaces or repeals another says so itself. One whose text stands here is entered as doing so while it is a
 * draft, and carries the sentence; of one that was written elsewhere its own text is trusted.
 * @throws RuleBroken `document.link-not-said`
 * @see DOMAIN.md 5.1 (S24b)
 */
export function assertSaid(kind: LinkKind, from: { direction: string; state: string; hasBody: boolean }): void {
  const changes = kind === 'amends' || kind === 'replaces' || kind === 'repeals';
  if (changes && from.direction === 'out' && from.state !== 'draft' && from.hasBody)
    throw new RuleBroken('document.link-not-said');
}

type Stub = {
  secrecy: Secrecy;
  summary: string | null;
  body?: string | null;
  custodian: string | null;
  keptAt: string | null;
  note?: string | null;
};

/**
 * A classified paper stands in the register as a stub: who keeps it, and where. Top secret papers carry no abstract; every other
 * paper has one.
 * @throws RuleBroken `document.stub-keeper`, `document.top-secret-abstract`, `document.summary-missing`, `document.classified`
 * @see DOMAIN.md 5.6
 */
export function assertStub({ secrecy, summary, body, custodian, keptAt, note }: Stub): void {
  if (secrecy === 'top_secret' && summary !== null) throw new RuleBroken('document.top-secret-abstract');
  if (secrecy !== 'top_secret' && summary === null) throw new RuleBroken('document.summary-missing');
  if (secrecy === 'none') return;
  if (body || note) throw new RuleBroken('document.classified');
  if (custodian === null || keptAt === null) throw new RuleBroken('document.stub-keeper');
}

/**
 * An arrival came on or after its own date, and not after today; it says where it came from.
 * @throws RuleBroken `document.arrived-before-date` `{ on, datedOn }`, `document.in-future` `{ on, today }`, `document.no-issuer`,
 *   `document.due-before` `{ dueOn, arrivedOn }`
 */
export function assertArrival(
  input: {
    arrivedOn: PlainDate;
    datedOn: PlainDate | null;
    dueOn: PlainDate | null;
    issuerId: string | null;
    issuerName: string | null;
  },
  today: PlainDate,
): void {
  if (input.arrivedOn > today) throw new RuleBroken('document.in-future', { on: input.arrivedOn, today });
  if (input.issuerId === null && input.issuerName === null) throw new RuleBroken('document.no-issuer');
  if (input.datedOn !== null && input.datedOn > input.arrivedOn)
    throw new RuleBroken('document.arrived-before-date', { on: input.arrivedOn, datedOn: input.datedOn });
  if (input.dueOn !== null && input.dueOn < input.arrivedOn)
    throw new RuleBroken('document.due-before', { dueOn: input.dueOn, arrivedOn: input.arrivedOn });
}

/** Days past the deadline of what is still open, or null. The day of the deadline itself is in time. */
export function lateDays(document: { state: string; dueOn: PlainDate | null }, today: PlainDate): number | null {
  if (document.state !== 'open' || document.dueOn === null || document.dueOn >= today) return null;
  return Math.round((Date.parse(today) - Date.parse(document.dueOn)) / 86_400_000);
}

/**
 * The way of an arrival through the house. What is done can only be opened again, with a reason; a new deadline needs one too.
 * @throws RuleBroken `document.not-incoming`, `document.done-already`, `document.not-done`, `document.handling-needs` `{ step, needs }`,
 *   `document.in-future` `{ on, today }`, `document.due-before` `{ dueOn, arrivedOn }`
 * @see DOMAIN.md 5.4
 */
export function assertHandling(
  document: { direction: string; state: string; arrivedOn: PlainDate | null },
  input: {
    step: string;
    on: PlainDate;
    note: string | null;
    ownerUnitId: string | null;
    dueOn: PlainDate | null;
    evidenceId: string | null;
  },
  today: PlainDate,
): void {
  if (document.direction !== 'in') throw new RuleBroken('document.not-incoming');
  if (input.on > today) throw new RuleBroken('document.in-future', { on: input.on, today });
  if (document.state === 'done' && input.step !== 'reopened') throw new RuleBroken('document.done-already');
  if (document.state !== 'done' && input.step === 'reopened') throw new RuleBroken('document.not-done');
  const needs =
    input.step === 'assigned' && (input.ownerUnitId === null || input.dueOn === null)
      ? 'owner'
      : input.step === 'extended' && (input.note === null || input.dueOn === null)
        ? 'deadline'
        : input.step === 'done' && input.note === null && input.evidenceId === null
          ? 'evidence'
          : (input.step === 'reopened' || input.step === 'instructed') && input.note === null
            ? 'note'
            : null;
  if (needs !== null) throw new RuleBroken('document.handling-needs', { step: input.step, needs });
  if (input.dueOn !== null && document.arrivedOn !== null && input.dueOn < document.arrivedOn)
    throw new RuleBroken('document.due-before', { dueOn: input.dueOn, arrivedOn: document.arrivedOn });
}
