import { type ReactNode, Suspense, use, useEffect, useMemo, useState } from 'react';
import { useText } from '../../messages.ts';
// Follows the light of the system from the first screen on.
import '../../ui/theme.ts';
import type { Journal } from '../journal.ts';
import type { FieldSession } from '../session.ts';
import {
  FieldContext,
  type FieldRoom,
  type FieldScreen,
  fits,
  go,
  later,
  useOpenField,
  usePhase,
  useRoute,
} from './field.ts';
import { Btn, Note, Screen } from './kit.tsx';
import { LockScreen } from './LockScreen.tsx';
import { SetUpScreen } from './SetUpScreen.tsx';
import { useUpdate } from './update.ts';

const OWN: readonly FieldScreen[] = [
  { path: '/unsent', component: later(() => import('./UnsentScreen.tsx'), 'UnsentScreen') },
  { path: '/unsent/:id', component: later(() => import('./DecideScreen.tsx'), 'DecideScreen') },
  { path: '/file', component: later(() => import('./FileScreen.tsx'), 'FileScreen') },
  { path: '/rules', component: later(() => import('./RulesScreen.tsx'), 'RulesScreen') },
  { path: '/settings', component: later(() => import('./SettingsScreen.tsx'), 'SettingsScreen') },
];

/** The field app: what the device's first day, the PIN, the open journal and its withdrawal each show. */
export function FieldApp({ session, rooms }: { session: FieldSession; rooms: Promise<readonly FieldRoom[]> }) {
  const phase = usePhase(session);
  return (
    <>
      {shown()}
      <UpdatePrompt />
    </>
  );

  function shown(): ReactNode {
    switch (phase.at) {
      case 'starting':
        return <div className="phone" />;
      case 'new':
        return <SetUpScreen session={session} />;
      case 'locked':
        return <LockScreen session={session} phase={phase} />;
      case 'open':
        return (
          <Suspense fallback={<Coming />}>
            <Open key={phase.journal.snapshot.device.id} session={session} journal={phase.journal} coming={rooms} />
          </Suspense>
        );
      case 'withdrawn':
        return <Ended what="withdrawn" />;
      case 'broken':
        return <Ended what="broken" />;
    }
  }
}

/** The rooms are on their way, on the first day over a slow line. */
function Coming() {
  const t = useText();
  return (
    <main className="phone">
      <div className="body centre">
        <p role="status">{t('platform.field.fetching')}</p>
      </div>
    </main>
  );
}

function Open({
  session,
  journal,
  coming,
}: {
  session: FieldSession;
  journal: Journal;
  coming: Promise<readonly FieldRoom[]>;
}) {
  const rooms = use(coming);
  const field = useOpenField(session, journal, rooms);
  const route = useRoute();
  useEffect(() => {
    scrollTo(0, 0);
  }, [route]);
  const screens = useMemo(() => [...rooms.flatMap((room) => room.screens), ...OWN], [rooms]);
  for (const { path, component: Component } of screens) {
    const params = fits(path, route);
    if (params)
      return (
        <FieldContext value={field}>
          <Suspense fallback={<div className="phone" />}>
            <Component key={route} params={params} />
          </Suspense>
        </FieldContext>
      );
  }
  return (
    <FieldContext value={field}>
      <Nowhere />
    </FieldContext>
  );
}

function Nowhere() {
  const t = useText();
  return (
    <Screen title={t('platform.field.nowhere')} back="/">
      <Note>{t('platform.field.nowhere-text')}</Note>
      <Btn look="primary" onClick={() => go('/', { replace: true })}>
        {t('platform.field.tab.today')}
      </Btn>
    </Screen>
  );
}

/** The device was withdrawn and is empty, or nothing can be kept on it at all. */
function Ended({ what }: { what: 'withdrawn' | 'broken' }) {
  const t = useText();
  useEffect(() => {
    document.title = 'Gần Dân';
  }, []);
  return (
    <main className="phone">
      <div className="body centre">
        <h1>{t(`platform.field.${what}`)}</h1>
        <p className="mut2">{t(`platform.field.${what}-text`)}</p>
        {what === 'withdrawn' ? (
          <Btn look="primary" onClick={() => location.reload()}>
            {t('platform.field.set-up-again')}
          </Btn>
        ) : null}
      </div>
    </main>
  );
}

/** A new program waits: it takes over when the person says so, never under a form. */
function UpdatePrompt() {
  const t = useText();
  const update = useUpdate();
  const [later, setLater] = useState(false);
  if (!update || later) return null;
  return (
    <div className="toast" role="status">
      <span className="sp">{t('platform.field.update')}</span>
      <button type="button" className="btn" onClick={update}>
        {t('platform.field.update-now')}
      </button>
      <button type="button" className="btn" onClick={() => setLater(true)}>
        {t('platform.field.later')}
      </button>
    </div>
  );
}
