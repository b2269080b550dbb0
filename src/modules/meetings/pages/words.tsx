import { useText } from '#platform/messages.ts';
import type { Tone } from '#platform/ui/notices.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import type { MeetingState } from '../rules/index.ts';

/** What each state looks like; the word always stands beside the colour. */
export const TONE_OF_STATE: Record<MeetingState, Tone> = {
  planned: 'none',
  held: 'wait',
  draft: 'wait',
  agreed: 'sel',
  locked: 'ok',
  cancelled: 'none',
};

export function StateChip({ state }: { state: MeetingState }) {
  const t = useText();
  return <Chip tone={TONE_OF_STATE[state]}>{t(`meetings.state.${state}`)}</Chip>;
}

/** The first letter small, for a name inside a line. */
export function small(name: string): string {
  return name.charAt(0).toLocaleLowerCase('vi') + name.slice(1);
}
