import { formatDate, formatNumber, type Lang } from '#platform/format.ts';
import { translatorFor } from '#platform/messages-node.ts';
import type { PressSheetPage } from '../contract.ts';
import type { Word } from '../rules.ts';
import { proseOf } from '../sheets.ts';

/** A press sheet as data for the paper. A word that is no longer true is not printed: the exact value takes its place. */
export function pressPaper(sheet: PressSheetPage, lang: Lang) {
  const t = translatorFor(lang);
  const date = (on: string) => formatDate(lang, on);
  return {
    template: 'modules/figures/press/papers/press.typ',
    data: {
      lang,
      title: sheet.title,
      unit: sheet.unit.name,
      sub: t('figures.press.period', { from: date(sheet.from), to: date(sheet.asOf) }),
      heads: ['what', 'prose', 'exact'].map((head) => t(`figures.press.head.${head}`)),
      rows: sheet.lines.map((line) => [line.name, line.holds ? line.prose : line.shown, line.shown]),
      definitionsHead: t('figures.press.head.definitions'),
      definitions: sheet.lines.map((line) => ({
        name: `${line.figure}, ${line.name}`,
        text: line.definition,
        source: `${line.source} ${t('figures.press.records', { count: formatNumber(lang, line.records), on: date(line.to) })}`,
      })),
      publishedHead: t('figures.press.head.published'),
      publishedHeads: ['what', 'said', 'exact', 'where'].map((head) => t(`figures.press.head.${head}`)),
      published: sheet.lines.flatMap((line) =>
        line.published.map((one) => [
          line.name,
          proseOf(lang, one.word as Word, one.value, line.measure),
          line.shown,
          one.source,
        ]),
      ),
      contactHead: t('figures.press.head.contact'),
      contact: sheet.contact,
      foot: t('figures.press.foot', { on: date(sheet.asOf) }),
    },
  };
}
