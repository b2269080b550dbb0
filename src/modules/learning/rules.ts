import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import { addYears } from '#platform/time/dates.ts';
import { earliest, latest } from '#platform/time/precision.ts';
import type { KnownOn } from './contract.ts';

/**
 * A course ends on or after the day it begins, and lasts at most so many years: a year mistyped makes no course of decades.
 * @throws RuleBroken `course.dates` `{ startsOn, endsOn }`, `course.too-long` `{ years, until }`
 */
export function assertDates(
  { startsOn, endsOn }: { startsOn: PlainDate; endsOn: PlainDate },
  most: { years: number },
): void {
  if (endsOn < startsOn) throw new RuleBroken('course.dates', { startsOn, endsOn });
  const until = addYears(startsOn, most.years);
  if (endsOn > until) throw new RuleBroken('course.too-long', { years: most.years, until });
}

/**
 * Whether the state of a course may be changed: held only once it has begun, cancelled only while nobody came; a held or cancelled
 * course stays what it is.
 * @throws RuleBroken `course.not-begun` `{ startsOn }`, `course.has-participants` `{ participants }`, `course.closed` `{ state }`
 */
export function assertCourseState(
  course: { state: 'planned' | 'held' | 'cancelled'; startsOn: PlainDate; participants: number },
  to: 'planned' | 'held' | 'cancelled',
  today: PlainDate,
): void {
  if (course.state === to) return;
  if (course.state !== 'planned') throw new RuleBroken('course.closed', { state: course.state });
  if (to === 'held' && course.startsOn > today) throw new RuleBroken('course.not-begun', { startsOn: course.startsOn });
  if (to === 'cancelled' && course.participants > 0)
    throw new RuleBroken('course.has-participants', { participants: course.participants });
}

/** A sitting falls within its course. @throws RuleBroken `course.session-outside` `{ on, startsOn, endsOn }`, `course.cancelled` */
export function assertSession(on: PlainDate, course: { startsOn: PlainDate; endsOn: PlainDate; state: string }): void {
  if (course.state === 'cancelled') throw new RuleBroken('course.cancelled');
  if (on < course.startsOn || on > course.endsOn)
    throw new RuleBroken('course.session-outside', { on, startsOn: course.startsOn, endsOn: course.endsOn });
}

/**
 * Only members and cadres take part by name; everybody else is a number. Nobody is at more sittings than there were.
 * @throws RuleBroken `course.person-not-cadre`, `course.sessions-over` `{ sessions, held }`, `course.cancelled`
 * @see DOMAIN.md 8.2: participants of sessions: counts, or names of members and cadres only
 */
export function assertParticipant(
  person: { isMember: boolean; holdsPost: boolean; sessions: number },
  course: { sessions: number; state: string },
): void {
  if (course.state === 'cancelled') throw new RuleBroken('course.cancelled');
  if (!person.isMember && !person.holdsPost) throw new RuleBroken('course.person-not-cadre');
  if (person.sessions > course.sessions)
    throw new RuleBroken('course.sessions-over', { sessions: person.sessions, held: course.sessions });
}

/**
 * A certificate is for those who passed, and not before the course is over.
 * @throws RuleBroken `course.certificate-not-passed`, `course.certificate-before-end` `{ on, endsOn }`
 * @see DOMAIN.md 3.3 T2: course passed, certificate number and date
 */
export function assertCertificate(
  issuedOn: PlainDate,
  participant: { passed: boolean | null },
  course: { endsOn: PlainDate },
): void {
  if (participant.passed !== true) throw new RuleBroken('course.certificate-not-passed');
  if (issuedOn < course.endsOn)
    throw new RuleBroken('course.certificate-before-end', { on: issuedOn, endsOn: course.endsOn });
}

/** Nothing is recorded before its day has come. @throws RuleBroken `learning.in-future` `{ on, today }` */
export function assertPast(date: KnownOn, today: PlainDate): void {
  if (earliest(date) > today) throw new RuleBroken('learning.in-future', { on: date.on, today });
}

/**
 * A commended person is a member or cadre. @throws RuleBroken `commendation.person-not-cadre`
 * @see scenario B12
 */
export function assertCommended(person: { isMember: boolean; holdsPost: boolean } | null): void {
  if (person && !person.isMember && !person.holdsPost) throw new RuleBroken('commendation.person-not-cadre');
}

/** A person stands as a model only if he agreed to be named. @throws RuleBroken `model.not-agreed` @see scenario B20; DOMAIN.md 8.1 */
export function assertModel(model: { personId: string | null; agreed: boolean }): void {
  if (model.personId !== null && !model.agreed) throw new RuleBroken('model.not-agreed');
}

/**
 * A model is taken up by another place, after it was named and while it stands. A date known by its year is not held against a day.
 * @throws RuleBroken `model.own-place`, `model.adopted-before` `{ on, namedOn }`, `model.ended` `{ endedOn }`
 * @see DOMAIN.md 7.2 I-42: replicated means at least one further place
 */
export function assertAdoption(
  adoption: { unitId: string; on: KnownOn },
  model: { unitId: string; on: KnownOn; endedOn: PlainDate | null },
): void {
  if (adoption.unitId === model.unitId) throw new RuleBroken('model.own-place');
  if (latest(adoption.on) < earliest(model.on))
    throw new RuleBroken('model.adopted-before', { on: adoption.on.on, namedOn: model.on.on });
  if (model.endedOn !== null && earliest(adoption.on) >= model.endedOn)
    throw new RuleBroken('model.ended', { endedOn: model.endedOn });
}
