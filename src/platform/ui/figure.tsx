import { line as linePath } from 'd3-shape';
import type { ReactNode } from 'react';
import { Link as AriaLink } from 'react-aria-components';
import { useFormat, useText } from '../messages.ts';
import { IconButton } from './buttons.tsx';
import { QuestionIcon } from './icons.ts';

export type Comparator = 'nearly' | 'over' | 'about' | 'exactly';

type FigureProps = {
  /** null without a denominator, 'withheld' below five */
  value: number | null | 'withheld';
  href?: string | undefined;
  kind?: 'count' | 'percent' | 'vnd' | undefined;
  /** a figure taken from a text: shown in italics with its word */
  reported?: Comparator | undefined;
  /** read aloud instead of the bare number, e.g. “49.312 đảng viên” */
  label?: string | undefined;
};

/** A number that opens the list it counts. Without `href` (a sum explained elsewhere) it is plain. */
export function Figure({ value, href, kind = 'count', reported, label }: FigureProps) {
  const t = useText();
  const format = useFormat();
  if (value === null) return <span className="fig plain">–</span>;
  const number =
    value === 'withheld'
      ? t('platform.figure.withheld')
      : kind === 'percent'
        ? format.percent(value)
        : kind === 'vnd'
          ? format.vnd(value)
          : format.number(value);
  const text = reported && reported !== 'exactly' ? `${t(`platform.figure.${reported}`)} ${number}` : number;
  if (!href || value === 'withheld') return <span className={`fig plain${reported ? ' reported' : ''}`}>{text}</span>;
  return (
    <AriaLink href={href} className={`fig${reported ? ' reported' : ''}`} {...(label ? { 'aria-label': label } : {})}>
      {text}
    </AriaLink>
  );
}

/** A small trend; nothing under three points. `breakAt` leaves a gap where boundaries changed. */
export function Spark({ points, breakAt }: { points: readonly number[]; breakAt?: number | undefined }) {
  if (points.length < 3) return null;
  const low = Math.min(...points);
  const span = Math.max(...points) - low || 1;
  const at = (index: number): [number, number] => [
    (index / (points.length - 1)) * 60 + 2,
    17 - (((points[index] ?? low) - low) / span) * 14,
  ];
  const draw = linePath();
  const parts =
    breakAt === undefined
      ? [points.map((_, i) => at(i))]
      : [points.map((_, i) => at(i)).slice(0, breakAt), points.map((_, i) => at(i)).slice(breakAt)];
  const [endX, endY] = at(points.length - 1);
  return (
    <svg className="spark" viewBox="0 0 64 20" aria-hidden="true">
      {parts.map((part, index) => (
        <path key={index} d={draw(part) ?? ''} />
      ))}
      <circle cx={endX} cy={endY} r="2.3" />
    </svg>
  );
}

/** Tiles side by side. */
export function Tiles({ children }: { children: ReactNode }) {
  return <div className="tiles">{children}</div>;
}

/** One figure with its label, numerator and denominator or change, and trend. `onExplain` opens the definition. */
export function FigureTile({
  label,
  value,
  href,
  kind = 'count',
  unit,
  under,
  trend,
  breakAt,
  onExplain,
}: FigureProps & {
  label: string;
  unit?: string | undefined;
  under?: ReactNode;
  trend?: readonly number[] | undefined;
  breakAt?: number | undefined;
  onExplain?: (() => void) | undefined;
}) {
  const t = useText();
  const format = useFormat();
  const percent = kind === 'percent' && typeof value === 'number';
  const said =
    typeof value === 'number' ? `${label}: ${percent ? format.percent(value) : format.number(value)}` : undefined;
  return (
    <div className="tile">
      <div className="l">
        <span>{label}</span>
        {onExplain ? (
          <IconButton className="why" label={`${t('platform.figure.explain')} ${label}`} onPress={onExplain}>
            <QuestionIcon className="i" aria-hidden="true" />
          </IconButton>
        ) : null}
      </div>
      <div className="v">
        {percent ? (
          href ? (
            <AriaLink href={href} className="fig" aria-label={said ?? label}>
              {format.number(value, 1)}
            </AriaLink>
          ) : (
            <span>{format.number(value, 1)}</span>
          )
        ) : (
          <Figure value={value} href={href} kind={kind} label={said} />
        )}
        {percent ? <small>%</small> : unit ? <small>{unit}</small> : null}
      </div>
      <div className="s">
        <span>{under}</span>
        {trend ? <Spark points={trend} breakAt={breakAt} /> : null}
      </div>
    </div>
  );
}
