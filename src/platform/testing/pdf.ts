import { getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** The words of a PDF page after page, as a reader's search would find them. */
export async function textOfPdf(pdf: Buffer): Promise<string> {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise;
  const pages: string[] = [];
  for (let page = 1; page <= document.numPages; page += 1) {
    const { items } = await (await document.getPage(page)).getTextContent();
    pages.push(items.map((item) => ('str' in item ? `${item.str}${item.hasEOL ? '\n' : ''}` : '')).join(''));
  }
  await document.destroy();
  return pages.join('\n');
}

/** Where the texts of a page stand, in points from its left edge: what runs over the margin shows here. */
export async function placesOfPdf(
  pdf: Buffer,
  page = 1,
): Promise<{ text: string; left: number; right: number; y: number }[]> {
  const document = await getDocument({ data: new Uint8Array(pdf), verbosity: 0 }).promise;
  const { items } = await (await document.getPage(page)).getTextContent();
  const places = items.flatMap((item) => {
    if (!('str' in item) || item.str.trim() === '') return [];
    const [, , , , left = 0, y = 0] = item.transform as number[];
    return [{ text: item.str, left, right: left + item.width, y: Math.round(y) }];
  });
  await document.destroy();
  return places;
}
