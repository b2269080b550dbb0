import type { Icon } from '@phosphor-icons/react/lib';
import { useParams, useRouter, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, type ComponentType } from 'react';
import type { Lang } from '../format.ts';

/** Groups of the rail, in the order in which they stand. */
export const NAV_GROUPS = ['first', 'registers', 'grassroots', 'papers', 'administration'] as const;
export type NavGroup = (typeof NAV_GROUPS)[number];

/** An entry of the rail. */
export type NavDef = {
  /** key of the word, e.g. `membership.nav` */
  label: string;
  icon: Icon;
  group: NavGroup;
  /** place within the group, small first */
  order?: number;
  /** letter of the `G` key: `G` then this letter goes there */
  goKey?: string;
  /** shown only to people with this right, or with one of these */
  right?: string | readonly string[];
};

/** A page that a module contributes: `path` in TanStack Router's form, `/members/$memberId`. */
export type PageDef = {
  path: string;
  /** loads the page's component (default export), in its own chunk */
  load: () => Promise<{ default: ComponentType }>;
  nav?: NavDef;
  /** `bare` pages stand without the shell and without sign-in */
  frame?: 'shell' | 'bare';
};

/** What people find from the palette and the search of the top bar: a module asks the server and answers rows. */
export type SearchProvider = {
  id: string;
  /** key of the heading over its rows */
  label: string;
  search: (text: string, options: { lang: Lang; signal: AbortSignal }) => Promise<FoundRow[]>;
};
export type FoundRow = { id: string; title: string; hint?: string; href: string };

/** The parameter of the address, e.g. `useParam('memberId')` on `/members/$memberId`. */
export function useParam(name: string): string {
  const params: Record<string, string | undefined> = useParams({ strict: false });
  return params[name] ?? '';
}

type Patch = Record<string, string | number | undefined | null>;

/**
 * The query of the address as texts, and a way to change part of it (undefined, null and '' take the entry away). What a
 * page shows belongs here, so that links, reloads and *back* keep it.
 */
export function useQueryParams(): [Record<string, string>, (patch: Patch, options?: { replace?: boolean }) => void] {
  const search: Record<string, string> = useSearch({ strict: false });
  const router = useRouter();
  const change = useCallback(
    (patch: Patch, options: { replace?: boolean } = {}) => {
      const { pathname, searchStr } = router.state.location;
      const href = pathname + queryString({ ...Object.fromEntries(new URLSearchParams(searchStr)), ...patch });
      if (options.replace ?? true) router.history.replace(href);
      else router.history.push(href);
    },
    [router],
  );
  return useMemo(() => [search, change], [search, change]);
}

/** `?a=1&b=2` without what is empty, or '' when nothing is left. */
export function queryString(values: Patch): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== undefined && value !== null && value !== '') query.set(key, String(value));
  }
  const text = query.toString();
  return text ? `?${text}` : '';
}

/** Goes to an address of the app. */
export function useGo(): (href: string) => void {
  const router = useRouter();
  return useCallback((href: string) => router.history.push(href), [router]);
}
