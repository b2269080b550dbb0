import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, useIdempotencyKey, useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { ArrowCounterClockwiseIcon, CheckIcon } from '#platform/ui/icons.ts';
import { notify } from '#platform/ui/notices.tsx';
import { ConfirmDialog } from '#platform/ui/overlays.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Facts, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { UnitEvent } from '../contract.ts';
import { forgetTree, useUnits } from './data.ts';
import { DryRunPanels } from './DryRunPanels.tsx';
import { EventState } from './EventState.tsx';
import { UnitLinks } from './FactsPanel.tsx';
import { eveOf, useReading } from './reading.ts';
import { useWords } from './words.ts';
import './organisation.css';

type Act = 'carry-out' | 'take-back' | 'drop';

/** One change of organisation: the plan and what it would do, or what was done, and the way back. */
export default function EventPage() {
  const t = useText();
  const id = useParam('eventId');
  const event = useQuery({
    queryKey: ['unit-event', id],
    queryFn: ({ signal }) => api.get<UnitEvent>(`/unit-events/${id}`, {}, { signal }),
  });
  if (event.error)
    return (
      <>
        <PageHeader title={t('organisation.page.events')} />
        <ErrorState problem={event.error} onRetry={() => void event.refetch()} />
      </>
    );
  if (!event.data)
    return (
      <>
        <PageHeader title={t('organisation.page.events')} />
        <Loading what={t('organisation.page.loading-events')} />
      </>
    );
  return <EventView event={event.data} />;
}

function EventView({ event }: { event: UnitEvent }) {
  const t = useText();
  const format = useFormat();
  const words = useWords();
  const mayWrite = useRight('organisation.write');
  const [asking, ask] = useState<Act>();
  const [refused, setRefused] = useState(true);
  const title = words.planned(event);
  const act = useAct(event, () => ask(undefined));
  /** What was carried out before this register was kept is known by its day. */
  const moment = (at: string): string =>
    at.startsWith(`${event.effectiveOn}T00:00:00`) ? format.date(event.effectiveOn) : format.instant(at);
  return (
    <>
      <PageHeader
        title={title}
        badge={<EventState state={event.state} />}
        crumbs={[
          { label: t('organisation.page.title'), href: '/organisation' },
          { label: t('organisation.page.events'), href: '/organisation/events' },
          { label: title },
        ]}
        actions={
          mayWrite ? (
            <>
              {event.state === 'planned' ? (
                <Button look="danger" onPress={() => ask('drop')}>
                  {t('organisation.page.act.drop')}
                </Button>
              ) : null}
              {event.state === 'planned' ? (
                <Button
                  look="primary"
                  isDisabled={refused}
                  icon={<CheckIcon className="i" aria-hidden="true" />}
                  onPress={() => ask('carry-out')}
                >
                  {t('organisation.page.act.carry-out')}
                </Button>
              ) : null}
              {event.state === 'carried_out' ? (
                <Button
                  icon={<ArrowCounterClockwiseIcon className="i" aria-hidden="true" />}
                  onPress={() => ask('take-back')}
                >
                  {t('organisation.page.act.take-back')}
                </Button>
              ) : null}
            </>
          ) : null
        }
      />
      <div className="stack">
        <ProblemText problem={act.error} />
        <Panel padded>
          <Facts
            facts={[
              { label: t('organisation.page.change'), value: words.eventKind(event.kind) },
              { label: t('organisation.page.effective-on'), value: format.date(event.effectiveOn) },
              {
                label: t('organisation.page.document'),
                value: words.document(event) ?? t('organisation.page.no-paper'),
              },
              { label: t('organisation.page.deciding-body'), value: event.decidingBody ?? '–' },
              { label: t('organisation.page.recorded'), value: format.instant(event.recordedAt) },
              ...(event.carriedOutAt
                ? [{ label: t('organisation.page.carried-out-at'), value: moment(event.carriedOutAt) }]
                : []),
              ...(event.takenBackAt
                ? [{ label: t('organisation.page.taken-back-at'), value: moment(event.takenBackAt) }]
                : []),
            ]}
          />
        </Panel>
        {event.state === 'planned' && mayWrite ? (
          <DryRunPanels event={event} onVerdict={setRefused} />
        ) : (
          <Done event={event} />
        )}
      </div>
      {asking ? (
        <ConfirmDialog
          title={t(`organisation.page.act.${asking}`)}
          isOpen
          onClose={() => ask(undefined)}
          act={t(`organisation.page.act.${asking}`)}
          look={asking === 'carry-out' ? 'primary' : 'danger'}
          isPending={act.isPending}
          onConfirm={() => act.mutate(asking)}
        >
          <p>{t(`organisation.page.confirm.${asking}`, { what: title, on: format.date(event.effectiveOn) })}</p>
          <ProblemText problem={act.error} />
        </ConfirmDialog>
      ) : null}
    </>
  );
}

function useAct(event: UnitEvent, done: () => void) {
  const t = useText();
  const client = useQueryClient();
  const { key, renew } = useIdempotencyKey();
  return useMutation({
    mutationFn: (act: Act) =>
      api.post<UnitEvent>(`/unit-events/${event.id}/${act}`, undefined, { idempotencyKey: key }),
    onSuccess: async (_, act) => {
      renew();
      done();
      notify(t(`organisation.page.done.${act}`));
      await forgetTree(client);
    },
    // A refusal is an answer: the next try is a new command.
    onError: renew,
  });
}

/** The units on both sides, each on its own side of the event; of a plan without sides those that it names. */
function Done({ event }: { event: UnitEvent }) {
  const t = useText();
  const { reading } = useReading();
  const isTold = event.sources.length > 0 && event.results.length > 0;
  const pages = useUnits(isTold ? [] : unitsOf(withoutResults(event.plan)), event.effectiveOn).flatMap((page) =>
    page.data ? [page.data] : [],
  );
  const before = { ...reading, on: eveOf(event.effectiveOn), boundaries: 'then' as const };
  const after = { ...reading, on: event.effectiveOn, boundaries: 'then' as const };
  if (isTold)
    return (
      <Panel title={t('organisation.page.units-touched')} padded>
        <Facts
          facts={[
            { label: t('organisation.page.before'), value: <UnitLinks units={event.sources} reading={before} /> },
            { label: t('organisation.page.after'), value: <UnitLinks units={event.results} reading={after} /> },
          ]}
        />
      </Panel>
    );
  return pages.length > 0 ? (
    <Panel title={t('organisation.page.units-touched')} padded>
      <p>
        <UnitLinks units={pages} reading={reading} />
      </p>
    </Panel>
  ) : null;
}

function withoutResults({ result: _, results: __, ...plan }: UnitEvent['plan']): UnitEvent['plan'] {
  return plan;
}

/** Ids that a plan names, wherever they stand in it. */
function unitsOf(plan: UnitEvent['plan']): string[] {
  const found = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(value))
      found.add(value);
    else if (Array.isArray(value)) value.forEach(walk);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk);
  };
  walk(plan);
  return [...found].slice(0, 24);
}
