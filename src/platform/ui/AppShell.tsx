import { useQueryClient } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { Button as AriaButton, Link as AriaLink } from 'react-aria-components';
import { changeLang, LANGS, useLang, useText, type Lang } from '../messages.ts';
import { api, useMe, useSignOut, type Me } from './api.ts';
import { IconButton } from './buttons.tsx';
import { CommandPalette } from './CommandPalette.tsx';
import { useCommandKeys, type Command } from './commands.ts';
import {
  DesktopIcon,
  ListIcon,
  MagnifyingGlassIcon,
  MoonIcon,
  QuestionIcon,
  SignOutIcon,
  SunIcon,
  UserCircleIcon,
} from './icons.ts';
import { KeptDrafts } from './KeptDrafts.tsx';
import { KeyHelp } from './KeyHelp.tsx';
import { notify, Toasts } from './notices.tsx';
import { Menu, SideSheet } from './overlays.tsx';
import { NAV_GROUPS, useGo, type NavDef, type SearchProvider } from './pages.ts';
import { useProblemText } from './ProblemText.tsx';
import { OfflineNotice } from './states.tsx';
import { useTheme } from './theme.ts';

export type NavEntry = NavDef & { href: string };

/** The sign of the program: a woven lozenge. */
export function Mark({ size = 30 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="var(--cham)" />
      <path d="M16 5.5 26.5 16 16 26.5 5.5 16Z" fill="none" stroke="var(--on-cham)" strokeWidth="1.8" />
      <path d="M16 10.8 21.2 16 16 21.2 10.8 16Z" fill="#D69A2D" />
      <circle cx="16" cy="16" r="2.1" fill="#B3261E" />
    </svg>
  );
}

/** Changes the language here and, when signed in, for the next devices too. */
export function LangSwitch({ onChange }: { onChange?: (lang: Lang) => void }) {
  const t = useText();
  const current = useLang();
  const names: Record<Lang, string> = { vi: 'Tiếng Việt', th: 'ไทย', en: 'English' };
  return (
    <div className="langs" role="group" aria-label={t('platform.shell.language')}>
      {LANGS.map((lang) => (
        <button
          key={lang}
          type="button"
          lang={lang}
          aria-pressed={lang === current}
          title={names[lang]}
          onClick={() => {
            void changeLang(lang);
            onChange?.(lang);
          }}
        >
          {lang.toUpperCase()}
        </button>
      ))}
    </div>
  );
}

/** Cycles through the device's theme, light and dark. */
export function ThemeSwitch() {
  const t = useText();
  const [theme, setTheme] = useTheme();
  const next = theme === 'system' ? 'light' : theme === 'light' ? 'dark' : 'system';
  const Shape = { system: DesktopIcon, light: SunIcon, dark: MoonIcon }[theme];
  return (
    <IconButton
      label={t('platform.shell.theme', { now: t(`platform.shell.theme-${theme}`) })}
      onPress={() => setTheme(next)}
    >
      <Shape className="i" aria-hidden="true" />
    </IconButton>
  );
}

function Rail({ entries, me, onGo }: { entries: readonly NavEntry[]; me: Me | null | undefined; onGo?: () => void }) {
  const t = useText();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const best = entries
    .filter((entry) => path === entry.href || (entry.href !== '/' && path.startsWith(`${entry.href}/`)))
    .sort((a, b) => b.href.length - a.href.length)[0];
  const post = me?.posts[0];
  return (
    <>
      <AriaLink href="/" className="brand">
        <Mark />
        <div>
          <b>Gần Dân</b>
          <span>{post?.unitName ?? t('platform.shell.motto')}</span>
        </div>
      </AriaLink>
      {NAV_GROUPS.map((group) => {
        const mine = entries.filter((entry) => entry.group === group).sort((a, b) => (a.order ?? 50) - (b.order ?? 50));
        if (mine.length === 0) return null;
        return (
          <div key={group} className="rail-nav">
            {group === 'first' ? null : <h2>{t(`platform.nav.${group}`)}</h2>}
            {mine.map((entry) => (
              <AriaLink
                key={entry.href}
                href={entry.href}
                {...(onGo ? { onPress: onGo } : {})}
                {...(entry === best ? { 'aria-current': 'page' as const } : {})}
              >
                <entry.icon className="i" aria-hidden="true" />
                <span>{t(entry.label)}</span>
              </AriaLink>
            ))}
          </div>
        );
      })}
      {me ? (
        <div className="who">
          <div className="who-line">
            <div className="b">{me.user.displayName}</div>
            <div className="mut xs">{post?.unitName}</div>
          </div>
        </div>
      ) : null}
    </>
  );
}

/** The frame of every office page: rail, top bar, palette, keys, toasts; a drawer instead of the rail on a phone. */
export function AppShell({
  navigation,
  providers,
  children,
}: {
  navigation: readonly NavEntry[];
  providers: readonly SearchProvider[];
  children: ReactNode;
}) {
  const t = useText();
  const go = useGo();
  const me = useMe().data;
  const signOut = useSignOut();
  const sentence = useProblemText();
  const client = useQueryClient();
  const [open, setOpen] = useState<'palette' | 'help' | 'rail'>();
  const entries = useMemo(
    () => navigation.filter(({ right }) => !right || [right].flat().some((one) => me?.rights.includes(one))),
    [navigation, me],
  );
  const places = useMemo<Command[]>(
    () =>
      entries.map((entry) => ({
        id: entry.href,
        label: t(entry.label),
        href: entry.href,
        ...(entry.goKey ? { key: entry.goKey } : {}),
      })),
    [entries, t],
  );
  const keys = useMemo(
    () => ({
      goKeys: Object.fromEntries(
        entries.filter((entry) => entry.goKey).map((entry) => [entry.goKey ?? '', entry.href]),
      ),
      go,
      palette: () => setOpen('palette'),
      help: () => setOpen('help'),
    }),
    [entries, go],
  );
  useCommandKeys(keys);
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => setOpen(undefined), [path]);
  const keepLang = (lang: Lang): void => {
    if (me)
      void api.patch('/me', { language: lang }).then(
        () => client.invalidateQueries({ queryKey: ['me'] }),
        () => undefined,
      );
  };
  const close = (): void => setOpen(undefined);
  return (
    <div className="shell">
      <a href="#page" className="skip">
        {t('platform.shell.skip')}
      </a>
      <nav className="rail" aria-label={t('platform.shell.main')}>
        <Rail entries={entries} me={me} />
      </nav>
      <div className="main">
        <header className="top">
          <IconButton label={t('platform.shell.menu')} className="menu-btn" onPress={() => setOpen('rail')}>
            <ListIcon className="i" aria-hidden="true" />
          </IconButton>
          <AriaButton className="find" onPress={() => setOpen('palette')} aria-keyshortcuts="Control+K">
            <MagnifyingGlassIcon className="i" aria-hidden="true" />
            <span>{t('platform.shell.find')}</span>
            <span className="kbd" aria-hidden="true">
              Ctrl K
            </span>
          </AriaButton>
          <span className="sp only-wide" />
          <OfflineNotice />
          <span className="only-wide">
            <LangSwitch onChange={keepLang} />
          </span>
          <span className="only-wide">
            <ThemeSwitch />
          </span>
          <span className="only-wide">
            <IconButton label={t('platform.keys.title')} onPress={() => setOpen('help')}>
              <QuestionIcon className="i" aria-hidden="true" />
            </IconButton>
          </span>
          <Menu
            label={t('platform.shell.account')}
            trigger={
              <AriaButton className="icon-btn" aria-label={t('platform.shell.account')}>
                <UserCircleIcon className="i" aria-hidden="true" />
              </AriaButton>
            }
            header={
              me ? (
                <div className="account">
                  <b>{me.user.displayName}</b>
                  <div className="mut sm">{me.user.userName}</div>
                  {me.posts.map((post) => (
                    <div key={post.unitId + post.kind} className="mut sm">
                      {post.unitName}
                    </div>
                  ))}
                </div>
              ) : null
            }
            entries={[
              {
                id: 'account',
                label: t('platform.shell.my-account'),
                href: '/account',
                icon: <UserCircleIcon className="i" aria-hidden="true" />,
              },
              {
                id: 'out',
                label: t('platform.shell.sign-out'),
                onAction: () => void signOut().catch((fault: unknown) => notify(sentence(fault), { tone: 'late' })),
                icon: <SignOutIcon className="i" aria-hidden="true" />,
              },
            ]}
          />
        </header>
        <main className="page" id="page" tabIndex={-1}>
          <KeptDrafts />
          {children}
        </main>
      </div>
      <SideSheet label={t('platform.shell.main')} isOpen={open === 'rail'} onClose={close}>
        <div className="rail-drawer">
          <Rail entries={entries} me={me} onGo={close} />
          <div className="row wrap" style={{ padding: '12px 6px 0' }}>
            <LangSwitch onChange={keepLang} />
            <ThemeSwitch />
          </div>
        </div>
      </SideSheet>
      <CommandPalette isOpen={open === 'palette'} onClose={close} navigation={places} providers={providers} />
      <KeyHelp isOpen={open === 'help'} onClose={close} navigation={places} />
      <Toasts />
    </div>
  );
}
