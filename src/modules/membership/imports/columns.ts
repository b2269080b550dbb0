import { createHash } from 'node:crypto';
import { fold } from '#platform/text/index.ts';
import type { TableColumn } from '#platform/spreadsheet/index.ts';
import type { ImportColumn, ImportField } from '../contract.ts';

/** Headings as they stand in lists of members, without accents; the first that fits wins. */
const KNOWN: readonly [ImportField, RegExp][] = [
  ['oldCardNumber', /so the (dang vien )?cu|old card/],
  ['cardNumber', /so the|(^| )the dang( vien)?$|so tdv|card( number| no)|^card$|เลขบัตร|หมายเลขบัตร/],
  [
    'lastNames',
    /^(ho va (chu )?(ten )?(dem|lot)|ho (dem|lot)|ho, (chu )?(dem|lot)|ho)$|last name|family name|^surname/,
  ],
  ['fullName', /ho (va )?ten|ten dang vien|full name|^name$|^ชื่อ/],
  ['givenName', /(^|\/ )ten$|given name|first name/],
  ['sex', /gioi tinh|nam ?\/ ?nu|^nu$|^sex$|gender|^เพศ/],
  ['birth', /sinh|birth|born|เกิด/],
  ['decision', /(quyet dinh|qd).*(ket nap)|ket nap.*(quyet dinh|qd)|decision|มติ/],
  ['standing', /du bi|tinh trang|loai dang vien|standing|สำรอง/],
  ['recognised', /chinh thuc|official|สมบูรณ์/],
  ['ceremony', /ket nap|vao dang|ceremony|admi(tted|ssion)|รับเข้า/],
  ['cell', /chi bo|sinh hoat (tai|o)|party cell|^cell$|สาขา/],
  ['commune', /^(dang bo|dang uy)?( )?(xa|phuong|xa, phuong)|commune|dang bo|ตำบล/],
  ['theoryLevel', /ly luan|llct|chinh tri|theory|ทฤษฎี/],
  ['education', /hoc van|van hoa|trinh do|gdpt|giao duc pho thong|education|การศึกษา/],
  ['occupation', /nghe nghiep|nghe|occupation|อาชีพ/],
  ['ethnicity', /dan toc|ethnic|^people$|ชาติพันธุ์/],
];

/** Year of birth in one column for men and one for women, as many printed lists have it: the place says the sex. */
const BY_WHOLE_HEADING: readonly [ImportField, RegExp][] = [
  ['birthMale', /sinh.* \/ nam$/],
  ['birthFemale', /sinh.* \/ nu$/],
];

/** What must not be taken in, whatever the file says (DOMAIN.md 8.3). */
const FORBIDDEN =
  /ton giao|religio|ศาสนา|thai do|chinh kien|quan diem|tu tuong|attitude|opinion|ทัศนคติ|^(ho ten )?(cha|bo|me|vo|chong)( |$|,)|bo me|cha me|vo chong|than nhan|nhan than|hoan canh gia dinh|relative|parents|spouse|ญาติ|บิดา|มารดา|คู่สมรส|cccd|cmnd|can cuoc|chung minh|identity|passport|ho chieu|บัตรประชาชน|benh|suc khoe|illness|disease|health|diagnos|โรค|สุขภาพ|tien an|tien su|criminal|nguoi than|dau van tay|sinh trac|biometric|dinh vi|gps|toa do|danh ba/;

/** Columns that count or comment and that nobody misses: left out unless somebody wants them. */
const NUMBERING = /^(stt|tt|so thu tu|no|#|ลำดับ|ที่)\.?$/;
/** What the export adds from other facts; on the way back it is known already. */
const DERIVED = /^(tuoi dang|loai hinh|trang thai|party age|setting|state|อายุพรรค|ประเภท|สถานะ)$/;

/** Whether a heading names something that must not be collected. */
export function isForbidden(heading: string): boolean {
  return FORBIDDEN.test(fold(heading));
}

/** The same headings in the same order are a file of the same kind. */
export function fingerprintOf(columns: readonly { name: string }[]): string {
  return createHash('sha256')
    .update(columns.map(({ name }) => fold(name)).join('\n'))
    .digest('hex')
    .slice(0, 32);
}

/**
 * What each column becomes: as remembered for files with these headings, else by its heading. Samples of forbidden
 * columns are not passed on.
 */
export function proposeColumns(
  columns: readonly TableColumn[],
  remembered: Readonly<Record<string, ImportField | 'leave-out'>> | null,
): ImportColumn[] {
  const taken = new Set<ImportField>();
  return columns.map(({ index, letter, name, samples }) => {
    const base = { index, letter, name, samples: [...samples] };
    if (isForbidden(name)) return { ...base, samples: [], field: null, status: 'forbidden', remembered: false };
    const before = remembered?.[String(index)];
    const field = before === undefined ? fieldOf(name, taken) : before === 'leave-out' ? null : before;
    if (field) taken.add(field);
    const heading = fold(name);
    const needless = NUMBERING.test(heading) || DERIVED.test(heading) || before === 'leave-out';
    return {
      ...base,
      field,
      status: field ? 'assigned' : needless ? 'left-out' : 'unknown',
      remembered: before !== undefined,
    };
  });
}

function fieldOf(heading: string, taken: ReadonlySet<ImportField>): ImportField | null {
  const key = fold(heading);
  if (DERIVED.test(key)) return null;
  const whole = BY_WHOLE_HEADING.find(([field, pattern]) => !taken.has(field) && pattern.test(key));
  if (whole) return whole[0];
  // The last line of a heading of several rows is the most exact (`Ngày / Kết nạp`).
  const last = key.split(' / ').at(-1) ?? key;
  for (const text of /du bi/.test(key) ? [key] : [last, key]) {
    const found = KNOWN.find(([field, pattern]) => !taken.has(field) && pattern.test(text));
    if (found) return found[0];
  }
  return null;
}
