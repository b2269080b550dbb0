import { defaultRangeExtractor, useVirtualizer, useWindowVirtualizer, type Range } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useReducer,
  useState,
  useSyncExternalStore,
  type RefObject,
} from 'react';
import { flushSync } from 'react-dom';

/** Fewer rows than this are all drawn: searching in the page and copying by hand go on working. */
const ALL_DRAWN = 120;
/** Drawn before anything is measured: all of a list that has just grown, the beginning of one that comes long. */
const UNMEASURED = 400;
const ROW_HEIGHT = 35;
const CARD_HEIGHT = 130;

/** On a phone a row is a card and the page scrolls, as grid.css has it. */
const PHONE = window.matchMedia('(max-width: 760px)');
const onWidth = (listener: () => void): (() => void) => {
  PHONE.addEventListener('change', listener);
  return () => PHONE.removeEventListener('change', listener);
};

export type RowWindow = {
  /** places of the rows to draw, in order; the row in focus is always among them */
  drawn: readonly number[];
  /** height of what stands before, between and after them, by the place in front of which it belongs; `end` for the rest */
  gapBefore: (position: number) => number;
  gapAtEnd: number;
  /** for each row drawn, so that cards of different height stay in place */
  measure: ((element: HTMLElement | null) => void) | undefined;
};

/**
 * Which rows of a long list are drawn: those in sight and a few around, so that thousands stay quick. What scrolls is the
 * box of a tall grid, else the page; on paper everything is drawn.
 */
export function useRowWindow(
  count: number,
  focused: number,
  box: RefObject<HTMLElement | null>,
  tall: boolean,
): RowWindow {
  const printing = usePrinting();
  const narrow = useSyncExternalStore(onWidth, () => PHONE.matches);
  const isWindowed = count > ALL_DRAWN && !printing;
  const ofPage = !tall || narrow;
  const [margin, setMargin] = useState(0);
  useLayoutEffect(() => {
    const top = box.current?.getBoundingClientRect().top;
    if (ofPage && top !== undefined) setMargin(Math.round(top + window.scrollY));
  }, [ofPage, box, count, isWindowed]);
  const rangeExtractor = useCallback(
    (range: Range) =>
      [...new Set([...defaultRangeExtractor(range), Math.min(focused, range.count - 1)])].sort((a, b) => a - b),
    [focused],
  );
  const common = {
    count: isWindowed ? count : 0,
    estimateSize: () => (narrow ? CARD_HEIGHT : ROW_HEIGHT),
    overscan: 12,
    rangeExtractor,
  };
  const inBox = useVirtualizer<HTMLElement, HTMLElement>({
    ...common,
    enabled: isWindowed && !ofPage,
    getScrollElement: () => box.current,
  });
  const inPage = useWindowVirtualizer<HTMLElement>({
    ...common,
    enabled: isWindowed && ofPage,
    scrollMargin: margin,
  });
  const rows = ofPage ? inPage : inBox;
  const items = isWindowed ? rows.getVirtualItems() : [];
  const isUnmeasured = isWindowed && items.length === 0;
  const [, measured] = useReducer((times: number) => times + 1, 0);
  // The virtualizer tells of a window only when it differs from the last one it knew, be it from before a print.
  useLayoutEffect(() => {
    if (isUnmeasured) measured();
  }, [isUnmeasured, ofPage]);
  if (!isWindowed)
    return {
      drawn: Array.from({ length: count }, (_, index) => index),
      gapBefore: () => 0,
      gapAtEnd: 0,
      measure: undefined,
    };
  // In its first drawing (a list grows, a phone is turned, paper is put away) the window has not been measured yet. The
  // rows that stand there stay: one taken away would take the focus and the place on the page with it.
  if (isUnmeasured) {
    const drawn = Array.from({ length: Math.min(count, UNMEASURED) }, (_, index) => index);
    const inFocus = Math.min(focused, count - 1);
    if (inFocus >= drawn.length) drawn.push(inFocus);
    const height = narrow ? CARD_HEIGHT : ROW_HEIGHT;
    const missing = (from: number, to: number): number => (to - from - 1) * height;
    return {
      drawn,
      gapBefore: (position) => missing(drawn[position - 1] ?? -1, drawn[position] ?? count),
      gapAtEnd: missing(drawn.at(-1) ?? -1, count),
      measure: rows.measureElement,
    };
  }
  const start = ofPage ? margin : 0;
  return {
    drawn: items.map((item) => item.index),
    gapBefore: (position) =>
      (items[position]?.start ?? start) - (position > 0 ? (items[position - 1]?.end ?? start) : start),
    gapAtEnd: rows.getTotalSize() - ((items.at(-1)?.end ?? start) - start),
    measure: rows.measureElement,
  };
}

/**
 * Columns of a table are as wide as what is drawn; while only some rows are, a column once wide stays wide, or the table
 * would shake as one scrolls.
 */
export function useSteadyColumns(box: RefObject<HTMLElement | null>, on: boolean, columns: string): void {
  useLayoutEffect(() => {
    const heads = [...(box.current?.querySelectorAll<HTMLElement>('thead th') ?? [])];
    for (const head of on ? heads : []) head.style.minWidth = `${head.offsetWidth}px`;
  });
  useLayoutEffect(() => {
    if (!on) return undefined;
    const forget = (): void => {
      for (const head of box.current?.querySelectorAll<HTMLElement>('thead th') ?? []) head.style.minWidth = '';
    };
    window.addEventListener('resize', forget);
    return () => {
      window.removeEventListener('resize', forget);
      forget();
    };
  }, [box, on, columns]);
}

/** True while the browser prepares a print or shows how it would look. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(() => window.matchMedia('print').matches);
  useEffect(() => {
    const media = window.matchMedia('print');
    const change = (): void => setPrinting(media.matches);
    // The page is laid out for paper right after the event.
    const before = (): void => flushSync(() => setPrinting(true));
    const after = (): void => setPrinting(false);
    media.addEventListener('change', change);
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      media.removeEventListener('change', change);
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
  return printing;
}
