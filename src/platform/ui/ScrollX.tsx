import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { useText } from '../messages.ts';

/**
 * A table or drawing that may be wider than its place scrolls by itself, never the page. While it is wider the keyboard reaches it,
 * so that the arrows move it; while it fits it is no stop on the way.
 */
export function ScrollX({
  label,
  className,
  id,
  children,
}: {
  /** what scrolls, for who cannot see it; a table's own heading says more than this */
  label?: string;
  className?: string;
  id?: string;
  children: ReactNode;
}) {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  const [isWider, setWider] = useState(false);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = (): void => setWider(element.scrollWidth > element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [children]);
  const reached = isWider
    ? ({ tabIndex: 0, role: 'group', 'aria-label': label ?? t('platform.ui.scrolls-sideways') } as const)
    : {};
  return (
    <div ref={box} id={id} className={className ? `scroll-x ${className}` : 'scroll-x'} {...reached}>
      {children}
    </div>
  );
}
