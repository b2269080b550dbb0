import { fold } from '#platform/text/index.ts';
import type { Education, Occupation, Sex, Standing, TheoryLevel } from '../contract.ts';
import { memo } from './memo.ts';

const find = <T>(table: readonly [T, RegExp][], text: string): T | undefined =>
  table.find(([, pattern]) => pattern.test(fold(text)))?.[0];

const SEX: readonly [Sex, RegExp][] = [
  ['female', /^(nu|x|f|female|gai|ba|หญิง)$/],
  ['male', /^(nam|m|male|trai|ong|ชาย)$/],
];
const STANDING: readonly [Standing, RegExp][] = [
  ['probationary', /du bi|probation|สำรอง/],
  ['official', /chinh thuc|official|สมบูรณ์/],
];
const EDUCATION: readonly [Education, RegExp][] = [
  ['postgraduate', /tren dai hoc|thac si|tien si|postgraduate|master|phd|สูงกว่าปริญญาตรี/],
  ['university', /^dh$|dai hoc|cu nhan|ky su|bac si|university|ปริญญาตรี/],
  ['college', /^cd$|cao dang|college|อนุปริญญา/],
  ['vocational', /^tc$|trung cap|vocational|อาชีวศึกษา/],
  ['upper_secondary', /thpt|pho thong|cap (3|iii)|^1[0-2]\/1[02]$|upper secondary|มัธยมศึกษาตอนปลาย/],
  ['lower_secondary', /thcs|trung hoc co so|cap (2|ii)$|^[6-9]\/1[02]$|lower secondary|มัธยมศึกษาตอนต้น/],
  ['primary', /tieu hoc|cap (1|i)$|^[1-5]\/1[02]$|primary|ประถม/],
  ['literate', /biet (doc|chu)|read and write|อ่านออก/],
  ['none', /chua biet chu|khong biet chu|mu chu|cannot read|ไม่รู้หนังสือ/],
];
const THEORY: readonly [TheoryLevel, RegExp][] = [
  ['advanced', /cao cap|cu nhan|advanced|ระดับสูง/],
  ['intermediate', /trung cap|intermediate|ระดับกลาง/],
  ['elementary', /so cap|elementary|ระดับต้น/],
  ['none', /chua|khong|none|ยังไม่/],
];
const OCCUPATION: readonly [Occupation, RegExp][] = [
  ['farmer', /nong dan|lam (ruong|nuong|nong)|farmer|เกษตรกร/],
  ['worker', /cong nhan|worker|คนงาน/],
  ['public_employee', /vien chuc|public employee|พนักงานรัฐ/],
  ['civil_servant', /can bo|cong chuc|civil servant|ข้าราชการ/],
  ['military', /bo doi|quan (doi|nhan)|military|ทหาร/],
  ['police', /cong an|police|ตำรวจ/],
  ['teacher', /giao vien|day hoc|teacher|ครู/],
  ['health', /y te|y si|bac si|health|สาธารณสุข/],
  ['student', /sinh vien|hoc sinh|student|นักเรียน/],
  ['retired', /huu|retired|เกษียณ/],
  ['business', /kinh doanh|buon ban|business|ธุรกิจ/],
  ['other', /khac|other|อื่น/],
];

const known = <T>(table: readonly [T, RegExp][]): ((text: string) => T | undefined) => {
  const found = memo((text: string) => ({ code: find(table, text) }), 5000);
  return (text) => found(text).code;
};

/** Words of a sheet as the register's codes; undefined where they are not known. */
export const CODES = {
  sex: known(SEX),
  standing: known(STANDING),
  education: known(EDUCATION),
  theoryLevel: known(THEORY),
  occupation: known(OCCUPATION),
};
