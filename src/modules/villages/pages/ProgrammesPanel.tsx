import { useFormat, useText } from '#platform/messages.ts';
import { DateText, Panel } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { Benefit, VillagePage } from '../contract.ts';
import { useProgrammes } from './data.ts';

/** Programmes that reached the village, one row each, and what came in which year. */
export function ProgrammesPanel({ village }: { village: VillagePage }) {
  const t = useText();
  const format = useFormat();
  const programmes = useProgrammes().data?.items ?? [];
  const codes = [...new Set(village.benefits.map((benefit) => benefit.programme))];
  const years = (list: readonly Benefit[]) => {
    const all = list.map((one) => one.year);
    const [from, to] = [Math.min(...all), Math.max(...all)];
    return from === to ? String(from) : `${from}–${to}`;
  };
  const facts = village.facts;
  return (
    <Panel
      title={t('villages.programmes.title')}
      aside={<span className="xs mut">{t('villages.programmes.count', { count: codes.length })}</span>}
    >
      {codes.length === 0 ? (
        <p className="in sm mut2">{t('villages.programmes.none')}</p>
      ) : (
        <ScrollX>
          <table className="tbl vl-programmes" aria-label={t('villages.programmes.title')}>
            <thead>
              <tr>
                <th scope="col">{t('villages.column.programme')}</th>
                <th scope="col">{t('villages.programmes.years')}</th>
                <th scope="col">{t('villages.programmes.what')}</th>
                <th scope="col">{t('villages.programmes.reached')}</th>
              </tr>
            </thead>
            <tbody>
              {codes.map((code) => {
                const own = village.benefits.filter((benefit) => benefit.programme === code);
                const programme = programmes.find((one) => one.code === code);
                const next = programme?.successors
                  .map((one) => programmes.find((other) => other.code === one)?.name ?? one)
                  .join(', ');
                return (
                  <tr key={code}>
                    <th scope="row">
                      {programme?.name ?? code}
                      {next ? <span className="xs mut vl-next">{t('villages.programmes.next', { next })}</span> : null}
                    </th>
                    <td className="nw">{years(own)}</td>
                    <td>
                      {own.map((benefit) => (
                        <span key={benefit.id} className={`vl-benefit${benefit.stage === 'planned' ? ' planned' : ''}`}>
                          {t(`villages.component.${benefit.component}`)}:{' '}
                          {t(`villages.quantity.${benefit.unit}`, { quantity: format.number(benefit.quantity) })}
                          {benefit.stage === 'planned' ? ` (${t('villages.programmes.planned')})` : ''}
                        </span>
                      ))}
                    </td>
                    <td className="vl-reached">
                      {own.some((benefit) => benefit.households !== null)
                        ? t('villages.programmes.households', {
                            count: format.number(Math.max(...own.map((benefit) => benefit.households ?? 0))),
                          })
                        : t('villages.programmes.not-counted')}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </ScrollX>
      )}
      {facts.length > 0 ? (
        <ol className="vl-facts" aria-label={t('villages.facts.title')}>
          {facts.map((fact) => (
            <li key={fact.id}>
              <b>
                <DateText date={fact.on} />
              </b>
              <span>
                {t(`villages.topic.${fact.topic}`)}: {fact.value}
              </span>
              <small>{fact.source}</small>
            </li>
          ))}
        </ol>
      ) : null}
    </Panel>
  );
}
