import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openSpreadsheet, readSheetRows, writeXlsx } from './index.ts';
import { Collect, all, sheetOf, workbookOf } from './testing.ts';
import { Problem } from '../errors.ts';

const cells = async (bytes: Uint8Array, options = {}) =>
  (await all(readSheetRows(bytes, options))).map((row) => row.cells);

describe('XLSX', () => {
  const styles =
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-D07041E]dd/mm/yyyy"/><numFmt numFmtId="171" formatCode="0.0&quot; d&quot;"/></numFmts>' +
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="20"/></cellXfs></styleSheet>';
  const strings =
    '<sst><si><t>Đảng viên &amp; quần chúng</t></si><si><r><t>Lò </t></r><r><t xml:space="preserve">Văn A</t></r><rPh><t>x</t></rPh></si><si><t/></si></sst>';
  const sheet =
    '<?xml version="1.0"?><worksheet><sheetData><row r="2" spans="1:9"><c r="A2" t="s"><v>0</v></c><c r="B2" t="s"><v>1</v></c><c r="D2" s="1"><v>35829</v></c>' +
    '<c r="E2" s="2"><v>35829.5</v></c><c r="F2" s="3"><v>3</v></c><c r="G2" s="4"><v>0.5</v></c><c r="H2" t="b"><v>1</v></c><c r="I2" s="1"/></row>' +
    '<row r="3"/><row><c t="str"><f>A2&amp;"x"</f><v>ab_x000D_</v></c><c><v>1.5E3</v></c><c t="e"><v>#REF!</v></c><c t="d"><v>1998-02-03T00:00:00</v></c></row>' +
    '<row r="9"><c r="A9" t="s"><v>2</v></c></row></sheetData><rowBreaks count="1"/><mergeCells count="1"><mergeCell ref="A2:A7"/></mergeCells></worksheet>';
  const book = () => workbookOf({ Một: sheet }, { 'xl/sharedStrings.xml': strings, 'xl/styles.xml': styles });

  test('strings, dates, numbers, errors and formulas, with row numbers and merged ranges', async () => {
    const [first, second, ...none] = await all(readSheetRows(await book()));
    expect(none).toEqual([]);
    expect(first).toMatchObject({
      sheet: 'Một',
      rowNumber: 2,
      cells: ['Đảng viên & quần chúng', 'Lò Văn A', null, { date: '1998-02-03' }, { date: '1998-02-03' }, 3, 0.5, true],
      formulas: [],
      merged: [{ fromRow: 2, toRow: 7, fromColumn: 0, toColumn: 0 }],
    });
    expect(second).toMatchObject({
      rowNumber: 4,
      cells: ['ab\r', 1500, '#REF!', { date: '1998-02-03' }],
      formulas: [0],
      errors: [2],
    });
  });

  test('formulas are refused or not told, as asked', async () => {
    await expect(all(readSheetRows(await book(), { formulas: 'refuse' }))).rejects.toMatchObject({
      code: 'cell.formula',
      details: { row: 4, column: 1 },
    });
    expect((await all(readSheetRows(await book(), { formulas: 'cached' })))[1]?.formulas).toEqual([]);
  });

  test('prefixed elements, several sheets, choice of a sheet, a stream as source', async () => {
    const prefixed =
      '<x:worksheet xmlns:x="y"><x:sheetData><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>một</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>';
    const bytes = await workbookOf({ A: prefixed, B: sheetOf([['hai', 2]]) });
    expect(await cells(bytes)).toEqual([['một'], ['hai', 2]]);
    expect(await cells(bytes, { sheet: 'B' })).toEqual([['hai', 2]]);
    expect(
      (await all(readSheetRows(Readable.from([bytes.subarray(0, 100), bytes.subarray(100)]), { sheet: 0 })))[0]?.cells,
    ).toEqual(['một']);
    await expect(cells(bytes, { sheet: 'C' })).rejects.toMatchObject({ code: 'file.no-such-sheet' });
  });

  test.each<[string, () => Promise<Buffer>, string]>([
    ['macros', () => workbookOf({ A: sheetOf([]) }, { 'xl/vbaProject.bin': 'x' }), 'file.macros'],
    [
      'links to other files',
      () => workbookOf({ A: sheetOf([]) }, { 'xl/externalLinks/externalLink1.xml': '<x/>' }),
      'file.external-links',
    ],
    ['a bomb', () => workbookOf({ A: `<worksheet>${' '.repeat(40_000_000)}</worksheet>` }), 'file.zip-bomb'],
    [
      'an endless row',
      () => workbookOf({ A: `<worksheet><sheetData><row r="1"><c>${noise(6_000_000)}` }),
      'file.row-too-long',
    ],
    [
      'a far column',
      () => workbookOf({ A: '<worksheet><row r="1"><c r="XFD1"><v>1</v></c></row></worksheet>' }),
      'file.too-many-columns',
    ],
    ['a long cell', () => workbookOf({ A: sheetOf([['x'.repeat(33_000)]]) }), 'cell.too-long'],
    [
      'rows going back',
      () =>
        workbookOf({ A: '<worksheet><row r="5"><c><v>1</v></c></row><row r="4"><c><v>1</v></c></row></worksheet>' }),
      'file.damaged',
    ],
    [
      'a missing string',
      () => workbookOf({ A: '<worksheet><row r="1"><c t="s"><v>7</v></c></row></worksheet>' }),
      'file.damaged',
    ],
    ['no sheet', () => workbookOf({}), 'file.empty'],
    [
      'an encrypted or old file',
      () => Promise.resolve(Buffer.from('d0cf11e0a1b11ae1' + '00'.repeat(600), 'hex')),
      'file.not-a-spreadsheet',
    ],
    ['another zip', async () => (await workbookOf({})).subarray(0, 60), 'file.not-a-spreadsheet'],
    ['a picture', () => Promise.resolve(Buffer.from('89504e470d0a1a0a0000000d', 'hex')), 'file.not-a-spreadsheet'],
    ['a PDF', () => Promise.resolve(Buffer.from('%PDF-1.7\nabc')), 'file.not-a-spreadsheet'],
    ['nothing', () => Promise.resolve(Buffer.alloc(0)), 'file.empty'],
  ])('refuses %s', async (_, make, code) => {
    await expect(cells(await make())).rejects.toMatchObject({ code });
  });

  test('limits are those the caller gives', async () => {
    const bytes = await workbookOf({ A: sheetOf([[1], [2], [3]]) });
    await expect(cells(bytes, { limits: { maxRows: 2 } })).rejects.toMatchObject({ code: 'file.too-many-rows' });
    await expect(cells(bytes, { limits: { maxBytes: 100 } })).rejects.toMatchObject({ code: 'file.too-large' });
    await expect(all(readSheetRows(Readable.from([bytes]), { limits: { maxBytes: 100 } }))).rejects.toMatchObject({
      code: 'file.too-large',
    });
    await expect(cells(bytes, { limits: { maxUnpackedBytes: 500 } })).rejects.toMatchObject({ code: 'file.zip-bomb' });
  });
});

/** Text that does not pack, so that only the row's length is in question. */
function noise(chars: number): string {
  let [text, state] = ['', 1];
  while (text.length < chars) text += (state = (state * 48271) % 2147483647).toString(36);
  return text;
}

describe('CSV', () => {
  const text = 'Họ tên,Ngày sinh\r\n"Lò Văn A, con",03/02/1998\r\n\r\n"Vàng ""A""\nChống",\r\n';
  const expected = [['Họ tên', 'Ngày sinh'], ['Lò Văn A, con', '03/02/1998'], ['Vàng "A"\nChống']];

  test('UTF-8 and UTF-16 with and without mark, rows numbered as a spreadsheet shows them', async () => {
    const wide = Buffer.from(text, 'utf16le');
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`),
      wide,
      Buffer.concat([Buffer.from([0xff, 0xfe]), wide]),
      Buffer.from(wide).swap16(),
    ]) {
      const rows = await all(readSheetRows(bytes));
      expect(rows.map((row) => row.cells)).toEqual(expected);
      expect(rows.map((row) => row.rowNumber)).toEqual([1, 2, 4]);
    }
  });

  test('delimiters and old Windows code pages are found', async () => {
    expect(await cells(Buffer.from('a;b;c\n1,5;2;3\n'))).toEqual([
      ['a', 'b', 'c'],
      ['1,5', '2', '3'],
    ]);
    expect(await cells(Buffer.from('a\tb\n1,5\t2\n'))).toEqual([
      ['a', 'b'],
      ['1,5', '2'],
    ]);
    expect(await cells(Buffer.from('sep=;\na;b\n'))).toEqual([['a', 'b']]);
    // Windows-1258 writes tones as marks of their own: ườ is F5 + F0... here “Mường Nhé”, “đảng viên”.
    const cp1258 = Buffer.from([0x4d, 0xfd, 0xf5, 0xcc, 0x6e, 0x67, 0x2c, 0xf0, 0x61, 0xd2, 0x6e, 0x67, 0x0a]);
    const found = await openSpreadsheet(cp1258);
    expect(found.encoding).toBe('windows-1258');
    expect(
      (await all(found.rows())).map((row) => row.cells.map((c) => (typeof c === 'string' ? c.normalize('NFC') : c))),
    ).toEqual([['Mường', 'đảng']]);
    const tcvn3 = Buffer.from('Hä vµ tªn,§¶ng bé\n', 'latin1');
    expect(await cells(tcvn3)).toEqual([['Hä vµ tªn', '§¶ng bé']]);
  });

  test('a cell that begins with = counts as a formula', async () => {
    expect((await all(readSheetRows(Buffer.from('a,=1+1\n'))))[0]?.formulas).toEqual([1]);
    await expect(cells(Buffer.from('a,=1+1\n'), { formulas: 'refuse' })).rejects.toMatchObject({
      code: 'cell.formula',
    });
  });

  test('an open quote and an endless line are refused', async () => {
    await expect(cells(Buffer.from('a,"b\nc'))).rejects.toMatchObject({ code: 'file.damaged' });
    await expect(cells(Buffer.from(`"${'x'.repeat(5_000_000)}"`))).rejects.toMatchObject({ code: 'file.row-too-long' });
    await expect(cells(Buffer.from(','.repeat(600) + 'x'))).rejects.toMatchObject({ code: 'file.too-many-columns' });
  });
});

describe('hostile files', () => {
  /** Either rows or a refusal with a code; anything else is ours to mend. */
  async function answers(bytes: Buffer): Promise<void> {
    try {
      await all(readSheetRows(bytes, { limits: { maxUnpackedBytes: 20_000_000 } }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      expect(error.code).toMatch(/^(file|cell)\.[a-z-]+$/);
    }
  }

  test('random bytes', { timeout: 60_000 }, async () => {
    const starts = [[], [0x50, 0x4b, 3, 4], [0xff, 0xfe], [0xd0, 0xcf, 0x11, 0xe0]];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 2000 }), (start, rest) =>
        answers(Buffer.from([...start, ...rest])),
      ),
      { numRuns: 500 },
    );
  });

  test('a good workbook with bytes changed, cut or doubled', { timeout: 60_000 }, async () => {
    const out = new Collect();
    const rows = Array.from({ length: 40 }, (_, i) => [`Lò Văn ${i}`, i, { date: '1998-02-03' }]);
    await writeXlsx(out, { name: 'A', columns: [{ header: 'a' }, { header: 'b' }, { header: 'c' }] }, rows);
    const good = out.bytes();
    const place = fc.nat({ max: good.length - 1 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(place, fc.nat({ max: 255 })), { maxLength: 12 }),
        place,
        fc.boolean(),
        async (changes, at, cut) => {
          const bytes = Buffer.from(good);
          for (const [where, value] of changes) bytes[where] = value;
          await answers(cut ? bytes.subarray(0, at) : Buffer.concat([bytes.subarray(0, at), bytes]));
        },
      ),
      { numRuns: 600 },
    );
  });

  test('sheets and parts of broken XML', { timeout: 60_000 }, async () => {
    const pieces = fc.array(
      fc.constantFrom(
        '<row',
        '<row r="2">',
        '</row>',
        '<c r="A1"',
        '<c r="ZZZZ9" t="s">',
        '<c t="inlineStr">',
        '<is>',
        '<t>',
        '</t>',
        '</c>',
        '<v>',
        '</v>',
        '1e999',
        '<f/>',
        '>',
        '"',
        '&#x110000;',
        '&amp',
        '<!--',
        '<![CDATA[',
        '<mergeCell ref="A1:B2"/>',
        '<mergeCell ref="A0:ZZZ9999999"/>',
        '/>',
        ' s="-1"',
        'đ',
      ),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(pieces, pieces, async (sheet, other) => {
        const text = other.join('');
        await answers(
          await workbookOf(
            { A: `<worksheet><sheetData>${sheet.join('')}` },
            { 'xl/sharedStrings.xml': `<sst><si>${text}`, 'xl/styles.xml': `<x>${text}` },
          ),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('one long text without an end takes no longer than its size', { timeout: 20_000 }, async () => {
    for (const start of ['<!--', '<row r="', '<row><c t="inlineStr"><is><t>', '<mergeCell ', '<row/>'.repeat(50)]) {
      await answers(await workbookOf({ A: `<worksheet><sheetData>${start}${noise(12_000_000)}` }));
    }
    await answers(
      await workbookOf(
        { A: sheetOf([]) },
        { 'xl/styles.xml': '<xf "'.repeat(1_000_000), 'xl/sharedStrings.xml': '<sst>' + '<si><t>'.repeat(400_000) },
      ),
    );
  });
});
