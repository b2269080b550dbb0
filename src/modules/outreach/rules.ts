import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { daysBetween } from '#platform/time/dates.ts';
import { earliest, latest } from '#platform/time/precision.ts';
import { IN_PARTS, type Kind, type KnownOn, type Measure, MEASURES_OF } from './contract.ts';

/** Kinds of unit that may be the partner of a twinning: a commune or its Party body, or a village. @see DOMAIN.md 6.1 */
export const PARTNER_KINDS = [
  'commune',
  'ward',
  'township',
  'special_zone',
  'commune_body',
  'village',
  'residential_group',
] as const;
/** Kinds of place that an activity is for. */
export const PLACE_KINDS = ['commune', 'ward', 'township', 'special_zone', 'village', 'residential_group'] as const;

/** A term ends after it begins. @throws RuleBroken `twinning.term` `{ startsOn, endsOn }` */
export function assertTerm({ starts, endsOn }: { starts: KnownOn; endsOn: PlainDate }): void {
  if (endsOn <= earliest(starts)) throw new RuleBroken('twinning.term', { startsOn: starts.on, endsOn });
}

/**
 * An agency is twinned with a commune or a village, and not with itself.
 * @throws RuleBroken `twinning.partner-kind` `{ kind }`, `twinning.agency-kind` `{ kind }`
 */
export function assertSides(agency: { id: string; kind: string }, partner: { id: string; kind: string }): void {
  if (!PARTNER_KINDS.some((kind) => kind === partner.kind))
    throw new RuleBroken('twinning.partner-kind', { kind: partner.kind });
  if (agency.id === partner.id || PLACE_KINDS.some((kind) => kind === agency.kind))
    throw new RuleBroken('twinning.agency-kind', { kind: agency.kind });
}

/**
 * A role ends after it began, and once.
 * @throws RuleBroken `twinning.role-ended` `{ to }`, `twinning.role-dates` `{ from, to }`
 */
export function assertRoleEnd(role: { from: PlainDate; to: PlainDate | null }, to: PlainDate): void {
  if (role.to !== null) throw new RuleBroken('twinning.role-ended', { to: role.to });
  if (to <= role.from) throw new RuleBroken('twinning.role-dates', { from: role.from, to });
}

/**
 * A channel that was closed stays so, and is closed on a day that has come.
 * @throws RuleBroken `twinning.channel-closed` `{ closedOn }`, `twinning.channel-dates` `{ openedOn, closedOn }`, `outreach.in-future` `{ on, today }`
 */
export function assertChannel(
  channel: { openedOn: PlainDate; closedOn: PlainDate | null },
  closedOn: PlainDate | undefined,
  today: PlainDate,
): void {
  if (channel.closedOn !== null) throw new RuleBroken('twinning.channel-closed', { closedOn: channel.closedOn });
  if (closedOn === undefined) return;
  if (closedOn > today) throw new RuleBroken('outreach.in-future', { on: closedOn, today });
  if (closedOn < channel.openedOn)
    throw new RuleBroken('twinning.channel-dates', { openedOn: channel.openedOn, closedOn });
}

/** @throws RuleBroken `outreach.in-future` `{ on, today }`, `follow-up.before-trip` `{ startsOn }`: done after the trip, on a day that has come */
export function assertFollowUp(doneOn: PlainDate | null, trip: { startsOn: PlainDate }, today: PlainDate): void {
  if (doneOn === null) return;
  if (doneOn > today) throw new RuleBroken('outreach.in-future', { on: doneOn, today });
  if (doneOn < trip.startsOn) throw new RuleBroken('follow-up.before-trip', { startsOn: trip.startsOn });
}

/** @throws RuleBroken `activity.place-kind` `{ kind }`: an activity is for a commune or a village */
export function assertPlace(place: { kind: string }): void {
  if (!PLACE_KINDS.some((kind) => kind === place.kind))
    throw new RuleBroken('activity.place-kind', { kind: place.kind });
}

/** @throws RuleBroken `activity.dates` `{ startsOn, endsOn }` */
export function assertDates({ startsOn, endsOn }: { startsOn: PlainDate; endsOn: PlainDate }): void {
  if (endsOn < startsOn) throw new RuleBroken('activity.dates', { startsOn, endsOn });
}

export type State = 'planned' | 'held' | 'cancelled';
/**
 * Held only once it has begun; what was held or cancelled stays so.
 * @throws RuleBroken `activity.closed` `{ state }`, `activity.not-begun` `{ startsOn }`
 */
export function assertState(
  from: State,
  to: State,
  { startsOn, today }: { startsOn: PlainDate; today: PlainDate },
): void {
  if (from === to) return;
  if (from !== 'planned') throw new RuleBroken('activity.closed', { state: from });
  if (to === 'held' && startsOn > today) throw new RuleBroken('activity.not-begun', { startsOn });
}

/**
 * Each kind of activity has its own measures, and only lengths and hours come in parts.
 * @throws RuleBroken `activity.measure-not-of-kind` `{ kind, measure }`, `activity.not-whole` `{ measure }`
 * @see DOMAIN.md 6.1: activity units need their own quantity kinds
 */
export function assertQuantity(kind: Kind, { measure, amount }: { measure: Measure; amount: number }): void {
  if (!MEASURES_OF[kind].includes(measure)) throw new RuleBroken('activity.measure-not-of-kind', { kind, measure });
  if (!IN_PARTS.includes(measure) && !Number.isInteger(amount)) throw new RuleBroken('activity.not-whole', { measure });
}

/**
 * Nobody takes part longer than it lasts, and not more come for the first time than come.
 * @throws RuleBroken `activity.first-time-over` `{ people }`, `activity.days-over` `{ days }`
 */
export function assertGroup(
  group: { people: number; firstTime: number; days: number },
  activity: { startsOn: PlainDate; endsOn: PlainDate },
): void {
  if (group.firstTime > group.people) throw new RuleBroken('activity.first-time-over', { people: group.people });
  const days = daysBetween(activity.startsOn, activity.endsOn) + 1;
  if (group.days > days) throw new RuleBroken('activity.days-over', { days });
}

/** Person-days of a group: people times days. @see DOMAIN.md 7.2 I-49 */
export function personDays(groups: readonly { people: number; days: number }[]): number {
  return groups.reduce((sum, { people, days }) => sum + Math.round(people * days * 10), 0) / 10;
}

/**
 * Lists that only one kind of activity has.
 * @throws RuleBroken `activity.only-of-kind` `{ kind, what }`
 */
export function assertListsOfKind(
  kind: Kind,
  lists: {
    stops?: readonly unknown[];
    visits?: readonly unknown[];
    skills?: readonly unknown[];
    services?: readonly unknown[];
  },
): void {
  const only = (what: keyof typeof lists, kinds: readonly Kind[]) => {
    if ((lists[what]?.length ?? 0) > 0 && !kinds.includes(kind))
      throw new RuleBroken('activity.only-of-kind', { kind, what });
  };
  only('stops', ['roots_trip']);
  only('visits', ['household_visit', 'gift', 'three_togethers']);
  only('skills', ['digital_help']);
  only('services', ['digital_help']);
}

/**
 * The stops of a trip come one after the other and lie within its days.
 * @throws RuleBroken `trip.stop-order` `{ name }`, `trip.stop-outside` `{ name, on }`
 */
export function assertStops(
  stops: readonly { name: string; on: PlainDate; at: string | null }[],
  trip: { startsOn: PlainDate; endsOn: PlainDate },
): void {
  let before = '';
  for (const { name, on, at } of stops) {
    if (on < trip.startsOn || on > trip.endsOn) throw new RuleBroken('trip.stop-outside', { name, on });
    // A stop without an hour is only held to the day of the one before.
    const now = at === null ? on : `${on} ${at}`;
    if (now < (at === null ? before.slice(0, 10) : before)) throw new RuleBroken('trip.stop-order', { name });
    before = now;
  }
}

/** @throws RuleBroken `trip.not-begun` `{ startsOn }`: nobody is there before it begins */
export function assertCheckIn(activity: { startsOn: PlainDate; state: State }, today: PlainDate): void {
  if (activity.state === 'cancelled') throw new RuleBroken('activity.closed', { state: activity.state });
  if (activity.startsOn > today) throw new RuleBroken('trip.not-begun', { startsOn: activity.startsOn });
}

/** By name only members and holders of posts. @throws RuleBroken `activity.person-not-cadre` @see DOMAIN.md 8.2 */
export function assertCadre(person: { isMember: boolean; holdsPost: boolean }): void {
  if (!person.isMember && !person.holdsPost) throw new RuleBroken('activity.person-not-cadre');
}

/** Share of a checklist that is met, whole numbers; nothing without answers. @see scenario A9 */
export function checklistShare(answers: readonly (boolean | null)[]): { met: number; of: number } | null {
  const given = answers.filter((answer) => answer !== null);
  return given.length === 0 ? null : { met: given.filter(Boolean).length, of: given.length };
}

/**
 * A finding is to be mended after the visit, and closed on a day that has come.
 * @throws RuleBroken `finding.due-before-visit` `{ startsOn, dueOn }`
 */
export function assertFinding({ dueOn }: { dueOn: PlainDate }, visit: { startsOn: PlainDate }): void {
  if (dueOn <= visit.startsOn) throw new RuleBroken('finding.due-before-visit', { startsOn: visit.startsOn, dueOn });
}

/** @throws RuleBroken `finding.closed-already`, `finding.closed-before-visit` `{ startsOn }`, `outreach.in-future` `{ on, today }` */
export function assertClosing(
  finding: { closedOn: PlainDate | null; visitOn: PlainDate },
  closedOn: PlainDate,
  today: PlainDate,
): void {
  if (finding.closedOn !== null) throw new RuleBroken('finding.closed-already', { closedOn: finding.closedOn });
  if (closedOn < finding.visitOn) throw new RuleBroken('finding.closed-before-visit', { startsOn: finding.visitOn });
  if (closedOn > today) throw new RuleBroken('outreach.in-future', { on: closedOn, today });
}

/**
 * Somebody's words stand in a public text only with his consent, and no more once he took it back.
 * @throws RuleBroken `testimony.consent-missing`, `testimony.consent-withdrawn` `{ withdrawnOn }`, `testimony.withdrawn-before-consent`,
 *   `outreach.in-future` `{ on, today }`
 * @see DOMAIN.md 8.1: making public only with consent
 */
export function assertTestimony(
  words: { said: KnownOn; consentOn: PlainDate | null; withdrawnOn: PlainDate | null; public: boolean },
  today: PlainDate,
): void {
  const { said, consentOn, withdrawnOn } = words;
  const later = [earliest(said), consentOn, withdrawnOn].find((on) => on !== null && on > today);
  if (later) throw new RuleBroken('outreach.in-future', { on: later, today });
  if (withdrawnOn !== null && (consentOn === null || withdrawnOn < consentOn))
    throw new RuleBroken('testimony.withdrawn-before-consent', { withdrawnOn });
  if (!words.public) return;
  if (withdrawnOn !== null) throw new RuleBroken('testimony.consent-withdrawn', { withdrawnOn });
  if (consentOn === null) throw new RuleBroken('testimony.consent-missing');
}

/** Whether an agreement runs on a day. */
export function twinningState(
  twinning: { starts: KnownOn; endsOn: PlainDate; endedOn: PlainDate | null },
  today: PlainDate,
): 'coming' | 'running' | 'over' {
  if (today < earliest(twinning.starts)) return 'coming';
  return today >= (twinning.endedOn ?? twinning.endsOn) ? 'over' : 'running';
}

/**
 * An activity of an agreement lies within its term and is led by its agency's side or an agency beside it.
 * @throws RuleBroken `activity.outside-term` `{ startsOn, from, to }`
 */
export function assertWithinTerm(
  activity: { startsOn: PlainDate; precision: KnownOn['precision'] },
  twinning: { starts: KnownOn; endsOn: PlainDate; endedOn: PlainDate | null },
): void {
  const on = { on: activity.startsOn, precision: activity.precision };
  const to = twinning.endedOn ?? twinning.endsOn;
  if (latest(on) < earliest(twinning.starts) || earliest(on) >= to)
    throw new RuleBroken('activity.outside-term', { startsOn: activity.startsOn, from: twinning.starts.on, to });
}

/** Kinds of unit that a public page is made for; the villages stand on the page of their commune. */
export const PUBLIC_UNIT_KINDS = ['commune', 'ward', 'township', 'special_zone'] as const;

/**
 * What may be published: a commune's year that has begun and in which something was done; again only what differs, with the reason.
 * @throws RuleBroken `publication.unit-kind` `{ kind }`, `publication.year` `{ year }`, `publication.nothing`, `publication.unchanged` `{ revision }`,
 *   `publication.reason-needed`
 */
export function assertPublication(
  page: { kind: string; year: number; activities: number; revision: number; same: boolean; reason: string | null },
  today: PlainDate,
): void {
  if (!PUBLIC_UNIT_KINDS.some((kind) => kind === page.kind))
    throw new RuleBroken('publication.unit-kind', { kind: page.kind });
  if (page.year > Number(today.slice(0, 4))) throw new RuleBroken('publication.year', { year: page.year });
  if (page.activities === 0 && page.revision === 0) throw new RuleBroken('publication.nothing');
  if (page.same) throw new RuleBroken('publication.unchanged', { revision: page.revision });
  if (page.revision > 0 && page.reason === null) throw new RuleBroken('publication.reason-needed');
}

/** Visits to households are never public, and neither is the promise of them. @throws RuleBroken `plan.of-households` @see DOMAIN.md 8.3 point 9 */
export function assertTellable(kind: string, isPublic: boolean): void {
  if (isPublic && kind === 'household_visit') throw new RuleBroken('plan.of-households');
}

/** @throws RuleBroken `publication.withdrawn` `{ withdrawnOn }`, `outreach.in-future` `{ on, today }` */
export function assertWithdrawal(page: { withdrawnOn: PlainDate | null }, on: PlainDate, today: PlainDate): void {
  if (page.withdrawnOn !== null) throw new RuleBroken('publication.withdrawn', { withdrawnOn: page.withdrawnOn });
  if (on > today) throw new RuleBroken('outreach.in-future', { on, today });
}

/**
 * When the check of order may be cited with a visit: “before” once and not after its last day, “after” not before its first day.
 * @throws RuleBroken `order.before-taken` `{ on }`, `order.before-missing`, `order.visit-over` `{ endsOn }`, `order.visit-not-begun` `{ startsOn }`
 */
export function assertMoment(
  moment: 'before' | 'after',
  visit: { startsOn: PlainDate; endsOn: PlainDate; today: PlainDate; before: PlainDate | null },
): void {
  const { startsOn, endsOn, today, before } = visit;
  if (moment === 'before') {
    if (before !== null) throw new RuleBroken('order.before-taken', { on: before });
    if (today > endsOn) throw new RuleBroken('order.visit-over', { endsOn });
    return;
  }
  if (before === null) throw new RuleBroken('order.before-missing');
  if (today < startsOn) throw new RuleBroken('order.visit-not-begun', { startsOn });
}

type Offending = { check: string; document: string | null; dossier: string | null };
const keyOf = (one: Offending) => `${one.check} ${one.document ?? one.dossier ?? ''}`;

/** What a visit changed: mended, still wanting, and wanting only since. Before there is an “after” all of it is still wanting. */
export function orderChange<T extends Offending>(
  before: readonly T[],
  after: readonly T[] | undefined,
): { mended: T[]; left: T[]; added: T[] } {
  if (after === undefined) return { mended: [], left: [...before], added: [] };
  const [then, now] = [new Set(before.map(keyOf)), new Set(after.map(keyOf))];
  return {
    mended: before.filter((one) => !now.has(keyOf(one))),
    left: after.filter((one) => then.has(keyOf(one))),
    added: after.filter((one) => !then.has(keyOf(one))),
  };
}
