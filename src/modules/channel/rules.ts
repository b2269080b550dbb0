import { RuleBroken } from '#platform/errors.ts';
import type { PlainDate } from '#platform/shapes.ts';
import type { NEWS_STATES, REACHES } from './contract.ts';

type Reach = (typeof REACHES)[number];

/**
 * Whether a bulletin says whom it goes to, in its own way: an agreement for the other side, units for those that are named, neither else.
 * @throws RuleBroken `bulletin.reach` `{ reach }`
 */
export function assertReach(given: { reach: Reach; twinningId: string | null; unitIds: readonly string[] }): void {
  const { reach, twinningId, unitIds } = given;
  const right = (reach === 'twinned') === (twinningId !== null) && (reach === 'chosen') === unitIds.length > 0;
  if (!right) throw new RuleBroken('bulletin.reach', { reach });
}

/** A bulletin that nobody gets is none. @throws RuleBroken `bulletin.nobody` */
export function assertSomebody(units: number): void {
  if (units === 0) throw new RuleBroken('bulletin.nobody');
}

/**
 * The event was before the word of it, the answer is wanted after it.
 * @throws RuleBroken `channel.in-future` `{ on, today }`, `bulletin.answer-past` `{ answerBy, today }`
 */
export function assertDays(
  given: { happenedOn: PlainDate | null; answerBy: PlainDate | null },
  today: PlainDate,
): void {
  if (given.happenedOn !== null && given.happenedOn > today)
    throw new RuleBroken('channel.in-future', { on: given.happenedOn, today });
  if (given.answerBy !== null && given.answerBy < today)
    throw new RuleBroken('bulletin.answer-past', { answerBy: given.answerBy, today });
}

/** What is over takes no answer, reminder or pin. @throws RuleBroken `bulletin.ended` `{ endedOn }` */
export function assertRuns({ endedOn }: { endedOn: PlainDate | null }): void {
  if (endedOn !== null) throw new RuleBroken('bulletin.ended', { endedOn });
}

/** A unit is reminded at most once a day. @see the reminder is for those who forgot, not for those who have not come to it */
export const REMIND_AFTER_HOURS = 20;

type State = (typeof NEWS_STATES)[number];
/**
 * How news goes on: a draft is published, what was published may be withdrawn; nothing comes back.
 * @throws RuleBroken `news.state` `{ state }`
 */
export function assertNewsStep(state: State, to: 'published' | 'withdrawn'): void {
  const right = to === 'published' ? state === 'draft' : state === 'published';
  if (!right) throw new RuleBroken('news.state', { state });
}

/**
 * What may still be changed of news: a draft wholly; of what was published only translations, and whether everybody may read it; of what
 * was withdrawn nothing.
 * @throws RuleBroken `news.published`, `news.state` `{ state }`
 */
export function assertNewsChange(state: State, fields: readonly string[]): void {
  if (state === 'withdrawn') throw new RuleBroken('news.state', { state });
  const open = ['titleTh', 'bodyTh', 'titleEn', 'bodyEn', 'public'];
  if (state === 'published' && fields.some((field) => !open.includes(field))) throw new RuleBroken('news.published');
}

/** A translation is whole: title and text, or neither. @throws RuleBroken `news.half-translated` `{ lang }` */
export function assertWhole(words: {
  titleTh: string | null;
  bodyTh: string | null;
  titleEn: string | null;
  bodyEn: string | null;
}): void {
  if ((words.titleTh === null) !== (words.bodyTh === null))
    throw new RuleBroken('news.half-translated', { lang: 'th' });
  if ((words.titleEn === null) !== (words.bodyEn === null))
    throw new RuleBroken('news.half-translated', { lang: 'en' });
}

/**
 * A channel is closed on or after the day it was opened, once, and not before that day has come.
 * @throws RuleBroken `outlet.closed` `{ closedOn }`, `outlet.dates` `{ openedOn, closedOn }`
 */
export function assertOutlet(
  outlet: { openedOn: PlainDate; closedOn: PlainDate | null },
  closedOn: PlainDate | undefined,
  today: PlainDate,
): void {
  if (outlet.closedOn !== null) throw new RuleBroken('outlet.closed', { closedOn: outlet.closedOn });
  if (outlet.openedOn > today || (closedOn !== undefined && (closedOn < outlet.openedOn || closedOn > today)))
    throw new RuleBroken('outlet.dates', { openedOn: outlet.openedOn, closedOn: closedOn ?? outlet.openedOn });
}

/**
 * One thing into at most one channel; and into a channel outside goes in full only what everybody may read.
 * @throws RuleBroken `share.one-thing`, `share.one-place`
 */
export function assertShare(given: {
  bulletinId: string | null;
  newsId: string | null;
  outletId: string | null;
  groupId: string | null;
}): void {
  if ((given.bulletinId === null) === (given.newsId === null)) throw new RuleBroken('share.one-thing');
  if (given.outletId !== null && given.groupId !== null) throw new RuleBroken('share.one-place');
}

/** The beginning of a text for a group outside, cut at a word. */
export function leadOf(body: string, most = 280): string {
  const flat = body.replace(/\s+/g, ' ').trim();
  if (flat.length <= most) return flat;
  const cut = flat.slice(0, most);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > most / 2 ? space : most)}…`;
}

/**
 * Lines of a title for the card: broken at words, and inside a word only where it alone is too long (a Thai line has no spaces).
 * @param most room of a line, in heights of its letters
 */
export function linesOf(title: string, most = 13.2, lines = 4): string[] {
  const words = title.split(/\s+/).flatMap((word) => piecesOf(word, most));
  const found: string[] = [];
  for (const word of words) {
    const last = found.at(-1);
    if (last !== undefined && width(last) + SPACE + width(word) <= most) found[found.length - 1] = `${last} ${word}`;
    else found.push(word);
  }
  if (found.length <= lines) return found;
  return [...found.slice(0, lines - 1), `${found[lines - 1] ?? ''}…`];
}

/** Letters as the eye counts them: marks above and below take no room. */
const graphemes = new Intl.Segmenter('th', { granularity: 'grapheme' });
const thaiWords = new Intl.Segmenter('th', { granularity: 'word' });
const SPACE = 0.25;
/** Room of a letter in heights of the letters, on the safe side: measured on the serif of headings, half bold. */
function roomOf(grapheme: string): number {
  const letter = grapheme.normalize('NFD').charAt(0);
  if (/[iljtfrI.,:;'|!()[\]-]/.test(letter)) return 0.4;
  if (/[mwMWOQGHNUDĐ@%&—]/.test(letter)) return 0.88;
  if (/[A-Z]/.test(letter)) return 0.72;
  return /[\u0e00-\u0e7f]/.test(letter) ? 0.66 : letter.charCodeAt(0) > 0x2e80 ? 1.1 : 0.57;
}
const width = (text: string): number =>
  [...graphemes.segment(text)].reduce((sum, { segment }) => sum + (segment === ' ' ? SPACE : roomOf(segment)), 0);

function piecesOf(word: string, most: number): string[] {
  if (width(word) <= most) return [word];
  const pieces: string[] = [];
  // Words of Thai first; what is one word for the dictionary and still too long is cut between letters.
  const parts = [...thaiWords.segment(word)].flatMap(({ segment }) =>
    width(segment) <= most ? [segment] : [...graphemes.segment(segment)].map((one) => one.segment),
  );
  for (const part of parts) {
    const last = pieces.at(-1);
    if (last !== undefined && width(last) + width(part) <= most) pieces[pieces.length - 1] = last + part;
    else pieces.push(part);
  }
  return pieces;
}
