import { formatDate, type Lang } from '#platform/format.ts';
import { inLanguageMarked } from '#platform/in-language.ts';
import { translatorFor } from '#platform/messages-node.ts';
import type { Board } from '../contract.ts';
import { campaignWords, measures } from './data.ts';

/** What hangs at the commune: received, given, left, by village; names only of households that agreed. */
export function boardPaper(board: Board, lang: Lang) {
  const t = translatorFor(lang);
  const { amount, itemName, number } = measures(lang);
  const date = (on: string) => formatDate(lang, on);
  const { campaign } = board;
  const { title: name, purpose } = campaignWords(lang, campaign);
  const held = (item: string, value: number | 'withheld') =>
    value === 'withheld' ? t('welfare.page.board.withheld') : amount(item, value);
  return {
    template: 'modules/welfare/papers/board.typ',
    data: {
      lang,
      title: t('welfare.page.board.of', { campaign: name }),
      unit: board.unit,
      place: board.place,
      heading: t('welfare.page.board.heading'),
      campaign: name,
      about: [
        { label: t('welfare.page.field.purpose'), value: purpose },
        { label: t('welfare.page.field.place'), value: board.place },
        {
          label: t('welfare.page.time'),
          value: [campaign.startsOn, campaign.closedOn ?? campaign.endsOn]
            .filter((on) => on !== null)
            .map(date)
            .join(' – '),
        },
        { label: t('welfare.page.field.document'), value: campaign.document ?? '–' },
        {
          label: t('welfare.page.column.state'),
          value: campaign.closedOn
            ? `${t('welfare.page.state.closed')}, ${date(campaign.closedOn)} (${campaign.closingDocument ?? '–'})`
            : t(`welfare.page.state.${campaign.state}`),
        },
      ],
      sponsorTitle: t('welfare.page.board.sponsors'),
      sponsorHeads: ['column.sponsor', 'column.item', 'received'].map((key) => t(`welfare.page.${key}`)),
      sponsors: board.sponsors.map((one) => [
        one.name ?? t('welfare.page.board.not-named'),
        itemName(one.item),
        amount(one.item, one.received),
      ]),
      sumTitle: t('welfare.page.board.sums'),
      sumHeads: ['column.item', 'received', 'board.turned', 'delivered', 'board.back', 'in-stock'].map((key) =>
        t(`welfare.page.${key}`),
      ),
      sums: board.sums.map((one) => [
        itemName(one.item),
        amount(one.item, one.received),
        one.spent > 0 ? `−${amount(one.item, one.spent)}` : one.bought > 0 ? `+${amount(one.item, one.bought)}` : '–',
        amount(one.item, one.delivered),
        one.returned + one.writtenOff > 0 ? amount(one.item, one.returned + one.writtenOff) : '–',
        amount(one.item, one.inStock),
      ]),
      villageTitle: t('welfare.page.board.villages'),
      villageHeads: ['column.village', 'column.item', 'delivered', 'board.households'].map((key) =>
        t(`welfare.page.${key}`),
      ),
      villages: board.villages.map((one) => [
        one.village,
        itemName(one.item),
        held(one.item, one.delivered),
        one.households === null
          ? '–'
          : one.households === 'withheld'
            ? t('welfare.page.board.withheld')
            : number(one.households),
      ]),
      namedTitle: t('welfare.page.board.named'),
      namedHeads: ['board.household', 'column.village', 'column.quantity'].map((key) => t(`welfare.page.${key}`)),
      named: board.named.map((one) => [
        one.name,
        one.village,
        one.item === 'VND'
          ? amount(one.item, one.quantity)
          : `${amount(one.item, one.quantity)}, ${itemName(one.item)}`,
      ]),
      notes: [
        ...board.purposeChanges.map((one) =>
          t('welfare.page.public.purpose-change', {
            purpose: inLanguageMarked(lang, t, { vi: one.newPurpose }),
            number: one.consentNumber,
            on: date(one.consentOn),
          }),
        ),
        t('welfare.page.board.note'),
      ],
      posted: t('welfare.page.board.posted', {
        from: date(board.asOf),
        to: date(board.until),
        days: number(board.days),
      }),
      signs: (['organiser', 'commune', 'front'] as const).map((who) => t(`welfare.page.board.sign.${who}`)),
      signHere: t('welfare.page.receipt.sign-here'),
      foot: t('welfare.page.paper.as-of', { on: date(board.asOf) }),
    },
  };
}
