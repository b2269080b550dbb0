import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { Segmented } from '#platform/ui/fields.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import { KINDS, type Kind, type TwinningPage } from '../contract.ts';
import { activitiesHref } from './data.ts';
import { LOOK_OF_KIND } from './words.tsx';

const READINGS = ['activities', 'personDays', 'firstTime'] as const;
type Reading = (typeof READINGS)[number];

/** The kinds of an agreement that were ever held, in their own order, and its years. */
export const kindsOf = (twinning: TwinningPage): Kind[] =>
  KINDS.filter((kind) => twinning.years.some((one) => one.kind === kind));
export const yearsOf = (twinning: TwinningPage): number[] => [...new Set(twinning.years.map((one) => one.year))].sort();

/** Each kind of work by year, with what came of it in its own measure. Nothing is added across kinds. */
export function KindsPanel({ twinning }: { twinning: TwinningPage }) {
  const t = useText();
  const format = useFormat();
  const [reading, setReading] = useState<Reading>('activities');
  const kinds = kindsOf(twinning);
  const years = yearsOf(twinning);
  const of = (kind: Kind | undefined, year: number) =>
    twinning.years
      .filter((one) => one.year === year && (kind === undefined || one.kind === kind))
      .reduce((sum, one) => sum + one[reading], 0);
  const href = (kind: Kind | undefined, year: number) =>
    activitiesHref({ twinning: twinning.id, unit: twinning.partner.id, year, kind });
  if (kinds.length === 0)
    return (
      <Panel title={t('outreach.kinds.title-none')} padded>
        <p className="sm mut2">{t('outreach.kinds.none')}</p>
      </Panel>
    );
  return (
    <Panel
      title={t('outreach.kinds.title', { kinds: kinds.length, years: years.length })}
      aside={
        <Segmented
          label={t('outreach.kinds.reading')}
          value={reading}
          choices={READINGS.map((id) => ({ id, label: t(`outreach.reading.${id}`) }))}
          onChange={setReading}
        />
      }
    >
      <ScrollX>
        <table className="tbl" aria-label={t('outreach.kinds.title', { kinds: kinds.length, years: years.length })}>
          <thead>
            <tr>
              <th scope="col">{t('outreach.column.kind')}</th>
              {years.map((year) => (
                <th key={year} scope="col" className="num">
                  {year}
                </th>
              ))}
              <th scope="col" className="num">
                {t('outreach.kinds.result')}
              </th>
            </tr>
          </thead>
          <tbody>
            {kinds.map((kind) => {
              const { icon: Icon, colour } = LOOK_OF_KIND[kind];
              return (
                <tr key={kind}>
                  <th scope="row">
                    <span className="ou-kind">
                      <i className="ou-dot" style={{ background: colour }} aria-hidden="true" />
                      <Icon className="i" aria-hidden="true" />
                      {t(`outreach.kind.${kind}`)}
                    </span>
                  </th>
                  {years.map((year) => (
                    <td key={year} className="num">
                      <Figure value={of(kind, year)} href={of(kind, year) > 0 ? href(kind, year) : undefined} />
                    </td>
                  ))}
                  <td className="num">
                    <Outcome twinning={twinning} kind={kind} />
                  </td>
                </tr>
              );
            })}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{t('outreach.kinds.sum')}</th>
              {years.map((year) => (
                <td key={year} className="num">
                  <Figure value={of(undefined, year)} href={href(undefined, year)} />
                </td>
              ))}
              <td className="num sm">{t('outreach.kinds.own-measure')}</td>
            </tr>
          </tfoot>
        </table>
      </ScrollX>
      <p className="xs mut ou-note">{t('outreach.kinds.note', { unit: format.number(years.length) })}</p>
    </Panel>
  );
}

/** What a kind came to over the years: its own measures, or what it is really about. */
function Outcome({ twinning, kind }: { twinning: TwinningPage; kind: Kind }) {
  const t = useText();
  const format = useFormat();
  if (kind === 'records_coaching' && twinning.checklist)
    return (
      <>
        <b>{t('outreach.kinds.checklist', { first: twinning.checklist.first, last: twinning.checklist.last })}</b>{' '}
        {t('outreach.kinds.points')}
      </>
    );
  const people = twinning.years.filter((one) => one.kind === kind).reduce((sum, one) => sum + one.people, 0);
  const measured = new Map<string, number>();
  for (const one of twinning.results)
    if (one.kind === kind && one.measure !== 'sessions' && one.measure !== 'hours')
      measured.set(one.measure, (measured.get(one.measure) ?? 0) + one.amount);
  const households = twinning.households.reduce((sum, one) => sum + one.households, 0);
  const parts =
    kind === 'household_visit'
      ? [[households, t('outreach.kinds.household-visits')] as const]
      : measured.size > 0
        ? [...measured].map(
            ([measure, amount]) => [amount, t(`outreach.counted.${measure}`, { count: amount })] as const,
          )
        : [[people, t('outreach.kinds.attendances')] as const];
  return (
    <>
      {parts.map(([amount, word], index) => (
        <span key={word} className="nw">
          {index > 0 ? ' · ' : ''}
          <b>{format.number(amount)}</b> {word}
        </span>
      ))}
    </>
  );
}

/** Activities of each year as a stack of kinds; the number above opens them. */
export function YearsPanel({ twinning }: { twinning: TwinningPage }) {
  const t = useText();
  const kinds = kindsOf(twinning);
  const years = yearsOf(twinning);
  const of = (year: number) => twinning.years.filter((one) => one.year === year);
  const sum = (year: number) => of(year).reduce((all, one) => all + one.activities, 0);
  const most = Math.max(1, ...years.map(sum));
  return (
    <Panel
      title={t('outreach.years.title')}
      aside={
        <Figure
          value={twinning.activities}
          href={activitiesHref({ twinning: twinning.id, unit: twinning.partner.id, year: years.at(-1) })}
        />
      }
      padded
    >
      {years.length === 0 ? (
        <p className="sm mut2">{t('outreach.kinds.none')}</p>
      ) : (
        <div className="ou-years">
          {years.map((year) => (
            <div key={year} className="ou-year">
              <Figure
                value={sum(year)}
                href={activitiesHref({ twinning: twinning.id, unit: twinning.partner.id, year })}
                label={t('outreach.years.of', { year: String(year), count: sum(year) })}
              />
              <div className="ou-bar" aria-hidden="true">
                {[...kinds].reverse().map((kind) => {
                  const count = of(year).find((one) => one.kind === kind)?.activities ?? 0;
                  return count > 0 ? (
                    <i
                      key={kind}
                      style={{ height: `${(count / most) * 100}%`, background: LOOK_OF_KIND[kind].colour }}
                    />
                  ) : null;
                })}
              </div>
              <span className="sm">{year}</span>
            </div>
          ))}
        </div>
      )}
    </Panel>
  );
}
