import QRCode from 'qrcode';
import { formatDate, formatNumber, formatVnd, type Lang } from '#platform/format.ts';
import { inLanguageMarked } from '#platform/in-language.ts';
import { hasMessage, translatorFor } from '#platform/messages-node.ts';
import type { Board, HandoverPage, PublicSponsorPage } from '../contract.ts';

const RECEIPT = 'modules/welfare/papers/receipt.typ';
const STATEMENT = 'modules/welfare/papers/statement.typ';

/** Words and numbers of a measure in one language. */
export function measures(lang: Lang) {
  const t = translatorFor(lang);
  const word = (key: string, otherwise: string, values?: { count: number }) =>
    hasMessage(lang, key) ? t(key, values) : otherwise;
  const number = (value: number) => formatNumber(lang, value, Math.min(String(value).split('.')[1]?.length ?? 0, 3));
  const itemName = (item: string) => word(`welfare.item.${item}`, item);
  return {
    number,
    itemName,
    amount: (item: string, value: number) =>
      item === 'VND'
        ? formatVnd(lang, value)
        : `${number(value)} ${word(`welfare.counted.${item}`, '', { count: value })}`.trim(),
  };
}

type Words = Pick<Board['campaign'], 'title' | 'titleTh' | 'titleEn' | 'purpose' | 'purposeTh' | 'purposeEn'>;
/** What a campaign is called and for, in the reader's language or marked as Vietnamese. */
export function campaignWords(lang: Lang, one: Words): { title: string; purpose: string } {
  const told = (vi: string, th: string | null, en: string | null) =>
    inLanguageMarked(lang, translatorFor(lang), { vi, th, en });
  return {
    title: told(one.title, one.titleTh, one.titleEn),
    purpose: told(one.purpose, one.purposeTh, one.purposeEn),
  };
}

/** A code with an address and nothing else: its id says nothing to who may not open it. */
const qrOf = (address: string): Promise<string> => QRCode.toString(address, { type: 'svg', margin: 1 });

/** What a household keeps. @param address where the receipt can be looked up by who may */
export async function receiptPaper(handover: HandoverPage, lang: Lang, address: string, printed: string) {
  const t = translatorFor(lang);
  const { amount, itemName } = measures(lang);
  const sums = new Map<string, number>();
  for (const one of handover.items) sums.set(one.item, (sums.get(one.item) ?? 0) + one.quantity);
  const what = [...sums].map(([item, quantity]) =>
    item === 'VND' ? amount(item, quantity) : `${amount(item, quantity)} (${itemName(item)})`,
  );
  const hidden = t('welfare.page.flow.hidden');
  const to = handover.household
    ? [handover.household.headName, handover.household.code, handover.village.name]
    : [handover.village.name];
  const fact = (label: string, value: string) => ({ label: t(label), value });
  const confirmed = t(`welfare.page.confirmation.${handover.confirmation}`);
  const campaign = campaignWords(lang, handover.campaign);
  return {
    template: RECEIPT,
    data: {
      lang,
      title: t('welfare.page.receipt.number', { number: handover.receiptNumber }),
      heading: t('welfare.page.receipt.heading', { number: handover.receiptNumber }),
      unit: handover.unit.name ?? '',
      place: handover.place.name ?? '',
      said: t('welfare.page.receipt.said', {
        on: formatDate(lang, handover.on),
        to: to.filter(Boolean).join(', '),
        what: what.join(', '),
      }),
      facts: [
        fact(
          'welfare.page.column.sponsor',
          [...new Set(handover.items.map((one) => one.sponsor.name ?? hidden))].join(', '),
        ),
        fact('welfare.page.column.campaign', campaign.title),
        fact('welfare.page.field.purpose', campaign.purpose),
        fact('welfare.page.hand-over.by', handover.handedBy),
        fact(
          'welfare.page.column.confirmation',
          handover.witness
            ? `${confirmed}: ${handover.witness.name}, ${t(`welfare.page.witness.${handover.witness.post}`)}`
            : confirmed,
        ),
        ...(handover.household
          ? [
              fact(
                'welfare.page.hand-over.agreed',
                handover.consents.map((one) => t(`welfare.page.consent.${one}`)).join(' · ') ||
                  t('welfare.page.hand-over.agreed-none'),
              ),
            ]
          : []),
        ...(handover.reversed ? [fact('welfare.page.column.state', t('welfare.page.posting.reversed'))] : []),
      ],
      rights: t('welfare.page.receipt.rights'),
      signs: (['receiver', 'giver', 'witness'] as const).map((who) => t(`welfare.page.receipt.sign.${who}`)),
      signHere: t('welfare.page.receipt.sign-here'),
      qr: await qrOf(address),
      qrAlt: t('welfare.page.paper.qr'),
      foot: t('welfare.page.paper.printed', { on: formatDate(lang, printed) }),
    },
  };
}

/** What became of a sponsor's gifts, from the same answer as the sponsor's page. */
export async function statementPaper(page: PublicSponsorPage, lang: Lang, address: string) {
  const t = translatorFor(lang);
  const { amount, itemName, number } = measures(lang);
  const date = (on: string) => formatDate(lang, on);
  return {
    template: STATEMENT,
    data: {
      lang,
      title: t('welfare.page.paper.statement', { sponsor: page.sponsor.name }),
      keeper: page.keeper ?? '',
      sub: t('welfare.page.paper.as-of', { on: date(page.asOf) }),
      sumHeads: [
        'column.item',
        'pledged',
        'received',
        'delivered',
        'in-stock',
        'returned',
        'written-off',
        'difference',
      ].map((key) => t(`welfare.page.${key}`)),
      villageTitle: t('welfare.page.public.where'),
      villageHeads: ['column.village', 'column.item', 'delivered', 'column.receipts'].map((key) =>
        t(`welfare.page.${key}`),
      ),
      lineTitle: t('welfare.page.public.statement'),
      lineHeads: ['column.day', 'column.what', 'public.paper', 'column.quantity'].map((key) =>
        t(`welfare.page.${key}`),
      ),
      campaigns: page.campaigns.map((campaign) => ({
        title: campaignWords(lang, campaign).title,
        about: [
          campaignWords(lang, campaign).purpose,
          campaign.place,
          campaign.closedOn
            ? t('welfare.page.public.closed', { on: date(campaign.closedOn) })
            : t(`welfare.page.state.${campaign.state}`),
        ]
          .filter(Boolean)
          .join(' · '),
        sums: campaign.balances.map((one) => [
          itemName(one.item),
          ...[one.pledged, one.received + one.bought, one.delivered, one.inStock, one.returned, one.writtenOff].map(
            (value) => amount(one.item, value),
          ),
          number(one.difference),
        ]),
        villages: campaign.villages.map((one) => [
          one.name ?? '–',
          itemName(one.item),
          amount(one.item, one.delivered),
          number(one.receipts),
        ]),
        lines: campaign.lines.map((line) => [
          date(line.on),
          [t(`welfare.page.public.line.${line.kind}`), line.village].filter(Boolean).join(' '),
          [line.voucher, line.receipts > 0 ? t('welfare.page.public.receipts', { count: line.receipts }) : '']
            .filter(Boolean)
            .join(' · ') || '–',
          `${line.kind === 'pledge' ? '' : line.quantity < 0 ? '−' : '+'}${amount(line.item, Math.abs(line.quantity))}`,
        ]),
        notes: [
          ...campaign.purposeChanges.map((one) =>
            t('welfare.page.public.purpose-change', {
              purpose: inLanguageMarked(lang, t, { vi: one.newPurpose }),
              number: one.consentNumber,
              on: date(one.consentOn),
            }),
          ),
          ...(campaign.named.length > 0
            ? [
                t('welfare.page.public.named', {
                  names: campaign.named.map((one) => `${one.name} (${one.village ?? '–'})`).join(', '),
                }),
              ]
            : []),
        ],
      })),
      note: page.campaigns.some((one) => one.named.length > 0) ? '' : t('welfare.page.public.no-names'),
      qr: await qrOf(address),
      qrAlt: t('welfare.page.paper.qr'),
      foot: t('welfare.page.paper.as-of', { on: date(page.asOf) }),
    },
  };
}
