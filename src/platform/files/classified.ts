import { Invalid } from '../errors.ts';

/**
 * Marks of secrecy as they stand on Vietnamese papers. “Mật” alone is also honey, a password, a given name: so it counts
 * only in capitals, or after “độ” or “dấu”, and not as part of such words.
 */
const IN_A_NAME = [
  /tuyệt mật/iu,
  /tối mật/iu,
  /(?<!\p{L})(?:độ|dấu|dấu chỉ độ) mật(?!\p{L})/iu,
  /(?<!\p{L})(?<!(?:BẢO|BÍ|CƠ|HỌ|THỊ|VĂN) )MẬT(?!\p{L})(?! (?:KHẨU|ONG|MÃ|DANH))/u,
  /(?<!\p{L})tuyet mat(?!\p{L})/iu,
];
/** In a text only a line of its own, as the stamp stands; running text may speak of secrecy. */
const LINE_OF_ITS_OWN = /^[\s"'(\[]*(?:TUYỆT MẬT|TỐI MẬT|MẬT)[\s"')\]]*$/mu;

/** True when the name of a file or the beginning of its text carries a mark of secrecy. */
export function isMarkedClassified(file: { name: string; text?: string | undefined }): boolean {
  const name = file.name
    .normalize('NFC')
    .replace(/\.[A-Za-z0-9]{1,5}$/, '')
    .replace(/[\s_.\-–+]+/gu, ' ');
  return (
    IN_A_NAME.some((mark) => mark.test(name)) || LINE_OF_ITS_OWN.test((file.text ?? '').slice(0, 5000).normalize('NFC'))
  );
}

/**
 * Refuses papers marked as classified.
 * @see Law on Protection of State Secrets (2018): such papers may not enter a system like this one
 * @throws Invalid `file.classified`
 */
export function assertNotClassified(file: { name: string; text?: string | undefined }): void {
  if (isMarkedClassified(file)) throw new Invalid('file.classified');
}
