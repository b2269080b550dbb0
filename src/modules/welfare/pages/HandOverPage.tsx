import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { todayInVietnam, useLang, useText } from '#platform/messages.ts';
import { api, useMe, useRight } from '#platform/ui/api.ts';
import { Button, LinkButton } from '#platform/ui/buttons.tsx';
import { useDraft } from '#platform/ui/drafts.ts';
import { CheckIcon, PlusIcon } from '#platform/ui/icons.ts';
import { useTitle } from '#platform/ui/InLanguage.tsx';
import { Notice } from '#platform/ui/notices.tsx';
import { useQueryParams } from '#platform/ui/pages.ts';
import { ErrorState, Loading, NoPermission } from '#platform/ui/states.tsx';
import { PageHeader } from '#platform/ui/surface.tsx';
import type { AllocationRow, CampaignRow, HousePage } from '../contract.ts';
import { openCampaigns, useAsked, useCampaign } from './data.ts';
import { fromAllocation, newDraft, type HandOverDraft } from './hand-over/draft.ts';
import { AskStep } from './hand-over/AskStep.tsx';
import { ConfirmStep } from './hand-over/ConfirmStep.tsx';
import { WhatStep } from './hand-over/WhatStep.tsx';
import { readQuantity } from './quantity.ts';
import './welfare.css';
import './hand-over.css';

export type Step = 'what' | 'ask' | 'confirm' | 'done';
const STEPS = ['what', 'ask', 'confirm'] as const;

/** Handing a gift over, one question at a time, with one thumb: to whom and what, what the family agrees to, and who confirms. */
export default function HandOverPage() {
  const t = useText();
  const may = useRight('welfare.hand-over');
  const me = useMe();
  if (!me.data) return <Loading what={t('platform.shell.opening')} rows={4} />;
  if (!may) return <NoPermission who={t('welfare.page.hand-over.who')} />;
  return <Form by={me.data.user.displayName} />;
}

function Form({ by }: { by: string }) {
  const t = useText();
  const lang = useLang();
  const titleOf = useTitle();
  const { unit, units, query, change: changeQuery } = useAskedHere();
  const [fresh] = useState(() =>
    newDraft({
      on: todayInVietnam(),
      handedBy: by,
      campaignId: query['campaign'] ?? '',
      allocationId: query['allocation'] ?? null,
    }),
  );
  const { values: draft, change, clear, restored } = useDraft<HandOverDraft>('welfare.hand-over', fresh);
  const [step, setStep] = useState<Step>('what');
  const [given, setGiven] = useState<string>();
  const open = useQuery({
    queryKey: ['/campaigns', { units, state: 'open', of: 'hand-over' }],
    queryFn: ({ signal }) => openCampaigns(units, signal),
    enabled: units.length > 0,
  });
  const waiting = useQuery({
    queryKey: ['/allocations', { unit, open: 'yes', of: 'hand-over' }],
    queryFn: ({ signal }) =>
      api.get<{ items: AllocationRow[] }>('/allocations', { unit, open: 'yes', limit: 100 }, { signal }),
    enabled: unit !== '',
  });
  const campaign = useCampaign(draft.campaignId, draft.campaignId !== '');
  usePrefill(query, waiting.data?.items, draft, change);
  useHouse(query['house'], draft, change);
  const heading = useRef<HTMLDivElement>(null);
  const goTo = (next: Step): void => {
    setStep(next);
    heading.current?.scrollIntoView({ block: 'start' });
  };
  const startAnew = (): void => {
    clear();
    change(newDraft({ on: draft.on, handedBy: draft.handedBy, campaignId: draft.campaignId, village: draft.village }));
    changeQuery({ allocation: undefined, house: undefined });
    setGiven(undefined);
    goTo('what');
  };
  const failed = [open, waiting].find((one) => one.error);
  if (failed) return <ErrorState page problem={failed.error} onRetry={() => void failed.refetch()} />;
  const items = campaign.data
    ? campaign.data.items
        .map((item) => ({ item, typed: draft.quantities[item.code] ?? '' }))
        .filter(({ typed }) => typed.trim() !== '' && readQuantity(typed, lang) !== 0)
    : [];
  const ready = draft.village !== null && draft.receiptNumber.trim() !== '' && items.length > 0;
  const at = STEPS.indexOf(step as (typeof STEPS)[number]);
  return (
    <div className="wf-hand" data-density="village" ref={heading}>
      <PageHeader
        title={t(`welfare.page.hand-over.step.${step}`)}
        crumbs={[
          { label: t('welfare.page.nav'), href: '/welfare/gifts' },
          { label: t('welfare.page.hand-over.title') },
        ]}
        sub={
          campaign.data && step !== 'what'
            ? [titleOf(campaign.data), draft.village?.label].filter(Boolean).join(' · ')
            : undefined
        }
      />
      <ol className="wf-steps" aria-label={t('welfare.page.hand-over.steps')}>
        {STEPS.map((one, index) => (
          <li
            key={one}
            className={step === 'done' || index <= at ? 'on' : undefined}
            aria-current={one === step ? 'step' : undefined}
          >
            <span className="visually-hidden">{t(`welfare.page.hand-over.step.${one}`)}</span>
          </li>
        ))}
      </ol>
      {restored && step === 'what' ? <Notice tone="sel">{t('platform.form.restored')}</Notice> : null}
      {step === 'what' ? (
        <WhatStep
          draft={draft}
          change={change}
          campaigns={open.data && waiting.data ? choicesOf(open.data, waiting.data.items, titleOf) : undefined}
          campaign={campaign.data}
          waiting={ofCampaign(waiting.data?.items ?? [], draft.campaignId)}
          unit={unit}
        />
      ) : step === 'ask' ? (
        <AskStep draft={draft} change={change} />
      ) : step === 'confirm' && campaign.data ? (
        <ConfirmStep
          draft={draft}
          change={change}
          campaign={campaign.data}
          onBack={() => goTo('what')}
          onDone={(id) => {
            setGiven(id);
            clear();
            goTo('done');
          }}
        />
      ) : (
        <div className="wf-done">
          <span className="ico" aria-hidden="true">
            <CheckIcon className="i" weight="bold" />
          </span>
          <h2>{t('welfare.page.hand-over.done')}</h2>
          <p>{t('welfare.page.hand-over.done-what')}</p>
          <div className="wf-foot-acts">
            <LinkButton href={`/welfare/handovers/${given ?? ''}`}>
              {t('welfare.page.hand-over.see-receipt')}
            </LinkButton>
            <Button look="primary" icon={<PlusIcon className="i" aria-hidden="true" />} onPress={startAnew}>
              {t('welfare.page.hand-over.next')}
            </Button>
          </div>
        </div>
      )}
      {step === 'what' ? (
        <div className="wf-foot-acts">
          {ready ? null : <p className="sm mut2">{t('welfare.page.hand-over.not-ready')}</p>}
          <Button
            look="primary"
            size="big wide"
            isDisabled={!ready}
            onPress={() => goTo(draft.household ? 'ask' : 'confirm')}
          >
            {t(draft.household ? 'welfare.page.hand-over.to-ask' : 'welfare.page.hand-over.to-confirm')}
          </Button>
        </div>
      ) : step === 'ask' ? (
        <div className="wf-foot-acts two">
          <Button size="big" onPress={() => goTo('what')}>
            {t('welfare.page.hand-over.back')}
          </Button>
          <Button look="primary" size="big" onPress={() => goTo('confirm')}>
            {t('welfare.page.hand-over.to-confirm')}
          </Button>
        </div>
      ) : null}
    </div>
  );
}

function useAskedHere() {
  const { unit, own } = useAsked();
  const [query, change] = useQueryParams();
  // A village asked for has no campaigns of its own as a rule; those of the giver's unit reach it.
  return { unit, units: [...new Set([unit, ...own.map(({ id }) => id)])].filter(Boolean), query, change };
}

/** What was set aside fills the form once; what is typed afterwards stays. */
function usePrefill(
  query: Record<string, string>,
  waiting: readonly AllocationRow[] | undefined,
  draft: HandOverDraft,
  change: (patch: Partial<HandOverDraft>) => void,
): void {
  const lang = useLang();
  const done = useRef(false);
  const wanted = query['allocation'];
  useEffect(() => {
    if (done.current || !waiting || wanted === undefined) return;
    const found = waiting.find((one) => one.id === wanted);
    done.current = true;
    if (found && draft.quantities[found.item] === undefined) change(fromAllocation(found, lang));
  }, [waiting, wanted, draft.quantities, change, lang]);
}

/** Who comes from the page of a house finds it named, with its household, village and campaign. */
function useHouse(id: string | undefined, draft: HandOverDraft, change: (patch: Partial<HandOverDraft>) => void): void {
  const done = useRef(false);
  const house = useQuery({
    queryKey: ['welfare', `/houses/${id ?? ''}`],
    queryFn: ({ signal }) => api.get<HousePage>(`/houses/${id ?? ''}`, {}, { signal }),
    enabled: id !== undefined,
  }).data;
  useEffect(() => {
    if (done.current || !house) return;
    done.current = true;
    if (draft.houseId === house.id) return;
    change({
      houseId: house.id,
      allocationId: null,
      campaignId: house.campaign?.id ?? draft.campaignId,
      village: { id: house.village.id, label: house.village.name ?? '' },
      household: { id: house.household.id, label: `${house.household.code} · ${house.household.headName}` },
      answers: {},
      quantities: {},
      acknowledged: false,
    });
  }, [house, draft.houseId, draft.campaignId, change]);
}

/** Once a campaign is chosen, what it set aside is all that is offered. */
function ofCampaign(waiting: readonly AllocationRow[], campaignId: string): readonly AllocationRow[] {
  return campaignId === '' ? waiting : waiting.filter((one) => one.campaign.id === campaignId);
}

/** Open campaigns of the unit, and those of a place above it that set something aside here. */
function choicesOf(
  open: readonly CampaignRow[],
  waiting: readonly AllocationRow[],
  titleOf: ReturnType<typeof useTitle>,
): { id: string; title: string }[] {
  const all = new Map(open.map((one) => [one.id, { id: one.id, title: titleOf(one) }]));
  for (const { campaign } of waiting)
    if (!all.has(campaign.id)) all.set(campaign.id, { id: campaign.id, title: titleOf(campaign) });
  return [...all.values()];
}
