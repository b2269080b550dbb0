import { deflateSync } from 'node:zlib';

/** Says of each code that it is the letter of that number, as office programs do for the letters that they use. */
const TO_UNICODE = `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /All def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <FFFF> <0000> endbfrange endcmap end end`;
const hexOf = (text: string) => Buffer.from(text, 'utf16le').swap16().toString('hex');

/**
 * A PDF written by hand, as office programs write it: pages of lines, each letter with its number. With `unpacksTo` the first page's
 * content is that many bytes of blanks, packed small.
 */
export function aPdf(pages: readonly (readonly string[])[], { unpacksTo = 0 }: { unpacksTo?: number } = {}): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  const put = (...pieces: (string | Buffer)[]) => {
    for (const piece of pieces) {
      const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(piece, 'latin1');
      parts.push(bytes);
      length += bytes.length;
    }
  };
  const object = (no: number, ...pieces: (string | Buffer)[]) => {
    offsets[no] = length;
    put(`${no} 0 obj\n`, ...pieces, '\nendobj\n');
  };
  const pageNo = (at: number) => 6 + at * 2;
  object(1, '<</Type/Catalog/Pages 2 0 R>>');
  object(2, `<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_, at) => `${pageNo(at)} 0 R`).join(' ')}]>>`);
  object(3, '<</Type/Font/Subtype/Type0/BaseFont/Sarabun/Encoding/Identity-H/DescendantFonts[4 0 R]/ToUnicode 5 0 R>>');
  object(
    4,
    '<</Type/Font/Subtype/CIDFontType2/BaseFont/Sarabun/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500',
    '/FontDescriptor<</Type/FontDescriptor/FontName/Sarabun/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900/Descent -200/CapHeight 700/StemV 80>>>>',
  );
  object(5, `<</Length ${TO_UNICODE.length}>>\nstream\n${TO_UNICODE}\nendstream`);
  pages.forEach((lines, at) => {
    const said = lines.map((line) => `<${hexOf(line)}> Tj T*`).join('\n');
    const blanks = at === 0 ? Buffer.alloc(unpacksTo, ' ') : Buffer.alloc(0);
    const content = deflateSync(
      Buffer.concat([blanks, Buffer.from(`BT /F1 10 Tf 12 TL 60 780 Td\n${said}\nET`, 'latin1')]),
    );
    object(
      pageNo(at),
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents ${pageNo(at) + 1} 0 R>>`,
    );
    object(pageNo(at) + 1, `<</Length ${content.length}/Filter/FlateDecode>>\nstream\n`, content, '\nendstream');
  });
  const start = length;
  const rows = offsets.slice(1).map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  put(
    `xref\n0 ${offsets.length}\n0000000000 65535 f \n${rows.join('')}`,
    `trailer\n<</Size ${offsets.length}/Root 1 0 R>>\nstartxref\n${start}\n%%EOF\n`,
  );
  return Buffer.concat(parts);
}
