import { sql } from 'kysely';
import type { DefaultValue } from '../calendar/known-settings.ts';
import type { Tx } from '../db/tx.ts';
import type { PlainDate } from '../shapes.ts';
import { LOOK_NAMES, type LookName } from './look-names.ts';

/**
 * How a paper is laid out, as data: sizes in points, margins in millimetres. Every number is a setting with its time and its source, so
 * that a new guide is entered and not programmed; a paper looks as the guide of its own day has it.
 * Party: guidance 36-HD/VPTW (2018); State: Decree 30/2020. @see DOMAIN.md 5.2, and 0 on 399-QĐ/TW of 2026
 */
export type Look = {
  margins: { top: number; bottom: number; left: number; right: number };
  /** The back of a sheet has the binding at its right. */
  mirrored: boolean;
  body: number;
  /** Widths of the left and the right side of the head. */
  columns: readonly [number, number];
  superior: { size: number; bold: boolean };
  issuer: { size: number };
  /** What stands under the issuer. */
  under: 'star' | 'rule';
  /** Lines at the right, the last of them ruled. */
  nation: readonly { text: string; size: number }[];
  /** How long the last of them is in bold Times, in millimetres: a Word file cannot measure it. */
  nationMm: number;
  number: string;
  numberSize: number;
  placeSize: number;
  title: number;
  abstract: number;
  /** Forms such as an invitation are set on half a sheet. */
  formsHalf: boolean;
  /** Authority lines: for the collective, for the head, by order, by delegation. */
  authority: { collective: string; deputy: string; order: string; delegated: string };
};
export type Looks = Readonly<Record<LookName, Look>>;

/** What holds where nobody has set anything. */
export const LOOKS: Looks = {
  party: {
    margins: { top: 20, bottom: 20, left: 30, right: 20 },
    mirrored: true,
    body: 14,
    columns: [44, 56],
    superior: { size: 14, bold: false },
    issuer: { size: 14 },
    under: 'star',
    nation: [{ text: 'ĐẢNG CỘNG SẢN VIỆT NAM', size: 15 }],
    nationMm: 72,
    number: 'Số {number}',
    numberSize: 14,
    placeSize: 14,
    title: 16,
    abstract: 14,
    formsHalf: true,
    authority: { collective: 'T/M', deputy: 'K/T', order: 'T/L', delegated: 'T/U' },
  },
  state: {
    margins: { top: 20, bottom: 20, left: 30, right: 15 },
    mirrored: false,
    body: 14,
    columns: [38, 62],
    superior: { size: 13, bold: false },
    issuer: { size: 13 },
    under: 'rule',
    nation: [
      { text: 'CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM', size: 12 },
      { text: 'Độc lập - Tự do - Hạnh phúc', size: 13 },
    ],
    nationMm: 56,
    number: 'Số: {number}',
    numberSize: 13,
    placeSize: 13,
    title: 14,
    abstract: 14,
    formsHalf: true,
    authority: { collective: 'TM.', deputy: 'KT.', order: 'TL.', delegated: 'TUQ.' },
  },
};

/** The numbers of a look that an administrator may set. */
const NUMBERS = {
  'margin-top': (look) => look.margins.top,
  'margin-bottom': (look) => look.margins.bottom,
  'margin-left': (look) => look.margins.left,
  'margin-right': (look) => look.margins.right,
  'nation-size': (look) => look.nation.at(-1)?.size ?? look.body,
  'superior-size': (look) => look.superior.size,
  'issuer-size': (look) => look.issuer.size,
  'number-size': (look) => look.numberSize,
  'place-size': (look) => look.placeSize,
  'title-size': (look) => look.title,
  'abstract-size': (look) => look.abstract,
  'body-size': (look) => look.body,
} as const satisfies Record<string, (look: Look) => number>;
const SWITCHES = {
  mirrored: (look) => look.mirrored,
  'forms-half': (look) => look.formsHalf,
} as const satisfies Record<string, (look: Look) => boolean>;
type NumberKey = keyof typeof NUMBERS;
type SwitchKey = keyof typeof SWITCHES;
const numberKeys = Object.keys(NUMBERS) as NumberKey[];
const switchKeys = Object.keys(SWITCHES) as SwitchKey[];

const SOURCES: Readonly<Record<LookName, string>> = {
  party: 'DOMAIN.md 5.2: 36-HD/VPTW 2018 (S25)',
  state: 'DOMAIN.md 5.2: Decree 30/2020',
};
/** Margins of Party papers and what goes onto half a sheet are practice, not a text that was read. */
const UNSURE: readonly string[] = ['margin-top', 'margin-bottom', 'margin-left', 'margin-right', 'mirrored'];

/** Every number and switch of both looks as a setting: `papers.party.margin-left`. */
export const LOOK_SETTINGS: Readonly<Record<string, readonly DefaultValue[]>> = Object.fromEntries(
  LOOK_NAMES.flatMap((name) =>
    [...numberKeys, ...switchKeys].map((key): [string, DefaultValue[]] => [
      `papers.${name}.${key}`,
      [
        {
          value: key in NUMBERS ? NUMBERS[key as NumberKey](LOOKS[name]) : SWITCHES[key as SwitchKey](LOOKS[name]),
          validFrom: null,
          validTo: null,
          source: SOURCES[name],
          confidence: name === 'party' && UNSURE.includes(key) ? 'K-m' : 'S',
        },
      ],
    ]),
  ),
);

/** Half a sheet is 148 mm high; above and below it needs less room. Our own choice: no margins of forms were read. */
const halfMargins = (margins: Look['margins']): Look['margins'] => ({
  ...margins,
  top: Math.min(margins.top, 13),
  bottom: Math.min(margins.bottom, 13),
});

/** A look on half a sheet: less room at the edges, and 13 points, so that a receipt for a few gifts takes one. Our own choice. */
export const onHalfSheet = (look: Look): Look => ({
  ...look,
  margins: halfMargins(look.margins),
  body: Math.min(look.body, 13),
});

const within = (value: unknown, least: number, most: number, otherwise: number): number =>
  typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise;

/**
 * A look with what was set of it. A margin stays between 5 and 60 mm and a size between 8 and 24 points, so that a slip of the finger
 * leaves a page that can be read.
 */
export function lookWith(base: Look, set: Readonly<Record<string, unknown>>): Look {
  const size = (key: NumberKey) => within(set[key], 8, 24, NUMBERS[key](base));
  const margin = (key: NumberKey) => within(set[key], 5, 60, NUMBERS[key](base));
  const is = (key: SwitchKey) => (typeof set[key] === 'boolean' ? set[key] : SWITCHES[key](base));
  const nation = NUMBERS['nation-size'](base);
  const larger = size('nation-size') - nation;
  return {
    ...base,
    margins: {
      top: margin('margin-top'),
      bottom: margin('margin-bottom'),
      left: margin('margin-left'),
      right: margin('margin-right'),
    },
    mirrored: is('mirrored'),
    formsHalf: is('forms-half'),
    nation: base.nation.map((one) => ({ ...one, size: one.size + larger })),
    nationMm: (base.nationMm * (nation + larger)) / nation,
    superior: { ...base.superior, size: size('superior-size') },
    issuer: { size: size('issuer-size') },
    numberSize: size('number-size'),
    placeSize: size('place-size'),
    title: size('title-size'),
    abstract: size('abstract-size'),
    body: size('body-size'),
  };
}

/** How papers look that are dated on a day. */
export async function looksOn(tx: Tx, on: PlainDate): Promise<Looks> {
  const rows = await tx.many<{ key: string; value: unknown }>(
    sql`select key, value from platform.setting where key like 'papers.%' and valid @> ${on}::date`,
  );
  const of = (name: LookName) => {
    const mark = `papers.${name}.`;
    return lookWith(
      LOOKS[name],
      Object.fromEntries(
        rows.filter(({ key }) => key.startsWith(mark)).map(({ key, value }) => [key.slice(mark.length), value]),
      ),
    );
  };
  return { party: of('party'), state: of('state') };
}
