import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { type Cell, writeXlsx } from '#platform/spreadsheet/index.ts';
import { Random, weighted } from './random.ts';

export type Place = { cell: string; commune: string };
export type ListOptions = {
  rows: number;
  badShare: number;
  seed?: number;
  changed?: boolean;
  /** Card number of the first row; others when members stand there already. */
  firstCard?: number;
};

const FAMILY = weighted([
  ['Nguyễn', 30], ['Lò', 12], ['Vàng', 10], ['Trần', 9], ['Lê', 8], ['Quàng', 7], ['Phạm', 6], ['Hoàng', 6], ['Giàng', 5], ['Sùng', 4], ['Cà', 3], ['Pờ', 2],
]); // prettier-ignore
const MIDDLE = [
  'Văn',
  'Thị',
  'A',
  'Đức',
  'Minh',
  'Thanh',
  'Quốc',
  'Ngọc',
  'Hữu',
  'Xuân',
  'Thu',
  'Bá',
  'Công',
  'Mạnh',
  'Hải',
];
const GIVEN =
  'Anh Bình Chống Cường Dợ Dung Dũng Đạt Giang Hà Hải Hạnh Hiền Hoa Hoà Hùng Hương Khánh Lan Linh Long Mai Mạnh Nam Nga Nhung Oanh Phong Phúc Phượng Quân Quý Sơn Tâm Thắng Thảo Thuỷ Tiến Trang Tuấn Tùng Vân Việt Vinh Xuân Yến'.split(
    ' ',
  );
const EDUCATION = ['5/12', 'THCS', '12/12', 'Trung cấp', 'Cao đẳng', 'Đại học', 'Thạc sĩ'];
const THEORY = ['Sơ cấp', 'Trung cấp', 'Cao cấp', 'Chưa qua'];
const OCCUPATION = ['nông dân', 'công chức', 'giáo viên', 'bộ đội', 'công an', 'hưu trí', 'y tế', 'kinh doanh'];
const HEADINGS = [
  'Số thẻ đảng viên', 'Họ và tên', 'Giới tính', 'Ngày sinh', 'Chi bộ', 'Đảng bộ xã', 'Ngày quyết định kết nạp', 'Ngày kết nạp', 'Ngày chính thức', 'Học vấn', 'Lý luận chính trị', 'Nghề nghiệp',
]; // prettier-ignore

const pick = <T>(random: Random, list: readonly T[]): T => list[random.below(list.length)] as T;
const DAY_MS = 86_400_000;
const day = (daysFrom1970: number): string => new Date(daysFrom1970 * DAY_MS).toISOString().slice(0, 10);
const asText = (on: string): string => on.split('-').toReversed().join('/');

/** The ways in which a row of every fiftieth is bad. */
const FAULTS: readonly ((row: Cell[], before: Cell) => void)[] = [
  (row) => (row[7] = '31/02/2019'),
  (row) => (row[4] = 'Chi bộ không có trong cây'),
  (row) => (row[0] = '1.23457E+11'),
  (row, before) => (row[0] = before),
  (row) => (row[1] = null),
  (row) => (row[9] = 'bốn phẩy năm'),
  (row) => (row[3] = '1998.13.40'),
  (row) => ([row[6], row[7]] = ['01/03/2019', '03/02/2019']),
];

/** A list of members as offices keep it, row by row; the same seed gives the same people. `changed`: every tenth has another occupation. */
export function* listRows(places: readonly Place[], options: ListOptions): Generator<Cell[]> {
  const random = new Random(options.seed ?? 20_250_701);
  const every = options.badShare === 0 ? 0 : Math.round(1 / options.badShare);
  const perCell = Math.ceil(options.rows / places.length);
  let card: Cell = null;
  for (let n = 0; n < options.rows; n += 1) {
    const { cell, commune } = places[Math.floor(n / perCell)] ?? { cell: '', commune: '' };
    const woman = random.below(3) === 0;
    const born = -9000 + random.below(21_000);
    const joined = Math.min(19_900, born + 6600 + random.below(9000));
    const row: Cell[] = [
      String((options.firstCard ?? 10_000_000) + n).replace(/(\d{2})(\d{3})(\d{3})/, '$1.$2.$3'),
      `${FAMILY(random)} ${woman ? 'Thị' : pick(random, MIDDLE)} ${pick(random, GIVEN)} ${pick(random, GIVEN)}`,
      woman ? 'Nữ' : 'Nam',
      n % 3 === 0 ? asText(day(born)) : { date: day(born) },
      cell,
      commune,
      asText(day(joined - 10)),
      { date: day(joined) },
      asText(day(joined + 365)),
      pick(random, EDUCATION),
      pick(random, THEORY),
      pick(random, OCCUPATION),
    ];
    if (options.changed === true && n % 10 === 0) row[11] = row[11] === 'hưu trí' ? 'nông dân' : 'hưu trí';
    if (every > 0 && n % every === every - 1) FAULTS[Math.floor(n / every) % FAULTS.length]?.(row, card);
    else card = row[0] ?? null;
    yield row;
  }
}

/** Writes the list as an XLSX file, streamed. */
export async function writeList(path: string, places: readonly Place[], options: ListOptions): Promise<void> {
  const out = createWriteStream(path);
  await writeXlsx(
    out,
    { name: 'Đảng viên', columns: HEADINGS.map((header) => ({ header })) },
    listRows(places, options),
  );
  out.end();
  await once(out, 'close');
}
