export { detectLegacy, decodeTcvn3, decodeVni, type Detected, type LegacyEncoding } from './legacy.ts';
export { ethnicMatcher, type EthnicGroup } from './ethnic.ts';
export { fold, looseKey } from './fold.ts';
export { nameCase, nameKeys, type NameKeys } from './name-keys.ts';
export { dateToSerial, parseDate, serialToDate, type DateReading } from './parse-date.ts';
export { parseNumberVi, repairPaperNumber, type NumberStyle } from './parse-number.ts';
export { plainDigits, read, refused, tidy, type Reading } from './reading.ts';
