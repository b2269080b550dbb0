import { todayInVietnam, useText } from '#platform/messages.ts';
import { LifeLanes, type Lane, type LaneMark, type LaneSpan } from '#platform/ui/LifeLanes.tsx';
import { queryString } from '#platform/ui/pages.ts';
import { Panel } from '#platform/ui/surface.tsx';
import { shortUnit } from '#platform/ui/unit-names.ts';
import type { MemberPage, MemberPeriod } from '../../contract.ts';
import { small, TONE_OF_STATE, usePostWord } from '../words.tsx';

const day = (on: string) => ({ on, precision: 'day' as const });

/** State, place and posts of a member on one axis, with the dates that carry a right as pins. */
export function Life({ member }: { member: MemberPage }) {
  const t = useText();
  const postWord = usePostWord();
  const { decision, ceremony, recognised } = member.joining;
  const starts = [
    decision?.on,
    ceremony?.on,
    ...member.periods.map((one) => one.validFrom),
    ...member.posts.flatMap((one) => one.validFrom ?? []),
  ];
  const from = starts.filter((on) => on !== undefined).sort()[0] ?? todayInVietnam();

  const places: LaneSpan[] = [];
  for (const period of member.periods) {
    const last = places.at(-1);
    const name = [shortUnit(period.cell.name), ...(period.commune ? [shortUnit(period.commune.name)] : [])].join(' · ');
    if (last?.label === name && last.to?.on === period.validFrom)
      places[places.length - 1] = { ...withoutEnd(last), ...ending(period) };
    else
      places.push({
        id: period.id,
        from: { on: period.validFrom, precision: period.fromPrecision },
        ...ending(period),
        label: name,
        href: cellHref(period),
      });
  }
  const states: LaneSpan[] = [];
  for (const period of member.periods) {
    const last = states.at(-1);
    const label = small(t(`membership.state.${period.state}`));
    // A new cell in the same state is no new stretch of the state.
    if (last?.label === label && last.to?.on === period.validFrom)
      states[states.length - 1] = { ...withoutEnd(last), ...ending(period) };
    else
      states.push({
        id: period.id,
        from: { on: period.validFrom, precision: period.fromPrecision },
        ...ending(period),
        label,
        tone: TONE_OF_STATE[period.state],
      });
  }
  const outside: LaneSpan[] = member.outside.map((one, at) => ({
    id: `outside${at}`,
    from: day(one.validFrom),
    ...(one.validTo ? { to: day(one.validTo) } : {}),
    label: t('membership.page.life.outside'),
  }));
  const posts: LaneSpan[] = member.posts.map((one) => ({
    id: one.id,
    // A post known by its year only keeps its dotted edge: 2015 is not 1 January 2015.
    from: { on: one.validFrom ?? from, precision: one.fromPrecision },
    ...(one.validTo ? { to: { on: one.validTo, precision: one.toPrecision } } : {}),
    label: postWord(one.kind),
    tone: 'sel',
  }));
  const lanes: Lane[] = [
    {
      id: 'state',
      label: t('membership.page.life.state'),
      spans: [...states, ...outside],
    },
    { id: 'place', label: t('membership.page.life.place'), spans: places },
    ...inRows(posts).map((spans, row) => ({
      id: `posts${row}`,
      label: t(row === 0 ? 'membership.page.life.posts' : 'membership.page.life.posts-too'),
      spans,
    })),
  ];
  const marks: LaneMark[] = [
    ...(decision
      ? [{ id: 'decision', on: decision.on, label: t('membership.page.joining.decision'), tone: 'sel' as const }]
      : []),
    ...(ceremony
      ? [{ id: 'ceremony', on: ceremony.on, label: t('membership.page.joining.ceremony'), tone: 'ok' as const }]
      : []),
    ...(recognised
      ? [{ id: 'recognised', on: recognised.on, label: t('membership.page.joining.recognised'), tone: 'ok' as const }]
      : []),
    ...(member.exit
      ? [{ id: 'exit', on: member.exit.on, label: t(`membership.exit.${member.exit.kind}`), tone: 'none' as const }]
      : []),
  ];
  const merged = [...new Set(member.events.filter((one) => one.reorganisation !== null).map((one) => one.on))];
  return (
    <Panel title={t('membership.page.life.title')} padded>
      <LifeLanes
        label={t('membership.page.life.title')}
        lanes={lanes}
        from={from}
        marks={marks}
        cuts={merged.map((on) => ({ on, label: t('membership.page.life.reorganised') }))}
      />
    </Panel>
  );
}

/** Posts held at the same time stand in lanes of their own. */
function inRows(spans: readonly LaneSpan[]): LaneSpan[][] {
  const rows: LaneSpan[][] = [];
  for (const span of [...spans].sort((a, b) => a.from.on.localeCompare(b.from.on))) {
    const row = rows.find((taken) => taken.every((one) => one.to !== undefined && one.to.on <= span.from.on));
    if (row) row.push(span);
    else rows.push([span]);
  }
  return rows;
}

function withoutEnd({ to: _to, ...span }: LaneSpan): LaneSpan {
  return span;
}

function ending(period: MemberPeriod): { to?: { on: string; precision: 'day' } } {
  return period.validTo ? { to: { on: period.validTo, precision: 'day' } } : {};
}

function cellHref(period: MemberPeriod): string {
  return `/members${queryString({ unit: period.cell.id, asOf: period.validFrom, boundaries: 'then' })}`;
}
