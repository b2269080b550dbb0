import { useMutation } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { todayInVietnam, useFormat, useText } from '#platform/messages.ts';
import { api, newKey, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton, TextLink } from '#platform/ui/buttons.tsx';
import { HandshakeIcon, LockKeyIcon, PlusIcon } from '#platform/ui/icons.ts';
import { Title } from '#platform/ui/InLanguage.tsx';
import { notify } from '#platform/ui/notices.tsx';
import { useParam } from '#platform/ui/pages.ts';
import { ProblemText } from '#platform/ui/ProblemText.tsx';
import { RecordDrawer, textOf } from '#platform/ui/RecordDrawer.tsx';
import { ErrorState, Loading } from '#platform/ui/states.tsx';
import { Chip, PageHeader, Panel, Tag } from '#platform/ui/surface.tsx';
import type { HouseholdPage as Household } from '../contract.ts';
import { CLASSES, CONSENTS, ELIGIBILITIES } from '../contract/values.ts';
import { useRecord, useWelfareChanged } from './data.ts';
import { NEED_TONE, stageTone, useMeasures } from './words.tsx';
import './welfare.css';

type Adding = 'class' | 'eligibility' | 'consent';

/** One household as far as help needs it: code, head, class, what it agreed to, and what it was given. */
export default function HouseholdPage() {
  const t = useText();
  const id = useParam('id');
  const household = useRecord<Household>(`/households/${id}`);
  if (household.error) return <ErrorState page problem={household.error} onRetry={() => void household.refetch()} />;
  if (!household.data)
    return (
      <>
        <PageHeader title={t('welfare.page.column.household')} />
        <Loading what={t('welfare.page.household.loading')} rows={6} />
      </>
    );
  return <Whole household={household.data} />;
}

function Whole({ household }: { household: Household }) {
  const t = useText();
  const format = useFormat();
  const words = useMeasures();
  const mayWrite = useRight('welfare.write');
  const mayHand = useRight('welfare.hand-over');
  const [adding, setAdding] = useState<Adding>();
  const add = (what: Adding, allowed: boolean) =>
    allowed ? (
      <Button icon={<PlusIcon className="i" aria-hidden="true" />} onPress={() => setAdding(what)}>
        {t(`welfare.page.household.add.${what}`)}
      </Button>
    ) : undefined;
  return (
    <>
      <PageHeader
        title={`${household.code} · ${household.headName}`}
        crumbs={[
          { label: t('welfare.page.tab.households'), href: '/welfare/households' },
          { label: household.village.name ?? '–', href: `/welfare/households?unit=${household.village.id}` },
        ]}
        badge={
          household.leftOn ? (
            <Chip>{t('welfare.page.household.left', { on: format.date(household.leftOn) })}</Chip>
          ) : undefined
        }
        sub={t('welfare.page.household.sub')}
        actions={
          mayHand && !household.leftOn ? (
            <LinkButton
              look="primary"
              href={`/welfare/hand-over?unit=${household.village.id}`}
              icon={<HandshakeIcon className="i" aria-hidden="true" />}
            >
              {t('welfare.page.hand-over.title')}
            </LinkButton>
          ) : undefined
        }
      />
      <div className="wf-page">
        <div className="stack">
          <Panel id="help" title={t('welfare.page.household.help')}>
            {household.help.length === 0 ? (
              <p className="sm mut2 wf-none">{t('welfare.page.household.help-none')}</p>
            ) : (
              <ul className="list">
                {household.help.map((one) => (
                  <li key={one.handoverId}>
                    <time className="nw mut2" dateTime={one.on}>
                      {format.date(one.on)}
                    </time>
                    <span className="sp">
                      <TextLink href={`/welfare/handovers/${one.handoverId}`}>
                        {one.items
                          .map((item) => `${words.itemName(item.item)}: ${words.amount(item.item, item.quantity)}`)
                          .join(', ')}
                      </TextLink>
                      <span className="xs mut2 wf-block">
                        <Title of={one.campaign} hidden={t('welfare.page.flow.hidden')} />
                      </span>
                    </span>
                    {one.reversed ? <Tag tone="late">{t('welfare.page.posting.reversed')}</Tag> : null}
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          {household.needs.length > 0 ? (
            <Panel title={t('welfare.page.tab.needs')}>
              <ul className="list">
                {household.needs.map((one) => (
                  <li key={one.id}>
                    <span className="sp">{one.title}</span>
                    <Chip tone={NEED_TONE[one.state]}>{t(`welfare.page.need.state.${one.state}`)}</Chip>
                  </li>
                ))}
              </ul>
            </Panel>
          ) : null}
          {household.houses.length > 0 ? (
            <Panel title={t('welfare.page.tab.houses')}>
              <ul className="list">
                {household.houses.map((one) => (
                  <li key={one.id}>
                    <span className="sp">
                      <TextLink href={`/welfare/houses/${one.id}`}>{t(`welfare.page.house-kind.${one.kind}`)}</TextLink>
                      <span className="xs mut2 wf-block">{format.date(one.stageOn)}</span>
                    </span>
                    <Chip tone={stageTone(one.stage)}>{t(`welfare.page.stage.${one.stage}`)}</Chip>
                  </li>
                ))}
              </ul>
            </Panel>
          ) : null}
        </div>
        <div className="stack">
          <Consents household={household} act={add('consent', mayHand)} />
          <Panel title={t('welfare.page.household.class')} aside={add('class', mayWrite)}>
            {household.classHistory === null ? (
              <Hidden />
            ) : household.classHistory.length === 0 ? (
              <p className="sm mut2 wf-none">{t('welfare.page.household.class-none')}</p>
            ) : (
              <ul className="list">
                {household.classHistory.map((one) => (
                  <li key={one.id}>
                    <span className="sp">
                      <b>{t(`welfare.page.class.${one.class}`)}</b>
                      <span className="xs mut2 wf-block">
                        {t('welfare.page.household.class-from', {
                          number: one.listNumber,
                          on: format.date(one.listOn),
                          source: one.source,
                        })}
                      </span>
                    </span>
                    <span className="xs mut2 nw">
                      {format.date(one.from)} – {one.to ? format.date(one.to) : t('welfare.page.now')}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
          <Panel title={t('welfare.page.household.criteria')} aside={add('eligibility', mayWrite)}>
            {household.eligibility === null ? (
              <Hidden />
            ) : household.eligibility.length === 0 ? (
              <p className="sm mut2 wf-none">{t('welfare.page.household.criteria-none')}</p>
            ) : (
              <ul className="list">
                {household.eligibility.map((one) => (
                  <li key={one.id}>
                    <span className="sp">
                      {t(`welfare.page.eligibility.${one.kind}`)}
                      {one.certificate ? <span className="xs mut2 wf-block">{one.certificate}</span> : null}
                    </span>
                    <span className="xs mut2 nw">{format.date(one.since)}</span>
                  </li>
                ))}
              </ul>
            )}
          </Panel>
        </div>
      </div>
      {adding ? <Add household={household} what={adding} onClose={() => setAdding(undefined)} /> : null}
    </>
  );
}

function Hidden() {
  const t = useText();
  return (
    <p className="sm mut2 wf-none">
      <LockKeyIcon className="i" aria-hidden="true" /> {t('welfare.page.household.restricted')}
    </p>
  );
}

/** What the household agreed to; what stands not here counts as no. */
function Consents({ household, act }: { household: Household; act: ReactNode }) {
  const t = useText();
  const format = useFormat();
  const mayHand = useRight('welfare.hand-over');
  const changed = useWelfareChanged();
  const withdraw = useMutation({
    mutationFn: (id: string) =>
      api.post(`/consents/${id}/withdraw`, { on: todayInVietnam() }, { idempotencyKey: newKey() }),
    onSuccess: async () => {
      await changed();
      notify(t('welfare.page.saved'));
    },
  });
  return (
    <Panel title={t('welfare.page.household.consents')} aside={act}>
      <ProblemText problem={withdraw.error} />
      <ul className="list">
        {CONSENTS.map((what) => {
          const one = household.consents.find((given) => given.what === what && given.withdrawnOn === null);
          const before = household.consents.find((given) => given.what === what);
          return (
            <li key={what}>
              <span className="sp">
                {t(`welfare.page.consent.${what}`)}
                <span className="xs mut2 wf-block">
                  {one
                    ? t('welfare.page.household.consent-given', {
                        on: format.date(one.givenOn),
                        how: t(`welfare.page.consent-how.${one.how}`),
                      })
                    : before?.withdrawnOn
                      ? t('welfare.page.withdrawn-on', { on: format.date(before.withdrawnOn) })
                      : t('welfare.page.household.consent-none')}
                </span>
              </span>
              {one ? <Tag tone="ok">{t('welfare.page.hand-over.yes')}</Tag> : null}
              {one && mayHand ? (
                <Button isPending={withdraw.isPending} onPress={() => withdraw.mutate(one.id)}>
                  {t('welfare.page.household.withdraw')}
                </Button>
              ) : null}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

function Add({ household, what, onClose }: { household: Household; what: Adding; onClose: () => void }) {
  const t = useText();
  const changed = useWelfareChanged();
  const today = todayInVietnam();
  const path = `/households/${household.id}/${{ class: 'classes', eligibility: 'eligibility', consent: 'consents' }[what]}`;
  return (
    <RecordDrawer
      formId={`given-household.${household.id}.${what}`}
      title={t(`welfare.page.household.add.${what}`)}
      intro={t(`welfare.page.household.add-intro.${what}`)}
      act={t('welfare.page.save')}
      initial={what === 'consent' ? { givenOn: today, how: 'spoken_witnessed' } : { from: today, since: today }}
      fields={
        what === 'class'
          ? [
              {
                name: 'class',
                kind: 'select',
                label: t('welfare.page.household.class'),
                choices: CLASSES.map((id) => ({ id, label: t(`welfare.page.class.${id}`) })),
              },
              { name: 'from', kind: 'day', label: t('welfare.page.household.from') },
              { name: 'to', kind: 'day', label: t('welfare.page.household.to'), optional: true },
              { name: 'listNumber', kind: 'text', label: t('welfare.page.need.list-number') },
              { name: 'listOn', kind: 'day', label: t('welfare.page.household.list-on') },
              { name: 'source', kind: 'text', label: t('welfare.page.field.source') },
            ]
          : what === 'eligibility'
            ? [
                {
                  name: 'kind',
                  kind: 'select',
                  label: t('welfare.page.household.criterion'),
                  hint: t('welfare.page.household.no-diagnosis'),
                  choices: ELIGIBILITIES.map((id) => ({ id, label: t(`welfare.page.eligibility.${id}`) })),
                },
                { name: 'certificate', kind: 'text', label: t('welfare.page.household.certificate'), optional: true },
                { name: 'since', kind: 'day', label: t('welfare.page.household.from') },
                { name: 'until', kind: 'day', label: t('welfare.page.household.to'), optional: true },
              ]
            : [
                {
                  name: 'what',
                  kind: 'one',
                  label: t('welfare.page.household.consent-to'),
                  choices: CONSENTS.map((id) => ({ id, label: t(`welfare.page.consent.${id}`) })),
                },
                { name: 'givenOn', kind: 'day', label: t('welfare.page.field.on') },
                {
                  name: 'how',
                  kind: 'one',
                  label: t('welfare.page.household.how'),
                  choices: (['form', 'spoken_witnessed'] as const).map((id) => ({
                    id,
                    label: t(`welfare.page.consent-how.${id}`),
                  })),
                },
              ]
      }
      send={async (values, { id, idempotencyKey }) =>
        api.post(
          path,
          what === 'class'
            ? {
                id,
                class: values['class'],
                from: values['from'],
                to: textOf(values['to']),
                listNumber: textOf(values['listNumber']),
                listOn: values['listOn'],
                source: textOf(values['source']),
              }
            : what === 'eligibility'
              ? {
                  id,
                  kind: values['kind'],
                  certificate: textOf(values['certificate']),
                  since: values['since'],
                  until: textOf(values['until']),
                }
              : { id, what: values['what'], givenOn: values['givenOn'], how: values['how'] },
          { idempotencyKey },
        )
      }
      onDone={async () => {
        await changed();
        notify(t('welfare.page.saved'));
      }}
      onClose={onClose}
    />
  );
}
