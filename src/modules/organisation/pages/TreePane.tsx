import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { SearchField } from '#platform/ui/fields.tsx';
import { CaretDownIcon, TreeStructureIcon } from '#platform/ui/icons.ts';
import { useGo } from '#platform/ui/pages.ts';
import { ErrorState } from '#platform/ui/states.tsx';
import { Tag } from '#platform/ui/surface.tsx';
import { UnitTree, type TreeNode } from '#platform/ui/UnitTree.tsx';
import type { ChildUnit, UnitHit, UnitPage } from '../contract.ts';
import { searchUnits, useFetching, type FigureAsked } from './data.ts';
import { livesOn, unitHref, type Reading } from './reading.ts';
import { shortName, useWords } from './words.ts';

const ROOT_KINDS = { party: 'province_body', place: 'province,city' };
const ENDED_KINDS = {
  party: 'province_body,district_body,commune_body',
  place: 'province,city,district,urban_district,town,provincial_city,commune,ward,township,special_zone',
};
const ENDED = 'ended:';
/** More cells than this under one body are folded by setting: villages, schools, offices. */
const FOLD_FROM = 9;

// Going to a unit draws the page anew; whoever walks the tree by arrow keys stays in it.
let returnFocus = false;

/** The tree of the reading's day, with members of each unit; what ended stands folded at the end. */
export function TreePane({ reading, unit }: { reading: Reading; unit: UnitPage | undefined }) {
  const t = useText();
  const format = useFormat();
  const go = useGo();
  const [shown, setShown] = useState(false);
  const [text, setText] = useState('');
  const { roots, loadChildren, problem } = useTree(reading, unit);
  const pane = useRef<HTMLDivElement>(null);
  useReturningFocus(pane, roots !== undefined);
  const other = reading.tree === 'party' ? 'place' : 'party';
  const counterpart = [...(unit?.covers ?? []), ...(unit?.coveredBy ?? [])][0];
  const otherHref = counterpart
    ? unitHref(counterpart.id, reading, { tree: other })
    : unitHref('', reading, { tree: other });
  return (
    <aside className={`org-tree no-print${shown ? ' shown' : ''}`} aria-label={t('organisation.page.tree')}>
      <Button
        className="org-tree-open"
        size="wide"
        icon={<TreeStructureIcon className="i" aria-hidden="true" />}
        onPress={() => setShown(!shown)}
      >
        {t('organisation.page.tree')}
        <span className="sp" />
        <CaretDownIcon className="i" aria-hidden="true" />
      </Button>
      <div className="org-tree-in" ref={pane}>
        <SearchField
          label={t('organisation.page.filter')}
          placeholder={t('organisation.page.filter-hint')}
          value={text}
          onChange={setText}
          slash
        />
        {text.trim() !== '' ? <FoundUnits text={text.trim()} reading={reading} /> : null}
        {problem && text.trim() === '' ? <ErrorState problem={problem} /> : null}
        {roots && text.trim() === '' ? (
          <UnitTree
            label={t('organisation.page.tree')}
            queryKey={[reading.tree, reading.shapeOn, reading.on, reading.boundaries]}
            roots={roots}
            loadChildren={loadChildren}
            selected={unit?.id}
            initiallyOpen={
              unit
                ? [...unit.path.map((one) => one.id), ...(livesOn(unit, reading.shapeOn) ? [unit.id] : [])]
                : firstOf(roots)
            }
            onSelect={(node) => {
              if (node.id.includes(':') || node.id === unit?.id) return;
              returnFocus = true;
              go(unitHref(node.id, reading));
            }}
          />
        ) : null}
        <p className="xs mut org-tree-foot">
          {t(`organisation.page.tree-of.${reading.tree}`, { on: format.date(reading.shapeOn) })}{' '}
          <TextLink href={otherHref}>{t(`organisation.page.to-tree.${other}`)}</TextLink>
        </p>
      </div>
    </aside>
  );
}

const firstOf = (roots: readonly TreeNode[]): string[] => roots.slice(0, 1).map((root) => root.id);

function useReturningFocus(pane: React.RefObject<HTMLDivElement | null>, ready: boolean): void {
  useEffect(() => {
    if (!returnFocus || !ready) return undefined;
    const frame = requestAnimationFrame(() => {
      const row = pane.current?.querySelector<HTMLElement>('.tree-item[data-selected]');
      if (!row) return;
      returnFocus = false;
      row.focus();
    });
    return () => cancelAnimationFrame(frame);
  });
}

function useTree(reading: Reading, unit: UnitPage | undefined) {
  const t = useText();
  const words = useWords();
  const fetching = useFetching();
  const { tree, shapeOn, on, boundaries } = reading;
  const top = useQuery({
    queryKey: ['tree-roots', tree, shapeOn],
    queryFn: ({ signal }) =>
      searchUnits({ q: '', on: shapeOn, tree, kind: ROOT_KINDS[tree], alive: 'true', limit: '100' }, signal),
    placeholderData: (before) => before,
  });
  const members = (of: string, by?: 'unit') =>
    fetching.figure({ id: 'I-01', unit: of, asOf: on, boundaries, ...(by ? { by } : {}) } satisfies FigureAsked);
  const ids = (top.data ?? []).map((root) => root.id).join();
  const counts = useQuery({
    queryKey: ['tree-root-counts', tree, shapeOn, on, boundaries, ids],
    // A figure of every province of the country would be many calls; two or three homes are few.
    enabled: top.data !== undefined && !top.isPlaceholderData && top.data.length <= 6,
    queryFn: async () =>
      new Map(await Promise.all((top.data ?? []).map(async (root) => [root.id, await members(root.id)] as const))),
  });
  const own = unit?.path[0]?.id ?? unit?.id;
  const roots = useMemo(() => {
    if (!top.data) return undefined;
    const provinces = [...top.data]
      .sort((a, b) => Number(b.id === own) - Number(a.id === own) || a.name.localeCompare(b.name, 'vi'))
      .map((root): TreeNode => ({
        id: root.id,
        name: root.name,
        hasChildren: true,
        count: countOf(counts.data?.get(root.id)?.value),
      }));
    return [
      ...provinces,
      { id: ENDED, name: t('organisation.page.ended-units'), hasChildren: true, ended: true } satisfies TreeNode,
    ];
  }, [top.data, counts.data, own, t]);

  const nodesOf = async (id: string): Promise<{ nodes: (TreeNode & { of: ChildUnit })[]; fold: boolean }> => {
    const children = await fetching.children(id, shapeOn);
    // What opened on another day may not live on this one: nothing hangs below it, and it has no figures.
    const counted = children.length > 0 ? await countsBelow(id) : new Map<string, number>();
    const nodes = children
      .filter((child) => tree === 'place' || child.tree === 'party' || child.tree === 'body')
      .map((child) => ({
        of: child,
        id: child.id,
        name: shortName(child.name),
        hasChildren: child.children > 0,
        // An organisation without any cell has not been entered: unknown, not nought.
        count: child.children === 0 && child.kind.endsWith('_body') ? undefined : counted.get(child.id),
        ...(child.covers.length > 1 ? { badge: <Tag tone="wait">{t('organisation.page.combined')}</Tag> } : {}),
      }));
    const settings = new Set(children.map((child) => groupOf(child)));
    return {
      nodes,
      fold:
        tree === 'party' &&
        children.length >= FOLD_FROM &&
        settings.size > 1 &&
        children.every((child) => child.children === 0),
    };
  };
  const countsBelow = async (id: string): Promise<Map<string, number>> => {
    const figure = await members(id, 'unit');
    const rows = (figure?.rows ?? []).flatMap((row) =>
      row.key !== null && typeof row.value === 'number' ? [[row.key, row.value] as const] : [],
    );
    if (tree === 'party') return new Map(rows);
    // Members hang on Party organisations; a place shows those of the organisation that covers it.
    const page = await fetching.unit(id, shapeOn);
    const below = (await Promise.all(page.coveredBy.map((body) => fetching.children(body.id, shapeOn)))).flat();
    const placeOf = new Map(
      below.flatMap((body) =>
        body.covers.length === 1 && body.covers[0] ? [[body.id, body.covers[0].id] as const] : [],
      ),
    );
    const byPlace = new Map<string, number>();
    for (const [party, value] of rows) {
      const place = placeOf.get(party);
      if (place) byPlace.set(place, (byPlace.get(place) ?? 0) + value);
    }
    return byPlace;
  };
  const loadChildren = async (id: string, signal: AbortSignal): Promise<readonly TreeNode[]> => {
    if (id === ENDED) {
      const found = await searchUnits(
        { q: '', on: shapeOn, tree, kind: ENDED_KINDS[tree], alive: 'false', limit: '100' },
        signal,
      );
      return found
        .filter((hit) => hit.to !== null && hit.to <= shapeOn)
        .sort((a, b) => shortName(a.name).localeCompare(shortName(b.name), 'vi'))
        .map((hit) => ({ id: hit.id, name: shortName(hit.name), hasChildren: false, ended: true }));
    }
    const [, parent, group] = /^group:([^:]+):(.+)$/.exec(id) ?? [];
    const { nodes, fold } = await nodesOf(parent ?? id);
    if (group !== undefined) return nodes.filter((node) => groupOf(node.of) === group);
    if (!fold) return nodes;
    const groups = [...new Set(nodes.map((node) => groupOf(node.of)))].sort(
      (a, b) => Number(b === 'village') - Number(a === 'village'),
    );
    return groups.map((one) => {
      const inGroup = nodes.filter((node) => groupOf(node.of) === one);
      const sum = inGroup.reduce((total, node) => total + (node.count ?? 0), 0);
      const counted = inGroup.some((node) => node.count !== undefined);
      return {
        id: `group:${id}:${one}`,
        hasChildren: true,
        count: counted ? sum : undefined,
        name: t('organisation.page.group', {
          name: one === 'body' ? t('organisation.page.other-bodies') : words.setting(one),
          count: inGroup.length,
        }),
      };
    });
  };
  return { roots, loadChildren, problem: top.error };
}

const groupOf = (child: ChildUnit): string => (child.tree === 'body' ? 'body' : (child.setting ?? 'other'));
const countOf = (value: number | null | 'withheld' | undefined): number | undefined =>
  typeof value === 'number' ? value : undefined;

/** What the filter finds, old names and spellings included; an ended unit says what it became. */
function FoundUnits({ text, reading }: { text: string; reading: Reading }) {
  const t = useText();
  const q = useDeferredValue(text);
  const found = useQuery({
    queryKey: ['unit-filter', q, reading.tree, reading.shapeOn],
    queryFn: ({ signal }) => searchUnits({ q, on: reading.shapeOn, tree: reading.tree, limit: '30' }, signal),
    placeholderData: (before) => before,
  });
  if (found.error) return <ErrorState problem={found.error} />;
  if (found.data?.length === 0)
    return (
      <p className="sm mut2 org-none" role="status">
        {t('organisation.page.filter-none', { text })}
      </p>
    );
  return (
    <ul className="org-found" aria-label={t('organisation.page.found')}>
      {found.data?.map((hit) => (
        <li key={hit.id}>
          <TextLink href={unitHref(hit.id, reading)} className="org-hit">
            <FoundUnit hit={hit} reading={reading} />
          </TextLink>
        </li>
      ))}
    </ul>
  );
}

function FoundUnit({ hit, reading }: { hit: UnitHit; reading: Reading }) {
  const t = useText();
  const words = useWords();
  const format = useFormat();
  const ended = hit.to !== null && hit.to <= reading.shapeOn;
  const coming = hit.from > reading.shapeOn;
  return (
    <>
      <b>{hit.name}</b>
      {hit.matched.as !== 'name' ? (
        <span className="xs mut"> {t('organisation.page.matched', { text: hit.matched.text })}</span>
      ) : null}
      <span className="xs mut2">{hit.path.map((one) => shortName(one.name)).join(' / ')}</span>
      {ended ? (
        <span className="xs mut">
          {hit.becameNow.length > 0
            ? t('organisation.page.is-now', { names: words.names(hit.becameNow) })
            : t('organisation.page.ended-on', { on: format.date(hit.to ?? '') })}
        </span>
      ) : null}
      {coming ? (
        <span className="xs mut">{t('organisation.page.begins-on', { on: format.date(hit.from) })}</span>
      ) : null}
    </>
  );
}
