import { useText } from '#platform/messages.ts';
import { Chip } from '#platform/ui/surface.tsx';
import type { UnitEvent } from '../contract.ts';

const TONES = { planned: 'wait', carried_out: 'ok', taken_back: 'two', dropped: 'none' } as const;

/** State of an event: colour, icon and word. */
export function EventState({ state }: { state: UnitEvent['state'] }) {
  const t = useText();
  return <Chip tone={TONES[state]}>{t(`organisation.page.event-state.${state}`)}</Chip>;
}
