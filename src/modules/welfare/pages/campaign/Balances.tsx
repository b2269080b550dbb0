import { useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { Balance, CampaignPage } from '../../contract.ts';
import { Amount, useMeasures } from '../words.tsx';
import { Swatch } from '../flow/FlowTable.tsx';

type Row = Omit<Balance, 'sponsor'> & { sponsor?: Balance['sponsor'] };

/** Promised apart; then received = given + in stock + returned + written off, as a sum with one bar, for each measure. */
export function Equation({ campaign }: { campaign: CampaignPage }) {
  const t = useText();
  const words = useMeasures();
  return (
    <div className="wf-eqs">
      {campaign.balances.map((one) => {
        const at = `/welfare/campaigns/${campaign.id}?item=${one.item}`;
        const came = one.received + one.bought;
        const rest = one.spent + one.returned + one.writtenOff;
        const part = (value: number) => (came > 0 ? `${(100 * Math.max(0, value)) / came}%` : '0%');
        const cell = (label: string, value: number, href: string, strong = false) => (
          <div className={strong ? 'strong' : undefined}>
            <span className="l">{label}</span>
            <span className="v">
              <Amount item={one.item} value={value} href={href} />
            </span>
          </div>
        );
        return (
          <section key={one.item} className="wf-eq" aria-label={words.itemName(one.item)}>
            <h3>{words.itemName(one.item)}</h3>
            <div className="wf-sum">
              <div className="apart">
                <span className="l">{t('welfare.page.pledged')}</span>
                <span className="v">
                  <Amount item={one.item} value={one.pledged} href={`${at}#pledges`} />
                </span>
              </div>
              {cell(t('welfare.page.received'), one.received, `${at}&kind=receipt#ledger`)}
              {one.bought > 0 ? (
                <>
                  <i aria-hidden="true">+</i>
                  {cell(t('welfare.page.bought'), one.bought, `${at}&kind=purchase#ledger`)}
                </>
              ) : null}
              <i aria-hidden="true">=</i>
              {cell(t('welfare.page.delivered'), one.delivered, `${at}&kind=handover#ledger`, true)}
              <i aria-hidden="true">+</i>
              {cell(t('welfare.page.in-stock'), one.inStock, `${at}#ledger`)}
              {one.spent > 0 ? (
                <>
                  <i aria-hidden="true">+</i>
                  {cell(t('welfare.page.spent'), one.spent, `${at}&kind=purchase#ledger`)}
                </>
              ) : null}
              {one.returned > 0 ? (
                <>
                  <i aria-hidden="true">+</i>
                  {cell(t('welfare.page.returned'), one.returned, `${at}&kind=return#ledger`)}
                </>
              ) : null}
              {one.writtenOff > 0 ? (
                <>
                  <i aria-hidden="true">+</i>
                  {cell(t('welfare.page.written-off'), one.writtenOff, `${at}&kind=write_off#ledger`)}
                </>
              ) : null}
            </div>
            <div className="wf-bar2" aria-hidden="true">
              <b style={{ width: part(one.delivered) }} />
              <u style={{ width: part(one.inStock) }} />
              <s style={{ width: part(rest) }} />
            </div>
          </section>
        );
      })}
    </div>
  );
}

/** Both sides of the books: a line for each measure, or for each measure and sponsor. */
export function BalanceTable({ campaign, rows }: { campaign: CampaignPage; rows: readonly Row[] }) {
  const t = useText();
  const words = useMeasures();
  const bySponsor = rows.some((row) => row.sponsor);
  const swaps = rows.some((row) => row.bought > 0 || row.spent > 0);
  const measures = campaign.balances.map((one) => one.item);
  const off = rows.reduce((sum, row) => sum + Math.abs(row.difference), 0);
  return (
    <ScrollX>
      <table className="tbl wf-led" aria-label={t('welfare.page.ledger.title')}>
        <thead>
          <tr>
            <th scope="col">{t(bySponsor ? 'welfare.page.column.sponsor' : 'welfare.page.column.item')}</th>
            <th scope="col">{t('welfare.page.column.measure')}</th>
            <th scope="col" className="num">
              {t('welfare.page.received')}
            </th>
            {swaps ? (
              <th scope="col" className="num">
                {t('welfare.page.bought')}
              </th>
            ) : null}
            <th scope="col" className="num">
              {t('welfare.page.delivered')}
            </th>
            <th scope="col" className="num">
              {t('welfare.page.in-stock')}
            </th>
            {swaps ? (
              <th scope="col" className="num">
                {t('welfare.page.spent')}
              </th>
            ) : null}
            <th scope="col" className="num">
              {t('welfare.page.returned')}
            </th>
            <th scope="col" className="num">
              {t('welfare.page.written-off')}
            </th>
            <th scope="col" className="num">
              {t('welfare.page.difference')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const at = `/welfare/campaigns/${campaign.id}?item=${row.item}${row.sponsor ? `&sponsor=${row.sponsor.id}` : ''}`;
            const cell = (value: number, query: string) => (
              <td className="num">
                <Amount bare item={row.item} value={value} href={`${at}${query}#ledger`} />
              </td>
            );
            return (
              <tr key={`${row.item} ${row.sponsor?.id ?? ''}`}>
                <th scope="row">
                  <Swatch measures={measures} item={row.item} />{' '}
                  {row.sponsor ? (
                    <TextLink href={`/welfare/sponsors/${row.sponsor.id}`}>
                      {row.sponsor.name ?? t('welfare.page.flow.hidden')}
                    </TextLink>
                  ) : (
                    words.itemName(row.item)
                  )}
                </th>
                <td>{bySponsor ? `${words.itemName(row.item)}, ${words.unitOf(row.item)}` : words.unitOf(row.item)}</td>
                {cell(row.received, '&kind=receipt')}
                {swaps ? cell(row.bought, '&kind=purchase') : null}
                {cell(row.delivered, '&kind=handover')}
                {cell(row.inStock, '')}
                {swaps ? cell(row.spent, '&kind=purchase') : null}
                {cell(row.returned, '&kind=return')}
                {cell(row.writtenOff, '&kind=write_off')}
                <td className={`num ${row.difference === 0 ? 'wf-zero' : 'wf-off'}`}>{words.number(row.difference)}</td>
              </tr>
            );
          })}
        </tbody>
        <tfoot>
          <tr className={off === 0 ? 'ok' : 'late'}>
            <td colSpan={swaps ? 9 : 7}>
              {t(off === 0 ? 'welfare.page.ledger.closes' : 'welfare.page.ledger.does-not-close')}
            </td>
            <td className="num">{words.number(off)}</td>
          </tr>
        </tfoot>
      </table>
    </ScrollX>
  );
}

/** What each village was to get, what it got, and how many households that was. */
export function VillageTable({ campaign }: { campaign: CampaignPage }) {
  const t = useText();
  const words = useMeasures();
  const measures = campaign.balances.map((one) => one.item);
  return (
    <ScrollX>
      <table className="tbl wf-led" aria-label={t('welfare.page.ledger.by-village')}>
        <thead>
          <tr>
            <th scope="col">{t('welfare.page.column.village')}</th>
            <th scope="col">{t('welfare.page.column.item')}</th>
            <th scope="col" className="num">
              {t('welfare.page.allocated')}
            </th>
            <th scope="col" className="num">
              {t('welfare.page.delivered')}
            </th>
            <th scope="col" className="num">
              {t('welfare.page.to-give')}
            </th>
            <th scope="col" className="num">
              {t('welfare.page.column.households')}
            </th>
          </tr>
        </thead>
        <tbody>
          {campaign.byVillage.map((row) => (
            <tr key={`${row.village.id} ${row.item}`}>
              <th scope="row">
                <TextLink href={`/villages/${row.village.id}`}>
                  {row.village.name ?? t('welfare.page.flow.hidden')}
                </TextLink>
              </th>
              <td>
                <Swatch measures={measures} item={row.item} /> {words.itemName(row.item)}
              </td>
              <td className="num">
                <Amount
                  item={row.item}
                  value={row.allocated}
                  href={`/welfare/gifts?unit=${row.village.id}&campaign=${campaign.id}`}
                />
              </td>
              <td className="num">
                <Amount
                  item={row.item}
                  value={row.delivered}
                  href={`/welfare/campaigns/${campaign.id}?item=${row.item}&village=${row.village.id}&kind=handover#ledger`}
                />
              </td>
              <td className="num">
                <Amount
                  item={row.item}
                  value={Math.max(0, row.allocated - row.delivered)}
                  href={`/welfare/gifts?unit=${row.village.id}&campaign=${campaign.id}&open=yes`}
                />
              </td>
              <td className="num">
                {row.households === 0 ? (
                  '–'
                ) : (
                  <TextLink
                    className="fig"
                    href={`/welfare/campaigns/${campaign.id}?village=${row.village.id}#handovers`}
                  >
                    {words.number(row.households)}
                  </TextLink>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollX>
  );
}
