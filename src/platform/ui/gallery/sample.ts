import type { MapUnit } from '../Cartogram.tsx';
import type { LaneSpan } from '../LifeLanes.tsx';
import type { TreeNode } from '../UnitTree.tsx';

/** Rows and shapes for the gallery only; the people are invented. */
export type GalleryRow = {
  id: string;
  name: string;
  card: string;
  cell: string;
  state: 'official' | 'probationary' | 'exempt' | 'moving';
  admittedOn: string;
  year: boolean;
  age: number | null;
};

const names = [
  'Lò Văn Pánh',
  'Lò Văn Phong',
  'Lô Văn Phú',
  'Lò Văn Phúc',
  'Lò Văn Quý',
  'Lò Văn Sương',
  'Lò Văn Thắng',
  'Lò Văn Tiến',
  'Lồ Văn Tư',
  'Lò Văn Ú',
];
const cells = ['Phiêng Vai', 'Nậm Là', 'Huổi Thanh 1', 'Mường Nhé', 'Chung Chải'];
const states = ['official', 'probationary', 'official', 'exempt', 'official', 'official', 'moving'] as const;

export const galleryRows: GalleryRow[] = names.map((name, at) => ({
  id: String(at),
  name,
  card: at === 1 ? '–' : `11.0${48 + at}.${213 + at * 61}`,
  cell: cells[at % cells.length] ?? '',
  state: states[at % states.length] ?? 'official',
  admittedOn: at % 4 === 2 ? '2017-01-01' : `${1998 + at * 2}-02-03`,
  year: at % 4 === 2,
  age: at === 1 ? null : 28 - at * 2,
}));

export const galleryUnits: MapUnit[] = [
  ['Mường Nhé', 102.48, 22.19, 862, 'a'],
  ['Sín Thầu', 102.25, 22.36, 241, 'b'],
  ['Mường Toong', 102.62, 22.21, 402, 'a'],
  ['Nậm Kè', 102.55, 22.08, 338, 'c'],
  ['Quảng Lâm', 102.62, 22.02, 622, 'a'],
  ['Nà Hỳ', 102.73, 21.9, 511, 'b'],
  ['Si Pa Phìn', 102.95, 21.84, 377, 'b'],
  ['Nà Bủng', 102.7, 21.78, 280, 'c'],
  ['Mường Chà', 103.1, 21.75, 690, 'a'],
  ['Tủa Thàng', 103.52, 21.98, 415, 'a'],
  ['Mường Pồn', 103.07, 21.53, 322, 'b'],
  ['Xa Dung', 103.35, 21.32, 288, 'c'],
].map(([name, lon, lat, size, group]) => ({
  id: String(name),
  name: String(name),
  lon: Number(lon),
  lat: Number(lat),
  size: Number(size),
  group: String(group),
}));

const day = (on: string) => ({ on, precision: 'day' as const });
const span = (
  id: string,
  from: string,
  to: string | undefined,
  label: string,
  tone: NonNullable<LaneSpan['tone']>,
): LaneSpan => ({ id, from: day(from), to: to ? day(to) : undefined, label, tone });
export const galleryLanes = {
  state: [
    span('1', '2020-03-06', '2022-02-03', 'đang xét, 22 tháng', 'none'),
    span('2', '2022-02-03', '2023-02-03', 'dự bị', 'sel'),
    span('3', '2023-02-03', '2024-02-01', 'chính thức', 'ok'),
    span('4', '2024-02-01', '2024-12-01', 'tạm miễn', 'wait'),
    span('5', '2024-12-01', undefined, 'chính thức', 'ok'),
  ],
  place: [
    span('1', '2022-02-03', '2025-07-01', 'chi bộ bản · Nậm Kè (cũ)', 'none'),
    span('2', '2025-07-01', undefined, 'Nậm Kè (mới)', 'none'),
  ],
  post: [
    {
      id: '1',
      from: { on: '2021-01-01', precision: 'year' as const },
      to: day('2023-05-01'),
      label: 'bí thư Đoàn bản',
      tone: 'none' as const,
    },
    span('2', '2023-05-01', undefined, 'Phó bí thư Đoàn xã', 'sel'),
  ],
};

const node = (id: string, name: string, hasChildren: boolean, count: number): TreeNode => ({
  id,
  name,
  hasChildren,
  count,
});
export const galleryTree: Record<string, TreeNode[]> = {
  '': [node('p', 'Đảng bộ tỉnh Điện Biên', true, 49312)],
  p: [node('mn', 'Mường Nhé', true, 862), node('nk', 'Nậm Kè', true, 338), node('st', 'Sín Thầu', true, 241)],
  mn: [node('np', 'Nậm Pắc', false, 16), node('cc', 'Chung Chải', false, 24), node('x1', 'Xi Ma 1', false, 19)],
};
