import type { ReactNode } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { DateText, Facts, Panel } from '#platform/ui/surface.tsx';
import type { MemberDate, MemberPage } from '../../contract.ts';
import { usePostWord } from '../words.tsx';

/** The two dates of joining side by side, each with what it starts. */
export function Joining({ member }: { member: MemberPage }) {
  const t = useText();
  const { decision, ceremony, recognised, officialDueOn } = member.joining;
  const due = officialDueOn && ceremony ? { on: officialDueOn, precision: ceremony.precision } : null;
  return (
    <Panel title={t('membership.page.joining.title')}>
      <div className="joining">
        <JoiningDate
          date={decision}
          what={t('membership.page.joining.decision')}
          starts={t('membership.page.joining.decision-starts')}
        />
        <JoiningDate
          date={ceremony}
          what={t('membership.page.joining.ceremony')}
          starts={t('membership.page.joining.ceremony-starts')}
        />
        {due && !recognised ? (
          <JoiningDate
            date={due}
            what={t('membership.page.joining.due')}
            starts={t('membership.page.joining.due-starts')}
          />
        ) : (
          <JoiningDate
            date={recognised}
            what={t('membership.page.joining.recognised')}
            starts={t('membership.page.joining.recognised-starts')}
          />
        )}
      </div>
    </Panel>
  );
}

/** The plain facts of the file. */
export function PersonFacts({ member }: { member: MemberPage }) {
  const t = useText();
  const format = useFormat();
  const postWord = usePostWord();
  const now = member.posts.filter((post) => post.validTo === null);
  return (
    <Panel title={t('membership.page.fact.title')} padded>
      <Facts
        facts={[
          { label: t('membership.page.fact.birth'), value: <DateText date={member.birth} /> },
          { label: t('membership.page.fact.sex'), value: member.sex ? t(`membership.sex.${member.sex}`) : '–' },
          {
            label: t('membership.page.fact.card'),
            value: card(member.cardNumber, member.oldCardNumber, (old) => t('membership.page.fact.old-card', { old })),
          },
          { label: t('membership.page.fact.residence'), value: member.residenceVillage?.name ?? '–' },
          {
            label: t('membership.page.fact.education'),
            value: member.education ? t(`membership.education.${member.education}`) : '–',
          },
          {
            label: t('membership.page.fact.theory'),
            value: member.theoryLevel ? t(`membership.theory-level.${member.theoryLevel}`) : '–',
          },
          {
            label: t('membership.page.fact.occupation'),
            value: member.occupation ? t(`membership.occupation.${member.occupation}`) : '–',
          },
          {
            label: t('membership.page.fact.posts'),
            value:
              now.length === 0 ? (
                '–'
              ) : (
                <PostLines
                  lines={now.map(
                    (post) =>
                      `${postWord(post.kind)}, ${post.unit.name}${post.validFrom ? `, ${t('membership.page.fact.since', { on: format.date(post.validFrom) })}` : ''}`,
                  )}
                />
              ),
          },
          {
            label: t('membership.page.fact.badges'),
            value:
              member.badges.given.length === 0
                ? '–'
                : member.badges.given
                    .map((badge) => t('membership.page.fact.badge', { years: badge.years, on: format.date(badge.on) }))
                    .join('; '),
          },
        ]}
      />
    </Panel>
  );
}

function card(number: string | null, old: string | null, say: (old: string) => string): string {
  return [number ?? '–', ...(old ? [say(old)] : [])].join(' · ');
}

function PostLines({ lines }: { lines: readonly string[] }): ReactNode {
  return lines.map((line) => <div key={line}>{line}</div>);
}

function JoiningDate({ date, what, starts }: { date: MemberDate | null; what: string; starts: string }) {
  return (
    <div>
      <b className="joining-on">
        <DateText date={date} />
      </b>
      <span className="b sm">{what}</span>
      <span className="sm mut2">{starts}</span>
    </div>
  );
}
