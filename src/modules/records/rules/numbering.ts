import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { Layout, LinkKind } from '../contract/values.ts';

/**
 * Number and symbol as they stand on a paper. Party: `127-QĐ/TU`. State: `127/QĐ-UBND`, and an official letter without its kind,
 * `127/UBND`. Below ten a nought stands before.
 * @see DOMAIN.md 5.2
 */
export function symbolOf(
  no: number,
  { kind, kindSymbol, issuer, layout }: { kind: string; kindSymbol: string; issuer: string; layout: Layout },
): string {
  const number = String(no).padStart(2, '0');
  if (layout === 'party') return `${number}-${kindSymbol}/${issuer}`;
  return kind === 'letter' ? `${number}/${issuer}` : `${number}/${kindSymbol}-${issuer}`;
}

/**
 * The run of days through which one series goes: the term of the committee for a Party paper, the calendar year for a State paper.
 * @throws RuleBroken `number.no-term` `{ unit, on }` when no term of the issuer, or of the committee it answers to, holds the day
 * @see DOMAIN.md 5.3
 */
export function periodOf(
  layout: Layout,
  on: PlainDate,
  term: { startsOn: PlainDate; endsOn: PlainDate | null } | undefined,
  unit: string,
): { from: PlainDate; until: PlainDate | null } {
  if (layout === 'state') return yearOf(on);
  if (!term) throw new RuleBroken('number.no-term', { unit, on });
  return { from: term.startsOn, until: term.endsOn };
}

/** A calendar year, half-open. Arrivals are numbered through it. */
export function yearOf(on: PlainDate): { from: PlainDate; until: PlainDate } {
  const year = Number(on.slice(0, 4));
  return { from: `${year}-01-01`, until: `${year + 1}-01-01` };
}

/** The first day of a term: the day after the congress closes. @see DOMAIN.md 5.3 */
export function termStart(congressClosedOn: PlainDate): PlainDate {
  const day = new Date(`${congressClosedOn}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + 1);
  return day.toISOString().slice(0, 10);
}

/**
 * A number is drawn once, for a draft, on or before today; forms carry none.
 * @throws RuleBroken `number.drawn-already` `{ symbol }`, `number.in-future` `{ on, today }`, `number.not-numbered` `{ kind }`
 */
export function assertMayDraw(
  document: { state: string; symbol: string | null; direction: string },
  kind: { numbered: boolean; name: string },
  { on, today }: { on: PlainDate; today: PlainDate },
): void {
  if (document.direction !== 'out' || document.state !== 'draft')
    throw new RuleBroken('number.drawn-already', { symbol: document.symbol ?? '' });
  if (!kind.numbered) throw new RuleBroken('number.not-numbered', { kind: kind.name });
  if (on > today) throw new RuleBroken('number.in-future', { on, today });
}

/**
 * A cell issues the kinds that a cell normally issues, unless the administrator lets it issue all.
 * @throws RuleBroken `document.kind-not-of-cell` `{ kind, unit }`
 * @see DOMAIN.md 5.1, uncertain (K-m): setting `records.cell-kinds`
 */
export function assertMayIssue(
  issuer: { isCell: boolean; name: string },
  kind: { cellMay: boolean; name: string },
  held: boolean,
): void {
  if (held && issuer.isCell && !kind.cellMay)
    throw new RuleBroken('document.kind-not-of-cell', { kind: kind.name, unit: issuer.name });
}

/**
 * A document is amended, replaced or repealed only by its issuer or by a superior of its issuer, and not by an older one. What is copied is
 * copied by anybody who has it.
 * @throws RuleBroken `document.not-its-issuer` `{ issuer }`, `document.link-older` `{ on, of }`, `document.link-draft`
 * @see DOMAIN.md 5.1 (S24b)
 */
export function assertLink(
  kind: LinkKind,
  from: { issuerId: string | null; datedOn: PlainDate | null },
  to: {
    issuerId: string | null;
    issuer: string;
    datedOn: PlainDate | null;
    state: string;
    superiors: readonly string[];
  },
): void {
  if (to.state === 'draft' || to.state === 'voided') throw new RuleBroken('document.link-draft');
  if (from.datedOn !== null && to.datedOn !== null && from.datedOn < to.datedOn)
    throw new RuleBroken('document.link-older', { on: from.datedOn, of: to.datedOn });
  if (kind === 'answers' || kind === 'carries_out' || kind === 'copies') return;
  const issuer = from.issuerId;
  if (issuer === null || (issuer !== to.issuerId && !to.superiors.includes(issuer)))
    throw new RuleBroken('document.not-its-issuer', { issuer: to.issuer });
}
