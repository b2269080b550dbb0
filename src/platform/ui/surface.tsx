import { Fragment, useEffect, type ReactNode } from 'react';
import { Link as AriaLink, Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import type { DatedBy } from '../shapes.ts';
import { precisionWord, useFormat, useText } from '../messages.ts';
import { ToneIcon, type Tone } from './notices.tsx';
import { CheckIcon } from './icons.ts';

/** A state: colour, icon and word. `icon={false}` only inside a column where every row carries the same kind of word. */
export function Chip({
  tone = 'none',
  children,
  icon,
}: {
  tone?: Tone | 'line';
  children: ReactNode;
  icon?: ReactNode | false;
}) {
  return (
    <span className={`chip ${tone}`}>
      {icon === false ? null : (icon ?? (tone === 'line' ? null : <ToneIcon tone={tone} />))}
      {children}
    </span>
  );
}

/** A small outlined mark beside a name or date: `chỉ năm`, `trùng tên`. */
export function Tag({ tone = 'none', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`tag ${tone}`}>{children}</span>;
}

/** A date with how exactly it is known: `2017 [chỉ năm]`. */
export function DateText({ date }: { date: DatedBy | null | undefined }) {
  const t = useText();
  const format = useFormat();
  if (!date) return <>–</>;
  const word = precisionWord(t, date.precision);
  return (
    <span className="nw">
      <time dateTime={date.precision === 'day' ? date.on : date.on.slice(0, date.precision === 'month' ? 7 : 4)}>
        {format.date(date.on, date.precision)}
      </time>
      {word ? (
        <>
          {' '}
          <Tag>{word}</Tag>
        </>
      ) : null}
    </span>
  );
}

/** A sheet of paper with a heading. `padded` puts the usual room around the content. */
export function Panel({
  title,
  aside,
  children,
  footer,
  padded,
  id,
  className,
}: {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  padded?: boolean;
  id?: string;
  className?: string;
}) {
  return (
    <section className={`panel${className ? ` ${className}` : ''}`} {...(id ? { id } : {})}>
      {title || aside ? (
        <header>
          {title ? <h2>{title}</h2> : null}
          {aside}
        </header>
      ) : null}
      {padded ? <div className="in">{children}</div> : children}
      {footer ? <footer>{footer}</footer> : null}
    </section>
  );
}

/** The heading of a page: where it is, what it is, its state, its acts. Sets the window's title too. */
export function PageHeader({
  title,
  crumbs = [],
  badge,
  sub,
  actions,
}: {
  title: string;
  crumbs?: readonly { label: string; href?: string | undefined }[];
  badge?: ReactNode;
  sub?: ReactNode;
  actions?: ReactNode;
}) {
  const t = useText();
  useEffect(() => {
    document.title = `${title} · Gần Dân`;
  }, [title]);
  return (
    <div className="head">
      <div className="sp">
        {crumbs.length > 0 ? (
          <nav className="crumb" aria-label={t('platform.ui.you-are-here')}>
            <ol>
              {crumbs.map((crumb, at) => (
                <li key={at}>{crumb.href ? <AriaLink href={crumb.href}>{crumb.label}</AriaLink> : crumb.label}</li>
              ))}
            </ol>
          </nav>
        ) : null}
        <h1>
          {title} {badge}
        </h1>
        {sub ? <p className="sub">{sub}</p> : null}
      </div>
      {actions ? <div className="head-acts">{actions}</div> : null}
    </div>
  );
}

/** Where a phone cannot show all of them, the row of tabs stands so that the chosen one is seen. */
function intoSight(tab: HTMLElement | null): void {
  const row = tab?.parentElement;
  if (!tab || !row || row.scrollWidth <= row.clientWidth) return;
  const over = tab.offsetLeft + tab.offsetWidth - row.offsetLeft - row.clientWidth;
  if (over > row.scrollLeft) row.scrollLeft = over;
}

/** Views of one thing. `tabs` with `href` are links (the address holds the view); with `panel` they switch in place. */
export function Tabs({
  label,
  tabs,
  selected,
  onSelect,
}: {
  label: string;
  selected: string;
  onSelect?: (id: string) => void;
  tabs: readonly { id: string; label: string; count?: number | undefined; panel?: ReactNode; href?: string }[];
}) {
  const format = useFormat();
  const word = (tab: (typeof tabs)[number]) => (
    <>
      {tab.label}
      {tab.count === undefined ? null : <span className="n">{format.number(tab.count)}</span>}
    </>
  );
  if (tabs.every((tab) => tab.href !== undefined)) {
    return (
      <nav className="tabs-list" aria-label={label}>
        {tabs.map((tab) => (
          <AriaLink
            key={tab.id}
            {...(tab.id === selected ? { ref: intoSight } : {})}
            href={tab.href ?? ''}
            className="tab"
            {...(tab.id === selected ? { 'aria-current': 'page' as const } : {})}
          >
            {word(tab)}
          </AriaLink>
        ))}
      </nav>
    );
  }
  return (
    <AriaTabs selectedKey={selected} onSelectionChange={(id) => onSelect?.(String(id))}>
      <TabList className="tabs-list" aria-label={label}>
        {tabs.map((tab) => (
          <Tab key={tab.id} id={tab.id} className="tab" {...(tab.id === selected ? { ref: intoSight } : {})}>
            {word(tab)}
          </Tab>
        ))}
      </TabList>
      {tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className="tab-panel">
          {tab.panel}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}

/** Pairs of name and value. */
export function Facts({ facts }: { facts: readonly { label: string; value: ReactNode }[] }) {
  return (
    <dl className="facts">
      {facts.map((fact) => (
        <Fragment key={fact.label}>
          <dt>{fact.label}</dt>
          <dd>{fact.value ?? '–'}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

/** The line of keys below a focused thing; hidden on touch screens. */
export function KeysLine({ keys }: { keys: readonly { keys: readonly string[]; label: string }[] }) {
  return (
    <div className="keys">
      {keys.map((entry) => (
        <span key={entry.label}>
          {entry.keys.map((key) => (
            <kbd key={key} className="kbd">
              {key}
            </kbd>
          ))}
          {entry.label}
        </span>
      ))}
    </div>
  );
}

/** History of one record, newest first: old value struck, new beside it, who and on which basis. */
export function HistoryList({
  entries,
}: {
  entries: readonly { id: string; when: string; what: ReactNode; by: string }[];
}) {
  return (
    <ol className="hist">
      {entries.map((entry) => (
        <li key={entry.id}>
          <time>{entry.when}</time>
          <div>
            {entry.what}
            <span className="by">{entry.by}</span>
          </div>
        </li>
      ))}
    </ol>
  );
}

/** Steps of a longer act; `current` counts from 0. */
export function Steps({ label, steps, current }: { label: string; steps: readonly string[]; current: number }) {
  return (
    <ol className="wiz" aria-label={label}>
      {steps.map((step, at) => (
        <li
          key={step}
          className={at < current ? 'done' : at === current ? 'now' : ''}
          {...(at === current ? { 'aria-current': 'step' as const } : {})}
        >
          <b>{at < current ? <CheckIcon className="i" weight="bold" aria-hidden="true" /> : at + 1}</b>
          <span>{step}</span>
        </li>
      ))}
    </ol>
  );
}

/** A list and, beside it, what is opened; below 1180 one over the other. */
export function SplitPane({ children, side, label }: { children: ReactNode; side?: ReactNode; label: string }) {
  return side ? (
    <div className="split">
      <div>{children}</div>
      <aside aria-label={label}>{side}</aside>
    </div>
  ) : (
    <>{children}</>
  );
}

/** The woven edge: covers, sign-in, public pages, receipts. */
export function Weave() {
  return <div className="weave" aria-hidden="true" />;
}
