import { useMemo } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { plusDays } from './asked.ts';
import { useTimeline } from './data.ts';

/** Kinds of events after which the unit no longer has the boundaries it had. */
const CHANGES_BOUNDARIES: readonly string[] = ['merge', 'split', 'transfer_villages', 'dissolve'];

/** Days on which the boundaries of the unit changed, oldest first. */
export function useBoundaryChanges(unit: string): string[] {
  const timeline = useTimeline(unit);
  return useMemo(() => {
    const days = (timeline.data ?? [])
      .filter((entry) => CHANGES_BOUNDARIES.includes(entry.kind))
      .map((entry) => entry.on);
    return [...new Set(days)].sort();
  }, [timeline.data]);
}

/** Days offered by name in the joined control: the eve of each change of boundaries. */
export function useNamedDays(unit: string): { on: string; label: string }[] {
  const t = useText();
  const format = useFormat();
  const changes = useBoundaryChanges(unit);
  return useMemo(
    () =>
      changes.slice(-3).map((on) => ({
        on: plusDays(on, -1),
        label: t('figures.page.before-change', { on: format.date(on) }),
      })),
    [changes, t, format],
  );
}
