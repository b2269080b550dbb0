import type { Translate } from '#platform/format.ts';
import { todayInVietnam } from '#platform/messages.ts';
import { api } from '#platform/ui/api.ts';
import { newest } from '#platform/ui/standing.ts';
import { dateOf, idOf, textOf, type FormField, type FormValue, type FormValues } from '#platform/ui/RecordDrawer.tsx';
import type { CampaignPage, Item, Posting } from '../../contract.ts';
import { COMPARATORS, FIGURE_KINDS } from '../../contract/values.ts';
import { findAgreements, findHouseholds, findSponsors, findVillages } from '../data.ts';
import { changeForm, type ActForm } from './change-form.ts';

export type { ActForm };

/** What may be recorded on a campaign. `reverse` and `purpose` concern one voucher, `withdraw` one pledge. */
export type Act =
  | {
      act:
        | 'pledge'
        | 'receipt'
        | 'purchase'
        | 'allocation'
        | 'return'
        | 'write-off'
        | 'item'
        | 'reported'
        | 'change'
        | 'close'
        | 'reopen';
    }
  | { act: 'reverse' | 'purpose'; posting: Posting }
  | { act: 'withdraw'; pledge: CampaignPage['pledges'][number] };

type Given = {
  t: Translate;
  campaign: CampaignPage;
  /** every measure of the office, for adding one */
  items: readonly Item[];
  itemName: (code: string) => string;
  unitOf: (code: string) => string;
  quantityOf: (value: FormValue, field: string) => number;
};

/** The fields of an act and what is sent of them. Quantities are read before anything is sent. */
export function formOf(act: Act, { t, campaign, items, itemName, unitOf, quantityOf }: Given): ActForm {
  const label = (name: string) => t(`welfare.page.field.${name}`);
  const today = todayInVietnam();
  const path = `/campaigns/${campaign.id}`;
  const choiceOf = (list: readonly Pick<Item, 'code'>[]) =>
    list.map(({ code }) => ({ id: code, label: itemName(code) }));
  const goods = campaign.items.filter((one) => one.kind !== 'money');
  const item = (list: readonly Pick<Item, 'code'>[] = campaign.items): FormField => ({
    name: 'item',
    kind: 'select',
    label: label('item'),
    choices: choiceOf(list),
  });
  const quantity = (values: FormValues): FormField => ({
    name: 'quantity',
    kind: 'text',
    label: label('quantity'),
    ...(textOf(values['item'])
      ? { hint: t('welfare.page.field.in-unit', { unit: unitOf(textOf(values['item']) ?? '') }) }
      : {}),
  });
  const sponsor = (optional: boolean): FormField => ({
    name: 'sponsorId',
    kind: 'find',
    label: label('sponsor'),
    search: findSponsors(campaign.unit.id),
    optional,
    ...(optional ? { hint: t('welfare.page.field.any-sponsor') } : {}),
  });
  const on: FormField = {
    name: 'effectiveOn',
    kind: 'day',
    label: label('effectiveOn'),
    hint: t('welfare.page.field.on-hint'),
  };
  const document = (optional: boolean): FormField => ({
    name: 'document',
    kind: 'text',
    label: label('document'),
    optional,
  });
  const voucher: FormField = {
    name: 'voucher',
    kind: 'text',
    label: label('voucher'),
    optional: true,
    hint: t('welfare.page.field.voucher-hint'),
  };
  const only = campaign.items.length === 1 ? campaign.items[0]?.code : undefined;
  const onlyGoods = goods.length === 1 ? goods[0]?.code : undefined;
  const maybe = (value: FormValue, field: string) => (textOf(value) ? quantityOf(value, field) : null);
  const isGoods = (values: FormValues) => textOf(values['item']) !== null && values['item'] !== 'VND';
  const value = (values: FormValues): FormField[] =>
    isGoods(values)
      ? [
          {
            name: 'valueVnd',
            kind: 'text',
            label: label('valueVnd'),
            hint: t('welfare.page.field.value-hint'),
            optional: true,
          },
        ]
      : [];
  const entry = (values: FormValues, id: string) => ({
    id,
    effectiveOn: values['effectiveOn'],
    voucher: textOf(values['voucher']),
    document: textOf(values['document']),
  });
  switch (act.act) {
    case 'pledge':
      return {
        initial: { item: only, pledged: { on: today, precision: 'day' } },
        fields: (values) => [
          sponsor(false),
          item(),
          quantity(values),
          ...value(values),
          ...(idOf(values['sponsorId']) === null
            ? []
            : [
                {
                  name: 'agreementId',
                  kind: 'find' as const,
                  label: label('agreement'),
                  hint: t('welfare.page.field.agreement-hint'),
                  search: findAgreements(campaign.unit.id, idOf(values['sponsorId']) ?? ''),
                  optional: true,
                },
              ]),
          { name: 'pledged', kind: 'date', label: label('pledged') },
          { name: 'dueOn', kind: 'day', label: label('dueOn'), optional: true },
          document(true),
        ],
        send: async (values, { id, idempotencyKey }) =>
          api.post(
            `${path}/pledges`,
            {
              id,
              sponsorId: idOf(values['sponsorId']),
              agreementId: idOf(values['agreementId']),
              item: values['item'],
              quantity: quantityOf(values['quantity'], 'quantity'),
              valueVnd: isGoods(values) ? maybe(values['valueVnd'], 'valueVnd') : null,
              pledged: dateOf(values['pledged']),
              dueOn: textOf(values['dueOn']),
              document: textOf(values['document']),
            },
            { idempotencyKey },
          ),
      };
    case 'receipt':
      return {
        initial: { item: only, effectiveOn: today, purpose: campaign.purpose, pledgeId: 'none' },
        fields: (values) => [
          sponsor(false),
          item(),
          quantity(values),
          ...value(values),
          {
            name: 'pledgeId',
            kind: 'select',
            label: label('pledgeId'),
            choices: [
              { id: 'none', label: t('welfare.page.field.no-pledge') },
              ...campaign.pledges
                .filter((one) => one.withdrawnOn === null && one.sponsor.id === idOf(values['sponsorId']))
                .map((one) => ({
                  id: one.id,
                  label: `${one.sponsor.name ?? '–'} · ${itemName(one.item)} ${one.quantity}`,
                })),
            ],
          },
          { name: 'purpose', kind: 'text', label: label('purpose'), hint: t('welfare.page.field.receipt-purpose') },
          on,
          voucher,
          document(true),
        ],
        send: async (values, { id, idempotencyKey }) =>
          api.post(
            `${path}/receipts`,
            {
              ...entry(values, id),
              sponsorId: idOf(values['sponsorId']),
              item: values['item'],
              quantity: quantityOf(values['quantity'], 'quantity'),
              valueVnd: isGoods(values) ? maybe(values['valueVnd'], 'valueVnd') : null,
              purpose: textOf(values['purpose']),
              pledgeId: values['pledgeId'] === 'none' ? null : values['pledgeId'],
            },
            { idempotencyKey },
          ),
      };
    case 'purchase':
      return {
        initial: { item: onlyGoods, effectiveOn: today },
        fields: (values) => [
          item(goods),
          quantity(values),
          { name: 'priceVnd', kind: 'text', label: label('priceVnd'), hint: t('welfare.page.field.price-hint') },
          sponsor(true),
          on,
          voucher,
          document(true),
        ],
        send: async (values, { id, idempotencyKey }) =>
          api.post(
            `${path}/purchases`,
            {
              ...entry(values, id),
              item: values['item'],
              quantity: quantityOf(values['quantity'], 'quantity'),
              priceVnd: quantityOf(values['priceVnd'], 'priceVnd'),
              sponsorId: idOf(values['sponsorId']),
            },
            { idempotencyKey },
          ),
      };
    case 'allocation':
      return {
        initial: { item: onlyGoods ?? only, decidedOn: today },
        fields: (values) => [
          item(),
          quantity(values),
          { name: 'villageId', kind: 'find', label: label('village'), search: findVillages },
          {
            name: 'householdId',
            kind: 'find',
            label: label('household'),
            hint: t('welfare.page.field.household-hint'),
            search: findHouseholds(idOf(values['villageId']) ?? ''),
            optional: true,
          },
          { name: 'decidedOn', kind: 'day', label: label('decidedOn') },
          document(true),
        ],
        send: async (values, { id, idempotencyKey }) =>
          api.post(
            `${path}/allocations`,
            {
              id,
              item: values['item'],
              quantity: quantityOf(values['quantity'], 'quantity'),
              villageId: idOf(values['villageId']),
              householdId: idOf(values['householdId']),
              decidedOn: values['decidedOn'],
              document: textOf(values['document']),
            },
            { idempotencyKey },
          ),
      };
    case 'return':
    case 'write-off': {
      const returns = act.act === 'return';
      return {
        initial: { item: only, effectiveOn: today },
        fields: (values) => [sponsor(!returns), item(), quantity(values), on, voucher, document(returns)],
        send: async (values, { id, idempotencyKey }) =>
          api.post(
            `${path}/${returns ? 'returns' : 'write-offs'}`,
            {
              ...entry(values, id),
              sponsorId: idOf(values['sponsorId']),
              item: values['item'],
              quantity: quantityOf(values['quantity'], 'quantity'),
            },
            { idempotencyKey },
          ),
      };
    }
    case 'item':
      return {
        initial: {},
        fields: () => [
          item(items.filter((one) => one.kind !== 'work' && !campaign.items.some((has) => has.code === one.code))),
          { name: 'goal', kind: 'text', label: label('goal'), optional: true },
        ],
        send: async (values, { idempotencyKey }) =>
          api.post(`${path}/items`, { item: values['item'], goal: maybe(values['goal'], 'goal') }, { idempotencyKey }),
      };
    case 'reported':
      return {
        initial: { item: only, what: 'delivered', comparator: 'over' },
        fields: (values) => [
          {
            name: 'what',
            kind: 'one',
            label: label('what'),
            choices: FIGURE_KINDS.map((id) => ({ id, label: t(`welfare.page.${id}`) })),
          },
          item(),
          {
            name: 'comparator',
            kind: 'select',
            label: label('comparator'),
            choices: COMPARATORS.map((id) => ({ id, label: t(`welfare.page.comparator.${id}`) })),
          },
          quantity(values),
          { name: 'source', kind: 'text', label: label('source') },
          { name: 'said', kind: 'date', label: label('said') },
        ],
        send: async (values, { id, idempotencyKey }) =>
          api.post(
            `${path}/reported`,
            {
              id,
              what: values['what'],
              item: values['item'],
              comparator: values['comparator'],
              value: quantityOf(values['quantity'], 'quantity'),
              source: textOf(values['source']),
              said: dateOf(values['said']),
            },
            { idempotencyKey },
          ),
      };
    case 'change':
      return changeForm(campaign, { label, path });
    case 'close':
    case 'reopen':
      return {
        initial: { on: today },
        fields: () => [
          { name: 'on', kind: 'day', label: label('on') },
          {
            name: 'document',
            kind: 'text',
            label: label(act.act === 'close' ? 'closing-document' : 'reopen-document'),
          },
        ],
        standing: { version: campaign.version },
        send: async (values, { idempotencyKey, version }) =>
          api.post(
            `${path}/${act.act}`,
            { version, on: values['on'], document: textOf(values['document']) },
            { idempotencyKey },
          ),
      };
    case 'reverse':
      return {
        initial: { effectiveOn: today },
        fields: () => [
          { name: 'reason', kind: 'text', label: label('reason'), hint: t('welfare.page.field.reason-hint') },
          on,
          document(true),
        ],
        send: async (values, { id, idempotencyKey }) =>
          api.post(
            `/postings/${act.posting.id}/reverse`,
            { ...entry(values, id), reason: textOf(values['reason']) },
            { idempotencyKey },
          ),
      };
    case 'purpose':
      return {
        initial: {},
        fields: () => [
          { name: 'newPurpose', kind: 'text', label: label('newPurpose') },
          { name: 'consentNumber', kind: 'text', label: label('consentNumber'), optional: true },
          { name: 'consentOn', kind: 'day', label: label('consentOn'), optional: true },
        ],
        send: async (values, { id, idempotencyKey }) =>
          api.post(
            `${path}/purpose-changes`,
            {
              id,
              postingId: act.posting.id,
              newPurpose: textOf(values['newPurpose']),
              consentNumber: textOf(values['consentNumber']),
              consentOn: textOf(values['consentOn']),
            },
            { idempotencyKey },
          ),
      };
    case 'withdraw':
      return {
        initial: { on: today },
        fields: () => [{ name: 'on', kind: 'day', label: label('on') }, document(false)],
        standing: { version: newest(campaign.pledges, act.pledge).version },
        send: async (values, { idempotencyKey, version }) =>
          api.post(
            `/pledges/${act.pledge.id}/withdraw`,
            { version, on: values['on'], document: textOf(values['document']) },
            { idempotencyKey },
          ),
      };
  }
}
