import { useEffect, useRef } from 'react';
import type { RegisterRow } from '../../contract.ts';

/** Ids of lines on the page that share a full name with another. */
export function sameNames(rows: readonly RegisterRow[]): ReadonlySet<string> {
  const byName = new Map<string, string[]>();
  for (const row of rows) if (row.fullName) byName.set(row.fullName, [...(byName.get(row.fullName) ?? []), row.id]);
  return new Set([...byName.values()].filter((ids) => ids.length > 1).flat());
}

/** Hands a text on once typing rests; a change from outside wins at once. */
export function useSettled(typed: string, current: string, settle: (text: string) => void): void {
  const latest = useRef(settle);
  useEffect(() => {
    latest.current = settle;
  });
  useEffect(() => {
    if (typed.trim() === current) return undefined;
    const timer = setTimeout(() => latest.current(typed.trim()), 250);
    return () => clearTimeout(timer);
  }, [typed, current]);
}

/** Fetches the next page when the end of the list comes into sight. */
export function MoreWhenSeen({ onMore, busy }: { onMore: (() => void) | undefined; busy: boolean }) {
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(onMore);
  useEffect(() => {
    latest.current = busy ? undefined : onMore;
  });
  useEffect(() => {
    const near = (): void => {
      const box = end.current?.previousElementSibling?.querySelector('.grid-scroll');
      if (!box || !latest.current) return;
      const inside = box.scrollHeight - box.scrollTop - box.clientHeight;
      if (inside < 600 && box.getBoundingClientRect().bottom < window.innerHeight + 200) latest.current();
    };
    const options = { capture: true, passive: true };
    window.addEventListener('scroll', near, options);
    return () => window.removeEventListener('scroll', near, options);
  }, []);
  return <div ref={end} />;
}
