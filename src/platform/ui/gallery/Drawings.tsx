import { useState } from 'react';
import { Cartogram } from '../Cartogram.tsx';
import { Segmented } from '../fields.tsx';
import { LifeLanes } from '../LifeLanes.tsx';
import { Lineage } from '../Lineage.tsx';
import { Chip, Panel } from '../surface.tsx';
import { Timeline } from '../Timeline.tsx';
import { UnitTree } from '../UnitTree.tsx';
import { galleryLanes, galleryTree, galleryUnits } from './sample.ts';

/** Timeline, tree, lineage, map and lanes of the gallery. */
export function Drawings() {
  const [asOf, setAsOf] = useState('2025-12-15');
  const [reading, setReading] = useState<'then' | 'now'>('now');
  const [unit, setUnit] = useState('mn');
  const [spot, setSpot] = useState<string | undefined>('Mường Nhé');
  return (
    <div className="side-left">
      <UnitTree
        label="Cây tổ chức"
        queryKey={['kit', asOf]}
        roots={galleryTree[''] ?? []}
        loadChildren={(id) => Promise.resolve(galleryTree[id] ?? [])}
        selected={unit}
        onSelect={(node) => setUnit(node.id)}
        initiallyOpen={['p', 'mn']}
      />
      <div className="stack">
        <Timeline
          value={asOf}
          from="2011-06-01"
          to="2026-12-31"
          today="2026-09-30"
          onCommit={setAsOf}
          events={[
            { id: '1', on: '2012-12-01', precision: 'month', label: 'Chia tách huyện Mường Nhé, lập Nậm Pồ' },
            { id: '2', on: '2020-01-01', precision: 'year', label: 'Sáp nhập bản (3)' },
            { id: '3', on: '2022-01-01', precision: 'year', label: 'Lập chi bộ Huổi Chạ' },
            { id: '4', on: '2025-07-01', label: 'Nhập 3 xã, bỏ cấp huyện', big: true },
            { id: '5', on: '2026-04-01', precision: 'month', label: 'Lập chi bộ Huổi Ban 2', planned: true },
          ]}
          footer={
            <>
              <span className="sm mut2">Đọc số liệu theo</span>
              <Segmented
                label="Đọc số liệu theo"
                value={reading}
                onChange={setReading}
                choices={[
                  { id: 'then', label: 'địa giới ngày đó' },
                  { id: 'now', label: 'địa giới hiện nay' },
                ]}
              />
              <span className="sm mut">Số của năm 2022 trên địa giới hiện nay = ba xã cũ cộng lại.</span>
            </>
          }
        />
        <div className="grid-2">
          <Panel title="Gốc gác" aside={<Chip tone="line">NQ 1661, 16/6/2025</Chip>}>
            <Lineage
              label="Ba xã nhập thành một"
              measure="Đảng viên"
              when="1/7/2025 · nhập"
              sources={[
                { id: 'a', name: 'Chung Chải', sub: '13 bản · 312 đảng viên' },
                { id: 'b', name: 'Mường Nhé (cũ)', sub: '11 bản · 356 đảng viên' },
                { id: 'c', name: 'Nậm Vì', sub: '9 bản · 168 đảng viên' },
              ]}
              targets={[{ id: 't', name: 'Mường Nhé', sub: '33 bản · 836 đ. viên', href: '/kit' }]}
              flows={[
                { from: 'a', to: 't', value: 312, href: '/kit' },
                { from: 'b', to: 't', value: 356, href: '/kit' },
                { from: 'c', to: 't', value: 168, href: '/kit' },
              ]}
            />
          </Panel>
          <Panel title="Các xã" aside={<span className="xs mut">đảng viên</span>}>
            <Cartogram
              label="Bản đồ các xã"
              measure="đảng viên"
              units={galleryUnits}
              selected={spot}
              onSelect={setSpot}
              height={330}
              groups={[
                { id: 'a', label: 'đã gửi', colour: 'var(--d1)' },
                { id: 'b', label: 'đang soạn', colour: 'var(--d3)', shape: 'square' },
                { id: 'c', label: 'quá hạn', colour: 'var(--d4)', shape: 'diamond' },
              ]}
            />
          </Panel>
        </div>
        <Panel title="Từ người được giới thiệu đến hôm nay">
          <LifeLanes
            label="Dòng thời gian"
            from="2020-01-01"
            to="2026-09-30"
            cuts={[{ on: '2025-07-01', label: 'nhập xã' }]}
            marks={[
              { id: '1', on: '2022-01-20', label: 'quyết định', tone: 'sel' },
              { id: '2', on: '2022-02-03', label: 'lễ kết nạp', tone: 'ok' },
              { id: '3', on: '2023-02-03', label: 'chính thức', tone: 'ok' },
            ]}
            lanes={[
              { id: 's', label: 'Trạng thái', spans: galleryLanes.state },
              { id: 'p', label: 'Nơi sinh hoạt', spans: galleryLanes.place },
              { id: 'c', label: 'Chức vụ', spans: galleryLanes.post },
            ]}
          />
        </Panel>
      </div>
    </div>
  );
}
