import { useMemo, type ReactNode } from 'react';
import { hasText, useFormat, useText } from '#platform/messages.ts';
import type { FigureAnswer, FigureEntry } from '../contract.ts';
import type { ColumnOfRecords } from './data.ts';

type Value = FigureAnswer['value'];

/** The name as a list shows it, without the words that every neighbour carries. */
export function shortName(name: string): string {
  const own = name.replace(/^(Đảng bộ|Chi bộ)\s+(?=\S)/u, '');
  const short = own.replace(/^(xã|phường|thị trấn|bản|thôn|tổ dân phố)\s+(?=\p{Lu}|\d)/iu, '');
  return short.charAt(0).toUpperCase() + short.slice(1);
}

/** Words and numbers of figures in the reader's language. */
export function useFigureWords() {
  const t = useText();
  const format = useFormat();
  return useMemo(() => {
    const word = (prefix: string | null | undefined, code: string, values?: { count: number }): string => {
      const key = `${prefix ?? ''}.${code}`;
      return prefix && hasText(key) ? t(key, values) : code;
    };
    const number = (value: Value): string =>
      value === null ? '–' : value === 'withheld' ? t('platform.figure.withheld') : format.number(value);
    return {
      number,
      /** The name of a figure, or that it is what stands below the line of one. */
      name: (entry: FigureEntry | undefined, id: string): string =>
        id.endsWith('.denominator')
          ? t('figures.page.records.denominator-of', { figure: entry?.name ?? id })
          : (entry?.name ?? id),
      /** `49.312`, `3,9 %`, `–`, `dưới 5` */
      value: (answer: Pick<FigureAnswer, 'value' | 'definition'>): string =>
        answer.definition.kind === 'ratio' && typeof answer.value === 'number'
          ? format.percent(answer.value)
          : number(answer.value),
      /** What is counted; beside a number in the form that goes with it, by itself in that of many. */
      measure: (measure: string, count?: Value): string =>
        word('figures.measure', measure, { count: typeof count === 'number' ? count : 0 }),
      /** The value of a dimension: a word where there is one, `5/2026` for a month. */
      dimensionValue: (entry: FigureEntry | undefined, key: string, value: string | null): string => {
        if (value === null || value === '') return t('figures.page.unknown');
        if (/^\d{4}-\d{2}$/.test(value)) return format.date(`${value}-01`, 'month');
        const dimension = entry?.dimensions.find((one) => one.key === key);
        if (key === 'badge') return t('figures.page.badge-years', { years: value });
        return word(dimension?.valuePrefix, value);
      },
      cell: (column: ColumnOfRecords, value: string | number | null | undefined): ReactNode => {
        if (value === null || value === undefined || value === '') return '–';
        if (column.kind === 'date') return <span className="nw">{format.date(String(value))}</span>;
        if (column.kind === 'number') return format.number(Number(value));
        return word(column.wordPrefix, String(value));
      },
      /** `theo địa giới hiện nay`, `theo địa giới ngày 31/12/2022` */
      boundaries: (answer: Pick<FigureAnswer, 'boundaries' | 'boundariesOn'>): string =>
        answer.boundaries === 'now'
          ? t('figures.page.boundaries-now')
          : t('figures.page.boundaries-on', { on: format.date(answer.boundariesOn) }),
      /** `từ 1/1/2026 đến 22/11/2026`, or `đến ngày 22/11/2026` for a stock */
      when: (answer: Pick<FigureAnswer, 'from' | 'to' | 'asOf'>): string =>
        answer.from && answer.to
          ? t('figures.page.period', { from: format.date(answer.from), to: format.date(answer.to) })
          : t('figures.page.as-of', { on: format.date(answer.asOf) }),
    };
  }, [t, format]);
}
