import { formatDate, formatNumber, formatVnd, type Lang } from '#platform/format.ts';
import { inLanguageMarked } from '#platform/in-language.ts';
import { hasMessage, translatorFor } from '#platform/messages-node.ts';
import type { TwinningYear } from '../contract.ts';

/** The year of an agreement as a paper: the same numbers as the page, in sentences and tables that print on A4. */
export function summaryPaper(given: TwinningYear, lang: Lang) {
  const t = translatorFor(lang);
  const number = (value: number) => formatNumber(lang, value, Number.isInteger(value) ? 0 : 1);
  const date = (on: string) => formatDate(lang, on);
  const year = String(given.year);
  const word = (key: string, otherwise: string, values?: Record<string, number>) =>
    hasMessage(lang, key) ? t(key, values) : otherwise;
  const amount = (item: string, unit: string, value: number) =>
    item === 'VND'
      ? formatVnd(lang, value)
      : `${number(value)} ${word(`welfare.counted.${item}`, unit, { count: value })}`;
  const kept = given.plan.reduce((sum, item) => sum + Math.min(item.held, item.wanted), 0);
  const wanted = given.plan.reduce((sum, item) => sum + item.wanted, 0);
  const titleOf = (one: { title: string; titleTh: string | null; titleEn: string | null }) =>
    inLanguageMarked(lang, t, { vi: one.title, th: one.titleTh, en: one.titleEn });
  const side = (which: 'agency' | 'partner') =>
    [...new Set(given.sides.filter((one) => one.side === which).map((one) => one.unit.name))].join(' → ');
  const results = (one: TwinningYear['kinds'][number]) =>
    one.results
      .map(({ measure, amount: value }) => `${number(value)} ${t(`outreach.counted.${measure}`, { count: value })}`)
      .join(', ') || '–';
  return {
    template: 'modules/outreach/papers/summary.typ',
    data: {
      lang,
      title: t('outreach.summary.title', { year }),
      agency: side('agency'),
      partner: side('partner'),
      heading: t('outreach.summary.title', { year }),
      name: given.twinning.title,
      about: [
        t('outreach.summary.term', {
          from: formatDate(lang, given.twinning.starts.on, given.twinning.starts.precision),
          to: date(given.twinning.endsOn),
        }),
        ...(given.twinning.document ? [given.twinning.document] : []),
      ].join(' · '),
      lead: lead(given, { t, number }),
      planTitle: t('outreach.summary.plan', { kept: number(kept), wanted: number(wanted) }),
      planHeads: ['field.plan-title', 'column.kind', 'summary.held-of'].map((key) => t(`outreach.${key}`)),
      plan: given.plan.map((item) => [
        item.title,
        t(`outreach.kind.${item.kind}`),
        `${number(item.held)} / ${number(item.wanted)}`,
      ]),
      unplanned: given.unplanned > 0 ? t('outreach.plan.unplanned', { count: given.unplanned }) : '',
      kindTitle: t('outreach.summary.kinds'),
      kindHeads: ['column.kind', 'public.times', 'summary.person-days', 'column.people', 'column.results'].map((key) =>
        t(`outreach.${key}`),
      ),
      kinds: given.kinds.map((one) => [
        t(`outreach.kind.${one.kind}`),
        number(one.activities),
        number(one.personDays),
        number(one.people),
        results(one),
      ]),
      villageTitle: t('outreach.twinning.villages', { count: given.villages.length }),
      villages: given.villages.map((one) => `${one.name} (${number(one.activities)})`).join(', '),
      giftTitle: t('outreach.summary.gifts'),
      giftHeads: ['summary.campaign', 'summary.sponsors', 'summary.received', 'summary.delivered', 'summary.left'].map(
        (key) => t(`outreach.${key}`),
      ),
      gifts: given.gifts.map((one) => [
        `${titleOf(one)}: ${word(`welfare.item.${one.item}`, one.itemName)}`,
        one.sponsors.map((name) => name ?? t('outreach.summary.not-named')).join(', '),
        amount(one.item, one.itemUnit, one.received + one.bought),
        one.spent > 0 && one.delivered === 0
          ? t('outreach.summary.spent', { amount: amount(one.item, one.itemUnit, one.spent) })
          : amount(one.item, one.itemUnit, one.delivered),
        amount(one.item, one.itemUnit, one.left),
      ]),
      tripTitle: t('outreach.summary.trips'),
      trips: given.trips.map((trip) =>
        t('outreach.summary.trip', {
          title: titleOf(trip),
          on: date(trip.on),
          people: number(trip.people),
          stops: trip.stops.join(', ') || '–',
          done: number(trip.followUpsDone),
          all: number(trip.followUps),
        }),
      ),
      wordsTitle: t('outreach.words.title'),
      words: given.words.map(({ words, post, unit }) => ({
        words: `“${words}”`,
        by: post ? `${t(`organisation.post-kind.${post}`)}, ${unit}` : '',
      })),
      note: t('outreach.summary.note', { on: date(given.asOf) }),
      signs: [
        { who: capital(t('outreach.side.agency')), unit: side('agency').split(' → ').at(-1) ?? '' },
        { who: capital(t('outreach.side.partner')), unit: side('partner').split(' → ').at(-1) ?? '' },
      ],
      signHere: t('outreach.summary.sign-here'),
      foot: t('outreach.summary.foot', { on: date(given.asOf) }),
    },
  };
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** What the year came to, in short sentences; a measure that nobody took is no sentence. */
function lead(
  given: TwinningYear,
  { t, number }: { t: ReturnType<typeof translatorFor>; number: (value: number) => string },
): string[] {
  const { before } = given;
  return [
    t('outreach.summary.lead', {
      count: given.activities,
      activities: number(given.activities),
      days: number(given.personDays),
      villages: number(given.villages.length),
    }),
    ...(before && before.activities > 0
      ? [
          t('outreach.summary.before', {
            year: String(given.year - 1),
            activities: number(before.activities),
            days: number(before.personDays),
          }),
        ]
      : []),
    ...(given.services > 0 ? [t('outreach.summary.services', { count: number(given.services) })] : []),
    ...(given.householdVisits > 0 ? [t('outreach.summary.visits', { count: number(given.householdVisits) })] : []),
    ...(given.checklist
      ? [
          t('outreach.summary.checklist', {
            first: number(given.checklist.first),
            last: number(given.checklist.last),
            items: number(given.checklist.items),
          }),
        ]
      : []),
    ...(given.findings.found > 0
      ? [
          t('outreach.summary.findings', {
            found: number(given.findings.found),
            mended: number(given.findings.mended),
          }),
        ]
      : []),
  ];
}
