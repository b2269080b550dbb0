import { expect, test } from 'vitest';
import { cleanJpeg } from './jpeg.ts';
import { phonePhoto, segment, SMALL_JPEG } from './testing.ts';

const texts = (bytes: Buffer) => bytes.toString('latin1');

test('what a phone writes beside the picture is gone, the picture is the same, how it is turned is kept', () => {
  const source = phonePhoto(6);
  for (const trace of ['GPSLatitude', 'xmpmeta', 'Photoshop', '105.41', 'MPF second'])
    expect(texts(source)).toContain(trace);
  const { bytes, width, height } = cleanJpeg(source);
  expect({ width, height }).toEqual({ width: 8, height: 6 });
  for (const trace of ['GPS', 'xmp', 'Photoshop', '105.41', '21.99', 'MPF', 'Linh'])
    expect(texts(bytes)).not.toContain(trace);
  const packed = SMALL_JPEG.subarray(SMALL_JPEG.indexOf(Buffer.from([0xff, 0xda])));
  expect(bytes.subarray(-packed.length)).toEqual(packed);
  // Only the turn is left of Exif: 36 bytes, and read again it says the same.
  expect(texts(bytes).split('Exif').length).toBe(2);
  expect(cleanJpeg(bytes).bytes).toEqual(bytes);
});

test.each([1, 0, 9])('a photo that is not turned (%s) carries no Exif at all', (turned) => {
  expect(texts(cleanJpeg(phonePhoto(turned)).bytes)).not.toContain('Exif');
});

test('colours stay, other notes of the same kind go', () => {
  const source = Buffer.concat([
    SMALL_JPEG.subarray(0, 2),
    segment(0xe2, 'ICC_PROFILE\0\x01\x01colours'),
    segment(0xe2, 'MPF\0second picture'),
    segment(0xee, 'Adobe\0d\0\0\0\0\x01'),
    SMALL_JPEG.subarray(2),
  ]);
  const clean = texts(cleanJpeg(source).bytes);
  expect(clean).toContain('ICC_PROFILE');
  expect(clean).toContain('Adobe');
  expect(clean).not.toContain('MPF');
});

test.each([
  ['another kind of file', Buffer.from('%PDF-1.7'), 'photo.not-jpeg'],
  ['a picture of another kind', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'photo.not-jpeg'],
  ['nothing', Buffer.alloc(0), 'photo.not-jpeg'],
  ['one that breaks off in the packed part', SMALL_JPEG.subarray(0, -2), 'photo.damaged'],
  ['one that breaks off in a table', SMALL_JPEG.subarray(0, 40), 'photo.damaged'],
  [
    'one with an end and no picture',
    Buffer.concat([SMALL_JPEG.subarray(0, 2), Buffer.from([0xff, 0xd9])]),
    'photo.damaged',
  ],
  [
    'a segment of no length',
    Buffer.concat([SMALL_JPEG.subarray(0, 2), Buffer.from([0xff, 0xe1, 0, 0])]),
    'photo.damaged',
  ],
])('%s is refused', (_what, bytes, code) => {
  expect(() => cleanJpeg(bytes)).toThrow(expect.objectContaining({ code }) as Error);
});

test('no cut of a photo makes it run on or out of its bytes', () => {
  const source = phonePhoto();
  for (let length = 0; length < source.length; length += 1) {
    try {
      expect(texts(cleanJpeg(source.subarray(0, length)).bytes)).not.toContain('GPS');
    } catch (error) {
      expect((error as { code?: string }).code).toMatch(/^photo\.(not-jpeg|damaged)$/);
    }
  }
});
