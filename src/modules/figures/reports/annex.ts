import { translatorFor } from '#platform/messages-node.ts';
import type { Cell } from '#platform/spreadsheet/index.ts';
import type { ReportDocument, ShownFigure } from './contract.ts';

const HEADS = [
  'note',
  'figure',
  'name',
  'value',
  'numerator',
  'denominator',
  'measure',
  'before',
  'change',
  'from',
  'to',
  'as-of',
  'boundaries',
  'records',
] as const;

/** The annex of a report: every figure with its parts, its days, the last period beside it; below, the units. */
export function annexOf(document: ReportDocument): { heads: string[]; rows: Cell[][] } {
  const { lang, figures } = document;
  const t = translatorFor(lang);
  const changes = new Map(
    document.sections.flatMap((section) =>
      section.blocks.flatMap((block) =>
        block.kind === 'compare' ? block.rows.map((row) => [row.slot, row] as const) : [],
      ),
    ),
  );
  const value = (given: ShownFigure['value']): Cell => (given === 'withheld' ? t('platform.figure.withheld') : given);
  const rows: Cell[][] = document.notes.flatMap(({ key, number }) => {
    const figure = figures[key];
    if (!figure) return [];
    const change = changes.get(key);
    const before = change?.before ? figures[change.before] : undefined;
    return [
      [
        number,
        figure.figure,
        figure.name,
        value(figure.value),
        value(figure.numerator),
        figure.denominator,
        figure.measureName,
        before ? value(before.value) : null,
        change?.change ?? null,
        { date: figure.from },
        { date: figure.to },
        { date: figure.asOf },
        { date: figure.boundariesOn },
        figure.records,
      ],
    ];
  });
  for (const section of document.sections)
    for (const block of section.blocks) {
      if (block.kind !== 'units') continue;
      for (const row of block.rows)
        block.slots.forEach((slot, at) => {
          const figure = figures[slot];
          rows.push([
            figure?.note ?? null,
            figure?.figure ?? slot,
            `${figure?.name ?? slot}: ${row.name}`,
            row.cells[at]?.shown ?? null,
          ]);
        });
    }
  return { heads: HEADS.map((head) => t(`figures.report.annex.${head}`)), rows };
}
