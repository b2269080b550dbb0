import { keptWithSigning, SIGNING } from '#platform/word/signing.ts';
import { paragraph, paragraphOf, run, type Say, table, wordFile } from '#platform/word/word.ts';
import type { reportPaper } from './paper.ts';

type Data = ReturnType<typeof reportPaper>['data'];
type Cell = { text: string; note: number | null };
type Drawn =
  | { kind: 'say'; pieces: Cell[] }
  | { kind: 'free'; lines: string[] }
  | { kind: 'table'; title: string; heads: string[]; aligns: string[]; rows: Cell[][] };

const INDENT = 10;

/**
 * A report as a Word file, made of the same data as its PDF: the office edits the wording and prints it; the numbers are those that
 * were computed or signed. @see DOMAIN.md 5.2
 */
export function reportDocx(data: Data): Uint8Array {
  const isParty = data.layout === 'party';
  const { look } = data;
  const width = 210 - look.margins.left - look.margins.right;
  const centre = (text: string, say: Say = {}) => paragraph(text, { align: 'center', afterPt: 0, ...say });
  const left = [
    ...(data.superior === '' ? [] : [centre(data.superior.toLocaleUpperCase('vi'), { size: look.superior.size })]),
    centre(data.issuer.toLocaleUpperCase('vi'), { size: look.issuer.size, bold: true }),
    isParty ? centre('*', { size: 12 }) : centre('', { size: 2, ruleMm: 24 }),
    centre(data.number, { size: look.numberSize }),
  ].join('');
  const right = [
    centre(data.country, { size: look.nation[0]?.size ?? look.body, bold: true }),
    ...(data.motto === '' ? [] : [centre(data.motto, { size: look.nation.at(-1)?.size ?? look.body, bold: true })]),
    centre('', { size: 2, ruleMm: Math.max(0, (width * 0.56 - 3.8 - ruleMm(data)) / 2) }),
    centre(data.placeAndDate, { size: look.placeSize, italic: true, beforePt: 8 }),
    ...(data.draft === '' ? [] : [centre(data.draft, { size: 11 })]),
  ].join('');
  const body = data.sections.map(
    (section, at) =>
      paragraph(`${at + 1}. ${section.heading}`, { align: 'left', bold: true, beforePt: 8, keep: true }) +
      (section.blocks as Drawn[]).map((block) => blockOf(block, width)).join(''),
  );
  const notes =
    data.notes.length === 0
      ? ''
      : paragraph('', { size: 4, ruleMm: 60 }) +
        data.notes
          .map(({ number, text }) => paragraph(`${number}. ${text}`, { size: 10, align: 'left', afterPt: 2 }))
          .join('');
  return wordFile(
    table([44, 56], [[left, right]], 'none', width) +
      paragraph(data.kind.toLocaleUpperCase('vi'), {
        align: 'center',
        bold: true,
        size: look.title,
        beforePt: 12,
        afterPt: 2,
      }) +
      paragraph(data.title, { align: 'center', bold: true, size: look.abstract, afterPt: 10 }) +
      keptWithSigning(body.join('') + SIGNING) +
      footOf(data, width) +
      notes +
      paragraph(data.foot, { size: 9, align: 'left', beforePt: 8 }),
    { margins: look.margins, bodySize: look.body, mirrored: look.mirrored, lang: data.lang },
  );
}

/**
 * How long the words above the rule are: as measured for the Vietnamese ones, and by their letters in another language, since a Word file
 * cannot measure them.
 */
function ruleMm({ lang, look, country, motto }: Data): number {
  const said = motto === '' ? country : motto;
  const known = look.nation.at(-1)?.text.length ?? said.length;
  return lang === 'vi' ? look.nationMm : (look.nationMm * lettersOf(said)) / known;
}
/** Signs that take room of their own: Thai marks stand above and below. */
const lettersOf = (text: string) => [...text].filter((sign) => !/\p{Mn}/u.test(sign)).length;

function blockOf(block: Drawn, width: number): string {
  switch (block.kind) {
    case 'say':
      return paragraphOf(block.pieces.map((piece) => cell(piece, undefined, piece.note !== null)).join(''), {
        align: 'left',
        indentMm: INDENT,
      });
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
      const widths = block.heads.map((head, at) =>
        widthOf([head, ...block.rows.map((row) => row[at]?.text ?? '')], at),
      );
      return (
        paragraph(block.title, { align: 'left', bold: true, beforePt: 4, keep: true }) +
        table(widths, [heads, ...rows], 'single', width, true) +
        paragraph('', { size: 6, afterPt: 2 })
      );
    }
  }
}

/** A column is as wide as what stands in it; names may take two lines, numbers stay on one. */
function widthOf(texts: readonly string[], at: number): number {
  const [head = '', ...rows] = texts;
  const longest = Math.max(...rows.map(lettersOf), 0);
  const word = Math.max(...head.split(/\s+/u).map(lettersOf), 0);
  return at === 0 ? Math.min(38, Math.max(24, longest)) : Math.max(8, longest + 2, Math.min(word, 14));
}

const cell = ({ text, note }: Cell, size?: number, bold = false): string => {
  const sized = size === undefined ? {} : { size };
  return run(text, { ...sized, bold }) + (note === null ? '' : run(String(note), { ...sized, raised: true }));
};

function footOf(data: Data, width: number): string {
  const isParty = data.layout === 'party';
  const to = [
    paragraph(data.recipientsHead, {
      align: 'left',
      beforePt: 12,
      afterPt: 0,
      ...(isParty ? { underline: true } : { bold: true, italic: true, size: 12 }),
    }),
    ...data.recipients.map((one) => paragraph(`- ${one}`, { align: 'left', size: 12, afterPt: 0 })),
  ].join('');
  const sign = [
    paragraph(data.authority, { align: 'center', bold: true, beforePt: 12, afterPt: 0 }),
    paragraph(data.post, { align: 'center', afterPt: 60 }),
    paragraph(data.name, { align: 'center', bold: true, afterPt: 0 }),
    ...(data.signed === '' ? [] : [paragraph(data.signed, { align: 'center', size: 10, italic: true })]),
  ].join('');
  return table([48, 52], [[to, sign]], 'none', width);
}
