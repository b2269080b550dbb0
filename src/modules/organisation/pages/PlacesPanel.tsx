import { useMemo } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { Cartogram, type MapGroup } from '#platform/ui/Cartogram.tsx';
import { useOutlines } from '#platform/ui/outlines.ts';
import { useGo } from '#platform/ui/pages.ts';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Panel } from '#platform/ui/surface.tsx';
import type { BridgeRow, UnitPage } from '../contract.ts';
import { useBridge, useChildren, useFigures } from './data.ts';
import { figureHref, unitHref, type Reading } from './reading.ts';
import { MARKS } from './Mark.tsx';
import { shortName } from './words.ts';

/** Villages or communes at their centre points; villages carry the colour and shape of the unit they came from. */
export function PlacesPanel({ unit, reading }: { unit: UnitPage; reading: Reading }) {
  const t = useText();
  const format = useFormat();
  const go = useGo();
  const place = unit.tree === 'place' ? unit.id : (unit.covers[0]?.id ?? '');
  const children = useChildren(place, reading.shapeOn);
  const bridge = useBridge(place);
  const areVillages =
    children.data?.some((child) => child.kind === 'village' || child.kind === 'residential_group') ?? false;
  const outlines = useOutlines(areVillages ? undefined : place, reading.shapeOn);
  const [members] = useFigures(
    areVillages || place === ''
      ? []
      : [{ id: 'I-01', unit: unit.id, asOf: reading.on, boundaries: reading.boundaries, by: 'unit' }],
  );
  const bodies = useChildren(
    areVillages ? '' : unit.tree === 'party' ? unit.id : (unit.coveredBy[0]?.id ?? ''),
    reading.shapeOn,
  );
  const former = useMemo(
    () => (areVillages ? groupsOf(bridge.data ?? [], place, reading.shapeOn, t) : []),
    [areVillages, bridge.data, place, reading.shapeOn, t],
  );
  const units = useMemo(
    () =>
      (children.data ?? []).map((child) => {
        const body = bodies.data?.find((one) => one.covers.some((covered) => covered.id === child.id));
        const entered = areVillages || (body?.children ?? 0) > 0;
        const size = entered
          ? members?.data?.rows?.find((row) => row.key === body?.id || row.key === child.id)?.value
          : undefined;
        return {
          id: child.id,
          name: shortName(child.name),
          lon: child.lon ?? undefined,
          lat: child.lat ?? undefined,
          group: areVillages
            ? former.find((group) => group.villages.has(child.id))?.id
            : entered
              ? 'entered'
              : 'not-entered',
          ...(typeof size === 'number'
            ? {
                size,
                href: figureHref('I-01', {
                  unit: body?.id ?? child.id,
                  asOf: reading.on,
                  boundaries: reading.boundaries,
                }),
              }
            : {}),
        };
      }),
    [children.data, bodies.data, members?.data, areVillages, former, reading],
  );
  const groups: readonly MapGroup[] = areVillages
    ? former
    : units.some((one) => one.group === 'not-entered')
      ? [
          { id: 'entered', label: t('organisation.page.map-entered'), colour: 'var(--d1)' },
          { id: 'not-entered', label: t('organisation.page.map-not-entered'), colour: 'var(--d6)', hollow: true },
        ]
      : [];
  if (place === '') return null;
  if (children.error)
    return (
      <Panel title={t('organisation.page.places')}>
        <ErrorState problem={children.error} />
      </Panel>
    );
  if (!children.data)
    return (
      <Panel title={t('organisation.page.places')}>
        <Loading what={t('organisation.page.loading-places')} rows={4} />
      </Panel>
    );
  if (units.length === 0) return null;
  const title = areVillages
    ? t(former.length > 1 ? 'organisation.page.villages-by-former' : 'organisation.page.villages-count', {
        count: units.length,
      })
    : t('organisation.page.places-count', { count: units.length });
  return (
    <Panel
      title={title}
      className="org-map"
      aside={
        <span className="xs mut">{t(areVillages ? 'organisation.page.smallest' : 'organisation.page.members')}</span>
      }
      footer={
        former.length > 1 ? (
          <span className="xs mut">{t('organisation.page.map-note', { on: format.date(former[0]?.on ?? '') })}</span>
        ) : undefined
      }
    >
      <Cartogram
        label={title}
        measure={t('organisation.page.members')}
        units={units}
        groups={groups}
        outlines={outlines}
        height={330}
        onSelect={(id) => go(unitHref(id, reading, { tree: 'place' }))}
      />
    </Panel>
  );
}

type Group = MapGroup & { on: string; villages: ReadonlySet<string> };

/** Former units of the last event before the day, each with the villages it brought. */
function groupsOf(rows: readonly BridgeRow[], place: string, on: string, t: ReturnType<typeof useText>): Group[] {
  const into = rows.filter((row) => row.new.id === place && row.on <= on && row.villages.length > 0);
  const last = into
    .map((row) => row.on)
    .sort()
    .at(-1);
  const target = into[0] ? shortName(into[0].new.name) : '';
  return into
    .filter((row) => row.on === last)
    .map((row, at) => {
      const mark = MARKS[at % MARKS.length] ?? MARKS[0];
      const name = shortName(row.old.name);
      return {
        id: row.old.id,
        on: row.on,
        colour: mark.colour,
        shape: mark.shape,
        villages: new Set(row.villages.map((village) => village.id)),
        label: name === target ? t('organisation.page.old-name', { name }) : name,
      };
    });
}
