import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { TextLink } from '#platform/ui/buttons.tsx';
import { ListFileMenu } from '#platform/ui/ListFileMenu.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { ScrollX } from '#platform/ui/ScrollX.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, Panel } from '#platform/ui/surface.tsx';
import { shortUnit } from '#platform/ui/unit-names.ts';
import type { CommitteeWatch, MonthState } from '../contract.ts';
import { useCommittees } from './data.ts';
import './meetings.css';

/** The watch over the monthly meeting of grassroots committees: who did not meet stands in front. */
export function Committees({ unit, year }: { unit: string; year: number }) {
  const t = useText();
  const found = useCommittees(unit, year);
  if (found.error) {
    return (
      <Panel title={t('meetings.page.committees', { year: String(year) })} padded>
        <ErrorState problem={found.error} onRetry={() => void found.refetch()} />
      </Panel>
    );
  }
  if (!found.data) return <Loading what={t('meetings.page.loading-board')} rows={3} />;
  return found.data.items.length === 0 ? null : <Watch watch={found.data} unit={unit} />;
}

function Watch({ watch, unit: above }: { watch: CommitteeWatch; unit: string }) {
  const t = useText();
  const format = useFormat();
  const { year, throughMonth, items } = watch;
  const title = t('meetings.page.committees', { year: String(year) });
  // The month under way is not over, so the last one that is tells who did not meet.
  const over = todayInVietnam().slice(0, 4) === String(year) ? throughMonth - 1 : throughMonth;
  const missed = items.filter(({ months }) => months[over - 1]?.state === 'missed').length;
  return (
    <Panel
      title={title}
      aside={
        <span className="row wrap">
          {over < 1 ? null : missed > 0 ? (
            <Chip tone="late">{t('meetings.page.committees-missed', { month: over, count: missed })}</Chip>
          ) : (
            <Chip tone="ok">{t('meetings.page.committees-met', { month: over })}</Chip>
          )}
          <ListFileMenu list={{ path: '/meetings/committees', query: { unit: above, year } }} />
        </span>
      }
      footer={
        <ul className="mt-legend">
          {(['met', 'missed', 'due', 'none'] as const).map((state) => (
            <li key={state}>
              <span className={`mt-cell is-${state === 'met' ? 'locked' : state}`} aria-hidden="true">
                {state === 'missed' ? '×' : state === 'met' ? '9' : ''}
              </span>
              {t(`meetings.page.cell.${state}`)}
            </li>
          ))}
        </ul>
      }
    >
      <ScrollX>
        <table className="mt-months">
          <caption className="visually-hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col">{t('meetings.column.committee')}</th>
              {Array.from({ length: 12 }, (_, at) => (
                <th key={at} scope="col" aria-current={at + 1 === throughMonth ? 'date' : undefined}>
                  {t('meetings.page.month-short', { month: at + 1 })}
                </th>
              ))}
              <th scope="col">{t('meetings.column.missed')}</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ unit, months, missed: count }) => (
              <tr key={unit.id}>
                <th scope="row">
                  <TextLink
                    href={`/meetings${queryString({ unit: unit.id, year, kind: 'committee' })}`}
                    className="mt-name"
                  >
                    {shortUnit(unit.name)}
                  </TextLink>
                </th>
                {months.map((month) => (
                  <td key={month.month}>
                    <MonthCell unit={unit.name} month={month} met />
                  </td>
                ))}
                <td>{format.number(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Panel>
  );
}

/** One month: the day of the meeting as a link, a cross where there was none. */
export function MonthCell({ unit, month, met = false }: { unit: string; month: MonthState; met?: boolean }) {
  const t = useText();
  // A committee answers to nobody with its minutes: that it met is all the watch asks.
  const isMet = met && (month.state === 'locked' || month.state === 'unsent');
  const said = t('meetings.page.cell-said', {
    cell: unit,
    month: month.month,
    state: t(`meetings.page.cell.${isMet ? 'met' : month.state}`),
  });
  const mark = month.state === 'missed' ? '×' : month.day === null ? '' : String(month.day);
  const look = `mt-cell is-${isMet ? 'locked' : month.state}${month.thematic ? ' is-thematic' : ''}`;
  return month.meetingId && month.state !== 'missed' ? (
    <TextLink href={`/meetings/${month.meetingId}`} className={look}>
      <span aria-hidden="true">{mark || '·'}</span>
      <span className="visually-hidden">{said}</span>
    </TextLink>
  ) : (
    <span className={look}>
      <span aria-hidden="true">{mark}</span>
      <span className="visually-hidden">{said}</span>
    </span>
  );
}
