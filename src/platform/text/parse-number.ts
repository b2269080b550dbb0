import { type Reading, plainDigits, read, refused, tidy } from './reading.ts';

const SCALES: Readonly<Record<string, number>> = {
  nghìn: 1e3,
  ngàn: 1e3,
  triệu: 1e6,
  tr: 1e6,
  tỷ: 1e9,
  tỉ: 1e9,
  พัน: 1e3,
  หมื่น: 1e4,
  แสน: 1e5,
  ล้าน: 1e6,
};
const CURRENCY = /\s*(?:đồng|vnđ|vnd|đ|₫|บาท|฿|thb)\.?$/u;
const PART = new RegExp(`([\\d.,]+) ?(${Object.keys(SCALES).join('|')})(?![\\p{L}\\p{M}])`, 'gu');

/** How the separators are to be read where the text itself leaves it open. `auto` refuses what is open. */
export type NumberStyle = 'auto' | 'vi' | 'en';

/**
 * Reads a number as Vietnamese (and Thai) sheets write it.
 *
 * `1.234.567`, `1.234,5`, `1 234 567`, `30 triệu`, `1 tỷ 200 triệu`, `70.000.000đ`, `(5)` for minus five, Thai digits;
 * `1,234,567` and `1,234.5` too, since nothing else can be meant. Blank and `-` are null. `1.234` is 1234.
 * `1,234` alone is 1.234 in Vietnam and 1234 in Thailand: refused unless `style` says which.
 * Refusals: `number.invalid`, `number.ambiguous`, `number.precision-lost` (1.23E+11), `number.out-of-range`.
 */
export function parseNumberVi(
  input: string | number | null,
  options: { style?: NumberStyle } = {},
): Reading<number | null> {
  if (input === null) return read(null);
  if (typeof input === 'number') {
    return Math.abs(input) <= Number.MAX_SAFE_INTEGER ? read(input) : refused('number.out-of-range', input);
  }
  let text = plainDigits(tidy(input)).toLowerCase().replace(/[−–—]/g, '-').replace(/^'/, '');
  if (/^-*$/.test(text)) return read(null);
  if (/^[+-]?\d+([.,]\d+)?e[+-]?\d+$/.test(text)) return refused('number.precision-lost', input);
  text = text
    .replace(CURRENCY, '')
    .replace(/^[฿₫] ?/, '')
    .trim();
  let sign = 1;
  if (/^\(.*\)$/.test(text)) [sign, text] = [-1, text.slice(1, -1).trim()];
  else if (/^[+-]/.test(text)) [sign, text] = [text.startsWith('-') ? -1 : 1, text.slice(1).trim()];

  const amount = scaled(text, options.style ?? 'auto') ?? plain(text, options.style ?? 'auto');
  if (amount === 'ambiguous') return refused('number.ambiguous', input);
  if (amount === undefined) return refused('number.invalid', input);
  if (amount > Number.MAX_SAFE_INTEGER) return refused('number.out-of-range', input);
  return read(amount === 0 ? 0 : sign * amount);
}

type Amount = number | 'ambiguous' | undefined;

/** `1 tỷ 200 triệu`: every part has its own word, from the greater to the smaller. */
function scaled(text: string, style: NumberStyle): Amount {
  const parts = [...text.matchAll(PART)];
  if (parts.length === 0 || text.replace(PART, '').trim() !== '') return undefined;
  let sum = 0;
  let last = Infinity;
  for (const [, digits = '', word = ''] of parts) {
    const scale = SCALES[word] ?? 0;
    const value = plain(digits, style);
    if (typeof value !== 'number') return value;
    if (scale >= last) return undefined;
    // The product of a decimal may carry binary dust (1.1 × 10⁹); there is no smaller unit than one đồng.
    sum += Math.round(value * scale * 100) / 100;
    last = scale;
  }
  return sum;
}

function plain(text: string, style: NumberStyle): Amount {
  if (/^\d+$/.test(text)) return Number(text);
  if (/^\d{1,3}( \d{3})+$/.test(text)) return Number(text.replaceAll(' ', ''));
  const [dots, commas] = [count(text, '.'), count(text, ',')];
  if (dots > 0 && commas > 0) {
    const decimal = text.lastIndexOf('.') > text.lastIndexOf(',') ? '.' : ',';
    return grouped(text, decimal);
  }
  const sign = dots > 0 ? '.' : ',';
  const other = sign === '.' ? ',' : '.';
  if (dots + commas > 1) return grouped(text, other);
  if (!/^\d+[.,]\d+$/.test(text)) return undefined;
  const looksGrouped = /^[1-9]\d{0,2}[.,]\d{3}$/.test(text);
  const decimalSign = style === 'en' ? '.' : ',';
  if (!looksGrouped) return Number(text.replace(',', '.'));
  if (style === 'auto' && sign === ',') return 'ambiguous';
  return sign === decimalSign ? Number(text.replace(',', '.')) : Number(text.replace(sign, ''));
}

/** Digits in groups of three, with at most one decimal sign after them. */
function grouped(text: string, decimal: '.' | ','): Amount {
  const [whole = '', fraction, ...more] = text.split(decimal);
  const group = decimal === '.' ? ',' : '.';
  const groups = whole.split(group);
  const right = groups.every((part, index) => (index === 0 ? /^\d{1,3}$/ : /^\d{3}$/).test(part));
  if (!right || more.length > 0 || (fraction !== undefined && !/^\d+$/.test(fraction))) return undefined;
  return Number(groups.join('') + (fraction === undefined ? '' : `.${fraction}`));
}

function count(text: string, sign: string): number {
  return text.split(sign).length - 1;
}

/**
 * The number of an identity paper or card as text, after a spreadsheet has had it in its hands.
 *
 * `12345678.0` is `12345678`; leading zeros, letters and inner signs stay; blank is null. A number cell that is
 * shorter than `digits` lost its leading zeros and gets them back (text is never lengthened). `1.23457E+11` has lost
 * digits for good and is refused with `number.precision-lost`, as is a number of more than 15 digits;
 * `1.23456789012E+11` has them all. Other refusals: `number.not-whole`, `number.invalid`.
 */
export function repairPaperNumber(
  input: string | number | null,
  options: { digits?: number } = {},
): Reading<string | null> {
  if (input === null) return read(null);
  if (typeof input === 'number') {
    if (!Number.isFinite(input) || input < 0) return refused('number.invalid', input);
    if (!Number.isInteger(input)) return refused('number.not-whole', input);
    if (input > 999_999_999_999_999) return refused('number.precision-lost', input);
    return read(String(input).padStart(options.digits ?? 0, '0'));
  }
  const text = plainDigits(tidy(input))
    .replace(/^'/, '')
    .replace(/[‐‑–—]/g, '-')
    .trim();
  if (/^-*$/.test(text)) return read(null);
  if (text.length > 64) return refused('number.invalid', input);
  const float = /^(\d)[.,]?(\d*)e\+?(\d{1,2})$/i.exec(text);
  if (float) {
    const [, first = '', rest = '', exponent = ''] = float;
    if (rest.length !== Number(exponent) || Number(exponent) > 14) return refused('number.precision-lost', input);
    return read((first + rest).padStart(options.digits ?? 0, '0'));
  }
  if (/^\d+[.,]0{1,2}$/.test(text)) return read(text.replace(/[.,]0+$/, '').padStart(options.digits ?? 0, '0'));
  if (/^\d{1,3}([. ]\d{3})+$/.test(text)) return read(text.replace(/[. ]/g, ''));
  if (/^\d+( \d+)+$/.test(text)) return read(text.replaceAll(' ', ''));
  if (/^\d+[.,]\d+$/.test(text)) return refused('number.not-whole', input);
  return read(text);
}
