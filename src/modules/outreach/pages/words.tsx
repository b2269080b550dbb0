import { hasText, useFormat, useText } from '#platform/messages.ts';
import type { Tone } from '#platform/ui/notices.tsx';
import {
  DesktopIcon,
  FileTextIcon,
  GiftIcon,
  HandshakeIcon,
  HouseIcon,
  MapPinIcon,
  ShareNetworkIcon,
  SunIcon,
  TrayIcon,
  UsersThreeIcon,
} from '#platform/ui/icons.ts';
import type { ActivityRow, Kind, Measure } from '../contract.ts';

export const TONE_OF_STATE: Record<ActivityRow['state'], Tone> = { planned: 'wait', held: 'ok', cancelled: 'none' };
export const TONE_OF_TWINNING = { coming: 'wait', running: 'ok', over: 'none' } as const;

type KindIcon = typeof HouseIcon;
/** Icon and colour of a kind; the word always stands beside them. */
export const LOOK_OF_KIND: Record<Kind, { icon: KindIcon; colour: string }> = {
  digital_help: { icon: DesktopIcon, colour: 'var(--d1)' },
  records_coaching: { icon: FileTextIcon, colour: 'var(--d5)' },
  cleaning: { icon: TrayIcon, colour: 'var(--d3)' },
  flower_road: { icon: SunIcon, colour: 'var(--d4)' },
  tree_planting: { icon: SunIcon, colour: 'var(--d3)' },
  gift: { icon: GiftIcon, colour: 'var(--d2)' },
  household_visit: { icon: HouseIcon, colour: 'var(--d6)' },
  roots_trip: { icon: MapPinIcon, colour: 'var(--s5)' },
  listening: { icon: UsersThreeIcon, colour: 'var(--d5)' },
  three_togethers: { icon: HandshakeIcon, colour: 'var(--d2)' },
  exchange: { icon: ShareNetworkIcon, colour: 'var(--d6)' },
};

/** Results in their own measures, side by side and never added. */
export function Results({ results }: { results: readonly { measure: Measure; amount: number }[] }) {
  const t = useText();
  const format = useFormat();
  if (results.length === 0) return <>–</>;
  return (
    <>
      {results.map(({ measure, amount }, index) => (
        <span key={measure} className="nw">
          {index > 0 ? ' · ' : ''}
          {format.number(amount)} {t(`outreach.counted.${measure}`, { count: amount })}
        </span>
      ))}
    </>
  );
}

/** The day of an activity, or its days. */
export function Days({ row }: { row: Pick<ActivityRow, 'startsOn' | 'endsOn' | 'precision'> }) {
  const format = useFormat();
  if (row.precision !== 'day' || row.startsOn === row.endsOn)
    return <time dateTime={row.startsOn}>{format.date(row.startsOn, row.precision)}</time>;
  return (
    <span className="nw">
      <time dateTime={row.startsOn}>{format.date(row.startsOn)}</time> –{' '}
      <time dateTime={row.endsOn}>{format.date(row.endsOn)}</time>
    </span>
  );
}

/** Things of the room of gifts by their word; what an office added itself is called as it called it. */
export function useItemWords() {
  const t = useText();
  const format = useFormat();
  const name = (code: string, own?: string) =>
    hasText(`welfare.item.${code}`) ? t(`welfare.item.${code}`) : (own ?? code);
  const amount = (code: string, value: number, ownUnit = '') =>
    code === 'VND'
      ? format.vnd(value)
      : `${format.number(value)} ${hasText(`welfare.counted.${code}`) ? t(`welfare.counted.${code}`, { count: value }) : ownUnit}`.trim();
  return { name, amount };
}
