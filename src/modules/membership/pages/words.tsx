import type { ReactNode } from 'react';
import { fold } from '#platform/format.ts';
import { hasText, useText } from '#platform/messages.ts';
import { Chip } from '#platform/ui/surface.tsx';
import type { Tone } from '#platform/ui/notices.tsx';
import { shortUnit } from '#platform/ui/unit-names.ts';
import type { MemberState } from '../rules/index.ts';

/** What each state looks like; the word always stands beside the colour. */
export const TONE_OF_STATE: Record<MemberState, Tone> = {
  probationary: 'sel',
  official: 'ok',
  temporarily_away: 'wait',
  temp_exempt: 'wait',
  exempt: 'none',
  suspended: 'late',
  transfer_pending: 'two',
};

/** The first letter small, for a word inside a line or a chip. */
export function small(word: string): string {
  return word.charAt(0).toLocaleLowerCase('vi') + word.slice(1);
}

/** A state as a chip. `bare` where a whole column carries states. */
export function StateChip({ state, bare }: { state: MemberState; bare?: boolean }) {
  const t = useText();
  return (
    <Chip tone={TONE_OF_STATE[state]} {...(bare ? { icon: false } : {})}>
      {small(t(`membership.state.${state}`))}
    </Chip>
  );
}

/** The word of a post; an unknown kind is shown as it is rather than hidden. */
export function usePostWord(): (kind: string) => string {
  const t = useText();
  return (kind) => (hasText(`membership.page.post.${kind}`) ? t(`membership.page.post.${kind}`) : kind);
}

/** A name with the part that was searched marked, whatever accents were typed. */
export function Marked({ text, find }: { text: string; find: string | undefined }): ReactNode {
  const composed = text.normalize('NFC');
  const wanted = fold((find ?? '').trim());
  const at = wanted === '' ? -1 : fold(composed).indexOf(wanted);
  if (at < 0) return composed;
  return (
    <>
      {composed.slice(0, at)}
      <mark>{composed.slice(at, at + wanted.length)}</mark>
      {composed.slice(at + wanted.length)}
    </>
  );
}

/** A unit in a column of its own: its short name, cut where it would push the rest aside, whole under the pointer. */
export function UnitCell({ name }: { name: string }) {
  return (
    <span className="unit-cell" title={name}>
      {shortUnit(name)}
    </span>
  );
}
