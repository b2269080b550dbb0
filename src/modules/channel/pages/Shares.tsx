import { useFormat, useText } from '#platform/messages.ts';
import { Panel } from '#platform/ui/surface.tsx';
import type { BulletinPage } from '../contract.ts';

/** Into which channels it was handed on, and when. */
export function Shares({ shares }: { shares: BulletinPage['shares'] }) {
  const t = useText();
  const format = useFormat();
  if (shares.length === 0) return null;
  return (
    <Panel title={t('channel.shares')} padded>
      <ul className="ch-receipts">
        {shares.map((one) => (
          <li key={one.id}>
            <span>
              {one.into ?? t('channel.share.nowhere')}{' '}
              <span className="mut2 sm">{t(`channel.share.way.${one.way}`)}</span>
            </span>
            <span className="mut2 sm nw">{format.date(one.on)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
