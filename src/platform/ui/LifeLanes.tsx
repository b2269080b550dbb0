import { useState } from 'react';
import { Link as AriaLink } from 'react-aria-components';
import type { DatedBy } from '../shapes.ts';
import { todayInVietnam, useFormat, useText } from '../messages.ts';
import { dayNumber } from './days.ts';
import { Segmented } from './fields.tsx';
import type { Tone } from './notices.tsx';
import { DateText } from './surface.tsx';
import { useWidth } from './use-width.ts';
import { ScrollX } from './ScrollX.tsx';

export type LaneSpan = {
  id: string;
  from: DatedBy;
  to?: DatedBy | undefined;
  label: string;
  tone?: Tone;
  href?: string | undefined;
};
export type Lane = { id: string; label: string; spans: readonly LaneSpan[] };
/** A date that carries a right, as a pin above the lanes. */
export type LaneMark = { id: string; on: string; label: string; tone?: Tone };

/** A life (or a unit's life) in lanes on one time axis; a start known by year has a dotted edge; the same as a table. */
export function LifeLanes({
  label,
  lanes,
  from,
  to = todayInVietnam(),
  marks = [],
  cuts = [],
}: {
  label: string;
  lanes: readonly Lane[];
  from: string;
  to?: string;
  marks?: readonly LaneMark[];
  /** boundary changes, a dotted line through all lanes */
  cuts?: readonly { on: string; label: string }[];
}) {
  const t = useText();
  const [view, setView] = useState<'drawing' | 'table'>('drawing');
  return (
    <div>
      <div className="drawing-switch no-print">
        <Segmented
          label={t('platform.view.as')}
          value={view}
          onChange={setView}
          choices={[
            { id: 'drawing', label: t('platform.view.drawing') },
            { id: 'table', label: t('platform.view.table') },
          ]}
        />
      </div>
      {view === 'drawing' ? (
        <Drawing {...{ label, lanes, from, to, marks, cuts }} />
      ) : (
        <LaneTable label={label} lanes={lanes} />
      )}
    </div>
  );
}

function Drawing({
  label,
  lanes,
  from,
  to,
  marks,
  cuts,
}: {
  label: string;
  lanes: readonly Lane[];
  from: string;
  to: string;
  marks: readonly LaneMark[];
  cuts: readonly { on: string; label: string }[];
}) {
  const format = useFormat();
  const [box, width] = useWidth<HTMLDivElement>();
  const [low, high] = [dayNumber(`${from.slice(0, 4)}-01-01`), dayNumber(to) + 20];
  const at = (on: string): number => (Math.min(Math.max(dayNumber(on), low), high) - low) / (high - low);
  const years = Array.from(
    { length: Number(to.slice(0, 4)) - Number(from.slice(0, 4)) + 1 },
    (_, i) => Number(from.slice(0, 4)) + i,
  );
  const step = Math.max(1, Math.ceil(years.length / Math.max(1, Math.floor(width / 48))));
  const pins = [
    ...marks.map((mark) => ({ ...mark, cut: false })),
    ...cuts.map((cut) => ({ id: cut.on, ...cut, tone: 'none', cut: true })),
  ].sort((a, b) => a.on.localeCompare(b.on));
  const ends: number[] = [];
  const placed = pins.map((pin) => {
    const x = at(pin.on) * width;
    const size = Math.max(70, pin.label.length * 6.6);
    const left = Math.min(Math.max(0, x - 4), Math.max(0, width - size));
    const row = ends.findIndex((end) => end <= left);
    const use = row < 0 ? ends.length : row;
    ends[use] = left + size + 6;
    // Below the first row a label stands clear of the lines that come down from the labels above it.
    return { ...pin, x, left: use > 0 ? Math.min(left + 10, Math.max(0, width - size)) : left, row: use };
  });
  const pinsHeight = ends.length * 34 + (ends.length > 0 ? 10 : 0);
  return (
    <div className="lanes" role="group" aria-label={label}>
      <div className="ln pins">
        <span />
        <div className="tr" ref={box} style={{ height: pinsHeight }}>
          {placed.map((pin) => (
            <div key={pin.id}>
              <div className={`pin ${pin.tone ?? 'sel'}`} style={{ left: pin.left, top: pin.row * 34 }}>
                <b>{format.date(pin.on)}</b>
                <span>{pin.label}</span>
              </div>
              <i
                className={`pin-line ${pin.tone ?? 'sel'}`}
                style={{ left: pin.x, top: pin.row * 34 + 32, height: pinsHeight - pin.row * 34 - 32 }}
              />
            </div>
          ))}
        </div>
      </div>
      {lanes.map((lane) => (
        <div className="ln" key={lane.id}>
          <span>{lane.label}</span>
          <div className="tr">
            {lane.spans.map((span) => {
              const start = at(span.from.on);
              const size = Math.max(0, (span.to ? at(span.to.on) : 1) - start);
              const vague = span.from.precision !== 'day' && span.from.precision !== 'month';
              const said = `${lane.label}: ${span.label}, ${format.dated(span.from)} – ${span.to ? format.dated(span.to) : ''}`;
              const look = `bd ${span.tone ?? 'none'}${span.to ? '' : ' open'}${vague ? ' vague' : ''}`;
              const style = { left: `${start * 100}%`, width: `max(5px, calc(${size * 100}% - 2px))` };
              // A piece of a word says nothing: a short bar keeps its label for the pointer and the reader.
              const room = size * width - 18;
              const text =
                room >= Math.min(span.label.length * 6.8, 56) ? <span className="bd-word">{span.label}</span> : null;
              return span.href ? (
                <AriaLink key={span.id} href={span.href} className={look} style={style} aria-label={said}>
                  {text}
                </AriaLink>
              ) : (
                <span key={span.id} className={look} style={style} title={said} role="img" aria-label={said}>
                  {text}
                </span>
              );
            })}
            {cuts.map((cut) => (
              <i key={cut.on} className="cut" style={{ left: `${at(cut.on) * 100}%` }} />
            ))}
          </div>
        </div>
      ))}
      <div className="ax" aria-hidden="true">
        {years
          .filter((_, i) => i % step === 0)
          .map((year) => (
            <i key={year} style={{ left: `${at(`${year}-01-01`) * 100}%` }}>
              {year}
            </i>
          ))}
      </div>
    </div>
  );
}

function LaneTable({ label, lanes }: { label: string; lanes: readonly Lane[] }) {
  const t = useText();
  return (
    <ScrollX>
      <table className="tbl" aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('platform.lanes.question')}</th>
            <th scope="col">{t('platform.lanes.from')}</th>
            <th scope="col">{t('platform.lanes.to')}</th>
            <th scope="col">{t('platform.lanes.what')}</th>
          </tr>
        </thead>
        <tbody>
          {lanes.flatMap((lane) =>
            lane.spans.map((span) => (
              <tr key={lane.id + span.id}>
                <th scope="row">{lane.label}</th>
                <td>
                  <DateText date={span.from} />
                </td>
                <td>{span.to ? <DateText date={span.to} /> : t('platform.lanes.open')}</td>
                <td>
                  {span.href ? (
                    <AriaLink href={span.href} className="link">
                      {span.label}
                    </AriaLink>
                  ) : (
                    span.label
                  )}
                </td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </ScrollX>
  );
}
