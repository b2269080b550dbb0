const FONTS = /^(Source Serif 4 Variable|Noto Serif Thai Variable|IBM Plex Sans Variable|IBM Plex Sans Thai Looped)$/;

/** A drawing as an address that an image may show. */
export const svgAddress = (svg: string): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

/**
 * A drawing with the letters it needs inside: an image reads no file beside it, so that without them a Thai title would be
 * boxes wherever the computer itself has no Thai letters.
 */
export async function withLetters(svg: string): Promise<string> {
  const signs = new Set([...svg.replace(/<[^>]*>/g, '')].map((sign) => sign.codePointAt(0) ?? 0));
  const faces = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSFontFaceRule)
    .filter(({ style }) => FONTS.test(plain(style.getPropertyValue('font-family'))))
    .filter(({ style }) => style.getPropertyValue('font-style') !== 'italic')
    .filter(({ style }) => isWanted(style.getPropertyValue('unicode-range'), signs));
  const rules = await Promise.all(
    faces.map(async ({ style, parentStyleSheet }) => {
      const address = /url\("?([^")]+)"?\)/.exec(style.getPropertyValue('src'))?.[1];
      if (address === undefined) return '';
      const font = await dataOf(new URL(address, parentStyleSheet?.href ?? document.baseURI));
      const family = plain(style.getPropertyValue('font-family'));
      const weight = style.getPropertyValue('font-weight') || '400';
      const range = style.getPropertyValue('unicode-range');
      return `@font-face{font-family:'${family}';font-weight:${weight};src:url(${font}) format('woff2');${range ? `unicode-range:${range}` : ''}}`;
    }),
  );
  return svg.replace('<defs>', () => `<defs><style>${rules.join('')}</style>`);
}

const plain = (family: string): string => family.replace(/['"]/g, '');

/** Whether a range such as `U+0E00-0E7F, U+200C` holds one of the signs; a face without one holds all. */
function isWanted(range: string, signs: ReadonlySet<number>): boolean {
  if (range === '') return true;
  return range.split(',').some((part) => {
    const [from = '', to = from] = part.trim().replace(/^U\+/i, '').split('-');
    const [first, last] = [from.replaceAll('?', '0'), to.replaceAll('?', 'F')].map((hex) => Number.parseInt(hex, 16));
    return [...signs].some((sign) => sign >= (first ?? 0) && sign <= (last ?? 0));
  });
}

async function dataOf(address: URL): Promise<string> {
  if (address.protocol === 'data:') return address.href;
  const font = await (await fetch(address)).blob();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === 'string' ? reader.result : '');
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.readAsDataURL(font);
  });
}

/** A drawing as a picture: groups take pictures and no drawings. */
export async function pictureOf(svg: string, size: { width: number; height: number }): Promise<string> {
  const picture = new Image(size.width, size.height);
  picture.src = svgAddress(svg);
  await picture.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [size.width, size.height];
  const context = canvas.getContext('2d');
  if (context) {
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, 0, 0, size.width, size.height);
  }
  return canvas.toDataURL('image/png');
}
