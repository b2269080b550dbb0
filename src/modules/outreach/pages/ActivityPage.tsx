import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormat, useText } from '#platform/messages.ts';
import { api, ApiProblem, newKey, useRight } from '#platform/ui/api.ts';
import { AddPhoto } from '#platform/ui/AddPhoto.tsx';
import { Button, TextLink } from '#platform/ui/buttons.tsx';
import { CheckIcon, PlusIcon, PrinterIcon } from '#platform/ui/icons.ts';
import { useTitle } from '#platform/ui/InLanguage.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { Menu } from '#platform/ui/overlays.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { ErrorState, Loading, NotFound } from '#platform/ui/states.tsx';
import { Chip, Facts, PageHeader, Panel } from '#platform/ui/surface.tsx';
import type { ActivityPage as Activity } from '../contract.ts';
import { ChecklistPanel, FindingsPanel } from './CoachingPanels.tsx';
import { useActivity, useOutreachChanged } from './data.ts';
import { NewParticipant } from './forms.tsx';
import { NewFinding, NewTestimony } from './forms-words.tsx';
import { EditActivity } from './activity-form.tsx';
import { NewFollowUp } from './forms-agreement.tsx';
import { FollowUpsPanel } from './FollowUpsPanel.tsx';
import { OrderPanel } from './OrderPanel.tsx';
import { Photos } from './Photos.tsx';
import { RosterPanel } from './RosterPanel.tsx';
import { Quote, Stops } from './TripPanel.tsx';
import { Days, Results, TONE_OF_STATE } from './words.tsx';
import './outreach.css';

type Adding = 'edit' | 'participant' | 'finding' | 'words' | 'photo' | 'follow-up';

/** One activity: what it achieved, who came, and what its kind has beside (stops and roster, checklist, skills, households as numbers). */
export default function ActivityPage() {
  const t = useText();
  const activity = useActivity(useParam('id'));
  if (activity.error instanceof ApiProblem && activity.error.status === 404) return <NotFound page />;
  if (activity.error) return <ErrorState page problem={activity.error} onRetry={() => void activity.refetch()} />;
  if (!activity.data)
    return (
      <>
        <PageHeader title={t('outreach.page.activities')} />
        <Loading what={t('outreach.activity.loading')} rows={8} />
      </>
    );
  return <Whole activity={activity.data} />;
}

function Whole({ activity }: { activity: Activity }) {
  const t = useText();
  const format = useFormat();
  const titleOf = useTitle();
  const mayWrite = useRight('outreach.write');
  const [adds, setAdds] = useState<Adding>();
  const changed = useOutreachChanged();
  const state = useMutation({
    mutationFn: (to: 'held' | 'cancelled') =>
      api.patch(`/activities/${activity.id}`, { version: activity.version, state: to }, { idempotencyKey: newKey() }),
    onSuccess: async () => {
      await changed();
      notify(t('outreach.record.done'));
    },
  });
  const isTrip = activity.kind === 'roots_trip';
  const [linkId] = useState(newKey);
  const entries: { id: Adding; label: string }[] = [
    { id: 'edit', label: t('outreach.activity.edit') },
    { id: 'participant', label: t('outreach.roster.add') },
    ...(activity.checklist ? [{ id: 'finding' as const, label: t('outreach.finding.new') }] : []),
    ...(isTrip ? [{ id: 'follow-up' as const, label: t('outreach.trip.new-follow-up') }] : []),
    { id: 'photo', label: t('platform.photo.add') },
    { id: 'words', label: t('outreach.words.new') },
  ];
  return (
    <>
      <PageHeader
        title={titleOf(activity)}
        crumbs={[
          { label: t('outreach.page.title'), href: '/outreach' },
          ...(activity.twinningId
            ? [{ label: t('outreach.page.twinnings'), href: `/outreach/twinnings/${activity.twinningId}` }]
            : []),
          { label: t(`outreach.kind.${activity.kind}`) },
        ]}
        badge={<Chip tone={TONE_OF_STATE[activity.state]}>{t(`outreach.state.${activity.state}`)}</Chip>}
        sub={activity.occasion ?? undefined}
        actions={
          <>
            <Button icon={<PrinterIcon className="i" aria-hidden="true" />} onPress={() => window.print()}>
              {t('outreach.record.print')}
            </Button>
            {mayWrite && activity.state === 'planned' ? (
              <Button
                icon={<CheckIcon className="i" aria-hidden="true" />}
                isPending={state.isPending}
                onPress={() => state.mutate('held')}
              >
                {t('outreach.activity.hold')}
              </Button>
            ) : null}
            {mayWrite && activity.state !== 'cancelled' ? (
              <Menu
                label={t('outreach.record.add')}
                trigger={
                  <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />}>
                    {t('outreach.record.add')}
                  </Button>
                }
                entries={[
                  ...entries.map((entry) => ({ ...entry, onAction: () => setAdds(entry.id) })),
                  ...(activity.state === 'planned'
                    ? [
                        {
                          id: 'cancel',
                          label: t('outreach.activity.cancel'),
                          onAction: () => state.mutate('cancelled'),
                        },
                      ]
                    : []),
                ]}
              />
            ) : null}
          </>
        }
      />
      {state.error ? <ProblemText problem={state.error} /> : null}
      <div className="ou-page wide-first">
        <div className="stack">
          {isTrip && activity.stops.length > 0 ? (
            <Panel title={t('outreach.trip.stops', { count: activity.stops.length })} padded>
              <Stops stops={activity.stops} />
            </Panel>
          ) : null}
          {activity.checklist ? <ChecklistPanel activity={activity} mayWrite={mayWrite} /> : null}
          {activity.checklist ? <OrderPanel activity={activity} mayWrite={mayWrite} /> : null}
          {activity.checklist ? <FindingsPanel activity={activity} mayWrite={mayWrite} /> : null}
          {activity.participants.length > 0 || isTrip ? <RosterPanel activity={activity} mayWrite={mayWrite} /> : null}
          <Panel
            title={t('outreach.photo.title')}
            aside={<span className="xs mut">{t('outreach.photo.rule')}</span>}
            padded
          >
            {activity.photos.length === 0 ? (
              <p className="sm mut2">{t('outreach.photo.none')}</p>
            ) : (
              <Photos photos={activity.photos} mayWrite={mayWrite} />
            )}
          </Panel>
          {activity.testimonies.length > 0 ? (
            <Panel title={t('outreach.words.title')} padded>
              <div className="ou-quotes">
                {activity.testimonies.map((one) => (
                  <Quote key={one.id} words={one} mayWrite={mayWrite} />
                ))}
              </div>
            </Panel>
          ) : null}
        </div>
        <div className="stack">
          <Panel title={t('outreach.activity.about')} padded>
            <Facts
              facts={[
                { label: t('outreach.column.kind'), value: t(`outreach.kind.${activity.kind}`) },
                { label: t('outreach.column.on'), value: <Days row={activity} /> },
                {
                  label: t('outreach.column.place'),
                  value: <TextLink href={`/organisation/${activity.place.id}`}>{activity.place.name}</TextLink>,
                },
                { label: t('outreach.column.agency'), value: activity.agency.name },
                { label: t('outreach.column.results'), value: <Results results={activity.results} /> },
                ...(activity.programme
                  ? [{ label: t('outreach.column.programme'), value: t(`outreach.programme.${activity.programme}`) }]
                  : []),
                ...(activity.planItem
                  ? [
                      {
                        label: t('outreach.field.plan-item'),
                        value: `${activity.planItem.title} (${activity.planItem.year})`,
                      },
                    ]
                  : []),
                ...(activity.costVnd === null
                  ? []
                  : [{ label: t('outreach.field.cost'), value: format.vnd(activity.costVnd) }]),
                ...(activity.audience
                  ? [{ label: t('outreach.field.audience'), value: t(`outreach.audience.${activity.audience}`) }]
                  : []),
                ...(activity.skills.length > 0
                  ? [
                      {
                        label: t('outreach.activity.skills'),
                        value: activity.skills.map((skill) => t(`outreach.skill.${skill}`)).join(', '),
                      },
                    ]
                  : []),
                ...(activity.campaignId
                  ? [
                      {
                        label: t('outreach.activity.campaign'),
                        value: (
                          <TextLink href={`/welfare/campaigns/${activity.campaignId}`}>
                            {t('outreach.activity.campaign-open')}
                          </TextLink>
                        ),
                      },
                    ]
                  : []),
                ...(activity.document ? [{ label: t('outreach.field.document'), value: activity.document }] : []),
                ...(activity.outcome ? [{ label: t('outreach.activity.outcome'), value: activity.outcome }] : []),
              ]}
            />
          </Panel>
          <Numbers
            id="groups"
            title={t('outreach.activity.groups')}
            aside={t('outreach.activity.no-names')}
            rows={activity.groups.map((group) => ({
              key: group.id,
              label: `${t(`outreach.category.${group.category}`)}, ${t(`outreach.side.${group.side}`)}`,
              value: group.people,
            }))}
            none={t('outreach.activity.no-groups')}
          />
          {activity.services.length > 0 ? (
            <Numbers
              title={t('outreach.activity.services')}
              rows={activity.services.map((one) => ({
                key: one.service,
                label: t(`outreach.service.${one.service}`),
                value: one.done,
              }))}
            />
          ) : null}
          {activity.visits.length > 0 ? (
            <Numbers
              title={t('outreach.activity.visits')}
              aside={t('outreach.activity.no-households')}
              rows={activity.visits.map((one) => ({
                key: `${one.class}${one.village.id}`,
                label: `${t(`outreach.class.${one.class}`)}, ${one.village.name}`,
                value: one.households,
              }))}
            />
          ) : null}
          {activity.villages.length > 0 ? (
            <Panel title={t('outreach.activity.villages', { count: activity.villages.length })} padded>
              <ul className="list">
                {activity.villages.map((village) => (
                  <li key={village.id}>
                    <TextLink href={`/villages/${village.id}`}>{village.name}</TextLink>
                  </li>
                ))}
              </ul>
            </Panel>
          ) : null}
          {isTrip ? <FollowUpsPanel activity={activity} mayWrite={mayWrite} /> : null}
        </div>
      </div>
      {adds === 'participant' ? <NewParticipant activityId={activity.id} onClose={() => setAdds(undefined)} /> : null}
      {adds === 'finding' ? <NewFinding activityId={activity.id} onClose={() => setAdds(undefined)} /> : null}
      {adds === 'words' ? <NewTestimony activityId={activity.id} onClose={() => setAdds(undefined)} /> : null}
      {adds === 'photo' ? (
        <AddPhoto
          unitId={activity.place.id}
          on={activity.startsOn}
          link={({ id }) =>
            api.post(`/activities/${activity.id}/photos`, { id: linkId, photoId: id }, { idempotencyKey: id })
          }
          forget={['outreach']}
          onClose={() => setAdds(undefined)}
        />
      ) : null}
      {adds === 'edit' ? <EditActivity activity={activity} onClose={() => setAdds(undefined)} /> : null}
      {adds === 'follow-up' ? (
        <NewFollowUp activityId={activity.id} on={format.date(activity.startsOn)} onClose={() => setAdds(undefined)} />
      ) : null}
    </>
  );
}

/** Plain numbers by name: groups, services, households. */
function Numbers({
  id,
  title,
  aside,
  rows,
  none,
}: {
  id?: string;
  title: string;
  aside?: string;
  rows: readonly { key: string; label: string; value: number }[];
  none?: string;
}) {
  const format = useFormat();
  return (
    <Panel
      {...(id ? { id } : {})}
      title={title}
      aside={aside ? <span className="xs mut">{aside}</span> : undefined}
      padded
    >
      {rows.length === 0 ? (
        <p className="sm mut2">{none}</p>
      ) : (
        <ul className="list">
          {rows.map((row) => (
            <li key={row.key}>
              <span className="sp">{row.label}</span>
              <b>{format.number(row.value)}</b>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
