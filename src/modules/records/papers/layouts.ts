import type { Values } from './blocks.ts';

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
  'urgency',
  'place_date',
  'title',
  'abstract',
  'form',
  'authority',
  'signer_post',
  'signer',
  'draft',
  'circulation',
  'certified',
  'typist',
  'contact',
] as const;
export type Frame = Record<(typeof FRAME_TAGS)[number], string> & { recipients: readonly Values[] };

export const upper = (text: string) => text.toLocaleUpperCase('vi');

/** Marks at the head of a paper. @see DOMAIN.md 5.2, extra marks (S25a) */
export const URGENCY_MARK = { none: '', urgent: 'KHẨN', very_urgent: 'THƯỢNG KHẨN', express: 'HOẢ TỐC' } as const;
export const CIRCULATION_MARK = {
  none: '',
  internal: 'LƯU HÀNH NỘI BỘ',
  return_read: 'XEM XONG TRẢ LẠI',
  return_met: 'HỌP XONG TRẢ LẠI',
} as const;
