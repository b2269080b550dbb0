import { useFormat, useText } from '#platform/messages.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Facts, Panel } from '#platform/ui/surface.tsx';
import type { ReportPage } from '../../reports/contract.ts';
import Differences from './Differences.tsx';

/** Every version that was signed, the latest first; each can be opened, none is lost. */
export function Editions({ report, onOpen }: { report: ReportPage; onOpen: (edition: string | undefined) => void }) {
  const t = useText();
  const format = useFormat();
  if (report.history.length === 0) return null;
  return (
    <Panel title={t('figures.report.page.editions')} padded>
      <div className="stack">
        {report.isOpen && report.shown !== null ? (
          <Button onPress={() => onOpen(undefined)}>{t('figures.report.page.open-draft')}</Button>
        ) : null}
        {report.history.map((edition) => (
          <div key={edition.number} className="rp-edition">
            <p className="row wrap">
              <b>{t('figures.report.page.edition', { edition: edition.number })}</b>
              <span className="sp" />
              {edition.number === report.shown ? (
                <span className="sm mut">{t('figures.report.page.shown')}</span>
              ) : (
                <Button look="quiet" onPress={() => onOpen(String(edition.number))}>
                  {t('figures.report.page.open-edition', { edition: edition.number })}
                </Button>
              )}
            </p>
            <Facts
              facts={[
                {
                  label: t('figures.report.page.signed-by'),
                  value: `${edition.signedName}, ${format.instant(edition.signedAt)}`,
                },
                { label: t('figures.report.page.tree'), value: format.date(edition.treeOn) },
                {
                  label: t('figures.report.page.seal'),
                  value: <code className="xs">{edition.contentHash.slice(0, 16)}</code>,
                },
                ...(edition.reason ? [{ label: t('figures.report.page.why'), value: edition.reason }] : []),
              ]}
            />
            {edition.differences.length > 0 ? (
              <details>
                <summary>
                  {t('figures.report.page.against', { edition: edition.number - 1, count: edition.differences.length })}
                </summary>
                <Differences differences={edition.differences} />
              </details>
            ) : null}
          </div>
        ))}
      </div>
    </Panel>
  );
}
