import {
  BellIcon,
  CalendarBlankIcon,
  DeviceMobileIcon,
  HouseIcon,
  ShieldCheckIcon,
  SlidersHorizontalIcon,
  UsersIcon,
} from '#platform/ui/icons.ts';
import type { PageDef } from '#platform/ui/pages.ts';

/** The pages of the platform itself. `/` is taken by a module's home when one is contributed. */
export const pages: PageDef[] = [
  { path: '/sign-in', load: () => import('./SignInPage.tsx'), frame: 'bare' },
  { path: '/kit', load: () => import('../ui/gallery/GalleryPage.tsx'), frame: 'bare' },
  {
    path: '/',
    load: () => import('./HomePage.tsx'),
    nav: { label: 'platform.nav.home', icon: HouseIcon, group: 'first', order: 1, goKey: 'h' },
  },
  {
    path: '/users',
    load: () => import('./UsersPage.tsx'),
    nav: { label: 'platform.users.title', icon: UsersIcon, group: 'administration', order: 10, right: 'users.manage' },
  },
  {
    path: '/devices',
    load: () => import('./DevicesPage.tsx'),
    nav: {
      label: 'platform.devices.title',
      icon: DeviceMobileIcon,
      group: 'administration',
      order: 25,
      right: 'meetings.read',
    },
  },
  {
    path: '/holidays',
    load: () => import('./HolidaysPage.tsx'),
    nav: { label: 'platform.holidays.title', icon: CalendarBlankIcon, group: 'administration', order: 30 },
  },
  {
    path: '/settings',
    load: () => import('./SettingsPage.tsx'),
    nav: {
      label: 'platform.settings.title',
      icon: SlidersHorizontalIcon,
      group: 'administration',
      order: 35,
      right: 'holidays.manage',
    },
  },
  {
    path: '/audit',
    load: () => import('./AuditPage.tsx'),
    nav: {
      label: 'platform.audit.title',
      icon: ShieldCheckIcon,
      group: 'administration',
      order: 40,
      right: 'audit.read',
    },
  },
  {
    path: '/notices',
    load: () => import('./NoticesPage.tsx'),
    nav: { label: 'platform.notice.page', icon: BellIcon, group: 'first', order: 5 },
  },
  {
    path: '/notices/sending',
    load: () => import('./SendingPage.tsx'),
    nav: { label: 'platform.notice.admin', icon: BellIcon, group: 'administration', order: 36, right: 'users.manage' },
  },
  { path: '/account', load: () => import('./AccountPage.tsx') },
];
