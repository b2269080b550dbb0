import { useFormat, useText } from '#platform/messages.ts';
import type { Timer as TimerValue } from '../contract.ts';
import { useTimerText } from './words.ts';
import './admission.css';

/** A legal time as a bar: how much of it is used, how much is left, and until when. */
export function Timer({ timer, full }: { timer: TimerValue; full?: boolean }) {
  const t = useText();
  const format = useFormat();
  const left = useTimerText(!full)(timer);
  const share = Math.min(100, Math.round((timer.used / Math.max(1, timer.allowed)) * 100));
  const unit = t(`admission.unit.${timer.unit}`);
  return (
    <div className={`timer ${timer.state}`}>
      <div className="row">
        <span>{full ? `${t(`admission.timer.${timer.kind}`)}: ${left}` : left}</span>
        <span className="sp" />
        <span className="nw" title={unit}>
          {timer.used}/{timer.allowed}
          {full ? ` ${unit}` : ''}
        </span>
      </div>
      <div className="bar" aria-hidden="true">
        <i style={{ width: `${share}%` }} />
      </div>
      {full ? (
        <div className="mut">
          {timer.dueOn === null ? '' : `${t('admission.page.until', { on: format.date(timer.dueOn) })} · `}
          {timer.source}
        </div>
      ) : null}
    </div>
  );
}
