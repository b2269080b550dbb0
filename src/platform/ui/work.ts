import type { Icon } from '@phosphor-icons/react/lib';
import { useQueries } from '@tanstack/react-query';
import type { Translate } from '../format.ts';
import { useFormat, useLang, useText } from '../messages.ts';
import { useMe } from './api.ts';

type Format = ReturnType<typeof useFormat>;

/** Something that waits for the person: one line of the work queue, with the way to it. */
export type WorkItem = {
  id: string;
  icon: Icon;
  /** late: past its day; wait: its day comes; two: two versions to choose from; sel: planned */
  tone: 'late' | 'wait' | 'two' | 'sel';
  title: string;
  sub: string;
  chip: string;
  href: string;
  /** a place to go to rather than a thing to do: the first page names these apart */
  isVisit?: boolean;
};

/** What a module knows of work that waits at and below a unit, the most urgent first and only a few lines. */
export type WorkSource = {
  id: string;
  /** asked only for people with this right */
  right: string;
  load: (
    unit: string,
    tools: { t: Translate; format: Format; today: string; signal: AbortSignal },
  ) => Promise<WorkItem[]>;
};

let sources: readonly WorkSource[] = [];

/** The composition says once which modules have work to offer. */
export function offerWork(list: readonly WorkSource[]): void {
  sources = list;
}

const URGENCY = { late: 0, two: 1, wait: 2, sel: 3 } as const;

/** Lines of every source for a unit, late ones first; a source that fails leaves its lines out. */
export function useWork(unit: string, today: string): { items: WorkItem[]; isLoading: boolean } {
  const t = useText();
  const format = useFormat();
  const lang = useLang();
  const rights = useMe().data?.rights ?? [];
  const answers = useQueries({
    queries: sources
      .filter((source) => rights.includes(source.right))
      .map((source) => ({
        queryKey: ['work', source.id, unit, today, lang],
        queryFn: ({ signal }: { signal: AbortSignal }) => source.load(unit, { t, format, today, signal }),
        enabled: unit !== '',
      })),
  });
  return {
    items: answers.flatMap((answer) => answer.data ?? []).sort((a, b) => URGENCY[a.tone] - URGENCY[b.tone]),
    isLoading: answers.some((answer) => answer.isLoading),
  };
}
