import { Invalid } from '../errors.ts';

const OFFICE = 'application/vnd.openxmlformats-officedocument';

/**
 * Kind of a file by its first bytes, whatever its name says.
 * @throws Invalid `file.kind-refused` for programs and scripts
 */
export function sniffMediaType(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4096));
  const starts = (text: string, at = 0) => head.subarray(at, at + text.length).toString('latin1') === text;
  if (starts('MZ') || starts('\x7fELF') || starts('#!') || starts('\xca\xfe\xba\xbe') || starts('\xcf\xfa\xed\xfe')) {
    throw new Invalid('file.kind-refused');
  }
  if (starts('%PDF-')) return 'application/pdf';
  if (starts('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (starts('\xff\xd8\xff')) return 'image/jpeg';
  if (starts('GIF8')) return 'image/gif';
  if (starts('RIFF') && starts('WEBP', 8)) return 'image/webp';
  if (starts('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return 'application/x-ole-storage';
  if (starts('PK\x03\x04')) return zipKind(head.toString('latin1'));
  return isText(head) ? textKind(head.toString('utf8')) : 'application/octet-stream';
}

function zipKind(head: string): string {
  if (head.includes('xl/')) return `${OFFICE}.spreadsheetml.sheet`;
  if (head.includes('word/')) return `${OFFICE}.wordprocessingml.document`;
  if (head.includes('ppt/')) return `${OFFICE}.presentationml.presentation`;
  return 'application/zip';
}

function isText(head: Buffer): boolean {
  return !head.some((byte) => byte === 0 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12));
}

/** Pages and pictures that could run a script are served as plain text. */
function textKind(text: string): string {
  const line = text.replace(/^\ufeff/, '').split('\n', 1)[0] ?? '';
  return /^[^<{]*[,;\t]/.test(line) ? 'text/csv; charset=utf-8' : 'text/plain; charset=utf-8';
}
