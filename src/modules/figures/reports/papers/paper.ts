import { formatDate, formatInstant, type Lang } from '#platform/format.ts';
import type { Looks } from '#platform/pdf/looks.ts';
import { translatorFor } from '#platform/messages-node.ts';
import type { Block, ReportDocument, Signature } from '../contract.ts';
import { numberLine, type Head } from '../rules.ts';

/** Room for a hand’s signature and the seal, in millimetres. */
const SIGN_GAP = 22;

export type OnPaper = {
  document: ReportDocument;
  symbol: Head['symbol'];
  signature: Signature;
  /** Null for a draft. */
  signedAt: string | null;
  contentHash: string | null;
  edition: number | null;
  printedOn: string;
  /** As the guide of the day of the paper has it. */
  looks: Looks;
};

type Cell = { text: string; note: number | null };
const cell = (text: string, note: number | null = null): Cell => ({ text, note });

/** A report as data for the paper. Sections without a word or a figure are left out. */
export function reportPaper(given: OnPaper) {
  const { document, signature, signedAt } = given;
  const { lang } = document;
  const t = translatorFor(lang);
  const { number: _number, ...look } = given.looks[document.layout];
  return {
    template: 'modules/figures/reports/papers/report.typ',
    data: {
      lang,
      title: document.title,
      layout: document.layout,
      look,
      superior: document.head.superior,
      issuer: document.head.issuer,
      country: document.head.country,
      motto: document.head.motto,
      number: numberLine(document.layout, signature.number, given.symbol),
      placeAndDate: placeAndDate(lang, signature.place, signedAt),
      draft: signedAt === null ? t('figures.report.paper.draft', { on: formatDate(lang, given.printedOn) }) : '',
      kind: document.kind,
      sections: document.sections
        .map((section) => ({
          heading: section.heading,
          blocks: section.blocks.flatMap((block) => blockOnPaper(document, block)),
        }))
        .filter((section) => section.blocks.length > 0),
      notes: document.notes.map(({ number, text }) => ({ number, text })),
      recipientsHead: t('figures.report.paper.recipients'),
      recipients: [
        ...(document.head.superior === ''
          ? []
          : [t('figures.report.paper.recipient.superior', { unit: document.head.superior })]),
        t(given.symbol === 'CB' ? 'figures.report.paper.recipient.file-cell' : 'figures.report.paper.recipient.file'),
      ],
      authority: signature.authority,
      post: signature.post,
      name: signature.name,
      signed: signedAt === null ? '' : t('figures.report.paper.signed', { at: formatInstant(lang, signedAt) }),
      signGap: signedAt === null ? SIGN_GAP : SIGN_GAP - 8,
      foot:
        given.contentHash === null
          ? t('figures.report.paper.foot-draft', { on: formatDate(lang, document.asOf) })
          : t('figures.report.paper.foot', {
              on: formatDate(lang, document.asOf),
              edition: String(given.edition ?? 1),
              hash: given.contentHash.slice(0, 16),
            }),
    },
  };
}

function placeAndDate(lang: Lang, place: string, signedAt: string | null): string {
  const t = translatorFor(lang);
  const where = place === '' ? '…………' : place;
  if (signedAt === null) return t('figures.report.paper.date-open', { place: where });
  const [day = '', month = '', year = ''] = formatInstant('vi', signedAt).slice(0, 10).split('/');
  // Days below ten, and the months January and February, carry a nought. @see DOMAIN.md 5.2
  const written = lang === 'vi' && Number(month) > 2 ? String(Number(month)) : month;
  return t('figures.report.paper.date', { place: where, day, month: written, year });
}

function blockOnPaper(document: ReportDocument, block: Block): object[] {
  const figure = (slot: string) => document.figures[slot];
  switch (block.kind) {
    case 'say':
      return [
        {
          kind: 'say',
          pieces: block.pieces.map((piece) => {
            if ('text' in piece) return cell(piece.text);
            const shown = figure(piece.slot);
            return cell(shown?.shown ?? '–', shown?.note ?? null);
          }),
        },
      ];
    case 'free': {
      const lines = block.text
        .split(/\n+/)
        .map((line) => line.trim())
        .filter((line) => line !== '');
      return lines.length === 0 ? [] : [{ kind: 'free', lines }];
    }
    case 'compare':
      return [
        {
          kind: 'table',
          title: block.title,
          heads: block.heads,
          aligns: ['l', 'r', 'r', 'r'],
          rows: block.rows.map((row) => {
            const shown = figure(row.slot);
            return [
              cell(shown?.name ?? row.slot, shown?.note ?? null),
              cell(shown?.shown ?? '–'),
              cell(row.before === null ? '–' : (figure(row.before)?.shown ?? '–')),
              cell(row.change),
            ];
          }),
        },
      ];
    case 'units':
      return [
        {
          kind: 'table',
          title: block.title,
          heads: block.heads,
          aligns: ['l', ...block.slots.map(() => 'r')],
          // Names keep their room however long the heads of the figures are.
          even: true,
          rows: [
            ...block.rows.map((row) => [cell(row.name), ...row.cells.map((one) => cell(one.shown))]),
            [cell(block.total), ...block.slots.map((slot) => cell(figure(slot)?.shown ?? '–'))],
          ],
        },
      ];
  }
}
