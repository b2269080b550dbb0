import { useEffect, useState, type ReactNode } from 'react';
import { useFormat, useText } from '../messages.ts';
import { ApiProblem } from './api.ts';
import { Button, LinkButton } from './buttons.tsx';
import {
  ClockCounterClockwiseIcon,
  GitBranchIcon,
  ListIcon,
  LockKeyIcon,
  MagnifyingGlassIcon,
  WarningCircleIcon,
  WifiSlashIcon,
} from './icons.ts';
import { useProblemText } from './ProblemText.tsx';

/** `page`: the state is the whole page, so its title is the page's heading. */
type StateProps = { title: string; children?: ReactNode; actions?: ReactNode; page?: boolean | undefined };

function State({
  page,
  title,
  children,
  actions,
  tone,
  icon,
  role,
}: StateProps & { tone: string; icon: ReactNode; role?: 'alert' | 'status' }) {
  return (
    <div className="state" {...(role ? { role } : {})}>
      <span className={`ico ${tone}`} aria-hidden="true">
        {icon}
      </span>
      {page ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
      {actions ? <div className="acts">{actions}</div> : null}
    </div>
  );
}

/** Keeps the layout while something is fetched; after a second it says what. */
export function Loading({ what, rows = 6, onStop }: { what: string; rows?: number; onStop?: () => void }) {
  const t = useText();
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 1000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div aria-busy="true">
      <div className="sk-rows" aria-hidden="true">
        {Array.from({ length: rows }, (_, at) => (
          <div key={at}>
            <span className="sk" />
            <span className="sk" style={{ width: `${62 + ((at * 17) % 34)}%` }} />
            <span className="sk" style={{ width: '70%' }} />
            <span className="sk" style={{ width: '55%' }} />
            <span className="sk" />
          </div>
        ))}
      </div>
      <p className="sm mut2" role="status" style={{ padding: '8px 16px', minHeight: 36 }}>
        {late ? what : ''}
      </p>
      {late && onStop ? (
        <div style={{ padding: '0 16px 12px' }}>
          <Button onPress={onStop}>{t('platform.ui.stop')}</Button>
        </div>
      ) : null}
    </div>
  );
}

/** Nothing there: says why, and offers the one next act. */
export function Empty(props: StateProps) {
  return <State {...props} tone="sel" icon={<ListIcon className="i" />} />;
}

/** Nothing matched: repeats what was searched. */
export function NoneFound(props: StateProps) {
  return <State {...props} tone="" icon={<MagnifyingGlassIcon className="i" />} />;
}

/** Something went wrong: what is safe, what to do, and the number to read out. Chooses NoPermission and NotFound by itself. */
export function ErrorState({
  page,
  problem,
  onRetry,
  title,
}: {
  page?: boolean | undefined;
  problem: unknown;
  onRetry?: (() => void) | undefined;
  title?: string;
}) {
  const t = useText();
  const sentence = useProblemText();
  if (problem instanceof ApiProblem && problem.status === 404) return <NotFound page={page} />;
  if (problem instanceof ApiProblem && problem.status === 403) return <NoPermission page={page ?? false} />;
  const reference = problem instanceof ApiProblem ? problem.reference : undefined;
  return (
    <State
      page={page}
      role="alert"
      tone="late"
      icon={<WarningCircleIcon className="i" />}
      title={title ?? t('platform.state.error.title')}
      actions={
        onRetry ? (
          <Button look="primary" onPress={onRetry}>
            {t('platform.ui.try-again')}
          </Button>
        ) : undefined
      }
    >
      <p>
        {sentence(problem)} {t('platform.state.error.safe')}
      </p>
      {reference ? <p className="sm">{t('platform.state.error.reference', { reference })}</p> : null}
    </State>
  );
}

/** Names who can open, never hints whether the record exists. It is the whole page unless told otherwise. */
export function NoPermission({ who, page = true }: { who?: string; page?: boolean | undefined }) {
  const t = useText();
  return (
    <State
      page={page}
      tone="two"
      icon={<LockKeyIcon className="i" />}
      title={t('platform.state.no-permission.title')}
      actions={
        <LinkButton href="/" look="quiet">
          {t('platform.ui.to-home')}
        </LinkButton>
      }
    >
      <p>
        {t('platform.state.no-permission.text')} {who ? t('platform.state.no-permission.who', { who }) : null}
      </p>
    </State>
  );
}

/** Absent or outside the scope: the same answer. */
export function NotFound({
  title,
  children,
  page,
}: {
  title?: string;
  children?: ReactNode;
  page?: boolean | undefined;
}) {
  const t = useText();
  return (
    <State
      page={page}
      tone=""
      icon={<MagnifyingGlassIcon className="i" />}
      title={title ?? t('platform.state.not-found.title')}
      actions={
        <LinkButton href="/" look="quiet">
          {t('platform.ui.to-home')}
        </LinkButton>
      }
    >
      <p>{children ?? t('platform.state.not-found.text')}</p>
    </State>
  );
}

/** No network: keeps working and says since when. Shows nothing while there is one. */
export function OfflineNotice() {
  const t = useText();
  const [since, setSince] = useState<string | undefined>(() => (navigator.onLine ? undefined : clock()));
  useEffect(() => {
    const off = (): void => setSince(clock());
    const on = (): void => setSince(undefined);
    window.addEventListener('offline', off);
    window.addEventListener('online', on);
    return () => {
      window.removeEventListener('offline', off);
      window.removeEventListener('online', on);
    };
  }, []);
  return since ? (
    <span className="chip wait" role="status">
      <WifiSlashIcon className="i" aria-hidden="true" />
      {t('platform.state.offline', { since })}
    </span>
  ) : null;
}

function clock(): string {
  return new Date().toTimeString().slice(0, 5);
}

/** Old figures: since when, and which. */
export function OutOfDate({ since, children, actions }: { since: string; children?: ReactNode; actions?: ReactNode }) {
  const t = useText();
  const format = useFormat();
  return (
    <State
      tone="wait"
      icon={<ClockCounterClockwiseIcon className="i" />}
      title={t('platform.state.out-of-date', { when: format.relativeDay(since) })}
      actions={actions}
    >
      <p>{children}</p>
    </State>
  );
}

/** A unit that ended: leads to its successor. */
export function Closed({
  name,
  endedOn,
  successor,
  historyHref,
}: {
  name: string;
  endedOn: string;
  successor?: { name: string; href: string } | undefined;
  historyHref?: string;
}) {
  const t = useText();
  const format = useFormat();
  return (
    <State
      tone=""
      icon={<GitBranchIcon className="i" />}
      title={t('platform.state.closed.title', { name, on: format.date(endedOn) })}
      actions={
        <>
          {successor ? <LinkButton href={successor.href}>{t('platform.state.closed.to-successor')}</LinkButton> : null}
          {historyHref ? (
            <LinkButton href={historyHref} look="quiet">
              {t('platform.ui.see-history')}
            </LinkButton>
          ) : null}
        </>
      }
    >
      <p>
        {successor ? t('platform.state.closed.into', { successor: successor.name }) : t('platform.state.closed.none')}
      </p>
    </State>
  );
}
