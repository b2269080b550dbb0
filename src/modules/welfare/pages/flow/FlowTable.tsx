import { useFormat, useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { Flow } from '../../contract.ts';
import { Amount, useMeasures, useNodeName } from '../words.tsx';
import { colourOf, ledgerHref } from './FlowDrawing.tsx';

/** A square of the measure's colour; the word stands beside it. */
export function Swatch({ measures, item }: { measures: readonly string[]; item: string }) {
  return <i className={`wf-swatch ${colourOf(measures, item)}`} aria-hidden="true" />;
}

/** The numbers of the drawing: what came from whom, and what went where. */
export function FlowTable({ flow, measures }: { flow: Flow; measures: readonly string[] }) {
  const t = useText();
  const format = useFormat();
  const words = useMeasures();
  const nodes = new Map(flow.nodes.map((node) => [node.key, node]));
  const nameOf = useNodeName();
  const campaignName = (id: string) => nameOf(nodes.get(`campaign:${id}`));
  const came = flow.links.filter((link) => link.from.startsWith('sponsor:'));
  const went = flow.links.filter((link) => /^(village|stock):/.test(link.to));
  return (
    <div className="grid-2 wf-tables">
      <ScrollX>
        <table className="tbl">
          <caption>{t('welfare.page.flow.came')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('welfare.page.column.sponsor')}</th>
              <th scope="col">{t('welfare.page.column.campaign')}</th>
              <th scope="col" className="num">
                {t('welfare.page.column.quantity')}
              </th>
            </tr>
          </thead>
          <tbody>
            {came.map((link, at) => {
              const from = nodes.get(link.from);
              return (
                <tr key={at}>
                  <th scope="row">
                    {from?.name ? (
                      <TextLink href={`/welfare/sponsors/${from.id}`}>{from.name}</TextLink>
                    ) : (
                      t('welfare.page.flow.hidden')
                    )}
                  </th>
                  <td>
                    <Swatch measures={measures} item={link.item} />{' '}
                    <TextLink href={`/welfare/campaigns/${link.campaignId}`}>{campaignName(link.campaignId)}</TextLink>
                    <span className="xs mut"> · {words.itemName(link.item)}</span>
                  </td>
                  <td className="num">
                    <Amount item={link.item} value={link.quantity} href={ledgerHref(link)} />
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollX>
      <ScrollX>
        <table className="tbl">
          <caption>{t('welfare.page.flow.went')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('welfare.page.column.village')}</th>
              <th scope="col">{t('welfare.page.column.item')}</th>
              <th scope="col" className="num">
                {t('welfare.page.column.quantity')}
              </th>
              <th scope="col" className="num">
                {t('welfare.page.column.households')}
              </th>
            </tr>
          </thead>
          <tbody>
            {went.map((link, at) => {
              const to = nodes.get(link.to);
              const first = went.findIndex((one) => one.to === link.to) === at;
              return (
                <tr key={at}>
                  <th scope="row">
                    {link.to.startsWith('stock:') ? (
                      <span className="mut2">{t('welfare.page.in-stock')}</span>
                    ) : to?.name ? (
                      <TextLink href={`/villages/${to.id}`}>{to.name}</TextLink>
                    ) : (
                      t('welfare.page.flow.hidden')
                    )}
                  </th>
                  <td>
                    <Swatch measures={measures} item={link.item} /> {words.itemName(link.item)}
                    <span className="xs mut"> · {campaignName(link.campaignId)}</span>
                  </td>
                  <td className="num">
                    <Amount item={link.item} value={link.quantity} href={ledgerHref(link)} />
                  </td>
                  <td className="num">
                    {first && to?.households ? (
                      <TextLink
                        className="fig"
                        href={`/welfare/households${queryString({ unit: to.id, helped: 'yes' })}`}
                      >
                        {format.number(to.households)}
                      </TextLink>
                    ) : (
                      ''
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollX>
    </div>
  );
}
