import { hasText, todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { addMonths } from '#platform/time/dates.ts';
import { Panel } from '#platform/ui/surface.tsx';
import type { Looks as Answer, MemberPage } from '../../contract.ts';
import { useLooks } from './data.ts';

/** Who opened the file lately, and for what. */
export function Looks({ memberId }: { memberId: string }) {
  const t = useText();
  const format = useFormat();
  const looks = useLooks(memberId);
  return (
    <Panel title={t('membership.page.looks.title')} padded>
      {looks.data?.items.length === 0 ? <p className="mut sm">{t('membership.page.looks.none')}</p> : null}
      <ul className="side-list">
        {withoutRepeats(looks.data?.items ?? []).map((look) => (
          <li key={look.at + look.kind}>
            <span>
              <b>{look.userName ?? look.userId}</b>
              <span className="sm mut2">
                {[
                  ...(look.you ? [t('membership.page.looks.you')] : []),
                  hasText(`membership.page.looks.${look.kind}`) ? t(`membership.page.looks.${look.kind}`) : look.kind,
                  ...(look.purpose && hasText(`membership.page.restricted.purpose-${look.purpose}`)
                    ? [t(`membership.page.restricted.purpose-${look.purpose}`)]
                    : []),
                ].join(' · ')}
              </span>
            </span>
            <span className="sm mut2 nw">{format.instant(look.at)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Looks of one person for one purpose that follow each other are one line, the latest. */
function withoutRepeats(items: Answer['items']): Answer['items'] {
  return items.filter((look, at) => {
    const before = items[at - 1];
    return (
      before === undefined ||
      before.userId !== look.userId ||
      before.kind !== look.kind ||
      before.purpose !== look.purpose
    );
  });
}

/** What the dates of the file bring next. */
export function Upcoming({ member }: { member: MemberPage }) {
  const t = useText();
  const format = useFormat();
  const { officialDueOn, ceremony } = member.joining;
  const { next } = member.badges;
  const ends = member.periods.find(
    (one) =>
      one.validTo !== null &&
      (one.state === 'temp_exempt' || one.state === 'temporarily_away' || one.state === 'suspended') &&
      one.state === member.state,
  );
  const coming = [
    ...(officialDueOn && member.onRoll
      ? [
          {
            id: 'official',
            what: t('membership.page.coming.official'),
            on: format.date(officialDueOn, ceremony?.precision),
            by: t('membership.page.coming.official-by'),
          },
        ]
      : []),
    ...(ends?.validTo
      ? [
          {
            id: 'back',
            what: t('membership.page.coming.back', { state: t(`membership.state.${ends.state}`) }),
            on: format.date(ends.validTo),
            by: t('membership.page.coming.back-by'),
          },
        ]
      : []),
    ...(next && next.occasionOn <= addMonths(todayInVietnam(), 12)
      ? [
          {
            id: 'badge',
            what: t('membership.page.coming.badge', { years: next.years }),
            on: format.date(next.occasionOn),
            by: t('membership.page.coming.badge-by', { on: format.date(next.reachedOn) }),
          },
        ]
      : []),
  ];
  if (coming.length === 0) return null;
  return (
    <Panel title={t('membership.page.coming.title')} padded>
      <ul className="side-list">
        {coming.map((one) => (
          <li key={one.id}>
            <span>
              <b>{one.what}</b>
              <span className="sm mut2">{one.by}</span>
            </span>
            <span className="sm mut2 nw">{one.on}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
