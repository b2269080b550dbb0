import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { useRight } from '#platform/ui/api.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { Figure } from '#platform/ui/figure.tsx';
import { LifeLanes, type Lane, type LaneSpan } from '#platform/ui/LifeLanes.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { DateText, Panel } from '#platform/ui/surface.tsx';
import { STATES, type Stretch, type VillagePage } from '../contract.ts';
import { CorrectEvent } from './CorrectEvent.tsx';

/** The three states through the years, each in a lane of its own, and the papers that say what was cleared. */
export function StatePanel({ village }: { village: VillagePage }) {
  const t = useText();
  const format = useFormat();
  const mayWrite = useRight('villages.write');
  const [corrects, setCorrects] = useState<VillagePage['recorded'][number]>();
  const day = (on: string) => ({ on, precision: 'day' as const });
  const span = (stretch: Stretch, id: string, label: string, tone: LaneSpan['tone']): LaneSpan => ({
    id,
    // A start that nobody wrote down has a dotted edge, like one known by year only.
    from: stretch.sinceBefore ? { on: stretch.from, precision: 'year' } : day(stretch.from),
    ...(stretch.to ? { to: day(stretch.to) } : {}),
    label,
    ...(tone ? { tone } : {}),
  });
  const lanes: Lane[] = STATES.map((state) => ({
    id: state,
    label: t(`villages.state.${state}`),
    spans: fill(village, state).map(({ stretch, inState }, index) =>
      span(
        stretch,
        `${state}${index}`,
        t(`villages.lane.${state}.${inState ? 'is' : 'is-not'}`),
        inState ? (state === 'combined' ? 'wait' : 'late') : 'ok',
      ),
    ),
  }));
  const communes: LaneSpan[] = [
    ...village.formerCommunes.map((commune, index) => ({
      id: commune.id,
      from: day(village.formerCommunes[index - 1]?.to ?? village.from),
      to: day(commune.to),
      label: commune.name,
    })),
    ...(village.path.at(-1)
      ? [
          {
            id: 'now',
            from: day(village.formerCommunes.at(-1)?.to ?? village.from),
            label: village.path.at(-1)?.name ?? '',
            tone: 'sel' as const,
          },
        ]
      : []),
  ];
  const founding = village.covers.find((cover) => cover.foundedOn !== null && cover.villages === 1);
  const relapses = village.happenings.filter((one) => one.state === 'blank_members' && one.event === 'relapsed');
  return (
    <Panel
      title={t('villages.states.title')}
      aside={<span className="xs mut">{t('villages.states.apart')}</span>}
      footer={
        <div className="sm mut2">
          {relapses.length > 0 ? (
            <p>{t('villages.states.relapses', { days: relapses.map((one) => format.date(one.on)).join(', ') })}</p>
          ) : null}
          {founding?.foundedOn ? (
            <p>
              {t('villages.states.founding', { cell: founding.cell.name, on: format.date(founding.foundedOn) })}{' '}
              <Figure
                value={founding.founders}
                href={`/members${queryString({ unit: founding.cell.id, asOf: founding.foundedOn, boundaries: 'then', standing: 'official' })}`}
              />
              {t('villages.states.local', { local: founding.localFounders ?? 0 })}
            </p>
          ) : null}
          <p>{t('villages.states.note')}</p>
        </div>
      }
    >
      <div className="in">
        <LifeLanes
          label={t('villages.states.title')}
          lanes={[...lanes, { id: 'commune', label: t('villages.column.commune'), spans: communes }]}
          from={village.from}
          {...(village.to ? { to: village.to } : {})}
          cuts={village.formerCommunes.map((commune) => ({ on: commune.to, label: t('villages.states.moved') }))}
        />
        {village.recorded.length > 0 ? (
          <ul className="list vl-papers" aria-label={t('villages.states.papers')}>
            {village.recorded.map((event) => (
              <li key={event.id}>
                <span className="sp">
                  {t(`villages.event.${event.event}`)} · {t(`villages.state.${event.state}`)}
                  <span className="xs mut"> {event.document ?? event.source}</span>
                  {event.corrected ? (
                    <span className="xs mut">
                      {' '}
                      {t('villages.correct.was', {
                        on: format.date(event.corrected.on.on),
                        reason: event.corrected.reason,
                      })}
                    </span>
                  ) : null}
                </span>
                <DateText date={event.on} />
                {mayWrite ? (
                  <Button look="quiet" onPress={() => setCorrects(event)}>
                    {t('villages.correct.act')}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
      {corrects ? <CorrectEvent village={village} event={corrects} onClose={() => setCorrects(undefined)} /> : null}
    </Panel>
  );
}

/** The whole life of the village in stretches in and out of one state. “Combined” says nothing while there is no cell at all. */
function fill(village: VillagePage, state: (typeof STATES)[number]): { stretch: Stretch; inState: boolean }[] {
  const known = village.history[state];
  const hole = state === 'combined' ? village.history.blank_cell : [];
  const edges = [...known, ...hole].sort((a, b) => (a.from < b.from ? -1 : 1));
  const parts: { stretch: Stretch; inState: boolean }[] = [];
  let at: string | null = village.from;
  for (const stretch of edges) {
    if (at !== null && stretch.from > at)
      parts.push({
        stretch: { from: at, to: stretch.from, sinceBefore: at === village.from && known.length + hole.length === 0 },
        inState: false,
      });
    if (known.includes(stretch)) parts.push({ stretch, inState: true });
    at = stretch.to;
  }
  if (at !== null && at !== village.to)
    parts.push({ stretch: { from: at, to: village.to, sinceBefore: at === village.from }, inState: false });
  return parts;
}
