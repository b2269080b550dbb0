import { RuleBroken } from '#platform/errors.ts';
import type { Lang } from '#platform/format.ts';
import type { Block, FigureRefs, State, Texts } from './contract.ts';

export type Piece = { text: string } | { slot: string };

/** Texts as they are kept: composed (NFC) whatever the keyboard sent, without control signs. */
export function clean(text: string): string {
  return text
    .normalize('NFC')
    .replace(/(?!\n)[\p{Cc}\p{Cf}]/gu, '')
    .trim();
}

/**
 * Prose in pieces: `{key}` is a figure, `[Chương trình 135]` a name that has a number in it, the rest words.
 * @example piecesOf('Có {poles} cột đèn') → [{ text: 'Có ' }, { slot: 'poles' }, { text: ' cột đèn' }]
 */
export function piecesOf(text: string): Piece[] {
  return text.split(/(\{[a-z][a-z0-9-]*\})/).flatMap((part): Piece[] => {
    const slot = /^\{([a-z][a-z0-9-]*)\}$/.exec(part)?.[1];
    if (slot !== undefined) return [{ slot }];
    const words = part.replace(/\[([^[\]]*)\]/g, '$1');
    return words === '' ? [] : [{ text: words }];
  });
}

/** Figures that a text names, in its order, each once. */
export function slotsOf(text: string | null): string[] {
  return [...new Set(piecesOf(text ?? '').flatMap((piece) => ('slot' in piece ? [piece.slot] : [])))];
}

const MONTHS =
  'January|February|March|April|May|June|July|August|September|October|November|December|มกราคม|กุมภาพันธ์|มีนาคม|เมษายน|พฤษภาคม|มิถุนายน|กรกฎาคม|สิงหาคม|กันยายน|ตุลาคม|พฤศจิกายน|ธันวาคม';
/** What a number in prose may be besides a figure: a day, a month, a year of ours or of the Buddhist era. */
const DATES = [
  /\d{1,2}\/\d{1,2}\/(?:19|20)\d{2}/g,
  /\d{1,2}\/(?:19|20)\d{2}/g,
  /(?:ngày|วันที่)\s+\d{1,2}\/\d{1,2}(?![\d/])/giu,
  /(?:ngày|tháng|วันที่|เดือน)\s+\d{1,2}(?!\d)/giu,
  new RegExp(`\\d{1,2}\\s+(?:${MONTHS})`, 'gu'),
  new RegExp(`(?:${MONTHS})\\s+\\d{1,2}(?!\\d)`, 'gu'),
  /(?<!\d)(?:19[3-9]|20[0-4])\d(?!\d)/g,
  /(?<!\d)25[0-8]\d(?!\d)/g,
];

/** Digits of any script (Thai, full width, Khmer) as 0 to 9. */
const plainDigits = (text: string): string =>
  text.replace(/(?![0-9])\p{Nd}/gu, (digit) => {
    // Ten digits of a script stand in a row: how many there are before it says which it is.
    let value = 0;
    while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint((digit.codePointAt(0) ?? 0) - value - 1))) value++;
    return String(value);
  });

/**
 * Numbers that somebody typed into prose: what is neither a figure nor a date nor part of a marked name. Digits of other scripts count too.
 * @see DOMAIN.md 7.2 and the brief of articles: every number of an article opens its list
 */
export function typedNumbers(text: string): string[] {
  let rest = text.replace(/\{[a-z][a-z0-9-]*\}/g, ' ').replace(/\[[^[\]]*\]/g, ' ');
  rest = plainDigits(rest);
  for (const date of DATES) rest = rest.replace(date, ' ');
  return rest.match(/\d[\d.,]*\d|\d/g) ?? [];
}

/** Texts of a block, for the checks that go over all prose. */
export function textsOf(block: Block): Texts[] {
  switch (block.kind) {
    case 'heading':
    case 'paragraph':
      return [block.text];
    case 'list':
      return [block.title];
    case 'table':
      return [block.title, ...block.heads, ...block.rows.map((row) => row.label)];
    case 'quote':
    case 'photo':
      return [];
  }
}

/** Figures that a block shows, in prose or by name. */
export function figuresOf(block: Block): string[] {
  const named = textsOf(block).flatMap((text) => slotsOf(text.vi));
  if (block.kind === 'list') return [...named, block.figure];
  if (block.kind === 'table')
    return [...named, ...block.rows.flatMap((row) => row.cells.flatMap((cell) => cell ?? []))];
  return named;
}

export type Fault = { code: string; block: number | null; details: Record<string, string> };

/**
 * What is wrong with the words of an article, whoever counts what: numbers typed instead of fed, figures that it does not have,
 * a language that names other figures than the Vietnamese.
 */
export function faultsOf(article: {
  title: Texts;
  lead: Texts;
  figures: FigureRefs;
  blocks: readonly Block[];
}): Fault[] {
  const faults: Fault[] = [];
  const look = (text: Texts, block: number | null) => {
    for (const lang of ['vi', 'th', 'en'] as const) {
      const said = text[lang];
      if (said === null || said === '') continue;
      for (const number of typedNumbers(said))
        faults.push({ code: 'article.typed-number', block, details: { lang, number } });
      for (const slot of slotsOf(said))
        if (!(slot in article.figures)) faults.push({ code: 'article.no-figure', block, details: { figure: slot } });
      if (lang !== 'vi' && [...slotsOf(said)].sort().join() !== [...slotsOf(text.vi)].sort().join())
        faults.push({ code: 'article.figures-differ', block, details: { lang } });
    }
  };
  look(article.title, null);
  look(article.lead, null);
  article.blocks.forEach((block, at) => {
    for (const text of textsOf(block)) look(text, at + 1);
    for (const figure of figuresOf(block))
      if (!(figure in article.figures) && !textsOf(block).some((text) => slotsOf(text.vi).includes(figure)))
        faults.push({ code: 'article.no-figure', block: at + 1, details: { figure } });
  });
  if (article.blocks.length === 0) faults.push({ code: 'article.empty', block: null, details: {} });
  return faults;
}

/** Whether a text is there in a language; an empty Vietnamese text needs no translation. */
export function isTranslated(text: Texts, lang: Exclude<Lang, 'vi'>): boolean {
  return text.vi === '' || (text[lang] ?? '') !== '';
}

/** How many texts of an article are not there in a language. */
export function untranslatedOf(
  article: { title: Texts; lead: Texts; blocks: readonly Block[] },
  lang: Exclude<Lang, 'vi'>,
): number {
  const quotes = article.blocks.filter((block) => block.kind === 'quote' && (block[lang] ?? '') === '').length;
  return (
    quotes +
    [article.title, article.lead, ...article.blocks.flatMap(textsOf)].filter((text) => !isTranslated(text, lang)).length
  );
}

/**
 * What may be done with an article: a draft is published, what is published may be corrected or withdrawn, what was withdrawn may
 * be published again as a correction that says why.
 * @throws RuleBroken `article.correction-needed`, `article.not-published`
 */
export function assertPublish(given: { edition: number; correction: string | undefined }): void {
  if (given.edition > 0 && (given.correction ?? '').trim() === '') throw new RuleBroken('article.correction-needed');
}

/** @throws RuleBroken `article.not-published` */
export function assertWithdraw(state: State): void {
  if (state !== 'published') throw new RuleBroken('article.not-published');
}

/**
 * Lists by place stand in an article for what is done and built, never for persons or households: a small village would name them.
 * @see DOMAIN.md 8.3 point 9, 8.4: counts below 5
 */
export function mayBeListed(measure: string): boolean {
  return !['people', 'households', 'residents', 'houses', 'attendances', 'heads', 'deliveries', 'cases'].includes(
    measure,
  );
}

/** A comment as it is kept: text only, whatever was pasted. */
export const COMMENT_MOST = 1000;
export const NAME_MOST = 60;
/** One sender in ten minutes, and one article in an hour while nobody has looked at them. */
export const SENDER_MOST = 3;
export const SENDER_MINUTES = 10;
export const PENDING_MOST = 40;

/** A telephone number begins with 0 or the sign of a country; a number of a paper or an account is long and without gaps. */
const PHONE = /(?<![\d.,/])(?:\+\d{1,3}|0|84)(?:[\s.\-()]{0,2}\d){8,10}(?![\d/])/u;
const PAPER = /(?<![\d.,])\d{9,19}(?![\d.,]*\d)(?!\s*(?:đ|vnđ|vnd|đồng|บาท|ดอง|dong|baht)(?!\p{L}))/iu;
const MAIL = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/u;

/**
 * Whether a text says how to reach a person or which papers he has: on a page that everybody reads such a number is a danger to him.
 * Sums of money, years and days are none.
 */
export function hasPersonalNumber(text: string): boolean {
  const plain = plainDigits(text);
  return PHONE.test(plain) || PAPER.test(plain) || MAIL.test(plain);
}

/**
 * A comment of a reader.
 * @throws RuleBroken `comment.empty`, `comment.too-long` `{ most }`, `comment.personal-number`
 * @see DOMAIN.md 8: no personal data without a purpose, and none about persons in free text
 */
export function assertComment(given: { name: string; words: string }): void {
  if (given.name === '' || given.words === '') throw new RuleBroken('comment.empty');
  if (given.words.length > COMMENT_MOST || given.name.length > NAME_MOST)
    throw new RuleBroken('comment.too-long', { most: COMMENT_MOST });
  if (hasPersonalNumber(given.name) || hasPersonalNumber(given.words)) throw new RuleBroken('comment.personal-number');
}
