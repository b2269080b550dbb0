import { useFormat, useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { HistoryList, Panel } from '#platform/ui/surface.tsx';
import type { TimelineEntry, UnitPage } from '../contract.ts';
import { UnitLinks } from './FactsPanel.tsx';
import { eveOf, type Reading } from './reading.ts';
import { useWords } from './words.ts';

/** What happened to the unit, newest first, each with the paper and the units it touched. */
export function HistoryPanel({
  unit,
  entries,
  reading,
}: {
  unit: UnitPage;
  entries: readonly TimelineEntry[];
  reading: Reading;
}) {
  const t = useText();
  const format = useFormat();
  const words = useWords();
  const rows = [...entries].reverse().map((entry, at) => {
    const document = words.document(entry);
    return {
      id: `${entry.eventId ?? ''}${entry.on}${at}`,
      when: format.date(entry.on),
      what: (
        <>
          {entry.eventId ? (
            <TextLink href={`/organisation/events/${entry.eventId}?unit=${unit.id}`}>
              {words.event(entry, unit.id)}
            </TextLink>
          ) : (
            words.event(entry, unit.id)
          )}
          {entry.sources.length > 0 ? (
            <span className="by">
              <UnitLinks units={entry.sources} reading={{ ...reading, on: eveOf(entry.on), boundaries: 'then' }} />
              {' → '}
              <UnitLinks units={entry.results} reading={{ ...reading, on: entry.on, boundaries: 'then' }} />
            </span>
          ) : null}
        </>
      ),
      by: [document, entry.decidingBody].filter(Boolean).join(' · ') || t('organisation.page.no-paper'),
    };
  });
  return (
    <Panel title={t('organisation.page.events-of-unit')} padded>
      <HistoryList entries={rows} />
    </Panel>
  );
}
