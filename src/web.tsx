import { QueryClientProvider } from '@tanstack/react-query';
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  RouterProvider,
  useRouter,
  useRouterState,
  type AnyRoute,
} from '@tanstack/react-router';
import { StrictMode, useEffect, useState } from 'react';
import { I18nProvider, RouterProvider as AriaRouterProvider } from 'react-aria-components';
import { createRoot } from 'react-dom/client';
import * as admission from '#modules/admission/ui.ts';
import * as channel from '#modules/channel/ui.ts';
import * as dues from '#modules/dues/ui.ts';
import * as evaluation from '#modules/evaluation/ui.ts';
import * as figures from '#modules/figures/ui.ts';
import * as learning from '#modules/learning/ui.ts';
import * as meetings from '#modules/meetings/ui.ts';
import * as membership from '#modules/membership/ui.ts';
import * as organisation from '#modules/organisation/ui.ts';
import * as outreach from '#modules/outreach/ui.ts';
import * as records from '#modules/records/ui.ts';
import * as tasks from '#modules/tasks/ui.ts';
import * as villages from '#modules/villages/ui.ts';
import * as welfare from '#modules/welfare/ui.ts';
import { changeLang, isLang, localeOf, rememberedLang, useLang, useText, wordsFrom } from '#platform/messages.ts';
import { SessionOver } from '#platform/pages/SessionOver.tsx';
import * as platform from '#platform/pages/ui.ts';
import { type Me, makeQueryClient, useMe, whenSignedOut } from '#platform/ui/api.ts';
import { AppShell, type NavEntry } from '#platform/ui/AppShell.tsx';
import { dropNobodysDrafts } from '#platform/ui/drafts.ts';
import { type HomePanel, offerHomePanels } from '#platform/ui/home.ts';
import { type MemberPanel, offerMemberPanels } from '#platform/ui/member-panels.ts';
import type { PageDef, SearchProvider } from '#platform/ui/pages.ts';
import { ErrorState, Loading, NotFound } from '#platform/ui/states.tsx';
import { offerWork, type WorkSource } from '#platform/ui/work.ts';
import '#platform/ui/styles.css';

// A module's page takes the place of the platform's with the same path (the home page).
/** What a module brings to the pages. */
type Room = {
  pages: PageDef[];
  searchProviders: SearchProvider[];
  workSources?: WorkSource[];
  homePanels?: HomePanel[];
  memberPanels?: MemberPanel[];
};
const rooms: Room[] = [
  organisation,
  membership,
  admission,
  meetings,
  tasks,
  villages,
  learning,
  evaluation,
  dues,
  outreach,
  welfare,
  records,
  channel,
  figures,
];
const contributed: PageDef[] = rooms.flatMap((room) => room.pages);
const pages = [...contributed, ...platform.pages.filter((page) => !contributed.some((one) => one.path === page.path))];
const providers: SearchProvider[] = rooms.flatMap((room) => room.searchProviders);
offerWork(rooms.flatMap((room) => room.workSources ?? []));
offerHomePanels(rooms.flatMap((room) => room.homePanels ?? []));
offerMemberPanels(rooms.flatMap((room) => room.memberPanels ?? []));
const navigation: NavEntry[] = pages.flatMap((page) => (page.nav ? [{ ...page.nav, href: page.path }] : []));
const queryClient = makeQueryClient();

/** Tells React Aria how to follow links and in which language to count. */
function Root() {
  const router = useRouter();
  const lang = useLang();
  return (
    <I18nProvider locale={localeOf(lang)}>
      <AriaRouterProvider navigate={(href) => router.history.push(href)}>
        <Outlet />
      </AriaRouterProvider>
    </I18nProvider>
  );
}

/** Everything behind the sign-in. */
function SignedIn() {
  const me = useMe();
  const t = useText();
  const router = useRouter();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const lang = me.data?.user.language;
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    sayOver = () => setOver(true);
    return () => {
      sayOver = undefined;
    };
  }, []);
  useEffect(() => {
    if (isLang(lang) && localStorage.getItem('gandan.lang') === null) void changeLang(lang);
  }, [lang]);
  useEffect(() => {
    if (me.data === null) toSignIn(router.state.location.href, (href) => router.history.replace(href));
  }, [me.data, router]);
  if (me.error)
    return (
      <main className="page">
        <ErrorState page problem={me.error} onRetry={() => void me.refetch()} />
      </main>
    );
  if (!me.data)
    return (
      <main className="page">
        <Loading what={t('platform.shell.opening')} rows={4} />
      </main>
    );
  return (
    <>
      <AppShell navigation={navigation} providers={providers}>
        <Outlet key={path} />
      </AppShell>
      {isOver ? <SessionOver me={me.data} onAgain={() => setOver(false)} /> : null}
    </>
  );
}

/** Asks whoever has a page open to sign in over it; nothing while there is none. */
let sayOver: (() => void) | undefined;

function toSignIn(from: string, go: (href: string) => void): void {
  if (from.startsWith('/sign-in')) return;
  go(from === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(from)}`);
}

function Waiting() {
  const t = useText();
  return <Loading what={t('platform.ui.loading-page')} />;
}

const root = createRootRoute({ component: Root, notFoundComponent: () => <NotFound page /> });
const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: SignedIn });

function routeOf(page: PageDef, parent: AnyRoute): AnyRoute {
  return createRoute({ getParentRoute: () => parent, path: page.path, component: lazyRouteComponent(page.load) });
}

const routeTree = root.addChildren([
  ...pages.filter((page) => page.frame === 'bare').map((page) => routeOf(page, root)),
  signedIn.addChildren([
    ...pages.filter((page) => page.frame !== 'bare').map((page) => routeOf(page, signedIn)),
    createRoute({ getParentRoute: () => signedIn, path: '$', component: () => <NotFound page /> }),
  ]),
]);

const router = createRouter({
  routeTree,
  // The query of an address is plain text (`?year=2022`), as people write and share it.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (query) => {
    const text = new URLSearchParams(query as Record<string, string>).toString();
    return text ? `?${text}` : '';
  },
  defaultPendingComponent: Waiting,
  defaultErrorComponent: ({ error, reset }) => <ErrorState page problem={error} onRetry={reset} />,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

whenSignedOut((how) => {
  if (how === 'over' && sayOver && queryClient.getQueryData<Me | null>(['me'])) return sayOver();
  queryClient.removeQueries({ queryKey: ['me'] });
  toSignIn(router.state.location.href, (href) => router.history.push(href));
});

wordsFrom({
  vi: () => import('virtual:messages/vi'),
  th: () => import('virtual:messages/th'),
  en: () => import('virtual:messages/en'),
});
dropNobodysDrafts();
await changeLang(rememberedLang());
const element = document.getElementById('root');
if (element) {
  createRoot(element).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
