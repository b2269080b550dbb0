import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { streamXlsxRows } from 'hucre/xlsx';
import { describe, expect, test } from 'vitest';
import { type Cell, columnLetters, readSheetRows, writeCsv, writeXlsx } from './index.ts';
import { Collect, all } from './testing.ts';

async function xlsx(rows: readonly (readonly Cell[])[], width = 5): Promise<Buffer> {
  const out = new Collect();
  const columns = Array.from({ length: width }, (_, i) => ({ header: `Cột ${i + 1}`, width: 12 }));
  await writeXlsx(out, { name: 'Danh sách [2026]/đảng viên', columns }, rows);
  return out.bytes();
}

const SAMPLE: Cell[][] = [
  ['Lò Văn Á', 'สาขาพรรค', { date: '1998-02-03' }, 1234567.5, true],
  ['=1+1', '+84', '-5', '@x', '\tx'],
  ['<&>"\'', '_x0041_', 'a\r\nb', ' hai  đầu ', '😀'],
  [null, -0.25, { date: '2026-12-31' }, 0, false],
];

describe('XLSX', () => {
  test('comes back as written', async () => {
    const rows = await all(readSheetRows(await xlsx(SAMPLE)));
    expect(rows.map((row) => row.cells).slice(1)).toEqual(SAMPLE);
    expect(rows[0]).toMatchObject({
      sheet: 'Danh sách  2026  đảng viên',
      cells: ['Cột 1', 'Cột 2', 'Cột 3', 'Cột 4', 'Cột 5'],
    });
    expect(rows.every((row) => row.formulas.length === 0)).toBe(true);
  });

  test('an independent reader sees the same', async () => {
    const rows = await all(streamXlsxRows(new Uint8Array(await xlsx(SAMPLE))));
    const plain = rows
      .slice(1)
      .map((row) => row.values.map((v) => (v instanceof Date ? { date: v.toISOString().slice(0, 10) } : v)));
    expect(plain).toEqual(SAMPLE);
  });

  test('any text, number and day comes back', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((t) => !/[^\P{Cc}\t\r\n]|[\ufffe\uffff]/u.test(t));
    const day = fc
      .date({ min: new Date('1900-03-02'), max: new Date('2100-12-31'), noInvalidDate: true })
      .map((d) => ({ date: d.toISOString().slice(0, 10) }));
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (n === 0 ? 0 : n));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(text, number, day), { maxLength: 8 }), async (rows) => {
        const back = await all(readSheetRows(await xlsx(rows, 3)));
        expect(back.slice(1).map((row) => row.cells)).toEqual(rows);
      }),
    );
  });

  test('a day before March 1900 is text, signs that XML cannot hold are left out, too long is refused', async () => {
    const rows = await all(readSheetRows(await xlsx([[{ date: '1890-05-19' }, 'a\u0000b\ud800c', NaN]])));
    expect(rows[1]?.cells).toEqual(['19/05/1890', 'abc']);
    await expect(xlsx([['x'.repeat(32_768)]])).rejects.toMatchObject({ code: 'cell.too-long' });
  });

  test('a failing source and a closed receiver end the writing', async () => {
    const failing = (function* (): Generator<Cell[]> {
      yield ['a'];
      throw new Error('source');
    })();
    await expect(writeXlsx(new Collect(), { name: 'A', columns: [{ header: 'a' }] }, failing)).rejects.toThrow(
      'source',
    );
    const closing = new Writable({
      highWaterMark: 1,
      write(_chunk, _encoding, done) {
        done();
        this.destroy();
      },
    });
    const endless = (function* (): Generator<Cell[]> {
      for (;;) yield [String(Math.random()).repeat(20)];
    })();
    await expect(writeXlsx(closing, { name: 'A', columns: [{ header: 'a' }] }, endless)).rejects.toThrow();
  });

  test('the heading stays in sight and stands on every page, also below lines of a title; a page is as wide as the list', async () => {
    const out = new Collect();
    const sheet = { name: "Sổ 'A'", columns: [{ header: 'Danh sách' }], headingRow: 3 };
    await writeXlsx(out, sheet, [['Số liệu đến hôm nay'], ['Họ tên'], ['Lò Văn Á']]);
    const parts = unzipSync(out.bytes());
    const text = (name: string) => strFromU8(parts[name] ?? new Uint8Array());
    expect(text('xl/workbook.xml')).toContain(`localSheetId="0">'Sổ ''A'!$3:$3<`);
    const xml = text('xl/worksheets/sheet1.xml');
    expect(xml).toContain('<pane ySplit="3" topLeftCell="A4"');
    expect([...xml.matchAll(/<c r="(A\d)"(?: s="(\d)")?/g)].map(([, at, style]) => [at, style])).toEqual([
      ['A1', '4'],
      ['A2', undefined],
      ['A3', '1'],
      ['A4', undefined],
    ]);
    expect(xml).toContain('orientation="landscape" fitToWidth="1" fitToHeight="0"');
  });

  test('letters of columns', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnLetters)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA']);
  });

  test.skipIf(!hasCalc())('LibreOffice opens it', { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'gandan-xlsx-'));
    try {
      writeFileSync(join(folder, 'a.xlsx'), await xlsx(SAMPLE));
      execFileSync('soffice', [
        '--headless',
        '--convert-to',
        'csv:Text - txt - csv (StarCalc):44,34,76',
        '--outdir',
        folder,
        join(folder, 'a.xlsx'),
      ]);
      expect(readFileSync(join(folder, 'a.csv'), 'utf8')).toContain('Lò Văn Á,สาขาพรรค,03/02/1998,1234567.5');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

/** Its part for tables is a package of its own. */
function hasCalc(): boolean {
  try {
    execFileSync('localc', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('CSV', () => {
  test('has its mark, real lines, days as people write them, and guards formulas', async () => {
    const out = new Collect();
    expect(await writeCsv(out, ['Họ tên', 'Ngày'], SAMPLE)).toEqual({ rows: 4 });
    const text = out.bytes().toString('utf8');
    expect(text.startsWith('\ufeffHọ tên,Ngày\r\n')).toBe(true);
    expect(text).toContain('Lò Văn Á,สาขาพรรค,03/02/1998,1234567.5,1\r\n');
    expect(text).toContain(`'=1+1,'+84,'-5,'@x,"'\tx"\r\n`);
    expect(text).toContain(`,-0.25,31/12/2026,0,0\r\n`);
  });

  test('no text that begins like a formula leaves unguarded, and every text can be read back', async () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom('=', '+', '-', '@', '\t', '\r').chain((sign) => fc.string().map((rest) => sign + rest)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 5 }), async (values) => {
        const out = new Collect();
        await writeCsv(out, ['x'], [['|', ...values, '|']]);
        const [, row] = await all(readSheetRows(out.bytes(), { delimiter: ',' }));
        expect(row?.formulas).toEqual([]);
        expect(row?.cells.slice(1, -1).map((cell) => cell ?? '')).toEqual(
          values.map((v) => (/^[=+\-@\t\r]/.test(v) ? `'${v}` : v)),
        );
      }),
    );
  });
});
