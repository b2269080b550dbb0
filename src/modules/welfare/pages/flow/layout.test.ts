import { expect, test } from 'vitest';
import type { Flow } from '../../contract.ts';
import { drawFlow } from './layout.ts';

const SIZE = { width: 1000, left: 160, right: 200 };
const empty = {
  unit: null,
  from: null,
  to: '2024-12-31',
  villages: 0,
  households: 0,
  participations: 0,
  campaigns: 0,
  balanced: true,
};
const node = (key: string, column: Flow['nodes'][number]['column']): Flow['nodes'][number] => ({
  key,
  column,
  id: key,
  name: key,
  nameTh: null,
  nameEn: null,
  kind: null,
  amounts: [],
  households: null,
});
/** One campaign of one measure, from one sponsor to so many villages. */
function campaign(id: string, item: string, shares: readonly number[]): Pick<Flow, 'nodes' | 'links'> {
  const total = shares.reduce((sum, one) => sum + one, 0);
  const link = (from: string, to: string, quantity: number) => ({
    from,
    to,
    item,
    quantity,
    campaignId: id,
    campaignKind: 'gift' as const,
  });
  return {
    nodes: [
      node(`sponsor:${id}`, 'sponsor'),
      node(`campaign:${id}`, 'campaign'),
      node(`item:${id}/${item}`, 'item'),
      ...shares.map((_, at) => node(`village:${id}${at}`, 'village')),
    ],
    links: [
      link(`sponsor:${id}`, `campaign:${id}`, total),
      link(`campaign:${id}`, `item:${id}/${item}`, total),
      ...shares.map((share, at) => link(`item:${id}/${item}`, `village:${id}${at}`, share)),
    ],
  };
}
const flowOf = (...parts: Pick<Flow, 'nodes' | 'links'>[]): Flow => ({
  ...empty,
  nodes: parts.flatMap((part) => part.nodes),
  links: parts.flatMap((part) => part.links),
});

test('within a measure thickness is in proportion; 70 million đồng do not drown 32 bins', () => {
  const drawing = drawFlow(flowOf(campaign('a', 'bin', [8, 8, 16]), campaign('b', 'VND', [70_000_000])), SIZE);
  const thick = (to: string) => drawing.bands.find((band) => band.to === to)?.thickness ?? 0;
  expect(thick('village:a2') / thick('village:a0')).toBeCloseTo(2, 5);
  expect(thick('village:b0') / (thick('village:a0') * 4)).toBeLessThan(2);
  expect(drawing.measures).toEqual(['bin', 'VND']);
});

test('columns stand from sponsor to village, and everything lies within the drawing', () => {
  const drawing = drawFlow(flowOf(campaign('a', 'bin', [4, 4, 4, 4, 4, 4, 4, 4])), SIZE);
  const x = (column: string) => drawing.boxes.find((box) => box.column === column)?.x ?? 0;
  expect([x('sponsor'), x('campaign'), x('item'), x('village')]).toEqual(
    [x('sponsor'), x('campaign'), x('item'), x('village')].sort((a, b) => a - b),
  );
  for (const box of drawing.boxes) {
    expect(box.y).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height).toBeLessThanOrEqual(drawing.height);
  }
});

test('of many villages the smaller ones share a line, and nothing is lost', () => {
  const drawing = drawFlow(
    flowOf(
      campaign(
        'a',
        'gift',
        Array.from({ length: 40 }, (_, at) => at + 1),
      ),
    ),
    SIZE,
  );
  const villages = drawing.boxes.filter((box) => box.column === 'village');
  expect(villages).toHaveLength(14);
  expect(villages.reduce((sum, box) => sum + (box.folded || 1), 0)).toBe(40);
  const given = drawing.bands
    .filter((band) => band.to.startsWith('village:'))
    .reduce((sum, band) => sum + band.quantity, 0);
  expect(given).toBe(820);
});

test('nothing given is an empty drawing', () => {
  expect(drawFlow(flowOf(), SIZE).bands).toEqual([]);
});
