import { linkHorizontal } from 'd3-shape';
import { useMemo } from 'react';
import { useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { queryString, useGo } from '#platform/ui/pages.ts';
import type { Flow } from '../../contract.ts';
import { useMeasures, useNodeName } from '../words.tsx';
import { drawFlow, type Band, type Box, type ColumnName } from './layout.ts';

/** Below this width the four columns have no room for their words. */
export const NARROWEST = 780;
const COLUMNS: readonly ColumnName[] = ['sponsor', 'campaign', 'item', 'village'];
const path = linkHorizontal<Band, [number, number]>()
  .source((band) => [band.x0, band.y0])
  .target((band) => [band.x1, band.y1]);

/** Class of the colour of a measure: colours stand in the order in which measures appear. */
export const colourOf = (measures: readonly string[], item: string): string =>
  `wf-d${(Math.max(0, measures.indexOf(item)) % 10) + 1}`;

const idOf = (key: string): string => key.slice(key.indexOf(':') + 1);
/** The vouchers behind a band: of its campaign and measure, and of its sponsor or village. */
export function ledgerHref(band: Pick<Band, 'campaignId' | 'item' | 'from' | 'to'>): string {
  const sponsor = band.from.startsWith('sponsor:') && !band.from.includes('*') ? idOf(band.from) : undefined;
  const village = band.to.startsWith('village:') && !band.to.includes('*') ? idOf(band.to) : undefined;
  return `/welfare/campaigns/${band.campaignId}${queryString({ item: band.item, sponsor, village })}#ledger`;
}

/** Where the words of a node lead. */
function hrefOf(box: Box): string | undefined {
  if (!box.node || box.key.includes('*')) return undefined;
  const id = idOf(box.key);
  if (box.key.startsWith('stock:') || box.column === 'item')
    return `/welfare/campaigns/${id.split('/')[0] ?? ''}#ledger`;
  return {
    sponsor: `/welfare/sponsors/${id}`,
    campaign: `/welfare/campaigns/${id}`,
    village: `/villages/${id}`,
  }[box.column];
}

/**
 * The way of every gift from its sponsor to a village. One colour is one measure, and thickness compares only within a colour. For
 * readers of screens, and for exact numbers, the same stands in the table below; the drawing itself is not read aloud.
 */
export function FlowDrawing({ flow, measures, width }: { flow: Flow; measures: readonly string[]; width: number }) {
  const t = useText();
  const go = useGo();
  const words = useMeasures();
  const nodeName = useNodeName();
  const wide = width > 960;
  const left = wide ? 178 : 138;
  const right = wide ? 256 : 206;
  const drawing = useMemo(() => drawFlow(flow, { width, left, right }), [flow, width, left, right]);
  const nameOf = (one: Box): string => {
    if (one.folded > 0) return t('welfare.page.flow.others', { count: one.folded });
    if (one.key.startsWith('stock:')) return t('welfare.page.in-stock');
    if (one.column === 'item') return words.itemName(one.key.split('/').at(-1) ?? '');
    return nodeName(one.node);
  };
  const amounts = (one: Box): string =>
    (one.node?.amounts ?? []).map((given) => words.amount(given.item, given.quantity)).join(' · ');
  const between = ((width - left - right) / 3) * 0.92;
  return (
    <div className="scroll-x wf-scroll" role="group" aria-label={t('welfare.page.flow.label')}>
      <div className="wf-flow" style={{ width, height: drawing.height }}>
        {COLUMNS.map((column) => {
          const first = drawing.boxes.find((one) => one.column === column);
          return first ? (
            <span
              key={column}
              className={`wf-col ${column}`}
              style={column === 'sponsor' ? { right: width - first.x } : { left: first.x }}
            >
              {t(`welfare.page.column.${column}`)}
            </span>
          ) : null;
        })}
        {drawing.boxes.some((one) => one.node?.households) ? (
          <span className="wf-col households">{t('welfare.page.column.households')}</span>
        ) : null}
        <svg width={width} height={drawing.height} aria-hidden="true">
          {drawing.bands.map((band) => (
            <path
              key={band.key}
              d={path(band) ?? ''}
              className={`wf-band ${colourOf(measures, band.item)}${band.to.startsWith('stock:') ? ' waiting' : ''}`}
              strokeWidth={band.thickness}
              onClick={() => go(ledgerHref(band))}
            >
              <title>{`${words.itemName(band.item)}: ${words.amount(band.item, band.quantity)}`}</title>
            </path>
          ))}
          {drawing.boxes.flatMap((one) =>
            one.parts.map((part, at) => (
              <rect
                key={`${one.key} ${at}`}
                className={`wf-bar ${colourOf(measures, part.item)}`}
                x={one.x}
                y={part.y}
                width={9}
                height={Math.max(1.5, part.height)}
              />
            )),
          )}
        </svg>
        {drawing.boxes.map((one) => {
          const href = hrefOf(one);
          const name = nameOf(one);
          const inner = one.column === 'campaign' || one.column === 'item';
          return (
            <div
              key={one.key}
              className={`wf-node ${one.column}`}
              style={{
                top: one.y + one.height / 2,
                ...(one.column === 'sponsor'
                  ? { right: width - one.x + 8, width: left - 10 }
                  : { left: one.x + 15, width: inner ? between - 20 : right - 108 }),
              }}
            >
              {href ? (
                <TextLink href={href} className="n">
                  {name}
                </TextLink>
              ) : (
                <span className="n">{name}</span>
              )}
              <span className="d">
                {one.column === 'campaign' && one.node?.kind
                  ? t(`welfare.page.campaign-kind.${one.node.kind}`)
                  : amounts(one)}
              </span>
            </div>
          );
        })}
        {drawing.boxes.map((one) =>
          one.column === 'village' && one.node?.households ? (
            <div key={`h ${one.key}`} className="wf-node households" style={{ top: one.y + one.height / 2 }}>
              <TextLink
                href={`/welfare/households${queryString({ unit: one.node.id, helped: 'yes' })}`}
                className="fig"
              >
                {t('welfare.page.households-count', { count: one.node.households })}
              </TextLink>
            </div>
          ) : null,
        )}
      </div>
    </div>
  );
}
