import { RuleBroken } from '../errors.ts';
import type { PlainDate } from '../shapes.ts';
import type { CONSENT_STATES, PHOTO_PEOPLE } from './contract.ts';

type People = (typeof PHOTO_PEOPLE)[number];
type By = 'person' | 'guardian' | 'child_and_guardian';
/** What the rules ask of a photo. */
export type PhotoConsent = {
  people: People;
  consent: { on: PlainDate; by: By } | null;
  withdrawnOn: PlainDate | null;
};

/** How it stands with the consent of those who can be recognised. */
export function consentState(photo: PhotoConsent): (typeof CONSENT_STATES)[number] {
  if (photo.people === 'nobody') return 'not-needed';
  if (photo.withdrawnOn !== null) return 'withdrawn';
  return photo.consent === null ? 'missing' : 'recorded';
}

/**
 * Refuses consent that cannot be one: for a photo on which nobody can be recognised, of a child by the child alone, of a day that has not
 * come, or taken back before it was given.
 * @throws RuleBroken `photo.consent-of-nobody`, `photo.consent-guardian`, `photo.consent-in-future` `{ on, today }`,
 *   `photo.withdrawn-without-consent`, `photo.withdrawn-before-consent` `{ on, withdrawnOn }`
 * @see DOMAIN.md 8.1 (children), 8.3 point 9
 */
export function assertConsent(photo: PhotoConsent, today: PlainDate): void {
  const { people, consent, withdrawnOn } = photo;
  if (people === 'nobody' && consent !== null) throw new RuleBroken('photo.consent-of-nobody');
  if (people === 'children' && consent?.by === 'person') throw new RuleBroken('photo.consent-guardian');
  const later = [consent?.on, withdrawnOn].find((on) => typeof on === 'string' && on > today);
  if (later) throw new RuleBroken('photo.consent-in-future', { on: later, today });
  if (withdrawnOn === null) return;
  if (consent === null) throw new RuleBroken('photo.withdrawn-without-consent');
  if (withdrawnOn < consent.on) throw new RuleBroken('photo.withdrawn-before-consent', { on: consent.on, withdrawnOn });
}

/**
 * Refuses a photo in a text for the public unless nobody can be recognised on it or the consent stands.
 * @throws RuleBroken `photo.consent-missing`, `photo.consent-withdrawn` `{ withdrawnOn }`
 * @see DOMAIN.md 8.3 point 9
 */
export function assertMayBePublic(photo: PhotoConsent): void {
  switch (consentState(photo)) {
    case 'not-needed':
    case 'recorded':
      return;
    case 'missing':
      throw new RuleBroken('photo.consent-missing');
    case 'withdrawn':
      throw new RuleBroken('photo.consent-withdrawn', { withdrawnOn: photo.withdrawnOn });
  }
}
