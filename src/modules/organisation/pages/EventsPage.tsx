import { useFormat, useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { useQueryParams } from '#platform/ui/pages.ts';
import { Empty, ErrorState, Loading } from '#platform/ui/states.tsx';
import { PageHeader, Panel } from '#platform/ui/surface.tsx';
import { useUnitEvents } from './data.ts';
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
  const events = useUnitEvents({ ...(state === 'all' ? {} : { state }), ...(unit ? { unit } : {}) });
  const title = t('organisation.page.events');
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
      {events.error ? <ErrorState problem={events.error} onRetry={() => void events.refetch()} /> : null}
      {events.isPending ? <Loading what={t('organisation.page.loading-events')} /> : null}
      {events.data?.length === 0 ? (
        <Empty title={t('organisation.page.no-events')}>
          <p>{t('organisation.page.no-events-why')}</p>
        </Empty>
      ) : null}
      {events.data && events.data.length > 0 ? (
        <Panel footer={<span>{t('organisation.page.events-count', { count: events.data.length })}</span>}>
          <div className="scroll-x">
            <table className="tbl" aria-label={title}>
              <thead>
                <tr>
                  <th scope="col">{t('organisation.page.day')}</th>
                  <th scope="col">{t('organisation.page.change')}</th>
                  <th scope="col">{t('organisation.page.document')}</th>
                  <th scope="col">{t('organisation.page.deciding-body')}</th>
                  <th scope="col">{t('organisation.page.event-state-label')}</th>
                </tr>
              </thead>
              <tbody>
                {events.data.map((event) => (
                  <tr key={event.id}>
                    <td className="nw num-left">{format.date(event.effectiveOn)}</td>
                    <th scope="row">
                      <TextLink href={`/organisation/events/${event.id}`}>
                        {event.title ?? words.eventKind(event.kind)}
                      </TextLink>
                    </th>
                    <td>{words.document(event) ?? '–'}</td>
                    <td>{event.decidingBody ?? '–'}</td>
                    <td>
                      <EventState state={event.state} />
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
      ) : null}
    </>
  );
}
