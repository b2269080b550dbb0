import { formatDate, formatInstant, formatNumber, formatPercent, formatVnd, type Lang } from '#platform/format.ts';
import { hasMessage, translatorFor } from '#platform/messages-node.ts';
import type { FigureAnswer, FigureRow } from '../contract.ts';
import { getFigure } from '../answer.ts';
import type { Dimension } from '../registry.ts';
import { isKnown, type Computation, type Computed } from './compute.ts';
import type { Block, Piece, ReportDocument, ShownFigure } from './contract.ts';
import { changeOf, type Head, type Period } from './rules.ts';
import { keyOf, type Part, type Template } from './templates.ts';

export type Told = {
  template: Template;
  unit: { id: string; name: string };
  head: Head;
  period: Period;
  asOf: string;
  texts: Readonly<Record<string, string>>;
  computation: Computation;
  /** The moment of computing, for the footnotes. */
  at: Date;
};

/** How a value reads: `49.312`, `83,1 % (211/254)`, `70.000.000 đ`, `–` without a denominator. */
export function shownValue(
  lang: Lang,
  kind: string,
  measure: string,
  given: Pick<FigureAnswer, 'value' | 'numerator' | 'denominator'>,
  parts = true,
): string {
  const { value, numerator, denominator } = given;
  if (value === 'withheld') return translatorFor(lang)('platform.figure.withheld');
  if (value === null) return '–';
  if (kind === 'ratio') {
    const percent = formatPercent(lang, value);
    return parts && typeof numerator === 'number' && denominator !== null
      ? `${percent} (${formatNumber(lang, numerator)}/${formatNumber(lang, denominator)})`
      : percent;
  }
  return measure === 'VND' ? formatVnd(lang, value) : formatNumber(lang, value);
}

/** Where the records of an answer are on the pages. */
export function pageOf(answer: FigureAnswer, unitId?: string, filter?: string): string {
  const url = new URL(answer.records.href, 'http://x');
  const query = url.searchParams;
  if (unitId !== undefined) query.set('unit', unitId);
  if (filter !== undefined) query.set('filter', filter);
  const path = url.pathname.replace('/api/v1', '');
  return `${answer.definition.kind === 'check' ? path.replace(/\/records$/, '') : path}?${query.toString()}`;
}

/** Writes a report in one language from what was computed. Says the same for the same figures, whenever it is asked. */
export function writeDocument(told: Told, lang: Lang): ReportDocument {
  const t = translatorFor(lang);
  const { template, unit, head, period, computation } = told;
  const date = (on: string) => formatDate(lang, on);
  const notes = new Map<string, number>();
  const figures: Record<string, ShownFigure> = {};

  const use = (computed: Computed): string => {
    const { key } = computed;
    if (!computed.before && !notes.has(key)) notes.set(key, notes.size + 1);
    figures[key] ??= shownFigure(computed, lang, notes.get(key) ?? null);
    return key;
  };
  const find = (key: string): Computed | undefined => computation.figures.get(key);

  const say = (part: Extract<Part, { kind: 'say' }>): Block[] => {
    const slots = Object.entries(part.slots);
    if (slots.some(([, slot]) => !isKnown(slot))) return [];
    // The sentence is put together with marks in place of the figures, so that each stays a link with its footnote.
    const marks = Object.fromEntries(slots.map(([name], index) => [name, `\u0001${index}\u0002`]));
    const sentence = t(`figures.report.say.${part.say}`, {
      ...marks,
      unit: unit.name,
      on: date(told.asOf),
      from: date(period.from),
      to: date(period.to),
    });
    const pieces: Piece[] = sentence.split(/(\u0001\d+\u0002)/).flatMap((text): Piece[] => {
      const index = /^\u0001(\d+)\u0002$/.exec(text)?.[1];
      const slot = index === undefined ? undefined : slots[Number(index)]?.[1];
      const computed = slot && find(keyOf(slot));
      if (computed) return [{ slot: use(computed) }];
      return text === '' ? [] : [{ text }];
    });
    return [{ kind: 'say', pieces }];
  };

  const compare = (part: Extract<Part, { kind: 'compare' }>): Block[] => {
    const rows = part.slots.filter(isKnown).flatMap((slot) => {
      const [now, before] = [find(keyOf(slot)), find(keyOf(slot, true))];
      if (!now) return [];
      const change = changeOf(now.answer?.value ?? null, before?.answer?.value ?? null);
      return [
        {
          slot: use(now),
          before: before?.answer ? use(before) : null,
          change: change === null ? '–' : signed(lang, change, now.answer),
        },
      ];
    });
    const heads = ['what', 'now', 'before', 'change'].map((name) => t(`figures.report.head.${name}`));
    return rows.length === 0
      ? []
      : [{ kind: 'compare', id: part.id, title: t(`figures.report.table.${part.id}`), heads, rows }];
  };

  const units = (part: Extract<Part, { kind: 'units' }>): Block[] => {
    const columns = part.slots.filter(isKnown).flatMap((slot) => {
      const computed = find(keyOf(slot));
      return computed?.answer ? [{ key: use(computed), answer: computed.answer }] : [];
    });
    const first = columns[0]?.answer.rows;
    if (!first) return [];
    const names = new Map<string, string>();
    for (const { answer } of columns)
      for (const row of answer.rows ?? []) if (row.key) names.set(row.key, row.name ?? names.get(row.key) ?? '–');
    const rows = [...names].map(([unitId, name]) => ({
      unitId,
      name,
      cells: columns.map(({ answer }) => {
        const row = answer.rows?.find((one) => one.key === unitId);
        return { shown: row ? shownRow(lang, answer, row) : '–', href: row ? pageOf(answer, unitId) : null };
      }),
    }));
    if (rows.length === 0) return [];
    return [
      {
        kind: 'units',
        id: part.id,
        title: t(`figures.report.units.${part.id}`),
        heads: [t('figures.report.head.unit'), ...columns.map(({ key }) => figures[key]?.name ?? key)],
        slots: columns.map(({ key }) => key),
        rows,
        total: t('figures.report.head.total'),
      },
    ];
  };

  /** One line for each value of a dimension; the sum stands below, as of units. */
  const divided = (part: Extract<Part, { kind: 'by' }>): Block[] => {
    const columns = part.slots.flatMap((slot) => {
      const [computed, answer] = [find(keyOf(slot)), computation.divided.get(`${keyOf(slot)}|${part.by}`)];
      return computed?.answer && answer ? [{ key: use(computed), answer }] : [];
    });
    const dimension = columns[0] && getFigure(columns[0].answer.id).dimensions.find(({ key }) => key === part.by);
    if (!dimension) return [];
    const values = [...new Set(columns.flatMap(({ answer }) => (answer.rows ?? []).map((row) => row.key)))];
    const rows = values.map((value) => ({
      unitId: null,
      name: wordOf(lang, dimension, value),
      cells: columns.map(({ answer }) => {
        const row = answer.rows?.find((one) => one.key === value);
        return {
          shown: row ? shownRow(lang, answer, row) : formatNumber(lang, 0),
          href:
            row && value !== null && row.value !== 0
              ? pageOf(answer, undefined, `${part.by}=${filterWord(value)}`)
              : null,
        };
      }),
    }));
    return [
      {
        kind: 'units',
        id: `by-${part.id}`,
        title: t(`figures.report.by.${part.id}`),
        heads: [t(dimension.label), ...columns.map(({ key }) => figures[key]?.name ?? key)],
        slots: columns.map(({ key }) => key),
        rows,
        total: t('figures.report.head.total'),
      },
    ];
  };

  const sections = template.sections.map((section) => ({
    id: section.id,
    heading: t(`figures.report.section.${section.id}`),
    blocks: section.parts.flatMap((part): Block[] => {
      switch (part.kind) {
        case 'say':
          return say(part);
        case 'compare':
          return compare(part);
        case 'units':
          return units(part);
        case 'by':
          return divided(part);
        case 'free':
          return [
            {
              kind: 'free',
              id: part.id,
              label: t(`figures.report.free.${part.id}`),
              hint: t('figures.report.free-hint'),
              text: told.texts[part.id] ?? '',
            },
          ];
      }
    }),
  }));
  const noted = [...notes].map(([key, number]) => ({ number, key, text: noteOf(figures[key], lang) }));
  const asked = Object.values(figures).filter((figure) => figure.kind !== 'check');
  return {
    lang,
    layout: head.layout,
    head: {
      superior: head.superior,
      issuer: head.issuer,
      country: head.layout === 'party' ? 'ĐẢNG CỘNG SẢN VIỆT NAM' : 'CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      motto: head.layout === 'party' ? '' : 'Độc lập – Tự do – Hạnh phúc',
    },
    kind: t('figures.report.kind'),
    title: t(`figures.report.title.${template.title ?? template.period}`, {
      unit: unit.name,
      period: periodWords(lang, template, period),
    }),
    period: periodWords(lang, template, period),
    asOf: told.asOf,
    sections,
    notes: noted,
    figures,
    provenance: { traced: asked.filter((figure) => figure.href !== null).length, all: asked.length },
  };
}

/** `tháng 10/2026`, `quý III/2026`, or the days where the period does not follow the calendar. */
export function periodWords(lang: Lang, template: Pick<Template, 'period'>, { from, to }: Period): string {
  const t = translatorFor(lang);
  const [year = '', month = '01', day = '01'] = from.split('-');
  const index = Number(month) - 1;
  const months = { month: 1, quarter: 3, half: 6, nine: 12, year: 12 }[template.period];
  if (day !== '01' || index % months !== 0)
    return t('figures.report.period.days', { from: formatDate(lang, from), to: formatDate(lang, to) });
  const number = index / months + 1;
  const roman = ['I', 'II', 'III', 'IV'][number - 1] ?? String(number);
  return t(`figures.report.period.${template.period}`, {
    month: String(number),
    quarter: roman,
    half: String(number),
    year,
  });
}

/** A value of a dimension in words; what nobody recorded is unknown. */
function wordOf(lang: Lang, { valuePrefix }: Dimension, value: string | null): string {
  const t = translatorFor(lang);
  if (value === null || value === '') return t('figures.page.unknown');
  return valuePrefix !== undefined && hasMessage(lang, `${valuePrefix}.${value}`)
    ? t(`${valuePrefix}.${value}`)
    : value;
}
/** As a filter takes it: everything but letters and digits in percent. */
const filterWord = (value: string): string =>
  encodeURIComponent(value).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

function shownFigure(
  { key, slot, answer, needs, query, before }: Computed,
  lang: Lang,
  note: number | null,
): ShownFigure {
  const t = translatorFor(lang);
  const definition = getFigure(slot.figure);
  const { kind, measure } = definition;
  const base = {
    key,
    note: before ? null : note,
    figure: slot.figure,
    name: t(`${definition.room}.figure.${slot.figure}.name`),
    definition: t(`${definition.room}.figure.${slot.figure}.definition`),
    measure,
    measureName: hasMessage(lang, `figures.measure.${measure}`) ? t(`figures.measure.${measure}`) : measure,
    kind,
    filter: slot.filter ?? null,
    from: query.from ?? '',
    to: query.to ?? '',
    asOf: query.asOf ?? '',
    needs,
  };
  if (!answer)
    return {
      ...base,
      boundariesOn: query.asOf ?? '',
      value: null,
      numerator: null,
      denominator: null,
      inDoubt: 0,
      shown: '–',
      records: 0,
      href: null,
    };
  return {
    ...base,
    boundariesOn: answer.boundariesOn,
    value: answer.value,
    numerator: answer.numerator,
    denominator: answer.denominator,
    inDoubt: answer.inDoubt,
    shown: shownValue(lang, kind, measure, answer),
    records: answer.records.count,
    href: pageOf(answer),
  };
}

const shownRow = (lang: Lang, answer: FigureAnswer, row: FigureRow): string =>
  shownValue(lang, answer.definition.kind, answer.definition.measure, row);

function signed(lang: Lang, change: number, answer: FigureAnswer | null): string {
  const sign = change > 0 ? '+' : '';
  const isRatio = answer?.definition.kind === 'ratio';
  const number = answer?.definition.measure === 'VND' ? formatVnd(lang, change) : formatNumber(lang, change);
  return isRatio ? translatorFor(lang)('figures.report.points', { change: `${sign}${number}` }) : `${sign}${number}`;
}

/** A footnote: which figure, of which days, counted from how many records. */
function noteOf(figure: ShownFigure | undefined, lang: Lang): string {
  if (!figure) return '';
  const t = translatorFor(lang);
  const values = {
    figure: figure.figure,
    name: figure.name,
    from: formatDate(lang, figure.from),
    to: formatDate(lang, figure.to),
    on: formatDate(lang, figure.asOf),
    records: formatNumber(lang, figure.records),
  };
  const isStock = getFigure(figure.figure).base === 'D';
  const says = t(
    figure.kind === 'check'
      ? 'figures.report.note.check'
      : isStock
        ? 'figures.report.note.stock'
        : 'figures.report.note.period',
    values,
  );
  return figure.inDoubt > 0
    ? `${says} ${t('figures.report.note.doubt', { count: formatNumber(lang, figure.inDoubt) })}`
    : says;
}

/** When a document was signed, for its foot. */
export const signedWords = (lang: Lang, at: string, name: string): string =>
  translatorFor(lang)('figures.report.signed-by', { name, at: formatInstant(lang, at) });
