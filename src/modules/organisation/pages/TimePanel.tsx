import { useMemo, useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { DayField } from '#platform/ui/DateField.tsx';
import { Segmented } from '#platform/ui/fields.tsx';
import { Timeline } from '#platform/ui/Timeline.tsx';
import type { TimelineEntry, UnitPage } from '../contract.ts';
import type { Reading } from './reading.ts';
import { useWords } from './words.ts';

type Change = (patch: { on?: string; boundaries?: string }) => void;
const BIG = new Set(['merge', 'split', 'dissolve']);

/** The slider over the unit's own life and what it came from, and whose boundaries its figures are read on. */
export function TimePanel({
  unit,
  entries,
  reading,
  change,
}: {
  unit: UnitPage | undefined;
  entries: readonly TimelineEntry[];
  reading: Reading;
  change: Change;
}) {
  const t = useText();
  const words = useWords();
  const { today } = reading;
  const events = useMemo(
    () =>
      entries.map((entry, at) => ({
        id: `${entry.eventId ?? at} ${entry.on}`,
        on: entry.on,
        label: unit ? words.event(entry, unit.id) : '',
        big: BIG.has(entry.kind),
        planned: entry.on > today,
      })),
    [entries, unit, words, today],
  );
  // Ten years before the last great change stay reachable, so that one can step across it.
  const from =
    [
      `${Number(today.slice(0, 4)) - 14}-01-01`,
      unit?.from ?? today,
      reading.on,
      ...entries.map((entry) => entry.on),
    ].sort()[0] ?? today;
  const to = [today, ...entries.map((entry) => entry.on)].sort().at(-1) ?? today;
  return (
    <Timeline
      title={t('organisation.page.slider')}
      value={reading.on}
      from={from}
      to={to}
      events={events}
      today={today}
      onCommit={(on) => change({ on })}
      footer={<ReadingSwitch reading={reading} change={change} />}
    />
  );
}

/** Then, now, or the boundaries of a named day: the choice stands in the address and goes along with every link. */
function ReadingSwitch({ reading, change }: { reading: Reading; change: Change }) {
  const t = useText();
  const format = useFormat();
  const kind = reading.boundaries === 'then' || reading.boundaries === 'now' ? reading.boundaries : 'date';
  const [day, setDay] = useState(kind === 'date' ? reading.boundaries : undefined);
  return (
    <>
      <span className="sm mut2" aria-hidden="true">
        {t('organisation.page.read-on')}
      </span>
      <Segmented
        label={t('organisation.page.read-on')}
        value={kind}
        onChange={(id) => change({ boundaries: id === 'date' ? (day ?? reading.on) : id })}
        choices={[
          { id: 'then', label: t('organisation.page.reading.then') },
          { id: 'now', label: t('organisation.page.reading.now') },
          { id: 'date', label: t('organisation.page.reading.date') },
        ]}
      />
      {kind === 'date' ? (
        <DayField
          label={t('organisation.page.reading.day')}
          value={reading.boundaries}
          onChange={(on) => {
            setDay(on);
            if (on) change({ boundaries: on });
          }}
        />
      ) : null}
      <span className="sm mut org-read-note">
        {t(`organisation.page.reading-note.${kind}`, {
          on: format.date(reading.on),
          shape: format.date(reading.shapeOn),
        })}
      </span>
    </>
  );
}
