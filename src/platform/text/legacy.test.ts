import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEGACY_LETTERS, type LegacyEncoding, decodeTcvn3, decodeVni, detectLegacy } from './legacy.ts';
import { isVietnameseSyllable } from './syllable.ts';

/** Writes Unicode in an old encoding, the reverse of what the program does. */
function encode(text: string, encoding: LegacyEncoding): string {
  const seen = new Map<string, string>();
  for (const [from, to] of LEGACY_LETTERS[encoding]) if (!seen.has(to)) seen.set(to, from);
  return [...text.normalize('NFC')].map((letter) => seen.get(letter) ?? letter).join('');
}

describe('decoding', () => {
  test.each([
    ['Céng hßa x· héi chñ nghÜa ViÖt Nam', 'Cộng hòa xã hội chủ nghĩa Việt Nam'],
    ['§éc lËp - Tù do - H¹nh phóc', 'Độc lập - Tự do - Hạnh phúc'],
    ['§¶ng bé huyÖn M\u00adêng NhÐ', 'Đảng bộ huyện Mường Nhé'],
    ['NGUYÔN V¡N ¸NH', 'NGUYỄN VĂN ÁNH'],
    ['Hµ NhÞ', 'Hà Nhị'],
  ])('TCVN3: %s', (old, text) => expect(decodeTcvn3(old)).toBe(text));
  test.each([
    ['Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam', 'Cộng hòa xã hội chủ nghĩa Việt Nam'],
    ['Ñoäc laäp - Töï do - Haïnh phuùc', 'Độc lập - Tự do - Hạnh phúc'],
    ['NGUYEÃN VAÊN ÑÖÙC', 'NGUYỄN VĂN ĐỨC'],
    ['Ñaûng boä huyeän Möôøng Nheù', 'Đảng bộ huyện Mường Nhé'],
  ])('VNI: %s', (old, text) => expect(decodeVni(old)).toBe(text));

  const LETTERS = [
    ...'aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ ĐĂÂÊÔƠƯ',
  ];
  test('every letter survives both old encodings', () => {
    const text = fc.array(fc.constantFrom(...LETTERS)).map((letters) => letters.join(''));
    fc.assert(
      fc.property(text, (unicode) => {
        const small = unicode.toLocaleLowerCase('vi');
        expect(decodeTcvn3(encode(small, 'tcvn3'))).toBe(small);
        // In VNI a letter followed by what looks like its mark is one letter, so words are taken letter by letter.
        for (const letter of unicode) expect(decodeVni(encode(letter, 'vni'))).toBe(letter);
      }),
    );
  });
});

const PEOPLE = [
  'Lò Văn Thắng, bí thư chi bộ bản Huổi Lích, đảng viên chính thức',
  'Nguyễn Thị Hường, phó bí thư Đảng ủy xã Chiêm Hoá, sinh năm 1980',
  'Vàng A Chống, trưởng bản, dân tộc Mông, kết nạp ngày 3 tháng 2',
  'Pờ Dần Sinh, Lỳ Xè Hừ, Quàng Văn Hương, xã Sín Thầu',
  'Người giới thiệu: Tống Đức Thuận; quyết định chuẩn y kết nạp',
];

describe('detectLegacy', () => {
  test.each(PEOPLE)('finds both old encodings of: %s', (text) => {
    for (const encoding of ['tcvn3', 'vni'] as const) {
      const found = detectLegacy(encode(text, encoding));
      expect(found).toMatchObject({ encoding, text });
      expect(found.confidence).toBeGreaterThan(0.7);
    }
  });

  test.each([
    ...PEOPLE,
    'Hà',
    'Lò Pí',
    'café Müller',
    'Bé Tý',
    'Niê',
    'Hmông',
    'Brâu',
    'ASCII only',
    '',
    'Tôi là Hà',
    'สาขาพรรค',
    'José',
    '½ °C ±',
  ])('leaves proper text alone: %s', (text) => {
    expect(detectLegacy(text)).toMatchObject({ encoding: 'unicode', text });
    expect(detectLegacy(text.normalize('NFD')).text).toBe(text);
  });

  test('proper syllables are never converted, however they are put together', () => {
    const words = [
      'Lò',
      'Hà',
      'Tý',
      'bé',
      'mũi',
      'cà',
      'tôi',
      'là',
      'hòa',
      'Quý',
      'Sáng',
      'Bình',
      'xã',
      'bản',
      'Thìn',
      'lúa',
      'êm',
    ];
    expect(words.every(isVietnameseSyllable)).toBe(true);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { minLength: 1 }), (list) => {
        const text = list.join(' ');
        expect(detectLegacy(text)).toMatchObject({ encoding: 'unicode', text });
      }),
    );
  });

  test('any text gets an answer', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const found = detectLegacy(text);
        expect(found.confidence).toBeGreaterThanOrEqual(0);
        expect(found.confidence).toBeLessThanOrEqual(1);
      }),
    );
  });
});
