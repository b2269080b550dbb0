import { describe, expect, test } from 'vitest';
import { detectTable, readSheetRows } from './index.ts';
import { all, sheetOf, workbookOf } from './testing.ts';

type Rows = (string | number | null)[][];

async function tableOf(rows: Rows, merged: string[] = []) {
  const table = await detectTable(readSheetRows(await workbookOf({ A: sheetOf(rows, merged) })));
  if (!table) throw new Error('no table');
  return { ...table, body: await all(table.rows()) };
}

const TITLES: Rows = [
  ['ĐẢNG BỘ XÃ MƯỜNG NHÉ', null, null, null, 'ĐẢNG CỘNG SẢN VIỆT NAM'],
  ['DANH SÁCH ĐẢNG VIÊN'],
  ['(Tính đến ngày 31/12/2025)'],
];

describe('detectTable', () => {
  test('two heading rows with merged cells under titles, groups and totals between', async () => {
    const table = await tableOf(
      [
        ...TITLES,
        ['TT', 'Họ và\n tên', 'Ngày', null, 'Chức vụ'],
        [null, null, 'Kết nạp', 'Chính thức', null],
        [1, 2, 3, 4, 5].map(String),
        ['I', 'Chi bộ bản Huổi Lích', null, null, null],
        [1, 'Lò Văn A', '03/02/1998', '03/02/1999', 'Bí thư'],
        [2, 'Tống Văn B', '03/02/2001', '2002', 'Tổng Giám đốc'],
        ['II', 'Chi bộ trường học'],
        [1, 'Vàng A Chống', '1/5/2010', '-', null],
        ['Tổng cộng', null, 3, null, null],
        [null, null, null, 'TM. ĐẢNG ỦY', null],
      ],
      ['A1:C1', 'A2:E2', 'A3:E3', 'A4:A5', 'B4:B5', 'C4:D4', 'E4:E5'],
    );
    expect(table.columns.map((column) => column.name)).toEqual([
      'TT',
      'Họ và tên',
      'Ngày / Kết nạp',
      'Ngày / Chính thức',
      'Chức vụ',
    ]);
    expect(table.headerRows).toEqual([4, 5]);
    expect(table.titles[0]).toBe('ĐẢNG BỘ XÃ MƯỜNG NHÉ');
    expect(table.body.map((row) => row.kind)).toEqual(['group', 'data', 'data', 'group', 'data', 'total', 'other']);
    const people = table.body.filter((row) => row.kind === 'data');
    expect(people.map((row) => [row.values[1], row.groups])).toEqual([
      ['Lò Văn A', ['Chi bộ bản Huổi Lích']],
      ['Tống Văn B', ['Chi bộ bản Huổi Lích']],
      ['Vàng A Chống', ['Chi bộ trường học']],
    ]);
    expect(people[0]?.rowNumber).toBe(8);
    expect(table.columns[1]?.samples).toContain('Lò Văn A');
  });

  test('a plain list with its heading in the first row', async () => {
    const table = await tableOf([
      ['so_the', 'ho_ten'],
      ['0001', 'Lò Văn A'],
      ['0002', 'Lò Văn B'],
    ]);
    expect(table.columns.map((column) => column.name)).toEqual(['so_the', 'ho_ten']);
    expect(table.body.map((row) => row.values)).toEqual([
      ['0001', 'Lò Văn A'],
      ['0002', 'Lò Văn B'],
    ]);
  });

  test('three heading rows; the same name twice', async () => {
    const table = await tableOf(
      [
        ['TT', 'Đảng viên', null, null, null],
        [null, 'Nam', null, 'Nữ', null],
        [null, 'Chính thức', 'Dự bị', 'Chính thức', 'Dự bị'],
        [1, 4, 1, 3, 0],
      ],
      ['A1:A3', 'B1:E1', 'B2:C2', 'D2:E2'],
    );
    expect(table.columns.map((column) => column.name)).toEqual([
      'TT',
      'Đảng viên / Nam / Chính thức',
      'Đảng viên / Nam / Dự bị',
      'Đảng viên / Nữ / Chính thức',
      'Đảng viên / Nữ / Dự bị',
    ]);
    expect(table.body).toHaveLength(1);
    const twice = await tableOf([
      ['Tên', 'Năm', 'Năm'],
      ['a', 1, 2],
    ]);
    expect(twice.columns.map((column) => column.name)).toEqual(['Tên', 'Năm', 'Năm (2)']);
  });

  test('two heading rows in CSV, where merged cells are gaps', async () => {
    const text =
      'TT,Họ tên,Ngày,,Chức vụ\n,,Sinh,Kết nạp,\n1,Lò Văn A,1970,1998,Bí thư\n2,Lò Văn B,1971,1999,\n3,Lò Văn C,1972,2000,\n';
    const table = await detectTable(readSheetRows(Buffer.from(text)));
    expect(table?.columns.map((column) => column.name)).toEqual([
      'TT',
      'Họ tên',
      'Ngày / Sinh',
      'Ngày / Kết nạp',
      'Chức vụ',
    ]);
    expect(table && (await all(table.rows()))).toHaveLength(3);
  });

  test('a commune merged over its villages belongs to each', async () => {
    const table = await tableOf(
      [
        ['Xã', 'Bản', 'Hộ'],
        ['Sín Thầu', 'A Pa Chải', 40],
        [null, 'Tả Kố Khừ', 55],
        ['Leng Su Sìn', 'Cà Là Pá', 30],
      ],
      ['A2:A3'],
    );
    expect(table.body.map((row) => row.values)).toEqual([
      ['Sín Thầu', 'A Pa Chải', 40],
      ['Sín Thầu', 'Tả Kố Khừ', 55],
      ['Leng Su Sìn', 'Cà Là Pá', 30],
    ]);
  });

  test('letters and Roman numerals nest in either order, and C after B is a letter', async () => {
    const head = ['TT', 'Tên', 'Số', 'Ghi chú'];
    const table = await tableOf([
      head,
      ['A', 'Khối xã'],
      ['I', 'Bản'],
      [1, 'a', 1, 'x'],
      ['II', 'Trường'],
      [1, 'b', 1, 'x'],
      ['B', 'Khối khác'],
      ['I', 'Trạm'],
      [1, 'c', 1, 'x'],
      ['C', 'Khối ba'],
      [1, 'd', 1, 'x'],
    ]);
    expect(table.body.filter((row) => row.kind === 'data').map((row) => row.groups)).toEqual([
      ['Khối xã', 'Bản'],
      ['Khối xã', 'Trường'],
      ['Khối khác', 'Trạm'],
      ['Khối ba'],
    ]);
  });

  test('two column blocks side by side give two records a row', async () => {
    const table = await tableOf([
      ['Mã', 'Dân tộc', 'Số', 'Mã', 'Dân tộc', 'Số'],
      ['01', 'Kinh', 5, '33', 'Kháng', 2],
      ['02', 'Tày', 7, null, null, null],
    ]);
    expect(table.twoBlocks).toBe(true);
    expect(table.columns.map((column) => column.name)).toEqual(['Mã', 'Dân tộc', 'Số']);
    expect(table.body.map((row) => [row.block, ...row.values])).toEqual([
      [0, '01', 'Kinh', 5],
      [1, '33', 'Kháng', 2],
      [0, '02', 'Tày', 7],
    ]);
  });

  test('a heading repeated on a next page is not data; nothing at all is undefined; numbers only have letters', async () => {
    const table = await tableOf([
      ['TT', 'Tên'],
      [1, 'a'],
      ['TT', 'Tên'],
      [2, 'b'],
    ]);
    expect(table.body.map((row) => row.kind)).toEqual(['data', 'header', 'data']);
    expect(await detectTable([])).toBeUndefined();
    const bare = await tableOf([
      [1, 2],
      [3, 4],
    ]);
    expect(bare.headerRows).toEqual([]);
    expect(bare.columns.map((column) => column.name)).toEqual(['A', 'B']);
    expect(bare.body).toHaveLength(2);
  });

  test('formulas keep their place, and rows beyond the look-ahead come too', async () => {
    const lines = Array.from({ length: 300 }, (_, i) => `${i},Lò Văn ${i},=1+1`);
    const table = await detectTable(readSheetRows(Buffer.from(`TT,Họ tên,Tuổi\n${lines.join('\n')}`)));
    const rows = table ? await all(table.rows()) : [];
    expect(rows).toHaveLength(300);
    expect(rows[299]).toMatchObject({ rowNumber: 301, formulas: [2] });
  });
});
