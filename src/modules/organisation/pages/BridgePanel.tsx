import { useFormat, useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { UnitPage } from '../contract.ts';
import { useBridge } from './data.ts';
import { eveOf, unitHref, type Reading } from './reading.ts';

/** Old unit, new unit, villages: for everybody who must translate an old list. */
export function BridgePanel({ unit, reading }: { unit: UnitPage; reading: Reading }) {
  const t = useText();
  const format = useFormat();
  const place = unit.tree === 'place' ? unit.id : (unit.covers[0]?.id ?? '');
  const bridge = useBridge(place);
  const rows = (bridge.data ?? []).filter((row) => row.old.id !== row.new.id);
  if (rows.length === 0) return null;
  return (
    <Panel
      id="bridge"
      title={t('organisation.page.bridge')}
      aside={<span className="xs mut">{t('organisation.page.bridge-note')}</span>}
    >
      <ScrollX className="org-bridge">
        <table className="tbl" aria-label={t('organisation.page.bridge')}>
          <thead>
            <tr>
              <th scope="col">{t('organisation.page.old-unit')}</th>
              <th scope="col">{t('organisation.page.day')}</th>
              <th scope="col">{t('organisation.page.new-unit')}</th>
              <th scope="col" className="num">
                {t('organisation.page.villages')}
              </th>
              <th scope="col">{t('organisation.page.villages-names')}</th>
              <th scope="col">{t('organisation.page.handed-over')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={`${row.old.id} ${row.new.id} ${row.on}`}>
                <th scope="row">
                  <TextLink
                    href={unitHref(row.old.id, reading, { on: eveOf(row.on), boundaries: 'then', tree: 'place' })}
                  >
                    {row.old.name}
                  </TextLink>
                </th>
                <td className="nw">{format.date(row.on)}</td>
                <td>
                  <TextLink href={unitHref(row.new.id, reading, { on: row.on, boundaries: 'then', tree: 'place' })}>
                    {row.new.name}
                  </TextLink>
                </td>
                <td className="num">{row.villages.length > 0 ? format.number(row.villages.length) : '–'}</td>
                <td className="org-names">
                  {row.villages.map((village, at) => (
                    <span key={village.id}>
                      {at > 0 ? ', ' : null}
                      <TextLink href={unitHref(village.id, reading, { tree: 'place' })}>{village.name}</TextLink>
                    </span>
                  ))}
                </td>
                <td>
                  {row.doubtful ? (
                    <Chip tone="wait">{t('organisation.page.share.doubtful')}</Chip>
                  ) : (
                    t(`organisation.page.share.${row.share}`)
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Panel>
  );
}
