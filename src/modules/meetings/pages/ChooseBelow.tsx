import type { ReactNode } from 'react';
import { useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { PageHeader, Panel } from '#platform/ui/surface.tsx';
import { useUnitsBelow } from './data.ts';

/** Instead of a page for more cells than it holds: the same page of each Party organisation below. */
export function ChooseBelow({
  path,
  title,
  unit,
  year,
  children,
}: {
  path: string;
  title: string;
  unit: { id: string; name: string };
  year: number;
  /** What is told of all of them at once. */
  children?: ReactNode;
}) {
  const t = useText();
  const below = useUnitsBelow(unit.id);
  if (below.error) return <ErrorState page problem={below.error} onRetry={() => void below.refetch()} />;
  if (!below.data) return <Loading what={t('meetings.page.loading-board')} rows={12} />;
  return (
    <>
      <PageHeader
        title={title}
        crumbs={[{ label: t('meetings.page.nav'), href: '/meetings' }, { label: title }]}
        sub={t('meetings.page.board-of-below', { unit: unit.name })}
      />
      <div className="stack">
        <Panel title={t('meetings.page.choose-below')}>
          <ul className="mt-below">
            {below.data.items.map((one) => (
              <li key={one.id}>
                <TextLink href={`${path}${queryString({ unit: one.id, year })}`}>{one.name}</TextLink>
              </li>
            ))}
          </ul>
        </Panel>
        {children}
      </div>
    </>
  );
}
