import { useFormat, useText } from '#platform/messages.ts';
import { DataGrid, type Column } from '#platform/ui/DataGrid.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { usePagedList } from '#platform/ui/paged.ts';
import { useQueryParams } from '#platform/ui/pages.ts';
import { Empty } from '#platform/ui/states.tsx';
import { PageHeader } from '#platform/ui/surface.tsx';
import type { UnitEvent } from '../contract.ts';
import { EventState } from './EventState.tsx';
import { useWords } from './words.ts';
import './organisation.css';

const STATES = ['all', 'planned', 'carried_out', 'taken_back'] as const;
type StateChoice = (typeof STATES)[number];

/** Changes of organisation: planned, carried out, taken back. */
export default function EventsPage() {
  const t = useText();
  const format = useFormat();
  const words = useWords();
  const [query, change] = useQueryParams();
  const state: StateChoice = STATES.find((one) => one === query['state']) ?? 'all';
  const unit = query['unit'];
  const events = usePagedList<UnitEvent>('/unit-events', { ...(state === 'all' ? {} : { state }), unit });
  const title = t('organisation.page.events');
  const columns: Column<UnitEvent>[] = [
    { id: 'on', header: t('organisation.page.day'), cell: (event) => format.date(event.effectiveOn) },
    {
      id: 'what',
      header: t('organisation.page.change'),
      width: 260,
      card: 'title',
      cell: (event) => <span className="wraps">{words.planned(event)}</span>,
    },
    { id: 'document', header: t('organisation.page.document'), cell: (event) => words.document(event) ?? '–' },
    { id: 'body', header: t('organisation.page.deciding-body'), cell: (event) => event.decidingBody ?? '–' },
    {
      id: 'state',
      header: t('organisation.page.event-state-label'),
      card: 'badge',
      cell: (event) => <EventState state={event.state} />,
    },
  ];
  return (
    <>
      <PageHeader
        title={title}
        sub={t('organisation.page.events-sub')}
        crumbs={[{ label: t('organisation.page.title'), href: '/organisation' }, { label: title }]}
        actions={
          <Segmented
            label={t('organisation.page.event-state-label')}
            value={state}
            onChange={(id) => change({ state: id === 'all' ? undefined : id })}
            choices={STATES.map((one) => ({
              id: one,
              label: t(one === 'all' ? 'organisation.page.event-all' : `organisation.page.event-state.${one}`),
            }))}
          />
        }
      />
      <DataGrid
        label={title}
        columns={columns}
        {...events.grid}
        rowId={(event) => event.id}
        rowLabel={(event) => words.planned(event)}
        rowHref={(event) => `/organisation/events/${event.id}`}
        loadingText={t('organisation.page.loading-events')}
        empty={
          <Empty title={t('organisation.page.no-events')}>
            <p>{t('organisation.page.no-events-why')}</p>
          </Empty>
        }
      />
    </>
  );
}
