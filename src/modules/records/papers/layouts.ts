import type { Layout } from '../contract/values.ts';
import type { Values } from './blocks.ts';

/**
 * How a paper is laid out, as data: sizes in points, margins in millimetres.
 * Party: guidance 36-HD/VPTW (2018); State: Decree 30/2020. @see DOMAIN.md 5.2 (margins of the Party layout K-m)
 */
export type Look = {
  margins: { top: number; bottom: number; left: number; right: number };
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
  /** Authority lines: in the name of the collective, for the head, by order. */
  authority: { collective: string; deputy: string; order: string };
};

export const LOOKS: Readonly<Record<Layout, Look>> = {
  party: {
    margins: { top: 20, bottom: 20, left: 30, right: 20 },
    body: 14,
    columns: [46, 54],
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
    authority: { collective: 'T/M', deputy: 'K/T', order: 'T/L' },
  },
  state: {
    margins: { top: 20, bottom: 20, left: 30, right: 15 },
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
    authority: { collective: 'TM.', deputy: 'KT.', order: 'TL.' },
  },
};

/** `Mường Nhé, ngày 05 tháng 02 năm 2026`: days below ten, and the months January and February, carry a nought. @see DOMAIN.md 5.2 */
export function placeAndDate(seat: string, on: string | null): string {
  if (on === null) return `${seat}, ngày      tháng      năm          `;
  const [year = '', month = '', day = ''] = on.split('-');
  return `${seat}, ngày ${day} tháng ${Number(month) <= 2 ? month : String(Number(month))} năm ${year}`;
}

/** The tags of the head and the foot that every paper has. */
export const FRAME_TAGS = [
  'superior',
  'issuer',
  'star',
  'number',
  'number_line',
  'place_date',
  'title',
  'abstract',
  'form',
  'authority',
  'signer_post',
  'signer',
  'draft',
] as const;
export type Frame = Record<(typeof FRAME_TAGS)[number], string> & { recipients: readonly Values[] };

export const upper = (text: string) => text.toLocaleUpperCase('vi');
