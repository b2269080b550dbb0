import { useState } from 'react';
import { fold, useFormat, useText } from '#platform/messages.ts';
import { useView } from '#platform/field/ui/field.ts';
import { TextIn } from '#platform/field/ui/inputs.tsx';
import { Chip, Row, Screen, Section } from '#platform/field/ui/kit.tsx';
import type { MemberDoc } from '../field-contract.ts';

const FEW = 6;

/** Members of the cell on the phone: names, standing, since when. Nothing else of them is here. */
export function MembersPart() {
  const view = useView();
  const t = useText();
  const members = sorted(view.list<MemberDoc>('member'));
  if (members.length === 0) return null;
  return (
    <Section
      title={t('membership.phone.members')}
      aside={
        <a className="link b" href="#/members">
          {members.length}
        </a>
      }
    >
      <List members={members.slice(0, FEW)} />
      {members.length > FEW ? (
        <a className="btn quiet" href="#/members">
          {t('membership.phone.more', { count: members.length - FEW })}
        </a>
      ) : null}
    </Section>
  );
}

export function MembersScreen() {
  const view = useView();
  const t = useText();
  const [asked, ask] = useState('');
  const all = sorted(view.list<MemberDoc>('member'));
  const found = all.filter((member) => fold(member.name).includes(fold(asked.trim())));
  return (
    <Screen
      title={t('membership.phone.members')}
      sub={t('membership.phone.count', { count: all.length })}
      back="/village"
    >
      <TextIn label={t('membership.phone.find')} value={asked} onChange={ask} />
      {found.length > 0 ? <List members={found} /> : <p className="mut2">{t('membership.phone.none', { asked })}</p>}
    </Screen>
  );
}

function List({ members }: { members: readonly MemberDoc[] }) {
  const t = useText();
  const format = useFormat();
  return (
    <ul className="list">
      {members.map((member) => (
        <Row
          key={member.id}
          title={member.name}
          end={
            <Chip tone={member.call === 'summoned' ? (member.standing === 'official' ? 'ok' : 'sel') : ''}>
              {t(
                member.call === 'summoned'
                  ? `membership.phone.standing.${member.standing}`
                  : `membership.phone.call.${member.call}`,
              )}
            </Chip>
          }
        >
          {[
            member.birthYear ? t('membership.phone.born', { year: member.birthYear }) : '',
            member.joined
              ? t('membership.phone.joined', { on: format.date(member.joined.on, member.joined.precision as 'day') })
              : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </Row>
      ))}
    </ul>
  );
}

function sorted(members: readonly MemberDoc[]): MemberDoc[] {
  const given = (name: string) => name.split(' ').at(-1) ?? name;
  return members.toSorted(
    (a, b) => given(a.name).localeCompare(given(b.name), 'vi') || a.name.localeCompare(b.name, 'vi'),
  );
}
