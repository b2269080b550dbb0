import { useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import type { Difference } from '../../reports/contract.ts';
import './reports.css';

/** Figure by figure: signed and now, and which records made it so. */
export default function Differences({ differences }: { differences: readonly Difference[] }) {
  const t = useText();
  return (
    <ul className="rp-differences">
      {differences.map((one) => (
        <li key={one.key}>
          <p>
            <b>{one.name}</b> {one.key.endsWith('@before') ? <Chip>{t('figures.report.head.before')}</Chip> : null}
          </p>
          <p className="rp-vs">
            <span>
              {t('figures.report.page.signed-value')} <b>{one.signed.shown}</b>
            </span>
            <span>
              {t('figures.report.page.now-value')}{' '}
              {one.now ? one.href ? <TextLink href={one.href}>{one.now.shown}</TextLink> : <b>{one.now.shown}</b> : '–'}
            </span>
          </p>
          {one.gone ? <p className="sm">{t(`figures.report.page.gone.${one.gone}`)}</p> : null}
          {one.definitionChanged ? <p className="sm">{t('figures.report.page.definition-changed')}</p> : null}
          <p className="sm mut2">
            {t('figures.report.page.records-changed', { added: one.added, removed: one.removed, changed: one.changed })}
          </p>
          <ul className="rp-records">
            {one.records.slice(0, 12).map((record) => (
              <li key={record.id}>
                <Chip tone={record.how === 'added' ? 'ok' : record.how === 'removed' ? 'late' : 'wait'} icon={false}>
                  {t(`figures.report.page.how.${record.how}`)}
                </Chip>
                <span>
                  {record.name ?? record.id.slice(0, 13)}
                  {record.unit ? <span className="mut"> · {record.unit.name}</span> : null}
                </span>
              </li>
            ))}
          </ul>
          {one.hidden + Math.max(0, one.records.length - 12) > 0 ? (
            <p className="sm mut">
              {t('figures.report.page.hidden', { count: one.hidden + Math.max(0, one.records.length - 12) })}
            </p>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
