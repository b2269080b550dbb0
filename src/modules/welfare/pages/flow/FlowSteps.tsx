import { useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { queryString } from '#platform/ui/pages.ts';
import type { Flow } from '../../contract.ts';
import { Amount, useMeasures, useNodeName } from '../words.tsx';
import { colourOf, ledgerHref } from './FlowDrawing.tsx';
import { Swatch } from './FlowTable.tsx';

type Link = Flow['links'][number];
type Part = { key: string; campaignId: string; item: string; came: Link[]; went: Link[] };
/** So many measures of campaigns stand open from the beginning. */
const OPEN_UP_TO = 2;

/** Each measure of each campaign on its own, in the order in which the flow tells them. */
function partsOf(flow: Flow): Part[] {
  const parts = new Map<string, Part>();
  for (const link of flow.links) {
    const came = link.from.startsWith('sponsor:');
    if (!came && !/^(village|stock):/.test(link.to)) continue;
    const key = `${link.campaignId}/${link.item}`;
    const part = parts.get(key) ?? { key, campaignId: link.campaignId, item: link.item, came: [], went: [] };
    (came ? part.came : part.went).push(link);
    parts.set(key, part);
  }
  return [...parts.values()];
}

const sumOf = (links: readonly Link[]) => links.reduce((sum, link) => sum + link.quantity, 0);

/** The drawing for a narrow screen: from whom and to where, one measure below the other, with every number of the table. */
export function FlowSteps({ flow, measures }: { flow: Flow; measures: readonly string[] }) {
  const t = useText();
  const words = useMeasures();
  const nameOf = useNodeName();
  const nodes = new Map(flow.nodes.map((node) => [node.key, node]));
  const parts = partsOf(flow);
  const shares = (links: readonly Link[], total: number, end: 'from' | 'to') => (
    <ul>
      {links.map((link) => {
        const node = nodes.get(link[end]);
        const isPlace = end === 'to';
        const name = link[end].startsWith('stock:') ? t('welfare.page.in-stock') : nameOf(node);
        return (
          <li key={`${link.from} ${link.to}`} className={colourOf(measures, link.item)}>
            <span className="n">
              {node?.name ? (
                <TextLink href={`/${isPlace ? 'villages' : 'welfare/sponsors'}/${node.id}`}>{name}</TextLink>
              ) : (
                name
              )}
              {isPlace && node?.households ? (
                <TextLink
                  className="fig xs"
                  href={`/welfare/households${queryString({ unit: node.id, helped: 'yes' })}`}
                >
                  {t('welfare.page.households-count', { count: node.households })}
                </TextLink>
              ) : null}
            </span>
            <Amount item={link.item} value={link.quantity} href={ledgerHref(link)} />
            <i style={{ inlineSize: `${(100 * link.quantity) / total}%` }} aria-hidden="true" />
          </li>
        );
      })}
    </ul>
  );
  return (
    <div className="wf-narrow">
      {parts.map((part) => {
        const [came, went] = [sumOf(part.came), sumOf(part.went)];
        const total = Math.max(came, went);
        return (
          <details key={part.key} open={parts.length <= OPEN_UP_TO}>
            <summary>
              <Swatch measures={measures} item={part.item} />
              <span className="sp">
                <b>{nameOf(nodes.get(`campaign:${part.campaignId}`))}</b>
                <span className="xs mut2 wf-block">{words.itemName(part.item)}</span>
              </span>
              <b className="nw">{words.amount(part.item, total)}</b>
            </summary>
            {part.came.length > 0 ? (
              <>
                <h3>{t('welfare.page.flow.came')}</h3>
                {shares(part.came, total, 'from')}
              </>
            ) : null}
            {part.went.length > 0 ? (
              <>
                <h3>{t('welfare.page.flow.went')}</h3>
                {shares(part.went, total, 'to')}
              </>
            ) : null}
            {flow.campaigns > 1 ? (
              <p className="sm">
                <TextLink href={`/welfare/campaigns/${part.campaignId}`}>
                  {t('welfare.page.flow.open-campaign')}
                </TextLink>
              </p>
            ) : null}
          </details>
        );
      })}
    </div>
  );
}
