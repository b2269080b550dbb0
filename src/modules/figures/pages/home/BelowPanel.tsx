import { useMemo, useState } from 'react';
import type { UnitPage } from '#modules/organisation/contract.ts';
import { useLang, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Cartogram, type MapGroup, type MapUnit } from '#platform/ui/Cartogram.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { useOutlines } from '#platform/ui/outlines.ts';
import { useGo } from '#platform/ui/pages.ts';
import { Loading } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { FigureAnswer } from '../../contract.ts';
import { boundariesDay, figureHref, recordsHref, type Asked } from '../asked.ts';
import { Bars } from '../Bars.tsx';
import { entryOf, useChildren, useDictionary, useFigure } from '../data.ts';
import { shortName, useFigureWords } from '../words.tsx';

const STATES = ['I-33', 'I-30', 'I-32'] as const;
type Shown = (typeof STATES)[number] | 'I-01';
const MARKS: Record<(typeof STATES)[number], Pick<MapGroup, 'colour' | 'shape' | 'hollow'>> = {
  'I-33': { colour: 'var(--d1)', shape: 'circle' },
  'I-30': { colour: 'var(--d4)', shape: 'diamond' },
  'I-32': { colour: 'var(--d2)', shape: 'triangle' },
};

/** The units below: on a map where they have a place, as bars otherwise. */
export function BelowPanel({
  asked,
  unit,
  figures,
}: {
  asked: Asked;
  unit: UnitPage;
  figures: ReadonlyMap<string, FigureAnswer>;
}) {
  const day = boundariesDay(asked);
  const place = unit.tree === 'party' ? (unit.covers.length === 1 ? unit.covers[0]?.id : undefined) : unit.id;
  const places = useChildren(place ?? '', day);
  const parties = useChildren(unit.tree === 'party' ? unit.id : '', day);
  const t = useText();
  if ((place !== undefined && places.isLoading) || parties.isLoading)
    return (
      <Panel title={t('figures.page.below.title')}>
        <Loading what={t('figures.page.below.loading')} rows={6} />
      </Panel>
    );
  const placed = (places.data ?? []).filter((one) => one.lon !== null && one.lat !== null);
  if (placed.length >= 3)
    return (
      <MapPanel
        asked={asked}
        place={place}
        figures={figures}
        partyOf={new Map((parties.data ?? []).flatMap((one) => one.covers.map((cover) => [cover.id, one.id])))}
        places={placed.map((one) => ({ id: one.id, name: shortName(one.name), lon: one.lon ?? 0, lat: one.lat ?? 0 }))}
        areVillages={placed.every((one) => one.kind === 'village' || one.kind === 'residential_group')}
      />
    );
  return (parties.data ?? []).length > 0 || unit.tree === 'place' ? (
    <UnitBars asked={asked} />
  ) : (
    <CellPanel asked={asked} />
  );
}

type Spot = { id: string; name: string; lon: number; lat: number };

function MapPanel({
  asked,
  place,
  figures,
  places,
  partyOf,
  areVillages,
}: {
  asked: Asked;
  place: string | undefined;
  figures: ReadonlyMap<string, FigureAnswer>;
  places: readonly Spot[];
  partyOf: ReadonlyMap<string, string>;
  areVillages: boolean;
}) {
  const t = useText();
  const go = useGo();
  const [shown, setShown] = useState<Shown>(() => STATES.find((id) => figures.get(id)?.numerator !== 0) ?? 'I-01');
  const answer = useFigure(shown, { ...asked, by: 'unit' }).data;
  const outlines = useOutlines(areVillages ? undefined : place, boundariesDay(asked));
  const rows = useMemo(() => new Map((answer?.rows ?? []).map((row) => [row.key, row])), [answer]);
  const units: MapUnit[] = places.map((one) => {
    const row = rows.get(one.id) ?? rows.get(partyOf.get(one.id) ?? '');
    const value = shown === 'I-01' ? row?.value : row?.numerator;
    const count = typeof value === 'number' ? value : 0;
    const known = shown === 'I-01' ? count > 0 : (row?.denominator ?? 0) > 0;
    return {
      ...one,
      ...(areVillages && shown !== 'I-01' ? {} : { size: count }),
      group: !known ? 'unknown' : count > 0 ? 'yes' : 'no',
      href: `/organisation/${one.id}`,
    };
  });
  const mark = shown === 'I-01' ? { colour: 'var(--d1)', shape: 'circle' as const } : MARKS[shown];
  const of = areVillages ? 'villages' : 'communes';
  const groups: MapGroup[] = [
    { id: 'yes', label: t(`figures.page.below.${of}-yes.${shown}`), ...mark },
    ...(shown === 'I-01'
      ? []
      : [{ id: 'no', label: t(`figures.page.below.${of}-no`), colour: 'var(--d3)', shape: 'square' as const }]),
    { id: 'unknown', label: t(`figures.page.below.${of}-unknown`), colour: 'var(--d6)', hollow: true },
  ].filter((group) => group.id !== 'unknown' || units.some((one) => one.group === 'unknown'));
  return (
    <Panel
      title={t(areVillages ? 'figures.page.below.villages' : 'figures.page.below.communes')}
      aside={
        <Segmented
          label={t('figures.page.below.shows')}
          value={shown}
          onChange={setShown}
          choices={[...STATES, 'I-01' as const].map((id) => ({ id, label: t(`figures.page.below.${id}`) }))}
        />
      }
    >
      <div className="fg-map">
        <Cartogram
          label={t('figures.page.below.map-label', { what: t(`figures.page.below.${shown}`) })}
          measure={t(shown === 'I-01' ? 'figures.measure.people' : 'figures.measure.villages', { count: 0 })}
          units={units}
          groups={groups}
          outlines={outlines}
          height={440}
          onSelect={(id) => go(`/organisation/${partyOf.get(id) ?? id}`)}
        />
        <ThreeStates asked={asked} figures={figures} />
      </div>
    </Panel>
  );
}

/** The three states of villages, each with its own count; a village may be in two of them, so they are never summed. */
function ThreeStates({ asked, figures }: { asked: Asked; figures: ReadonlyMap<string, FigureAnswer> }) {
  const t = useText();
  const all = figures.get('I-33');
  return (
    <div className="fg-legend">
      <h3>{t('figures.page.below.three')}</h3>
      <ul>
        {STATES.map((id) => {
          const mark = MARKS[id];
          return (
            <li key={id}>
              <svg width="14" height="14" viewBox="-8 -8 16 16" aria-hidden="true">
                {mark.shape === 'circle' ? (
                  <circle r={6} fill={mark.colour} />
                ) : (
                  <path
                    d={mark.shape === 'diamond' ? 'M0 -7 L7 0 L0 7 L-7 0 Z' : 'M0 -6.5 L7 5.5 L-7 5.5 Z'}
                    fill={mark.colour}
                  />
                )}
              </svg>
              <span>{t(`figures.page.below.${id}`)}</span>
              <Figure value={figures.get(id)?.numerator ?? null} href={recordsHref(id, asked)} />
            </li>
          );
        })}
      </ul>
      <p className="xs mut">
        {t('figures.page.below.of-all')}{' '}
        <Figure value={all?.denominator ?? null} href={recordsHref('I-33', asked, { part: 'denominator' })} />{' '}
        {t('figures.page.below.of-all-end')}
      </p>
    </div>
  );
}

function UnitBars({ asked }: { asked: Asked }) {
  const t = useText();
  const answer = useFigure('I-01', { ...asked, by: 'unit' }).data;
  return (
    <Panel title={t('figures.page.below.title')}>
      {answer ? (
        <Bars
          label={t('figures.page.below.title')}
          head={t('figures.page.unit')}
          measure={t('figures.measure.people', { count: 0 })}
          rows={(answer.rows ?? []).map((row) => ({
            key: row.key ?? '',
            label: row.name ?? '–',
            labelHref: row.key ? `/organisation/${row.key}` : undefined,
            value: row.value,
            href: row.key ? recordsHref('I-01', { ...asked, unit: row.key }) : undefined,
          }))}
        />
      ) : (
        <Loading what={t('figures.page.below.loading')} />
      )}
    </Panel>
  );
}

const CELL_DIMENSIONS = ['standing', 'state', 'sex', 'age_band'] as const;

/** A cell has no units below: its members by what the secretary is asked most. */
function CellPanel({ asked }: { asked: Asked }) {
  const t = useText();
  return (
    <Panel title={t('figures.page.below.members')}>
      <div className="fg-cell">
        {CELL_DIMENSIONS.map((key) => (
          <CellBars key={key} asked={asked} dimension={key} />
        ))}
      </div>
    </Panel>
  );
}

function CellBars({ asked, dimension }: { asked: Asked; dimension: (typeof CELL_DIMENSIONS)[number] }) {
  const t = useText();
  const words = useFigureWords();
  const maySeePeople = useRight('members.read');
  const answer = useFigure('I-01', { ...asked, by: dimension }).data;
  const entry = entryOf(useDictionary(useLang()).data, 'I-01');
  const title = entry?.dimensions.find((one) => one.key === dimension)?.name ?? '';
  if (!answer) return <Loading what={t('figures.page.below.loading')} rows={3} />;
  return (
    <Bars
      label={title}
      head={title}
      measure={t('figures.measure.people', { count: 0 })}
      rows={(answer.rows ?? [])
        .filter((row) => row.value !== 0)
        .map((row) => {
          const question = { ...asked, filter: `${dimension}=${row.key ?? ''}` };
          return {
            key: row.key ?? '',
            label: words.dimensionValue(entry, dimension, row.key),
            value: row.value,
            href: row.key ? (maySeePeople ? recordsHref('I-01', question) : figureHref('I-01', question)) : undefined,
          };
        })}
    />
  );
}
