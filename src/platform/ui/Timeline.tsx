import { useEffect, useMemo, useState, type KeyboardEvent, type PointerEvent } from 'react';
import type { Precision } from '../shapes.ts';
import { todayInVietnam, useFormat, useText } from '../messages.ts';
import { Button } from './buttons.tsx';
import { addMonths, dayNumber, dayOf } from './days.ts';
import { isTyping } from './fields.tsx';
import { useWidth } from './use-width.ts';

export type TimelineEvent = {
  id: string;
  /** the first day on which it was so */
  on: string;
  precision?: Precision;
  label: string;
  /** a merger or split: drawn heavier */
  big?: boolean;
  /** decided, not yet in force */
  planned?: boolean;
};

const LABEL = 132;

/** Which labels fit: each stands in the first of two rows where it does not touch the one before; big events first. */
function placeLabels(events: readonly TimelineEvent[], x: (on: string) => number, width: number): Map<string, number> {
  const rows: { from: number; to: number }[][] = [[], []];
  const placed = new Map<string, number>();
  for (const event of [...events].sort(
    (a, b) => Number(b.big ?? false) - Number(a.big ?? false) || b.on.localeCompare(a.on),
  )) {
    const centre = Math.min(Math.max(x(event.on), LABEL / 2 - 8), width - LABEL / 2 + 8);
    const row = rows.findIndex((taken) =>
      taken.every((one) => centre + LABEL / 2 <= one.from || centre - LABEL / 2 >= one.to),
    );
    if (row < 0) continue;
    rows[row]?.push({ from: centre - LABEL / 2, to: centre + LABEL / 2 });
    placed.set(event.id, row);
  }
  return placed;
}

/**
 * The as-of slider: drag, arrow keys (a day; ↑↓ a month; Page a year), Alt+←/→ to the event before or after from anywhere
 * on the page. `onChange` follows the hand; use `onCommit` for what costs a request.
 */
export function Timeline({
  title,
  value,
  from,
  to,
  events,
  onChange,
  onCommit,
  today = todayInVietnam(),
  footer,
}: {
  title?: string;
  value: string;
  from: string;
  to?: string;
  events: readonly TimelineEvent[];
  onChange?: (on: string) => void;
  onCommit: (on: string) => void;
  today?: string;
  footer?: React.ReactNode;
}) {
  const t = useText();
  const format = useFormat();
  const [box, width] = useWidth<HTMLDivElement>();
  const [held, setHeld] = useState<string>();
  const end = to ?? today;
  const [low, high] = [dayNumber(from), Math.max(dayNumber(end), dayNumber(from) + 1)];
  const shown = held ?? value;
  const x = (on: string): number => ((Math.min(Math.max(dayNumber(on), low), high) - low) / (high - low)) * width;
  const sorted = useMemo(() => [...events].sort((a, b) => a.on.localeCompare(b.on)), [events]);
  const before = sorted.filter((event) => event.on < shown).at(-1);
  const after = sorted.find((event) => event.on > shown);
  const commit = (on: string): void => {
    setHeld(undefined);
    const day = dayOf(Math.min(Math.max(dayNumber(on), low), high));
    onChange?.(day);
    if (day !== value) onCommit(day);
  };
  useEffect(() => {
    const listen = (event: globalThis.KeyboardEvent): void => {
      if (!event.altKey || isTyping(event.target) || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return;
      event.preventDefault();
      const target = event.key === 'ArrowLeft' ? before : after;
      if (target) onCommit(target.on);
    };
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [before, after, onCommit]);
  const onKey = (event: KeyboardEvent): void => {
    if (event.altKey) return;
    const by: Record<string, string> = {
      ArrowLeft: dayOf(dayNumber(shown) - 1),
      ArrowRight: dayOf(dayNumber(shown) + 1),
      ArrowDown: addMonths(shown, -1),
      ArrowUp: addMonths(shown, 1),
      PageDown: addMonths(shown, -12),
      PageUp: addMonths(shown, 12),
      Home: from,
      End: end,
    };
    const next = by[event.key];
    if (!next) return;
    event.preventDefault();
    commit(next);
  };
  const dayAt = (event: PointerEvent<HTMLElement>): string => {
    const area = box.current?.getBoundingClientRect();
    const part = area ? (event.clientX - area.left) / area.width : 0;
    return dayOf(Math.round(low + Math.min(1, Math.max(0, part)) * (high - low)));
  };
  const drag = (event: PointerEvent<HTMLElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const day = dayAt(event);
    setHeld(day);
    onChange?.(day);
  };
  const narrow = width > 0 && width < 560;
  const labels = placeLabels(sorted, x, width);
  const near = narrow ? sorted.filter((event) => event.on <= shown).at(-1) : undefined;
  const rows = narrow ? 0 : Math.max(0, ...[...labels.values()].map((row) => row + 1));
  return (
    <section className="panel time" aria-label={title ?? t('platform.timeline.title')}>
      <div className="row wrap">
        <h2>{title ?? t('platform.timeline.title')}</h2>
        <span className="sp" />
        <span className="time-keys">
          <kbd className="kbd">Alt</kbd>
          <kbd className="kbd">←</kbd>
          <kbd className="kbd">→</kbd>
        </span>
        <Button
          isDisabled={!before}
          onPress={() => {
            if (before) commit(before.on);
          }}
        >
          ← {t('platform.timeline.previous')}
        </Button>
        <Button
          isDisabled={!after}
          onPress={() => {
            if (after) commit(after.on);
          }}
        >
          {t('platform.timeline.next')} →
        </Button>
        <Button isDisabled={shown === today} onPress={() => commit(today)}>
          {t('platform.as-of.today')}
        </Button>
      </div>
      <div
        className="track"
        ref={box}
        style={{ height: 48 + (rows === 0 ? 0 : rows * 48) }}
        onPointerDown={(event) => {
          if (event.button === 0) {
            event.currentTarget.setPointerCapture(event.pointerId);
            drag(event);
          }
        }}
        onPointerMove={drag}
        onPointerUp={(event) => {
          if (held) commit(dayAt(event));
        }}
        onPointerCancel={() => setHeld(undefined)}
      >
        <div className="ln">
          <i style={{ width: x(shown) }} />
        </div>
        {sorted.map((event) => {
          const row = labels.get(event.id);
          const at = x(event.on);
          const centre = Math.min(Math.max(at, LABEL / 2 - 8), width - LABEL / 2 + 8);
          return (
            <div key={event.id}>
              <i
                className={`ev-dot${event.big ? ' big' : ''}${event.planned ? ' fut' : ''}`}
                style={{ left: at }}
                title={`${format.date(event.on, event.precision)} · ${event.label}`}
              />
              {!narrow && row !== undefined ? (
                <div className={`ev${event.planned ? ' fut' : ''}`} style={{ left: centre, top: 40 + row * 48 }}>
                  <b>{format.date(event.on, event.precision)}</b>
                  <span>{event.label}</span>
                </div>
              ) : null}
            </div>
          );
        })}
        <div
          className="hand"
          style={{ left: x(shown) }}
          role="slider"
          tabIndex={0}
          aria-label={t('platform.timeline.slider')}
          onKeyDown={onKey}
          aria-valuemin={low}
          aria-valuemax={high}
          aria-valuenow={dayNumber(shown)}
          aria-valuetext={format.date(shown)}
          aria-orientation="horizontal"
        >
          <span
            style={{ transform: `translateX(${Math.max(52 - x(shown), 0) + Math.min(width - x(shown) - 52, 0)}px)` }}
          >
            {format.date(shown)}
          </span>
          <i />
          <u />
        </div>
      </div>
      {near ? (
        <p className="sm mut2" style={{ marginTop: 6 }}>
          <b>{format.date(near.on, near.precision)}</b> {near.label}
        </p>
      ) : null}
      {footer ? <div className="time-foot">{footer}</div> : null}
    </section>
  );
}
