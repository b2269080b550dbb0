/**
 * Whether a word is built like a Vietnamese syllable: known beginning, known rhyme, and the rule that syllables
 * ending in a stop carry only the sharp or heavy tone. Used to tell encodings apart, not to judge names.
 */
const ONSETS = 'b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x'.split(' ');

const RHYMES = (
  'a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây ' +
  'e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu ' +
  'o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ' +
  'ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uơ up ut uôc uôi uôm uôn uông uôt ' +
  'uy uya uych uynh uyn uyt uyên uyêt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu y yêm yên yêng yêt yêu ' +
  'uăm uăn uăng uăc uăt uao uai uan uang uanh uac uach uat uay uau ue uen ueo uet uit uin uinh uich'
).split(' ');

const KNOWN = new Set(RHYMES);
const BEGINNINGS = [...ONSETS].sort((a, b) => b.length - a.length);
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g;

export function isVietnameseSyllable(word: string): boolean {
  const marks = word.toLowerCase().normalize('NFD');
  const tones = marks.match(TONES) ?? [];
  if (tones.length > 1) return false;
  const letters = marks.replace(TONES, '').normalize('NFC');
  return ['', ...BEGINNINGS].some((onset) => {
    if (!letters.startsWith(onset)) return false;
    const rhyme = letters.slice(onset.length);
    if (!KNOWN.has(rhyme)) return false;
    const stopped = /(c|ch|p|t)$/.test(rhyme);
    return !stopped || tones[0] === '\u0301' || tones[0] === '\u0323';
  });
}
