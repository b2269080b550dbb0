import { isVietnameseSyllable } from './syllable.ts';

/** Encodings from the time before Unicode, known to people by their fonts: .VnTime (TCVN3, “ABC”) and VNI-Times. */
export type LegacyEncoding = 'tcvn3' | 'vni';

/**
 * Pairs `seen:meant`. Seen is what such a text looks like when its bytes are taken for Windows-1252, which is what
 * a spreadsheet holds. TCVN3 has capitals only for Ă Â Ê Ô Ơ Ư Đ: its capital fonts draw the small codes large.
 */
const TCVN3 =
  'µ:à ¶:ả ·:ã ¸:á ¹:ạ ¨:ă »:ằ ¼:ẳ ½:ẵ ¾:ắ Æ:ặ ©:â Ç:ầ È:ẩ É:ẫ Ê:ấ Ë:ậ ®:đ Ì:è Î:ẻ Ï:ẽ Ð:é Ñ:ẹ ª:ê Ò:ề Ó:ể Ô:ễ Õ:ế Ö:ệ ' +
  '×:ì Ø:ỉ Ü:ĩ Ý:í Þ:ị ß:ò á:ỏ â:õ ã:ó ä:ọ «:ô å:ồ æ:ổ ç:ỗ è:ố é:ộ ¬:ơ ê:ờ ë:ở ì:ỡ í:ớ î:ợ ï:ù ñ:ủ ò:ũ ó:ú ô:ụ \u00ad:ư ' +
  'õ:ừ ö:ử ÷:ữ ø:ứ ù:ự ú:ỳ û:ỷ ü:ỹ ý:ý þ:ỵ ¡:Ă ¢:Â £:Ê ¤:Ô ¥:Ơ ¦:Ư §:Đ';

/** VNI puts the mark behind the letter; what stands alone is listed first. Capitals follow the same pattern. */
const VNI_ALONE = 'í:í ì:ì æ:ỉ ó:ĩ ò:ị ô:ơ ö:ư î:ỵ ñ:đ';
const VNI_TONES = 'ù:\u0301 ø:\u0300 û:\u0309 õ:\u0303 ï:\u0323';
const VNI_CIRCUMFLEX = 'â: á:\u0301 à:\u0300 å:\u0309 ã:\u0303 ä:\u0323';
const VNI_BREVE = 'ê: é:\u0301 è:\u0300 ú:\u0309 ü:\u0303 ë:\u0323';

const pairs = (table: string): [string, string][] =>
  table.split(' ').map((pair) => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]);

/** Every sequence of each encoding with the letter it stands for; tests write the old encodings with it. */
export const LEGACY_LETTERS: Readonly<Record<LegacyEncoding, ReadonlyMap<string, string>>> = {
  // A micro sign that went through a capital conversion is a Greek mu; both are à.
  tcvn3: new Map([...pairs(TCVN3), ['μ', 'à']]),
  vni: vniLetters(),
};

function vniLetters(): Map<string, string> {
  const letters = new Map<string, string>();
  const add = (seen: string, meant: string): void => {
    const letter = meant.normalize('NFC');
    letters.set(seen, letter);
    const [first = '', ...marks] = [...seen];
    letters.set(first.toUpperCase() + marks.join('').toUpperCase(), letter.toUpperCase());
    if (marks.length > 0) letters.set(first.toUpperCase() + marks.join(''), letter.toUpperCase());
  };
  for (const [seen, meant] of pairs(VNI_ALONE)) add(seen, meant);
  for (const [seen, tone] of pairs(VNI_TONES)) {
    for (const vowel of ['a', 'e', 'o', 'u', 'y']) add(vowel + seen, vowel + tone);
    add(`ô${seen}`, `ơ${tone}`);
    add(`ö${seen}`, `ư${tone}`);
  }
  for (const [seen, tone] of pairs(VNI_CIRCUMFLEX)) {
    for (const vowel of ['a', 'e', 'o']) add(vowel + seen, `${vowel}\u0302${tone}`);
  }
  for (const [seen, tone] of pairs(VNI_BREVE)) add(`a${seen}`, `a\u0306${tone}`);
  return letters;
}

/** TCVN3 as Unicode. In a word that is otherwise in capitals the letters of the capital font become capitals too. */
export function decodeTcvn3(text: string): string {
  const map = LEGACY_LETTERS.tcvn3;
  return text.replace(/[^\s.,;:()/-]+/g, (word) => {
    const decoded = word.replace(/\P{ASCII}/gu, (sign) => map.get(sign) ?? sign);
    const plain = word.replace(/[^A-Za-z]/g, '');
    const shouted = plain !== '' && plain === plain.toUpperCase() && !/^[A-Z]\P{ASCII}$/u.test(word);
    return shouted && word.length > 1 ? decoded.toLocaleUpperCase('vi') : decoded;
  });
}

/** VNI as Unicode: the longest known sequence wins at each place. */
export function decodeVni(text: string): string {
  const map = LEGACY_LETTERS.vni;
  let out = '';
  for (let i = 0; i < text.length;) {
    const two = text.slice(i, i + 2);
    const letter = two.length === 2 ? map.get(two) : undefined;
    out += letter ?? map.get(text.charAt(i)) ?? text.charAt(i);
    i += letter === undefined ? 1 : 2;
  }
  return out;
}

export type Detected = {
  encoding: 'unicode' | LegacyEncoding;
  /** 0 to 1; grows with the share of words that make sense and with their number. */
  confidence: number;
  /** The text in Unicode NFC, whatever it was. */
  text: string;
};

/** Letters that only Unicode Vietnamese has (ă đ ĩ ũ ơ ư, the tone block, combining marks), or another script. */
const ONLY_UNICODE = /[\u0100-\u024f\u1ea0-\u1ef9\u0300-\u036f\u0e00-\u0e7f\u0400-\u04ff\u3000-\uffef]/;
const OLD_WORD = /[^\s.,;:()/0-9"'+*!?<>=[\]{}|\\-]+/g;

/**
 * Says whether a text is Unicode or one of the old encodings, and gives it in Unicode.
 *
 * Give it a whole column or sheet joined by line ends rather than one word: `Céng` is a possible syllable, and only
 * its neighbours (`x· héi`) show that `Cộng` was meant. Text with any letter that the old encodings cannot hold, and
 * text whose every word is a possible syllable as it stands, is never converted.
 */
export function detectLegacy(text: string): Detected {
  const unicode = (confidence: number): Detected => ({ encoding: 'unicode', confidence, text: text.normalize('NFC') });
  if (/^\p{ASCII}*$/u.test(text)) return unicode(1);
  if (ONLY_UNICODE.test(text)) return unicode(1);

  const words = (text.slice(0, 200_000).match(OLD_WORD) ?? []).filter((word) => /\P{ASCII}/u.test(word));
  if (words.length === 0) return unicode(1);
  const share = (decode: (word: string) => string): number =>
    words.filter((word) => isVietnameseSyllable(decode(word))).length / words.length;
  const asIs = share((word) => word);
  if (asIs === 1) return unicode(1);
  const old = (
    [
      ['tcvn3', share(decodeTcvn3), decodeTcvn3],
      ['vni', share(decodeVni), decodeVni],
    ] as const
  ).toSorted((a, b) => b[1] - a[1]);
  const [best, second] = old;
  const clear = best && second && best[1] >= 0.75 && best[1] - asIs >= 0.25 && best[1] - second[1] >= 0.1;
  if (!best || !clear) return unicode(asIs);
  const confidence = best[1] * (words.length / (words.length + 0.5));
  return { encoding: best[0], confidence, text: best[2](text).normalize('NFC') };
}
