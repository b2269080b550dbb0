import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Panel, Tag } from '#platform/ui/surface.tsx';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import type { ChildUnit, UnitPage } from '../contract.ts';
import { useChildren, useDashboard, type FigureValue } from './data.ts';
import { figureHref, unitHref, type Reading } from './reading.ts';
import { useWords } from './words.ts';

export const COLUMNS = ['I-01', 'I-02.probationary', 'I-04', 'I-11'] as const;
const columnWord = {
  'I-01': 'members',
  'I-02.probationary': 'probationary',
  'I-04': 'women',
  'I-11': 'admitted',
} as const;

/** Rows shown until all are asked for: a commune has sixty cells. */
const SHOWN = 12;

/** An organisation without any cell below it has not been entered yet: its numbers are unknown, not nought. */
const isKnown = (unit: ChildUnit | undefined): boolean =>
  unit === undefined || unit.children > 0 || !/_body$/.test(unit.kind);

/** A figure's count of records: numerator of a ratio, value of a stock. */
const counted = (figure: Pick<FigureValue, 'value' | 'numerator'> | undefined) =>
  figure?.numerator ?? figure?.value ?? null;

/** The units below with their figures, in the reading of the address; the foot repeats the whole. */
export function ChildrenPanel({ unit, reading }: { unit: UnitPage; reading: Reading }) {
  const t = useText();
  const format = useFormat();
  const words = useWords();
  const children = useChildren(unit.id, reading.shapeOn);
  // Figures hang on Party organisations: a place is read through the one that covers it.
  const reader = unit.tree === 'place' ? (unit.coveredBy.length === 1 ? unit.coveredBy[0]?.id : undefined) : unit.id;
  const bodies = useChildren(unit.tree === 'place' ? (reader ?? '') : '', reading.shapeOn);
  const from = `${reading.on.slice(0, 4)}-01-01`;
  const figures = useDashboard(COLUMNS, {
    unit: unit.id,
    asOf: reading.on,
    boundaries: reading.boundaries,
    from,
    to: reading.on,
    by: 'unit',
  });
  const [all, showAll] = useState(false);
  const title = t('organisation.page.below');
  if (children.error)
    return (
      <Panel title={title}>
        <ErrorState problem={children.error} onRetry={() => void children.refetch()} />
      </Panel>
    );
  if (!children.data)
    return (
      <Panel title={title}>
        <Loading what={t('organisation.page.loading-below')} />
      </Panel>
    );
  if (children.data.length === 0) return null;
  const keyOf = (child: ChildUnit): string | undefined =>
    unit.tree === 'place'
      ? bodies.data?.find((body) => body.covers.length === 1 && body.covers[0]?.id === child.id)?.id
      : child.id;
  const keepsRegister = (child: ChildUnit): boolean =>
    isKnown(unit.tree === 'place' ? bodies.data?.find((body) => body.id === keyOf(child)) : child);
  const cell = (child: ChildUnit, id: (typeof COLUMNS)[number]) => {
    const key = keyOf(child);
    if (!keepsRegister(child)) return <Figure value={null} />;
    const row = figures.data?.find((figure) => figure.id === id)?.rows?.find((one) => one.key === key);
    return <Figure value={row ? counted(row) : null} href={key ? figureHref(id, asked(key)) : undefined} />;
  };
  const asked = (of: string) => ({ unit: of, asOf: reading.on, boundaries: reading.boundaries, from, to: reading.on });
  // What can be read comes first, each in the order of names.
  const ordered = [...children.data].sort((a, b) => Number(keepsRegister(b)) - Number(keepsRegister(a)));
  const shown = all ? ordered : ordered.slice(0, SHOWN);
  // Cells that are no more on these boundaries still count for the whole: without this line the rows would not add up.
  const keys = new Set(children.data.map(keyOf));
  const elsewhere = (id: (typeof COLUMNS)[number]): number =>
    (figures.data?.find((figure) => figure.id === id)?.rows ?? [])
      .filter((row) => row.key === null || !keys.has(row.key))
      .reduce((sum, row) => sum + (Number(counted(row)) || 0), 0);
  const doubt = figures.data?.[0]?.inDoubt ?? 0;
  return (
    <Panel
      title={title}
      aside={
        <span className="xs mut">
          {t('organisation.page.as-of-note', { on: format.date(reading.on), shape: format.date(reading.shapeOn) })}
        </span>
      }
      footer={
        <>
          <span>{t('organisation.page.units-count', { count: children.data.length })}</span>
          {children.data.length > SHOWN ? (
            <Button look="quiet" onPress={() => showAll(!all)}>
              {t(all ? 'organisation.page.show-fewer' : 'organisation.page.show-all', { count: children.data.length })}
            </Button>
          ) : null}
          {shown.some((child) => !keepsRegister(child)) ? (
            <span className="mut">{t('organisation.page.not-entered')}</span>
          ) : null}
          {doubt > 0 ? <span>{t('organisation.page.in-doubt', { count: doubt })}</span> : null}
        </>
      }
    >
      <ScrollX>
        <table className="tbl org-below" aria-label={title}>
          <thead>
            <tr>
              <th scope="col">{t('organisation.page.unit')}</th>
              <th scope="col">{t('organisation.page.kind')}</th>
              {COLUMNS.map((id) => (
                <th key={id} scope="col" className="num">
                  {t(`organisation.page.${columnWord[id]}`)}
                  {id === 'I-11' ? ` ${reading.on.slice(0, 4)}` : ''}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((child) => (
              <tr key={child.id}>
                <th scope="row">
                  <TextLink href={unitHref(child.id, reading)}>{child.name}</TextLink>
                  {child.covers.length > 1 ? (
                    <>
                      {' '}
                      <Tag tone="wait">{t('organisation.page.combined')}</Tag>
                    </>
                  ) : null}
                </th>
                <td>{words.kind(child.kind)}</td>
                {COLUMNS.map((id) => (
                  <td key={id} className="num">
                    {cell(child, id)}
                  </td>
                ))}
              </tr>
            ))}
            {COLUMNS.some((id) => Number(elsewhere(id)) > 0) ? (
              <tr className="mut2">
                <th scope="row">{t('organisation.page.no-longer-below')}</th>
                <td />
                {COLUMNS.map((id) => (
                  <td key={id} className="num">
                    {format.number(elsewhere(id))}
                  </td>
                ))}
              </tr>
            ) : null}
            <tr className="sum">
              <th scope="row">{unit.name}</th>
              <td />
              {COLUMNS.map((id) => (
                <td key={id} className="num">
                  <Figure
                    value={counted(figures.data?.find((figure) => figure.id === id))}
                    href={figureHref(id, asked(unit.id))}
                  />
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </ScrollX>
      {figures.error ? <ErrorState problem={figures.error} onRetry={() => void figures.refetch()} /> : null}
    </Panel>
  );
}
