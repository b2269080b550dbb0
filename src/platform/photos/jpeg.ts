import { Invalid } from '../errors.ts';

/** A photo without what the camera wrote beside it. */
export type CleanPhoto = { bytes: Buffer; width: number; height: number };

/** A long side beyond this is no photo of a camera, and would fill the memory of whoever opens it. */
const MOST_PIXELS = 20_000;

/**
 * Takes everything out of a JPEG that is not the picture: Exif (place, camera, time, thumbnail), XMP, IPTC, comments, and whatever lies
 * behind its end (second pictures and films that phones append, with a place of their own). Colours (ICC, Adobe) stay; of
 * Exif only how the picture is turned.
 * @throws Invalid `photo.not-jpeg` for any other kind of file, `photo.damaged` when it has no end or no size
 * @see DOMAIN.md 8.3: no tracks of where people were
 */
export function cleanJpeg(source: Uint8Array): CleanPhoto {
  const from = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  if (from.length < 4 || from.readUInt16BE(0) !== 0xff_d8 || from[2] !== 0xff) throw new Invalid('photo.not-jpeg');
  const kept: Buffer[] = [];
  let size: { width: number; height: number } | undefined;
  let turned = 1;
  let at = 2;
  for (;;) {
    const { marker, next } = markerAt(from, at);
    if (marker === 0xd9) break;
    const length = lengthAt(from, next);
    const segment = from.subarray(next, next + length);
    at = next + length;
    if (isFrame(marker)) size = sizeOf(segment);
    if (marker === 0xe1) turned = orientationOf(segment) ?? turned;
    if (isPicture(marker, segment)) kept.push(Buffer.from([0xff, marker]), segment);
    if (marker === 0xda) {
      const end = endOfScan(from, at);
      kept.push(from.subarray(at, end));
      at = end;
    }
  }
  if (!size) throw new Invalid('photo.damaged');
  const parts = [Buffer.from([0xff, 0xd8]), ...(turned === 1 ? [] : [exifOf(turned)]), ...kept];
  return { bytes: Buffer.concat([...parts, Buffer.from([0xff, 0xd9])]), ...size };
}

/** The marker at a place; fill bytes before it are skipped. @throws Invalid `photo.damaged` */
function markerAt(from: Buffer, at: number): { marker: number; next: number } {
  if (from[at] !== 0xff) throw new Invalid('photo.damaged');
  let next = at;
  while (from[next] === 0xff) next += 1;
  const marker = from[next];
  if (marker === undefined || marker === 0) throw new Invalid('photo.damaged');
  return { marker, next: next + 1 };
}

/** Length of a segment, its own two bytes included. */
function lengthAt(from: Buffer, at: number): number {
  if (at + 2 > from.length) throw new Invalid('photo.damaged');
  const length = from.readUInt16BE(at);
  if (length < 2 || at + length > from.length) throw new Invalid('photo.damaged');
  return length;
}

/** Start of a frame: it says how large the picture is. C4, C8 and CC are tables and not frames. */
const isFrame = (marker: number) =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

function sizeOf(segment: Buffer): { width: number; height: number } {
  if (segment.length < 7) throw new Invalid('photo.damaged');
  const [height, width] = [segment.readUInt16BE(3), segment.readUInt16BE(5)];
  if (width < 1 || height < 1 || width > MOST_PIXELS || height > MOST_PIXELS) throw new Invalid('photo.damaged');
  return { width, height };
}

/** Tables, frames and scans, and of the notes only JFIF, colours (ICC) and Adobe's word on colours. */
function isPicture(marker: number, segment: Buffer): boolean {
  if (marker === 0xe0) return segment.subarray(2, 7).toString('latin1') === 'JFIF\0';
  if (marker === 0xe2) return segment.subarray(2, 13).toString('latin1') === 'ICC_PROFILE';
  if (marker === 0xee) return segment.subarray(2, 7).toString('latin1') === 'Adobe';
  return !(marker >= 0xe0 && marker <= 0xef) && marker !== 0xfe;
}

/** Where the packed part of a scan ends: at the first marker that is no restart and no stuffed byte. */
function endOfScan(from: Buffer, at: number): number {
  for (let i = from.indexOf(0xff, at); i !== -1 && i + 1 < from.length; i = from.indexOf(0xff, i + 1)) {
    const next = from[i + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return i;
  }
  throw new Invalid('photo.damaged');
}

/** How the camera was held, 1 to 8, as Exif says it; nothing when it does not. */
function orientationOf(segment: Buffer): number | undefined {
  if (segment.subarray(2, 8).toString('latin1') !== 'Exif\0\0') return undefined;
  const tiff = segment.subarray(8);
  const little = tiff.subarray(0, 2).toString('latin1') === 'II';
  const short = (at: number) =>
    at + 2 > tiff.length ? undefined : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const long = (at: number) =>
    at + 4 > tiff.length ? undefined : little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at);
  const first = long(4);
  const entries = first === undefined ? undefined : short(first);
  if (first === undefined || entries === undefined) return undefined;
  for (let n = 0; n < entries; n += 1) {
    const entry = first + 2 + n * 12;
    const value = short(entry + 8);
    if (short(entry) === 0x01_12 && value !== undefined && value >= 1 && value <= 8) return value;
  }
  return undefined;
}

/** An Exif segment that says how the picture is turned, and nothing else. */
function exifOf(turned: number): Buffer {
  const tiff = Buffer.from('MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\0\0\0\0\0\0\0', 'latin1');
  tiff.writeUInt16BE(turned, 18);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
}
