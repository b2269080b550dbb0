import { useText } from '#platform/messages.ts';
import type { MapGroup } from '#platform/ui/Cartogram.tsx';
import type { Tone } from '#platform/ui/notices.tsx';
import type { VillageState } from '../contract.ts';

/** How the states look, everywhere the same: colour, shape and word. */
export const TONE_OF_STATE: Record<VillageState, Tone> = {
  blank_members: 'late',
  blank_cell: 'late',
  combined: 'wait',
};
export const TONE_OF_SIGNAL = { none: 'late', holes: 'wait', good: 'ok' } as const;

/** “Bản Nậm Pắc” as “Nậm Pắc”, where everything in the list is a village anyway. */
export function shortName(name: string): string {
  const short = name.replace(/^(Bản|Thôn|Xã|Phường|Thị trấn|Chi bộ( bản| thôn)?|Đảng bộ xã|Đảng bộ) /, '');
  return short.charAt(0).toLocaleUpperCase('vi') + short.slice(1);
}

/** Marks of the map. A village may be in two states; the mark says the heavier one, the lists say each by itself. */
export function useMarks(): (MapGroup & { of: (states: readonly VillageState[]) => boolean })[] {
  const t = useText();
  return [
    {
      id: 'no-cell',
      label: t('villages.mark.no-cell'),
      colour: 'var(--nghe)',
      shape: 'triangle',
      of: (states) => states.includes('blank_cell'),
    },
    {
      id: 'no-member',
      label: t('villages.mark.no-member'),
      colour: 'var(--gach)',
      shape: 'diamond',
      of: (states) => states.includes('blank_members'),
    },
    {
      id: 'combined',
      label: t('villages.mark.combined'),
      colour: 'var(--cham)',
      shape: 'circle',
      hollow: true,
      of: () => true,
    },
  ];
}
