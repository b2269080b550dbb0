import { sankey, type SankeyLink, type SankeyNode } from 'd3-sankey';
import type { Flow } from '../../contract.ts';

type Node = Flow['nodes'][number];
type Link = Flow['links'][number];
const COLUMNS = ['sponsor', 'campaign', 'item', 'village'] as const;
export type ColumnName = (typeof COLUMNS)[number];
/** What is folded into one line at the foot of a column, so that a drawing of a province stays readable. */
const MOST: Record<ColumnName, number> = { sponsor: 10, campaign: 8, item: 12, village: 14 };
/** Text of a node needs this much height, whatever it carries. */
const LINE = 36;
const BAR = 9;

export type Box = {
  key: string;
  column: ColumnName;
  node: Node | null;
  /** how many are folded into it; 0 for a node of its own */
  folded: number;
  x: number;
  y: number;
  height: number;
  /** parts of the bar, one for each measure */
  parts: { item: string; y: number; height: number }[];
};
export type Band = {
  key: string;
  from: string;
  to: string;
  item: string;
  quantity: number;
  campaignId: string;
  /** middle of both ends, and how thick */
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  thickness: number;
};
export type Drawing = { height: number; boxes: Box[]; bands: Band[]; measures: string[] };

/** Measures in the order in which they first appear: the order of the data colours. */
export function measuresOf(flow: Pick<Flow, 'links'>): string[] {
  return [...new Set(flow.links.map((link) => link.item))];
}

/** How much of the drawing's height each unit of a measure gets: a measure fills one share, larger when it ends at more places. */
function scales(links: readonly Link[]): Map<string, number> {
  const scale = new Map<string, number>();
  for (const item of new Set(links.map((link) => link.item))) {
    const own = links.filter((link) => link.item === item);
    const through = Math.max(
      ...COLUMNS.slice(0, 3).map((column) =>
        own.filter((link) => link.from.startsWith(`${column}:`)).reduce((sum, link) => sum + link.quantity, 0),
      ),
    );
    const ends = new Set(own.filter((link) => /^(village|stock):/.test(link.to)).map((link) => link.to)).size;
    if (through > 0) scale.set(item, (1 + Math.min(ends, 12) / 6) / through);
  }
  return scale;
}

const columnOf = (key: string, nodes: ReadonlyMap<string, Node>): ColumnName =>
  nodes.get(key)?.column ?? (key.startsWith('stock:') ? 'village' : ((key.split(':')[0] ?? 'item') as ColumnName));

/** Where the largest nodes of a column keep their own line, and the others share one. */
function folding(flow: Flow, weigh: (link: Link) => number): Map<string, string> {
  const nodes = new Map(flow.nodes.map((node) => [node.key, node]));
  const to = new Map<string, string>();
  for (const column of COLUMNS) {
    const keys = flow.nodes.filter((node) => node.column === column).map((node) => node.key);
    if (keys.length <= MOST[column]) continue;
    const weight = new Map(keys.map((key) => [key, 0]));
    for (const link of flow.links)
      for (const end of [link.from, link.to])
        if (weight.has(end)) weight.set(end, (weight.get(end) ?? 0) + weigh(link));
    const order = [...keys].sort((a, b) => (weight.get(b) ?? 0) - (weight.get(a) ?? 0));
    for (const key of order.slice(MOST[column] - 1)) {
      const code = column === 'item' ? `/${key.split('/').at(-1) ?? ''}` : '';
      to.set(key, `${columnOf(key, nodes)}:*${code}`);
    }
  }
  return to;
}

/**
 * Places the flow from sponsor to village. Each measure has its own scale, so thickness compares only within a measure.
 * @param width of the drawing in pixels, `left` and `right` of it kept free for words
 */
export function drawFlow(flow: Flow, { width, left, right }: { width: number; left: number; right: number }): Drawing {
  const scale = scales(flow.links);
  const weigh = (link: Link) => link.quantity * (scale.get(link.item) ?? 0);
  const nodeOf = new Map(flow.nodes.map((node) => [node.key, node]));
  const folded = folding(flow, weigh);
  const keyOf = (key: string) => folded.get(key) ?? key;
  const merged = new Map<string, Link>();
  for (const link of flow.links) {
    if (!scale.has(link.item) || link.quantity <= 0) continue;
    const [from, to] = [keyOf(link.from), keyOf(link.to)];
    const key = `${from} ${to} ${link.item}`;
    const before = merged.get(key);
    merged.set(key, { ...link, from, to, quantity: (before?.quantity ?? 0) + link.quantity });
  }
  const links = [...merged.values()];
  if (links.length === 0) return { height: 0, boxes: [], bands: [], measures: [] };
  const keys = [...new Set(links.flatMap((link) => [link.from, link.to]))];
  const perColumn = COLUMNS.map((column) => keys.filter((key) => columnOf(key, nodeOf) === column).length);
  const most = Math.max(...perColumn);
  const height = Math.max(220, most * (LINE + 6) + 74);
  type N = { key: string };
  type L = { source: string; target: string; value: number; link: Link };
  const place = sankey<N, L>()
    .nodeId((node) => node.key)
    .nodeAlign((node) => COLUMNS.indexOf(columnOf((node as N).key, nodeOf)))
    .nodeWidth(BAR)
    .nodePadding(Math.max(10, Math.min(30, (height - 74) / most - 8)))
    .extent([
      [left, 42],
      [width - right, height - 10],
    ]);
  const placed = place({
    nodes: keys.map((key) => ({ key })),
    links: links.map((link) => ({ source: link.from, target: link.to, value: weigh(link), link })),
  });
  const boxes = placed.nodes.map((node: SankeyNode<N, L>): Box => {
    const { x0 = 0, y0 = 0, y1 = 0 } = node;
    const incoming = node.targetLinks ?? [];
    const flowing = incoming.length > 0 ? incoming : (node.sourceLinks ?? []);
    const parts: Box['parts'] = [];
    let at = y0;
    for (const { link, width: thick = 0 } of flowing) {
      const last = parts.at(-1);
      if (last?.item === link.item) last.height += thick;
      else parts.push({ item: link.item, y: at, height: thick });
      at += thick;
    }
    return {
      key: node.key,
      column: columnOf(node.key, nodeOf),
      node: nodeOf.get(node.key) ?? null,
      folded: [...folded.values()].filter((one) => one === node.key).length,
      x: x0,
      y: y0,
      height: Math.max(2, y1 - y0),
      parts,
    };
  });
  const bands = placed.links.map((one: SankeyLink<N, L>): Band => {
    const [source, target] = [one.source as SankeyNode<N, L>, one.target as SankeyNode<N, L>];
    const { link } = one;
    return {
      key: `${link.from} ${link.to} ${link.item}`,
      from: link.from,
      to: link.to,
      item: link.item,
      quantity: link.quantity,
      campaignId: link.campaignId,
      x0: source.x1 ?? 0,
      y0: one.y0 ?? 0,
      x1: target.x0 ?? 0,
      y1: one.y1 ?? 0,
      thickness: Math.max(1, one.width ?? 1),
    };
  });
  return { height, boxes, bands, measures: measuresOf(flow) };
}
