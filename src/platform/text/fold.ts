/**
 * Letters and signs that have no decomposition, with what PostgreSQL's `unaccent.rules` makes of them. The test
 * compares with the rules file of the database itself for the ranges that names and places are written in.
 */
const UNDECOMPOSED: ReadonlyMap<string, string> = new Map(
  (
    "đ:d Đ:D ð:d Ð:D æ:ae Æ:AE ø:o Ø:O þ:th Þ:TH ß:ss ħ:h Ħ:H ı:i ĳ:ij Ĳ:IJ ĸ:q ŀ:l Ŀ:L ł:l Ł:L ŉ:'n ŋ:n Ŋ:N " +
    'œ:oe Œ:OE ŧ:t Ŧ:T ſ:s ẚ:a ẜ:s ẝ:s ẞ:SS Ỻ:LL ỻ:ll Ỽ:V ỽ:v Ỿ:Y ỿ:y µ:μ º:o ×:* ÷:/ ±:+/- ¡:! ¿:? ©:(C) ®:(R) ' +
    "ª:a «:<< »:>> ‐:- ‑:- ‒:- –:- —:- ―:- ‖:|| ‘:' ’:' ‚:, ‛:' “:\" ”:\" „:,, ‟:\" ′:' ″:\" ʹ:' ʻ:' ʼ:' ʽ:'"
  )
    .split(' ')
    .map((pair) => [pair.slice(0, 1), pair.slice(2)] as const),
);
const SPECIAL = new Map<string, string>([
  ...UNDECOMPOSED,
  ['\u00ad', '-'],
  ['¼', ' 1/4'],
  ['½', ' 1/2'],
  ['¾', ' 3/4'],
]);

/**
 * The search key of a text: NFC, accents and đ gone, lower case, white space squeezed.
 *
 * Equal to `platform.fold(text)` in the database, that is
 * `btrim(regexp_replace(lower(unaccent(normalize(t, NFC))), '\s+', ' ', 'g'))`. Because the accents go, the two
 * ways of placing the tone (Hoà, Hòa) give one key already. Thai marks are vowels and stay.
 */
export function fold(text: string): string {
  const plain = text
    .normalize('NFC')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^\p{ASCII}\u0e00-\u0e7f]/gu, (sign) => SPECIAL.get(sign) ?? sign);
  return plain.toLowerCase().replace(/\s+/g, ' ').trim().normalize('NFC');
}

/**
 * A wider key for places and peoples, for offering near matches; never for deciding that two things are one.
 *
 * On top of {@link fold}: hyphens, apostrophes and blanks go (Ê-đê, Ê Đê; Ea H'Leo, Ea Hleo), final y after a
 * consonant is i (Sỹ, Sĩ; Quý, Quí; Ly, Li), and sounds that the lists of places mix in the first letters fall
 * together: x/s (Xà Phìn, Sà Phìn), tr/ch (Tráng, Cháng), gi/d/r (Rạng, Dạng), k/c/q (Kan, Can);
 * oo is o (Noong, Nong), and NT in front is nông trường.
 */
export function looseKey(text: string): string {
  return fold(text)
    .replace(/^n\.? ?t\.? (?=\p{L})/u, 'nong truong ')
    .replace(/['`´]/g, '')
    .split(/[^\p{L}\p{M}\p{N}]+/u)
    .map(looseSyllable)
    .join('');
}

function looseSyllable(syllable: string): string {
  return syllable
    .replace(/^gi(?=[aeou])|^r/, 'd')
    .replace(/^x/, 's')
    .replace(/^tr/, 'ch')
    .replace(/^qu/, 'cu')
    .replace(/^k(?!h)/, 'c')
    .replace(/^ngh/, 'ng')
    .replace('oo', 'o')
    .replace(/^gh/, 'g')
    .replace(/^(cu|[bcdghlmnpstv]|ch|kh|nh|ng|ph|th)?y$/, '$1i');
}
