import { paragraph, paragraphOf, run, type Say, table, wordFile } from '#platform/word/word.ts';
import type { reportPaper } from './paper.ts';

type Data = ReturnType<typeof reportPaper>['data'];
type Cell = { text: string; note: number | null };
type Drawn =
  | { kind: 'say'; pieces: Cell[] }
  | { kind: 'free'; lines: string[] }
  | { kind: 'table'; title: string; heads: string[]; aligns: string[]; rows: Cell[][] };

const PARTY = { top: 20, bottom: 20, left: 30, right: 20 };
const WIDTH = 210 - PARTY.left - PARTY.right;
const INDENT = 10;

/**
 * A report as a Word file, made of the same data as its PDF: the office edits the wording and prints it; the numbers are those that
 * were computed or signed. @see DOMAIN.md 5.2
 */
export function reportDocx(data: Data): Uint8Array {
  const isParty = data.layout === 'party';
  const centre = (text: string, say: Say = {}) => paragraph(text, { align: 'center', afterPt: 0, ...say });
  const left = [
    ...(data.superior === '' ? [] : [centre(data.superior.toLocaleUpperCase('vi'), { size: isParty ? 14 : 13 })]),
    centre(data.issuer.toLocaleUpperCase('vi'), { size: isParty ? 14 : 13, bold: true }),
    isParty ? centre('*', { size: 14 }) : centre('', { size: 2, ruleMm: 24 }),
    centre(data.number, { size: 14 }),
  ].join('');
  const right = [
    centre(data.country, { size: isParty ? 15 : 13, bold: true }),
    ...(data.motto === '' ? [] : [centre(data.motto, { size: 14, bold: true })]),
    centre('', { size: 2, ruleMm: (WIDTH * 0.56 - 3.8 - (isParty ? 72 : 60)) / 2 }),
    centre(data.placeAndDate, { size: 14, italic: true, beforePt: 8 }),
    ...(data.draft === '' ? [] : [centre(data.draft, { size: 11 })]),
  ].join('');
  const body = data.sections.map(
    (section) =>
      paragraph(section.heading, { align: 'left', bold: true, beforePt: 8, keep: true }) +
      (section.blocks as Drawn[]).map(blockOf).join(''),
  );
  const notes =
    data.notes.length === 0
      ? ''
      : paragraph('', { size: 4, ruleMm: 60 }) +
        data.notes
          .map(({ number, text }) => paragraph(`${number}. ${text}`, { size: 10, align: 'left', afterPt: 2 }))
          .join('');
  return wordFile(
    table([44, 56], [[left, right]], 'none', WIDTH) +
      paragraph(data.kind.toLocaleUpperCase('vi'), {
        align: 'center',
        bold: true,
        size: 15,
        beforePt: 12,
        afterPt: 2,
      }) +
      paragraph(data.title, { align: 'center', bold: true, size: 14, afterPt: 10 }) +
      body.join('') +
      footOf(data) +
      notes +
      paragraph(data.foot, { size: 9, align: 'left', beforePt: 8 }),
    { margins: PARTY, bodySize: 14 },
  );
}

function blockOf(block: Drawn): string {
  switch (block.kind) {
    case 'say':
      return paragraphOf(block.pieces.map((piece) => cell(piece)).join(''), { align: 'left', indentMm: INDENT });
    case 'free':
      return block.lines.map((line) => paragraph(line, { align: 'left', indentMm: INDENT })).join('');
    case 'table': {
      const small: Say = { size: 12, align: 'left', afterPt: 0 };
      const heads = block.heads.map((head) => paragraph(head, { ...small, bold: true, align: 'center' }));
      const rows = block.rows.map((row) =>
        row.map((one, at) =>
          paragraphOf(cell(one, 12), { ...small, align: block.aligns[at] === 'r' ? 'right' : 'left' }),
        ),
      );
      // The first column holds names, the others numbers.
      const widths = block.heads.map((_, at) => (at === 0 ? Math.max(2, 5 - block.heads.length / 2) : 1.2));
      return (
        paragraph(block.title, { align: 'left', bold: true, beforePt: 4, keep: true }) +
        table(widths, [heads, ...rows], 'single', WIDTH, true) +
        paragraph('', { size: 6, afterPt: 2 })
      );
    }
  }
}

const cell = ({ text, note }: Cell, size?: number): string => {
  const sized = size === undefined ? {} : { size };
  return run(text, sized) + (note === null ? '' : run(String(note), { ...sized, raised: true }));
};

function footOf(data: Data): string {
  const to = [
    paragraph(data.recipientsHead, { align: 'left', beforePt: 12, afterPt: 0, italic: true }),
    ...data.recipients.map((one) => paragraph(`- ${one}`, { align: 'left', size: 12, afterPt: 0 })),
  ].join('');
  const sign = [
    paragraph(data.authority, { align: 'center', bold: true, beforePt: 12, afterPt: 0 }),
    paragraph(data.post, { align: 'center', afterPt: 60 }),
    paragraph(data.name, { align: 'center', bold: true, afterPt: 0 }),
    ...(data.signed === '' ? [] : [paragraph(data.signed, { align: 'center', size: 10, italic: true })]),
  ].join('');
  return table([48, 52], [[to, sign]], 'none', WIDTH);
}
