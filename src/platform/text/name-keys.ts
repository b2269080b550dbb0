import { fold } from './fold.ts';

/** Two keys of one person's name: as it is written, and with the given name in front. */
export type NameKeys = { familyKey: string; givenKey: string };

/**
 * Keys to search and sort persons by, without accents: `Lò Văn A` gives `lo van a` and `a lo van`.
 *
 * - The given name is the last word: so it is with Kinh, Tày, Thái, Mông (Vàng A Chống), Hà Nhì linked names
 *   (Pờ Dần Sinh) and most others.
 * - Ê-đê and Mnông put Y or H' before the personal name and often the clan last (Y Thông Niê, H'Hen Niê,
 *   H Hen Niê): there the given name is the word after the mark. With only two words (Y Ngọc) that is the last anyway.
 * - One-part names are their own given name. Nothing is refused; the whole name stays searchable in `familyKey`.
 * - All apostrophes are one, those at the edge of a word are kept (`h'hen`), hyphens stay.
 */
export function nameKeys(fullName: string): NameKeys {
  const words = fold(fullName).replace(/[`´]/g, "'").split(' ').filter(Boolean);
  const familyKey = words.join(' ');
  const given = givenIndex(words);
  const rest = words.filter((_, index) => index !== given);
  return { familyKey, givenKey: [withoutMark(words[given] ?? ''), ...rest].filter(Boolean).join(' ') };
}

function givenIndex(words: readonly string[]): number {
  const [first = ''] = words;
  if (words.length > 2 && /^(y|h'?)$/.test(first)) return 1;
  if (words.length > 1 && /^h'\p{L}/u.test(first)) return 0;
  return words.length - 1;
}

/** H'Hen sorts under “hen”. */
function withoutMark(word: string): string {
  return word.replace(/^h'(?=\p{L})/u, '');
}

/** Names typed in capitals (LÒ VĂN A) as names are written (Lò Văn A); names with any small letter stay as they are. */
export function nameCase(fullName: string): string {
  const name = fullName.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (name !== name.toLocaleUpperCase('vi')) return name;
  return name
    .toLocaleLowerCase('vi')
    .replace(/(^|[\s'’-])(\p{L})/gu, (_, before: string, letter: string) => before + letter.toLocaleUpperCase('vi'));
}
