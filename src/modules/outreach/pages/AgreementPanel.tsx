import { useState } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { IconButton, TextLink } from '#platform/ui/buttons.tsx';
import { DotsThreeIcon } from '#platform/ui/icons.ts';
import { Menu } from '#platform/ui/overlays.tsx';
import { newest } from '#platform/ui/standing.ts';
import { Chip, Facts, Panel } from '#platform/ui/surface.tsx';
import type { TwinningPage as Twinning } from '../contract.ts';
import { ChannelForm, CloseChannel, EndRole } from './forms-agreement.tsx';
import { TONE_OF_TWINNING } from './words.tsx';

type Act =
  | { what: 'end-role'; role: Twinning['roles'][number] }
  | { what: 'change-channel' | 'close-channel'; channel: Twinning['channels'][number] };

/** The agreement itself: both sides, the term, who stands for them, and the channels they share. */
export function AgreementPanel({ twinning, mayWrite }: { twinning: Twinning; mayWrite: boolean }) {
  const t = useText();
  const format = useFormat();
  const [act, setAct] = useState<Act>();
  const today = todayInVietnam();
  const current = twinning.roles.filter((role) => role.to === null || role.to > today);
  const earlier = twinning.roles.filter((role) => !current.includes(role));
  const close = () => setAct(undefined);
  const menu = (label: string, entries: { id: string; label: string; onAction: () => void }[]) =>
    mayWrite ? (
      <span className="no-print">
        <Menu
          label={label}
          trigger={
            <IconButton label={label}>
              <DotsThreeIcon className="i" weight="bold" aria-hidden="true" />
            </IconButton>
          }
          entries={entries}
        />
      </span>
    ) : null;
  const hidden = t('outreach.record.name-hidden');
  return (
    <Panel
      title={t('outreach.twinning.agreement')}
      aside={<Chip tone={TONE_OF_TWINNING[twinning.state]}>{t(`outreach.state.${twinning.state}`)}</Chip>}
      padded
    >
      <Facts
        facts={[
          {
            label: t('outreach.twinning.sides'),
            value: (
              <>
                <TextLink href={`/organisation/${twinning.agency.id}`}>{twinning.agency.name}</TextLink>
                <br />
                <TextLink href={`/organisation/${twinning.partner.id}`}>{twinning.partner.name}</TextLink>
              </>
            ),
          },
          {
            label: t('outreach.column.term'),
            value: t('outreach.twinning.from-to', {
              from: format.date(twinning.starts.on, twinning.starts.precision),
              to: format.date(twinning.endedOn ?? twinning.endsOn),
            }),
          },
          { label: t('outreach.field.document'), value: twinning.document ?? '–' },
          ...current.map((role) => ({
            label: `${t(`outreach.role.${role.role}`)}, ${t(`outreach.side.${role.side}`)}`,
            value: (
              <span className="ou-with-act">
                <span>
                  {role.person.name ?? hidden}
                  {role.posts[0] ? (
                    <span className="mut"> · {t(`organisation.post-kind.${role.posts[0].kind}`)}</span>
                  ) : null}
                </span>
                {role.to === null
                  ? menu(t('outreach.role.acts', { name: role.person.name ?? hidden }), [
                      {
                        id: 'end',
                        label: t('outreach.role.end'),
                        onAction: () => setAct({ what: 'end-role', role }),
                      },
                    ])
                  : null}
              </span>
            ),
          })),
          ...twinning.channels.map((channel) => ({
            label: t(`outreach.channel.${channel.kind}`),
            value: (
              <>
                <span className="ou-with-act">
                  <span>{channel.name}</span>
                  {menu(t('outreach.channel.acts', { name: channel.name }), [
                    {
                      id: 'change',
                      label: t('outreach.channel.change'),
                      onAction: () => setAct({ what: 'change-channel', channel }),
                    },
                    {
                      id: 'close',
                      label: t('outreach.channel.close'),
                      onAction: () => setAct({ what: 'close-channel', channel }),
                    },
                  ])}
                </span>
                <span className="mut">{channel.rules}</span>
                <br />
                <span className="xs mut">{t('outreach.twinning.no-content')}</span>
              </>
            ),
          })),
        ]}
      />
      {earlier.length > 0 ? (
        <details className="sm ou-earlier">
          <summary>{t('outreach.role.earlier', { count: earlier.length })}</summary>
          <ul className="list">
            {earlier.map((role) => (
              <li key={role.id}>
                <span className="sp">
                  {role.person.name ?? hidden}
                  <br />
                  <span className="xs mut">
                    {t(`outreach.role.${role.role}`)}, {t(`outreach.side.${role.side}`)} ·{' '}
                    {role.from ? format.date(role.from) : ''} – {role.to ? format.date(role.to) : ''}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
      {act?.what === 'end-role' ? <EndRole twinning={twinning} role={act.role} onClose={close} /> : null}
      {act?.what === 'change-channel' ? (
        <ChannelForm twinning={twinning} channel={newest(twinning.channels, act.channel)} onClose={close} />
      ) : null}
      {act?.what === 'close-channel' ? (
        <CloseChannel twinning={twinning} channel={newest(twinning.channels, act.channel)} onClose={close} />
      ) : null}
    </Panel>
  );
}
