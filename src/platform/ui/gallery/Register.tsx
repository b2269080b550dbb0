import { useState } from 'react';
import { useText } from '../../messages.ts';
import { Button } from '../buttons.tsx';
import { DataGrid, SelectionBar, type Column, type Sort } from '../DataGrid.tsx';
import { SearchField } from '../fields.tsx';
import { FilterChip, Filters, FixedChip } from '../FilterChips.tsx';
import type { Tone } from '../notices.tsx';
import { Chip, DateText, KeysLine, Tag } from '../surface.tsx';
import { galleryRows, type GalleryRow } from './sample.ts';

const stateTone: Record<GalleryRow['state'], [Tone, string]> = {
  official: ['ok', 'chính thức'],
  probationary: ['sel', 'dự bị'],
  exempt: ['wait', 'tạm miễn'],
  moving: ['two', 'đang chuyển'],
};
const columns: Column<GalleryRow>[] = [
  {
    id: 'name',
    header: 'Họ và tên',
    sortable: true,
    card: 'title',
    cell: (row) => (
      <>
        {row.name} {row.id === '6' ? <Tag tone="two">trùng tên</Tag> : null}
      </>
    ),
  },
  { id: 'card', header: 'Số thẻ', cell: (row) => row.card },
  { id: 'cell', header: 'Chi bộ', sortable: true, cell: (row) => row.cell },
  {
    id: 'state',
    header: 'Trạng thái',
    card: 'badge',
    cell: (row) => (
      <Chip tone={stateTone[row.state][0]} icon={false}>
        {stateTone[row.state][1]}
      </Chip>
    ),
  },
  {
    id: 'admitted',
    header: 'Lễ kết nạp',
    sortable: true,
    cell: (row) => <DateText date={{ on: row.admittedOn, precision: row.year ? 'year' : 'day' }} />,
  },
  { id: 'age', header: 'Tuổi đảng', align: 'end', cell: (row) => row.age ?? '–' },
];

/** A register with search, conditions, selection and keys. */
export function Register() {
  const t = useText();
  const [search, setSearch] = useState('lo van');
  const [sort, setSort] = useState<Sort>({ by: 'name', dir: 'asc' });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set(['1', '3']));
  const [states, setStates] = useState<string[]>(['official', 'exempt']);
  return (
    <section className="stack" aria-label="Sổ đảng viên">
      <Filters>
        <div style={{ flex: '1 1 260px', maxWidth: 380 }}>
          <SearchField label="Tìm trong sổ" value={search} onChange={setSearch} hint="không cần gõ dấu" slash />
        </div>
        <FilterChip
          label="Trạng thái"
          value={states}
          onChange={setStates}
          choices={[
            { id: 'official', label: 'chính thức' },
            { id: 'probationary', label: 'dự bị' },
            { id: 'exempt', label: 'miễn' },
          ]}
        />
        <FilterChip label="Chức danh" value={[]} onChange={() => undefined} choices={[{ id: 'a', label: 'bí thư' }]} />
        <FixedChip onRemove={() => undefined}>Kết nạp năm 2022</FixedChip>
      </Filters>
      <div>
        <DataGrid
          label="Đảng viên"
          columns={columns}
          rows={galleryRows}
          rowId={(row) => row.id}
          rowLabel={(row) => row.name}
          rowHref={() => '/kit'}
          sort={sort}
          onSort={setSort}
          selected={selected}
          onSelect={setSelected}
          total={2465}
          openId="3"
          foot={<span>8 chính thức, kể cả 2 tạm miễn · 2 dự bị</span>}
          onMore={() => undefined}
        />
        <SelectionBar count={selected.size} note="1 dự bị, 1 tạm miễn" onClear={() => setSelected(new Set())}>
          <Button>In phiếu</Button>
          <Button isDisabled>Xuất Excel</Button>
        </SelectionBar>
        <KeysLine
          keys={[
            { keys: ['↑', '↓'], label: t('platform.keys.rows') },
            { keys: ['Space'], label: t('platform.keys.select') },
            { keys: ['Enter'], label: t('platform.keys.open') },
            { keys: ['/'], label: t('platform.keys.find') },
          ]}
        />
      </div>
    </section>
  );
}
