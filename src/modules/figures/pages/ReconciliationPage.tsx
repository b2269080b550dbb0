import { hasText, useFormat, useLang, useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { Figure, type Comparator } from '#platform/ui/figure.tsx';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Panel } from '#platform/ui/surface.tsx';
import { pageOfRecords } from './asked.ts';
import { entryOf, useDictionary, useReconciliation, type ReconciledRow } from './data.ts';
import { useFigureWords } from './words.tsx';
import './figures.css';

/** Published figures beside those of the records. The word of the text stays a word; nothing is computed from it. */
export default function ReconciliationPage() {
  const t = useText();
  const lines = useReconciliation();
  const rows = lines.data ?? [];
  const agree = rows.filter((row) => row.agrees).length;
  const unknown = rows.filter((row) => row.computed === null).length;
  const sources = [...new Set(rows.map((row) => row.source))];
  return (
    <>
      <PageHeader
        title={t('figures.page.reconciliation.title')}
        crumbs={[
          { label: t('figures.page.title'), href: '/figures' },
          { label: t('figures.page.reconciliation.crumb') },
        ]}
        sub={t('figures.page.reconciliation.sub')}
      />
      {lines.error ? (
        <ErrorState problem={lines.error} onRetry={() => void lines.refetch()} />
      ) : lines.isLoading ? (
        <Loading what={t('figures.page.reconciliation.loading')} />
      ) : rows.length === 0 ? (
        <Empty title={t('figures.page.reconciliation.none')}>
          <p>{t('figures.page.reconciliation.none-why')}</p>
        </Empty>
      ) : (
        <div className="stack">
          <p className="row wrap">
            <Chip tone="ok">{t('figures.page.reconciliation.agree', { count: agree })}</Chip>
            {rows.length - agree - unknown > 0 ? (
              <Chip tone="two">
                {t('figures.page.reconciliation.differ', { count: rows.length - agree - unknown })}
              </Chip>
            ) : null}
            {unknown > 0 ? <Chip>{t('figures.page.reconciliation.unknown', { count: unknown })}</Chip> : null}
            <span className="sm mut">{t('figures.page.reconciliation.all', { count: rows.length })}</span>
          </p>
          {sources.map((source) => (
            <Panel key={source} title={source || t('figures.page.reconciliation.no-source')}>
              <Lines rows={rows.filter((row) => row.source === source)} />
            </Panel>
          ))}
        </div>
      )}
    </>
  );
}

function Lines({ rows }: { rows: readonly ReconciledRow[] }) {
  const t = useText();
  const format = useFormat();
  const words = useFigureWords();
  const dictionary = useDictionary(useLang()).data;
  return (
    <table className="tbl fg-cards">
      <thead>
        <tr>
          <th scope="col">{t('figures.page.reconciliation.what')}</th>
          <th scope="col">{t('figures.page.unit')}</th>
          <th scope="col" className="num">
            {t('figures.page.reconciliation.published')}
          </th>
          <th scope="col" className="num">
            {t('figures.page.reconciliation.computed')}
          </th>
          <th scope="col">{t('figures.page.reconciliation.result')}</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const entry = entryOf(dictionary, row.indicator);
          const said = `figures.page.said.${row.case}`;
          const filter = row.filter?.split('=');
          const { href } = row;
          const query = href ? new URL(href, 'http://x').searchParams : undefined;
          const [from, to] = [query?.get('from'), query?.get('to')];
          const flow = entry?.base === 'P' && from && to;
          return (
            <tr key={row.case}>
              <th scope="row">
                <span>{hasText(said) ? t(said) : row.said}</span>
                <span className="sm mut fg-under">
                  {row.indicator} · {words.name(entry, row.indicator)}
                  {filter?.[0] && filter[1] ? ` · ${words.dimensionValue(entry, filter[0], filter[1])}` : ''}
                </span>
              </th>
              <td data-label={t('figures.page.unit')}>
                {row.unitName}
                {flow || to ? (
                  <span className="sm mut fg-under">
                    {flow
                      ? t('figures.page.period', { from: format.date(from), to: format.date(to) })
                      : t('figures.page.as-of', { on: format.date(to ?? '') })}
                  </span>
                ) : null}
              </td>
              <td className="num" data-label={t('figures.page.reconciliation.published')}>
                <Figure value={row.published} reported={row.comparator as Comparator} />
              </td>
              <td className="num" data-label={t('figures.page.reconciliation.computed')}>
                <Figure value={row.computed} href={href ? pageOfRecords(href) : undefined} />
              </td>
              <td data-label={t('figures.page.reconciliation.result')}>
                <span className="row wrap">
                  {row.computed === null ? (
                    <Chip>{t('figures.page.reconciliation.not-here')}</Chip>
                  ) : (
                    <Chip tone={row.agrees ? 'ok' : 'two'}>{t(row.agrees ? 'figures.agrees' : 'figures.differs')}</Chip>
                  )}
                  {href ? <TextLink href={pageOfRecords(href)}>{t('figures.page.explain.open-list')}</TextLink> : null}
                </span>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
