import { useQuery } from '@tanstack/react-query';
import { Button as AriaButton } from 'react-aria-components';
import { useFormat, useLang, useText } from '#platform/messages.ts';
import { Button } from '#platform/ui/buttons.tsx';
import { ComboBox, Select } from '#platform/ui/choices.tsx';
import { DayField } from '#platform/ui/DateField.tsx';
import { Checkbox, TextField } from '#platform/ui/fields.tsx';
import { MinusIcon, PlusIcon } from '#platform/ui/icons.ts';
import { Title, useTitle } from '#platform/ui/InLanguage.tsx';
import { Notice } from '#platform/ui/notices.tsx';
import { Empty, Loading } from '#platform/ui/states.tsx';
import { Chip } from '#platform/ui/surface.tsx';
import { api } from '#platform/ui/api.ts';
import type { AllocationRow, CampaignPage, HouseholdPage } from '../../contract.ts';
import { findHouseholds, findVillages } from '../data.ts';
import { fromAllocation, type StepProps } from './draft.ts';
import { readQuantity, typedQuantity } from '../quantity.ts';
import { useMeasures } from '../words.tsx';

/** To whom, what, how many, and which number the paper bears. */
export function WhatStep({
  draft,
  change,
  campaigns,
  campaign,
  waiting,
  unit,
}: StepProps & {
  campaigns: readonly { id: string; title: string }[] | undefined;
  campaign: CampaignPage | undefined;
  waiting: readonly AllocationRow[];
  unit: string;
}) {
  const t = useText();
  const lang = useLang();
  const words = useMeasures();
  if (!campaigns) return <Loading what={t('welfare.page.campaigns-loading')} rows={5} />;
  if (campaigns.length === 0)
    return (
      <Empty title={t('welfare.page.hand-over.no-campaign')}>
        <p>{t('welfare.page.hand-over.no-campaign-why')}</p>
      </Empty>
    );
  const offered = draft.allocationId === null && draft.village === null ? waiting.slice(0, 6) : [];
  return (
    <div className="stack">
      {offered.length > 0 ? (
        <section className="wf-offer" aria-label={t('welfare.page.hand-over.set-aside')}>
          <h2>{t('welfare.page.hand-over.set-aside')}</h2>
          <ul>
            {offered.map((one) => (
              <li key={one.id}>
                <AriaButton className="wf-pick" onPress={() => change(fromAllocation(one, lang))}>
                  <span className="sp">
                    <b>
                      {one.household
                        ? [one.household.code, one.household.headName].filter(Boolean).join(' · ')
                        : (one.village.name ?? '–')}
                    </b>
                    <span className="sm mut2">
                      {one.household ? `${one.village.name ?? '–'} · ` : ''}
                      <Title of={one.campaign} />
                    </span>
                  </span>
                  <span className="nw b">{words.amount(one.item, one.left)}</span>
                </AriaButton>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      <Select
        label={t('welfare.page.column.campaign')}
        value={draft.campaignId || null}
        choices={campaigns.map((one) => ({ id: one.id, label: one.title }))}
        onChange={(id) => change({ campaignId: id, allocationId: null, quantities: {} })}
      />
      <ComboBox
        label={t('welfare.page.field.village')}
        queryKey={['hand-over-village', unit]}
        search={findVillages}
        value={draft.village}
        onChange={(choice) =>
          change({
            village: choice ? { id: choice.id, label: choice.label } : null,
            household: null,
            houseId: null,
            allocationId: null,
            acknowledged: false,
          })
        }
      />
      {draft.village ? (
        <ComboBox
          key={draft.village.id}
          label={t('welfare.page.hand-over.household')}
          hint={t('welfare.page.hand-over.household-hint')}
          queryKey={['hand-over-household', draft.village.id]}
          search={findHouseholds(draft.village.id)}
          value={draft.household}
          onChange={(choice) =>
            change({
              household: choice ? { id: choice.id, label: choice.label } : null,
              houseId: null,
              answers: {},
              acknowledged: false,
            })
          }
        />
      ) : null}
      {draft.household ? <OfHousehold draft={draft} change={change} id={draft.household.id} /> : null}
      {campaign ? <Items draft={draft} change={change} campaign={campaign} /> : null}
      <TextField
        label={t('welfare.page.hand-over.receipt-number')}
        hint={t('welfare.page.hand-over.receipt-hint')}
        value={draft.receiptNumber}
        maxLength={40}
        onChange={(receiptNumber) => change({ receiptNumber })}
      />
      <DayField
        label={t('welfare.page.hand-over.on')}
        value={draft.on}
        onChange={(on) => {
          if (on) change({ on });
        }}
      />
      <TextField
        label={t('welfare.page.hand-over.by')}
        value={draft.handedBy}
        maxLength={160}
        onChange={(handedBy) => change({ handedBy })}
      />
    </div>
  );
}

/** Which house of the household it is for; otherwise what it was given before, said before anything is typed. The server asks again. */
function OfHousehold({ draft, change, id }: StepProps & { id: string }) {
  const t = useText();
  const format = useFormat();
  const words = useMeasures();
  const titleOf = useTitle();
  const household = useQuery({
    queryKey: ['welfare', `/households/${id}`],
    queryFn: ({ signal }) => api.get<HouseholdPage>(`/households/${id}`, {}, { signal }),
  });
  const help = household.data?.help.filter((one) => !one.reversed) ?? [];
  const last = help.find((one) => one.campaign.id === draft.campaignId) ?? help[0];
  const houses = household.data?.houses.filter((one) => one.stage !== 'inspected') ?? [];
  const forHouse = houses.some((one) => one.id === draft.houseId);
  const warning =
    last && !forHouse ? (
      <Notice tone="wait">
        {t('welfare.page.hand-over.helped', {
          on: format.date(last.on),
          what: last.items.map((one) => words.amount(one.item, one.quantity)).join(', '),
          campaign: titleOf(last.campaign),
        })}
      </Notice>
    ) : null;
  return (
    <>
      {houses.map((one) => (
        <Checkbox
          key={one.id}
          isSelected={draft.houseId === one.id}
          onChange={(on) => change({ houseId: on ? one.id : null, acknowledged: false })}
        >
          {t('welfare.page.hand-over.for-house', {
            kind: t(`welfare.page.house-kind.${one.kind}`),
            stage: t(`welfare.page.stage.${one.stage}`),
          })}
        </Checkbox>
      ))}
      {warning}
    </>
  );
}

function Items({ draft, change, campaign }: StepProps & { campaign: CampaignPage }) {
  const t = useText();
  const lang = useLang();
  const words = useMeasures();
  const set = (code: string, text: string) =>
    change({ quantities: { ...draft.quantities, [code]: text }, acknowledged: false });
  return (
    <fieldset className="wf-items">
      <legend>{t('welfare.page.column.item')}</legend>
      {campaign.items.map((item) => {
        const typed = draft.quantities[item.code] ?? '';
        const value = readQuantity(typed, lang);
        const left = campaign.balances.find((one) => one.item === item.code)?.inStock ?? 0;
        const name = words.itemName(item.code, item);
        const isUnclear = typed.trim() !== '' && value === undefined;
        return (
          <div key={item.code} className="wf-item">
            <div className="sp">
              <b>{name}</b>
              <span className="sm mut2">
                {t('welfare.page.hand-over.left', { amount: words.amount(item.code, left, item) })}
              </span>
              {isUnclear ? <span className="sm wf-off">{t('problem.welfare-form.number')}</span> : null}
            </div>
            <div className={`wf-qty${item.kind === 'money' ? ' money' : ''}`}>
              {item.kind === 'money' ? null : (
                <Button
                  aria-label={t('welfare.page.hand-over.less', { item: name })}
                  isDisabled={!value}
                  onPress={() => set(item.code, typedQuantity(Math.max(0, (value ?? 0) - 1), lang))}
                >
                  <MinusIcon className="i" weight="bold" aria-hidden="true" />
                </Button>
              )}
              <input
                className="input"
                inputMode="decimal"
                aria-label={t('welfare.page.hand-over.how-many', { item: name, unit: words.unitOf(item.code, item) })}
                aria-invalid={isUnclear}
                value={typed}
                placeholder="0"
                onChange={(event) => set(item.code, event.target.value)}
              />
              {item.kind === 'money' ? null : (
                <Button
                  aria-label={t('welfare.page.hand-over.more', { item: name })}
                  onPress={() => set(item.code, typedQuantity((value ?? 0) + 1, lang))}
                >
                  <PlusIcon className="i" weight="bold" aria-hidden="true" />
                </Button>
              )}
            </div>
          </div>
        );
      })}
      <div className="row wrap">
        <span className="sm mut2">{t('welfare.page.hand-over.sponsors')}</span>
        {campaign.sponsors.map((one) => (
          <Chip key={one.id} tone="line">
            {one.name ?? t('welfare.page.flow.hidden')}
          </Chip>
        ))}
      </div>
    </fieldset>
  );
}
