import type { CampaignRow } from '#modules/welfare/contract.ts';
import { todayInVietnam, useText } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import type { Choice } from '#platform/ui/fields.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { idOf, RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { CHANNEL_KINDS, ROLES, SIDES, type TwinningPage } from '../contract.ts';
import { findAnyUnits, findPeople } from './data.ts';
import { useChoices, useDone } from './forms.tsx';

type Twinning = { twinning: TwinningPage; onClose: () => void };
const personOf = (person: { id: string; name: string | null } | null, hidden: string) =>
  person ? { id: person.id, label: person.name ?? hidden } : null;

/** Who stands for a side, from a day on. */
export function NewRole({ twinning, onClose }: Twinning) {
  const t = useText();
  const choices = useChoices();
  const done = useDone();
  return (
    <RecordDrawer
      formId={`given-role.${twinning.id}`}
      title={t('outreach.role.new')}
      intro={t('outreach.role.intro')}
      act={t('outreach.record.save')}
      initial={{ side: 'partner', role: 'contact', from: todayInVietnam() }}
      fields={[
        { name: 'person', kind: 'find', label: t('outreach.field.person'), search: findPeople },
        { name: 'side', kind: 'one', label: t('outreach.field.side'), choices: choices('side', SIDES) },
        { name: 'role', kind: 'one', label: t('outreach.field.role'), choices: choices('role', ROLES) },
        { name: 'from', kind: 'day', label: t('outreach.role.from') },
        { name: 'to', kind: 'day', label: t('outreach.role.to'), optional: true },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          `/twinnings/${twinning.id}/roles`,
          {
            id,
            personId: idOf(values['person']),
            side: values['side'],
            role: values['role'],
            from: values['from'],
            to: textOf(values['to']),
          },
          { idempotencyKey },
        )
      }
      onDone={done}
      onClose={onClose}
    />
  );
}

/** Until when somebody stood for a side; the one who comes after is entered as a role of its own. */
export function EndRole({ twinning, role, onClose }: Twinning & { role: TwinningPage['roles'][number] }) {
  const t = useText();
  const done = useDone();
  return (
    <RecordDrawer
      formId={`given-role.${role.id}.end`}
      title={t('outreach.role.end')}
      intro={`${role.person.name ?? t('outreach.record.name-hidden')}, ${t(`outreach.role.${role.role}`)}`}
      act={t('outreach.record.save')}
      initial={{ to: todayInVietnam() }}
      fields={[{ name: 'to', kind: 'day', label: t('outreach.role.to') }]}
      send={(values, { idempotencyKey }) =>
        api.patch(`/twinnings/${twinning.id}/roles/${role.id}`, { to: values['to'] }, { idempotencyKey })
      }
      onDone={done}
      onClose={onClose}
    />
  );
}

/** A shared channel: its name, owners and rules. What is said in it has no field. */
export function ChannelForm({ twinning, channel, onClose }: Twinning & { channel?: TwinningPage['channels'][number] }) {
  const t = useText();
  const choices = useChoices();
  const done = useDone();
  const hidden = t('outreach.record.name-hidden');
  const owners = [
    {
      name: 'agencyOwner',
      kind: 'find' as const,
      label: t('outreach.channel.agency-owner'),
      search: findPeople,
      optional: true,
    },
    {
      name: 'partnerOwner',
      kind: 'find' as const,
      label: t('outreach.channel.partner-owner'),
      search: findPeople,
      optional: true,
    },
  ];
  const rules = {
    name: 'rules',
    kind: 'long' as const,
    most: 600,
    label: t('outreach.channel.rules'),
    hint: t('outreach.channel.rules-hint'),
  };
  return (
    <RecordDrawer
      formId={`given-channel.${channel?.id ?? twinning.id}`}
      standing={channel && { version: channel.version }}
      title={t(channel ? 'outreach.channel.change' : 'outreach.channel.new')}
      intro={channel ? channel.name : t('outreach.channel.intro')}
      act={t('outreach.record.save')}
      initial={
        channel
          ? {
              rules: channel.rules,
              agencyOwner: personOf(channel.agencyOwner, hidden),
              partnerOwner: personOf(channel.partnerOwner, hidden),
            }
          : { kind: 'zalo', openedOn: todayInVietnam() }
      }
      fields={
        channel
          ? [rules, ...owners]
          : [
              {
                name: 'kind',
                kind: 'one',
                label: t('outreach.field.kind'),
                choices: choices('channel', CHANNEL_KINDS),
              },
              { name: 'name', kind: 'text', label: t('outreach.channel.name') },
              rules,
              ...owners,
              { name: 'openedOn', kind: 'day', label: t('outreach.channel.opened-on') },
            ]
      }
      send={(values, { id, idempotencyKey, version }) => {
        const body = {
          rules: textOf(values['rules']),
          agencyOwnerId: idOf(values['agencyOwner']),
          partnerOwnerId: idOf(values['partnerOwner']),
        };
        return channel
          ? api.patch(`/twinnings/${twinning.id}/channels/${channel.id}`, { version, ...body }, { idempotencyKey })
          : api.post(
              `/twinnings/${twinning.id}/channels`,
              { id, kind: values['kind'], name: textOf(values['name']), openedOn: values['openedOn'], ...body },
              { idempotencyKey },
            );
      }}
      onDone={done}
      onClose={onClose}
    />
  );
}

/** The day on which a channel was closed; it stays in the register. */
export function CloseChannel({ twinning, channel, onClose }: Twinning & { channel: TwinningPage['channels'][number] }) {
  const t = useText();
  const done = useDone();
  return (
    <RecordDrawer
      formId={`given-channel.${channel.id}.close`}
      standing={{ version: channel.version, lines: [{ label: t('outreach.channel.rules'), value: channel.rules }] }}
      title={t('outreach.channel.close')}
      intro={channel.name}
      act={t('outreach.channel.close')}
      initial={{ closedOn: todayInVietnam() }}
      fields={[{ name: 'closedOn', kind: 'day', label: t('outreach.channel.closed-on') }]}
      send={(values, { idempotencyKey, version }) =>
        api.patch(
          `/twinnings/${twinning.id}/channels/${channel.id}`,
          { version, closedOn: values['closedOn'] },
          { idempotencyKey },
        )
      }
      onDone={done}
      onClose={onClose}
    />
  );
}

/** Whether a promise of the plan may stand on the public page of the commune, and in which words. */
export function TellPromise({ twinning, item, onClose }: Twinning & { item: TwinningPage['plan'][number] }) {
  const t = useText();
  const done = useDone();
  return (
    <RecordDrawer
      formId={`given-promise.${item.id}`}
      title={t('outreach.promise.act')}
      intro={t('outreach.promise.intro', { title: item.title })}
      act={t('outreach.record.save')}
      initial={{ public: item.publicOn !== null, th: item.titleTh ?? '', en: item.titleEn ?? '' }}
      standing={{ version: item.version }}
      fields={[
        { name: 'public', kind: 'check', label: t('outreach.promise.public') },
        { name: 'th', kind: 'text', label: t('outreach.promise.th'), optional: true },
        { name: 'en', kind: 'text', label: t('outreach.promise.en'), optional: true },
      ]}
      send={(values, { idempotencyKey, version }) =>
        api.patch(
          `/twinnings/${twinning.id}/plan-items/${item.id}`,
          { version, public: values['public'] === true, th: textOf(values['th']), en: textOf(values['en']) },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await done();
        notify(t('outreach.promise.done'));
      }}
      onClose={onClose}
    />
  );
}

/** Campaigns of the agency or the partner, by words of their title. */
const findCampaigns =
  (unit: string) =>
  async (text: string, signal: AbortSignal): Promise<Choice[]> => {
    const { items } = await api.get<{ items: CampaignRow[] }>('/campaigns', { unit, limit: 100 }, { signal });
    const plain = (words: string) => words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    return items
      .filter((one) => plain(one.title).includes(plain(text.trim())))
      .map((one) => ({ id: one.id, label: one.title, hint: one.startsOn.slice(0, 4) }));
  };

/** Says that a campaign belongs to the agreement; its books stay as they are. */
export function JoinCampaign({ twinning, onClose }: Twinning) {
  const t = useText();
  const done = useDone();
  return (
    <RecordDrawer
      formId={`given-campaign.${twinning.id}`}
      title={t('outreach.campaign.join')}
      intro={t('outreach.campaign.join-intro')}
      act={t('outreach.record.save')}
      fields={[
        {
          name: 'campaign',
          kind: 'find',
          label: t('outreach.summary.campaign'),
          search: findCampaigns(twinning.agency.id),
        },
      ]}
      send={(values, { idempotencyKey }) =>
        api.put(
          `/twinnings/${twinning.id}/campaigns/${idOf(values['campaign']) ?? ''}`,
          { joined: true },
          { idempotencyKey },
        )
      }
      onDone={done}
      onClose={onClose}
    />
  );
}

/** What a unit means to do after a trip, or has done. */
export function NewFollowUp({ activityId, on, onClose }: { activityId: string; on: string; onClose: () => void }) {
  const t = useText();
  const done = useDone();
  return (
    <RecordDrawer
      formId={`given-follow-up.${activityId}`}
      title={t('outreach.trip.new-follow-up')}
      intro={t('outreach.trip.follow-up-intro')}
      act={t('outreach.record.save')}
      fields={[
        { name: 'unit', kind: 'find', label: t('outreach.trip.who'), search: findAnyUnits },
        { name: 'what', kind: 'text', label: t('outreach.trip.what') },
        {
          name: 'doneOn',
          kind: 'day',
          label: t('outreach.trip.done-on'),
          hint: t('outreach.trip.done-hint', { on }),
          optional: true,
        },
      ]}
      send={(values, { id, idempotencyKey }) =>
        api.post(
          `/activities/${activityId}/follow-ups`,
          { id, unitId: idOf(values['unit']), what: textOf(values['what']), doneOn: textOf(values['doneOn']) },
          { idempotencyKey },
        )
      }
      onDone={done}
      onClose={onClose}
    />
  );
}

/** The day on which a follow-up was done. */
export function FollowUpDone({
  activityId,
  followUp,
  onClose,
}: {
  activityId: string;
  followUp: { id: string; what: string; version: number };
  onClose: () => void;
}) {
  const t = useText();
  const done = useDone();
  return (
    <RecordDrawer
      formId={`given-follow-up.${followUp.id}.done`}
      standing={{ version: followUp.version }}
      title={t('outreach.trip.mark-done')}
      intro={followUp.what}
      act={t('outreach.record.save')}
      initial={{ doneOn: todayInVietnam() }}
      fields={[{ name: 'doneOn', kind: 'day', label: t('outreach.trip.done-on') }]}
      send={(values, { idempotencyKey, version }) =>
        api.patch(
          `/activities/${activityId}/follow-ups/${followUp.id}`,
          { version, doneOn: values['doneOn'] },
          { idempotencyKey },
        )
      }
      onDone={done}
      onClose={onClose}
    />
  );
}
